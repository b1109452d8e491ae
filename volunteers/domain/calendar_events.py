"""A partner's calendar file (iCalendar, RFC 5545), read event by event.

Each event is read by itself, so that one that is broken takes nothing else with it; every event of
the file is answered for, as times or as a problem with the line where it begins. Times without a
zone are read as Swedish time. A zone is known by its name alone: what the file itself says of when
a zone's clock changes is not believed. Weekly and daily repetitions are followed, bounded by
`until`; of others the file's owner is asked for the evenings one by one.
"""

import re
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from icalendar import Event
from icalendar.timezone.windows_to_olson import WINDOWS_TO_OLSON

from jourcase.kernel.labelled import Labelled
from jourcase.kernel.local_time import (
    STOCKHOLM,
    LocalTimeProblem,
    at_local,
    local_date,
    resolve_local,
)

MOST_EVENTS = 1000
_MOST_TIMES = 400  # of one event
_MOST_LINES_OF_EVENT = 500
_USUAL_LENGTH = timedelta(hours=3)
_OLDEST = timedelta(days=20 * 366)  # of the first time of what is repeated
_DAY = timedelta(days=1)
_WEEKDAYS = {"MO": 0, "TU": 1, "WE": 2, "TH": 3, "FR": 4, "SA": 5, "SU": 6}
_TZID, _ZONE = re.compile(r";\s*TZID\s*=", re.IGNORECASE), "X-ZONE"
_KNOWN_PARTS = {"FREQ", "INTERVAL", "COUNT", "UNTIL", "BYDAY", "WKST"}


class EventProblem(Labelled):
    """Why an event gave no times."""

    UNREADABLE = "unreadable"
    NO_START = "no_start"
    BAD_END = "bad_end"
    UNKNOWN_ZONE = "unknown_zone"
    MISSING_HOUR = "missing_hour"
    RECURRENCE = "recurrence"
    TOO_LONG = "too_long"


@dataclass(frozen=True, slots=True)
class EventTime:
    """When, in UTC. Of an event that lasts all day only the day is known."""

    starts_at: datetime
    ends_at: datetime
    is_all_day: bool = False

    @property
    def on(self) -> date:
        return local_date(self.starts_at)

    def overlaps(self, starts_at: datetime, ends_at: datetime) -> bool:
        return self.starts_at < ends_at and starts_at < self.ends_at


@dataclass(frozen=True, slots=True)
class FoundEvent:
    """One event of the file: its times within what was asked for, or the problem. `line` is where
    it begins; `is_cancelled` when the file says that it is not held.
    """

    line: int
    times: tuple[EventTime, ...] = ()
    problem: EventProblem | None = None
    is_cancelled: bool = False


@dataclass(frozen=True, slots=True)
class CalendarFile:
    """What a file holds. `is_calendar` False: nothing in it is a calendar."""

    is_calendar: bool
    events: tuple[FoundEvent, ...] = ()
    has_too_many: bool = False


@dataclass(slots=True)
class _Block:
    line: int
    lines: list[str] = field(default_factory=list)
    is_whole: bool = False


class _ProblemError(Exception):
    def __init__(self, problem: EventProblem) -> None:
        self.problem = problem
        super().__init__(problem.value)


def read_calendar(content: bytes, *, since: datetime, until: datetime) -> CalendarFile:
    """Every event of the file with its times from `since` to `until` (aware)."""
    text = _decoded(content)
    if "BEGIN:VCALENDAR" not in text.upper():
        return CalendarFile(is_calendar=False)
    blocks = list(_blocks(text))
    if len(blocks) > MOST_EVENTS:
        return CalendarFile(is_calendar=True, has_too_many=True)
    parsed = [(block.line, _parsed(block)) for block in blocks]
    moved = _moved(event for _, event in parsed if event is not None)
    return CalendarFile(
        True, tuple(_read(line, event, moved, since, until) for line, event in parsed)
    )


def _decoded(content: bytes) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("latin-1")  # older programs; every byte is some letter


def _blocks(text: str) -> Iterator[_Block]:
    """The events with their lines as written. One that never ends is given as not whole."""
    block: _Block | None = None
    depth = 0
    for number, line in enumerate(text.replace("\r\n", "\n").replace("\r", "\n").split("\n"), 1):
        mark = line.strip().upper()
        if mark == "BEGIN:VEVENT":
            if block is not None:
                yield block
            block, depth = _Block(number), 0
            continue
        if block is None:
            continue
        if mark == "END:VEVENT" and depth <= 0:
            block.is_whole = True
            yield block
            block = None
            continue
        # Reminders inside an event have times of their own, which are not the event's.
        if mark.startswith("BEGIN:"):
            depth += 1
        elif mark.startswith("END:"):
            depth -= 1
        elif depth == 0 and len(block.lines) <= _MOST_LINES_OF_EVENT:
            block.lines.append(line)
    if block is not None:
        yield block


