"""A place, a server and callers, for each test anew."""

import fcntl
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest

from tests.kill import server as servers
from tests.kill.caller import Caller
from tests.kill.place import Place, copied, make_template
from tests.kill.server import Server


@pytest.fixture(scope="session")
def on_postgresql() -> bool:
    """These tests make databases of their own, of the kind that the run is for."""
    return os.environ.get("JOURCASE_TEST_DATABASE_URL", "").startswith("postgresql")


@pytest.fixture(scope="session")
def template(on_postgresql: bool) -> Iterator[Path]:
    """A filled database, shared by all processes of the run: the first makes it, the last to
    leave takes it away. Not in pytest's own folder, which PostgreSQL's user may not enter.
    """
    run = os.environ.get("PYTEST_XDIST_TESTRUNUID", f"alone-{os.getpid()}")[-12:]
    folder = Path(tempfile.gettempdir()) / f"jourcase-template-{run}"
    me = folder / f"user-{os.getpid()}"
    with _alone(folder):
        folder.mkdir(exist_ok=True)
        folder.chmod(0o755)
        me.touch()
        made = folder / "made"
        if not made.exists():
            make_template(made, on_postgresql=on_postgresql)
    yield made
    with _alone(folder):
        me.unlink()
        if not list(folder.glob("user-*")):
            shutil.rmtree(folder, ignore_errors=True)
            Path(f"{folder}.lock").unlink()


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    with Path(f"{folder}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


@pytest.fixture
def place(template: Path, on_postgresql: bool) -> Iterator[Place]:
    folder = Path(tempfile.mkdtemp(prefix="jourcase-kill-"))
    folder.chmod(0o755)
    try:
        with copied(template, folder, on_postgresql=on_postgresql) as place:
            yield place
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def start(place: Place) -> Iterator[Callable[..., Server]]:
    """Start the web server: `start()`, with environment variables if there is something to say."""
    with ExitStack() as running:

        def start_one(**environment: str) -> Server:
            return running.enter_context(servers.running(place, **environment))

        yield start_one


@pytest.fixture
def call(place: Place) -> Callable[..., list[Caller]]:
    """`call(server, 4)`: four people at their browsers."""

    def people(server: Server, count: int = 1) -> list[Caller]:
        return [Caller(server.port, person) for person in place.people[:count]]

    return people
