"""One row in the audit log for each request that was refused.

What counts: an answer 400 (unreadable, or for another host), 403 (no valid token, another role,
known but not for this act), 405, 413, and a 404 for something with an id: somebody else's, an
erased one, or a guess. Not what a form answers with its own words, and not an address that is no
page. The row says which page, and why by a short code; never a value.

Strangers could fill the log. All together they get `STRANGERS_A_MINUTE` rows, the last of which
tells that there were more.
"""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta

from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse

from jourcase.kernel import audit, clock
from jourcase.kernel.audit import Action, AuditEvent, Outcome
from jourcase.request_log import route_of
from volunteers.domain.roles import foremost
from volunteers.models import User

STRANGERS_A_MINUTE = 20
MORE = "more"
UNKNOWN = "unknown"
# For an answer that none of our own pages gave: a library's view that refuses by itself.
_CODES = {400: "malformed", 403: "access", 405: "method", 413: "too-large"}

logger = logging.getLogger(__name__)


class RefusedRequests:
    """Outside everything that may refuse."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        try:
            _record(request, response, now=clock.now())
        except DatabaseError:
            # The answer shows nothing that the row should have told of.
            logger.exception("refusal.unrecorded")
        return response


def _record(request: HttpRequest, response: HttpResponse, *, now: datetime) -> None:
    code = getattr(response, "refused", "") or _CODES.get(response.status_code, "")
    if response.status_code == 404 and _asked_for_something(request):
        code = UNKNOWN
    if not code:
        return
    user = getattr(request, "user", None)
    if not isinstance(user, User):
        known = _strangers_since(now - timedelta(minutes=1))
        if known >= STRANGERS_A_MINUTE:
            return
        code = MORE if known == STRANGERS_A_MINUTE - 1 else code
    with audit.acting(lambda: _actor(user)):
        audit.record(
            by_id=user.pk if isinstance(user, User) else None,
            action=Action.REQUEST_REFUSED,
            now=now,
            fields=[route_of(request)] if route_of(request) else [],
            reason=code,
            outcome=Outcome.REFUSED,
        )


def _actor(user: object) -> audit.Actor:
    if isinstance(user, User):
        return audit.Actor(user.pk, foremost(user.roles))
    return audit.Actor(None, audit.NOBODY)


def _asked_for_something(request: HttpRequest) -> bool:
    """The address is that of a page which shows one of many, and the page did not have it."""
    found = getattr(request, "resolver_match", None)
    return bool(found and found.captured_kwargs)


def _strangers_since(begin: datetime) -> int:
    found = AuditEvent.objects.filter(
        action=Action.REQUEST_REFUSED, by=None, role=audit.NOBODY, at__gt=begin
    )
    return found[:STRANGERS_A_MINUTE].count()
