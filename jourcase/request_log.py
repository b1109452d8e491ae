"""One line for each request: the page's name, how it ended, how long it took and for which role.

Never the address, the query, the browser or the machine that asked.
"""

import logging
import secrets
import time
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from jourcase.logs import Asked, asked
from volunteers.domain.roles import foremost
from volunteers.models import User

logger = logging.getLogger(__name__)


class RequestLog:
    """Outermost: gives the request its number, which the answer carries and an error page shows.

    A number that the client brings is not looked at.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path.startswith(settings.STATIC_URL):
            return self.get_response(request)
        began = time.monotonic()
        this = Asked(id=secrets.token_hex(6))
        token = asked.set(this)
        try:
            response = self.get_response(request)
            this.route = route_of(request)
            response.headers["X-Request-Id"] = this.id
            logger.info(
                "request",
                extra={
                    "status": response.status_code,
                    "ms": round((time.monotonic() - began) * 1000),
                    "role": _role(request),
                },
            )
            return response
        finally:
            asked.reset(token)

    def process_view(self, request: HttpRequest, *_: Any) -> None:
        """What is logged inside the view carries the page's name."""
        this = asked.get()
        if this is not None:
            this.route = route_of(request)


def route_of(request: HttpRequest) -> str:
    """The name of the page, as in `contacts:case`; empty when no page has the address."""
    found = getattr(request, "resolver_match", None)
    return found.view_name or "" if found else ""


def _role(request: HttpRequest) -> str:
    """The role of a person who is already known: nothing is fetched for the log's sake."""
    user = getattr(request, "_cached_user", None)
    return foremost(user.__dict__.get("roles", frozenset())) if isinstance(user, User) else ""
