"""Recording: one gapless chain, in the transaction of the act, with the role of whoever acted."""

import uuid
from datetime import datetime, timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.utils import DatabaseError
from django.test.utils import CaptureQueriesContext

from jourcase.kernel import audit, chain
from jourcase.kernel.audit import Action, AuditEvent, Outcome
from tests.factories import MONDAY, board, coordinator, someone, volunteer
from tests.infrastructure.append_only import lifted, triggers
from volunteers.domain.roles import Role

pytestmark = pytest.mark.django_db


def record(by_id: int | None = None, action: Action = Action.CASE_VIEWED, **rest: object) -> None:
    audit.record(by_id=by_id, action=action, now=MONDAY, **rest)  # type: ignore[arg-type]


def fail_after(case_id: int | None) -> None:
    record(case_ids=[case_id] if case_id else [])
    raise ZeroDivisionError


def whole_chain_holds() -> bool:
    previous = chain.BEGINNING
    for number, event in enumerate(AuditEvent.objects.order_by("seq"), start=1):
        if (event.seq, event.previous) != (number, previous):
            return False
        previous = chain.digest(event.link())
        if event.digest != previous:
            return False
    return True


def test_each_event_holds_on_to_the_one_before() -> None:
    record()
    record(case_ids=[3, 4, 5], fields=["name"], reason="skäl — å\n\x00\ud800")
    record(action=Action.LOG_VERIFIED, outcome=Outcome.FAILED)
    assert list(AuditEvent.objects.order_by("seq").values_list("seq", flat=True)) == [1, 2, 3, 4, 5]
    assert whole_chain_holds()


def test_a_reason_can_neither_stop_the_trace_nor_break_its_line() -> None:
    record(reason="a\nb\x00c\ud800d\u2028e" + "x" * 500)
    reason = AuditEvent.objects.get().reason
    assert reason.startswith("a b c d e")
    assert len(reason) == 200
    assert whole_chain_holds()


def test_one_call_makes_at_most_two_statements_beside_the_insert() -> None:
    record()
    with CaptureQueriesContext(connection) as captured:
        record(case_ids=range(1, 60))
    assert len(captured) <= 3
    assert sum("INSERT" in query["sql"] for query in captured) == 1


def test_nothing_is_left_of_an_act_that_did_not_happen() -> None:
    record()
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        fail_after(None)
    record()
    assert AuditEvent.objects.count() == 2
    assert whole_chain_holds()


@pytest.mark.django_db(transaction=True)
def test_outside_a_transaction_it_makes_one_of_its_own() -> None:
    assert not connection.in_atomic_block
    record(case_ids=[1, 2])
    record()
    assert whole_chain_holds()
    assert AuditEvent.objects.count() == 3


def test_what_waits_is_written_last_and_in_order() -> None:
    with transaction.atomic(), audit.written_last():
        record(case_ids=[1])
        with audit.written_last():
            record(case_ids=[2])
        assert not AuditEvent.objects.exists()
    assert list(AuditEvent.objects.order_by("seq").values_list("case_id", flat=True)) == [1, 2]
    assert whole_chain_holds()


def test_what_waits_is_written_in_one_go() -> None:
    with CaptureQueriesContext(connection) as captured, audit.written_last():
        record(case_ids=[1])
        record(case_ids=[2])
    assert sum("INSERT" in query["sql"] for query in captured) == 1


def test_what_failed_inside_is_not_written_with_the_rest() -> None:
    with transaction.atomic(), audit.written_last():
        record(case_ids=[1])
        with pytest.raises(ZeroDivisionError), transaction.atomic(), audit.written_last():
            fail_after(2)
        record(case_ids=[3])
    with pytest.raises(ZeroDivisionError), audit.written_last():
        fail_after(4)
    assert list(AuditEvent.objects.order_by("seq").values_list("case_id", flat=True)) == [1, 3]


@pytest.mark.django_db(transaction=True)
def test_it_can_wait_only_inside_a_transaction() -> None:
    with pytest.raises(RuntimeError, match="transaction"), audit.written_last():
        pass


def test_the_role_is_that_of_the_person() -> None:
    both = someone("Bo Både", Role.VOLUNTEER, Role.BOARD)
    people = [coordinator(), volunteer(), board(), both, someone("Ny Utan"), None]
    AuditEvent.objects.all()
    for person in people:
        record(person.pk if person else None, action=Action.LOGGED_OUT)
    roles = AuditEvent.objects.filter(action=Action.LOGGED_OUT).order_by("seq")
    assert [event.role for event in roles] == [
        "coordinator", "volunteer", "board", "volunteer", "", "system",
    ]  # fmt: skip


def test_the_role_of_a_request_is_asked_for_without_a_query() -> None:
    karin = coordinator()
    with audit.acting(lambda: audit.Actor(karin.pk, "coordinator")):
        with CaptureQueriesContext(connection) as captured:
            record(karin.pk)
        assert not any("auth_group" in query["sql"] for query in captured)
        record(None)
    with audit.acting(lambda: audit.Actor(None, audit.NOBODY)):
        record(None)
    assert [event.role for event in AuditEvent.objects.order_by("-seq")[:3]] == [
        audit.NOBODY, audit.SYSTEM, "coordinator",
    ]  # fmt: skip


