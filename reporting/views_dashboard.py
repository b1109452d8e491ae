"""Samordning: the coordinator's first page."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from contacts.queue import Moment
from jourcase.kernel import clock
from reporting.dashboard import dashboard
from volunteers.access import person, roles
from volunteers.domain.roles import Role


@roles(Role.COORDINATOR)
@require_GET
def show(request: HttpRequest) -> HttpResponse:
    """Counters, what to mend first, and seven days."""
    page = dashboard(person(request), Moment.at(clock.now()))
    return render(request, "reporting/dashboard.html", {"page": page})
