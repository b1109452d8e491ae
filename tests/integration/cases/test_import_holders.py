"""A list has one holder at a time, asks as much as a search does, and keeps no row of somebody who
has been erased.
"""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from cases.domain.enums import CloseReason
from cases.domain.import_states import RowState
from cases.domain.retention import ErasureReason
from cases.importing.models import KEPT_FOR, ListImport
from cases.importing.plan import chunks_of, plan_of, rows_of
from cases.models import Case
from cases.services import life, list_job, lists, retention
from cases.services.asked_erasure import ask_erasure, grant_erasure
from jourcase.kernel.audit import Action, AuditEvent
from jourcase.keystore.models import DataKey
from tests import factories
from tests.factories import MONDAY, open_case
from tests.integration.cases.lists import (
    ROWS,
    answers,
    looked_through,
    send,
    states,
    take,
    work,
    workbook,
)
from tests.integration.cases.sending import text_of
from volunteers.models import User

pytestmark = pytest.mark.django_db
AMINA, OSTEN = ROWS


# --- Asking of many -----------------------------------------------------------------------------


def test_looking_through_is_a_search_and_says_of_how_many(desk: Client, karin: User) -> None:
    brought = looked_through(desk, workbook())
    (asked,) = AuditEvent.objects.filter(action=Action.CASES_SEARCHED, by=karin)
    assert (asked.fields, asked.reason) == (["list_import"], "2 rader")
    before = AuditEvent.objects.filter(action=Action.LIST_VIEWED).count()
    desk.get(reverse("cases:list_columns", args=[brought.pk]))
    assert AuditEvent.objects.filter(action=Action.LIST_VIEWED).count() == before + 1


def test_looking_through_again_and_again_is_stopped(desk: Client) -> None:
    brought = looked_through(desk, workbook())
    url = reverse("cases:list_columns", args=[brought.pk])
    sent = [desk.post(url, answers(brought))["Location"] for _ in range(30)]
    assert sent[0] == brought.get_absolute_url()
    assert sent[-1] == reverse("volunteers:step_up")


# --- Erased -------------------------------------------------------------------------------------


def erase(case: Case, by: User, *, other: User) -> None:
    asked = ask_erasure(
        case=case,
        reason=ErasureReason.PERSON_ASKS,
        close_reason=CloseReason.DECLINED,
        by=by,
        now=MONDAY,
    )
    grant_erasure(asked=asked, by=other, now=MONDAY)


def kept_texts(brought: ListImport) -> str:
    rows = [row for chunk in chunks_of(brought) for row in rows_of(chunk)]
    return " ".join(cell.text for row in rows for cell in row.cells)


@pytest.mark.parametrize(
    "row",
    [
        pytest.param(AMINA, id="all of it"),
        pytest.param(("Annan Stavning", AMINA[1], "", "", "2026-11-20"), id="the number"),
        pytest.param(("Påhittad, Amina", "", "", "", ""), id="the name, in a row to put right"),
        pytest.param(("", "", "5000-K1-26", "", ""), id="the K-nummer"),
        pytest.param(("ringde 0701740612", "", "", "", ""), id="the number beside a word"),
        pytest.param(("", "0701740612 0701740699", "", "", ""), id="one of two numbers"),
        pytest.param(("Okänd", "", "", "Amina Påhittad", ""), id="the name in another column"),
    ],
)
@pytest.mark.parametrize("is_checked", [True, False])
def test_nothing_of_whoever_is_erased_stays_in_a_list(
    desk: Client, karin: User, row: tuple[str, ...], is_checked: bool
) -> None:
    case = open_case(
        by=karin, name="Amina Påhittad", phones=("+46701740612",), k_number="5000-K1-26"
    )
    content = workbook([OSTEN, row])
    if is_checked:
        brought = looked_through(desk, content)
    else:
        send(desk, content)
        brought = ListImport.objects.get()
    erase(case, karin, other=factories.coordinator("Maj Annan"))
    brought = ListImport.objects.get()
    left = kept_texts(brought)
    assert "Östen" in left
    assert not any(text in left for text in row if text)
    assert not is_checked or states(brought) == [RowState.READY, RowState.GONE]
    desk.post(reverse("cases:list_columns", args=[brought.pk]), answers(brought))
    assert states(ListImport.objects.get()) == [RowState.READY, RowState.GONE]
    page = text_of(desk.get(brought.get_absolute_url()))
    assert "Uppgifterna om personen är gallrade." in page
    take(desk, brought, now=MONDAY)
    assert Case.objects.kept().count() == 1


