"""Importera lista, from the file to the cases."""

import csv
import io
from datetime import date, timedelta
from typing import Any

import openpyxl
import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from cases.domain.enums import CloseReason
from cases.domain.import_states import RowState
from cases.domain.intake import IdentityInput
from cases.domain.rules import CaseRefusal
from cases.hints import similar_hints
from cases.importing import likeness
from cases.importing.models import KEPT_FOR, ListChunk, ListedRow, ListImport
from cases.importing.plan import chunks_of, rows_of
from cases.models import Case, Identity
from cases.services import life, list_job, lists, retention
from jourcase.kernel.audit import Action, AuditEvent
from jourcase.kernel.refusals import RefusedError
from jourcase.keystore.models import DataKey
from jourcase.outbox.models import Job
from tests import factories
from tests.factories import MONDAY
from tests.integration.cases.conftest import logged_in
from tests.integration.cases.lists import (
    HEADERS,
    ROWS,
    answers,
    looked_through,
    states,
    take,
    text_file,
    work,
    workbook,
)
from tests.integration.cases.sending import text_of
from volunteers.models import User

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(workbook(), id="xlsx"),
        pytest.param(workbook(title="Förmedlade i november"), id="xlsx with a title"),
        pytest.param(text_file(), id="utf-8 ;"),
        pytest.param(text_file(between=","), id="utf-8 ,"),
        pytest.param(text_file(between="\t"), id="utf-8 tab"),
        pytest.param(text_file(encoding="utf-8-sig"), id="utf-8 with a mark"),
        pytest.param(text_file(encoding="cp1252"), id="cp1252"),
        pytest.param(text_file(encoding="mac_roman"), id="mac"),
        pytest.param(text_file(encoding="cp850"), id="dos"),
        pytest.param(text_file(encoding="utf-16"), id="utf-16"),
        pytest.param(text_file(encoding="utf-16-le"), id="utf-16 without a mark"),
        pytest.param(b"sep=;\r\n" + text_file(), id="sep="),
    ],
)
def test_a_list_becomes_cases_in_whatever_file_it_came(
    desk: Client, karin: User, content: bytes
) -> None:
    brought = looked_through(desk, content)
    assert states(brought) == [RowState.READY] * 2
    job = take(desk, brought, now=MONDAY)
    assert (job.done_at is not None, job.percent) == (True, 100)
    assert states(brought) == [RowState.DONE] * 2
    cases = list(Case.objects.order_by("reference"))
    assert [(case.source, case.channel, case.crime_type) for case in cases] == [
        ("police", "referral", "assault"),
        ("police", "referral", "robbery"),
    ]
    assert [case.identity.name for case in cases] == ["Amina Påhittad", "Östen Påhittad"]
    assert [case.opened_by for case in cases] == [karin, karin]
    assert cases[0].deadline_at is not None


def test_a_row_that_has_become_a_case_is_kept_nowhere_else(desk: Client) -> None:
    brought = looked_through(desk, workbook())
    take(desk, brought, now=MONDAY)
    assert [row.cells for chunk in chunks_of(brought) for row in rows_of(chunk)] == [(), ()]


def test_the_same_list_twice_makes_nothing_new(desk: Client) -> None:
    take(desk, looked_through(desk, workbook()), now=MONDAY)
    again = looked_through(desk, text_file(encoding="cp1252"))
    assert states(again) == [RowState.KNOWN] * 2
    job = take(desk, again, 2, 3, now=MONDAY)
    assert job.done_at is not None
    assert Case.objects.count() == 2


def test_two_lists_looked_through_before_either_is_taken_in_make_each_case_once(
    desk: Client,
) -> None:
    first, second = looked_through(desk, workbook()), looked_through(desk, text_file())
    take(desk, first, now=MONDAY)
    take(desk, second, now=MONDAY)
    assert Case.objects.count() == 2
    assert states(second) == [RowState.KNOWN] * 2


def test_only_the_chosen_rows_are_taken_in(desk: Client) -> None:
    brought = looked_through(desk, workbook())
    take(desk, brought, 3, now=MONDAY)
    assert states(brought) == [RowState.READY, RowState.DONE]
    assert Identity.objects.get().name == "Östen Påhittad"
    take(desk, brought, now=MONDAY)
    assert Case.objects.count() == 2


