"""When a row that did not go through is tried again, and when somebody must be told."""

from datetime import timedelta

# How long one attempt may hold a row. Whoever is killed in the middle gives it back by this.
LEASE = timedelta(minutes=2)
# So many attempts without success are shown by `doctor` and `/readyz`. The row stays and is tried.
STUCK_AFTER = 6

_STEPS = (
    timedelta(seconds=10),
    timedelta(minutes=1),
    timedelta(minutes=5),
    timedelta(minutes=20),
    timedelta(hours=1),
)
_LONGEST = timedelta(hours=3)


def wait_after(tries: int) -> timedelta:
    """How long to wait after the attempt numbered `tries` (from 1) has failed.

    Never "give up": what has been promised in the same transaction as a save is still owed when
    a mail server has been away over a weekend.
    """
    return _STEPS[tries - 1] if tries <= len(_STEPS) else _LONGEST


def is_stuck(tries: int) -> bool:
    """Whether so many attempts are reason to tell somebody."""
    return tries >= STUCK_AFTER