def _parsed(block: _Block) -> Any:
    """The event as the library has it, None when it cannot be read."""
    if not block.is_whole or len(block.lines) > _MOST_LINES_OF_EVENT:
        return None
    # Only what is read here: a broken line of the rest is no reason to lose the evening.
    wanted = ("DTSTART", "DTEND", "DURATION", "RRULE", "RDATE", "EXDATE", "STATUS", "UID")
    replaces = "RECURRENCE-ID"
    kept: list[str] = []
    is_kept = False
    for line in block.lines:
        if line[:1] in (" ", "\t"):
            if is_kept:
                kept[-1] += line[1:]
            continue
        name = line.replace(";", ":").partition(":")[0].strip().upper()
        is_kept = name in wanted or name == replaces
        if is_kept:
            kept.append(line)
    try:
        # The library looks zones up as it reads, and stops at a name that is none.
        plain = [_TZID.sub(f";{_ZONE}=", line) for line in kept]
        return Event.from_ical("\r\n".join(["BEGIN:VEVENT", *plain, "END:VEVENT", ""]))
    except Exception:  # the library raises many kinds at what is no calendar
        return None


def _moved(events: Iterable[Any]) -> set[tuple[str, datetime]]:
    """Which times of which repeated events have been replaced by an event of their own."""
    found: set[tuple[str, datetime]] = set()
    for event in events:
        if "RECURRENCE-ID" in event:
            with suppress(_ProblemError):
                found.add((str(event.get("UID", "")), _instant(event, "RECURRENCE-ID")))
    return found


def _read(
    line: int,
    event: Any,
    moved: set[tuple[str, datetime]],
    since: datetime,
    until: datetime,
) -> FoundEvent:
    if event is None:
        return FoundEvent(line, problem=EventProblem.UNREADABLE)
    try:
        is_cancelled = str(event.get("STATUS", "")).upper() == "CANCELLED"
        uid = "" if "RECURRENCE-ID" in event else str(event.get("UID", ""))
        times = tuple(
            one
            for one in _times(event, since, until)
            if one.ends_at > since and one.starts_at < until
            if not uid or (uid, one.starts_at) not in moved
        )
    except _ProblemError as error:
        return FoundEvent(line, problem=error.problem)
    except (ValueError, TypeError, OverflowError, ArithmeticError):
        # A year, an hour or a number outside what there is.
        return FoundEvent(line, problem=EventProblem.UNREADABLE)
    return FoundEvent(line, times, is_cancelled=is_cancelled)


def _times(event: Any, since: datetime, until: datetime) -> Iterator[EventTime]:
    start = _value(event, "DTSTART", EventProblem.NO_START)
    if not isinstance(start, datetime):
        yield from _whole_days(event, start, since, until)
        return
    zone = _zone(event, "DTSTART", start)
    first = _resolved(start, zone)
    length = _length(event, first)
    # Repetitions follow the clock on the wall of the event's own zone.
    wall = start.replace(tzinfo=None)
    left_out = _left_out(event)
    for on in _days(event, wall.date(), since, until, zone):
        at = _resolved(datetime.combine(on, wall.time()), zone)
        if at not in left_out:
            yield EventTime(at, at + length)


def _whole_days(event: Any, first: date, since: datetime, until: datetime) -> Iterator[EventTime]:
    last = _value(event, "DTEND", EventProblem.BAD_END) if "DTEND" in event else first + _DAY
    if isinstance(last, datetime) or last < first:
        raise _ProblemError(EventProblem.BAD_END)
    if last - first > _DAY:
        raise _ProblemError(EventProblem.TOO_LONG)
    left_out = _left_out(event)
    for on in _days(event, first, since, until, None):
        at = at_local(on, time(0, 0))
        if at not in left_out:
            yield EventTime(at, at_local(on + _DAY, time(0, 0)), is_all_day=True)


def _length(event: Any, first: datetime) -> timedelta:
    if "DTEND" in event:
        end = _value(event, "DTEND", EventProblem.BAD_END)
        if not isinstance(end, datetime):
            raise _ProblemError(EventProblem.BAD_END)
        length = _resolved(end, _zone(event, "DTEND", end)) - first
    elif "DURATION" in event:
        length = _value(event, "DURATION", EventProblem.BAD_END)
        if not isinstance(length, timedelta):
            raise _ProblemError(EventProblem.BAD_END)
    else:
        length = _USUAL_LENGTH
    if length <= timedelta(0):
        raise _ProblemError(EventProblem.BAD_END)
    if length > _DAY:
        raise _ProblemError(EventProblem.TOO_LONG)
    return length


def _value(event: Any, name: str, problem: EventProblem) -> Any:
    """The value of a line that stands once."""
    try:
        found = event[name].dt
    except Exception as error:  # missing, twice, or broken: the library tells them apart by kind
        raise _ProblemError(problem) from error
    if isinstance(found, datetime | date | timedelta):
        return found
    raise _ProblemError(problem)