BAD: tuple[tuple[object, ...], ...] = (
    ("Telefon som tal", 701740614, "", "", date(2026, 11, 18)),
    ("Excels dag", "0701740615", "", "", 46344),
    ("Formel", "=A1", "", "", "2026-11-18"),
    ("Utan nummer", "", "", "", "2026-11-18"),
    ("Dag i ord", "0701740616", "", "", "i somras"),
    ("Tvetydig", "0701740617", "", "", "11/12/2026"),
    ("Udda brott", "0701740618", "", "Något", "18 november 2026"),
)


def test_every_row_has_its_answer_and_the_good_ones_are_not_held_up(desk: Client) -> None:
    brought = looked_through(desk, workbook(BAD))
    bad = RowState.FAULTY
    assert states(brought) == [RowState.READY] * 2 + [bad] * 4 + [RowState.READY]
    page = text_of(desk.get(reverse("cases:list_import", args=[brought.pk])))
    for said in (
        "Telefon: cellen är en formel. Klistra in värdet i stället.",
        "Varken telefon eller e-post finns.",
        "Dagen kan läsas på två sätt. Skriv år-månad-dag.".replace("Dagen", "dagen"),
        "Brottstypen känns inte igen och lämnas tom.",
    ):
        assert said in page
    take(desk, brought, now=MONDAY)
    assert Case.objects.count() == 3
    assert {case.received_at.date() for case in Case.objects.all()} == {date(2026, 11, 18)}


def test_a_merged_cell_says_nothing_of_the_rows_that_it_covers(desk: Client) -> None:
    rows = [ROWS[0], ("", "070-174 06 13", "", "", "2026-11-19")]
    brought = looked_through(desk, workbook(rows, merged="A2:A3"))
    assert states(brought) == [RowState.READY, RowState.FAULTY]
    page = text_of(desk.get(reverse("cases:list_import", args=[brought.pk])))
    assert "Namn: cellen är sammanslagen med en annan." in page


def test_no_personnummer_is_kept_not_even_sealed(desk: Client) -> None:
    headers = (*HEADERS, "Personnummer", "Övrigt")
    sent = (*ROWS[0], 9403121234, "pnr 19940312-1234")
    brought = looked_through(desk, workbook([sent], headers=headers))
    kept = [
        cell.text for chunk in chunks_of(brought) for row in rows_of(chunk) for cell in row.cells
    ]
    assert kept[-2:] == ["1994-03-12", "pnr 1994-03-12"]
    take(desk, brought, now=MONDAY)
    assert Identity.objects.get().born == "1994-03-12"


def test_nothing_of_a_list_stands_open_in_the_database(desk: Client) -> None:
    looked_through(desk, workbook())
    for table in ("cases_listimport", "cases_listchunk", "outbox_job", "kernel_auditevent"):
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT * FROM {table}")  # noqa: S608 - our own tables
            said = repr(cursor.fetchall())
        assert "Amina" not in said
        assert "1740612" not in said


# --- Alike --------------------------------------------------------------------------------------


def test_a_row_that_may_be_a_case_already_is_taken_in_only_when_it_is_chosen(
    desk: Client, karin: User
) -> None:
    known = factories.open_case(by=karin, phones=("+46701740612",))
    brought = looked_through(desk, workbook())
    assert states(brought) == [RowState.ALIKE, RowState.READY]
    page = desk.get(reverse("cases:list_import", args=[brought.pk]))
    assert known.reference in text_of(page)
    take(desk, brought, now=MONDAY)
    assert states(brought) == [RowState.ALIKE, RowState.DONE]
    take(desk, brought, 2, now=MONDAY)
    assert states(brought) == [RowState.DONE, RowState.DONE]


def test_rows_alike_within_the_list_are_marked(desk: Client) -> None:
    other = ("Maj Påhittad", "070-174 06 12", "", "", "2026-11-18")
    brought = looked_through(desk, workbook([ROWS[0], ROWS[0], other]))
    assert states(brought) == [RowState.READY, RowState.SAME, RowState.ALIKE]
    page = text_of(desk.get(reverse("cases:list_import", args=[brought.pk])))
    assert "Samma som rad 2." in page
    assert "Samma telefon, K-nummer eller namn som rad 2." in page


