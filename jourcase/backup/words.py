"""What is said of backups, in one place."""

from jourcase.backup.domain.refusals import Failure, Refusal

FAILURES = {
    Failure.NO_RECIPIENTS: (
        "Ingen mottagare är angiven. Kör manage.py backup_key på en annan dator, och skriv den "
        "öppna nyckeln (age1…) i JOURCASE_BACKUP_RECIPIENTS. Den hemliga nyckeln ska aldrig till "
        "servern."
    ),
    Failure.BAD_RECIPIENT: (
        "Mottagare {about} i JOURCASE_BACKUP_RECIPIENTS är ingen öppen age-nyckel. Den börjar med "
        "age1 och skrivs ut av manage.py backup_key."
    ),
    Failure.NO_DATABASE: "Databasfilen finns inte. Kör manage.py migrate --database {about}.",
    Failure.SOURCE_BROKEN: (
        "Databasen är skadad ({about}), så ingen kopia gjordes. Radera inga äldre kopior. Prova "
        "den senaste med manage.py restore FIL --identity NYCKEL --check."
    ),
    Failure.PROGRAM_MISSING: (
        "Programmet {about} finns inte. Installera postgresql-client i serverns version."
    ),
    Failure.DUMP_FAILED: "Kopian blev inte hel och är borttagen: {about}.",
    Failure.NO_SPACE: "Disken är full. Den halva kopian är borttagen. Gör plats och kör igen.",
    Failure.CANNOT_WRITE: (
        "Det går inte att skriva i {about}. Ge den som kör Jourcase rätt till det."
    ),
    Failure.BUSY: "En annan säkerhetskopia görs just nu. Vänta tills den är klar.",
}

REFUSALS = {
    Refusal.FILE_MISSING: "Filen finns inte eller går inte att läsa.",
    Refusal.RECEIPT_MISSING: (
        "Kvittot {about} saknas. Kopian och kvittot ska ligga bredvid varandra."
    ),
    Refusal.RECEIPT_BROKEN: (
        "Kvittot är inte det som skrevs, eller skrevs av en annan Jourcase. Samma "
        "JOURCASE_LOOKUP_KEY som när kopian gjordes måste stå i miljön."
    ),
    Refusal.RECEIPT_TOO_NEW: (
        "Kopian är gjord av en nyare Jourcase. Installera den versionen först."
    ),
    Refusal.OTHER_FILE: (
        "Filen är inte den som kvittot gäller: den är ändrad, avklippt eller en annan kopia."
    ),
    Refusal.IDENTITY_UNREADABLE: (
        "Nyckelfilen går inte att läsa. Den ska ha en rad som börjar med AGE-SECRET-KEY-1."
    ),
    Refusal.WRONG_IDENTITY: "Nyckeln öppnar inte kopian. Prova en annan av jourens age-nycklar.",
    Refusal.BROKEN_INSIDE: "Kopian öppnas men innehållet är ingen hel databas.",
    Refusal.WRONG_ENGINE: (
        "Kopian är gjord av {about}. Den kan bara läsas in i en databas av samma slag."
    ),
    Refusal.COUNTS_DIFFER: "Antalet rader är inte det som kvittot säger i {about}.",
    Refusal.NEWER_THAN_CODE: (
        "Kopian har ändringar av databasen som den här versionen inte känner ({about}). Installera "
        "den Jourcase som gjorde kopian, eller en nyare."
    ),
    Refusal.CHAIN_BROKEN: "Loggens kedja håller inte i kopian: {about}.",
    Refusal.HEAD_DIFFERS: "Loggen slutar inte där kvittot säger.",
    Refusal.KEYS_DO_NOT_OPEN: (
        "Nycklarna öppnar inte texterna: {about}. Har rätt JOURCASE_KEKS och rätt kopia av "
        "nyckelförrådet använts?"
    ),
    Refusal.NO_THROW_AWAY: (
        "Servern låter inte den här rollen göra en tillfällig databas. Kör kommandot som en roll "
        "med CREATEDB."
    ),
    Refusal.PROGRAM_MISSING: (
        "Programmet {about} finns inte. Installera postgresql-client i serverns version."
    ),
    Refusal.NOT_EMPTY: (
        "Databasen är inte tom, och inget har ändrats. Ska allt som står där ersättas, lägg till: "
        "--replace {about}"
    ),
    Refusal.IN_USE: "Databasen används. Stäng av webben och bakgrundsarbetet, och kör igen.",
    Refusal.LOAD_FAILED: (
        "Inläsningen gick inte ({about}). Databasen är som den var. Är det den som är skadad, "
        "flytta undan den och kör igen."
    ),
    Refusal.REPLAY_FAILED: (
        "Det som gallrats efter kopian kunde inte gallras på nytt ({about}). Databasen är som den "
        "var."
    ),
}


def failure_words(failure: Failure, about: str = "") -> str:
    return FAILURES[failure].format(about=about)


def refusal_words(refusal: Refusal, about: str = "") -> str:
    return REFUSALS[refusal].format(about=about)
