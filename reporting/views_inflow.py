"""Inflöde: who sends cases, and who has stopped."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from jourcase.kernel import clock
from reporting.domain import inflow as rule
from reporting.inflow import inflow
from volunteers.access import person, roles
from volunteers.domain.roles import Role


@roles(Role.COORDINATOR)
@require_GET
def show(request: HttpRequest) -> HttpResponse:
    """Each source, its last weeks, and a mark."""
    page = inflow(person(request), now=clock.now())
    context = {"page": page, "weeks_in_all": rule.WEEKS, "weeks_judged": rule.WEEKS_JUDGED}
    return render(request, "reporting/inflow.html", context)
