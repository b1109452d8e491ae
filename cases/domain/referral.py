"""Referring a person onwards: to Stödcentrum by age, or to another jour or kommun.

Source: the annex, section 3 (linking with Stödcentrum), and domain rule "Referrals": under the
referral age it is suggested once and never done by itself; exactly at that age a coordinator
decides and says why, the jour being what is usual; over it the jour. Nothing is passed on without
the person's consent. Which age is asked is decided on the day of the decision.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import Enum, auto

from cases.domain.age import age_facts, whole_years
from cases.domain.enums import AgeBand, CloseReason
from cases.domain.referral_codes import (
    ConsentHow,
    Item,
    NotRelevant,
    Recipient,
    ReferralRefusal,
    ReferralState,
)
from cases.domain.referral_number import HowToCall, bare_number_refusals, number_refusals
from jourcase.kernel.local_time import local_date, start_of_local_day

# No answer within so many local days: somebody asks.
REMINDER_DAYS = 7

_S = ReferralState
# What may follow upon what. A refusal that was a slip of the pen is opened again; a person who
# changes their mind gets a new referral, so that the refusal stays counted.
NEXT: dict[ReferralState, frozenset[ReferralState]] = {
    _S.OFFERED: frozenset({_S.DECLINED, _S.ACCEPTED, _S.NOT_RELEVANT}),
    _S.DECLINED: frozenset({_S.OFFERED}),
    _S.NOT_RELEVANT: frozenset({_S.OFFERED}),
    # Accepted again: the consent was given later, or was given anew for other things.
    _S.ACCEPTED: frozenset({_S.ACCEPTED, _S.HANDED_OVER, _S.WITHDRAWN, _S.NOT_RELEVANT}),
    _S.HANDED_OVER: frozenset({_S.CONFIRMED, _S.NEVER_ARRIVED, _S.NO_FEEDBACK, _S.WITHDRAWN}),
    _S.NO_FEEDBACK: frozenset({_S.CONFIRMED, _S.NEVER_ARRIVED, _S.WITHDRAWN}),
    _S.NEVER_ARRIVED: frozenset({_S.HANDED_OVER, _S.CONFIRMED, _S.WITHDRAWN}),
    _S.CONFIRMED: frozenset({_S.WITHDRAWN}),
    _S.WITHDRAWN: frozenset(),
}
UNDER_WAY = frozenset({_S.OFFERED, _S.ACCEPTED})
FEEDBACK = (_S.CONFIRMED, _S.NEVER_ARRIVED, _S.NO_FEEDBACK)
PASSED_ON = frozenset({_S.HANDED_OVER, *FEEDBACK})


def may_become(state: ReferralState, to: ReferralState) -> bool:
    return to in NEXT[state]


# --- Age -----------------------------------------------------------------------------------------

_SIDES = (AgeBand.UNDER, AgeBand.EXACTLY, AgeBand.OVER)
ANSWERS = (*_SIDES, AgeBand.UNKNOWN)


class Advice(Enum):
    """What the age says of Stödcentrum."""

    NONE = auto()
    SUGGEST = auto()
    DECIDE = auto()  # exactly at the referral age
    ASK_SIDE = auto()  # the year of birth leaves two answers
    ASK_AGE = auto()  # nobody has asked


@dataclass(frozen=True, slots=True)
class Age:
    """What is known of it: a date, or a year, and what the person said on a day (`stated_on`; None:
    on the day that is asked about). What was only reckoned from a year is never `stated`.
    """

    born: date | None = None
    birth_year: int | None = None
    stated: AgeBand | None = None
    stated_on: date | None = None


def read_born(text: str) -> tuple[date | None, int | None]:
    """(date, year) of what the identity keeps: an ISO date, a year, or nothing readable."""
    if len(text) == 4 and text.isascii() and text.isdigit():
        return None, int(text)
    try:
        return date.fromisoformat(text), None
    except ValueError:
        return None, None


def stated_at_receipt(
    band: AgeBand | None, *, birth_year: int | None, on: date, referral_age: int
) -> AgeBand | None:
    """What the person said on the received day `on`, of the band that is kept of that day. A band
    that the year of birth gives by itself was said by nobody, and says nothing of another day.
    """
    if birth_year is None:
        return None if band == AgeBand.ASK else band
    is_open = age_facts(on=on, referral_age=referral_age, birth_year=birth_year).band == AgeBand.ASK
    return band if is_open and band in _SIDES else None


def band_on(age: Age, *, on: date, referral_age: int) -> AgeBand | None:
    """On which side of the referral age on the local date `on`; None when nobody has asked, or so
    long ago that the answer may be another.
    """
    if age.born is not None:
        return age_facts(on=on, referral_age=referral_age, born=age.born).band
    if age.birth_year is not None:
        found = _possible(age, age.birth_year, on, referral_age)
        return found[0] if len(found) == 1 else AgeBand.ASK
    if age.stated_on is None or whole_years(age.stated_on, on) < 1:
        return age.stated
    # A year later at least: under may be over, exactly is over, over stays over.
    aged = {AgeBand.UNDER: None, AgeBand.EXACTLY: AgeBand.OVER}
    return aged.get(age.stated, age.stated) if age.stated else None


def possible_bands(age: Age, *, on: date, referral_age: int) -> tuple[AgeBand, ...]:
    """The answers worth asking for: those that a year of birth leaves, or all."""
    if age.birth_year is None:
        return ANSWERS
    return _possible(age, age.birth_year, on, referral_age)


def _possible(age: Age, birth_year: int, on: date, referral_age: int) -> tuple[AgeBand, ...]:
    """Every birthday of the year that fits what was said, as the side that it gives on `on`. What
    was said and cannot be is passed over.
    """
    first = date(birth_year, 1, 1)
    days = [first + timedelta(days=n) for n in range((date(birth_year, 12, 31) - first).days + 1)]
    if age.stated in _SIDES:
        said_on = age.stated_on or on
        fitting = [d for d in days if _side(d, said_on, referral_age) == age.stated]
        days = fitting or days
    found = {_side(day, on, referral_age) for day in days}
    return tuple(side for side in _SIDES if side in found)


def age_answer_refusals(
    band: AgeBand, age: Age, *, on: date, referral_age: int
) -> set[ReferralRefusal]:
    """An answer that the year of birth does not leave: it was put right meanwhile."""
    possible = possible_bands(age, on=on, referral_age=referral_age)
    return set() if band in possible else {ReferralRefusal.AGE_CANNOT_BE}


def _side(born: date, on: date, referral_age: int) -> AgeBand:
    return age_facts(on=on, referral_age=referral_age, born=min(born, on)).band


def band_at_receipt(
    kept: AgeBand | None, age: Age, *, received_on: date, referral_age: int
) -> AgeBand | None:
    """The band of the received day after an answer of today (`age`). One that was answered stands:
    the statistics are of that day. None when the answer does not tell.
    """
    if kept not in {None, AgeBand.ASK}:
        return kept
    if age.birth_year is None:
        return age.stated
    found = _possible(age, age.birth_year, received_on, referral_age)
    return found[0] if len(found) == 1 else kept


def advice(
    band: AgeBand | None,
    *,
    was_under: bool,
    is_in_support: bool,
    is_settled: bool,
    is_open: bool,
) -> Advice:
    """`was_under`: when the case came in. `is_settled`: Stödcentrum has been spoken of before, or
    decided against. Somebody who turns 21 during support is not moved.
    """
    if not is_open or is_settled:
        return Advice.NONE
    if was_under and is_in_support and band != AgeBand.UNDER:
        return Advice.NONE
    return {
        None: Advice.ASK_AGE,
        AgeBand.UNDER: Advice.SUGGEST,
        AgeBand.EXACTLY: Advice.DECIDE,
        AgeBand.ASK: Advice.ASK_SIDE,
    }.get(band, Advice.NONE)


# --- What stands against an act ------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Offer:
    """A referral as it is begun, or its answer. `reason` is why it is not relevant, or why the
    coordinator decided as they did.
    """

    recipient: Recipient
    state: ReferralState
    to_whom: str = ""
    why_not: NotRelevant | None = None
    reason: str = ""


def offer_refusals(
    offer: Offer, *, band: AgeBand | None, is_coordinator: bool, is_under_way: bool
) -> set[ReferralRefusal]:
    """`band` on the day of the decision; `is_under_way`: the same recipient is being asked."""
    found: set[ReferralRefusal] = set()
    if is_under_way:
        found.add(ReferralRefusal.ALREADY_UNDER_WAY)
    if offer.recipient != Recipient.STODCENTRUM:
        if not offer.to_whom.strip():
            found.add(ReferralRefusal.RECIPIENT_MISSING)
    elif band in {None, AgeBand.ASK}:
        found.add(ReferralRefusal.AGE_TO_BE_ASKED)
    elif band == AgeBand.OVER and offer.state != ReferralState.NOT_RELEVANT:
        found.add(ReferralRefusal.TOO_OLD)
    elif band == AgeBand.EXACTLY:
        if not is_coordinator:
            found.add(ReferralRefusal.COORDINATOR_DECIDES)
        if not offer.reason.strip():
            found.add(ReferralRefusal.DECISION_WITHOUT_REASON)
    return found | answer_refusals(offer)


def answer_refusals(offer: Offer) -> set[ReferralRefusal]:
    """What is not relevant says why."""
    if offer.state != ReferralState.NOT_RELEVANT:
        return set()
    if offer.why_not is None:
        return {ReferralRefusal.WHY_NOT_MISSING}
    if offer.why_not == NotRelevant.OTHER and not offer.reason.strip():
        return {ReferralRefusal.REASON_MISSING}
    return set()


@dataclass(frozen=True, slots=True)
class Consent:
    """How, when and what may be passed. `given_at` is aware; `event` is what happened, in the words
    that the person has agreed to.
    """

    how: ConsentHow
    given_at: datetime
    items: frozenset[Item]
    event: str = ""


def consent_refusals(
    consent: Consent, *, received_at: datetime, how_to_call: HowToCall, now: datetime
) -> set[ReferralRefusal]:
    """Calls that are paused stop no consent: the person has been asked, and it is written down."""
    found: set[ReferralRefusal] = set()
    if consent.given_at > now:
        found.add(ReferralRefusal.CONSENT_IN_FUTURE)
    if local_date(consent.given_at) < local_date(received_at):
        found.add(ReferralRefusal.CONSENT_BEFORE_CASE)
    if not consent.items:
        found.add(ReferralRefusal.NOTHING_MAY_BE_PASSED)
    if Item.EVENT in consent.items and not consent.event.strip():
        found.add(ReferralRefusal.EVENT_MISSING)
    return found | bare_number_refusals(consent.items, how_to_call)


def hand_over_refusals(
    *,
    state: ReferralState,
    has_consent: bool,
    items: frozenset[Item],
    how_to_call: HowToCall,
    has_text: bool,
    is_as_seen: bool,
) -> set[ReferralRefusal]:
    """`is_as_seen`: what would be passed is to the letter what was read before the button was
    pressed. A consent that was taken back in between is said first and alone, and so is a number
    that has to stay: what else is read is read when that has been put right.
    """
    if state == ReferralState.WITHDRAWN:
        return {ReferralRefusal.CONSENT_WITHDRAWN}
    if not may_become(state, ReferralState.HANDED_OVER):
        return {ReferralRefusal.CHANGED_MEANWHILE}
    if not has_consent:
        return {ReferralRefusal.CONSENT_MISSING}
    if stopped := number_refusals(items, how_to_call):
        return stopped
    found: set[ReferralRefusal] = set()
    if not has_text:
        found.add(ReferralRefusal.EMPTY_HANDED)
    if not is_as_seen:
        found.add(ReferralRefusal.TEXT_CHANGED)
    return found


def move_refusals(state: ReferralState, to: ReferralState) -> set[ReferralRefusal]:
    """For the other moves: somebody else may have been before."""
    return set() if may_become(state, to) else {ReferralRefusal.CHANGED_MEANWHILE}


# --- Waiting for an answer -----------------------------------------------------------------------


def reminder_on(handed_over_at: datetime) -> date:
    """The first local day on which somebody is reminded."""
    return local_date(handed_over_at) + timedelta(days=REMINDER_DAYS)


def is_silent(state: ReferralState, handed_over_at: datetime | None, *, now: datetime) -> bool:
    """Handed over and not answered in seven days."""
    if state != ReferralState.HANDED_OVER or handed_over_at is None:
        return False
    return local_date(now) >= reminder_on(handed_over_at)


def silent_before(now: datetime) -> datetime:
    """The same turned round, for a query: handed over at an earlier instant than this."""
    return start_of_local_day(local_date(now) - timedelta(days=REMINDER_DAYS - 1))


# --- The figures ---------------------------------------------------------------------------------


class FiguresEffect(Enum):
    """What closing the case as forwarded now does to the contact promise."""

    OUTSIDE = auto()  # forwarded before contact and before the deadline
    AFTER_CONTACT = auto()
    AFTER_DEADLINE = auto()
    CLOSED = auto()  # closed already: nothing to offer


def figures_effect(
    *,
    is_open: bool,
    first_contact_at: datetime | None,
    deadline_at: datetime | None,
    now: datetime,
) -> FiguresEffect:
    """As `contacts.domain.promise` judges it; a test holds the two together."""
    if not is_open:
        return FiguresEffect.CLOSED
    if first_contact_at is not None:
        return FiguresEffect.AFTER_CONTACT
    if deadline_at is not None and now > deadline_at:
        return FiguresEffect.AFTER_DEADLINE
    return FiguresEffect.OUTSIDE


def close_reason_of(recipient: Recipient) -> CloseReason:
    """How the case ends when it is closed with the referral."""
    if recipient == Recipient.STODCENTRUM:
        return CloseReason.TO_STODCENTRUM
    return CloseReason.FORWARDED
