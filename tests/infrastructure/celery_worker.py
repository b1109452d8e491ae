"""A real Celery worker: its own process, a real Redis, the database of the running test."""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from celery import Celery
from django.db import connections
from kombu import pools

from tests.infrastructure import servers

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="session")
def redis_url() -> Iterator[str]:
    """A Redis of this test process's own."""
    with servers.redis() as url:
        yield url


@dataclass
class Worker:
    process: subprocess.Popen[bytes]
    log: Path

    def wait_until(self, condition: Any, *, seconds: float = 20) -> None:
        """Wait until `condition()` is true; fail with the worker's log if it never is."""
        give_up = time.monotonic() + seconds
        while not condition():
            if self.process.poll() is not None or time.monotonic() > give_up:
                pytest.fail(f"the worker did not do it:\n{self.log.read_text()[-4000:]}")
            time.sleep(0.05)


def join_databases() -> dict[str, str]:
    """The environment that makes another process use this test's databases."""
    return {
        "JOURCASE_TEST_DATABASE_URL": _url_of("default"),
        "JOURCASE_TEST_KEYS_DATABASE_URL": _url_of("keys"),
    }


def _url_of(alias: str) -> str:
    current = connections[alias].settings_dict
    name = str(current["NAME"])
    if connections[alias].vendor == "sqlite":
        return f"sqlite:///{name}"
    return servers.database_url(str(current["USER"]), str(current["HOST"]), name)


def _send_to(app: Celery, broker_url: str) -> None:
    """Let this process send tasks to another broker: Celery keeps its first connection."""
    app.conf.update(broker_url=broker_url)
    pools.reset()
    app._pool = None  # type: ignore[attr-defined]
    app.amqp._producer_pool = None  # type: ignore[attr-defined]


@pytest.fixture
def celery_worker_process(transactional_db: None, redis_url: str) -> Iterator[Worker]:
    """A running `celery -A jourcase worker`; tasks sent in this test reach it through Redis."""
    from jourcase.celery import app

    before = app.conf.broker_url
    _send_to(app, redis_url)
    environment = {
        **os.environ,
        **join_databases(),
        "JOURCASE_TEST_REDIS_URL": redis_url,
        "DJANGO_SETTINGS_MODULE": "tests.settings",
    }
    with tempfile.TemporaryDirectory(prefix="jourcase-") as folder:
        log = Path(folder) / "worker.log"
        with log.open("wb") as output:
            process = subprocess.Popen(
                [
                    *(sys.executable, "-m", "celery", "-A", "jourcase", "worker"),
                    *("--pool", "solo", "--loglevel", "INFO", "--without-mingle"),
                    *("--without-gossip", "--hostname", "tests@localhost"),
                ],
                cwd=ROOT,
                env=environment,
                stdout=output,
                stderr=subprocess.STDOUT,
            )
        worker = Worker(process, log)
        try:
            worker.wait_until(lambda: "worker.ready" in log.read_text(), seconds=60)
            yield worker
        finally:
            process.terminate()
            try:
                process.wait(timeout=20)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
            _send_to(app, before)
