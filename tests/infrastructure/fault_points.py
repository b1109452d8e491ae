"""Points at which a test makes the server die, or lose what it was told. Only in `tests.kill`.

A point is armed by a file in the folder of the test; whoever reaches it takes the file away first,
so that one process dies once.

- `before_commit`: all of a contact is written, and the transaction is not committed
- `after_commit`: it is committed, and nothing has been answered
- `slow_commit`: the commit waits for two seconds
- `answer_first`: the control, a server that answers before it has saved
- `answer_long_before`: the same, and it has not got round to it for a minute
"""

import os
import signal
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

FOLDER = Path(os.environ.get("JOURCASE_KILL_FOLDER", os.devnull))
SAVED_TABLE = "contacts_contact"
SLOW_SECONDS = 2.0
ANSWERS_FIRST = {"answer_first": SLOW_SECONDS, "answer_long_before": 60.0}
_commit = BaseDatabaseWrapper._commit  # type: ignore[attr-defined]
_saw = threading.local()


def arm(folder: Path, point: str) -> None:
    """Let the next who comes to `point` die there."""
    (folder / f"point-{point}").touch()


def is_waiting(folder: Path, point: str) -> bool:
    """Whether nobody has come to `point` since it was armed."""
    return (folder / f"point-{point}").exists()


def _is_armed(point: str) -> bool:
    try:
        (FOLDER / f"point-{point}").unlink()
    except OSError:
        return False
    return True


def _die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def _note_insert(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
    if f'INSERT INTO "{SAVED_TABLE}"' in sql:
        _saw.contact = True
    return execute(sql, params, many, context)


def _commit_at_risk(connection: BaseDatabaseWrapper) -> Any:
    is_contact = connection.alias == "default" and getattr(_saw, "contact", False)
    if is_contact:
        _saw.contact = False
        if _is_armed("before_commit"):
            _die()
        if _is_armed("slow_commit"):
            time.sleep(SLOW_SECONDS)
    answer = _commit(connection)
    if is_contact and _is_armed("after_commit"):
        _die()
    return answer


class FaultPoints:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        BaseDatabaseWrapper._commit = _commit_at_risk  # type: ignore[attr-defined]

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with connections["default"].execute_wrapper(_note_insert):
            if request.path.endswith("/spara/"):
                for point, seconds in ANSWERS_FIRST.items():
                    if _is_armed(point):
                        return self._answer_first(request, seconds)
            return self.get_response(request)

    def _answer_first(self, request: HttpRequest, seconds: float) -> HttpResponse:
        """As a server does that keeps what it has to save in memory for a moment."""
        request.body  # noqa: B018 - read while there is somebody to read from

        def save_later() -> None:
            time.sleep(seconds)
            self.get_response(request)

        threading.Thread(target=save_later, daemon=True).start()
        return HttpResponseRedirect("/arenden/")
