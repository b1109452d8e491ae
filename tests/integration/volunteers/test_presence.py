"""Språk och frånvaro: one's own page and the coordinator's; only days are kept."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from contacts.leaving import end_person
from jourcase.kernel import clock
from jourcase.kernel.audit import Action, AuditEvent
from tests.factories import MONDAY, board, coordinator, volunteer
from volunteers.absence import Absence
from volunteers.domain.absence import Away
from volunteers.domain.languages import Language
from volunteers.models import User
from volunteers.presence_services import (
    add_absence,
    forget_old_absences,
    remove_absence,
    set_languages,
)

pytestmark = pytest.mark.django_db
OWN = "/konto/sprak-och-franvaro/"
TODAY = date(2026, 11, 23)


@pytest.fixture(autouse=True)
def monday() -> Iterator[None]:
    with clock.fixed(MONDAY):
        yield


def as_(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def text(answer: Any) -> str:
    return " ".join(answer.content.decode().split())


def about(person: User) -> str:
    return reverse("volunteers:presence_of", args=[person.public_id])


def periods(person: User) -> list[tuple[date, date | None]]:
    return list(person.absences.order_by("since").values_list("since", "until"))


def away(person: User, since: date, until: date | None = None) -> Absence:
    return add_absence(person=person, period=Away(since, until), by=person, now=MONDAY)


def enter(who: User, page: str, since: str, until: str = "") -> Any:
    said = {"about": "absence", "since": since, "until": until}
    return as_(who).post(page, said, follow=True)


def test_one_enters_ones_own_absence_and_takes_it_away() -> None:
    birgitta = volunteer()
    assert "Frånvaron är sparad." in text(enter(birgitta, OWN, "1/12 2026", "20261205"))
    assert periods(birgitta) == [(date(2026, 12, 1), date(2026, 12, 5))]
    row = birgitta.absences.get()
    page = as_(birgitta).post(reverse("volunteers:end_absence", args=[row.public_id]), follow=True)
    assert "Frånvaron är borttagen." in text(page)
    assert periods(birgitta) == []
    acts = AuditEvent.objects.filter(action=Action.PERSON_CHANGED, by=birgitta)
    assert [event.fields for event in acts] == [["absence"], ["absence"]]


def test_a_coordinator_enters_it_for_who_has_rung_in_without_a_last_day() -> None:
    karin, birgitta = coordinator(), volunteer()
    page = text(enter(karin, about(birgitta), "2026-11-23"))
    assert "2026-11-23 och tills vidare" in page
    assert periods(birgitta) == [(TODAY, None)]
    person = text(as_(karin).get(reverse("contacts:person", args=[birgitta.public_id])))
    assert "<dt>Frånvaro</dt> <dd> tills vidare </dd>" in person


def test_a_leap_day_is_a_day() -> None:
    birgitta = volunteer()
    enter(birgitta, OWN, "2028-02-29", "2028-02-29")
    assert periods(birgitta) == [(date(2028, 2, 29), date(2028, 2, 29))]
    assert "Skriv datumet som" in text(enter(birgitta, OWN, "2027-02-29", "2027-03-01"))


def test_what_overlaps_is_joined_and_told_of() -> None:
    birgitta = volunteer()
    enter(birgitta, OWN, "2026-12-01", "2026-12-05")
    page = text(enter(birgitta, OWN, "2026-12-04", "2026-12-09"))
    assert "ihop med den period som redan fanns intill" in page
    assert periods(birgitta) == [(date(2026, 12, 1), date(2026, 12, 9))]
    enter(birgitta, OWN, "2026-12-02", "2026-12-03")
    assert periods(birgitta) == [(date(2026, 12, 1), date(2026, 12, 9))]


@pytest.mark.parametrize(
    ("since", "until", "words"),
    [
        ("", "", "Skriv datumet som år-månad-dag"),
        ("snart", "", "Skriv datumet som år-månad-dag"),
        ("\x00", "2026-12-01", "Skriv datumet som år-månad-dag"),
        ("11/12/2026", "", "Menar du 2026-12-11 eller 2026-11-12?"),
        ("2026-12-05", "2026-12-01", "Sista dagen är före den första."),
        ("2026-11-01", "2026-11-22", "Frånvaron är redan slut."),
        ("2026-12-01", "2126-12-05", "Det är mer än två år bort."),
        ("2126-12-01", "", "Det är mer än två år bort."),
        ("2016-12-01", "", "Det är mer än två år sedan."),
    ],
)
def test_what_cannot_be_is_explained_and_nothing_typed_is_lost(
    since: str, until: str, words: str
) -> None:
    birgitta = volunteer()
    page = text(enter(birgitta, OWN, since, until))
    assert words in page
    assert "<title>Fel: Språk och frånvaro" in page
    assert not since.isprintable() or f'value="{since}"' in page or not since
    assert periods(birgitta) == []


def test_the_page_has_no_box_for_why() -> None:
    page = as_(volunteer()).get(OWN).content.decode()
    assert "<textarea" not in page
    fields = {field.name for field in Absence._meta.get_fields()}
    assert fields == {"id", "public_id", "user", "since", "until"}


def test_languages_are_saved_in_the_order_of_the_list_and_nonsense_is_refused() -> None:
    birgitta = volunteer()
    said = {"about": "languages", "languages": ["so", "ar"]}
    assert "Språken är sparade." in text(as_(birgitta).post(OWN, said, follow=True))
    birgitta.refresh_from_db()
    assert birgitta.languages == ["ar", "so"]
    bad = {"about": "languages", "languages": ["klingon"]}
    assert "Välj ett av alternativen." in text(as_(birgitta).post(OWN, bad))
    birgitta.refresh_from_db()
    assert birgitta.languages == ["ar", "so"]
    page = as_(birgitta).get(OWN).content.decode()
    assert page.count(" checked") == 3  # the two languages, and the gender


def test_gender_is_ones_own_voluntary_answer_and_can_be_taken_back() -> None:
    birgitta = volunteer()

    def answers(code: str) -> str:
        return text(as_(birgitta).post(OWN, {"about": "gender", "gender": code}, follow=True))

    for code in ("other", "", ""):
        assert "Svaret är sparat." in answers(code)
        birgitta.refresh_from_db()
        assert birgitta.gender == code
    assert "Välj ett av alternativen." in answers("klingon")
    changed = AuditEvent.objects.filter(action=Action.PERSON_CHANGED, fields=["gender"])
    assert changed.count() == 2
    page = text(as_(coordinator()).get(about(birgitta)))
    assert "Spara svaret" not in page
    as_(coordinator()).post(about(birgitta), {"about": "gender", "gender": "man"})
    birgitta.refresh_from_db()
    assert birgitta.gender == ""


def test_nothing_posted_or_something_else_changes_nothing() -> None:
    birgitta = volunteer()
    for said in ({}, {"about": "shoe size"}, {"since": "2026-12-01"}):
        assert as_(birgitta).post(OWN, said).status_code == 200
    assert periods(birgitta) == []


def test_nobody_but_a_coordinator_reads_or_changes_anothers() -> None:
    birgitta, lars, styrbjorn = volunteer(), volunteer("Lars Nilsson"), board()
    row = away(birgitta, TODAY)
    end = reverse("volunteers:end_absence", args=[row.public_id])
    assert as_(lars).get(about(birgitta)).status_code == 403
    assert as_(lars).post(end).status_code == 404
    assert as_(styrbjorn).get(OWN).status_code == 403
    assert as_(styrbjorn).post(end).status_code == 403
    assert periods(birgitta) == [(TODAY, None)]
    assert as_(coordinator()).post(end).status_code == 302
    assert periods(birgitta) == []


def test_what_is_over_is_thrown_away_and_so_is_everything_of_who_stops() -> None:
    karin, birgitta, lars = coordinator(), volunteer(), volunteer("Lars Nilsson")
    coordinator("Kerstin Samordnare")
    away(birgitta, TODAY, TODAY)
    away(lars, TODAY, TODAY + timedelta(days=1))
    assert forget_old_absences(now=MONDAY + timedelta(days=1)) == 1
    assert periods(birgitta) == []
    set_languages(person=lars, languages=[Language.ARABIC], by=karin, now=MONDAY)
    end_person(person=lars, by=karin, now=MONDAY)
    lars.refresh_from_db()
    assert (periods(lars), lars.languages) == ([], [])
    assert as_(karin).get(about(lars)).status_code == 404


def test_taking_away_twice_is_the_same_as_once() -> None:
    birgitta = volunteer()
    row = away(birgitta, TODAY)
    remove_absence(absence=row, by=birgitta, now=MONDAY)
    before = AuditEvent.objects.count()
    remove_absence(absence=row, by=birgitta, now=MONDAY)
    assert AuditEvent.objects.count() == before


def test_the_database_refuses_a_period_backwards_and_two_without_end() -> None:
    birgitta = volunteer()
    with pytest.raises(IntegrityError), transaction.atomic():
        Absence.objects.create(user=birgitta, since=TODAY, until=TODAY - timedelta(days=1))
    Absence.objects.create(user=birgitta, since=TODAY)
    with pytest.raises(IntegrityError), transaction.atomic():
        Absence.objects.create(user=birgitta, since=TODAY + timedelta(days=9))
