"""Jäv: "Jag känner personen", and the coordinator's page for it."""

import uuid

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from cases.access import case_for
from cases.assignees import Assignee, assignees
from cases.domain.enums import RecusalReason
from cases.forms.marks import RecusalForm
from cases.marks import Recusal
from cases.models import Case
from cases.services.recusal import deny_recusal, lift_recusal
from cases.words import REFUSALS
from contacts.access import case_at_hand
from contacts.services.recusal import recuse
from jourcase.kernel import clock
from jourcase.kernel.acts import warn
from jourcase.kernel.refusals import RefusedError
from volunteers.access import person, roles
from volunteers.domain.roles import Role
from volunteers.models import User


@roles(Role.COORDINATOR, Role.VOLUNTEER)
@require_POST
def i_know_them(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """One press: the case is hidden from the person at once, and the coordinator is told."""
    user, now = person(request), clock.now()
    case = case_at_hand(user, public_id, now=now)
    try:
        recuse(case=case, user=user, reason=RecusalReason.KNOWS_PERSON, by=user, now=now)
    except RefusedError as error:
        warn(request, error, REFUSALS)
    else:
        messages.success(
            request, "Du ser inte ärendet längre. Samordnaren har fått veta och tar över."
        )
    return redirect("home")


@roles(Role.COORDINATOR, Role.VOLUNTEER)
@require_POST
def i_know_nobody(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """The answer of whoever the case was given to; it is asked once."""
    user, now = person(request), clock.now()
    deny_recusal(case=case_for(user, public_id, now=now), by=user, now=now)
    return redirect("contacts:case", public_id)


@roles(Role.COORDINATOR)
@require_http_methods(["GET", "POST"])
def recusals(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Who has nothing to do with this case."""
    user, now = person(request), clock.now()
    case = case_for(user, public_id, now=now)
    standing = list(Recusal.objects.standing().filter(case=case).select_related("user", "set_by"))
    people = assignees(now)
    form = RecusalForm(request.POST if request.method == "POST" else None, people=people)
    if form.is_bound and form.is_valid() and _recused(case, form, people, user):
        messages.success(request, "Jävet är markerat.")
        if form.cleaned_data["who"] == str(user.public_id):
            return redirect("home")
        return redirect("contacts:recusals", public_id)
    context = {"form": form, "case": case, "standing": standing}
    return render(request, "contacts/recusals.html", context)


def _recused(case: Case, form: RecusalForm, people: list[Assignee], by: User) -> bool:
    """True when it was marked; otherwise the form says why not."""
    who = next(one.pk for one in people if one.public_id == form.cleaned_data["who"])
    reason = RecusalReason(form.cleaned_data["reason"])
    try:
        recuse(
            case=case,
            user=User.objects.active().get(pk=who),
            reason=reason,
            by=by,
            now=clock.now(),
        )
    except RefusedError as error:
        form.refuse(error.refusals)
        return False
    return True


@roles(Role.COORDINATOR)
@require_POST
def lift(request: HttpRequest, public_id: uuid.UUID, recusal_id: uuid.UUID) -> HttpResponse:
    """The person may see the case again."""
    user, now = person(request), clock.now()
    case = case_for(user, public_id, now=now)
    recusal = Recusal.objects.filter(case=case, public_id=recusal_id).first()
    if recusal is None:
        raise Http404
    try:
        lift_recusal(recusal=recusal, by=user, now=now)
    except RefusedError as error:
        warn(request, error, REFUSALS)
    else:
        messages.success(request, "Jävet är hävt.")
    return redirect("contacts:recusals", public_id)
