"""Anmäl att du gått, and the coordinator's answer."""

import uuid

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from jourcase.kernel import clock
from jourcase.kernel.acts import done, pressed
from volunteers.access import person, roles
from volunteers.development import words
from volunteers.development.forms import ReportForm
from volunteers.development.reported import confirm, decline, report, withdraw
from volunteers.domain.roles import Role
from volunteers.models import ReportedTraining, User

_own = roles(Role.COORDINATOR, Role.VOLUNTEER)


@_own
@require_http_methods(["GET", "POST"])
def report_training(request: HttpRequest) -> HttpResponse:
    """What one has taken part in elsewhere, or was not ticked for."""
    user, now = person(request), clock.now()
    form = ReportForm(request.POST or None)
    if done(form, lambda: report(said=form.said(), user=user, now=now)):
        messages.success(request, "Anmält. En samordnare bekräftar, sedan räknas det.")
        return redirect("volunteers:my_training")
    return render(request, "volunteers/report_training.html", {"form": form})


@_own
@require_POST
def withdraw_report(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """One's own, while nobody has answered."""
    user = person(request)
    row = _row(public_id, user)
    pressed(
        request,
        lambda: withdraw(row=row, by=user, now=clock.now()),
        "Anmälan är tillbakatagen.",
        words.REFUSALS,
    )
    return redirect("volunteers:my_training")


@roles(Role.COORDINATOR)
@require_POST
def answer_report(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Confirm, or say that it does not count."""
    user, now, row = person(request), clock.now(), _row(public_id)
    if request.POST.get("svar") == "ja":
        name = row.user.short_name
        told = f"Bekräftat. Det räknas för {name}."
        pressed(request, lambda: confirm(row=row, by=user, now=now), told, words.REFUSALS)
    elif request.POST.get("svar") == "nej":
        told = "Det räknas inte. Det går att bekräfta ändå, längst ner på sidan."
        pressed(request, lambda: decline(row=row, by=user, now=now), told, words.REFUSALS)
    return redirect("volunteers:occasions")


def _row(public_id: uuid.UUID, user: User | None = None) -> ReportedTraining:
    found = ReportedTraining.objects.filter(public_id=public_id).select_related("user")
    if user is not None:
        found = found.filter(user=user)
    row: ReportedTraining | None = found.first()
    if row is None:
        raise Http404
    return row
