"""Files that are no lists, too large, or meant to do harm: refused humanely, and nothing kept."""

import io
import zipfile
from collections import Counter
from collections.abc import Callable
from itertools import pairwise
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from cases.domain.import_states import RowState
from cases.importing.models import ListChunk, ListImport
from cases.importing.reading import MOST_ROWS, Unreadable, UnreadableFileError, reading_of
from cases.importing.words import FILES
from jourcase.keystore.models import DataKey
from tests.integration.cases.lists import (
    HEADERS,
    ROWS,
    UPLOAD,
    looked_through,
    send,
    states,
    text_file,
)
from tests.integration.cases.lists import workbook as a_workbook
from tests.integration.cases.sending import text_of

pytestmark = pytest.mark.django_db


def zipped(**parts: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in parts.items():
            packed.writestr(name.replace("__", "/").replace("_dot_", "."), content)
    return out.getvalue()


def swollen(name: str) -> bytes:
    """A workbook of some kilobytes that would be a hundred megabytes."""
    out = io.BytesIO(a_workbook())
    with zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr(name, b"<x>" + b"0" * 100 * 1024 * 1024)
    return out.getvalue()


def with_entity() -> bytes:
    source, out = zipfile.ZipFile(io.BytesIO(a_workbook())), io.BytesIO()
    with source, zipfile.ZipFile(out, "w") as packed:
        for part in source.infolist():
            content = source.read(part)
            if part.filename == "xl/workbook.xml":
                content = b'<!DOCTYPE x [<!ENTITY a "aaaa">]>' + content
            packed.writestr(part.filename, content)
    return out.getvalue()


def many_merged() -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(list(HEADERS))
    for row in range(2, 2_100):
        sheet.cell(row, 1, "x")
        sheet.merge_cells(start_row=row, end_row=row, start_column=2, end_column=3)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def laughs(depth: int) -> bytes:
    """Entities of entities, declared after a comment so long that a glance does not find them."""
    names = [f"ha{number}" for number in range(depth)]
    entities = ['<!ENTITY ha0 "ha">'] + [
        f'<!ENTITY {name} "{f"&{before};" * 10}">' for before, name in pairwise(names)
    ]
    sheet = (
        f"<?xml version='1.0'?><!--{'x' * 9000}--><!DOCTYPE worksheet [{''.join(entities)}]>"
        '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
        '<row r="1"><c r="A1" t="inlineStr"><is><t>Telefon</t></is></c></row>'
        f'<row r="2"><c r="A2" t="inlineStr"><is><t>&{names[-1]};</t></is></c></row>'
        "</sheetData></worksheet>"
    )
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(a_workbook())) as whole,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as changed,
    ):
        for part in whole.infolist():
            is_sheet = part.filename == "xl/worksheets/sheet1.xml"
            changed.writestr(part.filename, sheet if is_sheet else whole.read(part))
    return out.getvalue()


BAD: dict[Unreadable, Callable[[], bytes]] = {
    Unreadable.EMPTY: lambda: b"\xef\xbb\xbf\r\n",
    Unreadable.TOO_LARGE: lambda: b"Namn;Telefon\r\n" + b"x" * 26 * 1024 * 1024,
    Unreadable.OLD_EXCEL: lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x01" * 600,
    Unreadable.OTHER_KIND: lambda: b"%PDF-1.7\nen rapport",
    Unreadable.DAMAGED: lambda: a_workbook()[:3000],
    Unreadable.PACKED_TOO_TIGHTLY: lambda: swollen("xl/worksheets/sheet2.xml"),
    Unreadable.ODD_LETTERS: lambda: b"\xff\xfea",
    Unreadable.UNCLOSED_QUOTE: lambda: b'Namn;Telefon\r\n"Amina;0701740612\r\n',
    Unreadable.NO_ROWS: lambda: text_file([]),
    Unreadable.TOO_MANY_ROWS: lambda: text_file([ROWS[0]] * (MOST_ROWS + 1)),
    Unreadable.TOO_MANY_COLUMNS: lambda: text_file([], headers=["Namn"] + ["x"] * 60),
    Unreadable.TOO_MANY_MERGED: many_merged,
}


