"""The outbox: there exactly when the rest is, done at least once, never by two at a time."""

import logging
import threading
import uuid
from datetime import UTC, datetime, timedelta

import pytest
from django.conf import LazySettings
from django.core.management import call_command
from django.db import connection, transaction
from django.db.transaction import TransactionManagementError
from pytest_django import DjangoAssertNumQueries

from jourcase.logs import JsonLines
from jourcase.outbox import periodic, registry, services, timer
from jourcase.outbox.domain.patience import LEASE, STUCK_AFTER, wait_after
from jourcase.outbox.models import OutboxRow
from jourcase.outbox.registry import Again, handler
from jourcase.outbox.services import drain, oldest_waiting_age, put, put_together, stuck, sweep

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 23, 13, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
SECRET = "Amina bor på Ringvägen"


class Kinds:
    """Kinds for the tests: what they did, and what they were told to do wrong."""

    def __init__(self) -> None:
        self.done: list[str] = []
        self.broken: set[str] = set()
        self.parts_left = 0

    def note(self, row: OutboxRow, now: datetime) -> None:
        if row.payload["name"] in self.broken:
            raise ValueError(SECRET)
        self.done.append(row.payload["name"])

    def in_parts(self, row: OutboxRow, now: datetime) -> None:
        self.parts_left -= 1
        self.done.append("part")
        if self.parts_left:
            raise Again(MINUTE)


@pytest.fixture
def kinds(monkeypatch: pytest.MonkeyPatch) -> Kinds:
    kinds = Kinds()
    monkeypatch.setattr(registry, "_handlers", {})
    handler("test.note")(kinds.note)
    handler("test.parts")(kinds.in_parts)
    return kinds


def log_of(caplog: pytest.LogCaptureFixture) -> str:
    """The lines as they are written where Jourcase runs."""
    return "\n".join(map(JsonLines().format, caplog.records))


def note(name: str, **kwargs: object) -> None:
    with transaction.atomic():
        put(kind="test.note", payload={"name": name}, **{"now": NOW, **kwargs})  # type: ignore[arg-type]


def test_a_row_is_done_once(kinds: Kinds) -> None:
    note("a")
    assert drain(now=NOW) == 1
    assert drain(now=NOW + 10 * LEASE) == 0
    assert kinds.done == ["a"]
    assert OutboxRow.objects.get().done_at == NOW


def test_a_row_of_a_transaction_that_was_undone_is_not_there(kinds: Kinds) -> None:
    with transaction.atomic():
        put(kind="test.note", payload={"name": "a"}, now=NOW)
        transaction.set_rollback(True)
    assert drain(now=NOW) == 0
    assert kinds.done == []


@pytest.mark.django_db(transaction=True)
def test_a_row_outside_a_transaction_is_refused() -> None:
    with pytest.raises(TransactionManagementError):
        put(kind="test.note", payload={}, now=NOW)
    assert not OutboxRow.objects.exists()


def test_a_row_waits_for_its_time(kinds: Kinds) -> None:
    note("later", not_before=NOW + MINUTE)
    assert drain(now=NOW) == 0
    assert oldest_waiting_age(NOW) == timedelta(0)
    assert drain(now=NOW + MINUTE) == 1


def test_the_same_key_is_one_row_even_when_it_is_done(kinds: Kinds) -> None:
    note("a", key="k")
    note("a", key="k")
    drain(now=NOW)
    note("a", key="k")
    note("a", key="another")
    drain(now=NOW)
    assert kinds.done == ["a", "a"]


def test_one_that_fails_does_not_hold_up_the_rest(
    kinds: Kinds, caplog: pytest.LogCaptureFixture
) -> None:
    kinds.broken = {"b"}
    for name in "abc":
        note(name)
    assert drain(now=NOW) == 2
    assert kinds.done == ["a", "c"]

    failed = OutboxRow.objects.waiting().get()
    assert failed.last_error.startswith("ValueError note:")
    told = log_of(caplog)
    assert '"failure": "ValueError note:' in told
    assert SECRET not in told + failed.last_error, "an error's words may be a person's"

    kinds.broken = set()
    assert drain(now=NOW + wait_after(1) - timedelta(seconds=1)) == 0
    assert drain(now=NOW + wait_after(1)) == 1
    assert kinds.done == ["a", "c", "b"]


