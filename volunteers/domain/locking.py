"""When a screen that nobody touches is locked."""

from datetime import timedelta

# Source: the design of the jour's protection. Ten minutes is what a visitor needs to sit down at
# the desk; on a computer that others use, half of it. A long conversation leaves the keys alone.
LOCK_AFTER = timedelta(minutes=10)
LOCK_SHARED_AFTER = timedelta(minutes=5)
LOCK_CALL_AFTER = timedelta(minutes=60)
# How exactly the time of the last act is kept: a row is written no oftener than this.
NOTED_EVERY = timedelta(minutes=1)


def lock_after(*, in_call: bool, is_shared: bool) -> timedelta:
    """How long nothing may happen. A call that is open decides, on whatever computer."""
    if in_call:
        return LOCK_CALL_AFTER
    return LOCK_SHARED_AFTER if is_shared else LOCK_AFTER


def cover_after(*, is_shared: bool) -> timedelta:
    """After how long the page is covered: a call does not change it."""
    return LOCK_SHARED_AFTER if is_shared else LOCK_AFTER


def is_left(idle: timedelta, *, in_call: bool, is_shared: bool) -> bool:
    """True when the screen has been left for so long that it is locked."""
    return idle >= lock_after(in_call=in_call, is_shared=is_shared)
