"""One follow-up, as a page and as files. Every renderer reads the same values."""
