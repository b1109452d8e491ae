"""Measure 11: information, and whether the other parties were named and told."""

from collections.abc import Callable, Mapping

from jourcase.agreement.domain.undertakings import Measure
from reporting.domain.activities import (
    ActivityKind,
    AudienceGroup,
    InformationCounts,
    information_counts,
)
from reporting.domain.figures import Cell, Count, Role, Row, Share, Split, Table, TableKind
from reporting.measures.activity_columns import columns_of, in_each
from reporting.measures.specs import Context, ReadyTable, SectionSpec

MEASURE = Measure.INFORMATION

_ROWS: tuple[tuple[str, str, Callable[[InformationCounts], Cell]], ...] = (
    ("activities", "Informationsinsatser", lambda one: Count(one.activities)),
    (
        "named-others",
        "Nämnde övriga parter",
        lambda one: Share(one.named_others, one.activities),
    ),
    (
        "told-others",
        "Informerade övriga parter",
        lambda one: Share(one.told_others, one.activities),
    ),
    ("counted", "Insatser där antalet räknades", lambda one: Count(one.counted)),
    ("reached", "Personer som nåddes i dem", lambda one: Count(one.reached)),
)


def section(context: Context) -> SectionSpec:
    tables = _Information(context)
    return SectionSpec(
        definitions=(
            "En informationsinsats är ett tillfälle då jouren har berättat om brottsofferstöd. Den "
            "räknas på dagen då den hölls.",
            "Nämnde övriga parter är när de som lyssnade fick veta vad de andra parterna gör. "
            "Informerade övriga parter är när de andra parterna fick veta av insatsen. "
            "Överenskommelsen begär det första när det är relevant, så målet är inte alla.",
            "Antalet som nåddes är det som jouren har uppgett, ofta ungefärligt. Den som var med "
            "två gånger räknas två gånger. Insatser utan antal är inte med i summan.",
        ),
        tables=(
            ReadyTable("information", tables.whole),
            ReadyTable("information-audience", tables.by_audience),
            ReadyTable("information-reached", tables.reached),
        ),
    )


class _Information:
    """The three tables, read once when the first of them is wanted."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._counts: list[InformationCounts] = []

    def _found(self) -> list[InformationCounts]:
        if not self._counts:
            activities = in_each(self._context, ActivityKind.INFORMATION)
            self._counts = [information_counts(rows) for rows in activities]
        return self._counts

    def whole(self) -> Table:
        found = self._found()
        return Table(
            code="information",
            title="Informationsinsatser",
            kind=TableKind.ACTIVITY,
            columns=columns_of(self._context),
            rows=tuple(
                Row(code, title, tuple(cell(one) for one in found)) for code, title, cell in _ROWS
            ),
        )

    def by_audience(self) -> Table:
        """Of activities: nobody is counted, so nothing is hidden from the city."""
        return self._divided(
            "information-audience",
            "Insatser efter målgrupp",
            [(one.by_audience, one.activities) for one in self._found()],
            split=Split.NONE,
        )

    def reached(self) -> Table:
        """Of people: small numbers are hidden from the city as in every division."""
        return self._divided(
            "information-reached",
            "Nådda personer per målgrupp",
            [(one.reached_by_audience, one.reached) for one in self._found()],
            split=Split.OTHER,
        )

    def _divided(
        self,
        code: str,
        title: str,
        numbers: list[tuple[Mapping[AudienceGroup, int], int]],
        *,
        split: Split,
    ) -> Table:
        rows = tuple(
            Row(group.value, group.label, tuple(Count(parts[group]) for parts, _ in numbers))
            for group in AudienceGroup
        )
        total = Row("total", "Totalt", tuple(Count(whole) for _, whole in numbers), Role.TOTAL)
        return Table(
            code=code,
            title=title,
            kind=TableKind.ACTIVITY,
            columns=columns_of(self._context),
            rows=(*rows, total),
            split=split,
        )
