"""Flytta ärenden: somebody falls ill, one press, and nothing that was begun is lost."""

import threading
import uuid
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, connections
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cases.domain.enums import CloseReason, RecusalReason
from cases.domain.intake import StatisticsInput
from cases.models import Case
from cases.notices import MOVED_SUBJECT, MOVED_TEXT, SUBJECT
from cases.services import life
from contacts.domain.agenda import AgendaKind
from contacts.domain.enums import Result
from contacts.models import AgendaItem, Callback, Contact
from contacts.services import agenda, calls, log
from contacts.services.moving import MoveRefusedError, move_cases
from contacts.services.recusal import recuse
from jourcase.kernel import clock
from jourcase.kernel.audit import Action, AuditEvent
from jourcase.kernel.local_time import local_date
from jourcase.outbox.services import drain
from tests.factories import MONDAY, board, coordinator, entry, log_contact, open_case, volunteer
from tests.infrastructure.mail_sink import MailSink
from volunteers.domain.absence import Away
from volunteers.domain.languages import Language
from volunteers.models import User
from volunteers.presence_services import add_absence, set_languages
from volunteers.services import withdraw_approval

pytestmark = pytest.mark.django_db
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture(autouse=True)
def monday() -> Iterator[None]:
    with clock.fixed(MONDAY):
        yield


@pytest.fixture
def karin() -> User:
    return coordinator()


@pytest.fixture
def birgitta(karin: User) -> User:
    return volunteer()


@pytest.fixture
def lars(karin: User) -> User:
    return volunteer("Lars Nilsson")