def test_likeness_is_the_same_as_that_of_one_at_a_time(karin: User) -> None:
    numbers = [factories.fictional_number(index) for index in range(4)]
    for index, (number, name) in enumerate(zip(numbers, ("Ada", "Bea", "Cia", "Dag"), strict=True)):
        factories.open_case(
            by=karin,
            phones=(number,),
            name=f"{name} Påhittad",
            k_number=f"5000-K{index}-26",
        )
    people = [
        IdentityInput(phones=(number,), k_number=k_number, name=name)
        for number in [*numbers, "+46701740699"]
        for k_number in ("", "5000-K1-26", "5000-K9-26")
        for name in ("", "Påhittad, cia", "Ingen Alls")
    ]
    for who, found in zip(people, likeness.cases_alike(people, karin), strict=True):
        hints = similar_hints(list(who.phones), who.k_number, karin, name=who.name)
        assert set(found) == {hint.case.pk for hint in hints if hint.case}, who


def test_a_protected_case_of_others_leaves_no_trace_in_a_list(desk: Client, karin: User) -> None:
    maj = factories.coordinator("Maj Samordnare")
    factories.open_case(by=maj, phones=("+46701740612",), is_protected=True)
    assert states(looked_through(desk, workbook()))[0] is RowState.READY


# --- The file that is left ----------------------------------------------------------------------


def left(client: Client, brought: ListImport, kind: str) -> Any:
    return client.get(reverse("cases:list_left", args=[brought.pk, kind]))


def test_what_was_not_taken_in_is_fetched_with_the_reason_and_brought_again(desk: Client) -> None:
    brought = looked_through(desk, workbook([*ROWS, *BAD]))
    take(desk, brought, now=MONDAY)
    answer = left(desk, brought, "csv")
    lines = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig")), delimiter=";"))
    assert lines[0] == [*HEADERS, "Varför raden inte togs in"]
    assert [line[0] for line in lines[1:]] == ["Formel", "Utan nummer", "Dag i ord", "Tvetydig"]
    assert lines[1][1] == "'=A1"
    assert all(line[5] for line in lines[1:])
    again = looked_through(desk, answer.content)
    assert states(again) == [RowState.FAULTY] * 4


def test_the_file_for_excel_holds_texts_and_no_formula(desk: Client) -> None:
    brought = looked_through(desk, workbook([*BAD]))
    answer = left(desk, brought, "xlsx")
    sheet = openpyxl.load_workbook(io.BytesIO(answer.content)).active
    assert sheet is not None
    cells = [cell for row in sheet.iter_rows() for cell in row]
    assert {cell.data_type for cell in cells} <= {"s", "n", "inlineStr"}
    assert all(cell.value is None or isinstance(cell.value, str) for cell in cells)
    assert AuditEvent.objects.filter(action=Action.LIST_FETCHED).count() == 1


# --- Whose it is, and how long ------------------------------------------------------------------


def test_a_list_is_its_bringers_own(desk: Client) -> None:
    brought = looked_through(desk, workbook())
    other = logged_in(factories.coordinator("Maj Samordnare"))
    for name in ("list_import", "list_columns"):
        assert other.get(reverse(f"cases:{name}", args=[brought.pk])).status_code == 404
    assert left(other, brought, "csv").status_code == 404
    for name in ("take_list", "throw_list"):
        assert other.post(reverse(f"cases:{name}", args=[brought.pk])).status_code == 404
    assert ListImport.objects.filter(over_at=None).count() == 1


def test_a_list_that_is_thrown_away_is_gone_with_its_key(
    desk: Client, django_capture_on_commit_callbacks: Any
) -> None:
    brought = looked_through(desk, workbook())
    assert DataKey.objects.filter(scope=f"import:{brought.pk}").exists()
    with django_capture_on_commit_callbacks(execute=True):
        desk.post(reverse("cases:throw_list", args=[brought.pk]))
    assert not ListChunk.objects.exists()
    assert not DataKey.objects.filter(scope=f"import:{brought.pk}").exists()
    lists.throw_stale(now=MONDAY)
    assert not ListImport.objects.exists()


