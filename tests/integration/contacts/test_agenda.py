"""Coming events: planned, moved, cancelled, told of, undone, let go of and erased."""

import threading
import uuid
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.db import connections

from cases.domain.enums import CloseReason, RecusalReason
from cases.models import Case
from cases.services import life, retention
from contacts.agenda import AgendaItem
from contacts.domain.agenda import AgendaEnd, AgendaKind, AgendaRefusal
from contacts.domain.enums import Result
from contacts.leaving import drop_coordinator, end_person
from contacts.models import Draft
from contacts.services import agenda, log
from contacts.services.agenda import Plan
from contacts.services.recusal import recuse
from jourcase.kernel.audit import Action, AuditEvent
from jourcase.kernel.refusals import RefusedError
from jourcase.kernel.sealed import SealedToken
from tests.factories import (
    MONDAY,
    coordinator,
    entry,
    fictional_number,
    open_case,
    someone,
    volunteer,
)
from volunteers.domain.roles import Role
from volunteers.models import User
from volunteers.services import approve, withdraw_approval

pytestmark = pytest.mark.django_db
HOUR, DAY, MINUTE = timedelta(hours=1), timedelta(days=1), timedelta(minutes=1)
AT = MONDAY + 2 * DAY


@pytest.fixture
def karin(db: None) -> User:
    return coordinator()


@pytest.fixture
def birgitta(karin: User) -> User:
    return volunteer()


@pytest.fixture
def case(karin: User, birgitta: User) -> Case:
    found = open_case(by=karin, name="Amina Påhittad")
    return life.assign(case=found, to=birgitta, by=karin, now=MONDAY)


def said(at: datetime = AT, **more: object) -> Plan:
    return Plan(**({"kind": AgendaKind.COURT, "starts_at": at, "place": "Sal 4"} | more))  # type: ignore[arg-type]


def planned(case: Case, by: User, plan: Plan | None = None, now: datetime = MONDAY) -> AgendaItem:
    return agenda.plan(case=case, plan=plan or said(), key=uuid.uuid4(), by=by, now=now)


def refused(act: Callable[[], object]) -> set[object]:
    with pytest.raises(RefusedError) as raised:
        act()
    return set(raised.value.refusals)


def traces(*actions: Action) -> list[tuple[str, list[str]]]:
    found = AuditEvent.objects.filter(action__in=actions).order_by("seq")
    return [(str(one.action), one.fields) for one in found]


def test_an_event_is_sealed_and_leaves_a_trace_without_words(case: Case, birgitta: User) -> None:
    item = planned(case, birgitta, said(about="Ta med brevet"))
    stored = AgendaItem.objects.values("place", "about").get()
    assert all(isinstance(value, SealedToken) for value in stored.values())
    assert AgendaItem.objects.get().place == "Sal 4"
    assert AgendaItem.objects.get().about == "Ta med brevet"
    assert item.effective_responsible == birgitta
    event = AuditEvent.objects.get(action=Action.AGENDA_PLANNED)
    assert (event.by_id, event.case_id, event.fields) == (birgitta.pk, case.pk, [])


def test_a_second_press_plans_it_once(case: Case, birgitta: User) -> None:
    key = uuid.uuid4()
    first = agenda.plan(case=case, plan=said(), key=key, by=birgitta, now=MONDAY)
    second = agenda.plan(case=case, plan=said(), key=key, by=birgitta, now=MONDAY)
    assert first.pk == second.pk
    assert len(traces(Action.AGENDA_PLANNED)) == 1


def test_the_key_of_another_case_is_not_taken_over(case: Case, birgitta: User, karin: User) -> None:
    item = planned(case, birgitta)
    other = life.assign(case=open_case(by=karin), to=birgitta, by=karin, now=MONDAY)
    new = agenda.plan(case=other, plan=said(), key=item.public_id, by=birgitta, now=MONDAY)
    assert new.case_id == other.pk
    assert new.public_id != item.public_id


def test_who_can_be_responsible(case: Case, karin: User, birgitta: User) -> None:
    unseeing = volunteer("Lars Nilsson")
    assert refused(lambda: planned(case, karin, said(responsible=unseeing))) == {
        AgendaRefusal.CANNOT_SEE_CASE
    }
    until = (AT - DAY).date()
    withdraw_approval(user=birgitta, last_day=until, by=karin, now=AT - DAY)
    assert refused(lambda: planned(case, karin)) == {AgendaRefusal.NOT_APPROVED_THAT_DAY}
    assert planned(case, karin, said(AT - DAY)).responsible is None, "approved the day before"
    assert planned(case, karin, said(responsible=karin)).responsible == karin
    left = life.assign(case=case, to=None, by=karin, now=MONDAY)
    assert refused(lambda: planned(left, karin)) == {AgendaRefusal.NOBODY_RESPONSIBLE}
    assert not AgendaItem.objects.filter(responsible=birgitta).exists()


