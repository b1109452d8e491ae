"""Measure 1: support to all who wanted contact."""

from django.db.models import Q

from cases.domain.enums import CloseReason
from jourcase.agreement.domain.undertakings import Measure
from reporting.measures.specs import EVERY_ROW, Base, Context, Figure, SectionSpec, WholeTable
from reporting.queries import (
    IN_COHORT,
    IS_DUPLICATE,
    IS_FORWARDED_UNTOUCHED,
    IS_OPEN,
    IS_REACHED,
    IS_WITHDRAWN,
)

MEASURE = Measure.SUPPORT_TO_ALL

HAS_SUPPORT = IS_REACHED & Q(has_support=True)
HAS_DECLINED = Q(close_reason=CloseReason.DECLINED.value, has_support=False)


def section(context: Context) -> SectionSpec:
    return SectionSpec(
        definitions=(
            "Ett ärende räknas till perioden efter den dag då det kom in till jouren.",
            "Dubbletter, återtagna ärenden och ärenden som förmedlats vidare utan kontakt senast "
            "sista dagen för första kontakt räknas bort. Den som förmedlats vidare senare än så "
            "räknas med. De övriga är ”ärenden i uppföljningen”, och alla andelar är räknade på "
            "dem eller på en del av dem.",
            "Nådd är den som jouren har talat eller skrivit med åt båda håll, på vilket sätt "
            "som helst.",
            "Fått stöd är den som i minst en sådan kontakt har fått någon av de sju stödformerna.",
            "Tackat nej är den vars ärende avslutats för att personen inte ville ha stöd. Den som "
            "först fått stöd räknas inte dit.",
        ),
        tables=(
            WholeTable(
                "received",
                "Ärenden som kom in",
                Base.RECEIVED,
                (
                    Figure("received", "Ärenden som kom in"),
                    Figure("duplicates", "Räknas bort: dubbletter", IS_DUPLICATE),
                    Figure("withdrawn", "Räknas bort: återtagna", IS_WITHDRAWN),
                    Figure(
                        "forwarded",
                        "Räknas bort: vidareförmedlade i tid utan kontakt",
                        IS_FORWARDED_UNTOUCHED,
                    ),
                    Figure("cohort", "Ärenden i uppföljningen", IN_COHORT),
                ),
            ),
            WholeTable(
                "support",
                "Stöd till alla",
                Base.COHORT,
                (
                    Figure("reached", "Nådda", IS_REACHED, of=EVERY_ROW),
                    Figure("supported", "Fått stöd", HAS_SUPPORT, of=EVERY_ROW),
                    Figure("declined", "Tackat nej", HAS_DECLINED, of=EVERY_ROW),
                    Figure("not-reached", "Ej nådda", ~IS_REACHED, of=EVERY_ROW),
                    Figure("still-trying", "Ej nådda, försök pågår", ~IS_REACHED & IS_OPEN),
                ),
                note="Raderna utesluter inte varandra och ska inte läggas ihop.",
            ),
        ),
    )
