"""The ceilings against mass reading: counted from the audit log, kept at two doors.

A case that is shown by its address passes `admit` (through `cases.access`), which costs no query of
its own. A POST that finds or opens cases (`volunteers.access.opens_cases`) is asked by
`ReadingCeilings` before its view. Saving is never stopped: a case that the person has been shown
within the hour is theirs to finish.
"""

from collections.abc import Callable
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Any, TypeVar, cast

from django.db.models import Count, Exists, Model, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django_htmx.http import HttpResponseClientRedirect

from jourcase.kernel import audit, clock
from jourcase.kernel.audit import READS, Action, AuditEvent
from volunteers.domain.mass_reading import ReadingVerdict, Windows, reading_verdict, windows
from volunteers.login import sessions
from volunteers.models import User

STEPPED_UP, GOING_TO = "stepped_up_at", "step_up_next"
# What the audit log says of a session that the ceiling ended.
REASON = "mass reading"
_windows: ContextVar[Windows | None] = ContextVar("reading_windows", default=None)
_Row = TypeVar("_Row", bound=Model)


class CeilingReachedError(Exception):
    """So much has been read that the next one is not shown. Answered by `ReadingCeilings`."""

    def __init__(self, verdict: ReadingVerdict) -> None:
        self.verdict = verdict
        super().__init__(verdict.value)


def with_counts(cases: QuerySet[_Row, _Row], user: User, *, now: datetime) -> QuerySet[_Row, _Row]:
    """The cases with what `admit` asks, in the same query."""
    since = _windows.get() or windows(began_at=None, stepped_up_at=None, now=now)
    shown = AuditEvent.objects.filter(by_id=user.pk, action__in=READS)
    this = shown.filter(at__gte=since.all_cases_from, case_id=OuterRef("pk"))
    counted: Any = cases.annotate(
        was_read=Exists(this),
        read_lately=_distinct(shown, since.cases_from),
        read_in_all=_distinct(shown, since.all_cases_from),
    )
    return cast("QuerySet[_Row, _Row]", counted)


def _distinct(shown: QuerySet[AuditEvent], since: datetime) -> Coalesce:
    counted = shown.filter(at__gte=since).order_by().values("by")
    return Coalesce(Subquery(counted.annotate(n=Count("case_id", distinct=True)).values("n")), 0)


def admit(case: Any) -> None:
    """Let a case that came `with_counts` be shown. Raises `CeilingReachedError`."""
    if case.was_read:
        return
    verdict = reading_verdict(searches=0, cases=case.read_lately, all_cases=case.read_in_all)
    if verdict != ReadingVerdict.GO_ON:
        raise CeilingReachedError(verdict)


def may_go_on(user: User, *, now: datetime) -> bool:
    """Whether one more search or case would be let through just now."""
    since = _windows.get() or windows(began_at=None, stepped_up_at=None, now=now)
    return _count(user.pk, since) == ReadingVerdict.GO_ON


class ReadingCeilings:
    """Asks before a search or a new call, and answers for both doors."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not isinstance(request.user, User):
            return self.get_response(request)
        token = _windows.set(_windows_of(request, now=clock.now()))
        try:
            return self.get_response(request)
        finally:
            _windows.reset(token)

    def process_view(
        self,
        request: HttpRequest,
        view: Callable[..., HttpResponse],
        args: tuple[Any, ...],
        kwargs: dict[str, Any],
    ) -> HttpResponse | None:
        since = _windows.get()
        if since is None or request.method != "POST" or not getattr(view, "opens_cases", False):
            return None
        verdict = _count(request.user.pk, since)
        return None if verdict == ReadingVerdict.GO_ON else _stop(request, verdict)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if isinstance(exception, CeilingReachedError):
            return _stop(request, exception.verdict)
        return None


def _windows_of(request: HttpRequest, *, now: datetime) -> Windows:
    stored = request.session.get(STEPPED_UP)
    stepped_up_at = datetime.fromtimestamp(stored, UTC) if isinstance(stored, float) else None
    return windows(began_at=sessions.began_at(request), stepped_up_at=stepped_up_at, now=now)


def _count(by_id: Any, since: Windows) -> ReadingVerdict:
    counts = audit.read_counts(
        by_id,
        searches_from=since.searches_from,
        cases_from=since.cases_from,
        all_cases_from=since.all_cases_from,
    )
    return reading_verdict(**counts._asdict())


def _stop(request: HttpRequest, verdict: ReadingVerdict) -> HttpResponse:
    now = clock.now()
    if verdict == ReadingVerdict.END:
        sessions.leave(request, action=Action.SESSION_ENDED, now=now, reason=REASON)
        return _go(request, reverse("volunteers:ended"))
    audit.record(by_id=request.user.pk, action=Action.STEP_UP_ASKED, now=now)
    # A form is not sent again by itself: the person comes back to where they can.
    request.session[GOING_TO] = request.path if request.method == "GET" else ""
    return _go(request, reverse("volunteers:step_up"))


def _go(request: HttpRequest, address: str) -> HttpResponse:
    if "HX-Request" in request.headers:
        return HttpResponseClientRedirect(address)
    return redirect(address)
