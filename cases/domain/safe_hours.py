"""When it is safe to ring somebody: up to three spans of a day, each on some days of the week.

Local clock of Stockholm, spans half-open and within one day. Nothing said means any time. On a
public holiday from Monday to Friday only what is safe both on that weekday and on a Sunday is:
whoever shares the home is off work, and "vardagar" does not mean that day.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache

from jourcase.agreement.domain.terms import is_working_day
from jourcase.kernel.local_time import at_local, local, local_date
from jourcase.kernel.swedish import WEEKDAYS

MOST_SPANS = 3
ALL_DAYS = frozenset(range(1, 8))
WORKDAYS = frozenset(range(1, 6))
WEEKEND = frozenset({6, 7})
# No weekday has more than two public holidays in a row, so four weeks always hold an ordinary one.
_AHEAD = 29

Span = tuple[time, time]

_DAYS = r"[1-7](?:-[1-7])?"
_CODE = re.compile(rf"({_DAYS}(?:,{_DAYS})*) (\d\d:\d\d)-(\d\d:\d\d)", re.ASCII)


@dataclass(frozen=True, slots=True)
class Week:
    """Spans of each weekday, Monday first, in order and apart from each other."""

    days: tuple[tuple[Span, ...], ...]

    def __bool__(self) -> bool:
        return any(self.days)

    def on(self, day: date) -> tuple[Span, ...]:
        """The spans of a local date."""
        spans = self.days[day.weekday()]
        is_holiday = day.weekday() < 5 and spans != self.days[6] and not is_working_day(day)
        return _shared(spans, self.days[6]) if is_holiday else spans

    def within(self, first: time, last: time) -> "Week":
        """The part of each day from `first` until `last`."""
        return Week(tuple(_shared(spans, ((first, last),)) for spans in self.days))

    def holds(self, at: datetime) -> bool:
        """True when `at` (aware) falls inside a span of its local day."""
        return any(start <= at < end for start, end in _instants(self, local_date(at)))

    def next_moment(self, at: datetime) -> datetime:
        """The first instant (UTC) at or after `at` (aware) that lies inside a span."""
        today = local_date(at)
        for ahead in range(_AHEAD):
            for start, end in _instants(self, today + timedelta(days=ahead)):
                if at < end:
                    return max(at.astimezone(UTC), start)
        raise ValueError("a week without any span has no next moment")

    def closes(self, at: datetime) -> datetime | None:
        """The end (UTC) of the span that holds `at`; None when none does."""
        on = _instants(self, local_date(at))
        return next((end for start, end in on if start <= at < end), None)


@dataclass(frozen=True, slots=True)
class SafeSpan:
    """One span as it was said. `days` are ISO weekdays, Monday 1."""

    days: frozenset[int]
    start: time
    end: time

    @property
    def code(self) -> str:
        """ "1-5 17:00-19:00" """
        return f"{_days_code(self.days)} {self.start:%H:%M}-{self.end:%H:%M}"


@dataclass(frozen=True, slots=True)
class SafeHours:
    """What somebody has said of when it is safe; empty when nothing has been said."""

    spans: tuple[SafeSpan, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.spans)

    @classmethod
    def of(cls, spans: Iterable[SafeSpan]) -> "SafeHours":
        """The same times in as few spans, in the order of the week. Never more than were given."""
        found = sorted(spans, key=_order)
        while (pair := _joinable(found)) is not None:
            one, two, joined = pair
            found = sorted([s for s in found if s not in (one, two)] + [joined], key=_order)
        return cls(tuple(found))

    @classmethod
    def daily(cls, start: time, end: time) -> "SafeHours":
        """One span, the same every day."""
        return cls((SafeSpan(ALL_DAYS, start, end),))

    @classmethod
    def parse(cls, code: str) -> "SafeHours":
        """From the stored form. Raises ValueError when it is no such thing."""
        return _parsed(code)

    @property
    def code(self) -> str:
        """The stored form: "1-5 17:00-19:00;6-7 10:00-12:00"; empty for any time."""
        return ";".join(span.code for span in self.spans)

    @property
    def words(self) -> str:
        """ "vardagar 17.00–19.00, lördag–söndag 10.00–12.00"; empty for any time."""
        parts: list[tuple[frozenset[int], list[str]]] = []
        for span in self.spans:
            clocks = f"{span.start:%H.%M}–{span.end:%H.%M}"
            if parts and parts[-1][0] == span.days:
                parts[-1][1].append(clocks)
            else:
                parts.append((span.days, [clocks]))
        is_plain = all(days == ALL_DAYS for days, _ in parts)
        return ", ".join(
            " ".join(word for word in ("" if is_plain else day_words(days), _and(clocks)) if word)
            for days, clocks in parts
        )

    @property
    def week(self) -> Week:
        """The spans of each weekday, overlapping ones put together."""
        return _week(self)

    def is_safe_at(self, at: datetime) -> bool:
        """True when `at` (aware) is safe; at any time when nothing has been said."""
        return not self.spans or self.week.holds(at)

    def next_safe(self, at: datetime) -> datetime:
        """The first safe instant (UTC) at or after `at` (aware)."""
        return self.week.next_moment(at) if self.spans else at.astimezone(UTC)


ALWAYS = SafeHours()
ANY_TIME = Week((((time.min, time.max),),) * 7)


def day_words(days: frozenset[int]) -> str:
    """ "vardagar", "lördag–söndag", "måndag, onsdag och fredag"."""
    if days == ALL_DAYS:
        return "alla dagar"
    if days == WORKDAYS:
        return "vardagar"
    return _and(
        [
            WEEKDAYS[first - 1] if first == last else f"{WEEKDAYS[first - 1]}–{WEEKDAYS[last - 1]}"
            for first, last in _runs(days)
        ]
    )


def _and(words: list[str]) -> str:
    return " och ".join(part for part in (", ".join(words[:-1]), words[-1]) if part)


def _runs(days: frozenset[int]) -> list[tuple[int, int]]:
    """First and last of each run of days."""
    firsts = sorted(day for day in days if day - 1 not in days)
    lasts = sorted(day for day in days if day + 1 not in days)
    return list(zip(firsts, lasts, strict=True))


def _days_code(days: frozenset[int]) -> str:
    return ",".join(
        str(first) if first == last else f"{first}-{last}" for first, last in _runs(days)
    )


def _read_days(code: str) -> frozenset[int]:
    found: set[int] = set()
    for part in code.split(","):
        first, _, last = part.partition("-")
        found.update(range(int(first), int(last or first) + 1))
    return frozenset(found)


@lru_cache(maxsize=1024)
def _parsed(code: str) -> SafeHours:
    spans = []
    for part in code.split(";") if code else []:
        match = _CODE.fullmatch(part)
        if match is None:
            raise ValueError("these are no safe hours")
        days, start, end = match.groups()
        span = SafeSpan(_read_days(days), time.fromisoformat(start), time.fromisoformat(end))
        if not span.days or span.start >= span.end:
            raise ValueError("these are no safe hours")
        spans.append(span)
    return SafeHours.of(spans)


def _order(span: SafeSpan) -> tuple[list[int], time, time]:
    return sorted(span.days), span.start, span.end


def _joinable(spans: list[SafeSpan]) -> tuple[SafeSpan, SafeSpan, SafeSpan] | None:
    """Two that can be said as one, and that one."""
    for number, one in enumerate(spans):
        for two in spans[number + 1 :]:
            meets = one.start <= two.end and two.start <= one.end
            if one.days == two.days and meets:
                start, end = min(one.start, two.start), max(one.end, two.end)
                return one, two, SafeSpan(one.days, start, end)
            if (one.start, one.end) == (two.start, two.end):
                return one, two, SafeSpan(one.days | two.days, one.start, one.end)
            for inner, outer in ((one, two), (two, one)):
                if (
                    inner.days <= outer.days
                    and outer.start <= inner.start
                    and inner.end <= outer.end
                ):
                    return one, two, outer
    return None


@lru_cache(maxsize=1024)
def _week(hours: SafeHours) -> Week:
    return Week(
        tuple(
            _apart((span.start, span.end) for span in hours.spans if day in span.days)
            for day in sorted(ALL_DAYS)
        )
    )


def _apart(spans: Iterable[Span]) -> tuple[Span, ...]:
    """In order, those that overlap or touch put together."""
    found: list[Span] = []
    for start, end in sorted(spans):
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(found[-1][1], end))
        else:
            found.append((start, end))
    return tuple(found)


def _shared(some: Iterable[Span], others: tuple[Span, ...]) -> tuple[Span, ...]:
    """What lies in both."""
    both = ((max(a, c), min(b, d)) for a, b in some for c, d in others)
    return tuple((start, end) for start, end in both if start < end)


def _instants(week: Week, on: date) -> list[tuple[datetime, datetime]]:
    """The spans of a local date as instants (UTC); what the spring change skips is left out."""
    found = [(_instant(on, start), _instant(on, end)) for start, end in week.on(on)]
    return [(start, end) for start, end in found if start < end]


def _instant(on: date, clock: time) -> datetime:
    at = at_local(on, clock)
    if local(at).hour == clock.hour:
        return at
    return at_local(on, time(clock.hour + 1))  # inside the hour that is skipped in spring
