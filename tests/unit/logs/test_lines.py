"""The log's lines: allowed keys only, whatever a record brings."""

import json
import logging
import re
import subprocess
import sys
from collections.abc import Iterator
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.db import OperationalError
from hypothesis import given
from hypothesis import strategies as st

from jourcase.logs import EVENTS, Asked, JsonLines, LineHandler, asked, place_of, type_of

ROOT = Path(__file__).resolve().parents[3]
KEYS = {
    "time",
    "level",
    "event",
    "request",
    "route",
    "status",
    "ms",
    "role",
    "reason",
    "kind",
    "tries",
    "failure",
    "error",
    "place",
}
SECRET = "Amina Påhittad 070-174 06 12"


def record(
    msg: object = "request", name: str = "jourcase.request_log", **extra: Any
) -> logging.LogRecord:
    made = logging.LogRecord(name, logging.WARNING, "/srv/app/x.py", 7, msg, (), None, "work")
    made.__dict__.update(extra)
    return made


def line_of(made: logging.LogRecord) -> dict[str, object]:
    text = JsonLines().format(made)
    assert text.isascii()
    assert text.isprintable(), "one line, no control characters"
    found = json.loads(text)
    assert set(found) <= KEYS
    assert isinstance(found, dict)
    return found


def raised(error: BaseException) -> BaseException:
    try:
        raise error
    except BaseException as caught:
        return caught


@pytest.fixture
def in_a_request() -> Iterator[None]:
    token = asked.set(Asked(id="0123456789ab", route="contacts:case"))
    yield
    asked.reset(token)


def test_a_request_is_told_by_its_pages_name_and_how_it_ended(in_a_request: None) -> None:
    found = line_of(record(status=200, ms=12, role="coordinator"))
    del found["time"]
    assert found == {
        "level": "WARNING",
        "event": "request",
        "request": "0123456789ab",
        "route": "contacts:case",
        "status": 200,
        "ms": 12,
        "role": "coordinator",
    }


@pytest.mark.parametrize(
    "msg",
    [
        SECRET,
        f"request {SECRET}",
        "request\n{'event': 'forged'}",
        "Not Found: /arenden/?q=070-174 06 12",
        "x" * 1_000_000,
        b"bytes",
        None,
        12,
        object(),
        type("Sly", (str,), {})("request"),
        "\ud800",
    ],
    ids=lambda msg: type(msg).__name__ + str(msg)[:12].encode("ascii", "replace").decode(),
)
def test_a_message_is_never_written(msg: object) -> None:
    found = line_of(record(msg, name="django.request", args=(SECRET,)))
    assert found["event"] == "django.request"
    assert found["place"] == "srv/app/x.py:work:7"
    assert set(found) == {"time", "level", "event", "place"}


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("status", SECRET),
        ("status", "200"),
        ("status", True),
        ("status", -1),
        ("ms", 10**12),
        ("ms", 1.5),
        ("role", SECRET),
        ("role", "coordinator\n"),
        ("role", ["coordinator"]),
        ("reason", "a b"),
        ("reason", "a" * 25),
        ("path", "/arenden/"),
        ("request", SECRET),
        ("route", SECRET),
        ("user_agent", "Mozilla"),
        ("stack_info", SECRET),
        ("exc_text", SECRET),
    ],
)
def test_what_is_not_allowed_or_does_not_fit_is_left_out(key: str, value: object) -> None:
    extra: dict[str, Any] = {key: value}
    assert set(line_of(record(**extra))) == {"time", "level", "event"}


def test_an_exception_is_reduced_to_its_type_and_place() -> None:
    error = raised(ValueError(SECRET))
    found = line_of(record("broken", "x", exc_info=(ValueError, error, error.__traceback__)))
    assert found["error"] == "ValueError"
    assert str(found["place"]).startswith("tests/unit/logs/test_lines.py:raised:")
    assert "Amina" not in json.dumps(found)


def test_an_exception_with_its_cause_tells_both_types() -> None:
    error = OperationalError(SECRET)
    error.__cause__ = KeyError(SECRET)
    assert type_of(raised(error)) == "django.db.utils.OperationalError < KeyError"


