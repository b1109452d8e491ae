"""Fel nummer: the list, the page of one question with its text, and who may see them."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from cases.domain.enums import Source
from cases.domain.number_query import NumberOutcome
from jourcase.kernel import clock
from reporting.inflow import inflow
from tests.factories import (
    MONDAY,
    coordinator,
    volunteer,
)
from tests.integration.cases.referring import as_, text
from tests.integration.cases.wrong_numbers import DAY, NEW, ONE, TWO, again, url, wrong
from volunteers.models import User

pytestmark = pytest.mark.django_db
K_NUMBER = "5000-K123456-26"
LIST = "/samordning/fel-nummer/"


@pytest.fixture(autouse=True)
def _monday(fixed_clock: Any) -> None:
    fixed_clock(MONDAY)


@pytest.fixture
def karin() -> User:
    return coordinator()


def test_the_list_groups_by_source_and_its_buttons_work(karin: User) -> None:
    first = wrong(karin, source=Source.SCHOOL)
    second = wrong(karin, TWO)
    client = as_(karin)
    shown = text(client.get(LIST))
    assert shown.index("<caption>Polisen") < shown.index("<caption>Skolan")
    client.post(url(second, "number_asked"), {"fran": "lista"})
    assert again(second).asked_by == karin
    assert "Tillfrågad" in text(client.get(LIST + "?visa=tillfragade"))
    assert first.case.reference not in text(client.get(LIST + "?visa=tillfragade"))
    with clock.fixed(MONDAY + 7 * DAY):
        client = as_(karin)
        assert "Att påminna" in text(client.get(LIST + "?visa=att-gora"))
        client.post(url(second, "number_reminded"), {"fran": "lista"})
        answer = client.post(url(second, "number_answered"), {"svar": "same_number"}, follow=True)
        assert "Klart: källan uppger samma nummer." in text(answer)
        assert second.case.reference in text(client.get(LIST + "?visa=klara"))
        client.post(url(second, "number_undone"), {"steg": "answer"})
    assert again(second).closed_at is None


def test_the_text_names_the_k_number_and_never_the_person(karin: User) -> None:
    named = wrong(karin, name="Amina Påhittad", k_number=K_NUMBER)
    page = as_(karin).get(url(named))
    told = page.context["page"].text
    assert K_NUMBER in told
    for secret in ("Amina", "Påhittad", ONE, "070", named.case.reference):
        assert secret not in told
    assert "Amina" not in text(page)


@pytest.mark.parametrize(("source", "k_number"), [(Source.POLICE, ""), (Source.SCHOOL, K_NUMBER)])
def test_without_a_k_number_or_to_others_it_names_our_own_number(
    karin: User, source: Source, k_number: str
) -> None:
    query = wrong(karin, source=source, k_number=k_number)
    told = as_(karin).get(url(query)).context["page"].text
    assert query.case.reference in told
    assert K_NUMBER not in told


def test_nobody_is_asked_of_a_person_who_came_by_themselves(karin: User) -> None:
    query = wrong(karin, source=Source.OWN)
    client = as_(karin)
    shown = text(client.get(url(query)))
    assert "ingen källa att fråga" in shown
    assert "Kopiera text" not in shown
    answer = client.post(url(query, "number_asked"), follow=True)
    assert "ingen källa att fråga" in text(answer)
    assert again(query).asked_at is None


def test_nonsense_shows_a_page_and_changes_nothing(karin: User) -> None:
    query = wrong(karin)
    client = as_(karin)
    for asked in ("?visa=x' OR 1=1", "?ordning=namn", "?sida=nio", "?visa=&ordning=&sida=-1"):
        assert client.get(LIST + asked).status_code == 200
    client.post(url(query, "number_answered"), {"svar": "new_number"})
    client.post(url(query, "number_answered"), {"svar": "<b>"})
    client.post(url(query, "number_undone"), {"steg": "ask"})
    client.post(url(query, "number_undone"))
    assert again(query).closed_at is None
    assert client.get(url(query, "number_asked")).status_code == 405


def test_only_who_may_see_the_case_sees_its_question(karin: User) -> None:
    query = wrong(karin, is_protected=True)
    maj, birgitta = coordinator("Maj Samordnare"), volunteer()
    assert "Skyddat ärende" in text(as_(karin).get(LIST))
    assert "Skyddat ärende" not in text(as_(maj).get(LIST))
    names = ("number_asked", "number_reminded", "number_answered", "number_undone")
    for user, status in ((maj, 404), (birgitta, 403)):
        client = as_(user)
        assert client.get(url(query)).status_code == status
        for name in names:
            assert client.post(url(query, name)).status_code == status
    assert as_(birgitta).get(LIST).status_code == 403
    assert Client().get(LIST).status_code == 302
    assert inflow(maj, now=MONDAY).rows == []


def test_many_stand_on_several_pages_with_few_queries(
    karin: User, django_assert_max_num_queries: Any
) -> None:
    for _ in range(53):
        wrong(karin)
    client = as_(karin)
    client.get(LIST)
    with django_assert_max_num_queries(8):
        first = client.get(LIST + "?ordning=arende")
    assert "Sida 1 av 2" in text(first)
    second = client.get(LIST + "?ordning=arende&sida=2")
    assert len(second.context["rows"]) == 3


def test_with_nothing_the_page_says_so(karin: User) -> None:
    client = as_(karin)
    assert "Inget fel nummer att fråga om" in text(client.get(LIST))
    assert "Inget är klart än" in text(client.get(LIST + "?visa=klara"))


def test_a_new_number_by_the_ordinary_form_ends_it(karin: User) -> None:
    query = wrong(karin)
    client = as_(karin)
    form = client.get(reverse("cases:identity", args=[query.case.public_id])).context["form"]
    said = {name: form[name].value() or "" for name in form.fields}
    said["phone_2"] = NEW
    said = {name: value for name, value in said.items() if value not in (False, "")}
    answer = client.post(reverse("cases:identity", args=[query.case.public_id]), said)
    assert answer.status_code == 302, answer.context["form"].errors
    assert again(query).outcome == NumberOutcome.NEW_NUMBER
