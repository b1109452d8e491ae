"""Oro för barn: said with one press, also in the midst of a call, and answered by a coordinator."""

import uuid
from datetime import datetime

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from cases.access import case_for
from cases.concern import ChildConcern
from cases.domain.concern import ConcernAct
from cases.models import Case
from cases.services import concern as service
from cases.words import REFUSALS
from contacts.access import case_of_concern, case_that_worries
from contacts.concern_page import ReportForm, call_going_on, concern_page, told_words
from jourcase.kernel import clock
from jourcase.kernel.acts import warn
from jourcase.kernel.refusals import RefusedError
from volunteers.access import person, roles
from volunteers.domain.roles import Role
from volunteers.login.locking import in_call
from volunteers.models import User

_staff = roles(Role.COORDINATOR, Role.VOLUNTEER)
_DONE = {
    ConcernAct.TAKE: "Du tar hand om det. Skriv här när orosanmälan är gjord.",
    ConcernAct.REPORT: "Datumet är sparat. Inget annat om anmälan sparas.",
    ConcernAct.NOT_NEEDED: "Sparat: ingen anmälan behövdes.",
    ConcernAct.WITHDRAW: "Borttaget. Det var ett misstag.",
}


@_staff
@in_call
@require_http_methods(["GET", "POST"])
def concern(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """What to do, and one press that tells the coordinators. Whoever came from a call goes back
    to it, with what was typed. Of a case that has been taken from their sight since, they can
    still say it, and are shown the routine alone.
    """
    user, now = person(request), clock.now()
    try:
        case, is_seen = case_of_concern(user, public_id, now=now)
    except Http404:
        return _out_of_sight(request, case_that_worries(user, public_id, now=now), user, now)
    if request.method == "GET":
        page = concern_page(case, user, is_seen=is_seen, now=now)
        return render(request, "contacts/concern.html", {"page": page, "form": None})
    slip = "Blev det fel? Tryck Oro för barn igen: du kan ångra i tio minuter."
    if not _raise(request, case, user, now, slip):
        return redirect("contacts:concern", public_id)
    call = call_going_on(case, user)
    return redirect("contacts:call", call.pk) if call else redirect("contacts:concern", public_id)


@_staff
@in_call
@require_POST
def undo(request: HttpRequest, public_id: uuid.UUID, concern_id: uuid.UUID) -> HttpResponse:
    """Whoever said it takes it back."""
    user, now = person(request), clock.now()
    case, is_seen = case_of_concern(user, public_id, now=now)
    found = _concern(case, concern_id)
    if not is_seen and found.raised_by_id != user.pk:
        raise Http404
    try:
        service.undo_concern(concern=found, by=user, now=now)
    except RefusedError as error:
        warn(request, error, REFUSALS)
    else:
        messages.success(request, "Ångrat. Samordnaren ser det inte längre i samordningen.")
    return redirect("contacts:concern", public_id)


@roles(Role.COORDINATOR)
@require_POST
def answer(request: HttpRequest, public_id: uuid.UUID, concern_id: uuid.UUID) -> HttpResponse:
    """Take it on, say on which day it was reported or that it was not needed, or a mistake."""
    user, now = person(request), clock.now()
    case = case_for(user, public_id, now=now)
    found = _concern(case, concern_id)
    said = request.POST.get("act", "")
    act = ConcernAct(said) if said in {act.value for act in _DONE} else None
    form = ReportForm(request.POST, concern=found, now=now)
    try:
        if act is ConcernAct.REPORT:
            if not form.is_valid():
                return _again(request, case, form)
            on = form.cleaned_data["reported_on"]
            service.report_concern(concern=found, on=on, by=user, now=now)
        elif act is ConcernAct.TAKE:
            service.take_concern(concern=found, by=user, now=now)
        elif act is ConcernAct.NOT_NEEDED:
            service.settle_without_report(concern=found, by=user, now=now)
        elif act is ConcernAct.WITHDRAW:
            service.withdraw_concern(concern=found, by=user, now=now)
    except RefusedError as error:
        if act is ConcernAct.REPORT and error.refusals <= set(ReportForm.field_of_refusal):
            form.refuse(error.refusals)
            return _again(request, case, form)
        warn(request, error, REFUSALS)
    else:
        if act is not None:
            messages.success(request, _DONE[act])
    return redirect("contacts:concern", public_id)


@_staff
@require_GET
def routine(request: HttpRequest) -> HttpResponse:
    """What to do when one is worried about a child: a page to print."""
    return render(request, "contacts/concern_routine.html")


def _raise(request: HttpRequest, case: Case, user: User, now: datetime, slip: str) -> bool:
    """Raise it, and say who has been told: never that somebody has when nobody was."""
    try:
        told = service.raise_concern(case=case, by=user, now=now).told
    except RefusedError as error:
        warn(request, error, REFUSALS)
        return False
    said = f"{told_words(user, told)} {slip}"
    (messages.success if told else messages.warning)(request, said)
    return True


def _out_of_sight(request: HttpRequest, case: Case, user: User, now: datetime) -> HttpResponse:
    if request.method == "GET":
        return render(request, "contacts/concern_routine.html", {"may_raise": True})
    _raise(request, case, user, now, "Blev det fel? Säg det till samordnaren.")
    return redirect("contacts:concern_routine")


def _concern(case: Case, concern_id: uuid.UUID) -> ChildConcern:
    found: ChildConcern | None = ChildConcern.objects.filter(
        case=case, public_id=concern_id
    ).first()
    if found is None:
        raise Http404
    return found


def _again(request: HttpRequest, case: Case, form: ReportForm) -> HttpResponse:
    page = concern_page(case, person(request), is_seen=True, now=clock.now(), bound=form)
    return render(request, "contacts/concern.html", {"page": page, "form": form})
