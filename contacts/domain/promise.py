"""The contact promise: K1a, K1b and K2, decided in one place for every screen and report.

Two steps. `stand` turns a case's facts and its contacts into a `Standing`: instants, counts and
reasons that time alone never changes (it is what the case row stores). `judge` reads a
`Standing` at a moment and says the state of each measure. `contacts.domain.next_step` reads the
same `Standing` and says what to do and why.

Source: the annex, section 3 (first contact within three days of receipt; at least three tries
by phone, at least one in the evening), with what it leaves open decided by domain rule
"Contact attempts and the contact promise".
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from cases.domain.enums import FORWARDED_REASONS, CallSafety, CloseReason, ReachBy
from cases.domain.rules import may_be_called
from cases.domain.safe_hours import ALWAYS, SafeHours, Week
from contacts.domain.counting import Attempt, is_phone_try, is_two_way, takes_first_contact
from contacts.domain.enums import (
    ContactExemption,
    Direction,
    MeasureState,
    Result,
    TriesExemption,
)
from contacts.domain.hours import CALLBACK_LEAD, evening_week, next_calling_moment
from jourcase.agreement.domain.terms import Terms, contact_deadline, is_evening
from jourcase.kernel.local_time import end_of_local_day, local_date

PAUSE_BETWEEN_TRIES = timedelta(hours=4)
PAUSE_AFTER_BUSY = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class CaseFacts:
    """What the promise needs to know of a case. Instants are aware."""

    received_at: datetime
    reach_by: ReachBy
    call_safety: CallSafety
    has_working_phone: bool
    closed_at: datetime | None = None
    close_reason: CloseReason | None = None
    is_anonymous: bool = False
    declines_phone: bool = False
    is_paused: bool = False
    is_protected: bool = False
    person_was_there: bool = False
    callback_at: datetime | None = None
    safe: SafeHours = ALWAYS
    # The hours were said again after the call was promised: what was said last governs.
    hours_said_later: bool = False

    @property
    def rings_us(self) -> bool:
        """The person makes contact, and no call has been promised since."""
        return self.reach_by == ReachBy.CALLS_US and self.callback_at is None

    @property
    def may_be_rung(self) -> bool:
        """Nothing about the case itself forbids a volunteer to ring."""
        return (
            self.closed_at is None
            and self.has_working_phone
            and may_be_called(self.call_safety)
            and not self.is_paused
            and not self.is_protected
            and not self.declines_phone
            and not self.rings_us
        )


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a case stands: the stored outcome columns. Instants UTC, or None for "not yet"."""

    deadline_at: datetime
    follow_through_until: datetime
    first_contact_at: datetime | None
    reached_at: datetime | None
    reached_on_try: int | None
    phone_tries: int
    evening_tries: int
    has_tried_enough: bool
    contact_exemption: ContactExemption | None
    tries_exemption: TriesExemption | None
    next_due_at: datetime | None
    next_is_evening_only: bool
    callback_at: datetime | None
    is_open: bool


@dataclass(frozen=True, slots=True)
class Verdict:
    """The state of one measure; a reason exactly when it is exempt."""

    state: MeasureState
    reason: ContactExemption | TriesExemption | None = None


@dataclass(frozen=True, slots=True)
class Promise:
    """The three measures of one case at one moment."""

    standing: Standing
    first_contact: Verdict  # K1a
    reached: Verdict  # K1b
    tries: Verdict  # K2


