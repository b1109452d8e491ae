"""Where the benchmark runs: a database, a folder and a server of its own, gone afterwards.

Only loopback is used, on a port that the system gives.
"""

import base64
import os
import secrets
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from http.client import HTTPConnection
from io import StringIO
from pathlib import Path

import environ
import psycopg

ROOT = Path(__file__).resolve().parent.parent
AGREEMENT = ROOT / "jourcase/agreement/data/sodra-stockholm-2025.toml"
START_SECONDS = 30


@contextmanager
def own_database(*, on_postgresql: bool) -> Iterator[None]:
    """The environment that `bench.settings` reads, pointing at an empty database."""
    with ExitStack() as held:
        folder = held.enter_context(tempfile.TemporaryDirectory(prefix="jourcase-bench-"))
        url, keys_url = f"sqlite:///{folder}/bench.sqlite3", f"sqlite:///{folder}/keys.sqlite3"
        if on_postgresql:
            from tests.infrastructure.servers import postgresql

            url = held.enter_context(postgresql(durable=True))
            keys_url = _keys_beside(url)
        os.environ.update(
            JOURCASE_ENV_FILE=os.devnull,
            JOURCASE_BENCH_FOLDER=folder,
            JOURCASE_SECRET_KEY=secrets.token_urlsafe(50),
            JOURCASE_LOOKUP_KEY=secrets.token_urlsafe(50),
            JOURCASE_DEMO="0",
            JOURCASE_HOSTS="127.0.0.1,testserver",
            JOURCASE_KEKS=f"bench:{base64.b64encode(secrets.token_bytes(32)).decode()}",
            DATABASE_URL=url,
            KEYS_DATABASE_URL=keys_url,
            DJANGO_SETTINGS_MODULE="bench.settings",
        )
        yield


def _keys_beside(url: str) -> str:
    """A second, empty database on the same server."""
    at = environ.Env.db_url_config(url)
    with psycopg.connect(
        host=at["HOST"], user=at["USER"], dbname=at["NAME"], autocommit=True
    ) as on:
        on.execute("CREATE DATABASE bench_keys")
    return url.rpartition("/")[0] + "/bench_keys"


def prepare() -> None:
    """Tables, the agreement and the static files as a browser would get them."""
    from django.core.management import call_command

    # A page that cannot be loaded is told of now, not after the building.
    call_command("check", stdout=StringIO())
    call_command("migrate", verbosity=0, interactive=False)
    call_command("migrate", database="keys", verbosity=0, interactive=False)
    call_command("createcachetable", verbosity=0)
    call_command("load_agreement", str(AGREEMENT), verbosity=0, stdout=StringIO())
    call_command("collectstatic", verbosity=0, interactive=False)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


@contextmanager
def server(*, workers: int = 1) -> Iterator[int]:
    """The web server as `make run` starts it, with so many workers; gives its port."""
    port = _free_port()
    command = [
        *(sys.executable, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1"),
        *("--port", str(port), "--workers", str(workers), "--blocking-threads", "1", "--no-ws"),
        *("--log-level", "warning", "bench.wsgi:application"),
    ]
    log = Path(os.environ["JOURCASE_BENCH_FOLDER"]) / "server.log"
    with log.open("wb") as output:
        process = subprocess.Popen(command, cwd=ROOT, stdout=output, stderr=output)  # noqa: S603
    try:
        _wait_for(port, process)
        yield port
    finally:
        process.terminate()
        try:
            process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _wait_for(port: int, process: subprocess.Popen[bytes]) -> None:
    give_up = time.monotonic() + START_SECONDS
    while process.poll() is None and time.monotonic() < give_up:
        connection = HTTPConnection("127.0.0.1", port, timeout=5)
        try:
            connection.request("GET", "/logga-in/")
            connection.getresponse().read()
            return
        except OSError:
            time.sleep(0.1)
        finally:
            connection.close()
    raise RuntimeError("the server of the benchmark did not start")