@pytest.mark.parametrize("why", list(Unreadable), ids=lambda why: why.name)
def test_each_bad_file_is_refused_with_its_own_words_and_nothing_is_kept(
    desk: Client, why: Unreadable
) -> None:
    answer = send(desk, BAD[why]())
    assert answer.status_code == 200
    assert " ".join(FILES[why].split()) in text_of(answer)
    assert not ListImport.objects.exists()
    assert not ListChunk.objects.exists()
    assert not DataKey.objects.filter(scope__startswith="import:").exists()


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 20, id="picture"),
        pytest.param(zipped(mimetype=b"application/vnd.oasis"), id="ods"),
        pytest.param(b"<html><body>Namn;Telefon</body></html>", id="html"),
        pytest.param(b"PK\x03\x04 nonsense", id="no zip"),
        pytest.param(swollen("xl/sharedStrings2.xml"), id="bomb of texts"),
        pytest.param(with_entity(), id="entities"),
        pytest.param(laughs(10), id="a billion laughs"),
        pytest.param(laughs(3), id="so few that the parser does not mind"),
        pytest.param(b"\x00" * 500 + b"abc", id="zeros"),
    ],
)
def test_what_is_no_list_is_refused_whatever_it_is_called(desk: Client, content: bytes) -> None:
    for name in ("lista.xlsx", "lista.csv"):
        answer = send(desk, content, name)
        assert answer.status_code == 200
        assert answer.content.decode().count("felruta") == 1
    assert not ListImport.objects.exists()


def test_a_workbook_that_laughs_is_answered_with_what_to_do(desk: Client) -> None:
    answer = send(desk, laughs(10))
    assert "Filen går inte att läsa. Öppna den i Excel och spara den på nytt." in text_of(answer)


def test_workbooks_are_read_by_a_parser_that_knows_no_entities() -> None:
    """openpyxl takes it when it is installed, and says nothing when it is not."""
    assert openpyxl.DEFUSEDXML


def test_a_file_of_twenty_megabytes_is_answered_row_by_row(desk: Client) -> None:
    """Five thousand rows with a long text beside each, every tenth without a number."""
    beside = "Personen vill bli uppringd om det går, och är ofta hemma. " * 72
    rows = [
        (f"Person{number} Påhittad", "" if number % 10 == 0 else "070-174 06 12", beside)
        for number in range(MOST_ROWS)
    ]
    content = text_file(rows, headers=("Namn", "Telefon", "Övrigt"))
    assert len(content) > 20 * 1024 * 1024
    brought = looked_through(desk, content, received_on="2026-11-20")
    assert brought.row_count == MOST_ROWS
    found = Counter(states(brought))
    assert found[RowState.FAULTY] == MOST_ROWS // 10
    assert found.total() == MOST_ROWS


def test_a_workbook_with_many_pictures_is_read_past_them(desk: Client) -> None:
    content = io.BytesIO(a_workbook())
    with zipfile.ZipFile(content, "a") as packed:
        packed.writestr("xl/media/image1.jpeg", bytes(range(256)) * 20 * 4096)
    assert send(desk, content.getvalue()).status_code == 302
    assert ListImport.objects.get().row_count == len(ROWS)


def test_a_file_that_is_larger_still_is_answered_with_words(desk: Client) -> None:
    answer = send(desk, b"Namn;Telefon\r\n" + b"Amina;0701740612\r\n" * 1_700_000)
    assert answer.status_code == 200
    assert "Filen är för stor. Den får vara högst 25 MB." in text_of(answer)


def test_without_a_file_the_page_says_so(desk: Client) -> None:
    assert "Välj en fil." in text_of(desk.post(reverse(UPLOAD)))


