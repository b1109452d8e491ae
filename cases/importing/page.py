"""What the pages of a list show. Read only."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from cases.domain.import_columns import Column
from cases.domain.import_states import CHOOSABLE, LEFT, RowState
from cases.importing.models import ListChunk, ListImport
from cases.importing.plan import KeptRow, Plan, Verdict, rows_of, verdicts_of
from cases.importing.words import LOOKS, reasons
from cases.models import Case
from volunteers.models import User

ROWS_SHOWN = 50
_SHOWN = (
    *(Column.NAME, Column.FIRST_NAME, Column.LAST_NAME, Column.PHONE, Column.EMAIL),
    *(Column.K_NUMBER, Column.RECEIVED),
)


@dataclass(frozen=True, slots=True)
class Found:
    """Where a row stands, and how."""

    chunk: int
    place: int
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class CaseLink:
    reference: str
    url: str


@dataclass(frozen=True, slots=True)
class ShownRow:
    """One row of the page."""

    number: int
    state: RowState
    look: str
    name: str
    facts: list[tuple[str, str]]
    reasons: list[str]
    alike: list[CaseLink]
    case: CaseLink | None
    can_be_chosen: bool


@dataclass(frozen=True, slots=True)
class Tally:
    """How many rows stand in which way."""

    counts: list[tuple[RowState, int]]
    ready: int
    left: int
    total: int


def all_found(brought: ListImport) -> list[Found]:
    """Every row's verdict (one query). Raises `ValueError` when they cannot be read."""
    chunks = brought.chunks.only("id", "list", "number", "verdicts")
    return [
        Found(chunk.number, place, verdict)
        for chunk in list(chunks)
        for place, verdict in enumerate(verdicts_of(chunk))
    ]


def tally(found: Sequence[Found]) -> Tally:
    counted = Counter(one.verdict.state for one in found)
    return Tally(
        counts=[(state, counted[state]) for state in RowState if counted[state]],
        ready=counted[RowState.READY],
        left=sum(counted[state] for state in LEFT),
        total=len(found),
    )


def shown_rows(
    brought: ListImport, plan: Plan, found: Sequence[Found], user: User
) -> list[ShownRow]:
    """The rows of one page, with what they say (two queries)."""
    wanted = ListChunk.objects.filter(list=brought, number__in={one.chunk for one in found})
    rows = {
        chunk.number: rows_of(chunk) for chunk in list(wanted.only("id", "list", "number", "rows"))
    }
    ids = {pk for one in found for pk in (*one.verdict.alike, one.verdict.case_id) if pk}
    visible = Case.objects.visible_to(user).filter(pk__in=ids)
    links = {
        case.pk: CaseLink(case.name_for_lists, case.get_absolute_url())
        for case in visible.only(
            "public_id", "reference", "is_protected", "protected_number", "erased_at"
        )
    }
    return [_shown(rows[one.chunk][one.place], one.verdict, plan, links) for one in found]


def _shown(row: KeptRow, verdict: Verdict, plan: Plan, links: dict[int, CaseLink]) -> ShownRow:
    places = plan.places
    said = {
        column: row.cells[places[column]].text
        for column in _SHOWN
        if column in places and places[column] < len(row.cells)
    }
    names = [said.pop(column, "") for column in _SHOWN[:3]]
    return ShownRow(
        number=row.number,
        state=verdict.state,
        look=LOOKS[verdict.state],
        name=" ".join(name for name in names if name),
        facts=[(column.label, text) for column, text in said.items() if text],
        reasons=reasons(verdict),
        alike=[links[pk] for pk in verdict.alike if pk in links],
        case=links.get(verdict.case_id) if verdict.case_id else None,
        can_be_chosen=verdict.state in CHOOSABLE,
    )


def samples_of(brought: ListImport, plan: Plan) -> list[list[str]]:
    """What the first rows say in each column, at most three (one query)."""
    first = brought.chunks.only("id", "list", "number", "rows").first()
    rows = rows_of(first) if first else []
    found: list[list[str]] = []
    for place in range(len(plan.headers)):
        said = (row.cells[place].text for row in rows if place < len(row.cells))
        found.append([text[:60] for text in said if text][:3])
    return found
