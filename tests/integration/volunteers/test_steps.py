"""The way to approval: days by a coordinator, the decision by the board, pauses, and an end that
says what is left to move.
"""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from cases.assignees import assignees
from cases.models import Case
from cases.services import life
from contacts.leaving import end_person
from jourcase.kernel import clock
from jourcase.kernel.audit import Action, AuditEvent
from jourcase.kernel.refusals import RefusedError
from tests.factories import MONDAY, board, coordinator, open_case, someone, volunteer
from volunteers.domain.approval import ApprovalRefusal
from volunteers.domain.roles import Role
from volunteers.domain.steps import DecisionRefusal, Paused, PauseRefusal, Step, StepRefusal
from volunteers.models import Approval, ApprovalChange, Pause, StepNote, User
from volunteers.steps.services import (
    StepsRefusedError,
    come_back,
    correct_approval,
    decide_approval,
    end_approval,
    note_steps,
    pause,
)

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 23)
LIST = "/medarbetare/stodpersoner/"
WAY = {
    Step.INTERESTED: date(2026, 8, 3),
    Step.INTERVIEWED: date(2026, 8, 20),
    Step.ADMITTED: date(2026, 8, 25),
    Step.TRAINED: date(2026, 10, 11),
    Step.PASSED: date(2026, 10, 20),
    Step.PLEDGED: date(2026, 10, 20),
    Step.MEMBER: date(2026, 8, 25),
    Step.EXTRACT_SHOWN: date(2026, 9, 1),
}


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


def page(name: str, whom: User) -> str:
    space = "contacts" if name == "approval" else "volunteers"
    return reverse(f"{space}:{name}", args=[whom.public_id])


def noor() -> User:
    return someone("Noor Ny", Role.VOLUNTEER)


def said(**days: Any) -> dict[str, Any]:
    whole = {step.value: str(day) for step, day in WAY.items()}
    return {"began_on": "2026-08-25", **whole, **days}


def on_the_way(karin: User) -> User:
    """Everything noted, and only the board's decision left."""
    person = noor()
    note_steps(person=person, days=WAY, by=karin, now=MONDAY)
    return person


def test_all_steps_are_filled_in_on_one_page_and_stand_with_who_noted_them() -> None:
    karin, person = coordinator(), noor()
    answer = as_(karin).post(page("note_steps", person), said(), follow=True)
    assert "Stegen är sparade." in text(answer)
    assert "noterat av Karin S." in text(answer)
    assert "Alla steg är noterade. Styrelsen kan godkänna." in text(answer)
    stored = StepNote.objects.filter(user=person).values_list("step", "on", "noted_by")
    assert set(stored) == {(step.value, day, karin.pk) for step, day in WAY.items()}
    person.refresh_from_db()
    assert person.started_on == date(2026, 8, 25)
    event = AuditEvent.objects.get(action=Action.STEP_NOTED)
    assert event.fields == [*(step.value for step in Step), "started_on"]


def test_a_correction_replaces_and_keeps() -> None:
    karin = coordinator()
    person = on_the_way(karin)
    note_steps(person=person, days={Step.PLEDGED: date(2026, 10, 21)}, by=karin, now=MONDAY)
    old, new = StepNote.objects.filter(user=person, step=Step.PLEDGED).order_by("pk")
    assert (old.on, old.replaced_by, old.replaced_at) == (date(2026, 10, 20), karin, MONDAY)
    assert (new.on, new.replaced_at) == (date(2026, 10, 21), None)
    shown = text(as_(karin).get(page("steps", person)))
    assert "Stod som 2026-10-20, rättat 2026-11-23 av Karin S." in shown
    assert AuditEvent.objects.filter(action=Action.STEP_CORRECTED).count() == 1
    assert note_steps(person=person, days={}, by=karin, now=MONDAY) == []
    assert AuditEvent.objects.filter(action=Action.STEP_CORRECTED).count() == 1


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"passed": "2026-11-24"}, "Dagen ligger framåt i tiden."),
        ({"passed": "2026-10-10"}, "De tas i ordning."),
        ({"trained": ""}, "Steget före är inte noterat."),
        ({"pledged": "2026-08-24"}, "Det är före dagen då personen började."),
        ({"began_on": "2026-10-12"}, "Personen kan inte ha börjat efter i dag"),
        ({"began_on": ""}, "Skriv datumet som år-månad-dag"),
        ({"member": "snart"}, "Skriv datumet som år-månad-dag"),
        ({"member": "11/12/2025"}, "Menar du 2025-12-11 eller 2025-11-12?"),
        ({"member": "2026-02-29"}, "Skriv datumet som år-månad-dag"),
        ({"member": "\x00"}, "Skriv datumet som år-månad-dag"),
    ],
)
def test_a_day_that_cannot_be_is_refused_in_words_and_what_was_typed_stays(
    typed: dict[str, str], words: str
) -> None:
    karin, person = coordinator(), noor()
    answer = as_(karin).post(page("note_steps", person), said(**typed))
    assert answer.status_code == 200
    assert words in text(answer)
    assert "<title>Fel: " in text(answer)
    assert 'value="2026-08-03"' in text(answer)
    assert not StepNote.objects.exists()


