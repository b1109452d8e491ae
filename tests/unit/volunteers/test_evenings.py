"""The joint evening: the pattern of a half-year, the state of an evening, the weeks without."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jourcase.kernel.local_time import at_local, local, local_date
from volunteers.domain.closed_days import closed_day
from volunteers.domain.evenings import (
    EveningRefusal,
    EveningState,
    Facts,
    Pattern,
    PlanChange,
    Planned,
    Stored,
    answer_refusals,
    change_refusals,
    close_refusals,
    confirm_refusals,
    evenings_of,
    hours_refusals,
    is_open,
    missing,
    openness,
    pattern_refusals,
    plan_change,
    state_of,
)
from volunteers.domain.weeks import HalfYear, Week, weeks_touching

S, R = EveningState, EveningRefusal
LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)
TODAY = date(2026, 11, 24)
WEDNESDAYS = Pattern(2, time(17), time(20), 2, ("egen", "partnerjour-1", "partnerjour-2"))
HALVES = st.builds(HalfYear, st.integers(2020, 2040), st.integers(1, 2))
PATTERNS = st.builds(
    Pattern,
    st.integers(0, 6),
    st.times(time(12), time(18)),
    st.times(time(19), time(23)),
    st.integers(1, 4),
    st.lists(st.sampled_from(WEDNESDAYS.offices), min_size=1, max_size=4).map(tuple),
)

# --- Weeks ----------------------------------------------------------------------------------------

TOUCHING = [
    ("one-day", "2026-11-25", "2026-11-25", ["2026-48"]),
    ("sunday-and-monday", "2026-11-29", "2026-11-30", ["2026-48", "2026-49"]),
    ("new-year-inside-a-week", "2025-12-31", "2026-01-01", ["2026-1"]),
    ("new-year-after-week-53", "2026-12-31", "2027-01-04", ["2026-53", "2027-1"]),
    ("january-in-the-week-53-before", "2027-01-01", "2027-01-03", ["2026-53"]),
    ("january-in-week-52", "2023-01-01", "2023-01-02", ["2022-52", "2023-1"]),
    ("backwards", "2026-11-25", "2026-11-24", []),
]


@pytest.mark.parametrize(
    ("first", "last", "expected"), [pytest.param(*row[1:], id=row[0]) for row in TOUCHING]
)
def test_weeks_that_touch_a_period(first: str, last: str, expected: list[str]) -> None:
    found = weeks_touching(date.fromisoformat(first), date.fromisoformat(last))
    if first <= last:
        assert [f"{week.year}-{week.number}" for week in found] == expected


@given(st.dates(date(2000, 1, 1), date(2100, 1, 1)), st.integers(0, 800))
def test_the_weeks_cover_the_period_and_follow_each_other(first: date, days: int) -> None:
    last = first + timedelta(days=days)
    weeks = weeks_touching(first, last)
    assert weeks[0].monday <= first <= weeks[0].sunday
    assert weeks[-1].monday <= last <= weeks[-1].sunday
    assert all((b.monday - a.monday).days == 7 for a, b in pairwise(weeks))


def test_2026_has_a_week_53_and_its_half_years_meet() -> None:
    assert Week.of(date(2026, 12, 31)) == Week(2026, 53) == Week.of(date(2027, 1, 3))
    assert HalfYear(2026, 2).next == HalfYear(2027, 1) == HalfYear.of(date(2027, 1, 1))
    assert HalfYear(2027, 1).previous == HalfYear(2026, 2)
    assert HalfYear(2026, 2).last + timedelta(days=1) == HalfYear(2027, 1).first


@pytest.mark.parametrize("key", ["", "2026", "2026-3", "26-1", "2026-1-1", "1999-1", "²026-1", "x"])
def test_what_is_no_half_year_is_none(key: str) -> None:
    assert HalfYear.read(key) is None


@given(HALVES)
def test_a_half_year_is_read_as_it_is_written(half: HalfYear) -> None:
    assert HalfYear.read(half.key) == half


# --- Holidays -------------------------------------------------------------------------------------

CLOSED = [
    ("2025-12-24", "Julafton"),
    ("2025-12-31", "Nyårsafton"),
    ("2026-06-19", "Midsommarafton"),
    ("2026-06-20", "Midsommardagen"),
    ("2026-01-06", "Trettondedag jul"),
    ("2026-05-14", "Kristi himmelsfärdsdag"),
    ("2026-06-06", "Nationaldagen"),
    ("2026-05-25", ""),  # annandag pingst is a working day since 2005
    ("2026-11-29", ""),  # an ordinary Sunday
    ("2026-11-25", ""),
]


@pytest.mark.parametrize(("on", "expected"), CLOSED)
def test_holidays_and_the_three_eves_are_proposed_as_closed(on: str, expected: str) -> None:
    assert closed_day(date.fromisoformat(on)) == expected


# --- The pattern ----------------------------------------------------------------------------------


def test_the_three_jourer_take_the_weeks_in_turn() -> None:
    found = evenings_of(HalfYear(2026, 2), WEDNESDAYS, now=LONG_AGO)
    assert [one.on.isoformat() for one in found[:3]] == ["2026-07-01", "2026-07-08", "2026-07-15"]
    assert [one.office for one in found[:4]] == [*WEDNESDAYS.offices, "egen"]
    assert found[-1].on == date(2026, 12, 30)
    assert len(found) == 27


def test_an_evening_is_17_to_20_on_both_sides_of_the_clock_changes() -> None:
    autumn = {e.on: e for e in evenings_of(HalfYear(2026, 2), WEDNESDAYS, now=LONG_AGO)}
    before, after = autumn[date(2026, 10, 21)], autumn[date(2026, 10, 28)]
    assert before.starts_at == datetime(2026, 10, 21, 15, tzinfo=UTC)
    assert after.starts_at == datetime(2026, 10, 28, 16, tzinfo=UTC)
    spring = {e.on: e for e in evenings_of(HalfYear(2026, 1), WEDNESDAYS, now=LONG_AGO)}
    assert spring[date(2026, 3, 25)].starts_at == datetime(2026, 3, 25, 16, tzinfo=UTC)
    assert spring[date(2026, 4, 1)].ends_at == datetime(2026, 4, 1, 18, tzinfo=UTC)


def test_planning_in_the_middle_of_the_half_year_moves_nobodys_week() -> None:
    whole = evenings_of(HalfYear(2026, 2), WEDNESDAYS, now=LONG_AGO)
    later = evenings_of(HalfYear(2026, 2), WEDNESDAYS, now=datetime(2026, 10, 1, tzinfo=UTC))
    assert later == whole[-len(later) :]
    assert later[0].on == date(2026, 10, 7)


@given(HALVES, PATTERNS)
def test_a_pattern_gives_one_evening_a_week_at_the_same_clock(
    half: HalfYear, pattern: Pattern
) -> None:
    found = evenings_of(half, pattern, now=LONG_AGO)
    assert {e.on.weekday() for e in found} == {pattern.weekday}
    assert len({Week.of(e.on) for e in found}) == len(found) in (25, 26, 27)
    assert all(half.first <= e.on <= half.last for e in found)
    assert all(local(e.starts_at).time() == pattern.opens for e in found)
    assert all(local(e.ends_at).time() == pattern.closes for e in found)
    assert all(local_date(e.ends_at) == local_date(e.starts_at) == e.on for e in found)


# --- Planning again -------------------------------------------------------------------------------


def stored_as(planned: Planned, key: int = 1, **changes: Any) -> Stored:
    columns: dict[str, Any] = {
        "key": key,
        "starts_at": planned.starts_at,
        "ends_at": planned.ends_at,
        "office": planned.office,
        "needed": planned.needed,
        "is_free": True,
    }
    return Stored(**columns | changes)


FIRST = evenings_of(HalfYear(2026, 2), WEDNESDAYS, now=LONG_AGO)[0]
CHANGES: list[tuple[str, list[Stored], tuple[int, int, int]]] = [
    ("nothing-there", [], (1, 0, 0)),
    ("the-same-there", [stored_as(FIRST)], (0, 0, 1)),
    ("free-and-different", [stored_as(FIRST, needed=3)], (0, 1, 0)),
    ("free-on-another-day", [stored_as(FIRST, starts_at=FIRST.starts_at - timedelta(days=1))],
     (0, 1, 0)),
    ("touched-and-different", [stored_as(FIRST, office="egen2", is_free=False)], (0, 0, 1)),
    ("two-that-week", [stored_as(FIRST, needed=3), stored_as(FIRST, 2, needed=4)], (0, 0, 1)),
    ("another-week", [stored_as(FIRST, starts_at=FIRST.starts_at - timedelta(days=7))], (1, 0, 0)),
]  # fmt: skip


@pytest.mark.parametrize(
    ("stored", "expected"), [pytest.param(*row[1:], id=row[0]) for row in CHANGES]
)
def test_what_a_plan_does_to_a_week(stored: list[Stored], expected: tuple[int, int, int]) -> None:
    change = plan_change([FIRST], stored)
    assert (len(change.new), len(change.changed), change.kept) == expected


@given(HALVES, PATTERNS, PATTERNS, st.sets(st.integers(0, 26)))
def test_planning_twice_changes_nothing_and_never_what_somebody_has_touched(
    half: HalfYear, first: Pattern, second: Pattern, touched: set[int]
) -> None:
    rota = [
        stored_as(planned, key, is_free=key not in touched)
        for key, planned in enumerate(evenings_of(half, first, now=LONG_AGO))
    ]
    again = plan_change(evenings_of(half, first, now=LONG_AGO), rota)
    assert again == PlanChange((), (), len(rota))
    other = plan_change(evenings_of(half, second, now=LONG_AGO), rota)
    assert not touched & {one.key for one, _ in other.changed}
    assert len(other.new) + len(other.changed) + other.kept == len(
        evenings_of(half, second, now=LONG_AGO)
    )


# --- Refusals -------------------------------------------------------------------------------------

PLANNING: list[tuple[str, HalfYear, dict[str, Any], set[EveningRefusal]]] = [
    ("this-half-year", HalfYear(2026, 2), {}, set()),
    ("the-next", HalfYear(2027, 1), {}, set()),
    ("the-one-before", HalfYear(2026, 1), {}, {R.HALF_IS_OVER}),
    ("far-ahead", HalfYear(2029, 1), {}, {R.TOO_FAR_AHEAD}),
    ("no-jour", HalfYear(2027, 1), {"offices": ()}, {R.NO_OFFICE}),
    ("backwards", HalfYear(2027, 1), {"closes": time(17)}, {R.ENDS_BEFORE_START}),
    ("in-the-morning", HalfYear(2027, 1), {"opens": time(11, 59)}, {R.BEGINS_BEFORE_NOON}),
    ("at-noon", HalfYear(2027, 1), {"opens": time(12)}, set()),
]


@pytest.mark.parametrize(
    ("half", "changes", "expected"), [pytest.param(*row[1:], id=row[0]) for row in PLANNING]
)
def test_what_stands_against_a_plan(
    half: HalfYear, changes: dict[str, Any], expected: set[EveningRefusal]
) -> None:
    columns = {name: getattr(WEDNESDAYS, name) for name in Pattern.__slots__} | changes
    assert pattern_refusals(half, Pattern(**columns), today=TODAY) == expected


def test_hours_over_midnight_are_refused() -> None:
    assert hours_refusals(time(22), time(1)) == {R.ENDS_BEFORE_START}


AT = at_local(date(2026, 11, 25), time(17))
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
CHANGING: list[tuple[str, dict[str, Any], set[EveningRefusal]]] = [
    ("an-hour-later", {"starts_at": AT + HOUR, "ends_at": AT + 2 * HOUR}, set()),
    ("an-hour-later-with-people", {"starts_at": AT + HOUR, "has_people": True}, set()),
    ("another-day", {"starts_at": AT + DAY, "ends_at": AT + DAY + HOUR}, set()),
    ("another-day-with-people",
     {"starts_at": AT + DAY, "ends_at": AT + DAY + HOUR, "has_people": True}, {R.HAS_PEOPLE}),
    ("another-jour-with-people", {"is_other_office": True, "has_people": True}, {R.HAS_PEOPLE}),
    ("in-its-first-second", {"now": AT}, {R.HAS_BEGUN}),
    ("moved-to-what-has-been", {"starts_at": AT - DAY, "now": AT - HOUR},
     {R.HAS_BEGUN}),
    ("no-length", {"starts_at": AT, "ends_at": AT}, {R.ENDS_BEFORE_START}),
    ("in-the-morning", {"starts_at": AT - 6 * HOUR}, {R.BEGINS_BEFORE_NOON}),
]  # fmt: skip


@pytest.mark.parametrize(
    ("changes", "expected"), [pytest.param(*row[1:], id=row[0]) for row in CHANGING]
)
def test_what_stands_against_changing_an_evening(
    changes: dict[str, Any], expected: set[EveningRefusal]
) -> None:
    usual: dict[str, Any] = {
        "was_at": AT,
        "starts_at": AT,
        "ends_at": AT + 3 * HOUR,
        "is_other_office": False,
        "has_people": False,
        "now": AT - 2 * DAY,
    }
    assert change_refusals(**usual | changes) == expected


DECIDING: list[tuple[str, set[EveningRefusal], set[EveningRefusal]]] = [
    ("confirm", confirm_refusals(is_own=False, is_closed=False), set()),
    ("confirm-ours", confirm_refusals(is_own=True, is_closed=False), {R.IS_OURS}),
    ("confirm-closed", confirm_refusals(is_own=False, is_closed=True), {R.IS_CLOSED}),
    ("close", close_refusals(is_closed=False), set()),
    ("close-again", close_refusals(is_closed=True), {R.IS_CLOSED}),
    ("answer", answer_refusals(is_proposed=True), set()),
    ("answer-again", answer_refusals(is_proposed=False), {R.NOT_PROPOSED}),
]
EVENING_TABLES: list[list[Any]] = [PLANNING, CHANGING, DECIDING]


@pytest.mark.parametrize(
    ("found", "expected"), [pytest.param(*row[1:], id=row[0]) for row in DECIDING]
)
def test_what_stands_against_closing_confirming_and_answering(
    found: set[EveningRefusal], expected: set[EveningRefusal]
) -> None:
    assert found == expected


# --- States ---------------------------------------------------------------------------------------

STATES: list[tuple[str, Facts, EveningState, int, bool]] = [
    ("ours-full", Facts(True, 2, 2), S.FULL, 0, True),
    ("ours-with-one-more", Facts(True, 2, 3), S.FULL, 0, True),
    ("ours-one-missing", Facts(True, 2, 1), S.MISSING, 1, True),
    ("ours-nobody", Facts(True, 2, 0), S.MISSING, 2, False),
    ("theirs-unconfirmed", Facts(False, 2, 0), S.UNCONFIRMED, 0, False),
    ("theirs-confirmed", Facts(False, 2, 0, is_confirmed=True), S.CONFIRMED, 0, True),
    ("closed-with-people", Facts(True, 2, 2, is_closed=True), S.CLOSED, 0, False),
    ("theirs-closed", Facts(False, 2, 0, is_closed=True, is_confirmed=True), S.CLOSED, 0, False),
    ("a-holiday-not-answered", Facts(True, 2, 2, is_proposed=True), S.PROPOSED, 0, False),
]


@pytest.mark.parametrize(
    ("facts", "state", "lacking", "opened"), [pytest.param(*row[1:], id=row[0]) for row in STATES]
)
def test_the_state_of_an_evening(
    facts: Facts, state: EveningState, lacking: int, opened: bool
) -> None:
    assert (state_of(facts), missing(facts), is_open(facts)) == (state, lacking, opened)


def test_every_state_is_expected_somewhere() -> None:
    assert {row[2] for row in STATES} == set(EveningState)


@given(st.builds(Facts, st.booleans(), st.integers(0, 5), st.integers(0, 5), *[st.booleans()] * 3))
def test_only_an_evening_that_somebody_holds_is_open(facts: Facts) -> None:
    state = state_of(facts)
    assert (missing(facts) > 0) >= (state is S.MISSING)
    if is_open(facts):
        assert state in {S.FULL, S.MISSING, S.CONFIRMED}
        assert facts.able > 0 or not facts.is_own


# --- Openness -------------------------------------------------------------------------------------

WHOLE = [date(2026, 1, 7) + timedelta(days=7 * n) for n in range(52)]
OPEN: list[tuple[str, str, str, list[str], str, tuple[int, int, list[int]]]] = [
    # first, last, open days, today, (open, weeks, gaps)
    ("a-week-with", "2026-11-16", "2026-11-22", ["2026-11-18"], "2026-11-24", (1, 1, [])),
    ("a-week-without", "2026-11-16", "2026-11-22", [], "2026-11-24", (0, 1, [47])),
    ("the-running-week-is-no-gap-yet", "2026-11-16", "2026-11-29", ["2026-11-18"], "2026-11-29",
     (1, 1, [])),
    ("the-running-week-counts-when-it-has-been-open", "2026-11-16", "2026-11-29",
     ["2026-11-18", "2026-11-25"], "2026-11-26", (2, 2, [])),
    ("a-gap-the-day-after-its-sunday", "2026-11-16", "2026-11-29", ["2026-11-18"], "2026-11-30",
     (1, 2, [48])),
    ("two-evenings-are-one-week", "2026-11-16", "2026-11-22", ["2026-11-17", "2026-11-18"],
     "2026-11-24", (1, 1, [])),
    ("an-evening-outside-the-period-in-its-last-week", "2026-03-23", "2026-03-31",
     ["2026-03-25", "2026-04-01"], "2026-05-01", (2, 2, [])),
    ("week-53", "2026-12-21", "2027-01-10", ["2026-12-23", "2027-01-06"], "2027-02-01",
     (2, 3, [53])),
    ("nothing-yet", "2026-11-23", "2026-11-29", [], "2026-11-24", (0, 0, [])),
]  # fmt: skip


@pytest.mark.parametrize(
    ("first", "last", "opened", "today", "expected"),
    [pytest.param(*row[1:], id=row[0]) for row in OPEN],
)
def test_how_many_weeks_were_open(
    first: str, last: str, opened: list[str], today: str, expected: tuple[int, int, list[int]]
) -> None:
    found = openness(
        date.fromisoformat(first),
        date.fromisoformat(last),
        [date.fromisoformat(on) for on in opened],
        today=date.fromisoformat(today),
    )
    assert (found.open, len(found.weeks), [week.number for week in found.gaps]) == expected


@given(
    st.dates(date(2024, 12, 20), date(2027, 2, 1)),
    st.integers(0, 400),
    st.sets(st.dates(date(2024, 12, 1), date(2028, 2, 1)), max_size=60),
    st.integers(0, 900),
)
def test_a_week_is_open_or_a_gap_and_never_both(
    first: date, days: int, opened: set[date], ago: int
) -> None:
    last, today = first + timedelta(days=days), first + timedelta(days=ago)
    been = [on for on in opened if on <= today]
    found = openness(first, last, been, today=today)
    weeks = {Week.of(on) for on in been}
    assert set(found.weeks) <= set(weeks_touching(first, last))
    assert set(found.gaps) == set(found.weeks) - weeks
    assert found.open == len(weeks & set(weeks_touching(first, last)))
    if today > last + timedelta(days=6):
        assert list(found.weeks) == weeks_touching(first, last)
