"""Referring onwards: what consent allows, what follows upon what, and the figures."""

from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases.domain.enums import CallSafety, CloseReason, ReachBy
from cases.domain.referral import (
    NEXT,
    PASSED_ON,
    UNDER_WAY,
    Consent,
    FiguresEffect,
    close_reason_of,
    consent_refusals,
    figures_effect,
    hand_over_refusals,
    is_silent,
    may_become,
    move_refusals,
    reminder_on,
    silent_before,
)
from cases.domain.referral_codes import (
    ConsentHow,
    Item,
    Recipient,
    ReferralRefusal,
    ReferralState,
)
from cases.domain.referral_number import UNRESTRICTED, HowToCall
from cases.referrals.words import REFERRAL_REFUSALS
from contacts.domain.enums import ContactExemption
from contacts.domain.promise import CaseFacts, stand
from jourcase.agreement.domain.terms import contact_deadline
from jourcase.kernel.local_time import at_local, local_date
from tests.unit.cases.ways_to_call import CAREFUL, HOWS, PAUSED
from tests.unit.contacts.examples import TERMS

R, S = ReferralRefusal, ReferralState
NUMBER_AND_WORDS = frozenset({Item.PHONE, Item.SAFE_CONTACT})
TODAY = date(2026, 11, 23)
NOW = datetime(2026, 11, 23, 13, 0, tzinfo=UTC)
# Both nights when the clocks change, midsummer and New Year lie in here.
MOMENTS = st.integers(0, 2 * 365 * 24 * 60 * 60).map(
    lambda seconds: datetime(2026, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds)
)
BORN = st.dates(min_value=date(1990, 1, 1), max_value=date(2015, 12, 31))


# --- Consent and hand-over -----------------------------------------------------------------------


def consent(*items: Item, at: datetime = NOW, event: str = "") -> Consent:
    return Consent(ConsentHow.PHONE, at, frozenset(items), event)


@pytest.mark.parametrize(
    ("given", "how", "expected"),
    [
        pytest.param(consent(Item.PHONE), UNRESTRICTED, set(), id="right"),
        pytest.param(
            consent(Item.PHONE, at=NOW + timedelta(minutes=1)),
            UNRESTRICTED,
            {R.CONSENT_IN_FUTURE},
            id="in-the-future",
        ),
        pytest.param(
            consent(Item.PHONE, at=NOW - timedelta(days=3)),
            UNRESTRICTED,
            {R.CONSENT_BEFORE_CASE},
            id="before-the-case",
        ),
        pytest.param(
            consent(Item.PHONE, at=NOW - timedelta(days=1, hours=2)),
            UNRESTRICTED,
            set(),
            id="earlier-on-the-day-of-the-case",
        ),
        pytest.param(consent(), UNRESTRICTED, {R.NOTHING_MAY_BE_PASSED}, id="nothing"),
        pytest.param(
            consent(Item.EVENT, event=" "), UNRESTRICTED, {R.EVENT_MISSING}, id="which-event"
        ),
        pytest.param(
            consent(Item.PHONE), CAREFUL, {R.NUMBER_WITHOUT_SAFETY}, id="a-number-with-conditions"
        ),
        pytest.param(consent(Item.PHONE, Item.SAFE_CONTACT), CAREFUL, set(), id="with-the-words"),
        pytest.param(
            consent(Item.PHONE, Item.SAFE_CONTACT), PAUSED, set(), id="paused-may-be-agreed-to"
        ),
        pytest.param(consent(Item.PHONE), PAUSED, {R.NUMBER_WITHOUT_SAFETY}, id="paused-and-bare"),
    ],
)
def test_a_consent_says_how_when_and_what(
    given: Consent, how: HowToCall, expected: set[ReferralRefusal]
) -> None:
    received = NOW - timedelta(days=1)
    assert consent_refusals(given, received_at=received, how_to_call=how, now=NOW) == expected


