"""A wrong number: where the question to the source stands, and what may be done."""

from datetime import UTC, datetime, timedelta
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases.domain.enums import Source
from cases.domain.number_query import (
    NamedBy,
    NumberOutcome,
    NumberRefusal,
    QueryFacts,
    QueryState,
    Step,
    asked_before,
    last_step,
    named_by,
    question,
    reminder_on,
    state_of,
    step_refusals,
    undo_refusals,
)
from cases.numbers.words import LOOKS, NUMBER_REFUSALS, UNDONE, WHOM

NOW = datetime(2026, 11, 23, 13, 0, tzinfo=UTC)
DAY = timedelta(days=1)
R = NumberRefusal
FRESH = QueryFacts()
ASKED = QueryFacts(asked_at=NOW - 2 * DAY)
TODAY = QueryFacts(asked_at=NOW - timedelta(hours=1))
WEEK_AGO = QueryFacts(asked_at=NOW - 7 * DAY)
REMINDED = QueryFacts(asked_at=NOW - 9 * DAY, reminded_at=NOW - 2 * DAY)
DONE = QueryFacts(asked_at=NOW - 2 * DAY, closed_at=NOW - DAY)
OWN = QueryFacts(source=Source.OWN)
RESTING = QueryFacts(is_case_open=False)


@pytest.mark.parametrize(
    ("facts", "state", "last"),
    [
        (FRESH, QueryState.TO_ASK, None),
        (OWN, QueryState.TO_ASK, None),
        (TODAY, QueryState.ASKED, Step.ASK),
        (QueryFacts(asked_at=NOW - 6 * DAY), QueryState.ASKED, Step.ASK),
        (WEEK_AGO, QueryState.TO_REMIND, Step.ASK),
        (REMINDED, QueryState.ASKED, Step.REMIND),
        (
            QueryFacts(asked_at=NOW - 19 * DAY, reminded_at=NOW - 8 * DAY),
            QueryState.TO_REMIND,
            Step.REMIND,
        ),
        (DONE, QueryState.DONE, Step.ANSWER),
        (QueryFacts(closed_at=NOW), QueryState.DONE, Step.ANSWER),
    ],
)
def test_where_it_stands(facts: QueryFacts, state: QueryState, last: Step | None) -> None:
    assert (state_of(facts, now=NOW), last_step(facts)) == (state, last)


STEPS: list[tuple[Step, QueryFacts, NumberOutcome | None, set[NumberRefusal]]] = [
    (Step.ASK, FRESH, None, set()),
    (Step.ASK, OWN, None, {R.NOBODY_TO_ASK}),
    (Step.ASK, ASKED, None, {R.ASKED_ALREADY}),
    (Step.ASK, DONE, None, {R.DONE_ALREADY}),
    (Step.ASK, RESTING, None, {R.CASE_CLOSED}),
    (Step.REMIND, FRESH, None, {R.NOT_ASKED}),
    (Step.REMIND, TODAY, None, {R.TODAY_ALREADY}),
    (Step.REMIND, ASKED, None, set()),
    (Step.REMIND, WEEK_AGO, None, set()),
    (Step.REMIND, REMINDED, None, set()),
    (Step.REMIND, DONE, None, {R.DONE_ALREADY}),
    (Step.ANSWER, FRESH, NumberOutcome.NOT_NEEDED, set()),
    (Step.ANSWER, FRESH, NumberOutcome.NO_OTHER, set()),
    (Step.ANSWER, OWN, NumberOutcome.NOT_NEEDED, set()),
    (Step.ANSWER, FRESH, NumberOutcome.NO_ANSWER, {R.NOT_ASKED}),
    (Step.ANSWER, ASKED, NumberOutcome.NO_ANSWER, set()),
    (Step.ANSWER, ASKED, NumberOutcome.SAME_NUMBER, set()),
    (Step.ANSWER, ASKED, NumberOutcome.NEW_NUMBER, {R.NUMBER_NOT_ENTERED}),
    (Step.ANSWER, DONE, NumberOutcome.NO_OTHER, {R.DONE_ALREADY}),
    (Step.ANSWER, RESTING, NumberOutcome.NOT_NEEDED, {R.CASE_CLOSED}),
]
UNDOS: list[tuple[Step, QueryFacts, bool, set[NumberRefusal]]] = [
    (Step.ASK, ASKED, False, set()),
    (Step.ASK, FRESH, False, {R.CHANGED_MEANWHILE}),
    (Step.ASK, REMINDED, False, {R.CHANGED_MEANWHILE}),
    (Step.REMIND, REMINDED, False, set()),
    (Step.ANSWER, DONE, False, set()),
    (Step.ANSWER, DONE, True, {R.OTHER_STANDS}),
    (Step.ANSWER, ASKED, False, {R.CHANGED_MEANWHILE}),
    (Step.ANSWER, QueryFacts(closed_at=NOW, is_case_open=False), False, {R.CASE_CLOSED}),
]


