"""The Swedish sentences for this app's refusals and gaps."""

from datetime import datetime

from cases.domain.closing import ClosingRefusal, Unfinished
from cases.domain.concern import ConcernRefusal
from cases.domain.duplicates import MergeRefusal
from cases.domain.note_warnings import NoteWarning
from cases.domain.protection import ProtectionRefusal
from cases.domain.rules import CaseRefusal, Gap
from cases.domain.seen import SeenRefusal
from jourcase.kernel.local_time import local_date
from jourcase.kernel.refusals import Refusal
from jourcase.kernel.swedish import MONTHS_SHORT, WEEKDAYS, clock_text

REFUSALS: dict[Refusal, str] = {
    CaseRefusal.RECEIVED_IN_FUTURE: "Tiden ligger framåt. Ärendet kan inte ha kommit in än.",
    CaseRefusal.RECEIVED_BEFORE_AGREEMENT: (
        "Tiden är före överenskommelsens första dag. Kontrollera årtalet."
    ),
    CaseRefusal.RECEIVED_AFTER_CONTACT: (
        "Ärendet kan inte ha kommit in efter den första kontakten. Rätta kontakten först."
    ),
    CaseRefusal.CORRECTION_WITHOUT_REASON: "Skriv kort varför tiden rättas.",
    CaseRefusal.PHONE_MISSING: (
        "Skriv ett telefonnummer, eller välj att personen nås på annan väg."
    ),
    CaseRefusal.ANONYMOUS_WITH_IDENTITY: (
        "Den som är anonym ska inte ha namn, nummer eller andra uppgifter. "
        "Ta bort dem, eller ta bort krysset för anonym."
    ),
    CaseRefusal.BORN_IN_FUTURE: "Födelsedatumet ligger framåt. Kontrollera årtalet.",
    CaseRefusal.ALREADY_CLOSED: "Ärendet är avslutat. Öppna det igen först.",
    CaseRefusal.NOT_CLOSED: "Ärendet är redan öppet.",
    CaseRefusal.DUPLICATE_OF_NOTHING: "Skriv numret på det ärende som är det rätta.",
    CaseRefusal.DUPLICATE_OF_ITSELF: "Ett ärende kan inte vara en dubblett av sig självt.",
    CaseRefusal.DUPLICATE_OF_DUPLICATE: (
        "Det ärendet är självt en dubblett. Skriv numret på det ärende som räknas."
    ),
    CaseRefusal.DUPLICATE_IS_MERGED: (
        "En dubblett slås samman med det rätta ärendet, så att samtal och mottagningstid läggs "
        "ihop."
    ),
    CaseRefusal.REOPENED_TOO_LATE: (
        "Det har gått för lång tid sedan ärendet avslutades. Börja ett nytt ärende."
    ),
    ClosingRefusal.EARLY_WITHOUT_REASON: (
        "Alla försök är inte gjorda. Välj varför ärendet ändå avslutas som ej nådd."
    ),
    ClosingRefusal.CLOSED_LONG_AGO: (
        "Det har gått mer än 24 timmar, så avslutet kan inte ångras. Öppna ärendet igen i stället."
    ),
    SeenRefusal.CHANGED_MEANWHILE: (
        "Någon har ändrat uppgifterna sedan du öppnade sidan. Inget är sparat, och det du skrev "
        "står kvar. Läs vad som gäller nu, rätta och spara igen."
    ),
    CaseRefusal.IS_ERASED: "Ärendet är gallrat. Börja ett nytt ärende.",
    CaseRefusal.ASSIGNEE_NOT_APPROVED: (
        "Personen är inte godkänd som stödperson i dag och kan inte vara ansvarig."
    ),
    CaseRefusal.ASSIGNEE_IS_RECUSED: "Personen är jävig i ärendet och kan inte vara ansvarig.",
    CaseRefusal.ASSIGNEE_MAY_NOT_SEE: (
        "Ärendet är skyddat. Bara en samordnare som får se det kan vara ansvarig."
    ),
    CaseRefusal.ALREADY_RECUSED: "Personen är redan markerad som jävig i ärendet.",
    CaseRefusal.NOT_RECUSED: "Jävet är redan hävt.",
    CaseRefusal.OWN_RECUSAL: "Ditt eget jäv kan bara någon annan samordnare häva.",
    CaseRefusal.NOBODY_ELSE_SEES: (
        "Ingen annan samordnare kan se ärendet, och då följer ingen upp det. Låt någon annan bli "
        "samordnare eller få läsa ärendet först."
    ),
    CaseRefusal.BREAKER_NOT_APPROVED: (
        "Du är inte godkänd som stödperson i dag och kan inte göra en nödöppning. Ring samordnaren."
    ),
    CaseRefusal.REASON_TOO_SHORT: "Skriv varför du behöver se ärendet, minst tio tecken.",
    CaseRefusal.ALREADY_JUDGED: "Nödöppningen är redan bedömd.",
    CaseRefusal.OWN_GLASS: "Din egen nödöppning bedöms av någon annan.",
    CaseRefusal.RUNG_NOW: "Någon ringer personen just nu. Vänta tills samtalet är sparat.",
    CaseRefusal.OPENING_UNJUDGED: (
        "En nödöppning av ärendet är inte bedömd. Bedöm den först: skälet gallras med ärendet."
    ),
    CaseRefusal.CONCERN_UNSETTLED: (
        "Oro för barn i ärendet har inget svar. Skriv när orosanmälan gjordes, eller att ingen "
        "behövdes, först."
    ),
    ConcernRefusal.ALREADY_TAKEN: "Någon har redan tagit hand om det. Se vem nedan.",
    ConcernRefusal.IS_WITHDRAWN: "Det är redan tillbakataget. Är du orolig: säg det på nytt.",
    ConcernRefusal.IS_REPORTED: (
        "Datumet för en orosanmälan står här. Gjordes ingen: välj Ingen anmälan behövdes."
    ),
    ConcernRefusal.ALREADY_NOT_NEEDED: "Det står redan att ingen anmälan behövdes.",
    ConcernRefusal.NOT_YOURS: "Bara den som sade det kan ångra. Samordnaren kan ta bort det.",
    ConcernRefusal.TOO_LATE_TO_UNDO: (
        "Det har gått mer än tio minuter. Säg till samordnaren, som kan ta bort det."
    ),
    ConcernRefusal.UNDONE_AFTER_TAKEN: (
        "Samordnaren har redan tagit hand om det. Säg till samordnaren att det var ett misstag."
    ),
    ConcernRefusal.REPORTED_IN_FUTURE: ("Datumet ligger framåt. Skriv det när anmälan är gjord."),
    ConcernRefusal.REPORTED_LONG_BEFORE: (
        "Datumet är mer än en vecka före dagen då oron sades. Kontrollera året och månaden."
    ),
    CaseRefusal.ERASURE_ALREADY_ASKED: "Gallring är redan begärd och väntar på en annan person.",
    CaseRefusal.ERASURE_NOT_ASKED: "Begäran är redan besvarad.",
    CaseRefusal.OWN_ERASURE: "Din egen begäran bekräftas eller avslås av någon annan.",
    CaseRefusal.COORDINATOR_ANSWERS: (
        "En annan samordnare ska svara. Systemansvarig svarar bara när ingen annan kan."
    ),
    CaseRefusal.CALLS_NOT_PAUSED: "Samtalen är inte pausade. Någon annan har redan beslutat.",
    ProtectionRefusal.ALREADY_PROTECTED: "Ärendet är redan skyddat. Någon annan hann före.",
    ProtectionRefusal.NOT_PROTECTED: "Ärendet är inte skyddat längre. Någon annan hann före.",
    ProtectionRefusal.NO_READER: (
        "Minst en samordnare som inte är jävig måste få se ärendet. Annars följer ingen upp det."
    ),
    ProtectionRefusal.READER_RECUSED: "Den som är jävig i ärendet kan inte få se det.",
    ProtectionRefusal.READER_NO_COORDINATOR: "Bara samordnare kan få se ett skyddat ärende.",
    ProtectionRefusal.NOBODY_TAKES_OVER: (
        "Det finns ingen samordnare som kan ta över ärendet. Kontakta systemansvarig innan du "
        "sparar."
    ),
    ProtectionRefusal.REASON_MISSING: "Skriv kort varför skyddet tas bort.",
    MergeRefusal.SAME_CASE: "Det är samma ärende. Välj ett annat.",
    MergeRefusal.KEPT_IS_CLOSED: (
        "Ärendet som ska bli kvar är avslutat. Öppna det igen först, eller behåll det andra."
    ),
    MergeRefusal.CASE_IS_ERASED: "Ett av ärendena är gallrat. Det finns inget att slå samman.",
    MergeRefusal.ALREADY_MERGED: (
        "Ett av ärendena är redan en dubblett. Slå samman med det ärende som räknas."
    ),
    MergeRefusal.PROTECTED_IS_KEPT: (
        "Det andra ärendet har skyddade personuppgifter. Byt plats, så att det skyddade blir kvar."
    ),
    MergeRefusal.NAMED_IS_KEPT: (
        "Ärendet som ska bli kvar är anonymt. Byt plats, så att det med uppgifter blir kvar."
    ),
    MergeRefusal.TWO_INJURED_PARTIES: (
        "Samma K-nummer men två namn: det är två målsägande, och de ska ha var sitt ärende. Länka "
        "dem. Är det ändå samma person: rätta namnet i det ena ärendet först."
    ),
    MergeRefusal.UNCOVERS_A_THIRD: (
        "Ärendet har tagit upp ett tredje ärende, som inte skulle få samma skydd. Byt håll, så att "
        "det ärendet blir kvar, eller länka dem."
    ),
    MergeRefusal.MORE_MAY_SEE: (
        "Båda är skyddade, och fler får se det ärende som skulle bli kvar. Byt håll, eller länka "
        "dem."
    ),
    MergeRefusal.CALL_GOES_ON: (
        "Någon ringer i ett av ärendena just nu. Vänta tills samtalet är sparat."
    ),
    MergeRefusal.ERASURE_PENDING: (
        "Gallring av ett av ärendena är begärd. Den ska besvaras först."
    ),
    MergeRefusal.RESPONSIBLE_IS_RECUSED: (
        "Den som är ansvarig är jävig i det andra ärendet. Välj någon annan som ansvarig först."
    ),
    MergeRefusal.RESPONSIBLE_NOT_POSSIBLE: (
        "Den valda personen kan inte vara ansvarig: inte godkänd i dag, eller får inte se ärendet."
    ),
    MergeRefusal.CHANGED_MEANWHILE: (
        "Någon har ändrat i ett av ärendena medan du jämförde. Se efter igen och slå sedan samman."
    ),
    MergeRefusal.TEXT_UNREADABLE: (
        "En text i ett av ärendena kan inte visas, och skulle gå förlorad. Be systemansvarig om "
        "hjälp."
    ),
    MergeRefusal.TOO_LATE_TO_UNDO: "Det har gått mer än 24 timmar. Sammanslagningen står fast.",
    MergeRefusal.ALREADY_UNDONE: "Sammanslagningen är redan ångrad.",
    MergeRefusal.LATER_MERGE_FIRST: (
        "Ärendet har slagits samman igen efteråt. Ångra den senaste sammanslagningen först."
    ),
    MergeRefusal.PAIR_IS_DECIDED: (
        "En samordnare har redan jämfört ärendena, och de är inte samma person. Skriv en "
        "anteckning om du vet något mer."
    ),
    MergeRefusal.WAS_MERGED: (
        "Ärendet är sammanslaget med ett annat. Fortsätt i det ärende som blev kvar."
    ),
}

