"""The Swedish words of wrong numbers: refusals, and what was done."""

from cases.domain.enums import Source
from cases.domain.number_query import NumberRefusal, QueryState, Step
from cases.words import REFUSALS
from jourcase.kernel.refusals import Refusal

NUMBER_REFUSALS: dict[Refusal, str] = {
    **REFUSALS,
    NumberRefusal.NOBODY_TO_ASK: (
        "Personen hörde av sig själv, så det finns ingen källa att fråga. Pröva en annan väg."
    ),
    NumberRefusal.ASKED_ALREADY: "Källan är redan tillfrågad. Så här är det nu.",
    NumberRefusal.NOT_ASKED: "Källan är inte tillfrågad än. Fråga först.",
    NumberRefusal.TODAY_ALREADY: "Källan är redan tillfrågad i dag.",
    NumberRefusal.DONE_ALREADY: "Frågan är redan klar. Så här är det nu.",
    NumberRefusal.CASE_CLOSED: "Ärendet är avslutat. Öppna det igen först.",
    NumberRefusal.NUMBER_NOT_ENTERED: (
        "Skriv in det nya numret bland uppgifterna om personen, så blir frågan klar av sig själv."
    ),
    NumberRefusal.CHANGED_MEANWHILE: (
        "Någon annan har hunnit före: frågan är ändrad. Så här är det nu."
    ),
    NumberRefusal.OTHER_STANDS: "Det finns redan en ny fråga om numret i ärendet.",
}

# Kind of tag, as templates/components/_tagg.html has them.
LOOKS = {
    QueryState.TO_ASK: "late",
    QueryState.ASKED: "neutral",
    QueryState.TO_REMIND: "today",
    QueryState.DONE: "ok",
}
UNDONE = {
    Step.ASK: "Ångrat: källan är inte tillfrågad.",
    Step.REMIND: "Påminnelsen är ångrad.",
    Step.ANSWER: "Ångrat: frågan står kvar. Ett nummer som har lagts in är kvar i ärendet.",
}
# Whom to ask, as the object of a sentence.
WHOM = {
    Source.POLICE: "polisen",
    Source.HELPLINE_116006: "116 006",
    Source.SOCIAL_SERVICES: "socialtjänsten",
    Source.STODCENTRUM: "Stödcentrum",
    Source.OTHER_JOUR: "den andra jouren",
    Source.HEALTH_CARE: "vården",
    Source.SCHOOL: "skolan",
    Source.OTHER: "den som skickade ärendet",
}
