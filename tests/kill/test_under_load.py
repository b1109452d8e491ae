"""Many save at once, and what they stand on is killed: the server, the database, the broker."""

import socket
import threading
import time
from collections.abc import Callable
from contextlib import suppress

import pytest

from tests.infrastructure.fault_points import SLOW_SECONDS, arm, is_waiting
from tests.kill.caller import Caller, NoAnswerError, told
from tests.kill.place import Place
from tests.kill.server import Drainer, Server, wait_until

Start = Callable[..., Server]
Call = Callable[..., list[Caller]]
TEXT = "Ringde och berättade. " * 40


class Together:
    """Callers who log calls at the same time, each in a thread, until they are told to stop."""

    def __init__(self, callers: list[Caller], *, calls: int = 10_000) -> None:
        self.callers, self.calls = callers, calls
        self.is_over = threading.Event()
        self.threads = [threading.Thread(target=self._work, args=(one,)) for one in callers]

    def _work(self, caller: Caller) -> None:
        for _ in range(self.calls):
            if self.is_over.is_set():
                return
            if not caller.log_stubbornly(note=TEXT):
                caller.errors["gave up"] += 1
                return

    def __enter__(self) -> "Together":
        for thread in self.threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.is_over.set()
        self.wait()

    def wait(self) -> None:
        for thread in self.threads:
            thread.join()

    @property
    def count(self) -> int:
        return sum(told(self.callers).values())

    def wait_for(self, more: int) -> None:
        wanted = self.count + more
        wait_until(lambda: self.count >= wanted, seconds=60, what="the calls do not get on")

    def wait_for_each(self) -> None:
        """Until every one of them has been told of one more."""
        before = [caller.acknowledged.total() for caller in self.callers]
        wait_until(
            lambda: all(
                caller.acknowledged.total() > was
                for caller, was in zip(self.callers, before, strict=True)
            ),
            seconds=60,
            what="the calls do not get on",
        )


def assert_each_once(place: Place, callers: list[Caller]) -> None:
    """What was said to be saved is there, once, whole; and nothing else is."""
    assert place.contacts_by_case() == told(callers)
    assert place.is_sound()


def test_sixteen_at_once_save_fifteen_calls_each(place: Place, start: Start, call: Call) -> None:
    callers = call(start(), 16)
    crowd = Together(callers, calls=15)
    with crowd:
        crowd.wait()
    assert crowd.count == 16 * 15
    assert sum(sum(caller.errors.values()) for caller in callers) == 0
    assert_each_once(place, callers)


def test_with_djangos_own_sqlite_some_of_them_fail(
    place: Place, start: Start, call: Call, on_postgresql: bool
) -> None:
    """The control for SQLite's settings. PostgreSQL has none of these, and none fail there."""
    callers = call(start(JOURCASE_KILL_PLAIN_SQLITE="1"), 16)
    threads = [
        threading.Thread(target=lambda one=caller: [one.log_call() for _ in range(5)])
        for caller in callers
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    failed = sum(sum(caller.errors.values()) for caller in callers)
    assert (failed == 0) is on_postgresql


def test_workers_are_killed_with_saves_in_flight(place: Place, start: Start, call: Call) -> None:
    server = start()
    callers = call(server, 6)
    with Together(callers) as crowd:
        for index in range(4):
            crowd.wait_for(8)
            server.kill_worker(index)
    assert_each_once(place, callers)


def test_the_database_is_killed_with_saves_in_flight(
    place: Place, start: Start, call: Call
) -> None:
    """On SQLite the database is within the server: all of that is killed at once."""
    server = start()
    callers = call(server, 6)
    with Together(callers) as crowd:
        for _ in range(2):
            crowd.wait_for(12)
            if place.cluster is not None:
                place.cluster.kill()
                time.sleep(0.5)
                place.cluster.start()
            else:
                server.kill()
                server.start()
        crowd.wait_for(6)
    assert sum(sum(caller.errors.values()) for caller in callers) > 0, "they met with the kills"
    assert_each_once(place, callers)


def test_a_server_that_answers_before_it_saves_loses_under_load(
    place: Place, start: Start, call: Call
) -> None:
    """The control for all the counting above."""
    server = start()
    callers = call(server, 4)
    with Together(callers) as crowd:
        crowd.wait_for(8)
        arm(place.folder, "answer_long_before")
        wait_until(
            lambda: not is_waiting(place.folder, "answer_long_before"),
            seconds=60,
            what="nobody saves any more",
        )
        crowd.wait_for_each()  # whoever was answered first has counted it by then
        server.kill()
        crowd.is_over.set()
        server.start()
    assert place.contacts_by_case() != told(callers)


def test_told_to_stop_in_the_middle_of_a_save_it_answers_or_has_saved_nothing(
    place: Place, start: Start, call: Call
) -> None:
    server = start()
    callers = call(server, 4)
    drafts = []
    for caller in callers:
        case = caller.next_case()
        drafts.append((caller, case, caller.begin(case)))
    arm(place.folder, "slow_commit")

    def save(caller: Caller, case: dict[str, int], draft: str) -> None:
        try:
            caller.note(case, caller.save(draft))
        except NoAnswerError as error:
            caller.errors[str(error)] += 1

    threads = [threading.Thread(target=save, args=one) for one in drafts]
    for thread in threads:
        thread.start()
    time.sleep(SLOW_SECONDS / 4)
    server.stop()
    for thread in threads:
        thread.join()
    assert_each_once(place, callers)
    assert sum(told(callers).values()) >= 1, "the save that was in the middle was answered"

    server.start()
    for caller, case, draft in drafts:
        if not caller.acknowledged[case["id"]]:
            assert caller.note(case, caller.save_patiently(draft))
    assert_each_once(place, callers)


class SilentBroker:
    """Takes connections, says nothing, and counts them: what a broker in trouble does."""

    def __init__(self) -> None:
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.listener.setblocking(False)
        self.url = f"redis://127.0.0.1:{self.listener.getsockname()[1]}/0"

    def connections(self) -> int:
        count = 0
        with suppress(BlockingIOError):
            while True:
                self.listener.accept()[0].close()
                count += 1
        return count


def test_no_request_speaks_to_the_broker(place: Place, start: Start, call: Call) -> None:
    """So one that is away, or does not answer, stops nothing. Measured before: a request that
    sends a task waits up to seven seconds.
    """
    broker = SilentBroker()
    server = start(JOURCASE_TEST_REDIS_URL=broker.url, JOURCASE_KILL_TIMER="0.2")
    callers = call(server, 2)
    assert all(caller.log_call() for caller in callers for _ in range(3))
    assert broker.connections() == 0
    assert_each_once(place, callers)

    # The control: something that does speak to it is seen.
    sending = ("-m", "tests.kill.work", "send", "1")
    sender = Drainer(place, *sending, JOURCASE_TEST_REDIS_URL=broker.url)
    sender.start()
    try:
        wait_until(lambda: broker.connections() > 0, seconds=60, what="nobody spoke to the broker")
    finally:
        sender.kill()
        broker.listener.close()


@pytest.mark.parametrize("count", [3])
def test_a_caller_who_is_not_told_presses_again_and_nothing_is_doubled(
    place: Place, start: Start, call: Call, count: int
) -> None:
    """The same draft sent from several tabs at once is one contact."""
    [caller] = call(start(), 1)
    case = caller.next_case()
    draft = caller.begin(case)
    threads = [threading.Thread(target=caller.save, args=(draft,)) for _ in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert place.contacts_by_case() == {case["id"]: 1}