def _zone(event: Any, name: str, at: datetime) -> ZoneInfo | None:
    """The named zone, None for Swedish time; `at` says whether it is in UTC."""
    named = event[name].params.get(_ZONE)
    if named is None:
        return ZoneInfo("UTC") if at.tzinfo is not None else None
    return _named_zone(str(named))


def _named_zone(named: str) -> ZoneInfo:
    # Some programs put their own address before the name: /example.org/Europe/Stockholm.
    for name in (WINDOWS_TO_OLSON.get(named, named), "/".join(named.split("/")[-2:])):
        # No such name, a folder of the zones, or what is no name at all.
        with suppress(ValueError, OSError, KeyError):
            return ZoneInfo(name)
    raise _ProblemError(EventProblem.UNKNOWN_ZONE)


def _resolved(at: datetime, zone: ZoneInfo | None) -> datetime:
    plain = at.replace(tzinfo=None)
    if zone is not None:
        return plain.replace(tzinfo=zone).astimezone(UTC)
    found = resolve_local(plain, later=False)
    if isinstance(found, LocalTimeProblem):
        raise _ProblemError(EventProblem.MISSING_HOUR)
    return found.at


def _instant(event: Any, name: str) -> datetime:
    at = _value(event, name, EventProblem.UNREADABLE)
    if not isinstance(at, datetime):
        return at_local(at, time(0, 0))
    return _resolved(at, _zone(event, name, at))


def _left_out(event: Any) -> set[datetime]:
    """The times that a repeated event leaves out."""
    if "EXDATE" not in event:
        return set()
    lists = event["EXDATE"]
    found = set()
    try:
        for one in lists if isinstance(lists, list) else [lists]:
            named = one.params.get(_ZONE)
            zone = _named_zone(str(named)) if named else None
            for item in one.dts:
                at = item.dt
                if not isinstance(at, datetime):
                    found.add(at_local(at, time(0, 0)))
                elif zone is None and at.tzinfo is not None:
                    found.add(at.astimezone(UTC))
                else:
                    found.add(_resolved(at, zone))
    except _ProblemError:
        raise
    except Exception as error:  # as above
        raise _ProblemError(EventProblem.RECURRENCE) from error
    return found


def _days(
    event: Any, first: date, since: datetime, until: datetime, zone: ZoneInfo | None
) -> Iterator[date]:
    """The days on which the event comes, from `first`, as far as anybody asks."""
    if "RDATE" in event or isinstance(event.get("RRULE"), list):
        raise _ProblemError(EventProblem.RECURRENCE)
    if "RRULE" not in event:
        yield first
        return
    if first < local_date(since) - _OLDEST:
        raise _ProblemError(EventProblem.RECURRENCE)
    rule = _Rule.of(event["RRULE"], first, zone)
    given = 0
    for on in rule.days(local_date(until) + _DAY):
        if on >= local_date(since) - _DAY:
            given += 1
            if given > _MOST_TIMES:
                raise _ProblemError(EventProblem.RECURRENCE)
            yield on


@dataclass(frozen=True, slots=True)
class _Rule:
    """Every so many weeks on these weekdays, or every so many days."""

    first: date
    is_daily: bool
    interval: int
    weekdays: frozenset[int]
    count: int | None
    last: date | None

    @classmethod
    def of(cls, parts: Any, first: date, zone: ZoneInfo | None) -> "_Rule":
        try:
            freq = str(parts["FREQ"][0]).upper()
            interval = int(parts.get("INTERVAL", [1])[0])
            count = int(parts["COUNT"][0]) if "COUNT" in parts else None
            named = [str(day).upper() for day in parts.get("BYDAY", [])]
            weekdays = frozenset(_WEEKDAYS[day] for day in named) or frozenset({first.weekday()})
            ends = parts["UNTIL"][0] if "UNTIL" in parts else None
        except Exception as error:  # as above
            raise _ProblemError(EventProblem.RECURRENCE) from error
        is_known = freq in ("WEEKLY", "DAILY") and set(parts) <= _KNOWN_PARTS and interval > 0
        if not is_known or (freq == "DAILY" and named) or (count is not None and count < 1):
            raise _ProblemError(EventProblem.RECURRENCE)
        if isinstance(ends, datetime):
            # In UTC by the standard; the day in the event's own zone is the last one.
            ends = (ends.astimezone(zone or STOCKHOLM) if ends.tzinfo else ends).date()
        return cls(first, freq == "DAILY", interval, weekdays, count, ends)

    def days(self, end: date) -> Iterator[date]:
        last = min(self.last, end) if self.last is not None else end
        monday = self.first - timedelta(days=self.first.weekday())
        given, on = 0, self.first
        while on <= last and (self.count is None or given < self.count):
            if self.is_daily:
                comes = (on - self.first).days % self.interval == 0
            else:
                weeks = (on - monday).days // 7
                comes = weeks % self.interval == 0 and on.weekday() in self.weekdays
            if comes or on == self.first:
                given += 1
                yield on
            on += _DAY
