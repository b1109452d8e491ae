"""What the pages of referrals show, words and possibilities already chosen."""

from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse

from cases.domain.enums import AgeBand
from cases.domain.referral import (
    PASSED_ON,
    UNDER_WAY,
    Advice,
    advice,
    figures_effect,
    is_silent,
    may_become,
    possible_bands,
)
from cases.domain.referral_codes import NotRelevant, Recipient, ReferralRefusal, ReferralState
from cases.models import Case, Identity
from cases.referrals.letter import Passed, recipient_name
from cases.referrals.words import (
    CLOSED_WITH_IT,
    DECIDES_LATER,
    LOOKS,
    NUMBER_IS_THERE,
    NUMBER_STAYS,
    UNDO_BUTTONS,
    UNDO_NOTES,
    advice_words,
    figures_words,
)
from cases.referring import SETTLED, Referral
from cases.services.referral import age_of, band_today
from cases.services.referral_undo import stopped
from jourcase.kernel.local_time import local_date
from volunteers.models import User


def advice_of(case: Case, identity: Identity | None, *, is_settled: bool, now: datetime) -> Advice:
    """What the age says today (no query)."""
    return advice(
        band_today(case, identity, now=now),
        was_under=case.age_band == AgeBand.UNDER,
        is_in_support=case.has_support,
        is_settled=is_settled,
        is_open=case.closed_at is None,
    )


@dataclass(frozen=True, slots=True)
class Notice:
    """The suggestion on the case page."""

    text: str
    button: str


def case_notice(case: Case, identity: Identity | None, *, now: datetime) -> Notice | None:
    """For a case that came through `cases.access`; an age that nobody has asked about is among
    what the statistics lack, and not said twice (no query).
    """
    settled = getattr(case, SETTLED, True)
    found = advice_of(case, identity, is_settled=settled, now=now)
    button = {
        Advice.SUGGEST: "Erbjud Stödcentrum",
        Advice.DECIDE: "Besluta",
        Advice.ASK_SIDE: "Svara",
    }.get(found)
    words = advice_words(found, referral_age=case.terms.referral_age)
    return Notice(words, button) if button else None


@dataclass(frozen=True, slots=True)
class AdviceBox:
    """What stands first on the page where a referral begins. There the age is asked and decided on
    each time that it is needed; only the suggestion is made once.
    """

    text: str
    asks: tuple[AgeBand, ...]
    decides: bool
    waits: str  # at the referral age for whoever does not decide: that the coordinator does
    preset: str  # the recipient that is suggested


def advice_box(
    case: Case, identity: Identity | None, user: User, *, before: list[Referral], now: datetime
) -> AdviceBox:
    """`before`: the referrals of the case so far."""
    to_stodcentrum = [one for one in before if one.recipient == Recipient.STODCENTRUM]
    is_under_way = any(one.state in UNDER_WAY for one in to_stodcentrum)
    anew = advice(
        band_today(case, identity, now=now),
        was_under=False,
        is_in_support=False,
        is_settled=is_under_way,
        is_open=True,
    )
    found = advice_of(case, identity, is_settled=bool(to_stodcentrum), now=now)
    asks = anew in {Advice.ASK_SIDE, Advice.ASK_AGE}
    possible = possible_bands(
        age_of(case, identity), on=local_date(now), referral_age=case.terms.referral_age
    )
    shown = found if anew == Advice.SUGGEST else anew
    age = case.terms.referral_age
    waits = anew == Advice.DECIDE and not user.is_coordinator
    return AdviceBox(
        text="" if waits else advice_words(shown, referral_age=age),
        asks=possible if asks else (),
        decides=anew == Advice.DECIDE and user.is_coordinator,
        waits=DECIDES_LATER.format(age=age) if waits else "",
        preset=Recipient.STODCENTRUM.value if found == Advice.SUGGEST else "",
    )


@dataclass(frozen=True, slots=True)
class Row:
    """One referral in a list."""

    referral: Referral
    case: Case
    to: str
    state: str
    look: str
    is_silent: bool


def state_words(referral: Referral) -> str:
    state = ReferralState(referral.state)
    if state == ReferralState.ACCEPTED and not referral.has_consent:
        return "Tackade ja, tar själv kontakt"
    if referral.why_not == NotRelevant.JOUR_AT_21:
        return "Jouren ger stödet"
    return state.label


def row_of(referral: Referral, *, now: datetime) -> Row:
    state = ReferralState(referral.state)
    silent = is_silent(state, referral.handed_over_at, now=now)
    return Row(
        referral=referral,
        case=referral.case,
        to=recipient_name(referral),
        state="Inget svar på sju dagar" if silent else state_words(referral),
        look="today" if silent else LOOKS[state],
        is_silent=silent,
    )