def test_a_file_to_any_other_page_is_refused_unread(desk: Client) -> None:
    file = SimpleUploadedFile("x.csv", text_file())
    assert desk.post(reverse("cases:search"), {"q": "x", "file": file}).status_code == 400


def test_a_file_from_somebody_whose_page_it_is_not_is_dropped(
    evening: Client, client: Client
) -> None:
    assert send(evening, text_file()).status_code == 403
    assert send(client, text_file()).status_code == 302
    assert not ListImport.objects.exists()


# --- Reading ------------------------------------------------------------------------------------


def lines_of(content: bytes) -> list[list[str]]:
    return [[cell.text for cell in line.cells] for line in reading_of(content).lines]


def test_a_quoted_cell_may_hold_what_stands_between_cells_and_line_ends() -> None:
    found = reading_of(b'Namn;Telefon\r\n"Amina; P\nx";070\r\n\r\nMaj;071\r\n')
    lines = list(found.lines)
    assert [line.number for line in lines] == [1, 2, 5]
    assert lines[1].cells[0].text == "Amina; P\nx"


def test_rows_are_numbered_as_excel_does_it_and_the_first_filled_sheet_is_read() -> None:
    book = openpyxl.Workbook()
    sheet, other = book.active, book.create_sheet("Två")
    hidden = book.create_sheet("Dold", 0)
    assert sheet is not None
    hidden.append(["dolt"])
    hidden.sheet_state = "hidden"
    sheet.title = "Ett"
    sheet["A3"], sheet["B3"], sheet["A6"] = "Namn", "Telefon", "Amina"
    other.append(["x"])
    out = io.BytesIO()
    book.save(out)
    found = reading_of(out.getvalue())
    assert (found.sheet, found.other_sheets) == ("Ett", 1)
    assert [line.number for line in found.lines] == [3, 6]


def test_a_stray_cell_far_down_is_no_reason_to_give_up() -> None:
    book = openpyxl.Workbook(write_only=False)
    sheet = book.active
    assert sheet is not None
    sheet.append(["Namn", "Telefon"])
    sheet.append(["Amina", "0701740612"])
    sheet.cell(45_000, 1, " ")
    out = io.BytesIO()
    book.save(out)
    assert lines_of(out.getvalue()) == [["Namn", "Telefon"], ["Amina", "0701740612"]]


def test_a_row_that_says_it_is_the_hundred_billionth_is_not_waited_for() -> None:
    source, out = zipfile.ZipFile(io.BytesIO(a_workbook())), io.BytesIO()
    with source, zipfile.ZipFile(out, "w") as packed:
        for part in source.infolist():
            content = source.read(part)
            if part.filename == "xl/worksheets/sheet1.xml":
                content = content.replace(b"</sheetData>", b'<row r="99999999999"/></sheetData>')
            packed.writestr(part.filename, content)
    with pytest.raises(UnreadableFileError) as raised:
        lines_of(out.getvalue())
    assert raised.value.why is Unreadable.TOO_MANY_ROWS


def test_thousands_of_very_wide_rows_are_not_gone_through() -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in range(1, 1_100):
        sheet.cell(row, 400, " ")
    out = io.BytesIO()
    book.save(out)
    with pytest.raises(UnreadableFileError) as raised:
        lines_of(out.getvalue())
    assert raised.value.why is Unreadable.TOO_MANY_COLUMNS


def test_a_reader_that_breaks_is_told_of_without_its_words(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*_: object, **__: object) -> Any:
        raise KeyError("Amina Påhittad")

    monkeypatch.setattr(openpyxl, "load_workbook", broken)
    with pytest.raises(UnreadableFileError) as raised:
        reading_of(a_workbook())
    assert raised.value.why is Unreadable.DAMAGED
    assert "Amina" not in str(raised.value) + caplog.text
    assert raised.value.__suppress_context__
