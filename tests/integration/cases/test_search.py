"""Searching: exact for numbers and codes, by words for names, never beyond what one may see."""

import pytest
from django.test import Client
from django.urls import reverse

from cases.domain.enums import CloseReason
from cases.models import AnonymousCode, Case
from cases.services import life, look_up
from jourcase.kernel.audit import Action, AuditEvent
from tests import factories
from tests.integration.cases.sending import text_of
from volunteers.models import User

pytestmark = pytest.mark.django_db


def find(client: Client, said: str) -> str:
    return text_of(client.post(reverse("cases:search"), {"q": said}, follow=True))


@pytest.fixture
def case(karin: User) -> Case:
    factories.open_case(by=karin, name="Berit Annan")
    return factories.open_case(
        by=karin, name="Amina Påhittad", phones=("+46701740612",), k_number="5000-K12-26"
    )


@pytest.mark.parametrize(
    "said",
    ["2026-0002", "0002", "2", " 070 174 0612", "+46701740612", "5000-k12-26", "påhittad amina"],
)
def test_one_hit_opens_its_case(desk: Client, case: Case, said: str) -> None:
    answer = desk.post(reverse("cases:search"), {"q": said})
    assert answer["Location"] == f"/arenden/{case.public_id}/"


def test_an_anonymous_case_is_found_by_its_three_words(desk: Client, karin: User) -> None:
    case = factories.open_case(by=karin, is_anonymous=True)
    words = AnonymousCode.objects.get().words
    answer = desk.post(reverse("cases:search"), {"q": f"  {words.upper()} "})
    assert answer["Location"] == f"/arenden/{case.public_id}/"


def test_several_hits_are_listed_without_names(desk: Client, karin: User) -> None:
    for _ in range(2):
        factories.open_case(by=karin, phones=("+46701740612",))
    page = find(desk, "070-174 06 12")
    assert "2026-0001" in page
    assert "2026-0002" in page
    assert "Amina" not in page


def test_no_hit_says_what_can_be_searched_for(desk: Client, case: Case) -> None:
    page = find(desk, "Okänd Person")
    assert "Inget ärende matchar ”Okänd Person”" in page
    assert "de tre orden" in page


def test_a_closed_case_is_found_by_number_and_not_by_name(
    desk: Client, karin: User, case: Case
) -> None:
    life.close(case=case, reason=CloseReason.DECLINED, by=karin, now=factories.MONDAY)
    assert "Inget ärende matchar" in find(desk, "Amina")
    assert case.reference in find(desk, "070-174 06 12")


@pytest.mark.parametrize("said", ["0002", "Amina", "070-174 06 12", "5000-K12-26"])
def test_nobody_finds_what_they_may_not_see(evening: Client, case: Case, said: str) -> None:
    page = find(evening, said)
    assert "Inget ärende matchar" in page
    assert case.reference not in page


@pytest.mark.parametrize("said", ["0001", "Amina", "070-174 06 12"])
def test_a_protected_case_is_found_by_its_readers_only(
    desk: Client, said: str, karin: User
) -> None:
    other = factories.coordinator("Olle Annan")
    factories.open_case(by=other, phones=("+46701740612",), is_protected=True)
    assert "Inget ärende matchar" in find(desk, said)


def test_what_is_searched_for_never_stands_in_the_address(desk: Client, case: Case) -> None:
    answer = desk.get(reverse("cases:search"), {"q": "Amina"})
    assert case.reference not in text_of(answer)


@pytest.mark.parametrize("said", ["Amina Påhittad", "PÅHITTAD, Amina", "amina  påhittad"])
def test_a_whole_name_finds_closed_cases_too(
    desk: Client, karin: User, case: Case, said: str
) -> None:
    life.close(case=case, reason=CloseReason.DECLINED, by=karin, now=factories.MONDAY)
    answer = desk.post(reverse("cases:search"), {"q": said})
    assert answer["Location"] == f"/arenden/{case.public_id}/"


def test_a_whole_name_finds_by_its_words_as_well(desk: Client, karin: User, case: Case) -> None:
    """Two who are written differently: one by the digest, the other by the words."""
    life.close(case=case, reason=CloseReason.DECLINED, by=karin, now=factories.MONDAY)
    factories.open_case(by=karin, name="Amina Påhittad Lind")
    page = find(desk, "Amina Påhittad")
    assert case.reference in page
    assert "2026-0003" in page


def test_the_words_are_read_in_so_many_names_and_no_more(
    desk: Client, karin: User, case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    factories.open_case(by=karin, name="Yngre Ärende")
    monkeypatch.setattr(look_up, "MOST_READ", 1)
    page = find(desk, "Amina")
    assert "Inget ärende matchar" in page
    assert "skriv både förnamn och efternamn" in page
    assert desk.post(reverse("cases:search"), {"q": "Amina Påhittad"}).status_code == 200
    assert case.reference in find(desk, "Amina Påhittad")


def test_a_number_is_suggested_while_it_is_typed_and_nothing_else(desk: Client, case: Case) -> None:
    suggest = reverse("cases:suggest")
    assert case.reference in text_of(desk.post(suggest, {"q": "0002"}))
    for said in ("Amina", "070-174 06 12", "5000-K12-26", "", "\x00", "٣٣٣٣"):
        answer = desk.post(suggest, {"q": said})
        assert answer.status_code == 200
        assert case.reference not in text_of(answer)
    assert AuditEvent.objects.filter(action=Action.CASES_SEARCHED).count() == 7


def test_a_suggestion_is_of_what_one_may_see(evening: Client, case: Case) -> None:
    page = text_of(evening.post(reverse("cases:suggest"), {"q": case.reference}))
    assert "Inget ärende med det numret" in page


def test_more_than_fit_says_so(desk: Client, karin: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(look_up, "MOST_FOUND", 2)
    for _ in range(3):
        factories.open_case(by=karin, phones=("+46701740612",))
    page = find(desk, "070-174 06 12")
    assert "2 ärenden (fler finns, sök på mer)" in page
    assert "2026-0001" not in page
