"""Noise is failure: ERROR logs and undefined template variables fail the test that made them.

Warnings do too, by `filterwarnings = error` in pyproject.toml; naive datetimes are warnings.

**ERROR logs.** Every record of level ERROR or above counts, from any thread and any logger. A
test that means to cause one asks for the fixture `expects_error_log`, a list of the records; it
fails if there was none.

**Undefined template variables.** Django tells of each failed look-up in the log `django.template`,
whatever the tag (`string_if_invalid` would miss `{% if %}` and `{% for %}`). A failed look-up in a
template of ours counts, except where the template says that the name is optional: a plain name
(no dot) in `{% if %}`, or before `|default` or `|default_if_none`.
"""

import logging
import sys
import traceback
from collections.abc import Iterator
from pathlib import Path
from types import FrameType
from typing import Any

import pytest
from django.template.base import FilterExpression, Node, Variable, VariableDoesNotExist
from django.template.defaulttags import TemplateLiteral

OUR_TEMPLATES = Path(__file__).resolve().parents[2] / "templates"
OPTIONAL_FILTERS = {"default", "default_if_none"}


class _UndefinedVariables(logging.Handler):
    """Keeps the failed look-ups that the template does not call optional.

    The record holds only one bit of the name, and the page instead of the part included in it.
    What stands in which file is known by those who asked, so we read it off the call stack.
    """

    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.undefined: set[str] = set()

    def emit(self, record: logging.LogRecord) -> None:
        if not record.exc_info or not isinstance(record.exc_info[1], VariableDoesNotExist):
            return
        variable: Variable | None = None
        expression: FilterExpression | None = None
        is_condition = False
        template: str | None = None
        frame: FrameType | None = sys._getframe(1)
        while frame is not None and template is None:
            code, asker = frame.f_code, frame.f_locals.get("self")
            if variable is None and isinstance(asker, Variable):
                variable = asker
            elif expression is None and code is FilterExpression.resolve.__code__:
                expression = asker
            elif code is TemplateLiteral.eval.__code__:
                is_condition = True
            elif code is Node.render_annotated.__code__ and (
                origin := getattr(asker, "origin", None)
            ):
                template = str(origin.name)
            frame = frame.f_back
        if variable is None or template is None:
            return
        if not Path(template).is_relative_to(OUR_TEMPLATES):
            return
        filters = expression.filters if expression else []
        has_default = bool(filters) and filters[0][0].__name__ in OPTIONAL_FILTERS
        if "." not in str(variable.var) and (is_condition or has_default):
            return
        self.undefined.add(f"{variable.var} in {Path(template).relative_to(OUR_TEMPLATES)}")


_errors: list[logging.LogRecord] = []
_undefined = _UndefinedVariables()
_expected = pytest.StashKey[list[logging.LogRecord]]()
_make_record = logging.getLogRecordFactory()


def _keep_errors(*args: Any, **kwargs: Any) -> logging.LogRecord:
    """Makes every record of every logger, so that none is missed for want of a handler."""
    record = _make_record(*args, **kwargs)
    if record.levelno >= logging.ERROR:
        _errors.append(record)
    return record


def pytest_configure() -> None:
    logging.setLogRecordFactory(_keep_errors)


def _listen() -> None:
    """Hear the failed look-ups, whatever the settings or a test have made of the logger."""
    templates = logging.getLogger("django.template")
    templates.setLevel(logging.DEBUG)
    templates.propagate = False  # its DEBUG records are for this guard alone
    if _undefined not in templates.handlers:
        templates.addHandler(_undefined)


def _tell(record: logging.LogRecord) -> str:
    text = f"{record.name}: {record.getMessage()}"
    if record.exc_info and record.exc_info[1] is not None:
        text += "\n" + "".join(traceback.format_exception(record.exc_info[1]))
    return text


def _fail_if_noisy(item: pytest.Item) -> None:
    """Fail for what was logged since the last look; each record is told of once."""
    undefined, _undefined.undefined = sorted(_undefined.undefined), set()
    if undefined:
        pytest.fail("Undefined template variables:\n  " + "\n  ".join(undefined), pytrace=False)
    errors = _errors.copy()
    _errors.clear()
    expected = item.stash.get(_expected, None)
    if expected is not None:
        expected.extend(errors)
    elif errors:
        pytest.fail("ERROR logs:\n" + "\n".join(map(_tell, errors)), pytrace=False)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_setup(item: pytest.Item) -> Iterator[None]:
    _listen()
    _errors.clear()
    _undefined.undefined = set()
    return (yield)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Iterator[None]:
    result = yield
    _fail_if_noisy(item)
    expected = item.stash.get(_expected, None)
    if expected is not None and not expected:
        pytest.fail("The test expects an ERROR log, and there was none.", pytrace=False)
    return result


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(item: pytest.Item) -> Iterator[None]:
    result = yield
    _fail_if_noisy(item)
    return result


@pytest.fixture
def expects_error_log(request: pytest.FixtureRequest) -> list[logging.LogRecord]:
    """The test means to cause ERROR logs. To look at them, use pytest's `caplog`."""
    records: list[logging.LogRecord] = []
    request.node.stash[_expected] = records
    return records
