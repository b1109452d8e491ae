"""A list is brought, looked through, and thrown away. Taking its rows in is `list_job`."""

import itertools
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from functools import partial

from django.db import transaction
from django.db.models import Q

from cases.domain.import_cells import Cell, CellKind
from cases.domain.import_columns import (
    PERSONAL_NUMBER_HEADERS,
    Column,
    guessed_columns,
    is_data,
    is_header,
)
from cases.domain.import_rows import Defaults, ReadRow, read_row, row_text
from cases.domain.import_states import RowState, state_of_row
from cases.domain.personal_number import without_personal_numbers
from cases.domain.said_words import tidy
from cases.importing import likeness
from cases.importing.models import KEPT_FOR, ListChunk, ListedRow, ListImport
from cases.importing.plan import (
    KeptRow,
    Plan,
    Verdict,
    chunks_of,
    rows_of,
    rows_text,
    verdicts_of,
    verdicts_text,
)
from cases.importing.reading import (
    MOST_COLUMNS,
    MOST_ROWS,
    Line,
    Unreadable,
    UnreadableFileError,
    reading_of,
)
from jourcase.agreement.domain.districts import Place, candidates
from jourcase.agreement.models import District, Neighbourhood, TermsVersion
from jourcase.kernel import audit
from jourcase.kernel.audit import Action
from jourcase.kernel.local_time import local_date
from jourcase.kernel.sealed import forget_keys, key_ring, lookup_digest, scope_of, token_for
from jourcase.keystore import store
from jourcase.outbox.models import Job
from volunteers.models import User

ROWS_A_CHUNK = 50
# The row of headers is sought among so many: lists begin with a title, or who made them.
_BEGINNING = 15


# --- Bringing -----------------------------------------------------------------------------------


def bring(content: bytes, *, by: User, now: datetime) -> ListImport:
    """Read a file and keep its rows, sealed. Raises `UnreadableFileError`; then nothing is kept.

    No personnummer is kept: of each the day of birth is left.
    """
    reading = reading_of(content)
    beginning = list(itertools.islice(reading.lines, _BEGINNING))
    headers, body = _headers(beginning)
    plan = Plan(
        headers=headers,
        columns=guessed_columns(headers, [line.cells for line in body]),
        sheet=reading.sheet,
        other_sheets=reading.other_sheets,
    )
    lines = itertools.chain(body, reading.lines)
    texts, count = _chunk_texts(lines, headers, today=local_date(now))
    brought = ListImport(user=by, started_at=now, touched_at=now, row_count=count)
    brought.plan = plan.text()
    scope = scope_of(brought)
    store.mint(scope, now=now)  # committed on its own, before what it seals
    forget_keys([scope])
    with transaction.atomic():
        brought.save(force_insert=True)
        ListChunk.objects.bulk_create(
            ListChunk(list=brought, number=number, rows=text) for number, text in enumerate(texts)
        )
        audit.record(by_id=by.pk, action=Action.LIST_BROUGHT, now=now)
    return brought


def _headers(beginning: Sequence[Line]) -> tuple[tuple[str, ...], Sequence[Line]]:
    """The headers and the lines after them. A list without headers has "Kolumn A" and so on."""
    if not beginning:
        raise UnreadableFileError(Unreadable.NO_ROWS)
    at = next((place for place, line in enumerate(beginning) if is_header(line.cells)), None)
    if at is None and not is_data(beginning[0].cells) and len(beginning) > 1:
        at = 0
    if at is None:
        width, body, named = max(len(line.cells) for line in beginning), beginning, []
    else:
        named, body = [cell.text for cell in beginning[at].cells], beginning[at + 1 :]
        while named and not named[-1]:
            named.pop()
        width = len(named)
    if width > MOST_COLUMNS:
        raise UnreadableFileError(Unreadable.TOO_MANY_COLUMNS)
    filled = itertools.zip_longest(named, range(width), fillvalue="")
    return tuple(name[:80] or f"Kolumn {_letters(place)}" for name, place in filled), body


def _letters(place: object) -> str:
    number, letters = int(str(place)) + 1, ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def _chunk_texts(
    lines: Iterator[Line], headers: Sequence[str], *, today: date
) -> tuple[list[str], int]:
    always = {place for place, name in enumerate(headers) if tidy(name) in PERSONAL_NUMBER_HEADERS}
    texts: list[str] = []
    count = 0
    while batch := list(itertools.islice(lines, ROWS_A_CHUNK)):
        count += len(batch)
        if count > MOST_ROWS:
            raise UnreadableFileError(Unreadable.TOO_MANY_ROWS)
        texts.append(rows_text([_kept(line, always, today) for line in batch]))
    if not count:
        raise UnreadableFileError(Unreadable.NO_ROWS)
    return texts, count