GAPS: dict[Gap, str] = {
    Gap.RELATION: "den stödsökande är",
    Gap.GENDER: "kön",
    Gap.AGE: "ålder",
    Gap.DISTRICT: "stadsdel",
    Gap.CRIME: "brottstyp",
    Gap.POLICE_REPORT: "polisanmält",
}

NOTE_WARNINGS: dict[NoteWarning, str] = {
    NoteWarning.PERSONAL_NUMBER: "Det ser ut att stå ett personnummer i anteckningen.",
    NoteWarning.PHONE_NUMBER: (
        "Det ser ut att stå ett telefonnummer i anteckningen. Nummer hör hemma i fältet Telefon."
    ),
    NoteWarning.NAME: (
        "Det ser ut att stå vad någon heter. Skriv inte vem som misstänks, eller andras namn."
    ),
    NoteWarning.ADDRESS: (
        "Det ser ut att stå en adress i anteckningen. Personen har skyddade uppgifter: skriv inte "
        "var hen bor eller vistas."
    ),
}

UNFINISHED: dict[Unfinished, str] = {
    Unfinished.FIRST_CONTACT: "första kontakten är inte tagen",
    Unfinished.TRIES: "alla telefonförsök är inte gjorda",
}


def deadline_words(deadline_at: datetime) -> str:
    """ "Första kontakt senast torsdag 26 nov. kl. 23.59"."""
    on = local_date(deadline_at)
    day = f"{WEEKDAYS[on.weekday()]} {on.day} {MONTHS_SHORT[on.month - 1]}"
    return f"Första kontakt senast {day} kl. {clock_text(deadline_at)}"
