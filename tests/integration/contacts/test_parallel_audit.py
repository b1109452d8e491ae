"""Many people at once, in every kind of act: nobody waits for ever, and the log is one chain.

Real connections, on both databases. What would deadlock is an act that takes a row when it has
taken the chain, as the last test shows.
"""

import threading
from collections.abc import Callable, Iterable
from datetime import timedelta

import pytest
from django.db import OperationalError, connection, connections, transaction

from cases.domain.enums import CloseReason, EarlyClose
from cases.models import Case
from cases.services import life
from contacts.domain.enums import Result
from contacts.models import Contact, Draft
from contacts.services import calls, log
from jourcase.kernel import audit, chain
from jourcase.kernel.audit import Action, AuditEvent
from jourcase.kernel.refusals import RefusedError
from tests.factories import MONDAY, coordinator, entry, open_case
from volunteers.models import User

pytestmark = pytest.mark.django_db(transaction=True)
Act = Callable[[], object]
PEOPLE, ROUNDS = 5, 3
MINUTE = timedelta(minutes=1)


def all_at_once(acts: Iterable[Act]) -> None:
    """Each act on a connection of its own, released together; refusals are an answer too."""
    acts = list(acts)
    barrier, failures = threading.Barrier(len(acts)), []

    def run(act: Act) -> None:
        try:
            barrier.wait(timeout=30)
            act()
        except RefusedError:
            pass
        except BaseException as error:
            failures.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert not any(thread.is_alive() for thread in threads)
    assert failures == []


def assert_one_chain() -> None:
    previous = chain.BEGINNING
    for number, event in enumerate(AuditEvent.objects.order_by("seq"), start=1):
        assert (event.seq, event.previous) == (number, previous)
        assert event.digest == chain.digest(event.link())
        previous = event.digest


def test_every_kind_of_act_at_once_on_the_same_cases() -> None:
    people = [coordinator(f"Person{number} Efternamn") for number in range(PEOPLE)]
    cases = [open_case(by=people[0], received_at=MONDAY - timedelta(days=1)) for _ in range(3)]

    def story(user: User, turn: int) -> list[Act]:
        one, two = cases[turn % 3], cases[(turn + 1) % 3]
        now = MONDAY + turn * MINUTE

        def ring_and_save() -> None:
            draft = calls.begin_call(case=one, user=user, now=now)
            contact = log.save_draft(draft=draft, entry=entry(at=now), now=now, confirmed=True)
            log.correct(contact=contact, entry=entry(Result.BUSY, at=now), by=user, now=now)

        def begin_two() -> None:
            first = calls.begin_call(case=two, user=user, now=now)
            calls.autosave(draft=first, content={"note": ["x"]}, sequence=turn + 1, now=now)
            calls.begin_call(case=one, user=user, now=now)
            calls.discard(draft=first, now=now)

        def log_and_undo() -> None:
            contact = log.log_contact(
                case=two, entry=entry(Result.OTHER_PERSON, at=now), by=user, now=now
            )
            log.undo(contact=contact, by=user, now=now)

        def close_and_reopen() -> None:
            life.close(
                case=two, reason=CloseReason.NOT_REACHED, early=EarlyClose.NO_TIME, by=user, now=now
            )
            life.reopen(case=two, by=user, now=now)

        return [
            ring_and_save,
            begin_two,
            log_and_undo,
            lambda: life.assign(case=one, to=user, by=user, now=now),
            lambda: life.write_note(case=two, text=f"Rad {turn}", by=user, now=now),
            close_and_reopen,
            lambda: calls.end_forgotten_claims(now=now + timedelta(hours=1)),
            lambda: open_case(by=user, received_at=MONDAY - timedelta(days=1)),
        ]

    for turn in range(ROUNDS):
        acts = [act for user in people for act in story(user, turn)]
        # Everyone does something else, so that each meets each.
        chosen = [acts[(number * 9 + turn) % len(acts)] for number in range(16)]
        all_at_once(chosen)
    assert_one_chain()
    logged = AuditEvent.objects.filter(action=Action.CONTACT_LOGGED).count()
    corrected = AuditEvent.objects.filter(action=Action.CONTACT_CORRECTED).count()
    assert logged + corrected == Contact.objects.count() > 0


def test_reads_at_once_stand_after_one_another() -> None:
    karin = coordinator()
    case = open_case(by=karin)
    before = AuditEvent.objects.count()

    def view() -> None:
        for _ in range(5):
            audit.record(by_id=karin.pk, action=Action.CASE_VIEWED, now=MONDAY, case_ids=[case.pk])

    all_at_once([view] * 8)
    assert AuditEvent.objects.count() == before + 40
    assert_one_chain()


def test_two_tabs_of_one_person_and_a_third_who_lets_go() -> None:
    karin = coordinator()
    one, two = open_case(by=karin), open_case(by=karin)

    def release_all() -> None:
        for draft in Draft.objects.claiming():
            calls.release(draft=draft, now=MONDAY)

    for _ in range(4):
        all_at_once(
            [
                lambda: calls.begin_call(case=one, user=karin, now=MONDAY),
                lambda: calls.begin_call(case=two, user=karin, now=MONDAY),
                release_all,
                lambda: calls.end_forgotten_claims(now=MONDAY + timedelta(hours=1)),
            ]
        )
    assert_one_chain()


def test_an_act_that_takes_a_row_after_the_chain_can_deadlock() -> None:
    """The negative control: what "record last" is for. On SQLite one writes at a time, so that
    the wrong order does no harm there.
    """
    karin = coordinator()
    case = open_case(by=karin)
    halfway, failures = threading.Barrier(2), []

    def wrong() -> None:
        with transaction.atomic():
            audit.record(by_id=karin.pk, action=Action.NOTE_WRITTEN, now=MONDAY)
            meet()
            Case.objects.select_for_update().get(pk=case.pk)

    def right() -> None:
        with transaction.atomic():
            Case.objects.select_for_update().get(pk=case.pk)
            meet()
            audit.record(by_id=karin.pk, action=Action.NOTE_WRITTEN, now=MONDAY)

    def meet() -> None:
        if connection.vendor == "postgresql":
            halfway.wait(timeout=30)

    def run(act: Act) -> None:
        try:
            act()
        except OperationalError as error:
            failures.append(str(error))
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(act,)) for act in (wrong, right)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    if connection.vendor == "postgresql":
        assert len(failures) == 1
        assert "deadlock" in failures[0]
    else:
        assert failures == []
    assert_one_chain()