def test_the_board_approves_from_the_day_that_all_was_done() -> None:
    karin, styrbjorn = coordinator(), board()
    person = on_the_way(karin)
    sent = {"act": "give", "since": "2026-10-20"}
    answer = as_(styrbjorn).post(page("approval", person), sent, follow=True)
    assert "Noor N. är godkänd." in text(answer)
    assert "Beslutat av Styrbjörn L." in text(answer)
    assert person.was_approved_on(date(2026, 10, 20))
    assert not person.was_approved_on(date(2026, 10, 19))


@pytest.mark.parametrize(
    ("since", "missing", "expected"),
    [
        (date(2026, 10, 19), None, {DecisionRefusal.BEFORE_PASSED}),
        (date(2026, 11, 24), None, {ApprovalRefusal.IN_FUTURE}),
        (date(2026, 11, 1), Step.MEMBER, {DecisionRefusal.STEPS_MISSING}),
    ],
)
def test_an_approval_before_the_training_or_without_a_step_is_refused(
    since: date, missing: Step | None, expected: set[Any]
) -> None:
    person = on_the_way(coordinator())
    if missing:
        note_steps(person=person, days={missing: None}, by=None, now=MONDAY)
    with pytest.raises(RefusedError) as raised:
        decide_approval(person=person, since=since, by=board(), now=MONDAY)
    assert raised.value.refusals == expected
    assert not Approval.objects.filter(user=person).exists()


def test_a_coordinator_does_not_approve_and_nobody_approves_themselves() -> None:
    karin, styrbjorn = coordinator(), board()
    person = on_the_way(karin)
    with pytest.raises(RefusedError) as raised:
        decide_approval(person=person, since=TODAY, by=karin, now=MONDAY)
    assert raised.value.refusals == {DecisionRefusal.NOT_BOARD}
    note_steps(person=styrbjorn, days=WAY, by=karin, now=MONDAY)
    with pytest.raises(RefusedError) as raised:
        decide_approval(person=styrbjorn, since=TODAY, by=styrbjorn, now=MONDAY)
    assert raised.value.refusals == {DecisionRefusal.OWN_APPROVAL}


def test_who_noted_the_training_does_not_decide_as_the_board_too() -> None:
    both = someone("Bo Bådadera", Role.COORDINATOR, Role.BOARD)
    person = on_the_way(both)
    with pytest.raises(RefusedError) as raised:
        decide_approval(person=person, since=TODAY, by=both, now=MONDAY)
    assert raised.value.refusals == {DecisionRefusal.NOTED_TRAINING}


def test_the_boards_page_refuses_in_words_and_keeps_the_day() -> None:
    person = on_the_way(coordinator())
    sent = {"act": "give", "since": "2026-10-19"}
    answer = as_(board()).post(page("approval", person), sent)
    assert "Det är före dagen då grundutbildningen blev godkänd." in text(answer)
    assert 'value="2026-10-19"' in text(answer)


def test_no_correction_makes_an_approval_impossible() -> None:
    karin = coordinator()
    person = on_the_way(karin)
    decide_approval(person=person, since=date(2026, 11, 1), by=board(), now=MONDAY)
    note_steps(person=person, days={Step.PASSED: date(2026, 11, 1)}, by=karin, now=MONDAY)
    for day, refusal in (
        (date(2026, 11, 2), StepRefusal.AFTER_APPROVAL),
        (None, StepRefusal.APPROVAL_RESTS_ON_IT),
    ):
        with pytest.raises(StepsRefusedError) as raised:
            note_steps(person=person, days={Step.PASSED: day}, by=karin, now=MONDAY)
        assert raised.value.by_step == {Step.PASSED: {refusal}}


