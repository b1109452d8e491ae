"""Regular development: nothing in the first twelve months, what lapses when, and what a year adds
up to with those who did nothing.
"""

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jourcase.kernel.refusals import Refusal
from volunteers.domain.approval import Approved
from volunteers.domain.development import (
    DevelopmentRefusal,
    Kind,
    Member,
    Occasion,
    Owed,
    Part,
    RequirementRefusal,
    Requirements,
    RequirementsHistory,
    State,
    lapses_on,
    months_after,
    occasion_refusals,
    owed,
    requirement_refusals,
    totals,
)
from volunteers.domain.steps import Paused

D, Q = DevelopmentRefusal, RequirementRefusal
T, E, C = Kind.TRAINING, Kind.EXCHANGE, Kind.CONVERSATION
TODAY = date(2026, 11, 23)
USUAL = RequirementsHistory()


def on(text: str) -> date:
    return date.fromisoformat(text)


@pytest.mark.parametrize(
    ("start", "months", "expected"),
    [
        ("2026-11-23", 12, "2027-11-23"),
        ("2028-02-29", 12, "2029-03-01"),
        ("2028-02-29", 48, "2032-02-29"),
        ("2026-11-30", 3, "2027-03-01"),
        ("2027-11-30", 3, "2028-03-01"),
        ("2027-11-29", 3, "2028-02-29"),
        ("2026-12-31", 2, "2027-03-01"),
        ("2026-10-31", 1, "2026-12-01"),
        ("2026-12-01", 0, "2026-12-01"),
    ],
)
def test_so_many_months_later(start: str, months: int, expected: str) -> None:
    assert months_after(on(start), months) == on(expected)


def member(since: str = "2020-01-01", *parts: tuple[Kind, str], **rest: Any) -> Member:
    return Member(
        key=rest.pop("key", 1),
        approvals=rest.pop("approvals", (Approved(on(since)),)),
        parts=tuple(Part(kind, on(day), 120, index + 1) for index, (kind, day) in enumerate(parts)),
        **rest,
    )


def state(kind: Kind, who: Member, today: date = TODAY, history: Any = USUAL) -> Owed:
    return next(one for one in owed(who, history, today=today) if one.kind is kind)


LEAP = "2028-02-29"
STATES: list[tuple[str, Kind, Member, str, State]] = [
    ("nothing-in-november", T, member(), "2026-11-23", State.LAPSED),
    ("had-it-last-year", T, member("2020-01-01", (T, "2025-05-05")), "2026-11-23", State.SOON),
    ("far-from-the-end", T, member("2020-01-01", (T, "2025-05-05")), "2026-09-30", State.DUE),
    ("three-months-left", T, member("2020-01-01", (T, "2025-05-05")), "2026-10-01", State.SOON),
    ("this-year", T, member("2020-01-01", (T, "2026-01-01")), "2026-11-23", State.DONE),
    ("one-of-two", E, member("2020-01-01", (E, "2026-01-01")), "2026-05-05", State.DUE),
    (
        "two-of-two",
        E,
        member("2020-01-01", (E, "2026-01-01"), (E, "2026-03-01")),
        "2026-05-05",
        State.DONE,
    ),
    ("the-year-of-the-approval", T, member("2026-01-01"), "2026-11-23", State.FREE),
    ("the-year-after-it", T, member("2025-12-31"), "2026-11-23", State.SOON),
    ("a-leap-day-the-same-year", T, member(LEAP), "2028-12-31", State.FREE),
    ("a-leap-day-the-next-year", T, member(LEAP), "2029-01-01", State.DUE),
    ("free-for-more-than-three-months", C, member(LEAP), "2028-11-28", State.FREE),
    ("free-and-soon-owed", C, member(LEAP), "2028-11-29", State.SOON),
    ("the-first-owed-day", C, member(LEAP), "2029-03-01", State.SOON),
    ("the-day-after-it", C, member(LEAP), "2029-03-02", State.LAPSED),
    ("talked-a-year-ago", C, member("2020-01-01", (C, "2025-11-23")), "2026-11-23", State.SOON),
    ("a-year-and-a-day", C, member("2020-01-01", (C, "2025-11-22")), "2026-11-23", State.LAPSED),
    ("talked-on-a-leap-day", C, member("2020-01-01", (C, LEAP)), "2029-03-01", State.SOON),
    ("a-day-more", C, member("2020-01-01", (C, LEAP)), "2029-03-02", State.LAPSED),
    ("talked-in-spring", C, member("2020-01-01", (C, "2026-04-01")), "2026-11-23", State.DONE),
    (
        "a-talk-ahead-is-none",
        C,
        member("2020-01-01", (C, "2026-12-24")),
        "2026-11-23",
        State.LAPSED,
    ),
    ("not-approved-yet", C, member(approvals=()), "2026-11-23", State.FREE),
    (
        "no-longer-approved",
        C,
        member(approvals=(Approved(on("2020-01-01"), TODAY - timedelta(1)),)),
        "2026-11-23",
        State.FREE,
    ),
    ("pausing", C, member(pauses=(Paused(on("2026-11-01")),)), "2026-11-23", State.FREE),
    (
        "back-today",
        C,
        member(pauses=(Paused(on("2026-11-01"), TODAY - timedelta(1)),)),
        "2026-11-23",
        State.LAPSED,
    ),
    (
        "paused-at-the-year's-end",
        T,
        member(pauses=(Paused(on("2025-12-01"), on("2026-01-15")),)),
        "2026-06-01",
        State.DUE,
    ),
]


