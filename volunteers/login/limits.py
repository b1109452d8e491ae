"""How often somebody may try, counted in the shared cache for all processes.

By address and by account; and a ceiling over all for what costs a hash. The passkey door has a
limit of its own, by address only: nothing that others do at the passphrase closes it.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.core.internal import ratelimit
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

RATES = {
    "passphrase": "20/m/ip,5/5m/key",
    "code": "20/m/ip,5/5m/key",
    "hash": "60/m/key",
    "passkey": "60/m/ip",
    "invitation": "20/m/ip",
    "calendar": "30/m/ip,30/h/key",
}
_WAIT_SECONDS = 300


class TooManyTriesError(Exception):
    """The limit is reached; nothing was tried."""


def take(
    request: HttpRequest, action: str, *, key: str = "", counts_get: bool = False
) -> ratelimit.RateLimitUsage:
    """Count one try. `rollback()` on what is returned takes it back: only failures count.

    `key` is the account or the address typed; it is hashed before it is kept. A GET tries nothing
    unless the page says so (`counts_get`). Raises `TooManyTriesError`.
    """
    usage = ratelimit.consume(
        request, app="jourcase", action=action, config=RATES, key=key, limit_get=counts_get
    )
    if usage is None:
        raise TooManyTriesError
    return usage


def told_to_wait(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Answer with a page that says how long to wait, and which door is open meanwhile."""

    @wraps(view)
    def watched(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except TooManyTriesError:
            answer = render(request, "volunteers/wait.html", status=429)
            answer.headers["Retry-After"] = str(_WAIT_SECONDS)
            return answer

    return watched