def test_a_list_that_nobody_goes_on_with_is_thrown_away_after_a_week(desk: Client) -> None:
    brought = looked_through(desk, workbook())
    assert lists.throw_stale(now=MONDAY + KEPT_FOR) == 0
    assert lists.throw_stale(now=MONDAY + KEPT_FOR + timedelta(seconds=1)) == 1
    assert not ListChunk.objects.exists()
    assert not DataKey.objects.filter(scope=f"import:{brought.pk}").exists()


def test_the_trace_tells_that_a_list_was_brought_and_taken_in(desk: Client, karin: User) -> None:
    take(desk, looked_through(desk, workbook()), now=MONDAY)
    done = list(AuditEvent.objects.order_by("seq").values_list("action", "by_id"))
    wanted = [Action.LIST_BROUGHT, Action.CASE_OPENED, Action.CASE_OPENED, Action.LIST_TAKEN_IN]
    assert [action for action, by in done if action in wanted and by == karin.pk] == wanted


def test_a_coordinator_no_more_takes_nothing_in(desk: Client, karin: User) -> None:
    brought = looked_through(desk, workbook())
    job = list_job.start(brought, chosen=None, by=karin, now=MONDAY)
    assert job is not None
    User.objects.filter(pk=karin.pk).update(is_active=False)
    work(job, now=MONDAY)
    assert not Case.objects.exists()
    assert Job.objects.get(pk=job.pk).is_over


def test_asking_twice_is_one_piece_of_work(desk: Client, karin: User) -> None:
    brought = looked_through(desk, workbook())
    first = list_job.start(brought, chosen=None, by=karin, now=MONDAY)
    assert list_job.start(brought, chosen=None, by=karin, now=MONDAY) == first
    answer = desk.get(reverse("cases:list_import", args=[brought.pk]))
    assert "Raderna tas in just nu." in text_of(answer)
    desk.post(reverse("cases:throw_list", args=[brought.pk]))
    desk.post(reverse("cases:list_columns", args=[brought.pk]), answers(brought))
    assert ListImport.objects.get(pk=brought.pk).over_at is None


def test_an_erased_case_leaves_no_digest_of_its_row(desk: Client, karin: User) -> None:
    take(desk, looked_through(desk, workbook([ROWS[0]])), now=MONDAY)
    case = Case.objects.get()
    life.close(case=case, reason=CloseReason.DECLINED, by=karin, now=MONDAY)
    assert retention.gallra(now=MONDAY + timedelta(days=91)).erased == 1
    assert not ListedRow.objects.exists()


def test_what_was_possible_when_it_was_looked_through_may_not_be_so_any_more(
    desk: Client, karin: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(**_: object) -> Case:
        raise RefusedError({CaseRefusal.RECEIVED_BEFORE_AGREEMENT})

    brought = looked_through(desk, workbook([ROWS[0]]))
    monkeypatch.setattr(list_job, "open_case", refuse)
    take(desk, brought, now=MONDAY)
    assert states(brought) == [RowState.REFUSED]
    page = text_of(desk.get(reverse("cases:list_import", args=[brought.pk])))
    assert "Tiden är före överenskommelsens första dag." in page


def test_a_list_whose_key_is_gone_is_told_of_and_can_be_thrown_away(desk: Client) -> None:
    brought = looked_through(desk, workbook())
    DataKey.objects.filter(scope=f"import:{brought.pk}").delete()
    answer = desk.get(reverse("cases:list_import", args=[brought.pk]), follow=True)
    assert "Listan kan inte visas." in text_of(answer)
    desk.post(reverse("cases:throw_list", args=[brought.pk]))
    assert not ListChunk.objects.exists()


def test_the_pages_ask_few_queries_however_long_the_list_is(
    desk: Client, django_assert_max_num_queries: Any
) -> None:
    rows = [(f"Nr {i}", f"07017406{5 + i % 95:02d}", "", "", "2026-11-18") for i in range(120)]
    brought = looked_through(desk, text_file(rows))
    with django_assert_max_num_queries(12):
        answer = desk.get(reverse("cases:list_import", args=[brought.pk]))
    assert answer.content.decode().count('name="row"') == 50
    with django_assert_max_num_queries(12):
        desk.get(reverse("cases:list_columns", args=[brought.pk]))
    with django_assert_max_num_queries(12):
        desk.get(reverse("cases:import"))
