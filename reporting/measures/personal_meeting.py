"""Measure 4: a personal meeting is offered."""

from django.db.models import Q

from contacts.domain.enums import Channel
from jourcase.agreement.domain.undertakings import Measure
from reporting.measures.specs import Base, Context, Figure, SectionSpec, WholeTable
from reporting.measures.support_to_all import HAS_SUPPORT
from reporting.queries import IS_TWO_WAY

MEASURE = Measure.PERSONAL_MEETING

IS_OFFERED = HAS_SUPPORT & Q(meeting_offered=True)
IS_MEETING_HELD = Q(channel=Channel.MEETING.value) & IS_TWO_WAY


def section(context: Context) -> SectionSpec:
    return SectionSpec(
        definitions=(
            "Erbjudet är när den som loggade en kontakt svarade att personligt möte erbjöds, "
            "vare sig personen ville eller inte, eller när ett möte faktiskt hölls.",
            "Andelen är räknad på de nådda som har fått stöd.",
            "Möten som hölls räknas på dagen för mötet, också när ärendet kom in tidigare.",
        ),
        tables=(
            WholeTable(
                "meeting",
                "Erbjudna möten",
                Base.COHORT,
                (Figure("offered", "Personligt möte erbjudet", IS_OFFERED, of=HAS_SUPPORT),),
            ),
            WholeTable(
                "meetings-held",
                "Personliga möten som hölls",
                Base.CONTACTS,
                (
                    Figure("meetings", "Möten", IS_MEETING_HELD),
                    Figure("cases", "Ärenden med möte", IS_MEETING_HELD, counts_cases=True),
                ),
            ),
        ),
    )