def test_the_first_day_of_an_approval_is_put_right_and_what_stood_is_kept() -> None:
    styrbjorn, birgitta = board(), volunteer()
    approval = birgitta.approvals.get()
    sent = {"act": "right", "ratt-since": "2025-05-01"}
    answer = as_(styrbjorn).post(page("approval", birgitta), sent, follow=True)
    assert "Godkännandet är rättat." in text(answer)
    told = "Gällde från 2025-04-01 tills vidare, ändrat 2026-11-23 av Styrbjörn L."
    assert told in text(answer)
    assert not birgitta.was_approved_on(date(2025, 4, 30))
    with pytest.raises(RefusedError) as raised:
        correct_approval(approval=approval, since=date(2025, 5, 1), by=coordinator(), now=MONDAY)
    assert raised.value.refusals == {DecisionRefusal.NOT_BOARD}
    assert ApprovalChange.objects.count() == 1


def test_an_approval_ends_with_open_cases_and_the_coordinator_is_led_to_move_them() -> None:
    karin, birgitta = coordinator(), volunteer()
    for _ in range(2):
        life.assign(case=open_case(by=karin), to=birgitta, by=karin, now=MONDAY)
    client = as_(karin)
    shown = text(client.get(page("approval", birgitta)))
    assert "Personen har 2 öppna ärenden." in shown
    assert reverse("contacts:move_cases", args=[birgitta.public_id]) in shown
    sent = {"act": "end", "last_day": "2026-11-22"}
    after = text(client.post(page("approval", birgitta), sent, follow=True))
    assert "Birgitta N. har 2 öppna ärenden." in after
    assert not birgitta.was_approved_on(TODAY)
    assert birgitta.was_approved_on(date(2026, 11, 22))
    dashboard = text(client.get(reverse("reporting:dashboard")))
    assert "Birgitta N. är inte godkänd i dag och har 2 öppna ärenden." in dashboard
    assert Case.objects.open().assigned_to_person(birgitta).count() == 2
    change = ApprovalChange.objects.get()
    assert (change.until, change.changed_by) == (None, karin)


def test_the_board_ends_it_without_being_told_of_any_case() -> None:
    karin, birgitta, styrbjorn = coordinator(), volunteer(), board()
    life.assign(case=open_case(by=karin), to=birgitta, by=karin, now=MONDAY)
    client = as_(styrbjorn)
    assert "öppet ärende" not in text(client.get(page("approval", birgitta)))
    sent = {"act": "end", "last_day": "2026-11-23"}
    after = text(client.post(page("approval", birgitta), sent, follow=True))
    assert "är avslutat" in after
    assert "öppet ärende" not in after
    assert client.get(reverse("contacts:move_cases", args=[birgitta.public_id])).status_code == 403


def test_the_dashboard_says_nothing_of_who_is_approved_and_moves_make_it_silent() -> None:
    karin, birgitta = coordinator(), volunteer()
    case = open_case(by=karin)
    life.assign(case=case, to=birgitta, by=karin, now=MONDAY)
    client = as_(karin)
    assert "är inte godkänd i dag" not in text(client.get(reverse("reporting:dashboard")))
    end_approval(person=birgitta, last_day=date(2026, 11, 22), by=karin, now=MONDAY)
    shown = text(client.get(reverse("reporting:dashboard")))
    assert "Birgitta N. är inte godkänd i dag och har ett öppet ärende." in shown
    life.assign(case=case, to=karin, by=karin, now=MONDAY)
    assert "är inte godkänd i dag" not in text(client.get(reverse("reporting:dashboard")))


def test_a_volunteer_ends_nobodys_approval() -> None:
    birgitta, lars = volunteer(), volunteer("Lars Nilsson")
    with pytest.raises(RefusedError) as raised:
        end_approval(person=lars, last_day=TODAY, by=birgitta, now=MONDAY)
    assert raised.value.refusals == {DecisionRefusal.MAY_NOT_END}
    for name in ("steps", "note_steps", "pause", "approval"):
        assert as_(birgitta).get(page(name, lars)).status_code == 403


