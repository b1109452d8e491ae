"""The first page after log-in: where each role's work begins."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from volunteers.access import for_everyone, person


@for_everyone
def home(request: HttpRequest) -> HttpResponse:
    """Coordinators come to the dashboard, volunteers to the call list, the board to the figures."""
    user = person(request)
    if user.is_coordinator:
        return redirect("reporting:dashboard")
    if user.is_volunteer:
        return redirect("contacts:queue")
    if user.is_board:
        return redirect("reporting:followup")
    return render(request, "home.html")
