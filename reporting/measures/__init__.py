"""One small module per measure: what it means, what it counts, its tables.

Which of them a follow-up holds, and in which order, follows the undertakings that are in force:
`reporting.measures.registry`.
"""
