"""What may be reported, and which answers it may get."""

from datetime import date
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

import volunteers.domain.reported as rules
from jourcase.kernel.refusals import Refusal
from volunteers.development import words
from volunteers.domain.development import DevelopmentRefusal, Kind, Occasion, Part
from volunteers.domain.reported import (
    Reported,
    ReportRefusal,
    ReportState,
    answer_refusals,
    report_refusals,
)

TODAY = date(2028, 3, 1)
BEGAN = date(2026, 6, 1)
T, E = Kind.TRAINING, Kind.EXCHANGE
LEAP = date(2028, 2, 29)
W, C, D, B = ReportState.WAITING, ReportState.CONFIRMED, ReportState.DECLINED, ReportState.WITHDRAWN


def against(
    kind: Kind = T,
    on: date = LEAP,
    *,
    title: str = "Sorg och kris",
    minutes: int = 90,
    parts: tuple[Part, ...] = (),
    reported: tuple[Reported, ...] = (),
    began: date = BEGAN,
) -> set[Refusal]:
    said = Occasion(kind, on, title, minutes)
    return set(report_refusals(said, began_on=began, parts=parts, reported=reported, today=TODAY))


REPORTING: list[tuple[set[Refusal], set[Refusal]]] = [
    (against(), set()),
    (against(E), set()),
    (against(on=TODAY), set()),
    (against(on=date(2028, 3, 2)), {DevelopmentRefusal.IN_FUTURE}),
    (against(on=date(2026, 5, 31)), {ReportRefusal.NOT_YET_HERE}),
    (against(on=date(2026, 12, 31)), {ReportRefusal.TOO_OLD}),
    (against(on=date(2027, 1, 1)), set()),
    (against(title=" "), {DevelopmentRefusal.TITLE_MISSING}),
    (against(minutes=0), {DevelopmentRefusal.NO_HOURS}),
    (against(minutes=24 * 60), set()),
    (against(minutes=24 * 60 + 1), {DevelopmentRefusal.TOO_MANY_HOURS}),
    (against(Kind.CONVERSATION), {ReportRefusal.CONVERSATION}),
    (against(parts=(Part(T, LEAP),)), {ReportRefusal.ALREADY_THERE}),
    (against(parts=(Part(E, LEAP), Part(T, TODAY))), set()),
    (against(reported=(Reported(T, LEAP),)), {ReportRefusal.ALREADY_REPORTED}),
    (against(reported=(Reported(E, LEAP), Reported(T, TODAY))), set()),
    (against(reported=(Reported(T, LEAP, D), Reported(T, LEAP, B))), set()),
]


@pytest.mark.parametrize(("found", "expected"), REPORTING)
def test_what_stands_against_reporting(found: set[Refusal], expected: set[Refusal]) -> None:
    assert found == expected


@pytest.mark.parametrize(("state", "answer"), list(product(ReportState, (C, D, B))))
def test_which_answer_may_follow(state: ReportState, answer: ReportState) -> None:
    is_free = state is W or (state, answer) == (D, C)
    assert answer_refusals(state, answer) == (set() if is_free else {ReportRefusal.ANSWERED})


@given(st.dates(date(2020, 1, 1), date(2030, 1, 1)), st.dates(date(2020, 1, 1), date(2030, 1, 1)))
def test_what_is_taken_lies_between_the_beginning_and_today(on: date, began: date) -> None:
    if not against(on=on, began=began):
        assert max(began, date(TODAY.year - 1, 1, 1)) <= on <= TODAY


def test_every_refusal_has_its_words() -> None:
    assert set(rules.ReportRefusal) <= set(words.REFUSALS)
