"""The page "Inflöde": each source's cases week by week, those that have fallen silent first; and
what the dashboard says of these.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, DateField, QuerySet
from django.db.models.functions import TruncWeek

from cases.domain.enums import CloseReason, Source
from cases.models import Case
from cases.services.number_query import wrong_numbers
from jourcase.kernel.local_time import STOCKHOLM, local_date, start_of_local_day
from jourcase.kernel.swedish import percent
from reporting.domain.inflow import (
    WEEKS,
    WEEKS_JUDGED,
    WEEKS_REMEMBERED,
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
_Counts = Mapping[date, int]


@dataclass(frozen=True, slots=True)
class SourceRow:
    label: str
    inflow: Inflow
    look: str
    words: str
    usual: str
    weeks: list[tuple[str, int]]  # whole weeks, the oldest first
    this_week: int
    wrong: int  # cases with a number that was wrong, of those of the last half year
    wrong_share: str


@dataclass(frozen=True, slots=True)
class InflowPage:
    weeks: list[str]
    rows: list[SourceRow]
    without: list[str]  # sources with no case in the last half year, and no mark
    silent: list[str]  # a sentence for each that has fallen silent


def inflow(user: User, *, now: datetime) -> InflowPage:
    """The cases that this coordinator may know of, duplicates left out (two queries)."""
    today = local_date(now)
    mondays = weeks_before(today, weeks=WEEKS_REMEMBERED)
    counted = _by_source(_received(user, mondays[0]))
    since = start_of_local_day(mondays[-WEEKS])
    wrong = dict(wrong_numbers(user, since=since))
    rows, without, silent = [], [], []
    for source in Source:
        found = _judged(counted.get(source, {}), mondays, today)
        recent = sum(by_week(counted.get(source, {}), [*mondays[-WEEKS:], week_begins(today)]))
        if not recent and found.flow is not Flow.SILENT:
            without.append(source.label)
            continue
        rows.append(
            _row(source, counted[source], found, mondays, today, wrong.get(source, 0), recent)
        )
        if found.flow is Flow.SILENT:
            silent.append(silence_words(source, found.weeks_silent))
    rows.sort(key=lambda row: _FIRST.index(row.inflow.flow))
    return InflowPage(
        weeks=[week_name(monday) for monday in mondays[-WEEKS_SHOWN:]],
        rows=rows,
        without=without,
        silent=silent,
    )


def silent_sources(user: User, *, now: datetime) -> list[str]:
    """A sentence for each source that has fallen silent (one query). Sources that have sent
    something lately cannot be, and are left out before anything is counted.
    """
    today = local_date(now)
    mondays = weeks_before(today, weeks=WEEKS_REMEMBERED)
    lately = start_of_local_day(mondays[-WEEKS_JUDGED])
    heard = _visible(user).filter(received_at__gte=lately).values("source")
    quiet = _received(user, mondays[0]).exclude(source__in=heard)
    found = {
        source: _judged(counts, mondays, today) for source, counts in _by_source(quiet).items()
    }
    return [
        silence_words(source, found[source].weeks_silent)
        for source in Source
        if source in found and found[source].flow is Flow.SILENT
    ]


def silence_words(source: Source, weeks: int) -> str:
    """Which source, and for how long."""
    if source is Source.OWN:
        return f"Ingen har hört av sig själv på {weeks} veckor."
    if source is Source.OTHER:
        return f"Ingen har kommit genom andra källor på {weeks} veckor."
    return f"{source.label} har inte hänvisat någon på {weeks} veckor."


def _visible(user: User) -> QuerySet[Case]:
    return Case.objects.visible_to(user).exclude(close_reason=CloseReason.DUPLICATE).order_by()


def _received(user: User, since: date) -> QuerySet[Case]:
    return _visible(user).filter(received_at__gte=start_of_local_day(since))


def _by_source(cases: QuerySet[Case]) -> dict[Source, dict[date, int]]:
    """Counted in the database: weeks are few, whatever the number of cases."""
    week = TruncWeek("received_at", tzinfo=STOCKHOLM, output_field=DateField())
    found: dict[Source, dict[date, int]] = defaultdict(dict)
    rows = cases.annotate(week=week).values_list("source", "week").annotate(cases=Count("pk"))
    for source, monday, count in rows:
        found[Source(source)][monday] = count
    return found


def _judged(counts: _Counts, mondays: list[date], today: date) -> Inflow:
    whole = since_the_first(by_week(counts, mondays))
    return judged(whole, this_week=counts.get(week_begins(today), 0))


def _row(
    source: Source,
    counts: _Counts,
    found: Inflow,
    mondays: list[date],
    today: date,
    wrong: int,
    recent: int,
) -> SourceRow:
    names = [week_name(monday) for monday in mondays[-WEEKS_SHOWN:]]
    return SourceRow(
        label=source.label,
        inflow=found,
        look=_LOOKS[found.flow],
        words=_words(found),
        usual=_usual(found),
        weeks=list(zip(names, by_week(counts, mondays[-WEEKS_SHOWN:]), strict=True)),
        this_week=counts.get(week_begins(today), 0),
        wrong=wrong,
        wrong_share=percent(wrong, recent) if wrong and recent else "",
    )


def _words(found: Inflow) -> str:
    if found.flow is Flow.SILENT:
        return f"Har tystnat: inget på {found.weeks_silent} veckor"
    return found.flow.label


def _usual(found: Inflow) -> str:
    if found.usual is None:
        return "–"
    return f"{found.usual:g}".replace(".", ",")
