"""A GET never writes: what reading a page changes turns the test red.

Excepted are the trace of having read (the audit log), the session with its list, and the cache in
which tries are counted. Heard through Django's test client, whose requests run in the test's own
thread; the methods are told by the signals that Django sends around each request.
"""

import re
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

import pytest
from django.core.signals import request_finished, request_started
from django.db import connections

MAY_WRITE = {
    "kernel_auditevent",
    "django_session",
    "volunteers_loginsession",
    "shared_cache",
}
SAFE = {"GET", "HEAD", "OPTIONS"}
_WRITE = re.compile(
    r'^\s*(?:INSERT(?:\s+OR\s+\w+)?\s+INTO|UPDATE|DELETE\s+FROM|REPLACE\s+INTO)\s+"?(\w+)', re.I
)
_request: list[str] = []
# A live server answers in threads of its own, at the same time as the test writes in its.
_own_thread: list[int] = []
_written: list[str] = []


def written_table(sql: str) -> str:
    """The table that a statement writes to, empty for one that reads."""
    found = _WRITE.match(sql)
    return found[1].lower() if found else ""


def taken() -> list[str]:
    """What has been heard since the last time, each once."""
    found = list(dict.fromkeys(_written))
    _written.clear()
    return found


def _is_own_thread() -> bool:
    return threading.get_ident() in _own_thread


def _begin(sender: object, environ: dict[str, Any] | None = None, **kwargs: Any) -> None:
    if not _is_own_thread():
        return
    _request[:] = [f"{environ['REQUEST_METHOD']} {environ['PATH_INFO']}"] if environ else []


def _end(sender: object, **kwargs: Any) -> None:
    if _is_own_thread():
        _request.clear()


def _watch(
    execute: Callable[..., Any], sql: str, params: Any, many: bool, context: dict[str, Any]
) -> Any:
    if _request and _request[0].split(" ")[0] in SAFE:
        table = written_table(sql)
        if table and table not in MAY_WRITE:
            _written.append(f"{_request[0]} wrote to {table}")
    return execute(sql, params, many, context)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Iterator[None]:
    _written.clear()
    _request.clear()
    _own_thread[:] = [threading.get_ident()]
    request_started.connect(_begin)
    request_finished.connect(_end)
    try:
        with ExitStack() as watched:
            for connection in connections.all():
                watched.enter_context(connection.execute_wrapper(_watch))
            result = yield
    finally:
        request_started.disconnect(_begin)
        request_finished.disconnect(_end)
    written = taken()
    if written:
        pytest.fail("A GET wrote:\n  " + "\n  ".join(written), pytrace=False)
    return result
