"""Lists as they are sent: workbooks and text files, with whatever is wrong with them."""

import io
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import openpyxl
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from cases.domain.import_states import RowState
from cases.importing.models import ListImport
from cases.importing.page import all_found
from jourcase.outbox.models import Job
from jourcase.outbox.services import drain

HEADERS = ("Namn", "Telefon", "K-nummer", "Brott", "Inkom")
ROWS: tuple[Sequence[object], ...] = (
    ("Amina Påhittad", "070-174 06 12", "5000-K1-26", "Misshandel", "2026-11-20"),
    ("Östen Påhittad", "070-174 06 13", "5000-K2-26", "Rån", "2026-11-19"),
)
UPLOAD = "cases:import"


def workbook(
    rows: Sequence[Sequence[object]] = ROWS,
    *,
    headers: Sequence[object] = HEADERS,
    merged: str = "",
    title: str = "",
) -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in ([title],) * bool(title):
        sheet.append(row)
    for line in (headers, *rows):
        sheet.append(list(line))
    if merged:
        sheet.merge_cells(merged)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def text_file(
    rows: Sequence[Sequence[object]] = ROWS,
    *,
    headers: Sequence[object] = HEADERS,
    between: str = ";",
    encoding: str = "utf-8",
) -> bytes:
    lines = [between.join(map(str, line)) for line in (headers, *rows)]
    return "\r\n".join([*lines, ""]).encode(encoding)


def send(client: Client, content: bytes, name: str = "lista.xlsx") -> Any:
    return client.post(reverse(UPLOAD), {"file": SimpleUploadedFile(name, content)})


def answers(brought: ListImport, **changed: str) -> dict[str, str]:
    """The form of the columns as it is shown, with changes."""
    from cases.importing.plan import plan_of

    plan = plan_of(brought)
    assert plan is not None
    columns = {f"column_{place}": column.value for place, column in plan.columns.items()}
    return {**columns, "source": "police", "call_safety": "unknown", "received_on": ""} | changed


def looked_through(client: Client, content: bytes, **changed: str) -> ListImport:
    """A list, brought and looked through."""
    answer = send(client, content)
    assert answer.status_code == 302, answer.content.decode()
    brought = ListImport.objects.order_by("started_at", "id").last()
    assert brought is not None
    brought = ListImport.objects.get(pk=answer["Location"].split("/")[-3])
    answer = client.post(
        reverse("cases:list_columns", args=[brought.pk]), answers(brought, **changed)
    )
    assert answer.status_code == 302, answer.content.decode()
    return ListImport.objects.get(pk=brought.pk)


def take(client: Client, brought: ListImport, *rows: int, now: datetime) -> Job:
    """Ask for all, or for these rows, and let the work be done."""
    data: dict[str, Any] = {"row": list(rows)} if rows else {"which": "all"}
    answer = client.post(reverse("cases:take_list", args=[brought.pk]), data)
    job = Job.objects.get(pk=answer["Location"].split("/")[-2])
    work(job, now=now)
    job.refresh_from_db()
    return job


def work(job: Job, *, now: datetime) -> None:
    for turn in range(20):
        drain(now=now + timedelta(seconds=turn))
        job.refresh_from_db()
        if job.is_over:
            return


def states(brought: ListImport) -> list[RowState]:
    return [found.verdict.state for found in all_found(brought)]
