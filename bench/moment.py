"""When the benchmark takes place: always the same instant, so that every run has the same lists."""

from datetime import UTC, date, datetime

# A Tuesday at 18.30 in Stockholm, in the middle of an evening shift.
NOW = datetime(2026, 11, 24, 17, 30, tzinfo=UTC)
BEGINNING = datetime(2025, 4, 1, 6, 0, tzinfo=UTC)
FIRST_DAY = date(2025, 4, 1)