@pytest.mark.parametrize(
    ("kind", "who", "today", "expected"), [pytest.param(*row, id=name) for name, *row in STATES]
)
def test_how_somebody_stands(kind: Kind, who: Member, today: str, expected: State) -> None:
    assert state(kind, who, on(today)).state is expected


def test_what_lapses_says_when_and_which_year_went_by() -> None:
    found = state(T, member())
    assert (found.missed, found.due) == (2025, on("2026-12-31"))
    assert lapses_on(owed(member(), USUAL, today=TODAY)) == on("2021-01-01")
    assert lapses_on(owed(member("2026-05-05"), USUAL, today=TODAY)) is None


def test_another_setting_holds_from_its_day_and_not_before() -> None:
    history = RequirementsHistory.of(
        [
            Requirements(on("2027-01-01"), 3, 0, 24, 6),
            Requirements(on("2025-04-01"), 2, 2, 12, 12),
        ]
    )
    who = member("2020-01-01", (T, "2026-02-02"), (C, "2025-10-01"))
    assert state(T, who, history=history).wanted == 2
    assert state(T, who, on("2027-05-05"), history).wanted == 3
    assert state(E, who, on("2027-05-05"), history).state is State.FREE
    assert state(C, who, history=history).state is State.LAPSED
    assert state(C, who, on("2027-01-01"), history).state is State.DONE
    assert history.on(on("2020-01-01")) == Requirements()


def test_a_year_counts_those_with_nothing_and_those_who_left_in_it() -> None:
    busy = member("2020-01-01", (T, "2026-03-14"), (E, "2026-01-31"), (E, "2026-12-31"), key=1)
    idle = member(key=2)
    gone = member(key=3, approvals=(Approved(on("2020-01-01"), on("2026-01-01")),))
    before = member(key=4, approvals=(Approved(on("2020-01-01"), on("2025-12-31")),))
    new = member("2026-06-01", key=5)
    everybody = [busy, idle, gone, before, new]
    rows = totals(everybody, USUAL, since=on("2026-01-01"), until=on("2026-12-31"))
    training, exchange, talk = rows
    assert (training.members, training.took_part, training.occasions) == (4, 1, 1)
    assert (training.owing, training.fulfilled) == (2, 1)
    assert (exchange.occasions, exchange.minutes, exchange.fulfilled) == (2, 240, 1)
    assert (talk.took_part, talk.fulfilled, talk.owing) == (0, 0, 2)


def test_one_event_with_many_is_one_occasion_and_one_that_nobody_came_to_is_one_too() -> None:
    two = [
        Member(key, (Approved(on("2020-01-01")),), parts=(Part(T, on("2026-03-14"), 90, 7),))
        for key in (1, 2)
    ]
    whole = {"since": on("2026-01-01"), "until": on("2026-12-31")}
    empty = {T: [Part(T, on("2026-05-05"), 60, 8), Part(T, on("2025-05-05"), 60, 9)]}
    found = totals(two, USUAL, **whole, events=empty)[0]
    assert (found.occasions, found.minutes, found.person_minutes) == (2, 150, 180)