def test_a_pause_keeps_the_approval_and_puts_the_person_last_among_the_choices() -> None:
    karin, birgitta = coordinator(), volunteer()
    sent = {"since": "2026-11-23", "until": "2027-01-31"}
    answer = as_(karin).post(page("pause", birgitta), sent, follow=True)
    assert 'Vilar från <span class="nummer">2026-11-23</span>' in text(answer)
    assert birgitta.was_approved_on(TODAY)
    choice = {one.name: one.reason for one in assignees(MONDAY)}
    assert choice["Birgitta N."] == "frånvarande t.o.m. 2027-01-31"
    assert 'Vilande&nbsp;<span class="tal">1</span>' in text(as_(karin).get(LIST))
    back = as_(karin).post(page("pause", birgitta), {"back_on": "2026-11-23"}, follow=True)
    assert "Birgitta N. är tillbaka." in text(back)
    assert not Pause.objects.standing().exists()
    kept = Pause.objects.get()
    assert (kept.replaced_by, kept.until) == (karin, date(2027, 1, 31))


def test_a_pause_over_another_is_refused_in_words() -> None:
    karin, birgitta = coordinator(), volunteer()
    pause(
        person=birgitta,
        period=Paused(date(2026, 6, 1), date(2026, 8, 31)),
        by=karin,
        now=MONDAY,
    )
    answer = as_(karin).post(
        page("pause", birgitta), {"since": "2026-08-31", "until": "2026-12-01"}
    )
    assert "Det finns redan en paus de dagarna." in text(answer)
    assert 'value="2026-08-31"' in text(answer)
    with pytest.raises(RefusedError) as raised:
        come_back(person=birgitta, back_on=TODAY, by=karin, now=MONDAY)
    assert raised.value.refusals == {PauseRefusal.NOT_PAUSED}
    # The database holds one without an end, whoever writes it.
    make = {"user": birgitta, "noted_at": MONDAY}
    Pause.objects.create(since=date(2026, 10, 1), **make)
    with pytest.raises(IntegrityError), transaction.atomic():
        Pause.objects.create(since=date(2026, 11, 1), **make)


def test_coming_back_keeps_the_days_that_were_and_who_noted_it() -> None:
    karin, birgitta = coordinator(), volunteer()
    pause(person=birgitta, period=Paused(date(2026, 6, 1)), by=karin, now=MONDAY)
    come_back(person=birgitta, back_on=date(2026, 9, 1), by=karin, now=MONDAY)
    now = Pause.objects.standing().get()
    assert (now.since, now.until) == (date(2026, 6, 1), date(2026, 8, 31))
    assert Pause.objects.count() == 2


def test_who_ends_gets_a_last_day() -> None:
    karin, birgitta = coordinator(), volunteer()
    late = datetime(2026, 11, 23, 23, 30, tzinfo=UTC)  # past midnight in Stockholm
    end_person(person=birgitta, by=karin, now=late)
    birgitta.refresh_from_db()
    assert birgitta.ended_on == TODAY + timedelta(days=1)
    shown = text(as_(karin).get(page("steps", birgitta)))
    assert "Slutade 24 november 2026." in shown
    assert as_(karin).get(page("approval", birgitta)).status_code == 404


def test_somebody_new_is_added_cannot_log_in_and_stands_as_on_the_way() -> None:
    karin = coordinator()
    sent = {
        "full_name": "Noor Nykomling",
        "email": " Noor@Example.se ",
        "interested_on": "2026-11-20",
    }
    answer = as_(karin).post(reverse("volunteers:add_person"), sent, follow=True)
    assert "Noor N. är tillagd." in text(answer)
    new = User.objects.get(email="noor@example.se")
    assert new.roles == {Role.VOLUNTEER}
    assert not new.has_usable_password()
    assert not new.was_approved_on(TODAY)
    listed = text(as_(karin).get(LIST, {"visa": "pa-vag"}))
    assert "Noor Nykomling" in listed
    assert "Nästa: intervjuad" in listed
    again = as_(karin).post(reverse("volunteers:add_person"), sent)
    assert "Det finns redan någon med den adressen." in text(again)
    assert 'value="Noor Nykomling"' in text(again)
    ahead = {**sent, "email": "ny@example.se", "interested_on": "2026-11-24"}
    refused = as_(karin).post(reverse("volunteers:add_person"), ahead)
    assert "Dagen ligger framåt i tiden." in text(refused)
    assert not User.objects.get_queryset().filter(email="ny@example.se").exists()


def test_the_board_reads_and_a_board_member_is_nobodys_support_person() -> None:
    styrbjorn, person = board(), on_the_way(coordinator())
    shown = text(as_(styrbjorn).get(page("steps", person)))
    assert "Grundutbildning godkänd" in shown
    assert "Fyll i steg" not in shown
    assert as_(styrbjorn).post(page("note_steps", person), said()).status_code == 403
    assert as_(styrbjorn).get(page("steps", styrbjorn)).status_code == 404
