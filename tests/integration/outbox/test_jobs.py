"""Long work: its progress, what a kill in the middle costs, and the page that shows it."""

import logging
import uuid
from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from django.test import Client
from django.urls import reverse

from jourcase.logs import JsonLines
from jourcase.outbox import jobs
from jourcase.outbox.domain.patience import LEASE, wait_after
from jourcase.outbox.jobs import TRIES, Step, job_kind, start_job
from jourcase.outbox.models import Job, OutboxRow
from jourcase.outbox.registry import UnknownKindError
from jourcase.outbox.services import drain
from tests.factories import board, coordinator, volunteer
from volunteers.models import User

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 23, 13, 0, tzinfo=UTC)
KIND = "test.count"
SECRET = "Amina bor på Ringvägen"


class KilledError(BaseException):
    """As near to SIGKILL as one process comes: nothing that handles errors sees it."""


class Counting:
    """A job that counts to ten, one step each; `before_step` may stop it."""

    def __init__(self) -> None:
        self.began: list[int] = []
        self.written: list[int] = []
        self.before_step: Callable[[int], None] = lambda number: None

    def step(self, job: Job, now: datetime) -> Step:
        number = job.cursor.get("at", 0) + 1
        self.began.append(number)
        self.before_step(number)
        return Step(
            cursor={"at": number},
            percent=number * 10,
            is_last=number == 10,
            result={"counted": number},
            write=lambda: self.written.append(number),
        )


@pytest.fixture
def counting(monkeypatch: pytest.MonkeyPatch) -> Counting:
    counting = Counting()
    monkeypatch.setattr(jobs, "_kinds", {})
    job_kind(KIND, title="Räkna till tio", result_url=lambda job: "/hjalp/")(counting.step)
    return counting


@pytest.fixture
def karin() -> User:
    return coordinator()


def start(user: User | None = None) -> Job:
    return start_job(kind=KIND, params={}, by_id=user.pk if user else None, now=NOW)


def stop_at(number: int, error: BaseException) -> Callable[[int], None]:
    def stop(step: int) -> None:
        if step == number:
            raise error

    return stop


def test_a_job_is_done_by_the_drainer(counting: Counting) -> None:
    job = start()
    drain(now=NOW)
    job.refresh_from_db()
    assert counting.written == list(range(1, 11))
    assert (job.percent, job.done_at, job.result) == (100, NOW, {"counted": 10})


def test_a_job_killed_half_way_goes_on_where_it_was(counting: Counting) -> None:
    job = start()
    counting.before_step = stop_at(6, KilledError())
    with pytest.raises(KilledError):
        drain(now=NOW)
    job.refresh_from_db()
    assert (job.percent, job.is_over) == (50, False)

    counting.before_step = lambda number: None
    drain(now=NOW)
    job.refresh_from_db()
    assert not job.is_over, "whoever was killed holds it until the lease ends"
    drain(now=NOW + LEASE)
    job.refresh_from_db()
    assert job.done_at == NOW + LEASE
    assert counting.written == list(range(1, 11)), "no step was stored twice and none left out"
    assert counting.began == [1, 2, 3, 4, 5, 6, 6, 7, 8, 9, 10]


def test_two_who_go_on_with_the_same_job_store_each_step_once(counting: Counting) -> None:
    job = start()

    def meanwhile(number: int) -> None:
        if number == 3:
            counting.before_step = lambda number: None
            drain(now=NOW + LEASE)

    counting.before_step = meanwhile
    drain(now=NOW)
    job.refresh_from_db()
    assert job.done_at == NOW + LEASE
    assert counting.written == list(range(1, 11))


def test_a_step_made_from_what_is_no_longer_the_latest_is_not_stored(
    counting: Counting, monkeypatch: pytest.MonkeyPatch
) -> None:
    job = start()
    monkeypatch.setattr(jobs, "TURN_SECONDS", 0.0)

    def meanwhile(number: int) -> None:
        counting.before_step = lambda number: None
        drain(now=NOW + LEASE)  # another takes the same step, and leaves the job to the next

    counting.before_step = meanwhile
    drain(now=NOW)
    job.refresh_from_db()
    assert (counting.began, counting.written, job.steps_done) == ([1, 1], [1], 1)


