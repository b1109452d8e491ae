"""Measure 10: cooperation, as meetings by the kind of party."""

from functools import partial

from jourcase.agreement.domain.undertakings import Measure
from reporting.domain.activities import ActivityKind, PartnerType, cooperation_counts
from reporting.domain.figures import Count, Role, Row, Table, TableKind
from reporting.measures.activity_columns import columns_of, in_each
from reporting.measures.specs import Context, ReadyTable, SectionSpec

MEASURE = Measure.COOPERATION


def section(context: Context) -> SectionSpec:
    return SectionSpec(
        definitions=(
            "Ett möte är ett tillfälle då jouren har träffat en annan part, på plats eller på "
            "annat sätt. Det räknas en gång, efter den part som det gällde. Flera parter på en "
            "gång är ett nätverk.",
        ),
        tables=(ReadyTable("cooperation", partial(_meetings, context)),),
    )


def _meetings(context: Context) -> Table:
    found = [cooperation_counts(rows) for rows in in_each(context, ActivityKind.COOPERATION)]
    rows = tuple(
        Row(
            partner.value.replace("_", "-"),
            partner.label,
            tuple(Count(one.by_partner[partner]) for one in found),
        )
        for partner in PartnerType
    )
    total = Row("total", "Möten", tuple(Count(one.meetings) for one in found), Role.TOTAL)
    return Table(
        code="cooperation",
        title="Samverkan",
        kind=TableKind.ACTIVITY,
        columns=columns_of(context),
        rows=(*rows, total),
    )
