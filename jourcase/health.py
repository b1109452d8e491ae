"""`/livez`: the process answers. `/readyz`: it can work. For the proxy and the watchman only.

Outside every other middleware: no session, no line in the log, no https to be sent to, and no
database for `/livez`. For everyone else these addresses do not exist: the request goes on and gets
the same 404 as any other unknown address.
"""

import hmac
import ipaddress
import secrets
from collections.abc import Callable, Mapping
from datetime import datetime

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse, JsonResponse

from jourcase.doctor import checks, database_checks, machine_checks
from jourcase.doctor.domain.finding import Finding, Level, fail, ok
from jourcase.kernel import clock

LIVE, READY = "/livez", "/readyz"
_TOKEN = "HTTP_X_HEALTH_TOKEN"  # noqa: S105 - the header's name
# A proxy adds at least one of these; who adds them themselves only shuts themselves out.
_FORWARDED = ("HTTP_X_FORWARDED_FOR", "HTTP_X_FORWARDED_PROTO", "HTTP_FORWARDED", "HTTP_X_REAL_IP")
_ROW, _ROW_SECONDS = "health-heartbeat", 60


def may_ask(meta: Mapping[str, object], *, token: str) -> bool:
    """Whether the request is from whom these are for.

    With a token set, whoever sends it. Without one, this machine itself and not through a proxy:
    behind a proxy everyone seems to come from here.
    """
    if token:
        return hmac.compare_digest(str(meta.get(_TOKEN, "")).encode(), token.encode())
    if any(name in meta for name in _FORWARDED):
        return False
    try:
        return ipaddress.ip_address(str(meta.get("REMOTE_ADDR", ""))).is_loopback
    except ValueError:
        return False


def writes(now: datetime) -> Finding:
    """A row is written, committed and read back."""
    said = secrets.token_hex(8)
    cache.set(_ROW, said, _ROW_SECONDS)
    return ok() if cache.get(_ROW) == said else fail("Databasen tar inte emot.")


READINESS: dict[str, checks.Check] = {
    "database": writes,
    "migrations": database_checks.migrations,
    "keys": checks.keys,
    "outbox": machine_checks.outbox,
    "disk": machine_checks.disk,
    "backups": machine_checks.backups,
    "anchors": machine_checks.audit_anchors,
}


def readiness(*, now: datetime) -> dict[str, bool]:
    """Names, and whether it is well. Never why: that is told by `manage.py doctor`."""
    return {
        name: checks.run(check, now).level is not Level.FAIL for name, check in READINESS.items()
    }


class Health:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path not in {LIVE, READY} or request.method not in {"GET", "HEAD"}:
            return self.get_response(request)
        if not may_ask(request.META, token=settings.HEALTH_TOKEN):
            return self.get_response(request)
        answer = _live() if request.path == LIVE else _ready()
        answer.headers["Cache-Control"] = "no-store"
        answer.headers["X-Content-Type-Options"] = "nosniff"
        return answer


def _live() -> HttpResponse:
    return HttpResponse("ok\n", content_type="text/plain; charset=utf-8")


def _ready() -> HttpResponse:
    found = readiness(now=clock.now())
    is_ready = all(found.values())
    body = {
        "status": "ok" if is_ready else "fail",
        "checks": {name: "ok" if well else "fail" for name, well in found.items()},
    }
    answer = JsonResponse(body, status=200 if is_ready else 503)
    # Asked every few seconds: Django would write an error line for each 503.
    setattr(answer, "_has_been_logged", True)  # noqa: B010
    return answer
