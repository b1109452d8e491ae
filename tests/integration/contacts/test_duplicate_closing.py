"""A duplicate ends by a merge: the closing page leads a coordinator to the comparison, and lets a
volunteer ask for one.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from cases.domain.duplicates import PairKind
from cases.domain.enums import CloseReason
from cases.domain.rules import CaseRefusal
from cases.merging import CasePair
from cases.models import Case
from cases.services import duplicates, life
from cases.services.linking import mark_pair
from jourcase.kernel.audit import Action, AuditEvent
from jourcase.kernel.refusals import RefusedError
from tests import factories
from tests.factories import MONDAY, open_case
from tests.integration.cases.sending import text_of
from tests.integration.contacts.test_merge_pages import stamp
from volunteers.models import User

pytestmark = pytest.mark.django_db
LATER = MONDAY + timedelta(hours=2)


@pytest.fixture
def karin(db: None, fixed_clock: Callable[[datetime], None]) -> User:
    fixed_clock(LATER)
    return factories.coordinator()


@pytest.fixture
def lars(karin: User) -> User:
    return factories.volunteer("Lars Nilsson")


@pytest.fixture
def right(karin: User, lars: User) -> Case:
    return life.assign(case=open_case(by=karin, name="Amina P"), to=lars, by=karin, now=LATER)


@pytest.fixture
def double(karin: User, lars: User) -> Case:
    """Of a number of its own: nothing but a person can see that it is the same."""
    case = open_case(by=karin, phones=("+46701740655",), name="Mina P")
    return life.assign(case=case, to=lars, by=karin, now=LATER)


def close(user: User, case: Case, number: str, **more: Any) -> Any:
    client = Client()
    client.force_login(user)
    data = {"reason": "duplicate", "duplicate_of": number} | more
    return client.post(reverse("cases:close", args=[case.public_id]), data, follow=True)


def test_no_service_closes_a_duplicate(karin: User, double: Case) -> None:
    with pytest.raises(RefusedError) as raised:
        life.close(case=double, reason=CloseReason.DUPLICATE, by=karin, now=LATER)
    assert raised.value.refusals == {CaseRefusal.DUPLICATE_IS_MERGED}


def test_a_typed_number_leads_the_coordinator_to_the_two_side_by_side(
    karin: User, right: Case, double: Case
) -> None:
    factories.log_contact(double, karin, at=MONDAY)
    page = close(karin, double, right.reference)
    compare = reverse("contacts:compare", args=[right.public_id, double.public_id])
    assert page.request["PATH_INFO"] == compare
    assert Case.objects.get(pk=double.pk).closed_at is None
    client = Client()
    client.force_login(karin)
    client.post(compare, {"seen": stamp(page)})
    double.refresh_from_db()
    right.refresh_from_db()
    assert (double.close_reason, double.duplicate_of) == (CloseReason.DUPLICATE, right)
    assert right.phone_tries == 1


def test_a_closed_case_takes_up_none_so_the_open_one_is_kept(
    karin: User, right: Case, double: Case
) -> None:
    life.close(case=right, reason=CloseReason.DECLINED, by=karin, now=LATER)
    page = close(karin, double, right.reference)
    compare = reverse("contacts:compare", args=[double.public_id, right.public_id])
    assert page.request["PATH_INFO"] == compare


def test_a_volunteer_asks_and_the_coordinator_sees_it(
    karin: User, lars: User, right: Case, double: Case
) -> None:
    page = text_of(close(lars, double, right.reference))
    assert f"{double.name_for_lists} kan vara en dubblett av {right.name_for_lists}" in page
    assert Case.objects.get(pk=double.pk).closed_at is None
    (pair,) = CasePair.objects.all()
    assert (pair.kind, pair.made_by) == (PairKind.ASKED, lars)
    assert AuditEvent.objects.filter(action=Action.CASES_PAIRED, by=lars).count() == 2

    (asked,) = duplicates.overview(karin).pairs
    assert {asked.one, asked.two} == {right, double}
    client = Client()
    client.force_login(karin)
    said = "Lars N. tror att det är en dubblett"
    assert said in text_of(client.get(reverse("contacts:alike")))
    same = text_of(client.get(reverse("contacts:same_person", args=[right.public_id])))
    assert said in same
    assert double.reference in same


def test_the_question_ends_with_the_answer_and_does_not_overrule_it(
    karin: User, lars: User, right: Case, double: Case
) -> None:
    close(lars, double, right.reference)
    mark_pair(one=right, two=double, kind=PairKind.APART, by=karin, now=LATER)
    assert duplicates.overview(karin).pairs == []
    page = close(lars, double, right.reference)
    assert "En samordnare har redan jämfört ärendena" in text_of(page)
    assert f'value="{right.reference}"' in page.content.decode()
    assert CasePair.objects.get().kind == PairKind.APART


def test_a_number_that_is_none_is_told_of_and_stays(karin: User, lars: User, double: Case) -> None:
    hidden = open_case(by=karin)
    for user, number, words in (
        (lars, hidden.reference, "Det finns inget sådant ärende som du kan se."),
        (karin, "2026-9999", "Det finns inget sådant ärende som du kan se."),
        (karin, double.reference, "inte vara en dubblett av sig självt"),
        (karin, "", "Skriv numret på det ärende som är det rätta."),
    ):
        page = close(user, double, number)
        assert words in text_of(page)
        assert not number or f'value="{number}"' in page.content.decode()
    assert not CasePair.objects.exists()


def test_the_pair_page_lets_nobody_ask_in_place_of_answering(
    karin: User, right: Case, double: Case
) -> None:
    client = Client()
    client.force_login(karin)
    url = reverse("contacts:pair", args=[right.public_id, double.public_id])
    client.post(url, {"kind": "asked"})
    assert not CasePair.objects.exists()
