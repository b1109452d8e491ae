"""What people type is text wherever it comes out: pages, files, mails, the log."""

import csv
import io
import logging
import re
import zipfile
from collections.abc import Callable, Iterator
from datetime import datetime

import openpyxl
import pytest
from django.core import mail
from django.core.mail import EmailMessage
from django.http import HttpResponse

from jourcase.agreement.models import District, Office, SupportForm
from jourcase.kernel import audit, clock
from jourcase.kernel.audit import Action, AuditEvent
from jourcase.logs import JsonLines
from tests.integration.attacks.conftest import EVENING, lines
from tests.integration.attacks.crawl import Seen, crawl
from tests.integration.attacks.world import PERIOD, World, hostile, log_in, make_world

FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
RAW = re.compile(r"<script>window\.kanarie|<img src=x|onerror=kanarie(?![^<>]*&)")
SHEET = "=2+5+cmd|' /C calc'!A0"


@pytest.fixture
def hostile_world(db: None, fixed_clock: Callable[[datetime], None]) -> World:
    """Every field of every case breaks out of what forgets to escape it, and so do the names of
    people and of what a coordinator has named.
    """
    made = make_world(hostile)
    for person in made.people().values():
        type(person).objects.filter(pk=person.pk).update(
            full_name=f"{hostile('folk', person.full_name.split()[0])}"
        )
    for model in (District, Office, SupportForm):
        for row in model.objects.all()[:3]:
            model.objects.filter(pk=row.pk).update(name=f"{SHEET}{row.pk}")
    fixed_clock(EVENING)
    return made


@pytest.mark.parametrize("role", ["coordinator", "another coordinator", "volunteer", "board"])
def test_what_was_typed_is_never_part_of_a_page(role: str, hostile_world: World) -> None:
    found, escaped = [], 0
    for seen in crawl(log_in(hostile_world.people()[role]), hostile_world):
        if not seen.is_html:
            continue
        escaped += seen.text.count("&lt;script&gt;window.kanarie")
        if told := RAW.search(seen.text):
            around = seen.text[max(0, told.start() - 80) : told.end() + 20]
            found.append(f"{seen.asked}: {around!r}")
    assert not found, lines(found)
    assert escaped, "the crawl saw what it looks for, made harmless"


def cells(seen: Seen) -> Iterator[str]:
    """Every cell of a CSV or Excel file, and of the files in a zip; what is a formula says so."""
    kind, body = seen.answer.headers["Content-Type"], seen.answer.content
    if "csv" in kind:
        yield from _rows(body)
    elif "zip" in kind:
        with zipfile.ZipFile(io.BytesIO(body)) as archive:
            for name in archive.namelist():
                yield from _rows(archive.read(name))
    elif "spreadsheet" in kind:
        for sheet in openpyxl.load_workbook(io.BytesIO(body)):
            for row in sheet.iter_rows():
                for cell in row:
                    if cell.data_type == "f":
                        yield f"formula {cell.value}"
                    elif isinstance(cell.value, str):
                        # In Excel a text cell is text, however it begins; what stands before it
                        # would only be read by people.
                        yield f" {cell.value}"


def _rows(body: bytes) -> Iterator[str]:
    text = body.decode("utf-8-sig")
    for row in csv.reader(io.StringIO(text, newline=""), delimiter=";"):
        yield from row


def is_number(text: str) -> bool:
    return re.fullmatch(r"-?\d+(,\d+)?", text) is not None


@pytest.mark.parametrize("role", ["coordinator", "board"])
def test_no_cell_of_any_file_is_a_formula(role: str, hostile_world: World) -> None:
    client, found, files, harmless = log_in(hostile_world.people()[role]), [], set(), 0
    asked = [
        f"/rapport/{PERIOD}/{audience}/fil/{kind}/"
        for audience in ("intern", "stad", "city", "internal", "public")
        for kind in ("csv", "excel", "json")
    ]
    answers: list[Seen] = [Seen(path, client.get(path)) for path in asked]
    for seen in [*answers, *crawl(client, hostile_world, queries=2, search=False)]:
        if seen.is_html or seen.answer.status_code != 200:
            continue
        files.add(seen.answer.headers["Content-Type"].partition(";")[0])
        assert "attachment" in seen.answer.headers.get("Content-Disposition", "attachment")
        for cell in cells(seen):
            harmless += SHEET in cell
            if cell.lstrip(" ").startswith(FORMULA) and not is_number(cell) and cell[0] != " ":
                found.append(f"{seen.asked}: {cell[:60]!r}")
            if cell.startswith("formula "):
                found.append(f"{seen.asked}: {cell[:60]!r}")
    assert not found, lines(found)
    assert {"application/zip", "application/json"} <= files
    assert harmless, "the files hold what could have been one"


def test_a_line_feed_makes_no_second_line_in_the_log(caplog: pytest.LogCaptureFixture) -> None:
    text = 'rad ett\r\n{"level": "INFO", "event": "request", "role": "coordinator"}'
    logging.getLogger("jourcase.prov").warning("Sökning efter %s", text, extra={"role": text})
    (record,) = caplog.records
    line = JsonLines().format(record)
    assert "\n" not in line
    assert "coordinator" not in line
    assert "rad ett" not in line


@pytest.mark.django_db
def test_a_line_feed_makes_no_second_line_in_the_trace() -> None:
    audit.record(
        by_id=None, action=Action.CASES_SEARCHED, now=clock.now(), reason="ett\r\ntvå\x00\ud800"
    )
    assert AuditEvent.objects.get().reason == "ett  två  "


def test_a_line_feed_makes_no_second_header_in_a_mail() -> None:
    message = EmailMessage("Ämne\r\nBcc: ond@example.se", "Logga in.", to=["karin@example.se"])
    with pytest.raises(ValueError, match="Header values can't contain newlines"):
        message.send()
    assert mail.outbox == []


def test_a_line_feed_makes_no_second_header_in_an_answer() -> None:
    with pytest.raises(ValueError, match="Header values can't contain newlines"):
        HttpResponse(headers={"Location": "/\r\nSet-Cookie: a=b"})
