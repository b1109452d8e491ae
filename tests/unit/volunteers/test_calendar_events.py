"""A partner's calendar file: every event gives its times or a problem, and none takes another."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jourcase.kernel.local_time import at_local, local, local_date
from volunteers.domain.calendar_events import EventProblem, EventTime, FoundEvent, read_calendar
from volunteers.domain.calendar_match import Outcome, Wanted, answers

P = EventProblem
SINCE, UNTIL = datetime(2025, 12, 1, tzinfo=UTC), datetime(2029, 1, 1, tzinfo=UTC)
# What every calendar program writes about the zone, here with every hour of it wrong.
BROKEN_ZONE = (
    "BEGIN:VTIMEZONE\r\nTZID:Europe/Stockholm\r\nBEGIN:STANDARD\r\nDTSTART:19701025T030000\r\n"
    "TZOFFSETFROM:+0900\r\nTZOFFSETTO:nonsense\r\nEND:STANDARD\r\nEND:VTIMEZONE\r\n"
)
STOCKHOLM = "TZID=Europe/Stockholm"


def calendar(*events: str, before: str = "") -> bytes:
    inside = "".join(f"BEGIN:VEVENT\r\n{one}\r\nEND:VEVENT\r\n" for one in events)
    return f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\n{before}{inside}END:VCALENDAR\r\n".encode()


def read(*events: str, before: str = "") -> tuple[FoundEvent, ...]:
    return read_calendar(calendar(*events, before=before), since=SINCE, until=UNTIL).events


def at(day: str, clock: int = 17) -> datetime:
    return at_local(date.fromisoformat(day), time(clock))


def starts(found: FoundEvent) -> list[datetime]:
    return [one.starts_at for one in found.times]


ONE = "DTSTART:20261202T170000\r\nDTEND:20261202T200000"
TIMES: list[tuple[str, str, list[str]]] = [
    ("floating-is-swedish", ONE, ["2026-12-02"]),
    ("in-utc", "DTSTART:20261202T160000Z\r\nDTEND:20261202T190000Z", ["2026-12-02"]),
    ("in-utc-in-summer", "DTSTART:20260603T150000Z\r\nDURATION:PT3H", ["2026-06-03"]),
    ("named-zone", f"DTSTART;{STOCKHOLM}:20260603T170000\r\nDURATION:PT3H", ["2026-06-03"]),
    (
        "the-zone-as-windows-names-it",
        "DTSTART;TZID=W. Europe Standard Time:20261202T170000\r\nDURATION:PT3H",
        ["2026-12-02"],
    ),
    (
        "the-zone-with-an-address-before-it",
        "DTSTART;TZID=/freeassociation.sourceforge.net/Europe/Stockholm:20261202T170000",
        ["2026-12-02"],
    ),
    ("another-zone", "DTSTART;TZID=Europe/Helsinki:20261202T180000", ["2026-12-02"]),
    ("quoted-zone", 'DTSTART;TZID="Europe/Stockholm":20261202T170000', ["2026-12-02"]),
    ("without-an-end", f"DTSTART;{STOCKHOLM}:20261202T170000", ["2026-12-02"]),
    ("29-february", "DTSTART:20280229T170000\r\nDURATION:PT3H", ["2028-02-29"]),
    (
        "weekly-over-29-february",
        "DTSTART:20280222T170000\r\nDURATION:PT3H\r\nRRULE:FREQ=WEEKLY;COUNT=3",
        ["2028-02-22", "2028-02-29", "2028-03-07"],
    ),
    (
        "weekly-over-the-clock-change",
        f"DTSTART;{STOCKHOLM}:20261021T170000\r\nDURATION:PT3H\r\nRRULE:FREQ=WEEKLY;COUNT=2",
        ["2026-10-21", "2026-10-28"],
    ),
    (
        "with-a-day-left-out",
        f"DTSTART;{STOCKHOLM}:20261202T170000\r\nRRULE:FREQ=WEEKLY;COUNT=3\r\n"
        f"EXDATE;{STOCKHOLM}:20261209T170000",
        ["2026-12-02", "2026-12-16"],
    ),
    (
        "left-out-in-utc",
        f"DTSTART;{STOCKHOLM}:20261202T170000\r\nRRULE:FREQ=WEEKLY;COUNT=2\r\n"
        "EXDATE:20261209T160000Z",
        ["2026-12-02"],
    ),
    (
        "every-third-week-until-a-day",
        f"DTSTART;{STOCKHOLM}:20261202T170000\r\n"
        "RRULE:FREQ=WEEKLY;INTERVAL=3;UNTIL=20270113T160000Z;BYDAY=WE",
        ["2026-12-02", "2026-12-23", "2027-01-13"],
    ),
    ("folded", "DTSTART;TZID=Europe/Stock\r\n holm:20261202T17\r\n 0000", ["2026-12-02"]),
    (
        "with-a-reminder-inside",
        f"BEGIN:VALARM\r\nDURATION:P9D\r\nTRIGGER:-PT15M\r\nEND:VALARM\r\n{ONE}",
        ["2026-12-02"],
    ),
    ("long-ago", "DTSTART:20151202T170000\r\nDURATION:PT3H", []),
]


@pytest.mark.parametrize(("event", "days"), [pytest.param(*row[1:], id=row[0]) for row in TIMES])
def test_the_times_of_an_event(event: str, days: list[str]) -> None:
    found = read(event)[0]
    assert found.problem is None
    assert starts(found) == [at(day) for day in days]
    assert all(one.ends_at - one.starts_at == timedelta(hours=3) for one in found.times)


PROBLEMS: list[tuple[str, str, EventProblem]] = [
    ("no-start", "SUMMARY:Kväll", P.NO_START),
    ("a-start-that-is-no-time", "DTSTART:onsdag", P.NO_START),
    ("29-february-of-another-year", "DTSTART:20270229T170000", P.NO_START),
    ("two-starts", "DTSTART:20261202T170000\r\nDTSTART:20261203T170000", P.NO_START),
    ("ends-before", "DTSTART:20261202T170000\r\nDTEND:20261202T160000", P.BAD_END),
    ("no-length", "DTSTART:20261202T170000\r\nDTEND:20261202T170000", P.BAD_END),
    ("an-end-that-is-a-day", "DTSTART:20261202T170000\r\nDTEND;VALUE=DATE:20261203", P.BAD_END),
    ("unknown-zone", "DTSTART;TZID=Narnia/Cair Paravel:20261202T170000", P.UNKNOWN_ZONE),
    ("empty-zone", "DTSTART;TZID=:20261202T170000", P.UNKNOWN_ZONE),
    ("a-zone-that-is-a-file", "DTSTART;TZID=../../etc/passwd:20261202T170000", P.UNKNOWN_ZONE),
    ("a-folder-of-zones", "DTSTART;TZID=Europe:20261202T170000", P.UNKNOWN_ZONE),
    (
        "an-end-in-an-unknown-zone",
        "DTSTART:20261202T170000\r\nDTEND;TZID=Narnia:20261202T200000",
        P.UNKNOWN_ZONE,
    ),
    ("in-the-hour-that-is-skipped", "DTSTART:20260329T023000", P.MISSING_HOUR),
    ("monthly", f"{ONE}\r\nRRULE:FREQ=MONTHLY;BYDAY=1WE", P.RECURRENCE),
    ("a-rule-that-is-none", f"{ONE}\r\nRRULE:FREQ=SOMETIMES", P.RECURRENCE),
    ("an-interval-of-nothing", f"{ONE}\r\nRRULE:FREQ=WEEKLY;INTERVAL=0", P.RECURRENCE),
    ("every-day-for-ever", f"{ONE}\r\nRRULE:FREQ=DAILY", P.RECURRENCE),
    ("two-days-long", "DTSTART:20261202T170000\r\nDURATION:P2D", P.TOO_LONG),
    ("a-whole-week", "DTSTART;VALUE=DATE:20261130\r\nDTEND;VALUE=DATE:20261207", P.TOO_LONG),
]


@pytest.mark.parametrize(
    ("event", "problem"), [pytest.param(*row[1:], id=row[0]) for row in PROBLEMS]
)
def test_a_broken_event_says_what_is_wrong_and_takes_no_other_with_it(
    event: str, problem: EventProblem
) -> None:
    before, found, after = read(ONE, event, ONE)
    assert (found.problem, found.times) == (problem, ())
    assert starts(before) == starts(after) == [at("2026-12-02")]
    assert found.line == 7


def test_every_problem_is_expected_in_some_row() -> None:
    assert {row[2] for row in PROBLEMS} | {P.UNREADABLE} == set(EventProblem)


def test_what_a_file_says_of_a_zone_is_not_believed() -> None:
    found = read(f"DTSTART;{STOCKHOLM}:20261202T170000", before=BROKEN_ZONE)[0]
    assert starts(found) == [at("2026-12-02")]


def test_an_event_that_never_ends_is_answered_for_with_those_after_it() -> None:
    content = calendar(f"{ONE}\r\nBEGIN:VEVENT\r\n{ONE}")
    first, second = read_calendar(content, since=SINCE, until=UNTIL).events
    assert first.problem is P.UNREADABLE
    assert starts(second) == [at("2026-12-02")]


@pytest.mark.parametrize(
    "content",
    [
        b"\xef\xbb\xbf" + calendar(ONE),
        calendar(ONE).replace(b"\r\n", b"\n"),
        calendar(ONE).replace(b"\r\n", b"\r"),
        calendar(f"SUMMARY:Jourkväll\r\n{ONE}").decode().encode("latin-1"),
        calendar(ONE).replace(b"DTSTART", b"dtstart").replace(b"VEVENT", b"vevent"),
    ],
    ids=["byte-order-mark", "line-feeds", "carriage-returns", "latin-1", "small-letters"],
)
def test_files_as_programs_write_them(content: bytes) -> None:
    found = read_calendar(content, since=SINCE, until=UNTIL)
    assert found.is_calendar
    assert [starts(one) for one in found.events] == [[at("2026-12-02")]]


def test_of_a_whole_day_only_the_day_is_known() -> None:
    found = read("DTSTART;VALUE=DATE:20280229")[0].times[0]
    assert (found.on, found.is_all_day) == (date(2028, 2, 29), True)


def test_an_event_moved_on_one_day_leaves_the_others() -> None:
    weekly, moved = read(
        f"UID:a\r\nDTSTART;{STOCKHOLM}:20261202T170000\r\nRRULE:FREQ=WEEKLY;COUNT=3",
        f"UID:a\r\nRECURRENCE-ID;{STOCKHOLM}:20261209T170000\r\n"
        f"DTSTART;{STOCKHOLM}:20261210T170000",
    )
    assert starts(weekly) == [at("2026-12-02"), at("2026-12-16")]
    assert starts(moved) == [at("2026-12-10")]


def test_what_is_no_calendar_or_too_much_is_said_so() -> None:
    assert not read_calendar(b"", since=SINCE, until=UNTIL).is_calendar
    assert not read_calendar(b"PK\x03\x04", since=SINCE, until=UNTIL).is_calendar
    assert read_calendar(calendar(*[ONE] * 1001), since=SINCE, until=UNTIL).has_too_many


@given(st.binary(max_size=400), st.integers(0, 200))
def test_no_bytes_in_an_event_stop_the_reader(noise: bytes, place: int) -> None:
    good = calendar(ONE)
    cut = min(place, len(good))
    spoilt = good[:cut] + noise + good[cut:]
    for one in read_calendar(spoilt, since=SINCE, until=UNTIL).events:
        assert (one.problem is None) or not one.times
        assert all(time.ends_at > SINCE and time.starts_at < UNTIL for time in one.times)


_NAMES = st.sampled_from(["DTSTART", "DTEND", "DURATION", "RRULE", "EXDATE", "STATUS", "UID"])
_VALUES = st.sampled_from(
    ["20261202T170000", "20280229", "PT3H", "-P1D", "FREQ=WEEKLY", "FREQ=DAILY;COUNT=99999999",
     "FREQ=WEEKLY;UNTIL=99991231", "CANCELLED", "00010101T000000", "99991231T235959Z", ";", ""]
)  # fmt: skip
_PARAMETERS = st.sampled_from(["", ";TZID=Europe/Stockholm", ";VALUE=DATE", ";TZID=x", ";X=\x00"])


@given(st.lists(st.tuples(_NAMES, _PARAMETERS, _VALUES), max_size=6))
def test_no_lines_stop_the_reader_or_reach_the_event_after(
    lines: list[tuple[str, str, str]],
) -> None:
    spoilt = "\r\n".join(f"{name}{parameters}:{value}" for name, parameters, value in lines)
    found = read(spoilt, ONE)
    assert len(found) == 2
    assert starts(found[1]) == [at("2026-12-02")]


@given(
    st.dates(date(2026, 1, 1), date(2028, 6, 1)),
    st.integers(1, 40),
    st.integers(1, 4),
    st.sets(st.integers(0, 39), max_size=5),
)
def test_a_weekly_evening_keeps_its_clock_and_its_weekday(
    first: date, count: int, interval: int, left_out: set[int]
) -> None:
    days = [first + timedelta(weeks=interval * place) for place in range(count)]
    out = "".join(
        f"\r\nEXDATE;{STOCKHOLM}:{days[place]:%Y%m%d}T170000" for place in left_out if place < count
    )
    found = read(
        f"DTSTART;{STOCKHOLM}:{first:%Y%m%d}T170000\r\nDURATION:PT3H\r\n"
        f"RRULE:FREQ=WEEKLY;INTERVAL={interval};COUNT={count}{out}"
    )[0]
    expected = [day for place, day in enumerate(days) if place not in left_out]
    expected = [day for day in expected if at_local(day, time(17)) < UNTIL]
    assert [one.on for one in found.times] == expected
    assert {local(one.starts_at).time() for one in found.times} <= {time(17)}


# --- What the events say of the rota -------------------------------------------------------------

EVENING = Wanted(1, at("2026-12-02"), at("2026-12-02", 20))
HELD = EventTime(at("2026-12-02"), at("2026-12-02", 20))
NEXT_DAY = EventTime(at("2026-12-03"), at("2026-12-03", 20))
ALL_DAY = EventTime(at("2026-12-02", 0), at("2026-12-03", 0), is_all_day=True)
TOUCHING = EventTime(at("2026-12-02", 20), at("2026-12-02", 22))
CONFIRMED = Wanted(1, EVENING.starts_at, EVENING.ends_at, is_confirmed=True)
CLOSED = Wanted(1, EVENING.starts_at, EVENING.ends_at, is_closed=True)
O = Outcome  # noqa: E741
ANSWERS: list[tuple[str, FoundEvent, list[Wanted], list[Outcome]]] = [
    ("the-evening", FoundEvent(3, (HELD,)), [EVENING], [O.CONFIRMS]),
    ("the-whole-day", FoundEvent(3, (ALL_DAY,)), [EVENING], [O.CONFIRMS]),
    ("another-day", FoundEvent(3, (NEXT_DAY,)), [EVENING], [O.NO_EVENING]),
    ("begins-as-it-ends", FoundEvent(3, (TOUCHING,)), [EVENING], [O.NO_EVENING]),
    ("confirmed-before", FoundEvent(3, (HELD,)), [CONFIRMED], [O.CONFIRMED_ALREADY]),
    (
        "twice-in-the-file",
        FoundEvent(3, (HELD, HELD)),
        [EVENING],
        [O.CONFIRMS, O.CONFIRMED_ALREADY],
    ),
    ("closed-here", FoundEvent(3, (HELD,)), [CLOSED], [O.CLOSED_HERE]),
    ("cancelled", FoundEvent(3, (HELD,), is_cancelled=True), [EVENING], [O.CANCELLED]),
    (
        "cancelled-but-confirmed",
        FoundEvent(3, (HELD,), is_cancelled=True),
        [CONFIRMED],
        [O.CANCELLED_BUT_CONFIRMED],
    ),
    ("long-ago", FoundEvent(3), [EVENING], [O.OUTSIDE]),
    ("broken", FoundEvent(3, problem=P.NO_START), [EVENING], [O.UNREADABLE]),
]


@pytest.mark.parametrize(
    ("event", "wanted", "expected"), [pytest.param(*row[1:], id=row[0]) for row in ANSWERS]
)
def test_what_an_event_says_of_the_rota(
    event: FoundEvent, wanted: list[Wanted], expected: list[Outcome]
) -> None:
    found = answers([event], wanted)
    assert [one.outcome for one in found] == expected
    assert all(one.line == 3 for one in found)


def test_every_outcome_is_expected_in_some_row() -> None:
    assert {one for row in ANSWERS for one in row[3]} == set(Outcome)


_TIMES = st.datetimes(datetime(2026, 11, 1), datetime(2027, 1, 31)).map(  # noqa: DTZ001
    lambda naive: EventTime(
        naive.replace(tzinfo=UTC), naive.replace(tzinfo=UTC) + timedelta(hours=3)
    )
)


@given(st.lists(st.lists(_TIMES, max_size=4).map(tuple), max_size=8))
def test_every_event_is_answered_and_no_evening_confirmed_twice(
    events: list[tuple[EventTime, ...]],
) -> None:
    wanted = [
        Wanted(key, at_local(day, time(17)), at_local(day, time(20)))
        for key, day in enumerate(date(2026, 11, 4) + timedelta(weeks=n) for n in range(12))
    ]
    found = answers([FoundEvent(n, times) for n, times in enumerate(events)], wanted)
    assert {one.line for one in found} == set(range(len(events)))
    keys = [one.key for one in found if one.outcome is Outcome.CONFIRMS]
    assert len(keys) == len(set(keys))
    for one in found:
        if one.outcome is Outcome.CONFIRMS and one.at is not None:
            evening = wanted[one.key or 0]
            assert local_date(evening.starts_at) in {one.at.on, local_date(one.at.ends_at)}