def _kept(line: Line, always: set[int], today: date) -> KeptRow:
    cells = [
        _without_personal_number(cell, today, all_of_them=place in always)
        for place, cell in enumerate(line.cells)
    ]
    return KeptRow(line.number, tuple(cells))


def _without_personal_number(cell: Cell, today: date, *, all_of_them: bool) -> Cell:
    text = without_personal_numbers(cell.text, today=today, all_of_them=all_of_them)
    if text == cell.text:
        return cell
    kind = CellKind.TEXT if cell.kind is CellKind.NUMBER else cell.kind
    return Cell(kind, text)


# --- Looking through ----------------------------------------------------------------------------


class RowReader:
    """Reads the rows of a list by its plan; what it asks the database is asked once."""

    def __init__(self, plan: Plan, *, now: datetime) -> None:
        self._plan, self._now = plan, now
        self._columns = plan.places
        oldest = TermsVersion.objects.order_by("valid_from").values_list("valid_from", flat=True)
        self._first_terms_on = oldest.first() or date.max
        self._places = known_places()
        self._codes: dict[str, str] = {}

    def read(self, cells: Sequence[Cell]) -> ReadRow:
        return read_row(
            cells,
            self._columns,
            self._plan.defaults,
            width=len(self._plan.headers),
            find_district=self._district,
            first_terms_on=self._first_terms_on,
            now=self._now,
        )

    def _district(self, said: str) -> str:
        if said not in self._codes:
            codes = {place.district_code for place in candidates(said, self._places)}
            self._codes[said] = codes.pop() if len(codes) == 1 else ""
        return self._codes[said]


def known_places() -> tuple[Place, ...]:
    """What a stadsdel or an area may be called (two queries)."""
    places = [row.to_place() for row in Neighbourhood.objects.select_related("district")]
    return (*places, *(Place(one.name, one.code) for one in District.objects.all()))


def digest_of(read: ReadRow) -> str:
    """By what a row is known again; empty for one that cannot be taken in."""
    return lookup_digest("listed-row", row_text(read))


def check(
    brought: ListImport,
    plan: Plan,
    *,
    columns: dict[int, Column],
    defaults: Defaults,
    now: datetime,
) -> bool:
    """Judge every row that is not a case yet, with these columns and these defaults. False when
    somebody has done something with the list meanwhile, or does: then nothing is written.

    It asks of everybody in the list whether there is a case, so it counts as a search.
    """
    chosen, scope = plan.chosen(columns, defaults), scope_of(brought)
    with key_ring():
        before = _stored_rows(brought)
        judge = _Judge(RowReader(chosen, now=now), brought.user)
        found = [(chunk.pk, judge.verdicts_of(chunk)) for chunk in chunks_of(brought)]
        # Outside the transaction: it was asked, whether or not the answer could be kept.
        audit.record(
            by_id=brought.user_id,
            action=Action.CASES_SEARCHED,
            now=now,
            fields=["list_import"],
            reason=f"{brought.row_count} rader",
        )
        with transaction.atomic():
            held = ListImport.objects.select_for_update().filter(pk=brought.pk).first()
            if held is None or held.over_at is not None or held.checked_at != brought.checked_at:
                return False
            if running_job(held) is not None or _stored_rows(held) != before:
                return False
            brought.plan, brought.checked_at, brought.touched_at = chosen.text(), now, now
            brought.save(update_fields=["plan", "checked_at", "touched_at"])
            for pk, verdicts in found:
                text = verdicts_text(verdicts)
                token = token_for(ListChunk, "verdicts", scope=scope, row=pk, text=text)
                ListChunk.objects.filter(pk=pk).update(verdicts=token)
    return True


def _stored_rows(brought: ListImport) -> dict[object, object]:
    """The rows as they are stored, sealed: whether any has changed."""
    return dict(brought.chunks.values_list("pk", "rows"))


def running_job(brought: ListImport) -> Job | None:
    """The work that takes its rows in at the moment."""
    if brought.job_id is None:
        return None
    return Job.objects.filter(pk=brought.job_id, done_at=None, failed_at=None).first()


