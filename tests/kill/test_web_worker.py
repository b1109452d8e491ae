"""A web worker is killed with `SIGKILL`: what was answered "saved" is there once, whatever else."""

import os
import signal
import socket
import time
from collections.abc import Callable

import pytest

from tests.infrastructure.fault_points import SLOW_SECONDS, arm
from tests.kill.caller import TOKEN, Caller, NoAnswerError, is_saved, told
from tests.kill.place import Place
from tests.kill.server import Server, wait_until

Start = Callable[..., Server]
Call = Callable[..., list[Caller]]


@pytest.fixture
def server(start: Start) -> Server:
    return start()


@pytest.fixture
def caller(server: Server, call: Call) -> Caller:
    return call(server)[0]


def test_killed_before_the_commit_nothing_is_kept_and_the_same_press_again_saves_it_once(
    place: Place, caller: Caller
) -> None:
    case = caller.next_case()
    draft = caller.begin(case)
    arm(place.folder, "before_commit")
    with pytest.raises(NoAnswerError):
        caller.save(draft)
    assert place.contact_count() == 0
    assert place.is_sound()

    assert caller.note(case, caller.save_patiently(draft))
    assert place.contacts_by_case() == told([caller])
    assert place.is_sound()


def test_killed_after_the_commit_and_before_the_answer_the_same_press_again_finds_what_was_saved(
    place: Place, caller: Caller
) -> None:
    case = caller.next_case()
    draft = caller.begin(case)
    arm(place.folder, "after_commit")
    with pytest.raises(NoAnswerError):
        caller.save(draft)
    assert place.contact_count() == 1, "it was kept, and nobody was told"

    for _ in range(2):  # Back and resubmit, and once more
        assert is_saved(caller.save_patiently(draft))
    assert place.contact_count() == 1
    assert place.is_sound()


def test_a_key_that_is_made_anew_with_each_page_saves_it_twice(
    place: Place, caller: Caller
) -> None:
    """The control: without the draft's own id under the resend, our counting sees two."""
    case = caller.next_case()
    arm(place.folder, "after_commit")
    with pytest.raises(NoAnswerError):
        caller.save(caller.begin(case))
    assert is_saved(caller.save_patiently(caller.begin_patiently(case)))
    assert place.contacts_by_case() == {case["id"]: 2}


def test_killed_in_the_middle_of_the_body_nothing_is_kept(
    place: Place, server: Server, caller: Caller
) -> None:
    case = caller.next_case()
    draft = caller.begin(case)
    body = b"result=no_answer&when=now&note=" + b"x" * 4000
    head = (
        f"POST /att-ringa/{draft}/spara/ HTTP/1.1\r\nHost: 127.0.0.1\r\n"
        f"Cookie: sessionid={caller.person.session}; csrftoken={TOKEN}\r\nX-CSRFToken: {TOKEN}\r\n"
        "Content-Type: application/x-www-form-urlencoded\r\n"
        f"Content-Length: {len(body)}\r\n\r\n"
    )
    with socket.create_connection(("127.0.0.1", server.port), timeout=20) as connection:
        connection.sendall(head.encode() + body[: len(body) // 2])
        time.sleep(0.3)
        for worker in server.workers:
            os.kill(worker, signal.SIGKILL)
        assert connection.recv(100) == b"", "the connection is gone, without an answer"
    assert place.contact_count() == 0
    server.wait_until_up()
    assert caller.note(case, caller.save_patiently(draft))
    assert place.contacts_by_case() == told([caller])


def test_a_server_that_answers_before_it_saves_is_found_out(
    place: Place, server: Server, caller: Caller
) -> None:
    """The control: the same killing and counting, on a server that does what ours must not."""
    case = caller.next_case()
    draft = caller.begin(case)
    arm(place.folder, "answer_first")
    assert caller.note(case, caller.save(draft)), "it said that it had saved"
    for worker in server.workers:
        os.kill(worker, signal.SIGKILL)
    time.sleep(SLOW_SECONDS + 0.5)
    assert told([caller]) != place.contacts_by_case()


def test_a_killed_worker_is_replaced(server: Server) -> None:
    """Granian stops altogether when a worker dies, unless it is told to start another."""
    before = set(server.workers)
    assert len(before) == 2
    for worker in before:
        os.kill(worker, signal.SIGKILL)
    wait_until(
        lambda: len(set(server.workers) - before) == 2, seconds=30, what="no new workers came"
    )
    server.wait_until_up()
