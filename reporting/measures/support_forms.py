"""Measure 6: the seven forms of support, and the channels."""

from jourcase.agreement.domain.undertakings import Measure
from reporting.measures import dimensions
from reporting.measures.specs import Base, Context, Figure, SectionSpec, SplitTable
from reporting.queries import IS_TWO_WAY

MEASURE = Measure.SUPPORT_FORMS

_OVERLAP = "Samma kontakt kan stå på flera rader. Raderna ska inte läggas ihop."


def section(context: Context) -> SectionSpec:
    return SectionSpec(
        definitions=(
            "En kontakt kan ge flera stödformer och räknas då på varje rad. Därför finns ingen "
            "summa.",
            "Gånger är antalet kontakter där stödformen gavs. Ärenden är antalet olika ärenden; "
            "ett ärende kan finnas på flera rader.",
            "Kontakt är när båda sidor deltog. Försök och utskick är när jouren ringde utan att "
            "nå personen, eller skickade något.",
        ),
        tables=(
            SplitTable(
                "support-forms",
                "Stödformer",
                Base.CONTACTS,
                (
                    Figure("times", "Gånger", IS_TWO_WAY),
                    Figure("cases", "Ärenden", IS_TWO_WAY, counts_cases=True),
                ),
                dimensions.by_support_form(context.support_forms),
                note=_OVERLAP,
                has_total=False,
            ),
            SplitTable(
                "channels",
                "Sätt att ha kontakt",
                Base.CONTACTS,
                (
                    Figure("contacts", "Kontakter", IS_TWO_WAY),
                    Figure("cases", "Ärenden med kontakt", IS_TWO_WAY, counts_cases=True),
                    Figure("attempts", "Försök och utskick", ~IS_TWO_WAY),
                ),
                dimensions.by_channel(),
                note="Ett ärende kan stå på flera rader. Raderna ska inte läggas ihop.",
                has_total=False,
            ),
        ),
    )