def test_a_long_job_lets_other_rows_have_their_turn(
    counting: Counting, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(jobs, "TURN_SECONDS", 0.0)
    job = start()
    for turn in range(1, 10):
        assert drain(now=NOW) == 0
        assert counting.written == list(range(1, turn + 1))
    assert drain(now=NOW) == 1
    job.refresh_from_db()
    assert job.done_at == NOW


def test_a_job_that_fails_at_the_same_step_is_over_and_says_so(
    counting: Counting, expects_error_log: list[logging.LogRecord], caplog: pytest.LogCaptureFixture
) -> None:
    job = start()
    counting.before_step = stop_at(4, ValueError(SECRET))
    at = NOW
    for tries in range(1, TRIES + 1):
        job.refresh_from_db()
        assert not job.is_over
        drain(now=at)
        at += wait_after(tries)
    job.refresh_from_db()
    assert job.failed_at is not None
    assert counting.written == [1, 2, 3]
    assert not OutboxRow.objects.waiting().exists()
    told = "\n".join(map(JsonLines().format, caplog.records))
    assert '"event": "job.failed", "kind": "test.count"' in told
    assert SECRET not in told


def test_a_job_that_kills_its_process_each_time_is_over_too(counting: Counting) -> None:
    job = start()
    counting.before_step = stop_at(4, KilledError())
    at = NOW
    for _ in range(TRIES):
        with pytest.raises(KilledError):
            drain(now=at)
        at += LEASE
    drain(now=at)
    job.refresh_from_db()
    assert job.failed_at == at


def test_the_same_job_asked_for_twice_is_one(counting: Counting) -> None:
    chosen = uuid.uuid4()
    for _ in range(2):
        start_job(kind=KIND, params={}, by_id=None, now=NOW, id=chosen)
    assert drain(now=NOW) == 1
    assert Job.objects.count() == 1


def test_a_job_of_no_known_kind_is_not_written(counting: Counting) -> None:
    with pytest.raises(UnknownKindError):
        start_job(kind="test.unknown", params={}, by_id=None, now=NOW)
    assert not Job.objects.exists()


def page(client: Client, job: Job, *, part: bool = False) -> str:
    headers = {"HX-Request": "true"} if part else {}
    answer = client.get(reverse("job", args=[job.pk]), headers=headers)
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_page_asks_on_while_the_job_runs_and_ends_with_what_came_of_it(
    client: Client, counting: Counting, karin: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    client.force_login(karin)
    job = start(karin)
    waiting = page(client, job)
    assert "Räkna till tio" in waiting
    assert "Väntar på att börja" in waiting
    assert 'hx-trigger="every 2s"' in waiting

    monkeypatch.setattr(jobs, "TURN_SECONDS", 0.0)
    for _ in range(4):
        drain(now=NOW)
    running = page(client, job, part=True)
    assert running.startswith('<section id="arbete"')
    assert "40 % klart. Du kan lämna sidan" in running
    assert 'value="40"' in running

    for _ in range(6):
        drain(now=NOW)
    over = page(client, job, part=True)
    assert "Klart." in over
    assert 'href="/hjalp/"' in over
    assert "hx-trigger" not in over


def test_the_part_stands_whole_in_its_page(client: Client, counting: Counting, karin: User) -> None:
    client.force_login(karin)
    job = start(karin)
    part = " ".join(page(client, job, part=True).split())
    assert part in " ".join(page(client, job).split())


def test_a_failed_job_is_told_of_in_words(client: Client, counting: Counting, karin: User) -> None:
    client.force_login(karin)
    job = start(karin)
    Job.objects.update(failed_at=NOW)
    failed = page(client, job)
    assert "Det gick inte. Försök igen" in failed
    assert "hx-trigger" not in failed


def test_only_who_asked_sees_a_job(client: Client, counting: Counting, karin: User) -> None:
    job = start(karin)
    unknown = uuid.uuid4()
    for stranger in (volunteer(), coordinator("Kerstin Kollega"), board()):
        client.force_login(stranger)
        for address in (job.pk, unknown):
            answer = client.get(reverse("job", args=[address]))
            assert answer.status_code == 404
    assert client.post(reverse("job", args=[job.pk])).status_code == 405


def test_looking_at_a_job_changes_nothing(client: Client, counting: Counting, karin: User) -> None:
    client.force_login(karin)
    job = start(karin)
    before = Job.objects.values().get()
    page(client, job)
    assert Job.objects.values().get() == before