def test_what_fails_again_and_again_is_told_of_and_never_given_up(
    kinds: Kinds, expects_error_log: list[logging.LogRecord]
) -> None:
    kinds.broken = {"a"}
    note("a")
    at = NOW
    for tries in range(1, STUCK_AFTER + 3):
        assert stuck(at) == ({"test.note": 1} if tries > STUCK_AFTER else {})
        drain(now=at)
        assert OutboxRow.objects.get().tries == tries
        at += wait_after(tries)
    assert oldest_waiting_age(at) == at - NOW
    kinds.broken = set()
    assert drain(now=at) == 1
    assert stuck(at) == {}


def test_a_kind_that_nobody_knows_waits_for_a_program_that_does(
    kinds: Kinds, caplog: pytest.LogCaptureFixture
) -> None:
    with transaction.atomic():
        put(kind="test.of-tomorrow", payload={}, now=NOW)
    assert drain(now=NOW) == 0
    assert "UnknownKindError" in log_of(caplog)
    handler("test.of-tomorrow")(lambda row, now: None)
    assert drain(now=NOW + wait_after(1)) == 1


def test_a_row_in_parts_comes_back_without_counting_as_failed(kinds: Kinds) -> None:
    kinds.parts_left = 9
    with transaction.atomic():
        put(kind="test.parts", payload={}, now=NOW)
    done = [drain(now=NOW + part * MINUTE) for part in range(9)]
    assert done == [0] * 8 + [1]
    assert len(kinds.done) == 9
    assert stuck(NOW + 9 * MINUTE) == {}


def test_a_row_whose_holder_was_killed_comes_back_when_the_lease_ends(kinds: Kinds) -> None:
    class KilledError(BaseException):
        """Not an Exception: nothing that the drainer does about errors happens."""

    def killed(row: OutboxRow, now: datetime) -> None:
        raise KilledError

    handler("test.killed")(killed)
    with transaction.atomic():
        put(kind="test.killed", payload={}, now=NOW)
    with pytest.raises(KilledError):
        drain(now=NOW)
    registry._handlers["test.killed"] = registry.Registered(kinds.note, LEASE)
    OutboxRow.objects.update(payload={"name": "after"})
    assert drain(now=NOW + LEASE - timedelta(seconds=1)) == 0
    assert drain(now=NOW + LEASE) == 1
    assert kinds.done == ["after"]


def test_who_lost_the_lease_does_not_end_the_row_of_who_has_it_now(kinds: Kinds) -> None:
    """A drainer that was held up for longer than its lease must not note another's as done."""
    seen: list[OutboxRow] = []

    def slow(row: OutboxRow, now: datetime) -> None:
        seen.append(row)
        if len(seen) == 1:
            assert drain(now=NOW + LEASE) == 0, "the second is in the middle of it too"
        elif len(seen) == 2:
            raise Again(MINUTE)

    handler("test.slow")(slow)
    with transaction.atomic():
        put(kind="test.slow", payload={}, now=NOW)
    assert drain(now=NOW) == 0
    assert OutboxRow.objects.get().done_at is None


@pytest.mark.django_db(transaction=True)
def test_two_drainers_at_once_do_each_row_once(kinds: Kinds) -> None:
    count = 60
    for number in range(count):
        note(str(number))
    together = threading.Barrier(4)
    problems: list[Exception] = []

    def drainer() -> None:
        try:
            together.wait()
            drain(now=NOW, limit=count)
        except Exception as error:
            problems.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=drainer) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert problems == []
    assert sorted(kinds.done, key=int) == [str(number) for number in range(count)]