@pytest.mark.parametrize(("step", "facts", "outcome", "expected"), STEPS)
def test_what_may_be_done(
    step: Step, facts: QueryFacts, outcome: NumberOutcome | None, expected: set[NumberRefusal]
) -> None:
    assert step_refusals(step, facts, now=NOW, outcome=outcome) == expected


@pytest.mark.parametrize(("step", "facts", "has_other", "expected"), UNDOS)
def test_only_the_last_step_is_taken_back(
    step: Step, facts: QueryFacts, has_other: bool, expected: set[NumberRefusal]
) -> None:
    assert undo_refusals(step, facts, has_other_open=has_other) == expected


def test_every_refusal_occurs_and_has_words() -> None:
    occurring = set().union(*(row[3] for row in (*STEPS, *UNDOS)))
    assert occurring == set(NumberRefusal)
    assert set(NumberRefusal) <= set(NUMBER_REFUSALS)
    assert set(LOOKS) == set(QueryState)
    assert set(UNDONE) == set(Step)
    assert set(WHOM) == set(Source) - {Source.OWN}


moments = st.integers(0, 1000 * 24 * 60).map(
    lambda minutes: datetime(2025, 4, 1, tzinfo=UTC) + timedelta(minutes=minutes)
)


@given(moments, moments)
def test_the_question_to_the_database_is_the_rule_turned_round(
    asked_at: datetime, now: datetime
) -> None:
    state = state_of(QueryFacts(asked_at=asked_at), now=now)
    assert (asked_at < asked_before(now)) == (state is QueryState.TO_REMIND)


@given(moments)
def test_a_reminder_falls_due_on_the_seventh_day_over_both_clock_changes(at: datetime) -> None:
    on = reminder_on(at)
    noon = datetime(on.year, on.month, on.day, 11, tzinfo=UTC)
    assert state_of(QueryFacts(asked_at=at), now=noon) is QueryState.TO_REMIND
    assert state_of(QueryFacts(asked_at=at), now=noon - DAY) is QueryState.ASKED


@given(
    st.sampled_from(Source),
    st.none() | moments,
    st.none() | moments,
    st.none() | moments,
    st.booleans(),
    moments,
)
def test_something_can_always_be_done_while_the_case_is_open(
    source: Source,
    asked: datetime | None,
    reminded: datetime | None,
    closed: datetime | None,
    is_open: bool,
    now: datetime,
) -> None:
    """Every question can be ended or taken up again; of a closed case none of it."""
    facts = QueryFacts(source, asked, reminded if asked else None, closed, is_open)
    ends = not step_refusals(Step.ANSWER, facts, now=now, outcome=NumberOutcome.NOT_NEEDED)
    last = last_step(facts)
    undone = last is not None and not undo_refusals(last, facts, has_other_open=False)
    assert (ends or undone) == is_open
    assert ends == (is_open and closed is None)


def test_the_k_number_is_told_to_the_police_alone() -> None:
    told = {
        (source, has)
        for source, has in product(Source, (True, False))
        if named_by(source, has_k_number=has) is NamedBy.K_NUMBER
    }
    assert told == {(Source.POLICE, True)}


def test_the_text_names_the_case_and_nothing_else() -> None:
    by_k = question("5000-K123456-26", is_k_number=True, office="Jouren")
    own = question("2026-0147", is_k_number=False, office="Jouren")
    assert "K-nummer 5000-K123456-26 stämmer inte" in by_k
    assert "vårt ärende 2026-0147 stämmer inte" in own
    assert by_k.replace("K-nummer 5000-K123456-26", "") == own.replace("vårt ärende 2026-0147", "")
