"""Kan vara samma person: the pages of the coordinator."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cases.domain.enums import CloseReason
from cases.merging import CasePair, Merge
from cases.models import Case, Identity
from cases.services import life
from contacts.services import calls
from jourcase.kernel.audit import Action, AuditEvent
from tests import factories
from tests.factories import MONDAY, log_contact, open_case
from tests.integration.cases.sending import text_of
from volunteers.models import User

pytestmark = pytest.mark.django_db
ONE, TWO = "+46701740612", "+46701740613"
LATER = MONDAY + timedelta(hours=2)


@pytest.fixture
def karin(db: None, fixed_clock: Callable[[datetime], None]) -> User:
    fixed_clock(LATER)
    return factories.coordinator()


@pytest.fixture
def desk(karin: User) -> Client:
    client = Client()
    client.force_login(karin)
    return client


@pytest.fixture
def kept(karin: User) -> Case:
    return open_case(by=karin, phones=(ONE,), name="Amina Påhittad", k_number="5000-K1-26")


@pytest.fixture
def other(karin: User) -> Case:
    return open_case(by=karin, phones=(ONE,), name="Amina Påhittad", email="amina@example.se")


def url(name: str, *cases: Case) -> str:
    return reverse(f"contacts:{name}", args=[case.public_id for case in cases])


def stamp(page: Any) -> str:
    found = re.search(r'name="seen"\s+value="(\w+)"', page.content.decode())
    assert found
    return found.group(1)


def test_the_page_of_a_case_says_what_is_alike_and_why(
    desk: Client, kept: Case, other: Case
) -> None:
    assert "Kan vara samma person" in text_of(desk.get(kept.get_absolute_url()))
    page = text_of(desk.get(url("same_person", kept)))
    assert other.reference in page
    assert "Samma nummer och samma namn" in page


def test_the_overview_lists_the_pair_once(desk: Client, kept: Case, other: Case) -> None:
    page = text_of(desk.get(reverse("contacts:alike")))
    assert "samma nummer och samma namn" in page
    assert page.count("Jämför 2026-") == 1
    life.close(case=kept, reason=CloseReason.DECLINED, by=kept.opened_by, now=LATER)
    assert kept.reference in text_of(desk.get(reverse("contacts:alike")))
    life.close(case=other, reason=CloseReason.DECLINED, by=kept.opened_by, now=LATER)
    assert "Inga öppna ärenden liknar varandra" in text_of(desk.get(reverse("contacts:alike")))


def test_side_by_side_and_one_case_of_two(desk: Client, kept: Case, other: Case) -> None:
    log_contact(other, other.opened_by, at=MONDAY)
    page = desk.get(url("compare", kept, other))
    assert "amina@example.se" in text_of(page)
    assert "5000-K1-26" in text_of(page)
    sent = {"seen": stamp(page), "email": "other", "k_number": "kept"}
    answer = desk.post(url("compare", kept, other), sent, follow=True)
    assert f"{other.reference} är sammanslaget med {kept.reference}." in text_of(answer)
    assert Identity.objects.get(case=kept).email == "amina@example.se"
    kept.refresh_from_db()
    assert kept.phone_tries == 1
    dup = text_of(desk.get(other.get_absolute_url()))
    assert f"Fortsätt i {kept.reference}" in dup
    assert "Sammanslagningen kan ångras" in dup
    assert "Ångra avslut" not in dup

    listed = text_of(desk.get(url("same_person", kept)))
    assert f"{other.reference} är sammanslaget hit" in listed
    made = Merge.objects.get()
    undo = reverse("contacts:undo_merge", args=[kept.public_id, made.public_id])
    assert "Sammanslagningen är ångrad." in text_of(desk.post(undo, follow=True))
    assert "Sammanslagningen är redan ångrad." in text_of(desk.post(undo, follow=True))
    other.refresh_from_db()
    assert other.closed_at is None


def test_a_duplicate_does_not_name_a_case_that_one_may_not_see(
    desk: Client, other: Case, karin: User
) -> None:
    olle = factories.coordinator("Olle Annan")
    hidden = open_case(by=olle, is_protected=True)
    factories.closed_as_duplicate(other, of=hidden, by=olle, now=LATER)
    shown = text_of(desk.get(other.get_absolute_url()))
    assert "Ärendet är en dubblett." in shown
    assert hidden.name_for_lists not in shown
    assert str(hidden.public_id) not in shown


def test_a_refused_merge_keeps_what_was_marked(desk: Client, kept: Case, other: Case) -> None:
    page = desk.get(url("compare", kept, other))
    maj = factories.coordinator("Maj Annan")
    life.assign(case=other, to=maj, by=maj, now=LATER)
    sent = {"seen": stamp(page), "email": "kept"}
    answer = desk.post(url("compare", kept, other), sent)
    assert "Någon har ändrat i ett av ärendena" in text_of(answer)
    marked = re.search(r'value="kept"\s+id="kept-email"[^>]*checked', answer.content.decode())
    assert marked
    assert not Merge.objects.exists()
    again = desk.post(url("compare", kept, other), sent | {"seen": stamp(answer)}, follow=True)
    assert "är sammanslaget med" in text_of(again)


def test_while_somebody_rings_it_waits(desk: Client, kept: Case, other: Case) -> None:
    maj = factories.coordinator("Maj Annan")
    page = desk.get(url("compare", kept, other))
    calls.begin_call(case=other, user=maj, now=LATER)
    answer = desk.post(url("compare", kept, other), {"seen": stamp(page)})
    assert "Någon ringer i ett av ärendena just nu." in text_of(answer)


@pytest.mark.parametrize(
    "sent", [{}, {"seen": "\x00"}, {"seen": "x", "name": "'; drop", "source": "other"}]
)
def test_nonsense_is_answered_and_changes_nothing(
    desk: Client, kept: Case, other: Case, sent: dict[str, str]
) -> None:
    answer = desk.post(url("compare", kept, other), sent)
    assert answer.status_code == 200
    assert "Ärendena är inte sammanslagna" in text_of(answer)
    assert not Merge.objects.exists()


def test_two_injured_parties_are_offered_a_link_and_nothing_else(
    desk: Client, karin: User, kept: Case
) -> None:
    child = open_case(by=karin, phones=(ONE,), name="Sami Påhittad", k_number="5000-K1-26")
    page = text_of(desk.get(url("same_person", kept)))
    assert f"Länka {kept.reference} och {child.reference}" in page
    assert "Jämför 2026" not in page
    compared = desk.get(url("compare", kept, child))
    refused = desk.post(url("compare", kept, child), {"seen": stamp(compared)})
    assert "det är två målsägande" in text_of(refused)

    linked = desk.post(url("pair", kept, child), {"kind": "linked"}, follow=True)
    assert "Hör ihop med" in text_of(linked)
    assert "Hör ihop med" in text_of(desk.get(url("same_person", child)))
    assert "Hör ihop med" not in text_of(desk.get(url("same_person", open_case(by=karin))))
    assert CasePair.objects.count() == 1
    desk.post(url("pair", child, kept), {"kind": "linked"})
    assert CasePair.objects.count() == 1
    desk.post(url("pair", child, kept), {})
    assert not CasePair.objects.exists()
    actions = set(AuditEvent.objects.values_list("action", flat=True))
    assert {Action.CASES_PAIRED, Action.CASES_UNPAIRED} <= actions


def test_what_is_not_the_same_person_is_not_suggested_again(
    desk: Client, kept: Case, other: Case
) -> None:
    answer = desk.post(url("pair", kept, other), {"kind": "apart", "back": "all"}, follow=True)
    assert "Inga öppna ärenden liknar varandra" in text_of(answer)
    assert "Inget ärende har samma" in text_of(desk.get(url("same_person", other)))
    again = desk.post(url("pair", other, kept), {"kind": "nonsense"}, follow=True)
    assert "Liknande ärenden" in text_of(again)
    assert "Samma nummer" in text_of(again)


@pytest.mark.parametrize("typed", ["", "2020-0001", "\x00", "x" * 500])
def test_a_number_that_is_none_is_said(desk: Client, kept: Case, typed: str) -> None:
    answer = desk.post(url("same_person", kept), {"number": typed})
    assert answer.status_code == 200
    assert "falt-felrad" in answer.content.decode()


def test_any_case_may_be_compared_by_its_number(desk: Client, kept: Case, karin: User) -> None:
    third = open_case(by=karin, name="Bo Annan")
    answer = desk.post(url("same_person", kept), {"number": f" {third.reference} "})
    assert answer["Location"] == url("compare", kept, third)
    itself = desk.post(url("same_person", kept), {"number": kept.reference})
    assert "Det finns inget annat ärende" in text_of(itself)


def test_what_one_may_not_see_is_neither_suggested_nor_compared(
    desk: Client, kept: Case, karin: User
) -> None:
    maj = factories.coordinator("Maj Annan")
    safe = open_case(by=maj, phones=(ONE,), is_protected=True)
    assert "Skyddat ärende" not in text_of(desk.get(url("same_person", kept)))
    assert "Skyddat ärende" not in text_of(desk.get(reverse("contacts:alike")))
    assert desk.get(url("compare", kept, safe)).status_code == 404
    assert desk.post(url("pair", kept, safe), {"kind": "linked"}).status_code == 404


def test_a_volunteer_does_not_merge(kept: Case, other: Case, karin: User) -> None:
    birgitta = factories.volunteer()
    client = Client()
    client.force_login(birgitta)
    for case in (kept, other):
        life.assign(case=case, to=birgitta, by=karin, now=LATER)
    assert client.get(url("compare", kept, other)).status_code == 403
    assert client.get(url("same_person", kept)).status_code == 403
    assert "Kan vara samma person" not in text_of(client.get(kept.get_absolute_url()))


def test_both_cases_leave_a_trace_of_being_compared(
    desk: Client, kept: Case, other: Case, karin: User
) -> None:
    desk.get(url("compare", kept, other))
    seen = AuditEvent.objects.filter(action=Action.CASE_VIEWED, by=karin)
    assert set(seen.values_list("case_id", flat=True)) == {kept.pk, other.pk}


def test_twelve_queries_at_most_however_many_are_alike(
    desk: Client, kept: Case, other: Case, karin: User
) -> None:
    def asked() -> list[int]:
        found = []
        for address in (
            reverse("contacts:alike"),
            url("same_person", kept),
            url("compare", kept, other),
        ):
            with CaptureQueriesContext(connection) as captured:
                assert desk.get(address).status_code == 200
            found.append(len(captured))
        return found

    with_one = asked()
    for _ in range(15):
        open_case(by=karin, phones=(ONE,), name="Amina Påhittad")
    assert asked() == with_one
    assert max(with_one) <= 12, with_one
