"""Forms about a case: they parse and explain; the rules are in `cases.domain`."""