def stand(facts: CaseFacts, attempts: Sequence[Attempt], terms: Terms) -> Standing:
    """The standing of a case by `terms`, from its effective contacts in any order."""
    ordered = sorted(attempts, key=_order)
    deadline = contact_deadline(facts.received_at, terms)
    two_way = [a.occurred_at for a in ordered if is_two_way(a)]
    taken = [a.occurred_at for a in ordered if takes_first_contact(a)]
    if facts.person_was_there:
        # Somebody who rings or walks in is reached at that moment.
        two_way.append(facts.received_at)
        taken.append(facts.received_at)
    reached_at = min(two_way, default=None)
    first_contact_at = min(taken, default=None)

    # Once reached no more tries are owed, so later calls are not counted as tries.
    tries = [
        a
        for a in ordered
        if is_phone_try(a) and (reached_at is None or a.occurred_at <= reached_at)
    ]
    evening = sum(1 for a in tries if is_evening(a.occurred_at, terms))
    enough = (
        len(tries) >= terms.minimum_phone_attempts and evening >= terms.minimum_evening_attempts
    )
    callback_at = facts.callback_at if facts.closed_at is None else None
    evening_within = evening_week(terms, facts.safe)
    evening_only = (
        not enough
        and reached_at is None
        and evening_within is not None
        and evening < terms.minimum_evening_attempts
        and terms.minimum_phone_attempts - len(tries) <= terms.minimum_evening_attempts - evening
    )
    return Standing(
        deadline_at=deadline,
        # "Younger than": the last day on which the case has not yet reached that age.
        follow_through_until=end_of_local_day(
            local_date(facts.received_at) + timedelta(days=terms.follow_through_days - 1)
        ),
        first_contact_at=first_contact_at,
        reached_at=reached_at,
        reached_on_try=_reached_on(tries, reached_at),
        phone_tries=len(tries),
        evening_tries=evening,
        has_tried_enough=enough,
        contact_exemption=_contact_exemption(facts, ordered, first_contact_at, deadline),
        tries_exemption=_tries_exemption(facts, reached_at),
        next_due_at=_next_due(
            facts,
            ordered,
            terms,
            is_owed=reached_at is None and not enough,
            evening_within=evening_within if evening_only else None,
        ),
        next_is_evening_only=evening_only and facts.may_be_rung and callback_at is None,
        callback_at=callback_at,
        is_open=facts.closed_at is None,
    )


def judge(standing: Standing, *, now: datetime) -> Promise:
    """Exactly one state per measure at the instant `now` (aware, whole seconds)."""
    return Promise(
        standing=standing,
        first_contact=_in_time(standing, standing.first_contact_at, now),
        reached=_in_time(standing, standing.reached_at, now),
        tries=_tries(standing, now),
    )


def has_tried_one_day_only(standing: Standing, attempts: Sequence[Attempt]) -> bool:
    """Enough tries, all on one local day: it fulfils the words of the undertaking, and the
    coordinator gets a hint to try another day.
    """
    if standing.reached_at is not None or not standing.has_tried_enough:
        return False
    return len({local_date(a.occurred_at) for a in attempts if is_phone_try(a)}) == 1


def _in_time(standing: Standing, at: datetime | None, now: datetime) -> Verdict:
    if at is not None and at <= standing.deadline_at:
        return Verdict(MeasureState.MET)
    if standing.contact_exemption is not None:
        return Verdict(MeasureState.EXEMPT, standing.contact_exemption)
    if at is not None or now > standing.deadline_at or not standing.is_open:
        return Verdict(MeasureState.MISSED)
    return Verdict(MeasureState.PENDING)


def _tries(standing: Standing, now: datetime) -> Verdict:
    if standing.tries_exemption == TriesExemption.REACHED:
        return Verdict(MeasureState.EXEMPT, TriesExemption.REACHED)
    if standing.has_tried_enough:
        return Verdict(MeasureState.MET)
    if standing.tries_exemption is not None:
        return Verdict(MeasureState.EXEMPT, standing.tries_exemption)
    if standing.is_open and now <= standing.follow_through_until:
        return Verdict(MeasureState.PENDING)
    return Verdict(MeasureState.MISSED)


def _order(attempt: Attempt) -> tuple[datetime, bool, str, str, str]:
    """By time; two at the same instant in an order of their own, whichever was logged first."""
    kind = attempt.channel.value, attempt.direction.value
    return attempt.occurred_at, is_two_way(attempt), attempt.result.value, *kind


def _reached_on(tries: Sequence[Attempt], reached_at: datetime | None) -> int | None:
    """The number of the try on which the person was reached, None when reached otherwise."""
    for number, attempt in enumerate(tries, start=1):
        if attempt.occurred_at == reached_at and is_two_way(attempt):
            return number
    return None


