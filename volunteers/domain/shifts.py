"""What stands against taking or leaving an evening shift."""

from datetime import datetime, timedelta

from jourcase.kernel.refusals import Refusal

# Later than this the evening is not left without somebody else taking it over.
LEFT_BEFORE = timedelta(hours=48)
# So soon after it was taken it was a slip, however near the evening is.
SLIP_UNDONE_WITHIN = timedelta(minutes=10)


class ShiftRefusal(Refusal):
    NOT_APPROVED = "not_approved"
    ALREADY_OVER = "already_over"
    NOT_OURS = "not_ours"
    ENDS_BEFORE_START = "ends_before_start"
    AWAY = "away"
    FULL = "full"
    CLOSED = "closed"
    UNDECIDED = "undecided"
    LEFT_TOO_LATE = "left_too_late"
    NOT_HELD = "not_held"
    NOT_OFFERED = "not_offered"
    HELD_ALREADY = "held_already"


def shift_refusals(*, starts_at: datetime, ends_at: datetime) -> set[ShiftRefusal]:
    """What stands against a shift from `starts_at` to `ends_at` (aware)."""
    return {ShiftRefusal.ENDS_BEFORE_START} if ends_at <= starts_at else set()


def sign_up_refusals(
    *,
    is_own_office: bool,
    is_approved: bool,
    ends_at: datetime,
    now: datetime,
    is_away: bool = False,
    is_full: bool = False,
    is_closed: bool = False,
    is_undecided: bool = False,
) -> set[ShiftRefusal]:
    """`is_approved` and `is_away` are judged on the local date of the shift; instants are aware.
    `is_undecided`: proposed as closed, and nobody has answered.
    """
    found: set[ShiftRefusal] = set()
    if not is_own_office:
        found.add(ShiftRefusal.NOT_OURS)
    if not is_approved:
        found.add(ShiftRefusal.NOT_APPROVED)
    if ends_at <= now:
        found.add(ShiftRefusal.ALREADY_OVER)
    if is_away:
        found.add(ShiftRefusal.AWAY)
    if is_full:
        found.add(ShiftRefusal.FULL)
    if is_closed:
        found.add(ShiftRefusal.CLOSED)
    if is_undecided:
        found.add(ShiftRefusal.UNDECIDED)
    return found


def may_still_leave(starts_at: datetime, *, now: datetime) -> bool:
    """Whether there are at least 48 hours left, which are hours and not two days on the clock."""
    return starts_at - now >= LEFT_BEFORE


def leave_refusals(
    *,
    starts_at: datetime,
    ends_at: datetime,
    taken_at: datetime,
    is_by_coordinator: bool,
    now: datetime,
) -> set[ShiftRefusal]:
    """What stands against giving a shift back. A coordinator takes somebody else off it at any
    time, for whoever is ill the same day; and whoever took it by a slip undoes it.
    """
    if ends_at <= now:
        return {ShiftRefusal.ALREADY_OVER}
    is_slip = now - taken_at <= SLIP_UNDONE_WITHIN
    if not is_by_coordinator and not is_slip and not may_still_leave(starts_at, now=now):
        return {ShiftRefusal.LEFT_TOO_LATE}
    return set()


def offer_refusals(*, is_held: bool, ends_at: datetime, now: datetime) -> set[ShiftRefusal]:
    """What stands against asking others to take one's shift over."""
    found: set[ShiftRefusal] = set()
    if not is_held:
        found.add(ShiftRefusal.NOT_HELD)
    if ends_at <= now:
        found.add(ShiftRefusal.ALREADY_OVER)
    return found


def take_over_refusals(*, is_offered: bool, is_held_already: bool) -> set[ShiftRefusal]:
    """What stands against taking another's shift over, besides what holds for every shift."""
    found: set[ShiftRefusal] = set()
    if not is_offered:
        found.add(ShiftRefusal.NOT_OFFERED)
    if is_held_already:
        found.add(ShiftRefusal.HELD_ALREADY)
    return found
