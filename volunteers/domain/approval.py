"""Whether a person was approved on a day, judged by history and never by today's status.

Source: the undertaking that all support persons have passed the basic training.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from jourcase.kernel.refusals import Refusal


class ApprovalRefusal(Refusal):
    ENDS_BEFORE_START = "ends_before_start"
    OVERLAPS = "overlaps"
    IN_FUTURE = "in_future"
    NOT_APPROVED = "not_approved"


@dataclass(frozen=True, slots=True)
class Approved:
    """Local dates, both inclusive; `until` None means still approved."""

    since: date
    until: date | None = None

    def covers(self, on: date) -> bool:
        return self.since <= on and (self.until is None or on <= self.until)


def was_approved(history: Iterable[Approved], on: date) -> bool:
    """True when any period of the history covers the local date `on`."""
    return any(period.covers(on) for period in history)


def approval_refusals(
    history: Iterable[Approved], since: date, *, today: date
) -> set[ApprovalRefusal]:
    """What stands against approving from `since` (inclusive, open-ended)."""
    found: set[ApprovalRefusal] = set()
    if since > today:
        found.add(ApprovalRefusal.IN_FUTURE)
    if any(period.until is None or period.until >= since for period in history):
        found.add(ApprovalRefusal.OVERLAPS)
    return found


def withdrawal_refusals(
    history: Iterable[Approved], last_day: date, *, today: date
) -> set[ApprovalRefusal]:
    """What stands against `last_day` being the last day of the running approval."""
    running = [period for period in history if period.until is None]
    if not running:
        return {ApprovalRefusal.NOT_APPROVED}
    found: set[ApprovalRefusal] = set()
    if last_day > today:
        found.add(ApprovalRefusal.IN_FUTURE)
    if last_day < running[0].since:
        found.add(ApprovalRefusal.ENDS_BEFORE_START)
    return found