def test_another_injured_party_of_the_same_crime_stays(desk: Client, karin: User) -> None:
    case = open_case(by=karin, name="Mor Påhittad", phones=("+46701740612",), k_number="5000-K1-26")
    brought = looked_through(desk, workbook([AMINA]))
    erase(case, karin, other=factories.coordinator("Maj Annan"))
    assert "Amina" in kept_texts(ListImport.objects.get(pk=brought.pk))


def test_an_erasure_in_due_time_takes_no_new_matter_with_it(desk: Client, karin: User) -> None:
    """Whoever comes back after ninety days has a row that is waiting to be taken in."""
    case = open_case(by=karin, name="Amina Påhittad", phones=("+46701740612",))
    life.close(case=case, reason=CloseReason.DECLINED, by=karin, now=MONDAY)
    brought = looked_through(desk, workbook([AMINA]))
    assert retention.gallra(now=MONDAY + timedelta(days=91)).erased == 1
    assert "Amina" in kept_texts(ListImport.objects.get(pk=brought.pk))


# --- One holder ---------------------------------------------------------------------------------


def check(brought: ListImport) -> bool:
    plan = plan_of(brought)
    assert plan is not None
    return lists.check(brought, plan, columns=plan.columns, defaults=plan.defaults, now=MONDAY)


def test_what_was_taken_in_meanwhile_is_not_judged_anew(desk: Client, karin: User) -> None:
    brought = looked_through(desk, workbook())
    stale = ListImport.objects.get(pk=brought.pk)
    job = list_job.start(brought, chosen=None, by=karin, now=MONDAY)
    assert not check(stale)
    assert job is not None
    work(job, now=MONDAY)
    assert states(brought) == [RowState.DONE, RowState.DONE]


def test_rows_that_changed_while_they_were_judged_are_judged_again(
    desk: Client, karin: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = open_case(by=karin, name="Amina Påhittad", phones=("+46701740612",))
    maj = factories.coordinator("Maj Annan")
    brought = looked_through(desk, workbook())
    judged = lists._Judge.verdicts_of

    def meanwhile(*given: object) -> object:
        found = judged(*given)  # type: ignore[arg-type]
        if Case.objects.filter(pk=case.pk).exists():
            erase(case, karin, other=maj)
        return found

    monkeypatch.setattr(lists._Judge, "verdicts_of", meanwhile)
    url = reverse("cases:list_columns", args=[brought.pk])
    answer = desk.post(url, answers(brought), follow=True)
    assert "Listan ändrades medan den granskades. Granska den igen." in text_of(answer)
    assert states(brought) == [RowState.GONE, RowState.READY]


def test_a_list_is_not_thrown_while_its_rows_are_taken_in(desk: Client, karin: User) -> None:
    brought = looked_through(desk, workbook())
    assert list_job.start(brought, chosen=None, by=karin, now=MONDAY) is not None
    assert not lists.throw(brought, by=karin, now=MONDAY)
    assert ListImport.objects.get(pk=brought.pk).over_at is None


def test_somebody_who_goes_on_at_the_last_moment_keeps_the_list(
    desk: Client, karin: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    brought = looked_through(desk, workbook())
    late = MONDAY + KEPT_FOR + timedelta(seconds=1)
    filtered = ListImport.objects.filter
    seen: list[bool] = []

    def meanwhile(*given: object, **named: object) -> object:
        """Between the look at what is stale and the end of it."""
        if "pk" in named and not seen:
            seen.append(True)
            filtered(pk=brought.pk).update(touched_at=late)
        return filtered(*given, **named)

    monkeypatch.setattr(ListImport.objects, "filter", meanwhile)
    assert lists.throw_stale(now=late) == 0
    assert seen
    assert DataKey.objects.filter(scope=f"import:{brought.pk}").exists()
