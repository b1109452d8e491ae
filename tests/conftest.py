"""What every test stands on. The parts are in tests/infrastructure:

- `noise`: ERROR logs, undefined template variables (`expects_error_log`)
- `network`: no machine but this one
- `browser`: the system's Chromium for `page`, `context`, `new_context`; `phone_page`
- `celery_worker`: `celery_worker_process`, `redis_url`
- `mail_sink`: a real SMTP server that keeps what it is sent
- `logged_in`: what a session made by `client.force_login` says about itself
- `reading_only`: a GET never writes
- `append_only`: lets the tables be emptied between tests

Here: the database file, the clock, and hypothesis. No people and no cases: those are made through
the services by the factories.
"""

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import datetime
from pathlib import Path

import pytest
from django.db import connections
from hypothesis import settings as hypothesis_settings

from jourcase.kernel import clock

pytest_plugins = [
    "tests.infrastructure.noise",
    "tests.infrastructure.network",
    "tests.infrastructure.browser",
    "tests.infrastructure.celery_worker",
    "tests.infrastructure.mail_sink",
    "tests.infrastructure.append_only",
    "tests.infrastructure.reading_only",
    "tests.infrastructure.logged_in",
]

# No deadline: the machine may be busy. The same examples every time in CI; new ones at the desk.
hypothesis_settings.register_profile("desk", deadline=None)
hypothesis_settings.register_profile("ci", deadline=None, derandomize=True, print_blob=True)
hypothesis_settings.load_profile("ci" if os.environ.get("CI") else "desk")


@pytest.fixture(scope="session")
def django_db_modify_db_settings() -> Iterator[None]:
    """Give each test process a database of its own.

    SQLite's is a file, in memory-backed storage where there is such: Django's usual in-memory
    database is shared by threads through one connection, and hides what parallel calls do.
    """
    worker = os.environ.get("PYTEST_XDIST_WORKER", "main")
    memory = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None  # noqa: S108
    folder = Path(tempfile.mkdtemp(prefix="jourcase-", dir=memory))
    for name in connections:
        configured = connections[name].settings_dict
        if connections[name].vendor == "sqlite":
            configured["TEST"]["NAME"] = str(folder / f"{name}.sqlite3")
        else:
            configured["TEST"]["NAME"] = f"test_{name}_{worker}"
    yield
    shutil.rmtree(folder, ignore_errors=True)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Every test that has the database has both: data, and the keys that open it."""
    for item in items:
        fixtures = set(getattr(item, "fixturenames", ()))
        marker = item.get_closest_marker("django_db")
        if marker is not None:
            kept = {name: value for name, value in marker.kwargs.items() if name != "databases"}
            item.add_marker(
                pytest.mark.django_db(*marker.args, databases="__all__", **kept), append=False
            )
        elif fixtures & {"db", "transactional_db", "live_server"}:
            transactional = bool(fixtures & {"transactional_db", "live_server"})
            item.add_marker(pytest.mark.django_db(transaction=transactional, databases="__all__"))


@pytest.fixture
def fixed_clock() -> Iterator[Callable[[datetime], None]]:
    """Hold the clock: `fixed_clock(at)`; again for another instant. It runs again afterwards."""
    with ExitStack() as held:

        def hold(at: datetime) -> None:
            held.enter_context(clock.fixed(at))

        yield hold
