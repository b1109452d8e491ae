"""PostgreSQL and Redis of the tests' own: in a temporary folder, gone when the block ends.

Both are reached over a socket in that folder, never over a port, so that two runs cannot meet.
PostgreSQL refuses to run as root; then it runs as the user `postgres` or `nobody`. The kernel
stops both if the process that started them dies without a word (`setpriv --pdeathsig`).
"""

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

START_SECONDS = 60
NEWEST_FIRST = sorted(
    Path("/usr/lib/postgresql").glob("[0-9]*/bin"), key=lambda path: -int(path.parent.name)
)


class ServerMissingError(RuntimeError):
    """A program that the tests need is not installed; `bin/system-packages` installs it."""


def _program(name: str, *folders: Path) -> str:
    for folder in folders:
        if os.access(folder / name, os.X_OK):
            return str(folder / name)
    found = shutil.which(name)
    if found is None:
        raise ServerMissingError(f"{name} saknas. Kör bin/system-packages.")
    return found


def _as_user(user: str | None) -> list[str]:
    """A prefix that lets a command run as `user` and die with the process that started it."""
    if shutil.which("setpriv") is None:
        return []
    prefix = ["setpriv", "--pdeathsig", "INT"]
    if user is not None:
        found = pwd.getpwnam(user)
        prefix += [f"--reuid={found.pw_uid}", f"--regid={found.pw_gid}", "--clear-groups"]
    return prefix


def unprivileged_user() -> str | None:
    """Whom a database server runs as: ourselves, unless we are root."""
    if os.geteuid() != 0:
        return None
    names = {entry.pw_name for entry in pwd.getpwall()}
    return "postgres" if "postgres" in names else "nobody"


@contextmanager
def _folder(user: str | None) -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="jourcase-"))
    try:
        if user is not None:
            shutil.chown(folder, user)
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _start(command: list[str], log: Path, answers: Callable[[], bool]) -> subprocess.Popen[bytes]:
    """Start `command`; it is up when `answers()`."""
    with log.open("wb") as output:
        # A session of its own: Ctrl-C reaches the tests first, and they still have a server.
        process = subprocess.Popen(
            command,
            stdout=output,
            stderr=subprocess.STDOUT,
            stdin=subprocess.DEVNULL,
            cwd="/",
            start_new_session=True,
        )
    give_up = time.monotonic() + START_SECONDS
    while not answers():
        if process.poll() is not None or time.monotonic() > give_up:
            _stop(process)
            raise RuntimeError(f"{command[-1]} did not start:\n{log.read_text()[-3000:]}")
        time.sleep(0.02)
    return process


def _stop(process: subprocess.Popen[bytes]) -> None:
    if process.poll() is None:
        process.send_signal(signal.SIGINT)
        try:
            process.wait(timeout=20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def database_url(user: str, folder: str, name: str) -> str:
    """DATABASE_URL for a PostgreSQL whose socket is in `folder`, as django-environ reads it."""
    return f"postgresql://{user}@:5432/{folder}/{name}"


class Cluster:
    """A PostgreSQL of the tests' own in `folder`, which can be killed and started again."""

    def __init__(self, folder: Path, user: str | None, *, durable: bool) -> None:
        self.folder, self.user, self.durable = folder, user, durable
        self.process: subprocess.Popen[bytes] | None = None

    @classmethod
    def made_in(cls, folder: Path, user: str | None, *, durable: bool) -> "Cluster":
        """A new cluster with an empty database. Not started."""
        initdb = _program("initdb", *NEWEST_FIRST)
        subprocess.run(
            [
                *_as_user(user),
                *(initdb, "--pgdata", str(folder / "data"), "--username=postgres", "--auth=trust"),
                *("--encoding=UTF8", "--locale=C.UTF-8", "--no-sync", "--no-instructions"),
            ],
            check=True,
            cwd="/",
            stdout=subprocess.DEVNULL,
        )
        return cls(folder, user, durable=durable)

    def url(self, name: str = "postgres") -> str:
        return database_url("postgres", str(self.folder), name)

    def _command(self) -> list[str]:
        program = Path(_program("initdb", *NEWEST_FIRST)).resolve().with_name("postgres")
        flush = "on" if self.durable else "off"
        settings = {
            "listen_addresses": "",
            "unix_socket_directories": str(self.folder),
            "fsync": flush,
            "synchronous_commit": flush,
            "full_page_writes": flush,
            "max_connections": "60",
            "timezone": "UTC",
            "log_min_messages": "fatal",
        }
        command = [*_as_user(self.user), str(program), "-D", str(self.folder / "data")]
        for name, value in settings.items():
            command += ["-c", f"{name}={value}"]
        return command

    def answers(self) -> bool:
        ready = Path(_program("initdb", *NEWEST_FIRST)).resolve().with_name("pg_isready")
        asked = subprocess.run([ready, "--quiet", "--host", str(self.folder)], check=False)
        return asked.returncode == 0

    def start(self) -> None:
        """Start it, and wait until it answers: after a kill it first repairs itself."""
        self.process = _start(self._command(), self.folder / "server.log", self.answers)

    def kill(self) -> None:
        """SIGKILL to the server and all its processes, as when the power goes."""
        assert self.process is not None
        parts = children(self.process.pid)
        self.process.kill()
        self.process.wait()
        for part in parts:
            with suppress(ProcessLookupError):
                os.kill(part, signal.SIGKILL)
        give_up = time.monotonic() + START_SECONDS
        while any(Path(f"/proc/{part}").exists() for part in parts):
            if time.monotonic() > give_up:
                raise RuntimeError("PostgreSQL's processes do not die")
            time.sleep(0.02)

    def stop(self) -> None:
        if self.process is not None:
            _stop(self.process)


def children(parent: int) -> list[int]:
    """The processes that `parent` has started and that still run."""
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            if int(stat.read_text().rpartition(")")[2].split()[1]) == parent:
                found.append(int(stat.parent.name))
    return found


@contextmanager
def postgresql(*, durable: bool = False) -> Iterator[str]:
    """A PostgreSQL cluster; gives its URL for DATABASE_URL.

    `durable` keeps fsync on, for tests that kill the server and count what was kept.
    """
    user = unprivileged_user()
    with _folder(user) as folder:
        cluster = Cluster.made_in(folder, user, durable=durable)
        cluster.start()
        try:
            yield cluster.url()
        finally:
            cluster.stop()


class Redis:
    """A Redis that keeps nothing, which can be killed and started again."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.socket = folder / "redis.sock"
        self.url = f"redis+socket://{self.socket}?virtual_host=0"
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        self.socket.unlink(missing_ok=True)
        command = [
            *_as_user(None),
            *(_program("redis-server"), "--port", "0", "--unixsocket", str(self.socket)),
            *("--dir", str(self.folder), "--save", "", "--appendonly", "no", "--daemonize", "no"),
        ]
        self.process = _start(command, self.folder / "server.log", self.socket.exists)

    def kill(self) -> None:
        assert self.process is not None
        self.process.kill()
        self.process.wait()

    def stop(self) -> None:
        if self.process is not None:
            _stop(self.process)


@contextmanager
def redis() -> Iterator[str]:
    """A Redis that keeps nothing; gives its URL for JOURCASE_REDIS_URL."""
    with _folder(None) as folder:
        server = Redis(folder)
        server.start()
        try:
            yield server.url
        finally:
            server.stop()
