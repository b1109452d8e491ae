"""Anmäl att du gått: nothing counts before a coordinator has confirmed it."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from jourcase.kernel import clock
from jourcase.kernel.audit import Action, AuditEvent
from jourcase.kernel.refusals import RefusedError
from tests.factories import MONDAY, board, coordinator, volunteer
from volunteers.development import reported
from volunteers.development.people import members
from volunteers.development.services import note_occasion
from volunteers.domain.development import Kind, Occasion
from volunteers.domain.reported import ReportRefusal, ReportState
from volunteers.models import DevelopmentEvent, ReportedTraining, User

pytestmark = pytest.mark.django_db
OWN, NEW = "/min-utbildning/", "/min-utbildning/anmal/"
SUMS, LIST = "/medarbetare/tillfallen/", "/medarbetare/stodpersoner/"
DAY = date(2026, 11, 14)


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


def said(**rest: Any) -> dict[str, Any]:
    return {"kind": "training", "on": "14/11 2026", "title": "Sorg", "hours": "1,5"} | rest


def row_of(user: User, kind: Kind = Kind.TRAINING, on: date = DAY) -> ReportedTraining:
    return reported.report(said=Occasion(kind, on, "Sorg", 90), user=user, now=MONDAY)


def answer(row: ReportedTraining, by: User, what: str) -> str:
    url = reverse("volunteers:answer_report", args=[row.public_id])
    return text(as_(by).post(url, {"svar": what}, follow=True))


def parts(user: User) -> list[tuple[Kind, date, int]]:
    member = next(one for one in members() if one.key == user.pk)
    return [(part.kind, part.on, part.minutes) for part in member.parts]


def test_what_is_reported_waits_and_counts_when_it_is_confirmed() -> None:
    karin, birgitta = coordinator(), volunteer()
    shown = text(as_(birgitta).post(NEW, said(), follow=True))
    assert "Anmält. En samordnare bekräftar" in shown
    assert "Väntar på bekräftelse" in shown
    assert parts(birgitta) == []
    assert "En anmäld utbildning väntar på svar" in text(as_(karin).get(LIST))
    row = ReportedTraining.objects.get()
    assert (row.on, row.minutes, row.user) == (DAY, 90, birgitta)
    assert "Bekräftat. Det räknas för Birgitta N." in answer(row, karin, "ja")
    assert parts(birgitta) == [(Kind.TRAINING, DAY, 90)]
    assert "Bekräftad" in text(as_(birgitta).get(OWN))
    assert "väntar på svar" not in text(as_(karin).get(LIST))
    noted = AuditEvent.objects.filter(action=Action.DEVELOPMENT_NOTED)
    assert {(one.by_id, *one.fields) for one in noted} == {
        (birgitta.pk, "training", "reported"),
        (karin.pk, "training"),
    }


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"on": "2026-11-24"}, "Dagen ligger framåt i tiden."),
        ({"on": "29/2 2026"}, "Skriv datumet som år-månad-dag"),
        ({"on": ""}, "Skriv datumet som år-månad-dag"),
        ({"on": "2025-03-31"}, "Den dagen hade du inte börjat här."),
        ({"title": ""}, "Skriv vad det handlade om, utan namn."),
        ({"hours": ""}, "Skriv hur länge det höll på"),
        ({"hours": "25"}, "Högst 24 timmar."),
        ({"kind": ""}, "Välj vad det var."),
        ({"kind": "conversation"}, "Välj ett av alternativen."),
    ],
)
def test_what_cannot_be_is_refused_in_words_and_stays(typed: dict[str, Any], words: str) -> None:
    sent = said(title="Kvar i rutan") | typed
    shown = text(as_(volunteer()).post(NEW, sent))
    assert words in shown
    assert "title" in typed or "Kvar i rutan" in shown
    assert not ReportedTraining.objects.exists()


def test_twice_is_told_and_so_is_what_is_there_already() -> None:
    birgitta = volunteer()
    row_of(birgitta)
    assert "Du har redan anmält det." in text(as_(birgitta).post(NEW, said()))
    there = Occasion(Kind.EXCHANGE, DAY, "Sorg", 90)
    note_occasion(said=there, people=[birgitta], by=None, now=MONDAY)
    shown = text(as_(birgitta).post(NEW, said(kind="exchange")))
    assert "Du finns redan med på ett sådant tillfälle den dagen." in shown
    with pytest.raises(IntegrityError), transaction.atomic():
        ReportedTraining.objects.create(
            user=birgitta, kind="training", on=DAY, title="Sorg", minutes=5, reported_at=MONDAY
        )


def test_who_was_forgotten_is_added_to_the_occasion_of_the_day() -> None:
    karin, birgitta, lars = coordinator(), volunteer(), volunteer("Lars-Erik Ek")
    there = Occasion(Kind.TRAINING, DAY, "Sorg och kris", 120)
    note_occasion(said=there, people=[lars], by=karin, now=MONDAY)
    reported.confirm(row=row_of(birgitta), by=karin, now=MONDAY)
    event = DevelopmentEvent.objects.standing().get()
    assert set(event.people.all()) == {birgitta, lars}
    assert parts(birgitta) == [(Kind.TRAINING, DAY, 120)]
    # Two that day: which of them is not known, so it is one of its own.
    note_occasion(said=there, people=[lars], by=karin, now=MONDAY)
    mona = volunteer("Mona Ek")
    reported.confirm(row=row_of(mona), by=karin, now=MONDAY)
    assert DevelopmentEvent.objects.standing().count() == 3


def test_what_is_declined_does_not_count_and_can_be_confirmed_after_all() -> None:
    karin, birgitta = coordinator(), volunteer()
    row = row_of(birgitta)
    assert "Det räknas inte." in answer(row, karin, "nej")
    assert "Inte bekräftad" in text(as_(birgitta).get(OWN))
    assert parts(birgitta) == []
    assert "Anmält men inte bekräftat (1)" in text(as_(karin).get(SUMS))
    answer(row, karin, "ja")
    assert len(parts(birgitta)) == 1
    assert "Någon har redan svarat på anmälan." in answer(row, karin, "ja")
    assert len(parts(birgitta)) == 1
    answer(row, karin, "kanske")


def test_one_takes_back_ones_own_and_nobody_elses() -> None:
    karin, birgitta, lars = coordinator(), volunteer(), volunteer("Lars-Erik Ek")
    row = row_of(birgitta)
    url = reverse("volunteers:withdraw_report", args=[row.public_id])
    assert as_(lars).post(url).status_code == 404
    assert as_(karin).post(url).status_code == 404
    assert "Anmälan är tillbakatagen." in text(as_(birgitta).post(url, follow=True))
    assert "Du har anmält" not in text(as_(birgitta).get(OWN))
    row.refresh_from_db()
    assert row.state == ReportState.WITHDRAWN
    with pytest.raises(RefusedError) as refused:
        reported.confirm(row=row, by=karin, now=MONDAY)
    assert refused.value.refusals == {ReportRefusal.ANSWERED}
    row_of(birgitta)


def test_only_coordinators_answer_and_the_board_sees_no_names_there() -> None:
    birgitta, chair = volunteer(), board()
    row = row_of(birgitta)
    url = reverse("volunteers:answer_report", args=[row.public_id])
    for user in (birgitta, chair):
        assert as_(user).post(url, {"svar": "ja"}).status_code == 403
    assert "Birgitta" not in text(as_(chair).get(SUMS))
    assert "väntar på svar" not in text(as_(chair).get(LIST))
