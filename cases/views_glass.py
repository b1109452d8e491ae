"""Nödöppning: asking for a case that is not one's own, and judging that it was opened."""

import uuid
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from cases.domain.enums import GlassReason, GlassVerdict
from cases.domain.glass import is_judged_late, judgement_due
from cases.forms.marks import BreakGlassForm, JudgeForm
from cases.marks import GlassBreak
from cases.models import Case
from cases.services.glass import break_glass, judge_glass
from jourcase.kernel import audit, clock
from jourcase.kernel.audit import Action
from jourcase.kernel.refusals import RefusedError
from volunteers.access import opens_cases, person, roles
from volunteers.domain.roles import Role
from volunteers.models import User

JUDGED_SHOWN = 20
UNKNOWN = "Vi hittar inget ärende med det numret. Kontrollera det, eller ring samordnaren."


@opens_cases
@roles(Role.VOLUNTEER, and_system=True)
@require_http_methods(["GET", "POST"])
def ask(request: HttpRequest) -> HttpResponse:
    """Open one case for half an hour. What may not be opened looks like what does not exist."""
    form = BreakGlassForm(request.POST if request.method == "POST" else None)
    opened = _opened(form, person(request)) if form.is_bound and form.is_valid() else None
    if opened is not None:
        return redirect("contacts:case", opened.public_id)
    return render(request, "cases/break_glass.html", {"form": form})


def _opened(form: BreakGlassForm, user: User) -> Case | None:
    """The case; otherwise the form says why not."""
    said, code, why = (form.cleaned_data[name] for name in ("said", "code", "why"))
    try:
        found = break_glass(said=said, code=GlassReason(code), reason=why, by=user, now=clock.now())
    except RefusedError as error:
        form.refuse(error.refusals)
        return None
    if found is None:
        form.add_error("said", UNKNOWN)
    return found


@dataclass(frozen=True, slots=True)
class Opening:
    """One line of the list."""

    glass: GlassBreak
    due: date
    is_late: bool
    is_own: bool


@roles(Role.COORDINATOR)
@require_GET
def openings(request: HttpRequest) -> HttpResponse:
    """What is to be judged, the oldest first, and what was judged last."""
    user, now = person(request), clock.now()
    known = _known_to(user)
    audit.record(by_id=user.pk, action=Action.LIST_VIEWED, now=now, fields=["glass_breaks"])
    context = {
        "waiting": [_line(one, user, now) for one in known.unjudged().order_by("opened_at", "pk")],
        "judged": list(
            known.filter(judged_at__isnull=False).order_by("-judged_at", "-pk")[:JUDGED_SHOWN]
        ),
    }
    return render(request, "cases/glass_breaks.html", context)


def _known_to(user: User) -> Any:
    """Those of cases that the coordinator may know of."""
    seen = Case.objects.visible_to(user).values("pk")
    return GlassBreak.objects.filter(case__in=seen).select_related("case", "user", "judged_by")


def _line(glass: GlassBreak, user: User, now: datetime) -> Opening:
    return Opening(
        glass=glass,
        due=judgement_due(glass.opened_at),
        is_late=is_judged_late(glass.opened_at, now=now),
        is_own=glass.user_id == user.pk,
    )


@roles(Role.COORDINATOR)
@require_http_methods(["GET", "POST"])
def judge(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """One opening: what was said, what the person looked at, and the verdict."""
    user, now = person(request), clock.now()
    glass = _glass_for(user, public_id, now)
    form = JudgeForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid() and _judged(glass, form, user, now):
        messages.success(request, "Bedömningen är sparad.")
        return redirect("cases:glass_breaks")
    context = {"form": form, "opening": _line(glass, user, now)}
    return render(request, "cases/judge_glass.html", context)


def _glass_for(user: User, public_id: uuid.UUID, now: datetime) -> GlassBreak:
    """404 when it may not be known. What it says tells of the case, so the view is logged."""
    glass: GlassBreak | None = _known_to(user).filter(public_id=public_id).first()
    if glass is None:
        raise Http404
    audit.record(
        by_id=user.pk,
        action=Action.CASE_VIEWED,
        now=now,
        case_ids=[glass.case_id],
        fields=["glass_breaks"],
    )
    return glass


def _judged(glass: GlassBreak, form: JudgeForm, user: User, now: datetime) -> bool:
    verdict, comment = GlassVerdict(form.cleaned_data["verdict"]), form.cleaned_data["comment"]
    try:
        judge_glass(glass=glass, verdict=verdict, comment=comment, by=user, now=now)
    except RefusedError as error:
        form.refuse(error.refusals)
        return False
    return True
