"""What the page of a new case tells while it is being filled in."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from cases.models import Case
from tests import factories
from tests.integration.cases.sending import NEW, filled, take_in, text_of
from volunteers.models import User

pytestmark = pytest.mark.django_db
HTMX_AND_PLAIN: tuple[dict[str, Any], ...] = ({"HTTP_HX_REQUEST": "true"}, {})

# --- While it is filled in ---------------------------------------------------------------------


def test_the_last_day_stands_on_the_page_from_the_beginning(desk: Client) -> None:
    assert "Första kontakt senast torsdag 26 nov. kl. 23.59" in text_of(desk.get(NEW, follow=True))


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("2026-11-20T23:59", "Första kontakt senast måndag 23 nov. kl. 23.59"),
        ("2026-10-25T02:30", "Första kontakt senast onsdag 28 okt. kl. 23.59"),
        ("2026-03-29T02:30", "Den tiden finns inte"),
        ("2026-11-24T10:00", "Tiden ligger framåt."),
        ("2025-03-01T10:00", "före överenskommelsens första dag"),
        ("", "Skriv när ärendet kom in"),
        ("i går", "Skriv dag och tid"),
        ("0001-01-01T00:00", "Skriv dag och tid"),
        ("x" * 5000, "Skriv dag och tid"),
    ],
)
def test_the_last_day_follows_the_received_time(desk: Client, typed: str, words: str) -> None:
    answer = desk.post(reverse("cases:deadline"), {"received_at": typed})
    assert words in text_of(answer)


@pytest.mark.parametrize("name", ["deadline", "similar", "find_district"])
def test_the_small_answers_are_posted_for(desk: Client, name: str) -> None:
    assert desk.get(reverse(f"cases:{name}")).status_code == 405


def test_the_small_answers_are_whole_parts_of_the_page(desk: Client, karin: User) -> None:
    """What arrives by itself is what stands on the page that was loaded."""
    factories.open_case(by=karin, phones=("+46701740612",))
    typed = filled(call_safety="", received_at="2026-11-20T10:00")
    page = _tidy(take_in(desk, **typed))
    htmx: dict[str, Any] = {"HTTP_HX_REQUEST": "true"}
    for name in ("deadline", "similar"):
        part = _tidy(desk.post(reverse(f"cases:{name}"), typed, **htmx))
        assert part
        assert part in page, name


def _tidy(answer: Any) -> str:
    return " ".join(answer.content.decode().split())


@pytest.mark.parametrize(
    ("place", "words", "chosen"),
    [
        ("Tallkrogen", "Tallkrogen ligger i Farsta.", "Farsta"),
        ("örby slott", "Örby slott ligger i Hägersten-Älvsjö.", "Hägersten-Älvsjö"),
        ("Johanneshov", "Kan vara flera:", ""),
        ("Atlantis", "Vi känner inte igen stället.", ""),
        ("", "Skriv en stadsdel", ""),
        ("\x00" * 50 + "å" * 5000, "Vi känner inte igen stället.", ""),
    ],
)
def test_a_place_is_looked_up(desk: Client, place: str, words: str, chosen: str) -> None:
    for headers in HTMX_AND_PLAIN:
        answer = desk.post(reverse("cases:find_district"), {"place": place}, **headers)
        assert words in text_of(answer)
        if headers and chosen:
            assert f"selected>{chosen}<" in _tidy(answer)


def test_somebody_elses_district_is_offered_a_transfer_and_never_refused(desk: Client) -> None:
    page = desk.get(NEW, follow=True)
    assert "Erbjud personen att bli förmedlad dit." in text_of(page)
    assert 'data-reveal="district=annan-kommun"' in page.content.decode()
    assert 'data-reveal="district=farsta' not in page.content.decode()
    take_in(desk, district="sodermalm")
    assert getattr(Case.objects.get().district, "name", "") == "Södermalm"


# --- The same person -------------------------------------------------------------------------


def test_a_number_that_is_known_is_told_of_with_case_and_status(desk: Client, karin: User) -> None:
    case = factories.open_case(by=karin, phones=("+46701740612",), name="Kim Hemlig")
    answer = desk.post(reverse("cases:similar"), {"phone": "070 174 0612"})
    assert f"{case.reference} (öppnas i en ny flik) , mottaget, samma nummer." in text_of(answer)
    assert "Kim" not in text_of(answer)


def test_what_one_may_not_see_is_only_hinted_at(evening: Client, karin: User) -> None:
    case = factories.open_case(by=karin, phones=("+46701740612",))
    answer = evening.post(reverse("cases:similar"), {"phone": "+46701740612"})
    assert "Det kan finnas ett ärende redan" in text_of(answer)
    assert case.reference not in text_of(answer)


def test_a_protected_case_is_not_even_hinted_at(evening: Client, karin: User) -> None:
    factories.open_case(by=karin, phones=("+46701740612",), is_protected=True)
    answer = evening.post(reverse("cases:similar"), {"phone": "+46701740612"})
    assert text_of(answer) == ""


def test_a_k_number_that_is_known_is_told_of(desk: Client, karin: User) -> None:
    factories.open_case(by=karin, k_number="5000-K1-26")
    answer = desk.post(reverse("cases:similar"), {"k_number": "5000-k1-26"})
    assert "samma K-nummer" in text_of(answer)


@pytest.mark.parametrize("phone", ["", "12", "x" * 5000, "\x00", "+46 hej"])
def test_nonsense_is_nobodys_number(desk: Client, phone: str) -> None:
    answer = desk.post(reverse("cases:similar"), {"phone": phone, "k_number": phone})
    assert text_of(answer) == ""
