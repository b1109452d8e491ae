"""Which column of a list is what: guessed from its header and from what stands in it."""

import re
from collections.abc import Sequence

from cases.domain.import_cells import Cell, CellKind
from cases.domain.k_number import parse_k_number
from cases.domain.said_words import tidy
from jourcase.kernel.labelled import Labelled
from jourcase.kernel.phones import parse_phone


class Column(Labelled):
    """What a column of a list can be taken in as, in the order of the form."""

    NAME = "name", "Namn"
    FIRST_NAME = "first_name", "Förnamn"
    LAST_NAME = "last_name", "Efternamn"
    PHONE = "phone", "Telefon"
    PHONE_2 = "phone_2", "Ett nummer till"
    EMAIL = "email", "E-post"
    K_NUMBER = "k_number", "K-nummer"
    RECEIVED = "received", "Kom in"
    SOURCE = "source", "Från vem"
    CALL_SAFETY = "call_safety", "Tryggt att ringa"
    CRIME = "crime", "Brottstyp"
    POLICE_REPORT = "police_report", "Polisanmält"
    RELATION = "relation", "Den stödsökande är"
    DISTRICT = "district", "Stadsdel eller område"
    GENDER = "gender", "Kön"
    BORN = "born", "Född (dag eller år)"
    LANGUAGE = "language", "Språk"
    INTERPRETER = "interpreter", "Behöver tolk"
    PROTECTED = "protected", "Skyddade personuppgifter"


_HEADERS: dict[Column, tuple[str, ...]] = {
    Column.NAME: ("namn", "målsägande", "brottsutsatt", "stödsökande", "för och efternamn",
                  "brottsoffer", "fullständigt namn", "person"),
    Column.FIRST_NAME: ("förnamn", "tilltalsnamn"),
    Column.LAST_NAME: ("efternamn",),
    Column.PHONE: ("telefon", "tel", "tfn", "telefonnummer", "telefonnr", "mobil", "mobilnummer",
                   "mobiltelefon", "mobilnr", "tel nr", "telefon 1", "phone"),
    Column.PHONE_2: ("telefon 2", "hemtelefon", "annat nummer", "ett nummer till", "tel 2",
                     "arbetstelefon", "alternativt nummer"),
    Column.EMAIL: ("e post", "epost", "mejl", "mail", "email", "e mail", "e postadress",
                   "mejladress", "mailadress"),
    Column.K_NUMBER: ("k nummer", "k nr", "knr", "knummer", "diarienummer", "dnr",
                      "polisens k nummer", "ärendenummer", "polisens ärendenummer"),
    Column.RECEIVED: ("mottaget", "datum", "inkom", "inkommet", "kom in", "förmedlat", "mottagen",
                      "inkommen", "förmedlingsdatum", "mottagningsdatum", "inkommet datum",
                      "inkommen dag"),
    Column.SOURCE: ("källa", "från", "avsändare", "från vem", "förmedlad av"),
    Column.CALL_SAFETY: ("tryggt att ringa", "säkert att ringa", "får ringa", "ok att ringa",
                         "får kontaktas", "trygg kontakt"),
    Column.CRIME: ("brott", "brottstyp", "brottsrubricering", "rubricering", "brottskategori"),
    Column.POLICE_REPORT: ("polisanmält", "polisanmälan", "anmält", "anmäld"),
    Column.RELATION: ("relation", "roll", "den stödsökande är"),
    Column.DISTRICT: ("stadsdel", "område", "stadsdelsområde", "bostadsområde", "bostadsort",
                      "ort", "stadsdel eller område"),
    Column.GENDER: ("kön",),
    Column.BORN: ("född", "födelsedatum", "födelseår", "personnummer", "pnr", "personnr",
                  "födelsedag", "född dag eller år", "födelsetid"),
    Column.LANGUAGE: ("språk", "modersmål"),
    Column.INTERPRETER: ("tolk", "behöver tolk", "tolkbehov"),
    Column.PROTECTED: ("skyddade personuppgifter", "skyddad identitet", "sekretess", "skyddad",
                       "sekretessmarkering"),
}  # fmt: skip
_COLUMN_OF = {header: column for column, headers in _HEADERS.items() for header in headers}
REASON_HEADER = "Varför raden inte togs in"
# A personnummer is the only thing that such a column holds.
PERSONAL_NUMBER_HEADERS = frozenset({"personnummer", "pnr", "personnr", "person nr"})
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
# Of so many of the filled cells of a column that has no known header.
_MOST = 0.6


def column_of_header(header: str) -> Column | None:
    return _COLUMN_OF.get(tidy(header))


def is_header(cells: Sequence[Cell]) -> bool:
    """The row names columns: one of its cells is a known header, and two are filled."""
    filled = [cell for cell in cells if cell.text]
    return any(column_of_header(cell.text) for cell in filled) and len(filled) > 1


def is_data(cells: Sequence[Cell]) -> bool:
    """A number to ring, an address or a K-nummer stands in it: no row of headers."""
    return any(_look(cell) for cell in cells)


def guessed_columns(headers: Sequence[str], samples: Sequence[Sequence[Cell]]) -> dict[int, Column]:
    """By the place of the column. Headers first; a column without a known one by what its cells
    look like. No two are the same: a second phone is the other number, others are left out.
    """
    found: dict[int, Column] = {}
    for place, header in enumerate(headers):
        _give(found, place, column_of_header(header))
    for place, header in enumerate(headers):
        if place not in found and tidy(header) != tidy(REASON_HEADER):
            _give(found, place, _by_content([row[place] for row in samples if place < len(row)]))
    return dict(sorted(found.items()))


def _give(found: dict[int, Column], place: int, column: Column | None) -> None:
    if column is Column.PHONE and column in found.values():
        column = Column.PHONE_2
    if column is not None and column not in found.values():
        found[place] = column


def _by_content(cells: Sequence[Cell]) -> Column | None:
    filled = [cell for cell in cells if cell.text]
    looks = [look for cell in filled if (look := _look(cell))]
    if not looks or len(looks) < _MOST * len(filled) or len(set(looks)) > 1:
        return None
    return looks[0]


def _look(cell: Cell) -> Column | None:
    if cell.kind is CellKind.TEXT:
        if _EMAIL.fullmatch(cell.text):
            return Column.EMAIL
        if parse_k_number(cell.text):
            return Column.K_NUMBER
    looks_rung = cell.kind is CellKind.TEXT and cell.text.lstrip("' ")[:1] in {"0", "+"}
    if looks_rung and parse_phone(cell.text.lstrip("'")[:40]):
        return Column.PHONE
    return None
