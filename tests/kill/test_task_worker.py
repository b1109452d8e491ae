"""What is to be done after a commit is done, whatever is killed: drainer, broker, both."""

from collections.abc import Callable, Iterator

import pytest
import redis

from tests.infrastructure.servers import Redis
from tests.kill.place import Place
from tests.kill.server import Drainer, Server, wait_until
from tests.kill.work import made

Start = Callable[..., Server]
COUNT = 40
# Past every lease and every wait after a failure: nobody has to wait for them in real time.
MUCH_LATER = str(24 * 3600)


@pytest.fixture
def broker(place: Place) -> Iterator[Redis]:
    folder = place.folder / "redis"
    folder.mkdir()
    server = Redis(folder)
    server.start()
    yield server
    server.stop()


def kill_in_the_middle(place: Place, act: str, times: int) -> None:
    """Start a drainer, let it do some of the work, kill it; and again."""
    for _ in range(times):
        wanted = len(made(place.folder)) + 4

        def has_got_on(wanted: int = wanted) -> bool:
            return len(made(place.folder)) >= wanted

        drainer = Drainer(place, "-m", "tests.kill.work", act)
        drainer.start()
        try:
            wait_until(has_got_on, seconds=60, what="the drainer does nothing")
        finally:
            drainer.kill()


def waiting(place: Place) -> int:
    return int(place.select("SELECT count(*) FROM outbox_outboxrow WHERE done_at IS NULL")[0][0])


def test_a_drainer_killed_again_and_again_leaves_nothing_undone(place: Place) -> None:
    place.run("-m", "tests.kill.work", "put", str(COUNT))
    kill_in_the_middle(place, "drain", 3)
    place.run("-m", "tests.kill.work", "drain", MUCH_LATER)
    assert made(place.folder) == {str(number) for number in range(COUNT)}
    assert waiting(place) == 0


def test_a_drainer_that_notes_a_row_before_it_is_done_is_found_out(place: Place) -> None:
    """The control: the same killing and counting."""
    place.run("-m", "tests.kill.work", "put", str(COUNT))
    kill_in_the_middle(place, "drain-carelessly", 3)
    place.run("-m", "tests.kill.work", "drain", MUCH_LATER)
    assert waiting(place) == 0
    assert len(made(place.folder)) < COUNT


def test_a_broker_that_was_wiped_takes_nothing_with_it(
    place: Place, start: Start, broker: Redis
) -> None:
    """The web server's own timer does it all, with a broker that has forgotten everything."""
    place.run("-m", "tests.kill.work", "put", str(COUNT), JOURCASE_TEST_REDIS_URL=broker.url)
    redis.Redis(unix_socket_path=str(broker.socket)).flushall()
    broker.kill()
    start(JOURCASE_TEST_REDIS_URL=broker.url, JOURCASE_KILL_TIMER="0.3")
    wait_until(lambda: waiting(place) == 0, seconds=60, what="the timer does not drain")
    assert made(place.folder) == {str(number) for number in range(COUNT)}


def test_tasks_that_only_the_broker_knows_are_gone_with_it(place: Place, broker: Redis) -> None:
    """The control: what was sent after the commit, and is written nowhere else."""
    place.run("-m", "tests.kill.work", "send", str(COUNT), JOURCASE_TEST_REDIS_URL=broker.url)
    held = redis.Redis(unix_socket_path=str(broker.socket))
    assert held.llen("celery") == COUNT
    held.close()
    broker.kill()
    broker.start()
    held = redis.Redis(unix_socket_path=str(broker.socket))
    assert held.llen("celery") == 0
    held.close()
