"""The first page after log-in: where each role's work begins."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.html import format_html

from contacts.coming import near_notice
from jourcase.kernel import clock
from volunteers.access import for_everyone, person
from volunteers.models import User


@for_everyone
def home(request: HttpRequest) -> HttpResponse:
    """Coordinators come to the dashboard, volunteers to the call list, the board to the figures."""
    user = person(request)
    if user.is_coordinator or user.is_volunteer:
        _tell_of_meetings(request, user)
    if user.is_coordinator:
        return redirect("reporting:dashboard")
    if user.is_volunteer:
        return redirect("contacts:queue")
    if user.is_board:
        return redirect("reporting:followup")
    return render(request, "home.html")


def _tell_of_meetings(request: HttpRequest, user: User) -> None:
    """Said here, on the way to the first page: there every query is taken."""
    told = near_notice(user, now=clock.now())
    if told:
        link = format_html('<a href="{}">Visa vad som kommer</a>', reverse("contacts:coming"))
        messages.info(request, format_html("{} {}", told, link))
