"""The demonstration: invented people with invented cases, told through the real services."""
