"""The only reader of real time. Everything else gets `now` as an argument, or asks here."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

_fixed_at: datetime | None = None


def now() -> datetime:
    """The present instant: aware, UTC, whole seconds.

    Whole seconds because the contact deadline is 23:59:59: a contact half a second later on the
    same local day is in time, and two layers that compare instants must agree about that.
    """
    at = _fixed_at if _fixed_at is not None else datetime.now(UTC)
    return at.astimezone(UTC).replace(microsecond=0)


@contextmanager
def fixed(at: datetime) -> Iterator[None]:
    """Hold the clock at `at` (aware) inside the block, for all threads of this process."""
    global _fixed_at
    if at.tzinfo is None:
        raise ValueError("the clock needs an aware datetime")
    before, _fixed_at = _fixed_at, at
    try:
        yield
    finally:
        _fixed_at = before