@dataclass(frozen=True, slots=True)
class NumberNotice:
    """Why the number stays here, and the page where that is put right; without an `url` there is
    none for this person.
    """

    heading: str
    text: str
    button: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class ReferralPage:
    """One referral, and what may be done with it now."""

    row: Row
    can_answer: bool
    can_consent: bool
    can_hand_over: bool
    can_withdraw: bool
    can_say_feedback: bool
    undo: str  # the button that takes back the latest step, empty when that cannot be
    undo_note: str
    gives_number: bool
    is_to_ask_back: bool
    waits_for_coordinator: bool
    has_letter: bool
    shows_lines: bool
    stopped: frozenset[ReferralRefusal]  # what keeps the number here
    number_notices: tuple[NumberNotice, ...]


def referral_page(referral: Referral, user: User, *, passed: Passed, now: datetime) -> ReferralPage:
    """One query, when there may be something to take back."""
    state = ReferralState(referral.state)
    was_passed = referral.handed_over_at is not None
    consents = referral.has_consent and state != ReferralState.WITHDRAWN
    can_undo = state in UNDO_BUTTONS and not stopped(referral, user, now=now)
    stays: frozenset[ReferralRefusal] = passed.stopped if consents else frozenset()
    can_hand_over = consents and not stays and may_become(state, ReferralState.HANDED_OVER)
    return ReferralPage(
        row=row_of(referral, now=now),
        can_answer=state == ReferralState.OFFERED,
        can_consent=state in UNDER_WAY,
        can_hand_over=can_hand_over and user.is_coordinator,
        can_withdraw=may_become(state, ReferralState.WITHDRAWN),
        can_say_feedback=may_become(state, ReferralState.CONFIRMED) and user.is_coordinator,
        undo=UNDO_BUTTONS[state] if can_undo else "",
        undo_note=_undo_note(referral, state) if can_undo else "",
        gives_number=(
            referral.recipient == Recipient.STODCENTRUM
            and not was_passed
            and not referral.has_consent
            and state in {*UNDER_WAY, ReferralState.DECLINED}
        ),
        is_to_ask_back=was_passed and state == ReferralState.WITHDRAWN,
        waits_for_coordinator=can_hand_over and not user.is_coordinator,
        has_letter=consents
        and not stays
        and state in {ReferralState.ACCEPTED, *PASSED_ON}
        and user.is_coordinator,
        shows_lines=consents or was_passed,
        stopped=stays,
        number_notices=tuple(
            _number_notice(one, referral, user) for one in ReferralRefusal if one in stays
        ),
    )


def _number_notice(why: ReferralRefusal, referral: Referral, user: User) -> NumberNotice:
    state = ReferralState(referral.state)
    is_there = state in PASSED_ON and state != ReferralState.NEVER_ARRIVED
    who = "du" if user.is_coordinator else "samordnaren"
    said = {"who": who, "to": recipient_name(referral), "code": referral.code}
    heading, text = (NUMBER_IS_THERE if is_there else NUMBER_STAYS)[why]
    button = url = ""
    if why == ReferralRefusal.CALLS_PAUSED:
        if user.is_coordinator:
            button, url = "Besluta", reverse("cases:decide_calls", args=[referral.case.public_id])
    elif state in UNDER_WAY:
        button, url = (
            "Ändra samtycket",
            reverse("cases:referral_consent", args=[referral.public_id]),
        )
    elif not is_there:
        button, url = "Ny hänvisning", reverse("cases:refer", args=[referral.case.public_id])
    return NumberNotice(heading.format(**said), text.format(**said), button, url)


def _undo_note(referral: Referral, state: ReferralState) -> str:
    note = UNDO_NOTES.get(state, "")
    closed_at = referral.case.closed_at
    is_closed_with = closed_at is not None and closed_at == referral.handed_over_at
    is_of_hand_over = state == ReferralState.HANDED_OVER
    return note + (CLOSED_WITH_IT if is_closed_with and is_of_hand_over else "")


def closing_words(case: Case, *, now: datetime) -> str:
    """What closing the case with the hand-over means for the figures; empty when it is closed."""
    effect = figures_effect(
        is_open=case.closed_at is None,
        first_contact_at=case.first_contact_at,
        deadline_at=case.deadline_at,
        now=now,
    )
    return figures_words(effect, deadline_at=case.deadline_at, now=now)
