"""The Swedish sentences for lists: why a file or a row is not taken, and what is left empty."""

from cases.domain.import_columns import Column
from cases.domain.import_rows import Fault, Remark
from cases.domain.import_states import RowState
from cases.domain.rules import CaseRefusal
from cases.importing.plan import HIDDEN, Verdict
from cases.importing.reading import MOST_BYTES, MOST_COLUMNS, MOST_ROWS, Unreadable
from cases.words import REFUSALS
from jourcase.kernel.swedish import number

FILES: dict[Unreadable, str] = {
    Unreadable.EMPTY: "Filen är tom.",
    Unreadable.TOO_LARGE: (
        f"Filen är för stor. Den får vara högst {MOST_BYTES // 1024 // 1024} MB. Ta bort bilder "
        "och andra blad, eller dela listan i flera filer."
    ),
    Unreadable.OLD_EXCEL: (
        "Filen är i ett äldre Excel-format eller skyddad med lösenord. Öppna den i Excel och spara "
        "som Excel-arbetsbok (.xlsx) utan lösenord."
    ),
    Unreadable.OTHER_KIND: "Filen är varken en Excel-arbetsbok (.xlsx) eller en textfil (.csv).",
    Unreadable.DAMAGED: "Filen går inte att läsa. Öppna den i Excel och spara den på nytt.",
    Unreadable.PACKED_TOO_TIGHTLY: (
        "Filen blir för stor när den packas upp. Kopiera bara raderna till en ny arbetsbok."
    ),
    Unreadable.ODD_LETTERS: "Bokstäverna i filen går inte att läsa. Spara som CSV UTF-8.",
    Unreadable.UNCLOSED_QUOTE: "Ett citattecken saknar sitt par, eller en cell är för lång.",
    Unreadable.NO_ROWS: "Det finns inga rader under rubrikerna.",
    Unreadable.TOO_MANY_ROWS: (
        f"Listan har fler än {number(MOST_ROWS)} rader. Dela den i flera filer."
    ),
    Unreadable.TOO_MANY_COLUMNS: f"Listan har fler än {MOST_COLUMNS} kolumner.",
    Unreadable.TOO_MANY_MERGED: "Listan har för många sammanslagna celler. Dela upp dem i Excel.",
}
FAULTS: dict[Fault, str] = {
    Fault.FORMULA: "Cellen är en formel. Klistra in värdet i stället",
    Fault.ERROR_VALUE: "Cellen är ett fel i Excel",
    Fault.MERGED: "Cellen är sammanslagen med en annan. Skriv värdet på varje rad",
    Fault.TOO_LONG: "Texten är för lång",
    Fault.SHIFTED: "Raden har fler celler än det finns rubriker. Något är förskjutet",
    Fault.PROTECTED: "Skyddade personuppgifter tas in för hand under Nytt ärende",
    Fault.NO_WAY_TO_REACH: "Varken telefon eller e-post finns",
    Fault.UNREADABLE_PHONE: "Numret ser inte ut som ett telefonnummer",
    Fault.PHONE_IN_POWERS: "Excel har tagit bort siffror ur numret. Gör kolumnen till text",
    Fault.UNREADABLE_EMAIL: "Adressen går inte att läsa",
    Fault.UNREADABLE_K_NUMBER: "K-numret går inte att läsa. Det skrivs som 5000-K123456-26",
    Fault.NO_DAY: "Dagen saknas",
    Fault.UNREADABLE_DAY: "Dagen går inte att läsa. Skriv som 2026-11-20",
    Fault.AMBIGUOUS_DAY: "Dagen kan läsas på två sätt. Skriv år-månad-dag",
    Fault.MISSING_HOUR: "Klockslaget finns inte: klockan ställdes fram den natten",
    Fault.DAY_AHEAD: "Dagen ligger framåt",
    Fault.BEFORE_AGREEMENT: "Dagen är före överenskommelsens första dag",
    Fault.UNKNOWN_SOURCE: "Källan känns inte igen",
    Fault.UNKNOWN_SAFETY: "Svaret om det är tryggt att ringa går inte att förstå",
}
REMARKS: dict[Remark, str] = {
    Remark.CRIME: "Brottstypen känns inte igen och lämnas tom",
    Remark.DISTRICT: "Stadsdelen känns inte igen och lämnas tom",
    Remark.GENDER: "Könet känns inte igen och lämnas tomt",
    Remark.BORN: "Födelsedagen går inte att läsa och lämnas tom",
    Remark.RELATION: "Relationen känns inte igen och lämnas tom",
    Remark.POLICE_REPORT: "Svaret om polisanmälan känns inte igen och lämnas tomt",
    Remark.INTERPRETER: "Svaret om tolk känns inte igen och lämnas tomt",
    Remark.LANGUAGE: "Språket är för långt och lämnas tomt",
}
LOOKS: dict[RowState, str] = {
    RowState.READY: "ok",
    RowState.ALIKE: "today",
    RowState.FAULTY: "late",
    RowState.SAME: "neutral",
    RowState.KNOWN: "neutral",
    RowState.DONE: "ok",
    RowState.REFUSED: "late",
    RowState.GONE: "neutral",
}


def fault_words(fault: Fault, column: Column | None) -> str:
    """ "Telefon: Numret ser inte ut som ett telefonnummer." """
    said = FAULTS[fault]
    return f"{column.label}: {said[0].lower()}{said[1:]}." if column else f"{said}."


def reasons(verdict: Verdict) -> list[str]:
    """Why a row was not taken in, and what is left empty of one that can be."""
    said = [fault_words(fault, column) for fault, column in verdict.faults]
    said += [REFUSALS[CaseRefusal[name]] for name in verdict.refusals]
    if verdict.state is RowState.GONE:
        said.append("Uppgifterna om personen är gallrade.")
    if verdict.state is RowState.SAME:
        said.append(f"Samma som rad {verdict.alike_rows[0]}." if verdict.alike_rows else "")
    elif verdict.alike_rows:
        rows = ", ".join(map(str, verdict.alike_rows))
        said.append(f"Samma telefon, K-nummer eller namn som rad {rows}.")
    if HIDDEN in verdict.alike:
        said.append("Det kan finnas ett ärende redan, som du inte får se.")
    said += [f"{REMARKS[remark]}." for remark in verdict.remarks]
    return [one for one in said if one]