@pytest.mark.django_db(transaction=True)
def test_without_the_conditional_take_rows_are_done_twice(
    kinds: Kinds, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control: a row taken without asking whether somebody has it is done by two."""
    together = threading.Barrier(2)

    def meet(row: OutboxRow, now: datetime) -> None:
        together.wait(timeout=10)
        kinds.done.append("met")

    handler("test.meet")(meet)
    with transaction.atomic():
        put(kind="test.meet", payload={}, now=NOW)
    monkeypatch.setattr(services, "_as_seen", lambda row: OutboxRow.objects.filter(pk=row.pk))

    def drainer() -> None:
        try:
            rows = list(OutboxRow.objects.ready(NOW))
            together.wait(timeout=10)
            for row in rows:
                services._take_and_do(row, NOW)
        finally:
            connection.close()

    threads = [threading.Thread(target=drainer) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert kinds.done == ["met", "met"]


def test_a_round_ends_in_time_and_the_rest_wait(
    kinds: Kinds, monkeypatch: pytest.MonkeyPatch
) -> None:
    passed = iter([0.0, 0.0, services.ROUND_SECONDS + 1.0, 0.0, 0.0])
    monkeypatch.setattr("jourcase.outbox.services.time.monotonic", lambda: next(passed))
    note("a")
    note("b")
    assert drain(now=NOW) == 1
    assert drain(now=NOW) == 1


def test_done_rows_are_forgotten_after_a_month_and_waiting_ones_never(kinds: Kinds) -> None:
    note("a")
    drain(now=NOW)
    note("b", not_before=NOW + timedelta(days=400))
    assert sweep(now=NOW + timedelta(days=30)) == 0
    assert sweep(now=NOW + timedelta(days=31)) == 1
    assert [row.payload["name"] for row in OutboxRow.objects.all()] == ["b"]


def test_the_command_drains(
    kinds: Kinds, capsys: pytest.CaptureFixture[str], settings: LazySettings
) -> None:
    settings.PERIODIC_TASKS = {}
    note("a")
    call_command("drain_outbox")
    assert kinds.done == ["a"]
    assert "1 gjorda." in capsys.readouterr().out


def test_a_round_of_the_timer_bears_a_database_that_is_away(
    kinds: Kinds, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def away(**_: object) -> int:
        raise ConnectionError(SECRET)

    monkeypatch.setattr(timer, "close_old_connections", lambda: None)
    monkeypatch.setattr(periodic, "drain", away)
    timer.one_round()
    told = log_of(caplog)
    assert '"event": "outbox.round.failed", "failure": "ConnectionError away:' in told
    assert SECRET not in told


def test_the_timer_does_not_run_in_tests() -> None:
    assert timer.start() is None
    assert not any(thread.name == "outbox-timer" for thread in threading.enumerate())


def test_two_handlers_for_one_kind_are_refused(kinds: Kinds) -> None:
    with pytest.raises(ValueError, match="two handlers"):
        handler("test.note")(lambda row, now: None)


def test_a_row_has_an_id_before_the_database_has_seen_it() -> None:
    assert isinstance(OutboxRow().id, uuid.UUID)


def waiting_keys() -> list[str | None]:
    return list(OutboxRow.objects.order_by("pk").values_list("key", flat=True))


def test_rows_put_together_are_written_last_and_once_each(kinds: Kinds) -> None:
    with transaction.atomic():
        with put_together():
            for key in ("b", "a", "b"):
                put(kind="test.note", payload={"name": key}, now=NOW, key=key)
            with put_together():
                put(kind="test.note", payload={"name": "c"}, now=NOW, key="c")
            assert waiting_keys() == []
            put(kind="test.note", payload={"name": "at once"}, now=NOW)
            assert waiting_keys() == [None]
        assert set(waiting_keys()) == {"a", "b", "c", None}
    assert OutboxRow.objects.count() == 4


def test_rows_put_together_are_written_in_the_order_of_their_keys(
    kinds: Kinds, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with transaction.atomic(), django_assert_num_queries(1) as asked, put_together():
        for key in ("key-b", "key-c", "key-a"):
            put(kind="test.note", payload={"name": "x"}, now=NOW, key=key)
    sql = asked.captured_queries[0]["sql"]
    assert sql.index("key-a") < sql.index("key-b") < sql.index("key-c")


def test_an_error_writes_nothing_that_was_put_together(kinds: Kinds) -> None:
    def stopped() -> None:
        with transaction.atomic(), put_together():
            put(kind="test.note", payload={"name": "x"}, now=NOW, key="x")
            raise ValueError("stop")

    with pytest.raises(ValueError, match="stop"):
        stopped()
    assert waiting_keys() == []
    with transaction.atomic():
        put(kind="test.note", payload={"name": "y"}, now=NOW, key="y")
    assert waiting_keys() == ["y"]
