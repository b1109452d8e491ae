"""Acts on cases: each one transaction, with the row locked, audited inside."""
