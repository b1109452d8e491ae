"""The same pages without encryption and audit, asked for by a header, to tell what those cost.

A bare request reads each sealed text from a table in memory, asks for no key and leaves no trace.
Only the benchmark's own server has this, and its people are invented.
"""

from collections.abc import Callable
from contextvars import ContextVar
from typing import Any

from django.http import HttpRequest, HttpResponse

from jourcase.kernel import audit, sealed

HEADER = "X-Bench-Bare"
_bare: ContextVar[bool] = ContextVar("bare", default=False)
_plain: dict[str, str] = {}


class Bare:
    """Middleware: the requests with the header are bare."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        _let_through()

    def __call__(self, request: HttpRequest) -> HttpResponse:
        token = _bare.set(HEADER in request.headers)
        try:
            return self.get_response(request)
        finally:
            _bare.reset(token)


def _let_through() -> None:
    read_stored, open_keys, record = sealed.read_stored, sealed.open_keys, audit.record
    counted = audit.read_counts

    def read(table: str, column: str, *, scope: str, row: Any, stored: str) -> str:
        if _bare.get():
            # The warming rounds have read it properly once.
            return _plain.get(stored) or stored[:8]
        text = read_stored(table, column, scope=scope, row=row, stored=stored)
        _plain[stored] = text
        return text

    def keys(scopes: Any) -> None:
        if not _bare.get():
            open_keys(scopes)

    def trace(**what: Any) -> None:
        if not _bare.get():
            record(**what)

    def counts(*given: Any, **named: Any) -> audit.ReadCounts:
        return audit.ReadCounts(0, 0, 0) if _bare.get() else counted(*given, **named)

    sealed.read_stored, sealed.open_keys = read, keys
    audit.record = trace
    audit.read_counts = counts
