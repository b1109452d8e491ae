"""The page "Inflöde": each source's cases week by week, those that have fallen silent first."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime

from cases.domain.enums import CloseReason, Source
from cases.models import Case
from jourcase.kernel.local_time import local_date, start_of_local_day
from reporting.domain.inflow import (
    Flow,
    Inflow,
    by_week,
    judged,
    since_the_first,
    week_begins,
    week_name,
    weeks_before,
)
from volunteers.models import User

WEEKS_SHOWN = 8
_LOOKS = {Flow.SILENT: "late", Flow.LOW: "today", Flow.USUAL: "ok", Flow.UNKNOWN: "neutral"}
_FIRST = (Flow.SILENT, Flow.LOW, Flow.USUAL, Flow.UNKNOWN)


@dataclass(frozen=True, slots=True)
class SourceRow:
    label: str
    inflow: Inflow
    look: str
    words: str
    usual: str
    weeks: list[tuple[str, int]]  # whole weeks, the oldest first
    this_week: int


@dataclass(frozen=True, slots=True)
class InflowPage:
    weeks: list[str]
    rows: list[SourceRow]
    without: list[str]  # sources with no case in all that time
    is_any_silent: bool


def inflow(user: User, *, now: datetime) -> InflowPage:
    """The cases that this coordinator may know of, duplicates left out (one query)."""
    today = local_date(now)
    mondays = weeks_before(today)
    received = (
        Case.objects.visible_to(user)
        .filter(received_at__gte=start_of_local_day(mondays[0]))
        .exclude(close_reason=CloseReason.DUPLICATE)
        .values_list("source", "received_at")
    )
    days: dict[str, list[date]] = defaultdict(list)
    for source, at in received:
        days[source].append(local_date(at))
    rows = [_row(source, days[source], mondays, today) for source in Source if days.get(source)]
    rows.sort(key=lambda row: _FIRST.index(row.inflow.flow))
    return InflowPage(
        weeks=[week_name(monday) for monday in mondays[-WEEKS_SHOWN:]],
        rows=rows,
        without=[source.label for source in Source if not days.get(source)],
        is_any_silent=any(row.inflow.flow is Flow.SILENT for row in rows),
    )


def _row(source: Source, days: list[date], mondays: list[date], today: date) -> SourceRow:
    counts = by_week(days, mondays)
    found = judged(since_the_first(counts))
    names = [week_name(monday) for monday in mondays[-WEEKS_SHOWN:]]
    return SourceRow(
        label=source.label,
        inflow=found,
        look=_LOOKS[found.flow],
        words=_words(found),
        usual=_usual(found),
        weeks=list(zip(names, counts[-WEEKS_SHOWN:], strict=True)),
        this_week=by_week(days, [week_begins(today)])[0],
    )


def _words(found: Inflow) -> str:
    if found.flow is Flow.SILENT:
        return f"Har tystnat: inget på {found.weeks_silent} veckor"
    return found.flow.label


def _usual(found: Inflow) -> str:
    if found.usual is None:
        return "–"
    return f"{found.usual:g}".replace(".", ",")