class _Judge:
    """Remembers what has stood earlier in the list, by digests."""

    def __init__(self, reader: RowReader, user: User) -> None:
        self._reader, self._user = reader, user
        self._rows: dict[str, int] = {}
        self._people: dict[str, int] = {}

    def verdicts_of(self, chunk: ListChunk) -> list[Verdict]:
        """What has become a case stays as it is: nothing is left of its row. Nor of one whose
        person has been erased.
        """
        rows, before = rows_of(chunk), verdicts_of(chunk)
        done = {
            row.number: verdict
            for row, verdict in zip(rows, before, strict=False)
            if verdict.state is RowState.DONE
        }
        done |= {
            row.number: Verdict(RowState.GONE)
            for row in rows
            if not row.cells and row.number not in done
        }
        found = iter(self._judged([row for row in rows if row.number not in done]))
        return [done.get(row.number) or next(found) for row in rows]

    def _judged(self, rows: Sequence[KeptRow]) -> list[Verdict]:
        reads = [self._reader.read(row.cells) for row in rows]
        digests = [digest_of(read) for read in reads]
        known = known_digests(digests)
        people = [read.intake.identity for read in reads if read.intake]
        alike = iter(likeness.cases_alike(people, self._user))
        return [
            self._verdict(row, read, digest, next(alike) if read.intake else [], known)
            for row, read, digest in zip(rows, reads, digests, strict=True)
        ]

    def _verdict(
        self, row: KeptRow, read: ReadRow, digest: str, alike: list[int], known: set[str]
    ) -> Verdict:
        earlier = self._rows.setdefault(digest, row.number) if digest else row.number
        people = likeness.digests_of(read.intake.identity) if read.intake else []
        alike_rows = {self._people.setdefault(one, row.number) for one in people} - {row.number}
        state = state_of_row(
            has_fault=bool(read.faults) or read.intake is None,
            is_known=digest in known,
            is_same=earlier != row.number,
            is_alike=bool(alike or alike_rows),
        )
        same = {earlier} - {row.number}
        return Verdict(
            state=state,
            faults=list(read.faults),
            remarks=list(read.remarks),
            alike=alike,
            alike_rows=sorted(same or alike_rows),
        )


def known_digests(digests: Sequence[str]) -> set[str]:
    """Those of rows that are cases already (one query)."""
    wanted = [digest for digest in digests if digest]
    return set(ListedRow.objects.filter(row_lookup__in=wanted).values_list("row_lookup", flat=True))


# --- Throwing away ------------------------------------------------------------------------------


def throw(brought: ListImport, *, by: User, now: datetime) -> bool:
    """Its rows go at once, and their key after the commit. False while its rows are taken in."""
    with transaction.atomic():
        mine = ListImport.objects.unfinished_by(by).filter(pk=brought.pk)
        held = mine.select_for_update().first()
        if held is None:
            return True
        if running_job(held) is not None:
            return False
        mine.update(over_at=now, plan="")
        ListChunk.objects.filter(list=brought).delete()
        audit.record(by_id=by.pk, action=Action.LIST_THROWN, now=now)
        # Whatever befalls the key store: `throw_stale` destroys what is left.
        transaction.on_commit(partial(_destroy, [f"import:{brought.pk}"]), robust=True)
    return True


def _destroy(scopes: list[str]) -> None:
    store.destroy(scopes)
    forget_keys(scopes)


def throw_stale(*, now: datetime) -> int:
    """Delete the lists that nobody has gone on with for a week, and those that are over, with the
    keys of both. Gives how many. May be stopped anywhere and run again.

    A list is ended in one statement before its key goes: whoever went on with it a moment before
    keeps it, and whoever comes a moment after finds that it is over.
    """
    is_stale = Q(touched_at__lt=now - KEPT_FOR)
    begun = ListImport.objects.filter(is_stale, over_at__isnull=True)
    for pk in begun.values_list("pk", flat=True):
        # Asked once more of the row as it is when it is ours.
        ListImport.objects.filter(is_stale, pk=pk, over_at__isnull=True).update(
            over_at=now, plan=""
        )
    ids = list(ListImport.objects.filter(over_at__isnull=False).values_list("pk", flat=True))
    _destroy([f"import:{one}" for one in ids])
    ListImport.objects.filter(pk__in=ids).delete()
    return len(ids)