def as_(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def text(answer: Any) -> str:
    return " ".join(answer.content.decode().split())


def page(whom: User) -> str:
    return reverse("contacts:move_cases", args=[whom.public_id])


def held_by(person: User, by: User, **how: Any) -> Case:
    return life.assign(case=open_case(by=by, **how), to=person, by=by, now=MONDAY)


def name(case: Case) -> str:
    return f"till-{case.public_id}"


def press(who: User, whom: User, chosen: dict[Case, Any]) -> str:
    said = {name(case): getattr(to, "public_id", to) for case, to in chosen.items()}
    return text(as_(who).post(page(whom), said, follow=True))


def responsible(case: Case) -> User | None:
    return Case.objects.get(pk=case.pk).assigned_to


# --- One press -----------------------------------------------------------------------------------


def test_each_row_is_chosen_for_itself_and_one_press_moves_them(
    karin: User, birgitta: User, lars: User
) -> None:
    cases = [held_by(birgitta, karin) for _ in range(4)]
    told = press(
        karin, birgitta, {cases[0]: lars, cases[1]: karin, cases[2]: "ingen", cases[3]: ""}
    )
    assert [responsible(case) for case in cases] == [lars, karin, None, birgitta]
    assert "2 ärenden är flyttade." in told
    assert "1 ärende saknar nu ansvarig." in told
    assert cases[3].reference in told
    assert cases[0].reference not in told
    acts = AuditEvent.objects.filter(action=Action.CASE_ASSIGNED, by=karin).order_by("-seq")[:3]
    assert {event.case_id for event in acts} == {case.pk for case in cases[:3]}


def test_the_proposal_goes_by_language_and_spreads_the_load(
    karin: User, birgitta: User, lars: User
) -> None:
    set_languages(person=lars, languages=[Language.ARABIC], by=lars, now=MONDAY)
    arabic = held_by(birgitta, karin, statistics=StatisticsInput(language="arabiska"))
    others = [held_by(birgitta, karin) for _ in range(2)]
    rows = as_(karin).get(page(birgitta)).context["rows"]
    proposed = {row.case.pk: row.proposal for row in rows}
    assert proposed[arabic.pk] == str(lars.public_id)
    assert sorted(proposed[case.pk] for case in others) == [
        str(karin.public_id),
        str(karin.public_id),
    ]
    assert all(row.chosen == row.proposal for row in rows)


def test_the_nearest_promise_stands_first(karin: User, birgitta: User) -> None:
    late = held_by(birgitta, karin, received_at=MONDAY - DAY)
    soon = held_by(birgitta, karin, received_at=MONDAY - 2 * DAY)
    log_contact(late, birgitta, Result.CALL_LATER, callback_at=MONDAY + HOUR)
    shown = [row.case.pk for row in as_(karin).get(page(birgitta)).context["rows"]]
    assert shown == [late.pk, soon.pk]
    assert "Utlovat samtal i dag kl. 15.00" in text(as_(karin).get(page(birgitta)))


def test_it_is_undone_by_doing_it_again_also_when_the_person_is_away(
    karin: User, birgitta: User, lars: User
) -> None:
    case = held_by(birgitta, karin)
    away = Away(local_date(MONDAY))
    add_absence(person=birgitta, period=away, by=karin, now=MONDAY)
    press(karin, birgitta, {case: lars})
    assert "Birgitta N. · frånvarande tills vidare" in text(as_(karin).get(page(lars)))
    press(karin, lars, {case: birgitta})
    assert responsible(case) == birgitta


def test_whoever_is_away_is_not_proposed(karin: User, birgitta: User, lars: User) -> None:
    held_by(birgitta, karin)
    for person in (karin, lars):
        add_absence(person=person, period=Away(local_date(MONDAY)), by=karin, now=MONDAY)
    [row] = as_(karin).get(page(birgitta)).context["rows"]
    assert (row.proposal, row.chosen) == ("", "")


# --- Nothing is lost -----------------------------------------------------------------------------


def test_a_call_that_goes_on_is_saved_by_who_made_it(
    karin: User, birgitta: User, lars: User
) -> None:
    case = held_by(birgitta, karin)
    draft = calls.begin_call(case=case, user=birgitta, now=MONDAY)
    calls.autosave(draft=draft, content={"note": ["Ringde"]}, sequence=1, now=MONDAY)
    assert "Samtal påbörjat" in text(as_(karin).get(page(birgitta)))
    press(karin, birgitta, {case: lars})
    draft.refresh_from_db()
    assert draft.released_at is None
    answer = as_(birgitta).get(reverse("contacts:call", args=[draft.pk]))
    assert "Ringde" in answer.content.decode()
    log.save_draft(draft=draft, entry=entry(at=MONDAY), now=MONDAY + timedelta(minutes=1))
    assert Contact.objects.get(case=case).made_by == birgitta


def test_a_promised_call_follows_the_case(karin: User, birgitta: User, lars: User) -> None:
    case = held_by(birgitta, karin, received_at=MONDAY - DAY)
    at = MONDAY + HOUR
    log_contact(case, birgitta, Result.CALL_LATER, callback_at=at)
    press(karin, birgitta, {case: lars})
    found = Case.objects.get(pk=case.pk)
    assert (found.assigned_to, found.callback_at) == (lars, at)
    assert Callback.objects.pending().get(case=case).due_at == at


def test_what_was_planned_follows_the_case(karin: User, birgitta: User, lars: User) -> None:
    case = held_by(birgitta, karin)
    plan = agenda.Plan(AgendaKind.MEETING, MONDAY + DAY, responsible=karin)
    item = agenda.plan(case=case, plan=plan, key=uuid.uuid4(), by=karin, now=MONDAY)
    assert item.responsible == karin
    life.assign(case=case, to=karin, by=karin, now=MONDAY)
    press(karin, karin, {case: lars})
    assert AgendaItem.objects.get(pk=item.pk).effective_responsible == lars


def test_both_are_told_once_and_nothing_more(
    mail_sink: MailSink, karin: User, birgitta: User, lars: User
) -> None:
    cases = [held_by(birgitta, karin) for _ in range(3)]
    drain(now=MONDAY + HOUR)
    mail_sink.letters.clear()
    later = MONDAY + 2 * HOUR
    moves: dict[int, User | None] = {case.pk: lars for case in cases}
    move_cases(person=birgitta, moves=moves, by=karin, now=later)
    drain(now=later + HOUR)
    told = {letter["To"]: letter for letter in mail_sink.letters}
    assert set(told) == {birgitta.email, lars.email}
    assert told[lars.email]["Subject"] == SUBJECT
    assert told[birgitta.email]["Subject"] == MOVED_SUBJECT
    assert told[birgitta.email].get_content().replace("\r", "") == MOVED_TEXT
    for letter in mail_sink.letters:
        for case in cases:
            assert case.reference not in letter.as_string()


# --- What stands against it ----------------------------------------------------------------------


def test_a_row_that_cannot_be_stops_all_and_says_why(
    karin: User, birgitta: User, lars: User
) -> None:
    one, two = held_by(birgitta, karin), held_by(birgitta, karin)
    recuse(case=one, user=lars, reason=RecusalReason.RELATED, by=karin, now=MONDAY)
    shown = press(karin, birgitta, {one: lars, two: lars})
    assert "Inget är flyttat" in shown
    assert "Personen är jävig i ärendet och kan inte vara ansvarig." in shown
    assert f'<option value="{lars.public_id}" selected' in shown, "what was chosen stands"
    assert (responsible(one), responsible(two)) == (birgitta, birgitta)


def test_approval_that_ended_meanwhile_stops_all(karin: User, birgitta: User, lars: User) -> None:
    one, two = held_by(birgitta, karin), held_by(birgitta, karin)
    withdraw_approval(user=lars, last_day=local_date(MONDAY - DAY), by=karin, now=MONDAY)
    with pytest.raises(MoveRefusedError) as refused:
        move_cases(person=birgitta, moves={one.pk: karin, two.pk: lars}, by=karin, now=MONDAY)
    assert set(refused.value.found) == {two.pk}
    assert responsible(one) == birgitta


def test_nonsense_is_no_choice(karin: User, birgitta: User) -> None:
    case = held_by(birgitta, karin)
    for value in ("vem som helst", "\x00", str(case.public_id), "9" * 5000):
        assert "Välj ett av alternativen." in press(karin, birgitta, {case: value})
    assert responsible(case) == birgitta


def test_what_was_moved_or_closed_meanwhile_is_passed_over_and_told(
    karin: User, birgitta: User, lars: User
) -> None:
    one, two, three = (held_by(birgitta, karin) for _ in range(3))
    life.assign(case=one, to=karin, by=karin, now=MONDAY)
    life.close(case=two, reason=CloseReason.WITHDRAWN, by=karin, now=MONDAY)
    told = press(karin, birgitta, {one: lars, two: lars, three: lars})
    assert "1 ärende är flyttat." in told
    assert "2 ärenden hade redan avslutats eller flyttats" in told
    assert [responsible(case) for case in (one, two, three)] == [karin, birgitta, lars]


def test_a_protected_case_stands_there_only_for_who_may_see_it(karin: User) -> None:
    kerstin, olle = coordinator("Kerstin Samordnare"), coordinator("Olle Annan")
    case = held_by(kerstin, kerstin, is_protected=True)
    assert as_(karin).get(page(kerstin)).context["rows"] == []
    told = press(karin, kerstin, {case: karin})
    assert "1 ärende hade redan" in told
    assert responsible(case) == kerstin
    Case.objects.get(pk=case.pk).protected_readers.add(olle)
    [row] = as_(olle).get(page(kerstin)).context["rows"]
    assert row.proposal == str(olle.public_id), "the only other one who may see it"
    barred = {option.value for option in row.options if option.is_barred}
    assert barred == {str(karin.public_id)}


def test_a_coordinators_own_jav_is_not_shown_to_them(karin: User, birgitta: User) -> None:
    coordinator("Kerstin Samordnare")
    case = held_by(birgitta, karin)
    recuse(case=case, user=karin, reason=RecusalReason.RELATED, by=karin, now=MONDAY)
    assert as_(karin).get(page(birgitta)).context["rows"] == []


def test_it_is_the_coordinators_page(karin: User, birgitta: User) -> None:
    assert as_(birgitta).get(page(birgitta)).status_code == 403
    assert as_(board()).get(page(birgitta)).status_code == 403
    assert "Inga öppna ärenden" in text(as_(karin).get(page(birgitta)))


def test_the_queries_do_not_grow_with_the_cases(karin: User, birgitta: User, lars: User) -> None:
    desk = as_(karin)

    def asked() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert desk.get(page(birgitta)).status_code == 200
        return len(captured)

    held_by(birgitta, karin)
    asked()
    before = asked()
    for _ in range(20):
        held_by(birgitta, karin)
    assert asked() == before <= 12


@pytest.mark.django_db(transaction=True)
def test_two_who_move_the_same_cases_at_once_leave_each_with_one_person(
    karin: User, birgitta: User, lars: User
) -> None:
    kerstin = coordinator("Kerstin Samordnare")
    cases = [held_by(birgitta, karin) for _ in range(3)]
    barrier, done, failures = threading.Barrier(2), [], []

    def run(by: User, to: User, order: list[Case]) -> None:
        try:
            barrier.wait(timeout=30)
            moves: dict[int, User | None] = {case.pk: to for case in order}
            done.append(move_cases(person=birgitta, moves=moves, by=by, now=MONDAY))
        except BaseException as error:
            failures.append(error)
        finally:
            connections.close_all()

    threads = [
        threading.Thread(target=run, args=(karin, lars, cases)),
        threading.Thread(target=run, args=(kerstin, kerstin, cases[::-1])),
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert failures == []
    assert sorted((one.moved, one.gone) for one in done) == [(0, 3), (3, 0)]
    assert len({responsible(case) for case in cases}) == 1
