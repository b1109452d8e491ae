""" "Gallra nu" reaches the lists that somebody has begun and not ended: a row about the same person
would otherwise stay in one of them for up to a week.

Known by digests, as when a list is looked through, and in whatever column it stands: a row that
needs to be put right says who it is just as well. One K-nummer with another name is another person.
"""

from collections.abc import Iterator

from cases.domain.duplicates import Prints, are_two_injured_parties, likeness, name_key
from cases.domain.import_cells import Cell
from cases.domain.import_columns import Column
from cases.domain.import_rows import phones_in
from cases.domain.import_states import RowState
from cases.domain.k_number import parse_k_number
from cases.importing.models import ListChunk, ListImport
from cases.importing.plan import (
    KeptRow,
    Plan,
    Verdict,
    plan_of,
    rows_of,
    rows_text,
    verdicts_of,
    verdicts_text,
)
from cases.models import Case
from cases.services.duplicates import stored_prints
from jourcase.kernel.sealed import key_ring, lookup_digest

_NAMES = (Column.NAME, Column.FIRST_NAME, Column.LAST_NAME)


def forget_in_lists(case: Case) -> int:
    """Empty the rows that may be about this case's person; gives how many. Call it in the
    transaction that erases the case, while its digests are there. Lists are taken before their
    rows, as by everybody.
    """
    person = stored_prints([case.pk]).get(case.pk, Prints())
    if not (person.phones or person.k_number or person.name):
        return 0
    begun = ListImport.objects.filter(over_at__isnull=True).order_by("pk")
    with key_ring():
        return sum(_forget(brought, person) for brought in list(begun.select_for_update()))


def _forget(brought: ListImport, person: Prints) -> int:
    plan, gone = plan_of(brought), 0
    if plan is None:
        return 0  # nobody can read it any more
    for number in brought.chunks.values_list("number", flat=True):
        chunk = ListChunk.objects.select_for_update().filter(list=brought, number=number).first()
        gone += _forget_rows(chunk, plan, person) if chunk is not None else 0
    return gone


def _forget_rows(chunk: ListChunk, plan: Plan, person: Prints) -> int:
    rows, verdicts = rows_of(chunk), verdicts_of(chunk)
    places = [place for place, row in enumerate(rows) if _is_about(person, row, plan)]
    for place in places:
        rows[place] = KeptRow(rows[place].number, ())
        if verdicts:
            verdicts[place] = Verdict(RowState.GONE)
    if places:
        chunk.rows = rows_text(rows)
        chunk.verdicts = verdicts_text(verdicts) if verdicts else ""
        chunk.save(update_fields=["rows", "verdicts"])
    return len(places)


def _is_about(person: Prints, row: KeptRow, plan: Plan) -> bool:
    named = lookup_digest("name", name_key(_name(row, plan)))
    for prints in _prints_in(row.cells, named):
        if likeness(person, prints) and not are_two_injured_parties(person, prints):
            return True
    return False


def _prints_in(cells: tuple[Cell, ...], named: str) -> Iterator[Prints]:
    """What each cell may say of somebody, beside the name of the row."""
    phones: set[str] = set()
    k_number = ""
    for cell in cells:
        phones |= {lookup_digest("phone", number) for number in phones_in(cell.text)}
        k_number = k_number or lookup_digest("k-number", parse_k_number(cell.text) or "")
        if not named and (key := name_key(cell.text)):
            yield Prints(name=lookup_digest("name", key))
    yield Prints(frozenset(phones), k_number, named)


def _name(row: KeptRow, plan: Plan) -> str:
    places = plan.places
    said = (row.cells[places[one]].text for one in _NAMES if places.get(one, 99) < len(row.cells))
    return " ".join(text for text in said if text)
