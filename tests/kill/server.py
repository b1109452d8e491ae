"""The web server as `bin/run` starts it, and the drainer, to be killed."""

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from http.client import HTTPConnection
from pathlib import Path

from tests.infrastructure.servers import children
from tests.kill.place import ROOT, Place

START_SECONDS = 60


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def granian_arguments() -> list[str]:
    """What `bin/run` gives the web server, read there so that the two cannot differ."""
    text = (ROOT / "bin" / "run").read_text(encoding="utf-8").replace("\\\n", " ")
    line = next(line for line in text.splitlines() if "-m granian" in line)
    words = line.partition("-m granian")[2].removesuffix("&").split()
    return [word for word in words if word != "jourcase.wsgi:application"]


def wait_until(condition: Callable[[], bool], *, seconds: float, what: str) -> None:
    give_up = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > give_up:
            raise TimeoutError(what)
        time.sleep(0.05)


class Server:
    """Granian with two workers on a free port, started again when it stops, as `bin/run` does: it
    gives up when a worker dies twice within seconds.
    """

    def __init__(self, place: Place, **environment: str) -> None:
        self.place = place
        self.environment = {**place.environment, **environment}
        self.port = free_port()
        self.log = place.folder / "web.log"
        self.process: subprocess.Popen[bytes] | None = None
        self._prefix: tuple[str, ...] = ()
        self._is_meant_to_run = False
        self._changing = threading.Lock()
        self._watcher: threading.Thread | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self, *, prefix: tuple[str, ...] = ()) -> None:
        self._prefix = prefix
        with self._changing:
            self._start()
            self._is_meant_to_run = True
        if self._watcher is None:
            self._watcher = threading.Thread(target=self._watch, daemon=True)
            self._watcher.start()
        self.wait_until_up()

    def _watch(self) -> None:
        while True:
            time.sleep(0.1)
            with self._changing:
                if self._is_meant_to_run and self.process and self.process.poll() is not None:
                    self._start()

    def _start(self) -> None:
        words = [str(self.port) if word == '"$PORT"' else word for word in granian_arguments()]
        with self.log.open("ab") as output:
            self.process = subprocess.Popen(
                [
                    *self._prefix,
                    sys.executable,
                    "-m",
                    "granian",
                    *words,
                    "jourcase.wsgi:application",
                ],
                cwd=ROOT,
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    def wait_until_up(self) -> None:
        try:
            wait_until(self.answers, seconds=START_SECONDS, what="the web server does not answer")
        except TimeoutError as error:
            raise RuntimeError(f"{error}:\n{self.log.read_text()[-4000:]}") from error

    def answers(self) -> bool:
        connection = HTTPConnection("127.0.0.1", self.port, timeout=5)
        try:
            connection.request("GET", "/logga-in/")
            return connection.getresponse().status < 500
        except OSError:
            return False
        finally:
            connection.close()

    @property
    def workers(self) -> list[int]:
        assert self.process is not None
        return [pid for pid in children(self.process.pid) if _is_worker(pid)]

    def kill_worker(self, index: int = 0) -> None:
        found = self.workers
        if found:
            with suppress(ProcessLookupError):
                os.kill(found[index % len(found)], signal.SIGKILL)

    def kill(self) -> None:
        """SIGKILL to all of it at once."""
        with self._changing:
            self._is_meant_to_run = False
        if self.process is None:
            return
        for pid in (self.process.pid, *children(self.process.pid)):
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        self.process.wait()

    def stop(self) -> None:
        """Ask it to stop, as the one who runs the machine does."""
        with self._changing:
            self._is_meant_to_run = False
        if self.process is None or self.process.poll() is not None:
            return
        parts = children(self.process.pid)
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(timeout=20)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        for pid in parts:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)


def _is_worker(pid: int) -> bool:
    """Granian's workers are made by multiprocessing, and so is a tracker that is none."""
    with suppress(OSError):
        said = Path(f"/proc/{pid}/cmdline").read_bytes()
        return b"resource_tracker" not in said
    return False


@contextmanager
def running(place: Place, **environment: str) -> Iterator[Server]:
    server = Server(place, **environment)
    server.start()
    try:
        yield server
    finally:
        # Not `stop`: a worker that is just starting is waited for by its parent for ten seconds.
        server.kill()


class Drainer:
    """`manage.py drain_outbox --loop` in a process of its own."""

    def __init__(self, place: Place, *arguments: str, **environment: str) -> None:
        self.place, self.arguments, self.environment = place, arguments, environment
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        with (self.place.folder / "drainer.log").open("ab") as output:
            self.process = subprocess.Popen(
                [sys.executable, *(self.arguments or ("manage.py", "drain_outbox", "--loop"))],
                cwd=ROOT,
                env={**self.place.environment, **self.environment},
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    def kill(self) -> None:
        if self.process is not None:
            self.process.kill()
            self.process.wait()