def _contact_exemption(
    facts: CaseFacts,
    ordered: Sequence[Attempt],
    first_contact_at: datetime | None,
    deadline: datetime,
) -> ContactExemption | None:
    # First of all: it is also what leaves the case out of the follow-up, protected or not.
    if (
        facts.closed_at is not None
        and facts.close_reason in FORWARDED_REASONS
        and facts.closed_at <= deadline
        and (first_contact_at is None or first_contact_at > facts.closed_at)
    ):
        return ContactExemption.FORWARDED
    if facts.is_protected:
        return ContactExemption.PROTECTED
    if facts.close_reason == CloseReason.UNSAFE:
        return ContactExemption.UNSAFE
    if _showed_a_way(ordered, deadline):
        return None
    if facts.reach_by == ReachBy.CALLS_US:
        return ContactExemption.NO_WAY
    if facts.reach_by == ReachBy.OTHER_WAY or facts.declines_phone:
        return None
    if not facts.has_working_phone:
        return ContactExemption.NO_WAY
    if not may_be_called(facts.call_safety):
        return ContactExemption.UNSAFE
    return None


def _showed_a_way(ordered: Sequence[Attempt], deadline: datetime) -> bool:
    """A contact that we took, too late, or by which we reached the person, shows that there was
    a way: a number that dies afterwards must not turn a missed goal into an exemption.
    """
    first = next((a for a in ordered if takes_first_contact(a)), None)
    if first is not None and first.direction == Direction.OUT and first.occurred_at > deadline:
        return True
    reached = next((a for a in ordered if is_two_way(a)), None)
    return reached is not None and reached.direction == Direction.OUT


def _tries_exemption(facts: CaseFacts, reached_at: datetime | None) -> TriesExemption | None:
    if reached_at is not None:
        return TriesExemption.REACHED
    if facts.is_anonymous:
        return TriesExemption.ANONYMOUS
    if (
        facts.is_paused
        or facts.is_protected
        or not may_be_called(facts.call_safety)
        or facts.close_reason == CloseReason.UNSAFE
    ):
        return TriesExemption.PAUSED
    if facts.declines_phone or (facts.rings_us and facts.has_working_phone):
        return TriesExemption.DECLINES_PHONE
    if not facts.has_working_phone:
        return TriesExemption.NO_NUMBER
    return None


def _next_due(
    facts: CaseFacts,
    ordered: Sequence[Attempt],
    terms: Terms,
    *,
    is_owed: bool,
    evening_within: Week | None,
) -> datetime | None:
    """From when a volunteer may be given this case to ring; None when nobody should ring.

    `is_owed` says that more tries are owed; `evening_within` is given when the next one has to
    be in the evening, and is the part of it that suits the person.
    """
    if not facts.may_be_rung:
        return None
    if facts.callback_at is not None:
        return _callback_due(facts, facts.callback_at, ordered, terms)
    if not is_owed:
        return None
    tries = [a for a in ordered if is_phone_try(a)]
    if evening_within is not None:
        earliest = _pause_ends(tries[-1]) if tries else facts.received_at
        return evening_within.next_moment(earliest)
    if not tries:
        return next_calling_moment(facts.received_at, facts.safe)
    if len(tries) >= terms.minimum_phone_attempts:
        return None  # only an evening try is lacking, and no evening is safe
    return _after_try(facts, tries[-1])


def _callback_due(
    facts: CaseFacts, callback_at: datetime, ordered: Sequence[Attempt], terms: Terms
) -> datetime | None:
    since = callback_at - CALLBACK_LEAD
    # The conversation in which it was promised may itself lie within the quarter before.
    promised = max((a.occurred_at for a in ordered if is_two_way(a)), default=None)
    after = [
        a
        for a in ordered
        if is_phone_try(a)
        and a.occurred_at >= since
        and (promised is None or a.occurred_at > promised)
    ]
    if len(after) >= terms.minimum_phone_attempts:
        return None
    if after:
        return _after_try(facts, after[-1])
    if facts.hours_said_later and not facts.safe.is_safe_at(callback_at):
        # No quarter ahead of it and no hour after: not a time that the person has chosen any more.
        return callback_at.astimezone(UTC)
    # A promised time is kept as promised; only the tries after it follow the calling hours.
    return since.astimezone(UTC)


def _after_try(facts: CaseFacts, last: Attempt) -> datetime:
    return next_calling_moment(_pause_ends(last), facts.safe)


def _pause_ends(last: Attempt) -> datetime:
    """When the person may be rung again after a try."""
    return last.occurred_at + (
        PAUSE_AFTER_BUSY if last.result == Result.BUSY else PAUSE_BETWEEN_TRIES
    )