def test_the_place_is_the_innermost_line_of_our_own() -> None:
    with pytest.raises(ValueError, match="Expecting") as caught:
        json.loads("{")
    assert place_of(caught.value).startswith("tests/unit/logs/test_lines.py:test_the_place_")


def test_code_made_of_what_somebody_typed_leaves_nothing_of_it() -> None:
    namespace: dict[str, object] = {}
    exec(compile("def f():\n raise TypeError('x')", f"a\n{SECRET}", "exec"), namespace)  # noqa: S102
    with pytest.raises(TypeError) as caught:
        namespace["f"]()  # type: ignore[operator]
    inner = caught.value.__traceback__
    assert inner is not None
    # Only what was made, as if nothing of ours had called it.
    place = place_of(caught.value.with_traceback(inner.tb_next))
    assert re.fullmatch(r"[\w./:<>-]+", place, re.ASCII)
    assert place.endswith(":f:2")


def test_a_type_made_of_what_somebody_typed_is_not_named() -> None:
    error = type(SECRET, (Exception,), {})()
    assert type_of(error) == "-"


@pytest.mark.parametrize("broken", [True, 1, "x", (None, None, None), (1, 2, 3), ()])
def test_an_exception_that_is_none_is_left_out(broken: object) -> None:
    assert "error" not in line_of(record(exc_info=broken))


def test_errors_that_cause_each_other_end() -> None:
    one, two = ValueError(), KeyError()
    one.__cause__, two.__cause__ = two, one
    assert type_of(one) == "ValueError < KeyError"


def test_a_route_that_is_no_name_is_not_written() -> None:
    token = asked.set(Asked(id="0123456789ab", route=SECRET))
    try:
        assert line_of(record())["route"] == "-"
    finally:
        asked.reset(token)


def test_when_a_line_cannot_be_made_only_that_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    out = StringIO()
    handler = LineHandler(out)
    handler.setFormatter(JsonLines())
    handler.handle(record(SECRET, created=float("inf")))
    assert out.getvalue() == '{"level": "ERROR", "event": "log.failed"}\n'
    assert capsys.readouterr().err == ""


anything = st.one_of(
    st.text(max_size=50), st.integers(), st.floats(), st.none(), st.binary(max_size=20)
)


@given(
    msg=anything,
    name=st.text(max_size=60),
    extra=st.dictionaries(st.sampled_from(sorted(KEYS)), anything, max_size=4),
)
def test_any_record_gives_one_line_of_allowed_keys(
    msg: object, name: str, extra: dict[str, Any]
) -> None:
    found = line_of(record(msg, name, **extra))
    assert found["event"] == msg or str(found["event"]) in {name, "-"}


def test_every_event_is_a_plain_word() -> None:
    assert all(event.replace(".", "").isalpha() and event.islower() for event in EVENTS)


def end_of(code: str) -> str:
    """What a process says on stderr when it ends by `code`."""
    done = subprocess.run(
        [sys.executable, "-c", f"from jourcase import logs\nlogs.reduce_uncaught_errors()\n{code}"],
        capture_output=True,
        text=True,
        cwd=ROOT,
        check=False,
    )
    return done.stderr


def test_an_error_that_nobody_caught_is_told_without_its_words() -> None:
    told = end_of(f"raise ValueError({SECRET!r})")
    line = json.loads(told)
    assert (line["event"], line["error"]) == ("jourcase.uncaught", "ValueError")
    assert "Amina" not in told


def test_an_error_in_a_thread_is_told_without_its_words() -> None:
    told = end_of(
        f"import threading\ndef work():\n    raise ValueError({SECRET!r})\n"
        "threading.Thread(target=work).start()"
    )
    assert json.loads(told)["error"] == "ValueError"


def test_what_is_wrong_with_the_settings_is_said_in_words() -> None:
    told = end_of(
        "from django.core.exceptions import ImproperlyConfigured\n"
        "raise ImproperlyConfigured('JOURCASE_HOSTS saknas')"
    )
    assert "JOURCASE_HOSTS saknas" in told
