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
from contextlib import contextmanager
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


def _unprivileged_user() -> str | None:
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


@contextmanager
def _running(command: list[str], log: Path, answers: Callable[[], bool]) -> Iterator[None]:
    """Run `command` until the block ends; it is up when `answers()`."""
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
    try:
        give_up = time.monotonic() + START_SECONDS
        while not answers():
            if process.poll() is not None or time.monotonic() > give_up:
                raise RuntimeError(f"{command[-1]} did not start:\n{log.read_text()[-3000:]}")
            time.sleep(0.02)
        yield
    finally:
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


@contextmanager
def postgresql(*, durable: bool = False) -> Iterator[str]:
    """A PostgreSQL cluster; gives its URL for DATABASE_URL.

    `durable` keeps fsync on, for tests that kill the server and count what was kept.
    """
    initdb = _program("initdb", *NEWEST_FIRST)
    server = str(Path(initdb).resolve().with_name("postgres"))
    ready = str(Path(initdb).resolve().with_name("pg_isready"))
    user = _unprivileged_user()
    with _folder(user) as folder:
        data = folder / "data"
        subprocess.run(
            [
                *_as_user(user),
                *(initdb, "--pgdata", str(data), "--username=postgres", "--auth=trust"),
                *("--encoding=UTF8", "--locale=C.UTF-8", "--no-sync", "--no-instructions"),
            ],
            check=True,
            cwd="/",
            stdout=subprocess.DEVNULL,
        )
        flush = "on" if durable else "off"
        settings = {
            "listen_addresses": "",
            "unix_socket_directories": str(folder),
            "fsync": flush,
            "synchronous_commit": flush,
            "full_page_writes": flush,
            "max_connections": "60",
            "timezone": "UTC",
            "log_min_messages": "fatal",
        }
        command = [*_as_user(user), server, "-D", str(data)]
        for name, value in settings.items():
            command += ["-c", f"{name}={value}"]

        def answers() -> bool:
            asked = subprocess.run([ready, "--quiet", "--host", str(folder)], check=False)
            return asked.returncode == 0

        with _running(command, folder / "server.log", answers):
            yield database_url("postgres", str(folder), "postgres")


@contextmanager
def redis() -> Iterator[str]:
    """A Redis that keeps nothing; gives its URL for JOURCASE_REDIS_URL."""
    server = _program("redis-server")
    with _folder(None) as folder:
        path = folder / "redis.sock"
        command = [
            *_as_user(None),
            *(server, "--port", "0", "--unixsocket", str(path), "--dir", str(folder)),
            *("--save", "", "--appendonly", "no", "--daemonize", "no"),
        ]
        with _running(command, folder / "server.log", path.exists):
            yield f"redis+socket://{path}?virtual_host=0"
