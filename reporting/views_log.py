"""Loggkontroll: a week of the audit log, looked through and ticked off."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from jourcase.kernel import audit, clock
from jourcase.kernel.audit import Action
from jourcase.kernel.local_time import local_date
from jourcase.kernel.refusals import RefusedError
from reporting.domain.log_week import CheckOutcome, Section, Week, last_finished
from reporting.forms import LogCheckForm
from reporting.log_page import log_page, part_of
from reporting.log_services import check_section
from reporting.words import refusals_text
from volunteers.access import person, roles
from volunteers.domain.roles import Role


@roles(Role.COORDINATOR, Role.BOARD)
@require_http_methods(["GET", "POST"])
def check(request: HttpRequest) -> HttpResponse:
    """A week to look through; a POST ticks off one section of it."""
    if request.method == "POST":
        return _tick_off(request)
    user, now = person(request), clock.now()
    week = Week.of_key(request.GET.get("vecka", "")) or last_finished(now)
    part = part_of(user)
    audit.record(by_id=user.pk, action=Action.LOG_VIEWED, now=now, fields=[week.key, part.value])
    context = {
        "page": log_page(user, week, now=now),
        "before": week.moved(-1).key,
        "after": "" if week >= Week.of(local_date(now)) else week.moved(1).key,
    }
    return render(request, "reporting/log_check.html", context)


def _tick_off(request: HttpRequest) -> HttpResponse:
    form, user = LogCheckForm(request.POST), person(request)
    if not form.is_valid():
        messages.warning(request, "Välj vad kontrollen kom fram till.")
        return redirect("reporting:log_check")
    week, section = form.week, Section(form.cleaned_data["section"])
    try:
        check_section(
            week=week,
            part=part_of(user),
            section=section,
            outcome=CheckOutcome(form.cleaned_data["outcome"]),
            by=user,
            now=clock.now(),
        )
    except RefusedError as error:
        messages.warning(request, refusals_text(error.refusals))
    else:
        messages.success(request, f"{section.label}: kontrollerat.")
    return redirect(f"{reverse('reporting:log_check')}?vecka={week.key}#{section.value}")
