"""The log: one JSON object a line, and nothing in it that a person typed or was.

An allow-list, not a filter: only the keys below are ever written, each value must fit its own
pattern, and a message is never written at all. What a library, a database or a colleague's code
puts in its message (a path, a number, a name in a constraint's error) therefore cannot come out.
A record of ours is told apart by its event; any other by its logger and the place that logged it.
Exceptions are reduced to type and place. Source: security.md, "Logs".
"""

import json
import logging
import logging.config
import re
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Any, TextIO

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

ROOT = Path(__file__).resolve().parent.parent
# Sentences of our own, closed on purpose: a word that is not here is not written.
EVENTS = frozenset(
    {
        *("request", "refusal.unrecorded", "worker.ready"),
        *("outbox.failed", "outbox.round.failed", "job.failed", "erasure.failed"),
        *("promise.differs", "promise.unjudged"),
    }
)
LEVELS = frozenset({"DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL"})
_LONGEST_CHAIN, _LONGEST_PLACE = 4, 160

_NAME = re.compile(r"[\w.<>-]{1,100}", re.ASCII)
_UNFIT = re.compile(r"[^\w./:<>-]", re.ASCII)


def _fits(pattern: str) -> Callable[[object], bool]:
    shape = re.compile(pattern, re.ASCII)
    return lambda value: type(value) is str and shape.fullmatch(value) is not None


def _is_count(value: object) -> bool:
    return type(value) is int and 0 <= value < 10**9


_is_route = _fits(r"[a-z0-9_-]{0,40}(:[a-z0-9_-]{1,40}){0,2}")
# What a record may bring in `extra`, and what it must look like. Values of any other kind are left
# out without a word: they are not for a log.
EXTRA: dict[str, Callable[[object], bool]] = {
    "status": _is_count,
    "ms": _is_count,
    "role": _fits(r"[a-z_]{0,24}"),
    "reason": _fits(r"[a-z-]{1,24}"),
    # A case whose stored outcome is not what the rule says: its row number and the columns.
    "case": _is_count,
    "columns": _fits(r"[a-z_,]{1,300}"),
    # What was to be done after a commit, and by which type and place it failed.
    "kind": _fits(r"[a-z][a-z0-9._-]{0,63}"),
    "tries": _is_count,
    "failure": _fits(r"\w{1,60} [\w<>]{1,80}:\d{1,6}"),
}


@dataclass(slots=True)
class Asked:
    """The request that this thread is answering."""

    id: str
    route: str = ""


asked: ContextVar[Asked | None] = ContextVar("asked", default=None)


def request_id() -> str:
    """The number of the request, made by the server; empty outside one."""
    now_asked = asked.get()
    return now_asked.id if now_asked else ""


class JsonLines(logging.Formatter):
    """Writes the allowed keys of a record. Never raises, whatever the record holds."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, object] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname if record.levelname in LEVELS else "ERROR",
        }
        is_ours = type(record.msg) is str and record.msg in EVENTS
        line["event"] = record.msg if is_ours else _fitting(record.name)
        now_asked = asked.get()
        if now_asked is not None:
            route = now_asked.route if _is_route(now_asked.route) else "-"
            line |= {"request": now_asked.id, "route": route}
        for key, is_fit in EXTRA.items():
            value = record.__dict__.get(key)
            if is_fit(value):
                line[key] = value
        error = _exception_of(record)
        if error is not None:
            line |= {"error": type_of(error), "place": place_of(error)}
        elif not is_ours:
            line["place"] = _place(record.pathname, record.funcName, record.lineno)
        return json.dumps(line, ensure_ascii=True)


class LineHandler(logging.StreamHandler[TextIO]):
    """To stderr. When a line cannot be made, that alone is told: Python's own answer would print
    the record's message and arguments.
    """

    def handleError(self, record: logging.LogRecord) -> None:
        with suppress(Exception):
            self.stream.write('{"level": "ERROR", "event": "log.failed"}\n')


def type_of(error: BaseException) -> str:
    """The exception's type and those of what caused it: `A < B`."""
    return " < ".join(_fitting(_type_name(one)) for one in _chain(error))


