"""The one way down to what is decided above: the promise is a matter of contacts, which this
app does not know. `settings.CASE_PROMISE_WRITER` names the function that recomputes a case's
outcome columns; it is called in the transaction that changed a fact, so that the columns and
the facts can never be apart.
"""

from contextlib import AbstractContextManager
from functools import lru_cache
from typing import Protocol, cast

from django.conf import settings
from django.utils.module_loading import import_string

from cases.models import Case


class PromiseWriter(Protocol):
    def __call__(self, case: Case) -> None: ...


class PromisesTogether(Protocol):
    def __call__(self) -> AbstractContextManager[None]: ...


@lru_cache(maxsize=1)
def _together(path: str) -> PromisesTogether:
    return cast(PromisesTogether, import_string(path))


def promises_together() -> AbstractContextManager[None]:
    """Inside the block what is refreshed is written when it ends, in a few queries for all; the
    transaction is the caller's. Nothing in the block may read the outcome columns.
    """
    return _together(settings.CASE_PROMISES_TOGETHER)()


@lru_cache(maxsize=1)
def _writer(path: str) -> PromiseWriter:
    return cast(PromiseWriter, import_string(path))


def refresh_promise(case: Case) -> None:
    """Recompute and store the outcome columns of `case`; its row is held by the caller."""
    _writer(settings.CASE_PROMISE_WRITER)(case)
