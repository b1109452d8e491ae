"""The days of a follow-up, what they are compared with, and what they are called."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

import reporting.domain
from reporting.activities import words as activity_words
from reporting.domain.figures import Audience
from reporting.domain.periods import (
    PeriodRefusal,
    ReportPeriod,
    period_of_key,
    period_refusals,
    previous_period,
)
from reporting.words import REFUSALS, file_stem, period_label, period_refusal_text
from tests.unit.kernel.refusal_tables import refusals_defined_in

SPAN = ReportPeriod(date(2025, 4, 1), date(2027, 12, 31))
FIRST = ReportPeriod(date(2025, 4, 1), date(2025, 12, 31))
Y2026 = ReportPeriod(date(2026, 1, 1), date(2026, 12, 31))
Y2027 = ReportPeriod(date(2027, 1, 1), date(2027, 12, 31))
AGREED = (FIRST, Y2026, Y2027)
JOUR = "Brottsofferjouren Södra Stockholm"


@pytest.mark.parametrize(
    ("first", "last", "expected"),
    [
        (date(2025, 4, 1), date(2027, 12, 31), set()),
        (date(2026, 5, 3), date(2026, 5, 3), set()),
        (date(2026, 5, 3), date(2026, 5, 2), {PeriodRefusal.ENDS_BEFORE_START}),
        (date(2025, 3, 31), date(2025, 12, 31), {PeriodRefusal.BEFORE_AGREEMENT}),
        (date(2026, 1, 1), date(2028, 1, 1), {PeriodRefusal.AFTER_AGREEMENT}),
        (
            date(2024, 1, 1),
            date(2029, 1, 1),
            {PeriodRefusal.BEFORE_AGREEMENT, PeriodRefusal.AFTER_AGREEMENT},
        ),
    ],
)
def test_days_outside_the_agreement_are_refused(
    first: date, last: date, expected: set[PeriodRefusal]
) -> None:
    assert period_refusals(first, last, span=SPAN) == expected


def test_every_refusal_has_its_words_with_the_agreement_s_own_days() -> None:
    # The activity log keeps its words beside its forms; no refusal has words in two places.
    assert not set(REFUSALS) & set(activity_words.REFUSALS)
    both = REFUSALS | activity_words.REFUSALS
    assert set(both) == refusals_defined_in(reporting.domain)
    assert period_refusal_text(PeriodRefusal.BEFORE_AGREEMENT, SPAN) == (
        "Perioden börjar före överenskommelsens första dag, 1 april 2025."
    )


@pytest.mark.parametrize(
    ("period", "expected"),
    [
        (FIRST, None),
        (Y2026, FIRST),
        (Y2027, Y2026),
        (
            ReportPeriod(date(2026, 5, 10), date(2026, 6, 3)),
            ReportPeriod(date(2025, 5, 10), date(2025, 6, 3)),
        ),
        (ReportPeriod(date(2026, 3, 31), date(2026, 6, 3)), None),
        (ReportPeriod(date(2025, 6, 1), date(2025, 6, 30)), None),
    ],
)
def test_a_period_is_compared_with_the_one_before_or_the_same_days_last_year(
    period: ReportPeriod, expected: ReportPeriod | None
) -> None:
    assert previous_period(period, AGREED, span=SPAN) == expected


def test_the_29th_of_february_is_compared_with_the_28th() -> None:
    span = ReportPeriod(date(2027, 1, 1), date(2028, 12, 31))
    period = ReportPeriod(date(2028, 2, 29), date(2028, 2, 29))
    earlier = previous_period(period, (), span=span)
    assert earlier == ReportPeriod(date(2027, 2, 28), date(2027, 2, 28))


@given(st.dates(), st.dates())
def test_the_key_of_a_period_names_that_period(one: date, other: date) -> None:
    period = ReportPeriod(min(one, other), max(one, other))
    assert period_of_key(period.key) == period


@pytest.mark.parametrize(
    "text",
    ["", "2025", "2025-04-01--2025-02-30", "2025-12-31--2025-04-01", "2025-04-01--2025-12-31 "],
)
def test_what_names_no_period_is_no_period(text: str) -> None:
    assert period_of_key(text) is None


@pytest.mark.parametrize(
    ("first", "last", "label", "slug"),
    [
        (date(2025, 4, 1), date(2025, 12, 31), "april–december 2025 (9 månader)", "2025-apr-dec"),
        (date(2026, 1, 1), date(2026, 12, 31), "2026", "2026"),
        (date(2026, 5, 1), date(2026, 5, 31), "maj 2026", "2026-maj"),
        (
            date(2025, 4, 1),
            date(2026, 6, 30),
            "april 2025–juni 2026 (15 månader)",
            "2025-04-01--2026-06-30",
        ),
        (
            date(2026, 5, 10),
            date(2026, 6, 3),
            "10 maj 2026 – 3 juni 2026",
            "2026-05-10--2026-06-03",
        ),
    ],
)
def test_a_period_has_a_name_in_words_and_one_for_files(
    first: date, last: date, label: str, slug: str
) -> None:
    period = ReportPeriod(first, last)
    assert period_label(period) == label
    jour = "brottsofferjouren-sodra-stockholm"
    assert file_stem(period, JOUR, Audience.CITY) == f"IOP-uppfoljning-{slug}-{jour}"
    assert file_stem(period, JOUR, Audience.INTERNAL).endswith("-internt")