def test_how_much_somebody_has_seen() -> None:
    karin, birgitta = coordinator(), volunteer()
    hour_ago = MONDAY - timedelta(hours=1)
    for case_id in (1, 1, 2):
        record(karin.pk, case_ids=[case_id])
    record(karin.pk, Action.CALL_CLAIMED, case_ids=[3])
    record(karin.pk, Action.GLASS_BROKEN, case_ids=[4], outcome=Outcome.REFUSED)
    record(birgitta.pk, case_ids=[5])
    early = MONDAY - timedelta(hours=2)
    audit.record(by_id=karin.pk, action=Action.CASE_VIEWED, now=early, case_ids=[6])
    record(karin.pk, Action.CASES_SEARCHED)
    soon = MONDAY + timedelta(seconds=1)

    def counts(searches_from: datetime, cases_from: datetime, all_from: datetime) -> list[int]:
        return list(
            audit.read_counts(
                karin.pk,
                searches_from=searches_from,
                cases_from=cases_from,
                all_cases_from=all_from,
            )
        )

    with CaptureQueriesContext(connection) as captured:
        assert counts(hour_ago, hour_ago, early) == [2, 3, 4]  # a refused opening asks all the same
    assert len(captured) == 1
    assert counts(soon, hour_ago, hour_ago) == [0, 3, 3]
    assert counts(soon, soon, hour_ago) == [0, 0, 3]
    assert counts(soon, soon, soon) == [0, 0, 0]


@pytest.mark.parametrize("action", ["case_viewed", "call_claimed"])
def test_counting_goes_by_the_index_of_the_person(action: str) -> None:
    karin = volunteer()
    # Enough rows of others for the planner to have something to choose by, whatever ran before.
    record(case_ids=range(1, 1001))
    record(karin.pk)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE kernel_auditevent")
    seen = AuditEvent.objects.filter(by_id=karin.pk, at__gte=MONDAY, action=action)
    assert "audit_by_person" in seen.explain()


# --- Append-only ---------------------------------------------------------------------------------


def test_the_guards_are_in_the_database_after_all_migrations() -> None:
    guards = {
        "sqlite": {"audit_no_update", "audit_no_delete", "audit_no_replace"},
        "postgresql": {"audit_append_only"},
    }
    assert set(triggers(connection)) == guards[connection.vendor]


CHANGES = [
    "UPDATE kernel_auditevent SET reason = 'x'",
    "UPDATE kernel_auditevent SET seq = seq + 10",
    "DELETE FROM kernel_auditevent",
    "INSERT INTO kernel_auditevent SELECT * FROM kernel_auditevent ON CONFLICT (id) DO UPDATE"
    " SET reason = 'x'",
]
CHANGES_BY_VENDOR = {
    "sqlite": [
        "INSERT OR REPLACE INTO kernel_auditevent SELECT * FROM kernel_auditevent",
        "UPDATE OR REPLACE kernel_auditevent SET seq = 1",
        "REPLACE INTO kernel_auditevent SELECT * FROM kernel_auditevent",
    ],
    "postgresql": [
        "TRUNCATE kernel_auditevent",
        "TRUNCATE kernel_auditevent CASCADE",
        "MERGE INTO kernel_auditevent USING (SELECT 1) one ON true WHEN MATCHED THEN DELETE",
    ],
}


@pytest.mark.parametrize("number", range(len(CHANGES) + 3))
def test_the_database_refuses_to_change_or_take_away_a_row(number: int) -> None:
    if connection.vendor == "sqlite":
        # "WHERE true" lets SQLite tell ON CONFLICT from a join.
        changes = [change.replace(" ON CONFLICT", " WHERE true ON CONFLICT") for change in CHANGES]
    else:
        changes = list(CHANGES)
    statement = [*changes, *CHANGES_BY_VENDOR[connection.vendor]][number]
    record(reason="a")
    before = list(AuditEvent.objects.values())
    with (
        pytest.raises(DatabaseError, match="append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)
    assert list(AuditEvent.objects.values()) == before


def test_neither_can_the_orm() -> None:
    record()
    event = AuditEvent.objects.get()
    for act in (event.save, event.delete, AuditEvent.objects.all().delete):
        with pytest.raises(IntegrityError), transaction.atomic():
            act()
    assert AuditEvent.objects.get().digest == event.digest


def test_a_number_is_given_once() -> None:
    record()
    first = AuditEvent.objects.get()
    first.id = uuid.uuid4()
    with pytest.raises(IntegrityError), transaction.atomic():
        first.save(force_insert=True)


def test_without_the_guards_the_same_statements_go_through() -> None:
    record(reason="a")
    with lifted() as cursor:
        cursor.execute(CHANGES[0])
    assert AuditEvent.objects.get().reason == "x"
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        AuditEvent.objects.update(reason="y")


@pytest.mark.django_db(transaction=True)
def test_the_tables_are_emptied_between_tests_and_the_guards_are_still_there() -> None:
    assert not AuditEvent.objects.exists()
    record()
    assert triggers(connection)


@pytest.mark.django_db(transaction=True)
def test_once_more_after_a_flush() -> None:
    test_the_tables_are_emptied_between_tests_and_the_guards_are_still_there()
