"""Acts on contacts: each one transaction, audited inside."""
