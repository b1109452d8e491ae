"""Measure 5: open one evening a week, jointly, as ISO weeks with an open evening."""

from dataclasses import dataclass

from jourcase.agreement.domain.undertakings import Measure
from jourcase.kernel.local_time import start_of_local_day
from reporting.domain.figures import Cell, Count, Row, Share, Table, TableKind
from reporting.domain.periods import ReportPeriod
from reporting.measures.activity_columns import columns_of
from reporting.measures.specs import Context, ReadyTable, SectionSpec
from volunteers.domain.evenings import Openness
from volunteers.domain.weeks import Week
from volunteers.evenings.page import gap_texts, open_weeks
from volunteers.evenings.rota import Rota, read_rota

MEASURE = Measure.EVENING_OPENING


def section(context: Context) -> SectionSpec:
    return SectionSpec(
        definitions=(
            "Jourkvällen är gemensam: har en av de tre jourerna öppet är veckan öppen för alla. "
            "Veckor är kalenderveckor, måndag till söndag. Räknas gör varje vecka som har någon "
            "dag i perioden, när den är slut eller har haft sin öppna kväll.",
            "Vår egen kväll är öppen när minst en person som är godkänd den dagen har passet. En "
            "partners kväll är öppen när partnern har bekräftat den.",
        ),
        tables=(ReadyTable("evening-opening", lambda: _table(context)),),
    )


def _table(context: Context) -> Table:
    periods = [context.period, *([context.previous] if context.previous else [])]
    # Read once for both, their first and last weeks whole; what lies ahead has not been open.
    since = start_of_local_day(min(Week.of(one.first).monday for one in periods))
    rota = read_rota(since, context.now, now=context.now)
    found = [_Counted.of(rota, period, context) for period in periods]
    gaps = gap_texts(rota, found[0].weeks)
    rows: tuple[tuple[str, str, list[Cell]], ...] = (
        ("weeks", "Veckor med öppen kväll", [one.share for one in found]),
        ("own", "Öppna kvällar hos vår jour", [Count(one.own) for one in found]),
        ("partners", "Öppna kvällar hos partnerjourer", [Count(one.partners) for one in found]),
    )
    return Table(
        code="evening-opening",
        title="Öppet en kväll i veckan",
        kind=TableKind.ACTIVITY,
        columns=columns_of(context),
        rows=tuple(Row(code, title, tuple(cells)) for code, title, cells in rows),
        note=f"Veckor utan öppen kväll: {'; '.join(gaps)}." if gaps else "",
    )


@dataclass(frozen=True, slots=True)
class _Counted:
    """One period."""

    weeks: Openness
    own: int
    partners: int

    @classmethod
    def of(cls, rota: Rota, period: ReportPeriod, context: Context) -> "_Counted":
        opened = [
            one.facts.is_own
            for one in rota.evenings
            if one.is_open
            and one.shift.ends_at <= context.now
            and period.first <= one.on <= period.last
        ]
        weeks = open_weeks(rota, period.first, period.last, now=context.now)
        return cls(weeks, sum(opened), len(opened) - sum(opened))

    @property
    def share(self) -> Share:
        return Share(self.weeks.open, len(self.weeks.weeks))
