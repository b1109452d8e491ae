"""The files: the same figures in each, and nothing that should not leave."""

import json
import re
import zipfile
from io import BytesIO
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator, FormatChecker

from cases.models import Case
from reporting.domain.figures import Audience, FollowUp
from reporting.domain.periods import ReportPeriod
from reporting.render.csv_zip import csv_zip
from reporting.render.excel import excel_file
from reporting.render.files import FILE_KINDS, file_name
from reporting.render.json_file import json_file
from reporting.services import agreement_spans, make_followup
from tests.integration.reporting import reading
from tests.integration.reporting.conftest import FIRST_PERIOD, NOW, YEAR_2026, Jour

SCHEMA = Path(__file__).resolve().parents[3] / "docs" / "followup.schema.json"


@pytest.fixture(params=list(Audience), ids=lambda audience: audience.value)
def followup(request: pytest.FixtureRequest, jour: Jour) -> FollowUp:
    return make(YEAR_2026, request.param)


def make(period: ReportPeriod, audience: Audience) -> FollowUp:
    return make_followup(period=period, within=agreement_spans()[0], audience=audience, now=NOW)


def test_every_file_holds_every_figure(followup: FollowUp) -> None:
    cells = reading.expected(followup)
    assert len(cells) > 250
    assert reading.read_json(json_file(followup)) == cells
    assert reading.read_csv(csv_zip(followup)) == cells
    assert reading.read_excel(excel_file(followup), followup) == cells


def test_the_json_follows_its_schema(followup: FollowUp) -> None:
    schema = json.loads(SCHEMA.read_text())
    Draft202012Validator.check_schema(schema)
    validator = Draft202012Validator(schema, format_checker=FormatChecker())
    content = json.loads(json_file(followup))
    assert [error.message for error in validator.iter_errors(content)] == []
    content["extra"] = 1
    assert not validator.is_valid(content)


def test_the_workbook_is_made_for_reading_and_counting(followup: FollowUp) -> None:
    book = reading.workbook_of(excel_file(followup))
    titles = [table.title for table in followup.tables]
    assert book.sheetnames == ["Läs mig", *titles, "Alla värden"]
    for sheet in book.worksheets:
        assert sheet.sheet_state == "visible"
        assert sheet.freeze_panes == "A2"
        assert sheet.auto_filter.ref is not None
        assert not sheet.merged_cells.ranges
        assert all(len(cell.value) > 0 for cell in sheet[1] if isinstance(cell.value, str))
    assert not book.properties.creator
    assert not book.properties.lastModifiedBy
    assert book.vba_archive is None


def test_the_workbook_s_amounts_are_numbers_that_sum(followup: FollowUp) -> None:
    sheet = reading.workbook_of(excel_file(followup))["Socialförvaltningens ersättning"]
    lines = list(sheet.iter_rows(min_row=2, values_only=True))
    amounts = [line[2] for line in lines]
    assert all(isinstance(amount, int) for amount in amounts)
    assert sum(a for a in amounts[:-1] if isinstance(a, int)) == amounts[-1] == 1_241_000


def test_csv_is_as_swedish_spreadsheets_want_it(followup: FollowUp) -> None:
    with zipfile.ZipFile(BytesIO(csv_zip(followup))) as archive:
        names = archive.namelist()
        files = [archive.read(name) for name in names]
    assert names[0] == "00-las-mig.csv"
    assert len(names) == len(followup.tables) + 1
    for content in files:
        assert content.startswith(b"\xef\xbb\xbf")
        text = content.decode("utf-8-sig")
        assert "\u00a0" not in text
        assert text.endswith("\r\n")
        assert ";" in text.splitlines()[0]
    everything = b"".join(files).decode()
    assert re.search(r";\d+,\d;\d+;\d+;\d+,\d % \(", everything)  # a percentage with a comma


def test_the_same_follow_up_gives_the_same_bytes(followup: FollowUp) -> None:
    for kind in FILE_KINDS.values():
        assert kind.make(followup) == kind.make(followup)


def test_nothing_of_a_case_is_in_a_file_to_the_city(jour: Jour) -> None:
    followup = make(YEAR_2026, Audience.CITY)
    contents = [json_file(followup), *_unpacked(csv_zip(followup))]
    contents += _unpacked(excel_file(followup))
    secrets = [
        str(part) for case in Case.objects.all() for part in (case.public_id, case.reference)
    ]
    secrets += ["Amina", "070", jour.coordinator.full_name, jour.volunteer.email]
    for content in contents:
        text = content.decode()
        assert [secret for secret in secrets if secret in text] == []


def test_no_part_of_a_file_to_the_city_shows_a_small_number(jour: Jour) -> None:
    for table in make(YEAR_2026, Audience.CITY).tables:
        if table.split.value == "none":
            continue
        for row in table.rows:
            for column, cell in zip(table.columns, row.cells, strict=True):
                if "total" in {row.code, column.code}:
                    continue
                assert type(cell).__name__ in {
                    "Banded", "Rounded", "RoundedShare", "Unreported",
                }  # fmt: skip


def test_a_file_s_name_tells_what_it_is(jour: Jour) -> None:
    kind = FILE_KINDS["excel"]
    city = make(FIRST_PERIOD, Audience.CITY)
    assert file_name(city, kind) == (
        "IOP-uppfoljning-2025-apr-dec-brottsofferjouren-sodra-stockholm.xlsx"
    )
    internal = make(FIRST_PERIOD, Audience.INTERNAL)
    assert file_name(internal, kind).endswith("-internt.xlsx")


def _unpacked(content: bytes) -> list[bytes]:
    with zipfile.ZipFile(BytesIO(content)) as archive:
        return [archive.read(name) for name in archive.namelist()]
