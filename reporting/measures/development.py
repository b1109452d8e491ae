"""Measure 8: further training, peer exchange and staff conversations: occasions, hours, and who
took part of all who were approved, those with nothing too.
"""

from functools import partial

from jourcase.agreement.domain.undertakings import Measure
from reporting.domain.figures import Cell, Count, Row, Share, Table, TableKind
from reporting.measures.activity_columns import columns_of
from reporting.measures.specs import Context, ReadyTable, SectionSpec
from volunteers.development.people import events_between, members, requirements
from volunteers.domain.development import Kind, Totals, totals

MEASURE = Measure.DEVELOPMENT


def section(context: Context) -> SectionSpec:
    return SectionSpec(
        definitions=(
            "Ett tillfälle räknas en gång, hur många som än kom. Timmar är tillfällenas längd, i "
            "hela timmar. Av ett medarbetarsamtal finns bara dagen: varje samtal är ett tillfälle.",
            "Deltog: av alla som var godkända stödpersoner någon dag i perioden, de som deltog "
            "minst en gång. Gjorde det som krävdes: av dem som kravet gällde på periodens sista "
            "dag. Det gäller inte de första månaderna efter godkännandet eller den som gör "
            "uppehåll. Under pågående period är det läget i dag.",
        ),
        tables=(ReadyTable("development", partial(_table, context)),),
    )


def _table(context: Context) -> Table:
    everybody, history = members(), requirements()
    spans = [(context.period.first, context.as_of)]
    if context.previous:
        spans.append((context.previous.first, context.previous.last))
    events = events_between(min(since for since, _ in spans), context.as_of)
    found = [
        totals(everybody, history, since=since, until=until, events=events)
        for since, until in spans
    ]
    return Table(
        code="development",
        title="Utbildning, utbyte och samtal",
        kind=TableKind.ACTIVITY,
        columns=columns_of(context),
        rows=tuple(row for each in zip(*found, strict=True) for row in _rows(each)),
    )


def _rows(each: tuple[Totals, ...]) -> list[Row]:
    """The rows of one kind; `each` has one for every column."""
    kind = each[0].kind
    code, title = kind.value, kind.label

    def row(name: str, says: str, cells: list[Cell]) -> Row:
        return Row(f"{code}-{name}", f"{title}: {says}", tuple(cells))

    rows = [row("occasions", "tillfällen", [Count(one.occasions) for one in each])]
    if kind is not Kind.CONVERSATION:
        rows.append(row("hours", "timmar", [Count(whole_hours(one.minutes)) for one in each]))
    rows.append(row("took-part", "deltog", [Share(one.took_part, one.members) for one in each]))
    done = [Share(one.fulfilled, one.owing) for one in each]
    rows.append(row("fulfilled", "gjorde det som krävdes", list(done)))
    return rows


def whole_hours(minutes: int) -> int:
    """Half an hour and more is an hour."""
    return (minutes + 30) // 60
