"""The Swedish words of the activity log: refusals, and what the address may ask for."""

from cases.domain.note_warnings import NoteWarning
from jourcase.kernel.labelled import Labelled
from jourcase.kernel.refusals import Refusal
from reporting.domain.activities import LONGEST_SUBJECT, MOST_REACHED, ActivityKind, ActivityRefusal

REFUSALS: dict[Refusal, str] = {
    ActivityRefusal.IN_FUTURE: "Datumet ligger framåt. Skriv in aktiviteten när den har varit.",
    ActivityRefusal.BEFORE_AGREEMENT: (
        "Datumet är före överenskommelsens första dag. Kontrollera årtalet."
    ),
    ActivityRefusal.PARTNER_MISSING: "Välj vem ni samverkade med.",
    ActivityRefusal.SUBJECT_MISSING: "Skriv med några ord vad det handlade om.",
    ActivityRefusal.SUBJECT_TOO_LONG: f"Korta ämnet till {LONGEST_SUBJECT} tecken.",
    ActivityRefusal.AUDIENCE_MISSING: "Välj vilka informationen var till för.",
    ActivityRefusal.REACHED_OUT_OF_RANGE: (
        f"Skriv antalet med siffror, högst {MOST_REACHED}, eller lämna tomt."
    ),
    ActivityRefusal.NAMED_MISSING: "Svara ja eller nej: nämnde ni de övriga parterna?",
    ActivityRefusal.TOLD_MISSING: "Svara ja eller nej: informerade ni de övriga parterna?",
    ActivityRefusal.CHANGED_MEANWHILE: (
        "Någon annan rättade aktiviteten medan du skrev. Det står nu som under Nu gäller. "
        "Spara igen om ditt ska gälla."
    ),
    ActivityRefusal.ALREADY_REMOVED: "Aktiviteten är borttagen. Ta tillbaka den först.",
    ActivityRefusal.NOT_REMOVED: "Aktiviteten finns redan i loggen.",
    ActivityRefusal.TOO_LATE_TO_UNDO: (
        "Det har gått mer än 24 timmar, så aktiviteten kan inte tas tillbaka. Skriv in den på nytt."
    ),
}

WARNINGS: dict[NoteWarning, str] = {
    NoteWarning.PERSONAL_NUMBER: "Det ser ut att stå ett personnummer i ämnet.",
    NoteWarning.PHONE_NUMBER: "Det ser ut att stå ett telefonnummer i ämnet.",
    NoteWarning.NAME: "Det ser ut att stå vad någon heter i ämnet.",
}
NOTED = {
    ActivityKind.COOPERATION: "Samverkan är noterad.",
    ActivityKind.INFORMATION: "Informationsinsatsen är noterad.",
}


class Shown(Labelled):
    """What may stand as ?slag= in the address."""

    ALL = "alla", "Allt"
    COOPERATION = "samverkan", "Samverkan"
    INFORMATION = "information", "Informationsinsatser"


class Order(Labelled):
    """What may stand as ?ordning= in the address."""

    NEWEST = "nyast", "Nyast först"
    OLDEST = "aldst", "Äldst först"
    PARTY = "part", "Part eller målgrupp"
    REACHED = "natt", "Flest nådda först"


class YesNo(Labelled):
    """An answer to be given; there is no default."""

    YES = "ja", "Ja"
    NO = "nej", "Nej"