def said(**rest: Any) -> Occasion:
    usual: dict[str, Any] = {
        "kind": T,
        "on": TODAY,
        "title": "Sorg",
        "minutes": 120,
        "people": frozenset({1}),
    }
    return Occasion(**(usual | rest))


OCCASIONS: list[tuple[Occasion, set[Any]]] = [
    (said(), set()),
    (said(on=TODAY + timedelta(1)), {D.IN_FUTURE}),
    (said(on=on("2024-02-29")), {D.BEFORE_BEGINNING}),
    (said(title="  "), {D.TITLE_MISSING}),
    (said(minutes=0), {D.NO_HOURS}),
    (said(minutes=24 * 60), set()),
    (said(minutes=24 * 60 + 1), {D.TOO_MANY_HOURS}),
    (said(people=frozenset()), {D.NOBODY}),
    (said(kind=C, title="", minutes=0), set()),
    (said(kind=C, people=frozenset()), {D.NOBODY}),
]


@pytest.mark.parametrize(
    ("what", "expected"),
    OCCASIONS,
)
def test_what_stands_against_an_occasion(what: Occasion, expected: set[Any]) -> None:
    assert occasion_refusals(what, began={1: on("2024-03-01")}, today=TODAY) == expected


SETTINGS: list[tuple[Requirements, bool, set[Any]]] = [
    (Requirements(on("2027-01-01")), True, set()),
    (Requirements(on("2026-01-01")), True, set()),
    (Requirements(on("2025-12-31")), True, {Q.YEAR_IS_OVER}),
    (Requirements(on("2026-05-05")), True, {Q.DAY_TAKEN}),
    (Requirements(on("2027-01-01"), conversation_months=0), True, {Q.OUT_OF_RANGE}),
    (Requirements(on("2027-01-01")), False, {Q.NOT_BOARD}),
]


@pytest.mark.parametrize(
    ("new", "by_is_board", "expected"),
    SETTINGS,
)
def test_what_stands_against_a_setting(
    new: Requirements, by_is_board: bool, expected: set[Any]
) -> None:
    stored = [Requirements(on("2026-05-05"))]
    assert requirement_refusals(new, stored, by_is_board=by_is_board, today=TODAY) == expected


DAYS = st.dates(date(2027, 1, 1), date(2029, 12, 31))
PARTS = st.builds(Part, st.sampled_from(list(Kind)), DAYS, st.integers(1, 300), st.integers(1, 5))
MEMBERS = st.builds(
    lambda since, parts: (Approved(since), tuple(parts)), DAYS, st.lists(PARTS, max_size=6)
)


@given(st.lists(MEMBERS, max_size=6), DAYS)
def test_nobody_owes_in_their_first_twelve_months_and_nothing_is_added_up_twice(
    drawn: list[tuple[Approved, tuple[Part, ...]]], today: date
) -> None:
    people = [Member(key, (approval,), parts=parts) for key, (approval, parts) in enumerate(drawn)]
    for one in people:
        first = one.approvals[0].since
        for found in owed(one, USUAL, today=today):
            if today < months_after(first, 12):
                assert found.state is not State.LAPSED
            if found.due is not None and found.kind is C:
                assert found.due >= months_after(first, 12)
    for row in totals(people, USUAL, since=date(2028, 1, 1), until=date(2028, 12, 31)):
        assert row.fulfilled <= row.owing <= row.members <= len(people)
        assert row.took_part <= row.members
        assert (row.occasions > 0) == (row.took_part > 0)


@given(st.dates(date(1990, 1, 1), date(2100, 1, 1)), st.integers(0, 60))
def test_months_are_never_short(start: date, months: int) -> None:
    """At least so many whole months, and at most three days more than the calendar's own."""
    end = months_after(start, months)
    assert end.day in {start.day, 1}
    assert (end.year - start.year) * 12 + end.month - start.month - months in {0, 1}
    assert end >= start


# That an event has been put right meanwhile is seen beside the database.
DEVELOPMENT_REFUSALS: set[Refusal] = {
    D.REPLACED,
    *(one for _, found in OCCASIONS for one in found),
    *(one for _, _, found in SETTINGS for one in found),
}