def test_whoever_has_the_case_is_not_named_so_that_it_follows_the_case(
    case: Case, karin: User, birgitta: User
) -> None:
    item = planned(case, karin, said(responsible=birgitta))
    assert item.responsible is None
    lars = volunteer("Lars Nilsson")
    life.assign(case=case, to=lars, by=karin, now=MONDAY)
    assert AgendaItem.objects.get(pk=item.pk).effective_responsible == lars


def test_the_people_offered_are_the_coordinators_who_may_see_the_case(karin: User) -> None:
    olle = coordinator("Olle Annan")
    someone("Slutat Samordnare", Role.COORDINATOR, approved=True)
    gone = User.objects.get(full_name="Slutat Samordnare")
    end_person(person=gone, by=karin, now=MONDAY)
    case = open_case(by=karin)
    assert agenda.possible_people(case) == [karin, olle]
    recuse(case=case, user=olle, reason=RecusalReason.RELATED, by=karin, now=MONDAY)
    assert agenda.possible_people(case) == [karin]
    assert agenda.possible_people(open_case(by=olle, is_protected=True)) == [olle]


def test_moving_ends_one_row_and_begins_another(case: Case, birgitta: User) -> None:
    item = planned(case, birgitta)
    later = agenda.change(item=item, plan=said(AT + DAY), by=birgitta, now=MONDAY + HOUR)
    earlier = AgendaItem.objects.get(pk=item.pk)
    assert earlier.end == AgendaEnd.MOVED
    assert earlier.moved_to == later
    assert earlier.starts_at == AT
    assert (later.starts_at, later.place) == (AT + DAY, "Sal 4")
    assert later.public_id != item.public_id
    assert traces(Action.AGENDA_CHANGED) == [("agenda_changed", ["moved"])]


def test_a_move_that_changes_nothing_is_refused(case: Case, birgitta: User) -> None:
    item = planned(case, birgitta)
    again = agenda.change
    assert refused(lambda: again(item=item, plan=said(), by=birgitta, now=MONDAY)) == {
        AgendaRefusal.NOTHING_CHANGED
    }
    assert AgendaItem.objects.count() == 1


def test_a_closed_case_plans_changes_and_undoes_nothing(
    case: Case, karin: User, birgitta: User
) -> None:
    item, other = planned(case, birgitta), planned(case, birgitta)
    agenda.cancel(item=other, by=birgitta, now=MONDAY)
    life.close(case=case, reason=CloseReason.DECLINED, by=karin, now=MONDAY)
    for act in (
        lambda: planned(case, karin),
        lambda: agenda.change(item=item, plan=said(AT + DAY), by=karin, now=MONDAY),
        lambda: agenda.cancel(item=item, by=karin, now=MONDAY),
        lambda: agenda.tick_off(item=item, by=karin, now=AT),
        lambda: agenda.undo(item=other, by=karin, now=MONDAY),
    ):
        assert AgendaRefusal.CASE_IS_CLOSED in refused(act)
    assert not AgendaItem.objects.planned().exists()
    life.reopen(case=case, by=karin, now=MONDAY + DAY)
    assert not AgendaItem.objects.planned().exists(), "somebody may have been told"
    item.refresh_from_db()
    assert item.end == AgendaEnd.CANCELLED


def test_what_is_cancelled_is_undone_within_ten_minutes_and_not_later(
    case: Case, birgitta: User
) -> None:
    item = planned(case, birgitta)
    agenda.cancel(item=item, by=birgitta, now=MONDAY)
    assert not AgendaItem.objects.planned().exists()
    late = MONDAY + 11 * MINUTE
    assert refused(lambda: agenda.undo(item=item, by=birgitta, now=late)) == {
        AgendaRefusal.TOO_LATE_TO_UNDO
    }
    agenda.undo(item=item, by=birgitta, now=MONDAY + 10 * MINUTE)
    assert AgendaItem.objects.planned().get() == item
    assert [fields for _, fields in traces(Action.AGENDA_CHANGED)] == [["cancelled"], ["undone"]]


def test_a_move_is_undone_unless_it_has_gone_on(case: Case, birgitta: User) -> None:
    item = planned(case, birgitta)
    later = agenda.change(item=item, plan=said(AT + DAY), by=birgitta, now=MONDAY)
    agenda.undo(item=item, by=birgitta, now=MONDAY)
    assert [one.starts_at for one in AgendaItem.objects.all()] == [AT]
    # Somebody's page still shows the move.
    assert refused(lambda: agenda.cancel(item=later, by=birgitta, now=MONDAY)) == {
        AgendaRefusal.ALREADY_ENDED
    }
    later = agenda.change(item=item, plan=said(AT + DAY), by=birgitta, now=MONDAY)
    agenda.cancel(item=later, by=birgitta, now=MONDAY)
    assert refused(lambda: agenda.undo(item=item, by=birgitta, now=MONDAY)) == {
        AgendaRefusal.NOTHING_TO_UNDO
    }


