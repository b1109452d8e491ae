"""Gallring: what goes within seven days, and "Gallra nu", which takes two persons."""

import uuid
from collections.abc import Callable

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from cases.access import case_for
from cases.erasing import ErasureRequest
from cases.forms.erasure import AskErasureForm
from cases.models import Case
from cases.services import retention
from cases.services.asked_erasure import (
    ask_erasure,
    grant_erasure,
    others_can_answer,
    refuse_erasure,
)
from cases.words import REFUSALS
from jourcase.kernel import audit, clock
from jourcase.kernel.acts import pressed
from jourcase.kernel.audit import Action
from jourcase.kernel.refusals import RefusedError
from volunteers.access import person, roles
from volunteers.domain.roles import Role
from volunteers.models import User

ROWS_SHOWN = 50


@roles(Role.COORDINATOR, and_system=True)
@require_GET
def erasures(request: HttpRequest) -> HttpResponse:
    """What is to be answered, and what is erased within seven days. Whoever runs the system sees
    only the requests that no coordinator can answer.
    """
    user, now = person(request), clock.now()
    audit.record(by_id=user.pk, action=Action.LIST_VIEWED, now=now, fields=["erasures"])
    soon = retention.upcoming(user, now=now) if user.is_coordinator else []
    page = Paginator(soon, ROWS_SHOWN).get_page(request.GET.get("sida"))
    context = {"asked": _pending(user), "soon": page.object_list, "page": page}
    return render(request, "cases/erasures.html", context)


def _pending(user: User) -> list[ErasureRequest]:
    found = ErasureRequest.objects.pending().select_related("case", "asked_by")
    found = found.order_by("asked_at", "pk")
    if user.is_coordinator:
        return list(found.filter(case__in=Case.objects.visible_to(user).values("pk")))
    return [asked for asked in found if not others_can_answer(asked.case, asked)]


@roles(Role.COORDINATOR)
@require_http_methods(["GET", "POST"])
def ask(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """What will be erased and what stays; pressing the button asks another person to confirm."""
    user, now = person(request), clock.now()
    case = case_for(user, public_id, now=now)
    form = AskErasureForm(request.POST if request.method == "POST" else None, case=case)
    if form.is_bound and form.is_valid() and _asked(form, case, user):
        messages.success(request, "Gallringen är begärd. En annan person ska bekräfta den.")
        return redirect("cases:erasures")
    context = {"form": form, "case": case}
    return render(request, "cases/ask_erasure.html", context)


def _asked(form: AskErasureForm, case: Case, user: User) -> bool:
    reason, ending = form.said()
    try:
        ask_erasure(case=case, reason=reason, close_reason=ending, by=user, now=clock.now())
    except RefusedError as error:
        form.refuse(error.refusals)
        return False
    return True


@roles(Role.COORDINATOR, and_system=True)
@require_http_methods(["GET", "POST"])
def answer(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """One request: confirm it, say no, or take back one's own."""
    user, now = person(request), clock.now()
    asked = next((one for one in _pending(user) if one.public_id == public_id), None)
    if asked is None:
        raise Http404
    if request.method == "POST":
        return _answered(request, asked, user)
    audit.record(
        by_id=user.pk,
        action=Action.CASE_VIEWED,
        now=now,
        case_ids=[asked.case_id],
        fields=["erasure_request"],
    )
    context = {"asked": asked, "is_own": asked.asked_by_id == user.pk}
    return render(request, "cases/answer_erasure.html", context)


def _answered(request: HttpRequest, asked: ErasureRequest, user: User) -> HttpResponse:
    now = clock.now()
    if request.POST.get("answer") == "yes":
        told = "Ärendet är gallrat. Bara statistiken finns kvar."
        return _do(request, asked, lambda: grant_erasure(asked=asked, by=user, now=now), told)
    is_own = asked.asked_by_id == user.pk
    told = "Begäran är återtagen." if is_own else "Begäran är avslagen. Ärendet är kvar."
    return _do(request, asked, lambda: refuse_erasure(asked=asked, by=user, now=now), told)


def _do(
    request: HttpRequest, asked: ErasureRequest, act: Callable[[], None], told: str
) -> HttpResponse:
    if not pressed(request, act, told, REFUSALS):
        return redirect("cases:answer_erasure", asked.public_id)
    return redirect("cases:erasures")
