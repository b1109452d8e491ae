"""A number that leaves the jour: what goes with it, and when it stays."""

from dataclasses import replace
from datetime import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases.domain.enums import CallSafety, WishedGender
from cases.domain.referral_codes import Item, ReferralRefusal
from cases.domain.referral_number import (
    UNRESTRICTED,
    HowToCall,
    bare_number_refusals,
    needs_safe_contact,
    number_refusals,
    passable,
)
from cases.domain.safe_hours import SafeHours
from tests.unit.cases.ways_to_call import CAREFUL, HOWS, PAUSED

R = ReferralRefusal
NAME, PHONE, WORDS, EVENT = Item.FIRST_NAME, Item.PHONE, Item.SAFE_CONTACT, Item.EVENT
FREE = UNRESTRICTED.safe
ITEMS = st.frozensets(st.sampled_from(list(Item)))


def free_but(**said: object) -> HowToCall:
    return replace(UNRESTRICTED, safe=replace(FREE, **said))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("how", "expected"),
    [
        pytest.param(UNRESTRICTED, False, id="free"),
        pytest.param(replace(UNRESTRICTED, safety=CallSafety.UNKNOWN), True, id="nobody-asked"),
        pytest.param(CAREFUL, True, id="conditions"),
        pytest.param(replace(UNRESTRICTED, safety=CallSafety.NO), True, id="do-not-ring"),
        pytest.param(PAUSED, True, id="somebody-else-answered"),
        pytest.param(replace(UNRESTRICTED, declines_phone=True), True, id="wants-no-calls"),
        pytest.param(replace(UNRESTRICTED, has_guardian=True), True, id="whom-to-contact"),
        pytest.param(free_but(may_leave_message=False), True, id="no-message"),
        pytest.param(free_but(may_send_sms=False), True, id="no-sms"),
        pytest.param(free_but(say_nothing=True), True, id="say-nothing"),
        pytest.param(free_but(hidden_number=True), True, id="hidden-number"),
        pytest.param(free_but(hours=SafeHours.daily(time(9), time(11))), True, id="hours"),
        pytest.param(free_but(wished_gender=WishedGender.WOMAN), True, id="a-wish"),
        pytest.param(free_but(safe_note="Bara när barnen är i skolan"), True, id="own-words"),
        pytest.param(HowToCall(CallSafety.YES), True, id="the-careful-default"),
    ],
)
def test_only_a_person_who_may_be_reached_in_any_way_needs_no_words(
    how: HowToCall, expected: bool
) -> None:
    assert needs_safe_contact(how) == expected


@pytest.mark.parametrize(
    ("agreed", "how", "stops", "passed"),
    [
        pytest.param({PHONE}, UNRESTRICTED, set(), (PHONE,), id="free-and-bare"),
        pytest.param(
            {EVENT, WORDS, PHONE, NAME}, CAREFUL, set(), (NAME, PHONE, WORDS, EVENT), id="all"
        ),
        pytest.param(
            {NAME, PHONE}, CAREFUL, {R.NUMBER_WITHOUT_SAFETY}, (NAME,), id="bare-number-stays"
        ),
        pytest.param(
            {PHONE, WORDS, EVENT}, PAUSED, {R.CALLS_PAUSED}, (WORDS, EVENT), id="paused-stays"
        ),
        pytest.param(
            {PHONE}, PAUSED, {R.CALLS_PAUSED, R.NUMBER_WITHOUT_SAFETY}, (), id="paused-and-bare"
        ),
        pytest.param({NAME, EVENT}, PAUSED, set(), (NAME, EVENT), id="paused-without-a-number"),
        pytest.param({WORDS}, PAUSED, set(), (WORDS,), id="the-words-alone"),
    ],
)
def test_what_leaves_and_what_stays(
    agreed: set[Item],
    how: HowToCall,
    stops: set[ReferralRefusal],
    passed: tuple[Item, ...],
) -> None:
    assert number_refusals(agreed, how) == stops
    assert bare_number_refusals(agreed, how) == stops - {R.CALLS_PAUSED}
    assert passable(agreed, how) == passed


@given(agreed=ITEMS, how=HOWS)
def test_a_number_never_leaves_bare_when_there_is_anything_to_know(
    agreed: frozenset[Item], how: HowToCall
) -> None:
    passed = passable(agreed, how)
    if PHONE in passed and how != UNRESTRICTED:
        assert passed[passed.index(PHONE) + 1] == WORDS
    if how.is_paused:
        assert PHONE not in passed


@given(agreed=ITEMS, how=HOWS)
def test_nothing_leaves_that_was_not_agreed_to_and_only_the_number_stays(
    agreed: frozenset[Item], how: HowToCall
) -> None:
    passed = set(passable(agreed, how))
    assert passed <= agreed
    assert agreed - passed <= {PHONE}
    assert (PHONE in agreed - passed) == bool(number_refusals(agreed, how))
