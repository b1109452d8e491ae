"""Who reads a protected case, its duplicates, and what follows when the protection ends."""

from datetime import timedelta

import pytest
from django.test import Client

from cases.domain.enums import RecusalReason
from cases.domain.intake import StatisticsInput
from cases.domain.protection import ProtectionRefusal
from cases.domain.rules import CaseRefusal
from cases.models import Case, CaseEvent, EventKind
from cases.services import life
from cases.services import protection as case_service
from contacts.models import Draft
from contacts.services import calls
from contacts.services.merging import undo_merge
from contacts.services.protection import change_readers, protect
from contacts.services.recusal import recuse
from contacts.timeline import timeline
from jourcase.kernel.audit import Action, AuditEvent
from jourcase.kernel.refusals import RefusedError
from tests import factories
from tests.integration.cases.conftest import logged_in
from tests.integration.cases.sending import text_of
from tests.integration.contacts.pairs import merged
from tests.integration.contacts.protecting import (
    MONDAY,
    NUMBER,
    birgitta,
    case,
    hidden,
    karin,
    olle,
    url,
)
from volunteers.models import User

__all__ = ["birgitta", "case", "karin", "olle"]  # fixtures

pytestmark = pytest.mark.django_db


# --- Merged cases -------------------------------------------------------------------------------


def test_what_was_merged_into_it_is_protected_with_it_and_stays_so_when_undone(
    karin: User, olle: User, case: Case
) -> None:
    other = factories.open_case(
        by=karin, phones=(NUMBER,), statistics=StatisticsInput(district_code="farsta")
    )
    made = merged(case, other, karin, now=MONDAY)
    hidden(case, karin, now=MONDAY + timedelta(minutes=1))
    other.refresh_from_db()
    assert other.is_protected
    assert list(other.protected_readers.all()) == [karin]
    assert not Case.objects.visible_to(olle).exists()
    with pytest.raises(RefusedError):
        protect(case=other, readers=[karin], by=karin, now=MONDAY)

    undo_merge(merge=made, by=karin, now=MONDAY + timedelta(hours=1))
    for one in (case, other):
        one.refresh_from_db()
        assert (one.is_protected, one.district) == (True, None)
    assert list(other.protected_readers.all()) == [karin]


def test_protection_that_only_came_with_the_merge_goes_with_it_still(
    karin: User, olle: User, case: Case
) -> None:
    safe = factories.open_case(by=karin, phones=(NUMBER,), is_protected=True)
    life.assign(case=case, to=None, by=karin, now=MONDAY)
    made = merged(safe, case, karin, now=MONDAY)
    assert Case.objects.get(pk=case.pk).is_protected
    undo_merge(merge=made, by=karin, now=MONDAY + timedelta(hours=1))
    assert not Case.objects.get(pk=case.pk).is_protected
    assert Case.objects.visible_to(olle).get() == case


# --- Readers ------------------------------------------------------------------------------------


def test_readers_come_and_go_and_never_the_last(karin: User, olle: User, case: Case) -> None:
    hidden(case, karin)
    change_readers(case=case, add=[olle], remove=[], by=karin, now=MONDAY)
    assert Case.objects.visible_to(olle).get() == case
    change_readers(case=case, add=[], remove=[karin], by=olle, now=MONDAY)
    assert not Case.objects.visible_to(karin).exists()
    with pytest.raises(RefusedError) as refused:
        change_readers(case=case, add=[], remove=[olle], by=olle, now=MONDAY)
    assert refused.value.refusals == {ProtectionRefusal.NO_READER}
    texts = [line.text for line in timeline(case, olle, now=MONDAY)]
    assert {"Får se ärendet: Olle A.", "Ser det inte längre: Karin S."} <= set(texts)
    assert AuditEvent.objects.filter(action=Action.READERS_CHANGED).count() == 2


