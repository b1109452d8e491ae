"""What to do next with a case, when, and why: one answer for the call list, the case page and
the dashboard.

Source: domain rule "The call list" (the order) and the screens' own rows ("Varför").
"""

from dataclasses import dataclass
from datetime import datetime
from enum import Enum, IntEnum, auto

from cases.domain.enums import CallSafety, ReachBy
from cases.domain.rules import may_be_called
from cases.domain.safe_hours import ALWAYS, SafeHours, Week
from contacts.domain.hours import (
    CALLBACK_GRACE,
    CALLBACK_LEAD,
    calling_week,
    evening_week,
    safe_evenings,
)
from contacts.domain.promise import Standing
from jourcase.agreement.domain.terms import Terms, is_evening
from jourcase.kernel.local_time import local_date


class Bucket(IntEnum):
    """The order of the call list; within one, the earliest deadline first."""

    CALLBACK = 0
    OVERDUE = 1
    DUE_TODAY = 2
    EVENING_OWED = 3
    BY_DEADLINE = 4
    NOT_LISTED = 9


# Added to the bucket of a case that cannot be rung this minute: shown grey, after the others.
HINDERED = 10


class Step(Enum):
    """What there is to do."""

    KEEP_CALLBACK = auto()  # a promised time has come, or comes
    FIRST_CALL_OVERDUE = auto()
    FIRST_CALL_TODAY = auto()
    FIRST_CALL_BEFORE_NEXT_SHIFT = auto()
    FIRST_CALL = auto()
    NEXT_TRY = auto()
    EVENING_TRY = auto()
    USE_OTHER_WAY = auto()
    FIND_NUMBER = auto()
    DECIDE_AFTER_OTHER_PERSON = auto()
    DECIDE_AFTER_CALLBACK = auto()
    HANDLE_BY_HAND = auto()
    WAIT_FOR_PERSON = auto()
    DO_NOT_CALL = auto()
    OFFER_CLOSING = auto()
    SUPPORT = auto()
    NOTHING = auto()


class Hindrance(Enum):
    """Why a case that should be rung cannot be rung this minute."""

    WAITS_FOR_EVENING = auto()
    OUTSIDE_CALLING_HOURS = auto()
    OUTSIDE_SAFE_HOURS = auto()
    TOO_SOON = auto()


class NoCall(Enum):
    """Why nobody should ring at all, whoever has the person on the screen."""

    PAUSED = auto()
    UNSAFE = auto()
    DECLINES = auto()
    NO_NUMBER = auto()


@dataclass(frozen=True, slots=True)
class StepFacts:
    """What the next step needs besides the standing."""

    received_at: datetime
    reach_by: ReachBy
    call_safety: CallSafety
    has_working_phone: bool
    declines_phone: bool
    is_paused: bool
    is_protected: bool
    safe: SafeHours = ALWAYS


@dataclass(frozen=True, slots=True)
class NextStep:
    """`opens_at` to `closes_at` is the window in which to act; `latest_at` the last moment.

    The window opens at a moment when the person may be proposed. An evening's closes with the
    evening of the terms: the list proposes nobody from 21, but a try made until then counts.
    """

    step: Step
    bucket: Bucket
    try_number: int
    hindrance: Hindrance | None = None
    opens_at: datetime | None = None
    closes_at: datetime | None = None
    latest_at: datetime | None = None

    @property
    def can_ring_now(self) -> bool:
        return self.bucket != Bucket.NOT_LISTED and self.hindrance is None


def next_step(
    facts: StepFacts,
    standing: Standing,
    terms: Terms,
    *,
    now: datetime,
    next_shift_at: datetime | None = None,
) -> NextStep:
    """The step at `now`. `next_shift_at` is when somebody of ours is at the phones next time."""
    unlisted = _unlisted_step(facts, standing)
    if unlisted is not None:
        latest = standing.deadline_at if standing.first_contact_at is None else None
        return NextStep(unlisted, Bucket.NOT_LISTED, standing.phone_tries + 1, latest_at=latest)

    step, bucket = _listed_step(standing, terms, now, next_shift_at)
    opens_at, closes_at = _window(facts, standing, terms, now)
    return NextStep(
        step,
        bucket,
        standing.phone_tries + 1,
        hindrance=_hindrance(facts, standing, terms, now),
        opens_at=opens_at,
        closes_at=closes_at,
        latest_at=_latest(standing),
    )


def no_call(facts: StepFacts) -> NoCall | None:
    """What forbids to ring, the gravest first; a contact of another kind can always be logged."""
    if facts.is_paused:
        return NoCall.PAUSED
    if not may_be_called(facts.call_safety):
        return NoCall.UNSAFE
    if facts.declines_phone:
        return NoCall.DECLINES
    return None if facts.has_working_phone else NoCall.NO_NUMBER