def handed(
    state: ReferralState = S.ACCEPTED,
    *,
    has_consent: bool = True,
    items: frozenset[Item] = frozenset({Item.PHONE}),
    how: HowToCall = UNRESTRICTED,
    has_text: bool = True,
    is_as_seen: bool = True,
) -> set[ReferralRefusal]:
    return hand_over_refusals(
        state=state,
        has_consent=has_consent,
        items=items,
        how_to_call=how,
        has_text=has_text,
        is_as_seen=is_as_seen,
    )


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        pytest.param(handed(), set(), id="right"),
        pytest.param(handed(S.NEVER_ARRIVED), set(), id="again"),
        pytest.param(handed(S.WITHDRAWN), {R.CONSENT_WITHDRAWN}, id="withdrawn-in-between"),
        pytest.param(handed(S.HANDED_OVER), {R.CHANGED_MEANWHILE}, id="pressed-twice"),
        pytest.param(handed(S.OFFERED), {R.CHANGED_MEANWHILE}, id="not-answered"),
        pytest.param(handed(has_consent=False), {R.CONSENT_MISSING}, id="rings-themselves"),
        pytest.param(handed(has_text=False), {R.EMPTY_HANDED}, id="nothing-known"),
        pytest.param(handed(is_as_seen=False), {R.TEXT_CHANGED}, id="changed-since-read"),
        pytest.param(handed(how=CAREFUL), {R.NUMBER_WITHOUT_SAFETY}, id="became-unsafe-since"),
        pytest.param(
            handed(items=NUMBER_AND_WORDS, how=PAUSED),
            {R.CALLS_PAUSED},
            id="somebody-else-answered",
        ),
        pytest.param(
            handed(how=PAUSED),
            {R.CALLS_PAUSED, R.NUMBER_WITHOUT_SAFETY},
            id="paused-and-bare",
        ),
        pytest.param(
            handed(items=NUMBER_AND_WORDS, how=PAUSED, is_as_seen=False),
            {R.CALLS_PAUSED},
            id="paused-is-said-before-what-changed",
        ),
        pytest.param(
            handed(S.WITHDRAWN, how=PAUSED), {R.CONSENT_WITHDRAWN}, id="withdrawn-is-said-alone"
        ),
        pytest.param(
            handed(items=frozenset({Item.EVENT}), how=PAUSED), set(), id="paused-without-a-number"
        ),
    ],
)
def test_nothing_is_handed_over_but_what_was_read_and_consented_to(
    found: set[ReferralRefusal], expected: set[ReferralRefusal]
) -> None:
    assert found == expected


@given(
    state=st.sampled_from(list(S)),
    has_consent=st.booleans(),
    items=st.frozensets(st.sampled_from(list(Item))),
    how=HOWS,
    has_text=st.booleans(),
    is_as_seen=st.booleans(),
)
def test_whatever_is_handed_over_has_a_consent_that_stands(
    state: ReferralState,
    has_consent: bool,
    items: frozenset[Item],
    how: HowToCall,
    has_text: bool,
    is_as_seen: bool,
) -> None:
    found = handed(
        state,
        has_consent=has_consent,
        items=items,
        how=how,
        has_text=has_text,
        is_as_seen=is_as_seen,
    )
    if found:
        return
    assert has_consent
    assert has_text
    assert is_as_seen
    assert state in {S.ACCEPTED, S.NEVER_ARRIVED}
    if Item.PHONE in items:
        assert not how.is_paused
        assert Item.SAFE_CONTACT in items or how == UNRESTRICTED


def test_every_refusal_has_words_and_occurs_here() -> None:
    here = Path(__file__).parent
    source = "".join(
        (here / name).read_text(encoding="utf-8")
        for name in ("test_referral.py", "test_referral_age.py", "test_referral_undo.py")
    )
    for one in R:
        assert one in REFERRAL_REFUSALS
        assert f"R.{one.name}" in source, one


# --- States --------------------------------------------------------------------------------------


def test_nothing_is_passed_on_but_by_handing_over() -> None:
    for state, following in NEXT.items():
        for to in following & PASSED_ON:
            assert to == S.HANDED_OVER or state in PASSED_ON


def test_every_state_is_in_the_table_and_can_be_come_to() -> None:
    assert set(NEXT) == set(S)
    reached: set[ReferralState] = {S.OFFERED}
    last: set[ReferralState] = set()
    while reached != last:
        last = set(reached)
        reached |= {to for state in last for to in NEXT[state]}
    assert reached == set(S)


