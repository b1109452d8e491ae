"""What stands against taking or leaving an evening shift."""

from datetime import datetime

from jourcase.kernel.refusals import Refusal


class ShiftRefusal(Refusal):
    NOT_APPROVED = "not_approved"
    ALREADY_OVER = "already_over"
    NOT_OURS = "not_ours"
    ENDS_BEFORE_START = "ends_before_start"


def shift_refusals(*, starts_at: datetime, ends_at: datetime) -> set[ShiftRefusal]:
    """What stands against a shift from `starts_at` to `ends_at` (aware)."""
    return {ShiftRefusal.ENDS_BEFORE_START} if ends_at <= starts_at else set()


def sign_up_refusals(
    *, is_own_office: bool, is_approved: bool, ends_at: datetime, now: datetime
) -> set[ShiftRefusal]:
    """`is_approved` is judged on the local date of the shift; instants are aware."""
    found: set[ShiftRefusal] = set()
    if not is_own_office:
        found.add(ShiftRefusal.NOT_OURS)
    if not is_approved:
        found.add(ShiftRefusal.NOT_APPROVED)
    if ends_at <= now:
        found.add(ShiftRefusal.ALREADY_OVER)
    return found