def _unlisted_step(facts: StepFacts, standing: Standing) -> Step | None:
    """The step of a case that no volunteer should be given to ring, or None."""
    if not standing.is_open:
        return Step.NOTHING
    if facts.is_protected:
        return Step.HANDLE_BY_HAND
    if facts.is_paused:
        return Step.DECIDE_AFTER_OTHER_PERSON
    if standing.next_due_at is not None:
        return None
    if standing.callback_at is not None and facts.has_working_phone:
        return Step.DECIDE_AFTER_CALLBACK
    if standing.reached_at is not None:
        return Step.SUPPORT
    if standing.has_tried_enough:
        return Step.OFFER_CLOSING
    if facts.reach_by == ReachBy.CALLS_US:
        return Step.WAIT_FOR_PERSON
    if facts.reach_by == ReachBy.OTHER_WAY or facts.declines_phone:
        return Step.USE_OTHER_WAY
    if not may_be_called(facts.call_safety):
        return Step.DO_NOT_CALL
    if not facts.has_working_phone:
        return Step.FIND_NUMBER
    return Step.OFFER_CLOSING  # all tries are made that the person's safe hours allow


def _listed_step(
    standing: Standing, terms: Terms, now: datetime, next_shift_at: datetime | None
) -> tuple[Step, Bucket]:
    if standing.callback_at is not None:
        has_come = standing.callback_at - CALLBACK_LEAD <= now
        return Step.KEEP_CALLBACK, Bucket.CALLBACK if has_come else Bucket.BY_DEADLINE
    if standing.first_contact_at is None:
        if now > standing.deadline_at:
            return Step.FIRST_CALL_OVERDUE, Bucket.OVERDUE
        if local_date(standing.deadline_at) == local_date(now):
            return Step.FIRST_CALL_TODAY, Bucket.DUE_TODAY
    if standing.next_is_evening_only:
        listed = Bucket.EVENING_OWED if is_evening(now, terms) else Bucket.BY_DEADLINE
        return Step.EVENING_TRY, listed
    if standing.first_contact_at is None:
        if next_shift_at is not None and standing.deadline_at < next_shift_at:
            return Step.FIRST_CALL_BEFORE_NEXT_SHIFT, Bucket.BY_DEADLINE
        return Step.FIRST_CALL, Bucket.BY_DEADLINE
    return Step.NEXT_TRY, Bucket.BY_DEADLINE


def _hindrance(
    facts: StepFacts, standing: Standing, terms: Terms, now: datetime
) -> Hindrance | None:
    is_early = standing.next_due_at is not None and standing.next_due_at > now
    promised = _promised_time(standing)
    if promised is not None and now < promised + CALLBACK_GRACE:
        return Hindrance.TOO_SOON if is_early else None  # the person chose the time
    if standing.next_is_evening_only and not is_evening(now, terms):
        return Hindrance.WAITS_FOR_EVENING
    if not _hours(facts, standing, terms).holds(now):
        is_safe = facts.safe.is_safe_at(now)
        return Hindrance.OUTSIDE_CALLING_HOURS if is_safe else Hindrance.OUTSIDE_SAFE_HOURS
    return Hindrance.TOO_SOON if is_early else None


def _promised_time(standing: Standing) -> datetime | None:
    """When the person chose to be rung, as long as nobody has tried since and it is not outside the
    hours that were said later (`contacts.domain.promise`); else None.
    """
    callback_at = standing.callback_at
    if callback_at is None or standing.next_due_at != callback_at - CALLBACK_LEAD:
        return None
    return callback_at


def _hours(facts: StepFacts, standing: Standing, terms: Terms) -> Week:
    """The part of each day in which the next call may be proposed."""
    evening = evening_week(terms, facts.safe) if standing.next_is_evening_only else None
    return evening or calling_week(facts.safe)


def _window(
    facts: StepFacts, standing: Standing, terms: Terms, now: datetime
) -> tuple[datetime, datetime]:
    """The next span in which to ring, from `now` or the due moment, whichever is later."""
    earliest = max(now, standing.next_due_at or now)
    promised = _promised_time(standing)
    if promised is not None and earliest < promised + CALLBACK_GRACE:
        return earliest, promised + CALLBACK_GRACE
    hours = _hours(facts, standing, terms)
    opens_at = hours.next_moment(earliest)
    closes_at = hours.closes(opens_at)
    if standing.next_is_evening_only:
        closes_at = safe_evenings(terms, facts.safe).closes(opens_at) or closes_at
    return opens_at, closes_at or opens_at


def _latest(standing: Standing) -> datetime:
    if standing.callback_at is not None:
        return standing.callback_at
    if standing.first_contact_at is None:
        return standing.deadline_at
    return standing.follow_through_until


def order_key(
    facts: StepFacts, standing: Standing, step: NextStep, case_id: int
) -> tuple[int, datetime, datetime, int]:
    """The call list's order: what can be rung now before what cannot, then bucket, then what
    falls due first, then what came first. Total, since no two cases share an id.
    """
    due = standing.callback_at if step.bucket == Bucket.CALLBACK else None
    rank = step.bucket if step.can_ring_now else step.bucket + HINDERED
    return rank, due or standing.deadline_at, facts.received_at, case_id