def place_of(error: BaseException) -> str:
    """Where it was raised: the innermost line of our own code, or failing that of anyone's."""
    frames = [
        frame for one in reversed(list(_chain(error))) for frame in _frames(one.__traceback__)
    ]
    ours = [frame for frame in frames if _is_ours(frame.tb_frame.f_code.co_filename)]
    if not frames:
        return "-"
    last = (ours or frames)[-1]
    code = last.tb_frame.f_code
    return _place(code.co_filename, code.co_name, last.tb_lineno)


def _chain(error: BaseException) -> Iterator[BaseException]:
    seen: list[BaseException] = []
    one: BaseException | None = error
    while one is not None and one not in seen and len(seen) < _LONGEST_CHAIN:
        seen.append(one)
        yield one
        one = one.__cause__ or (None if one.__suppress_context__ else one.__context__)


def _frames(found: TracebackType | None) -> Iterator[TracebackType]:
    while found is not None:
        yield found
        found = found.tb_next


def _type_name(error: BaseException) -> str:
    kind = type(error)
    return kind.__name__ if kind.__module__ == "builtins" else f"{kind.__module__}.{kind.__name__}"


def _fitting(text: object) -> str:
    return text if type(text) is str and _NAME.fullmatch(text) else "-"


def _is_ours(path: str) -> bool:
    return path.startswith(f"{ROOT}/") and "/site-packages/" not in path


def _place(path: object, function: object, line: object) -> str:
    """`folder/file.py:function:line`; a file that is not ours by its place in its package."""
    if type(path) is not str or type(function) is not str or type(line) is not int:
        return "-"
    if _is_ours(path):
        short = path.removeprefix(f"{ROOT}/")
    else:
        short = path.rpartition("/site-packages/")[2]
        short = "/".join(short.split("/")[-3:])
    return _UNFIT.sub("-", f"{short}:{function}:{line}")[:_LONGEST_PLACE]


def _exception_of(record: logging.LogRecord) -> BaseException | None:
    found: Any = record.exc_info
    if isinstance(found, BaseException):
        return found
    if isinstance(found, tuple) and len(found) == 3 and isinstance(found[1], BaseException):
        return found[1]
    return None


def configure(config: dict[str, Any]) -> None:
    """Set up logging (Django's LOGGING_CONFIG). Warnings go the same way."""
    logging.config.dictConfig(config)
    logging.captureWarnings(True)


def reduce_uncaught_errors() -> None:
    """Let an error that nobody caught end in one line too: a traceback tells its message, which
    may hold what a person typed. Called by the doors of every process.

    Not at a terminal, in the demonstration or with `python -X dev`, where somebody is looking and
    wants to see it; and not what is wrong with the settings, which is said in words of our own.
    """

    def tell(kind: type[BaseException], error: BaseException, found: TracebackType | None) -> None:
        if isinstance(error, ImproperlyConfigured | KeyboardInterrupt) or _somebody_looks():
            sys.__excepthook__(kind, error, found)
            return
        record = logging.LogRecord(
            "jourcase.uncaught", logging.CRITICAL, "", 0, "", (), (kind, error, found)
        )
        sys.stderr.write(f"{JsonLines().format(record)}\n")

    def tell_of_thread(told: threading.ExceptHookArgs) -> None:
        if told.exc_value is not None:
            tell(told.exc_type, told.exc_value, told.exc_traceback)

    sys.excepthook = tell
    threading.excepthook = tell_of_thread


def _somebody_looks() -> bool:
    is_demo = settings.configured and getattr(settings, "DEMO", False)
    return bool(is_demo or sys.flags.dev_mode or sys.stderr.isatty())