def test_telling_of_it_begins_the_contact_with_its_time(case: Case, birgitta: User) -> None:
    item = planned(case, birgitta)
    assert refused(lambda: agenda.tell_of(item=item, by=birgitta, now=AT - MINUTE)) == {
        AgendaRefusal.NOT_BEGUN
    }
    assert not Draft.objects.exists(), "nothing is begun for nothing"
    draft = agenda.tell_of(item=item, by=birgitta, now=AT + HOUR)
    done = AgendaItem.objects.get(pk=item.pk)
    assert (done.end, done.told_in) == (AgendaEnd.DONE, draft)
    draft.refresh_from_db()
    assert '"2026-11-25T14:00"' in draft.content
    assert draft.from_case
    log.save_draft(draft=draft, entry=entry(Result.REACHED, at=AT), now=AT + HOUR)
    assert refused(lambda: agenda.undo(item=item, by=birgitta, now=AT + HOUR)) == {
        AgendaRefusal.NOTHING_TO_UNDO
    }


def test_telling_of_it_is_undone_while_nothing_is_logged(case: Case, birgitta: User) -> None:
    item = planned(case, birgitta)
    agenda.tell_of(item=item, by=birgitta, now=AT)
    agenda.undo(item=item, by=birgitta, now=AT + MINUTE)
    row = AgendaItem.objects.get(pk=item.pk)
    assert (row.end, row.ended_at, row.told_in) == ("", None, None)
    agenda.tick_off(item=item, by=birgitta, now=AT + MINUTE)
    assert AgendaItem.objects.get(pk=item.pk).end == AgendaEnd.DONE


def test_what_a_coordinator_was_to_do_goes_back_when_they_leave_or_may_not(
    case: Case, karin: User
) -> None:
    olle, maj, eva = coordinator("Olle Ek"), coordinator("Maj Ek"), coordinator("Eva Ek")
    items = [planned(case, karin, said(responsible=one)) for one in (olle, maj, eva)]
    end_person(person=olle, by=karin, now=MONDAY)
    drop_coordinator(person=maj, by=karin, now=MONDAY)
    recuse(case=case, user=eva, reason=RecusalReason.RELATED, by=karin, now=MONDAY)
    assert set(AgendaItem.objects.values_list("responsible", flat=True)) == {None}
    assert {one.effective_responsible for one in AgendaItem.objects.all()} == {case.assigned_to}
    assert len(items) == 3
    assert traces(Action.AGENDA_CHANGED) == 3 * [("agenda_changed", ["responsible"])]


def test_everything_planned_goes_with_the_case(case: Case, karin: User, birgitta: User) -> None:
    moved, told, left = (planned(case, birgitta) for _ in range(3))
    agenda.change(item=moved, plan=said(AT + DAY), by=birgitta, now=MONDAY)
    draft = agenda.tell_of(item=told, by=birgitta, now=AT)
    log.save_draft(draft=draft, entry=entry(Result.REACHED, at=AT), now=AT)
    agenda.cancel(item=left, by=birgitta, now=AT)
    other = planned(open_case(by=karin), karin, said(responsible=karin))
    life.close(case=case, reason=CloseReason.SUPPORT_ENDED, by=karin, now=AT)
    assert retention.gallra(now=AT + 91 * DAY).erased == 1
    assert list(AgendaItem.objects.all()) == [other]


@pytest.mark.django_db(transaction=True)
def test_of_two_who_move_the_same_meeting_at_once_one_does() -> None:
    karin = coordinator()
    case = open_case(by=karin, phones=(fictional_number(7),))
    item = planned(case, karin, said(responsible=karin))
    told: list[str] = []

    def move(days: int) -> None:
        try:
            to = said(AT + days * DAY, responsible=karin)
            agenda.change(item=item, plan=to, by=karin, now=MONDAY)
            told.append("moved")
        except RefusedError as error:
            told.extend(one.name for one in error.refusals)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=move, args=(days,)) for days in (1, 2, 3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(told) == ["ALREADY_ENDED", "ALREADY_ENDED", "moved"]
    assert AgendaItem.objects.planned().count() == 1


def test_a_person_approved_from_a_later_day_may_be_there_from_that_day(
    case: Case, karin: User
) -> None:
    new = someone("Ny Samordnare", Role.COORDINATOR)
    assert refused(lambda: planned(case, karin, said(responsible=new))) == {
        AgendaRefusal.NOT_APPROVED_THAT_DAY
    }
    approve(user=new, since=MONDAY.date(), by=karin, now=MONDAY)
    new = User.objects.get(pk=new.pk)
    assert planned(case, karin, said(responsible=new)).responsible == new
