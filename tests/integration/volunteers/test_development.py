"""Registrera tillfälle, Stödpersoner, Min utbildning and Krav: one event, many people, one tick
each; of a conversation the day alone.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from jourcase.kernel import clock
from jourcase.kernel.audit import Action, AuditEvent
from jourcase.kernel.refusals import RefusedError
from tests.factories import MONDAY, board, coordinator, someone, volunteer
from volunteers.development.people import events_between, members, requirements
from volunteers.development.services import (
    correct_occasion,
    note_occasion,
    set_requirements,
    take_away_occasion,
)
from volunteers.domain.development import (
    DevelopmentRefusal,
    Kind,
    Occasion,
    RequirementRefusal,
    Requirements,
    totals,
)
from volunteers.domain.roles import Role
from volunteers.domain.steps import Paused, Step
from volunteers.models import (
    DevelopmentAttendance,
    DevelopmentEvent,
    DevelopmentRequirement,
    StaffConversation,
    User,
)
from volunteers.services import approve
from volunteers.steps.services import note_steps, pause

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 23)
LIST, NEW = "/medarbetare/stodpersoner/", "/medarbetare/tillfallen/nytt/"
OWN, SUMS = "/min-utbildning/", "/medarbetare/tillfallen/"
BUDGET = 12


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


def said(*people: User, **rest: Any) -> dict[str, Any]:
    whole: dict[str, Any] = {
        "kind": "training",
        "on": "2026-11-14",
        "title": "Sorg och kris",
        "hours": "1,5",
        "people": [str(one.public_id) for one in people],
    }
    return whole | rest


def held(kind: Kind, on: date, *people: User, title: str = "Sorg", minutes: int = 120) -> Any:
    what = Occasion(kind, on, title, minutes)
    return note_occasion(said=what, people=people, by=None, now=MONDAY)


def test_one_event_is_saved_for_all_who_are_ticked() -> None:
    karin, birgitta, lars = coordinator(), volunteer(), volunteer("Lars Nilsson")
    volunteer("Mona Hemma")
    answer = as_(karin).post(NEW, said(birgitta, lars), follow=True)
    assert "Vidareutbildning sparat för 2 personer." in text(answer)
    event = DevelopmentEvent.objects.get()
    assert (event.minutes, event.on, event.noted_by) == (90, date(2026, 11, 14), karin)
    assert set(event.people.all()) == {birgitta, lars}
    audited = AuditEvent.objects.get(action=Action.DEVELOPMENT_NOTED)
    assert audited.fields == ["training"]


def test_of_a_conversation_the_day_is_kept_and_nothing_else() -> None:
    karin, birgitta, lars = coordinator(), volunteer(), volunteer("Lars Nilsson")
    sent = said(birgitta, lars, kind="conversation", title="Vi talade om", hours="")
    as_(karin).post(NEW, sent)
    as_(karin).post(NEW, sent)
    assert StaffConversation.objects.count() == 2
    assert not DevelopmentEvent.objects.exists()
    fields = {field.name for field in StaffConversation._meta.get_fields()}
    assert fields == {
        *("id", "public_id", "user", "on"),
        *("noted_at", "noted_by", "replaced_at", "replaced_by"),
    }
    assert AuditEvent.objects.filter(action=Action.DEVELOPMENT_NOTED).count() == 1


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"on": "2026-11-24"}, "Dagen ligger framåt i tiden."),
        ({"on": "2027-02-29"}, "Skriv datumet som år-månad-dag"),
        ({"on": "2025-03-31"}, "Någon av de ikryssade hade inte börjat då."),
        ({"title": " "}, "Skriv vad det handlade om, utan namn."),
        ({"title": "x" * 121}, "Texten är för lång."),
        ({"hours": "två"}, "Skriv hur länge det höll på i timmar"),
        ({"hours": "-1"}, "Skriv hur länge det höll på i timmar"),
        ({"hours": "0"}, "Skriv hur länge det höll på, till exempel 2 eller 1,5."),
        ({"hours": "25"}, "Högst 24 timmar."),
        ({"hours": "9" * 400}, "Skriv hur länge det höll på i timmar"),
        ({"people": []}, "Kryssa för minst en person."),
        ({"people": ["någon annan"]}, "Välj ett av alternativen."),
        ({"kind": "fest"}, "Välj ett av alternativen."),
        ({"kind": ""}, "Välj vad det var."),
    ],
)
def test_what_cannot_be_is_refused_in_words_and_the_ticks_stay(
    typed: dict[str, Any], words: str
) -> None:
    karin, birgitta = coordinator(), volunteer()
    answer = as_(karin).post(NEW, said(birgitta, **typed))
    assert answer.status_code == 200
    assert words in text(answer)
    if "people" not in typed:
        ticked = f'value="{birgitta.public_id}"'
        line = text(answer).split(ticked)[1].split(">")[0]
        assert "checked" in line
    assert not DevelopmentEvent.objects.exists()


@pytest.mark.parametrize(
    ("typed", "minutes"), [("2", 120), ("1,5", 90), ("1.25", 75), ("1:30", 90), (" 3 tim ", 180)]
)
def test_hours_are_read_as_people_write_them(typed: str, minutes: int) -> None:
    karin, birgitta = coordinator(), volunteer()
    as_(karin).post(NEW, said(birgitta, hours=typed))
    assert DevelopmentEvent.objects.get().minutes == minutes


def test_a_leap_day_is_a_day_for_an_event() -> None:
    karin = coordinator()
    with clock.fixed(MONDAY.replace(year=2028, month=3, day=1)):
        as_(karin).post(NEW, said(karin, on="29/2 2028"))
    assert DevelopmentEvent.objects.get().on == date(2028, 2, 29)


def test_a_correction_replaces_the_event_and_keeps_the_old_one() -> None:
    karin, birgitta, lars = coordinator(), volunteer(), volunteer("Lars Nilsson")
    event = held(Kind.TRAINING, date(2026, 11, 14), birgitta)
    where = reverse("volunteers:occasion", args=[event.public_id])
    shown = text(as_(karin).get(where))
    assert 'value="Sorg"' in shown
    assert "Medarbetarsamtal</" not in shown.split("Vad var det?")[1].split("</fieldset>")[0]
    answer = as_(karin).post(where, said(lars, hours="3"), follow=True)
    assert "Tillfället är rättat." in text(answer)
    new = DevelopmentEvent.objects.standing().get()
    assert (new.minutes, list(new.people.all())) == (180, [lars])
    event.refresh_from_db()
    assert (event.replaced_by, event.replaced_at) == (karin, MONDAY)
    assert list(event.people.all()) == [birgitta]
    assert as_(karin).get(where).status_code == 404
    with pytest.raises(RefusedError) as raised:
        correct_occasion(
            event=event,
            said=Occasion(Kind.TRAINING, TODAY, "Igen", 60),
            people=[lars],
            by=karin,
            now=MONDAY,
        )
    assert raised.value.refusals == {DevelopmentRefusal.REPLACED}
    assert DevelopmentEvent.objects.count() == 2


def test_what_was_never_held_is_taken_away_and_counts_for_nobody() -> None:
    karin, birgitta = coordinator(), volunteer()
    event = held(Kind.TRAINING, date(2026, 11, 14), birgitta)
    take_away_occasion(event=event, by=karin, now=MONDAY)
    assert members()[0].parts == ()
    held(Kind.CONVERSATION, TODAY, birgitta)
    talk = StaffConversation.objects.get()
    where = reverse("volunteers:drop_conversation", args=[talk.public_id])
    assert "Samtalet är borttaget." in text(as_(karin).post(where, follow=True))
    as_(karin).post(where)
    assert AuditEvent.objects.filter(action=Action.DEVELOPMENT_CHANGED).count() == 2
    held(Kind.CONVERSATION, TODAY, birgitta)
    assert StaffConversation.objects.count() == 2


def test_the_database_holds_one_of_each_whoever_writes() -> None:
    birgitta = volunteer()
    event = held(Kind.TRAINING, TODAY, birgitta)
    with pytest.raises(IntegrityError), transaction.atomic():
        DevelopmentAttendance.objects.create(event=event, user=birgitta)
    held(Kind.CONVERSATION, TODAY, birgitta)
    with pytest.raises(IntegrityError), transaction.atomic():
        StaffConversation.objects.create(user=birgitta, on=TODAY, noted_at=MONDAY)


def test_the_list_says_what_is_missing_and_until_when() -> None:
    karin, birgitta = coordinator(), volunteer()
    held(Kind.TRAINING, date(2026, 3, 14), birgitta)
    held(Kind.EXCHANGE, date(2026, 11, 2), birgitta)
    held(Kind.CONVERSATION, date(2025, 12, 1), birgitta)
    note_steps(
        person=birgitta,
        days={
            Step.INTERESTED: date(2025, 4, 1),
            Step.INTERVIEWED: date(2025, 4, 1),
            Step.ADMITTED: date(2025, 4, 1),
            Step.TRAINED: date(2025, 4, 1),
            Step.PASSED: date(2025, 4, 1),
        },
        by=karin,
        now=MONDAY,
    )
    shown = text(as_(karin).get(LIST))
    row = shown.split("Birgitta Nilsson")[1].split("</tr>")[0]
    for words in ("<span>2025</span>", "14 mars", "1 av 2, senast 31 dec.", "Senast 1 dec."):
        assert words in row
    assert "Ja, påminn" in row
    assert "1 av 2 aktiva har godkänd grundutbildning noterad" in shown


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("", {"Birgitta", "Karin", "Lars"}),
        ("?visa=vilande", {"Mona"}),
        ("?visa=pa-vag", {"Noor"}),
        ("?visa=slutat", set()),
        ("?krav=vidareutbildning", {"Karin", "Lars"}),
        ("?krav=snart&ordning=forst", {"Birgitta", "Karin", "Lars"}),
        ("?krav=steg", {"Birgitta", "Karin", "Lars"}),
        ("?krav=okänt&visa=x&sida=99&ordning=%00", {"Birgitta", "Karin", "Lars"}),
    ],
)
def test_the_list_is_filtered_by_codes(query: str, names: set[str]) -> None:
    karin, birgitta, mona = coordinator(), volunteer(), volunteer("Mona Vilar")
    volunteer("Lars Nilsson")
    someone("Noor Ny", Role.VOLUNTEER)
    board()
    held(Kind.TRAINING, date(2026, 3, 14), birgitta)
    pause(person=mona, period=Paused(date(2026, 11, 1)), by=karin, now=MONDAY)
    shown = text(as_(karin).get(LIST + query))
    body = shown.split("<tbody>")[1].split("</tbody>")[0] if "<tbody>" in shown else ""
    everybody = {"Birgitta", "Karin", "Lars", "Mona", "Noor", "Styrbjörn"}
    assert {name for name in everybody if name in body} == names
    if not names:
        assert "Ingen stämmer med det du har valt" in shown


def test_what_lapses_first_stands_first() -> None:
    karin = coordinator()
    late, early = volunteer("Anna Sen"), volunteer("Östen Tidig")
    held(Kind.CONVERSATION, date(2026, 4, 1), karin, late)
    for one in (karin, late, early):
        held(Kind.TRAINING, date(2026, 1, 9), one)
        held(Kind.EXCHANGE, date(2026, 1, 9), one)
        held(Kind.EXCHANGE, date(2026, 1, 9), one)
    shown = text(as_(karin).get(LIST + "?ordning=forst"))
    body = shown.split("<tbody>")[1]
    assert body.index("Östen Tidig") < body.index("Anna Sen")


def test_without_anybody_the_list_says_what_to_do() -> None:
    shown = text(as_(board()).get(LIST))
    assert "Inga stödpersoner än" in shown
    assert "Lägg till" not in shown


def test_the_board_sees_the_list_and_writes_nothing_but_what_is_required() -> None:
    styrbjorn, birgitta = board(), volunteer()
    client = as_(styrbjorn)
    assert "Birgitta Nilsson" in text(client.get(LIST))
    assert client.get(NEW).status_code == 403
    assert client.post(NEW, said(birgitta)).status_code == 403
    sent = {
        "valid_from": "2027-01-01",
        "decided_on": "2026-11-20",
        "trainings_a_year": "2",
        "exchanges_a_year": "1",
        "conversation_months": "24",
        "free_months": "6",
    }
    answer = text(client.post("/medarbetare/krav/", sent, follow=True))
    assert "Kraven är sparade." in answer
    assert "Beslutat 20 november 2026, noterat av Styrbjörn L." in answer
    history = requirements()
    assert history.on(TODAY) == Requirements()
    assert history.on(date(2027, 1, 1)).conversation_months == 24
    again = text(client.post("/medarbetare/krav/", sent))
    assert "Det finns redan krav som gäller från den dagen." in again
    wrong = text(client.post("/medarbetare/krav/", sent | {"free_months": "61"}))
    assert "Skriv ett helt tal från 0 till 60." in wrong
    past = text(client.post("/medarbetare/krav/", sent | {"valid_from": "2025-12-31"}))
    assert "Ett år som är slut räknas som det räknades." in past
    assert DevelopmentRequirement.objects.count() == 1
    karin, new = coordinator(), Requirements(date(2028, 1, 1))
    with pytest.raises(RefusedError) as raised:
        set_requirements(new=new, decided_on=TODAY, by=karin, now=MONDAY)
    assert raised.value.refusals == {RequirementRefusal.NOT_BOARD}


def test_ones_own_page_has_ones_own_rows_alone() -> None:
    birgitta, lars = volunteer(), volunteer("Lars Nilsson")
    held(Kind.TRAINING, date(2026, 3, 14), birgitta, title="Hot och våld")
    held(Kind.TRAINING, date(2026, 3, 15), lars, title="Rättegången")
    shown = text(as_(birgitta).get(OWN))
    assert "Hot och våld" in shown
    assert "Rättegången" not in shown
    assert "Lars" not in shown
    assert "Godkänd i dag" in shown
    assert as_(board()).get(OWN).status_code == 403
    assert as_(birgitta).get(LIST).status_code == 403


def test_somebody_not_approved_is_told_on_their_own_page() -> None:
    shown = text(as_(someone("Noor Ny", Role.VOLUNTEER)).get(OWN))
    assert "Du får ärenden när styrelsen har godkänt dig." in shown
    assert "Inget är registrerat än." in shown


def test_a_year_adds_up_with_those_who_did_nothing() -> None:
    karin, birgitta = coordinator(), volunteer()
    new = someone("Noor Ny", Role.VOLUNTEER)
    approve(user=new, since=date(2026, 10, 1), by=None, now=MONDAY)
    held(Kind.TRAINING, date(2026, 3, 14), birgitta, new, minutes=90)
    held(Kind.TRAINING, date(2025, 12, 31), karin)
    since, until = date(2026, 1, 1), date(2026, 12, 31)
    found = totals(
        members(),
        requirements(),
        since=since,
        until=until,
        events=events_between(since, until),
    )[0]
    assert (found.occasions, found.minutes, found.person_minutes) == (1, 90, 180)
    assert (found.took_part, found.members, found.fulfilled, found.owing) == (2, 3, 1, 2)
    shown = text(as_(karin).get(SUMS))
    row = shown.split('<th scope="row">Vidareutbildning</th>')[1].split("</tr>")[0]
    for cell in (">1,5<", ">3<", ">2 av 3<", ">1 av 2<"):
        assert cell in row
    last_year = text(as_(board()).get(f"{SUMS}?ar=2025"))
    assert "2025-12-31" in last_year
    assert "Tillfällen och summor 2026" in text(as_(karin).get(f"{SUMS}?ar=٢٠٢٥"))


@pytest.mark.parametrize("who", ["coordinator", "board", "volunteer"])
def test_no_page_asks_more_with_thirty_people_than_with_one(who: str) -> None:
    karin, styrbjorn, birgitta = coordinator(), board(), volunteer()
    user = {"coordinator": karin, "board": styrbjorn, "volunteer": birgitta}[who]
    way = reverse("volunteers:steps", args=[birgitta.public_id])
    decision = reverse("contacts:approval", args=[birgitta.public_id])
    pages = {
        "coordinator": [LIST, NEW, SUMS, OWN, way, decision],
        "board": [LIST, SUMS, way, decision, "/medarbetare/krav/"],
        "volunteer": [OWN],
    }[who]
    client = as_(user)

    def count() -> dict[str, int]:
        found = {}
        for address in pages:
            with CaptureQueriesContext(connection) as captured:
                assert client.get(address).status_code == 200, address
            found[address] = len(captured)
        return found

    def grow(people: list[User], on: date) -> None:
        held(Kind.TRAINING, on, *people)
        held(Kind.EXCHANGE, on, *people)
        held(Kind.CONVERSATION, on, *people)

    grow([birgitta], date(2026, 1, 9))
    with_one = count()
    people = [volunteer(f"Person{index} Påhittad") for index in range(30)]
    for index in range(5):
        grow([birgitta, *people], date(2026, 2, 9) + timedelta(days=index))
    assert count() == with_one
    assert {page: many for page, many in with_one.items() if many > BUDGET} == {}