@pytest.mark.parametrize("state", [S.WITHDRAWN, S.DECLINED, S.NOT_RELEVANT])
def test_what_is_over_leads_to_no_hand_over(state: ReferralState) -> None:
    assert move_refusals(state, S.HANDED_OVER) == {R.CHANGED_MEANWHILE}
    assert not UNDER_WAY & {state}


def test_a_person_can_change_their_mind_whenever_something_may_be_or_was_passed() -> None:
    for state in {S.ACCEPTED, *PASSED_ON}:
        assert may_become(state, S.WITHDRAWN)


# --- Seven days ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("handed_over", "now", "expected"),
    [
        pytest.param((TODAY, 23), (date(2026, 11, 29), 23), False, id="six-days"),
        pytest.param((TODAY, 23), (date(2026, 11, 30), 0), True, id="the-seventh-day-begins"),
        pytest.param((date(2026, 3, 28), 12), (date(2026, 4, 4), 0), True, id="spring-change"),
        pytest.param((date(2026, 10, 24), 12), (date(2026, 10, 30), 23), False, id="autumn-change"),
        pytest.param((date(2026, 12, 28), 12), (date(2027, 1, 4), 0), True, id="new-year"),
    ],
)
def test_seven_local_days_without_an_answer_are_a_reminder(
    handed_over: tuple[date, int], now: tuple[date, int], expected: bool
) -> None:
    at, later = (at_local(on, time(hour)) for on, hour in (handed_over, now))
    assert is_silent(S.HANDED_OVER, at, now=later) == expected
    assert not is_silent(S.CONFIRMED, at, now=later)


@given(at=MOMENTS, now=MOMENTS)
def test_the_query_for_reminders_is_the_rule_turned_round(at: datetime, now: datetime) -> None:
    assert is_silent(S.HANDED_OVER, at, now=now) == (at < silent_before(now))
    assert is_silent(S.HANDED_OVER, at, now=now) == (local_date(now) >= reminder_on(at))


# --- The figures ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("recipient", "reason"),
    [
        (Recipient.STODCENTRUM, CloseReason.TO_STODCENTRUM),
        (Recipient.OTHER_JOUR, CloseReason.FORWARDED),
        (Recipient.MUNICIPALITY, CloseReason.FORWARDED),
    ],
)
def test_a_case_ends_as_what_was_done_with_it(recipient: Recipient, reason: CloseReason) -> None:
    assert close_reason_of(recipient) == reason


def test_a_closed_case_is_not_offered_to_be_closed() -> None:
    effect = figures_effect(is_open=False, first_contact_at=None, deadline_at=NOW, now=NOW)
    assert effect == FiguresEffect.CLOSED


@pytest.mark.parametrize(
    ("after", "effect"),
    [(0, FiguresEffect.OUTSIDE), (1, FiguresEffect.AFTER_DEADLINE)],
)
def test_the_deadline_itself_is_in_time(after: int, effect: FiguresEffect) -> None:
    now = NOW + timedelta(seconds=after)
    said = figures_effect(is_open=True, first_contact_at=None, deadline_at=NOW, now=now)
    assert said == effect


@given(
    received=MOMENTS,
    wait=st.timedeltas(min_value=timedelta(0), max_value=timedelta(days=8)),
    was_there=st.booleans(),
    recipient=st.sampled_from(list(Recipient)),
)
def test_what_is_said_of_the_figures_is_what_the_promise_does(
    received: datetime, wait: timedelta, was_there: bool, recipient: Recipient
) -> None:
    """Whole seconds: the deadline is the last whole second of its day."""
    now = (received + wait).replace(microsecond=0)
    effect = figures_effect(
        is_open=True,
        first_contact_at=received if was_there else None,
        deadline_at=contact_deadline(received, TERMS),
        now=now,
    )
    standing = stand(
        CaseFacts(
            received_at=received,
            reach_by=ReachBy.PHONE,
            call_safety=CallSafety.YES,
            has_working_phone=True,
            person_was_there=was_there,
            closed_at=now,
            close_reason=close_reason_of(recipient),
        ),
        [],
        TERMS,
    )
    is_outside = standing.contact_exemption == ContactExemption.FORWARDED
    assert (effect == FiguresEffect.OUTSIDE) == is_outside
