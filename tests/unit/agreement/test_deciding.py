"""From which day a decision of the board may hold."""

from dataclasses import replace
from datetime import date, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jourcase.agreement.domain.deciding import (
    DecisionRefusal,
    day_before,
    next_period_start,
    refusals_of_new_terms,
    refusals_of_new_version,
    refusals_of_notice,
    refusals_of_period_start,
)
from jourcase.agreement.domain.period import AgreementDates
from jourcase.agreement.domain.terms import Terms, TermsHistory, TermsRefusal
from jourcase.agreement.words import refusal_text

TODAY = date(2026, 11, 23)
DATES = AgreementDates(date(2025, 4, 1), date(2025, 12, 31), date(2027, 12, 31))
FIRST = Terms(date(2025, 4, 1))
PLANNED = Terms(date(2027, 1, 1), first_contact_days=5)
R = DecisionRefusal


@pytest.mark.parametrize(
    ("new", "refused"),
    [
        (Terms(date(2027, 1, 2)), set()),
        (Terms(date(2026, 11, 24)), {R.OVERLAPS, R.NOTHING_NEW}),
        (Terms(date(2026, 11, 23), first_contact_days=4), {R.NOT_AHEAD, R.OVERLAPS}),
        # What has not begun is decided anew for the same day, and may be taken back to what was.
        (Terms(date(2027, 1, 1), first_contact_days=4), set()),
        (Terms(date(2027, 1, 1), first_contact_days=5), {R.NOTHING_NEW}),
        (Terms(date(2028, 2, 29), first_contact_days=4), set()),
        (
            Terms(date(2027, 2, 1), evening_start=time(17), evening_end=time(17)),
            {TermsRefusal.EVENING_ENDS_BEFORE_IT_BEGINS},
        ),
    ],
)
def test_terms_hold_from_a_day_ahead_and_after_what_is_decided(
    new: Terms, refused: set[object]
) -> None:
    assert refusals_of_new_terms(new, [FIRST, PLANNED], today=TODAY) == refused


@given(st.integers(-900, 900), st.integers(0, 60))
def test_accepted_terms_never_change_what_held_today_or_before(days: int, first: int) -> None:
    new = replace(FIRST, valid_from=TODAY + timedelta(days=days), first_contact_days=first)
    if refusals_of_new_terms(new, [FIRST], today=TODAY):
        return
    for back in (0, 1, 400):
        on = TODAY - timedelta(days=back)
        assert TermsHistory.of([FIRST, new]).on(on) == TermsHistory.of([FIRST]).on(on)


@pytest.mark.parametrize(
    ("valid_from", "told", "refused"),
    [
        (date(2027, 1, 1), {}, set()),
        (date(2026, 11, 23), {}, {R.NOT_AHEAD}),
        (date(2026, 12, 1), {"starts": [date(2027, 1, 1)]}, {R.OVERLAPS}),
        (date(2028, 1, 1), {}, {R.OUTSIDE_AGREEMENT}),
        (date(2027, 1, 1), {"notice_on": date(2026, 9, 30)}, {R.OUTSIDE_AGREEMENT}),
        (date(2027, 1, 1), {"notice_on": date(2026, 10, 1)}, set()),
        (date(2027, 1, 1), {"is_new": False}, {R.NOTHING_NEW}),
        (date(2027, 1, 1), {"is_ended": True}, {R.ENDED}),
    ],
)
def test_a_version_lies_ahead_within_the_agreement(
    valid_from: date, told: dict[str, object], refused: set[object]
) -> None:
    usual = {"starts": [date(2025, 4, 1)], "is_new": True, "is_ended": False, "notice_on": None}
    said = usual | told
    starts = said.pop("starts")
    found = refusals_of_new_version(valid_from, starts, dates=DATES, today=TODAY, **said)  # type: ignore[arg-type]
    assert found == refused


@pytest.mark.parametrize(
    ("on", "refused"),
    [
        (date(2027, 1, 1), set()),
        (date(2026, 12, 31), {R.NOT_PERIOD_START}),
        (date(2028, 1, 1), set()),  # told by another rule
    ],
)
def test_amounts_are_of_a_whole_period(on: date, refused: set[object]) -> None:
    assert refusals_of_period_start(on, DATES, None) == refused


@pytest.mark.parametrize(
    ("on", "refused"),
    [
        (None, set()),
        (TODAY, set()),
        (date(2026, 11, 24), {R.NOTICE_IN_FUTURE}),
        (date(2025, 3, 31), {R.NOTICE_BEFORE_START}),
    ],
)
def test_notice_has_come_in(on: date | None, refused: set[object]) -> None:
    assert refusals_of_notice(on, DATES, today=TODAY) == refused


def test_the_next_period_and_the_day_before() -> None:
    assert next_period_start(DATES, TODAY, None) == date(2027, 1, 1)
    assert next_period_start(DATES, TODAY, date(2026, 9, 30)) is None
    assert next_period_start(DATES, date(2027, 1, 1), None) is None
    assert day_before(date(2028, 3, 1)) == date(2028, 2, 29)


@pytest.mark.parametrize("refusal", list(DecisionRefusal))
def test_every_refusal_has_words(refusal: DecisionRefusal) -> None:
    assert refusal_text(refusal).endswith(".")