def test_a_recused_reader_does_not_count_as_one(karin: User, olle: User, case: Case) -> None:
    hidden(case, karin, olle)
    recuse(case=case, user=olle, reason=RecusalReason.RELATED, by=karin, now=MONDAY)
    with pytest.raises(RefusedError) as refused:
        change_readers(case=case, add=[], remove=[karin], by=karin, now=MONDAY)
    assert refused.value.refusals == {ProtectionRefusal.NO_READER}


def test_two_who_change_at_once_both_get_what_they_said(
    karin: User, olle: User, case: Case
) -> None:
    maj = factories.coordinator("Maj Tredje")
    hidden(case, karin, olle)
    stale = Case.objects.get(pk=case.pk)
    change_readers(case=case, add=[maj], remove=[], by=karin, now=MONDAY)
    change_readers(case=stale, add=[], remove=[karin], by=olle, now=MONDAY)
    assert set(case.protected_readers.all()) == {olle, maj}


def test_saying_the_same_again_leaves_no_trace(karin: User, case: Case) -> None:
    hidden(case, karin)
    change_readers(case=case, add=[karin], remove=[], by=karin, now=MONDAY)
    assert not CaseEvent.objects.filter(kind=EventKind.READERS_CHANGED).exists()


def test_a_reader_who_is_taken_away_loses_the_case_and_the_call(
    karin: User, olle: User, case: Case
) -> None:
    hidden(case, karin, olle)
    life.assign(case=case, to=olle, by=karin, now=MONDAY)
    calls.begin_call(case=case, user=olle, now=MONDAY, from_case=True)
    change_readers(case=case, add=[], remove=[olle], by=karin, now=MONDAY)
    case.refresh_from_db()
    assert case.assigned_to is None
    assert not Draft.objects.claiming().exists()


# --- Taking it away -----------------------------------------------------------------------------


def test_without_protection_it_is_as_others_and_asks_for_its_district(
    karin: User, olle: User, birgitta: User, case: Case
) -> None:
    hidden(case, karin)
    case_service.unprotect(case=case, reason="Kryssat av misstag", by=karin, now=MONDAY)
    case.refresh_from_db()
    assert not case.is_protected
    assert not case.protected_readers.exists()
    assert case.next_due_at is not None, "it is on the call list again"
    assert case.name_for_lists == case.reference
    assert "stadsdel" in text_of(logged_in(olle).get(case.get_absolute_url()))
    lines = {line.title: line.text for line in timeline(case, karin, now=MONDAY)}
    assert lines["Skyddet togs bort"] == "Kryssat av misstag"
    life.assign(case=case, to=birgitta, by=karin, now=MONDAY)
    titles = {line.title for line in timeline(case, birgitta, now=MONDAY)}
    assert not {"Ärendet skyddades", "Skyddet togs bort"} & titles
    raw = CaseEvent.objects.filter(kind=EventKind.UNPROTECTED).values_list("reason", flat=True)
    assert "misstag" not in str(raw[0])
    assert AuditEvent.objects.get(action=Action.CASE_UNPROTECTED).reason == ""


def test_an_edit_that_was_under_way_puts_no_district_back(
    karin: User, birgitta: User, case: Case
) -> None:
    before = Case.objects.get(pk=case.pk)
    hidden(case, karin)
    said = StatisticsInput(district_code="farsta")
    life.change_statistics(case=before, statistics=said, by=birgitta, now=MONDAY)
    case.refresh_from_db()
    assert (case.is_protected, case.district) == (True, None)


def test_a_volunteer_is_not_made_responsible_by_a_page_shown_before(
    karin: User, birgitta: User, case: Case
) -> None:
    before = Case.objects.get(pk=case.pk)
    hidden(case, karin)
    with pytest.raises(RefusedError) as refused:
        life.assign(case=before, to=birgitta, by=karin, now=MONDAY)
    assert refused.value.refusals == {CaseRefusal.ASSIGNEE_MAY_NOT_SEE}


def test_the_board_and_strangers_have_no_page(client: Client, karin: User, case: Case) -> None:
    page = url("protection", case.public_id)
    assert client.get(page).status_code == 302
    assert logged_in(factories.board()).get(page).status_code == 403
