"""Kvällen: "Jag är här", who does what, "Klart", and the weekly look at the silent."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from cases.models import Case
from contacts import words
from contacts.access import record_list
from contacts.evening.models import SilenceLook
from contacts.evening.page import evening_page, hand_over_card
from contacts.evening.services import come, end, note_look, shift_of_tonight, stay_of
from contacts.queue import Moment
from contacts.selections import Selection, select
from jourcase.kernel import clock
from jourcase.kernel.acts import warn
from jourcase.kernel.audit import Action
from jourcase.kernel.local_time import local_date
from jourcase.kernel.refusals import RefusedError
from volunteers.access import person, roles
from volunteers.domain.roles import Role
from volunteers.domain.weeks import Week
from volunteers.login import sessions

_staff = roles(Role.COORDINATOR, Role.VOLUNTEER)
ROWS_SHOWN, WEEKS_SHOWN = 50, 8


@_staff
@require_GET
def evening(request: HttpRequest) -> HttpResponse:
    """Tonight: who is here and what they do, and how much is left."""
    user, now = person(request), clock.now()
    record_list(user, now=now)
    page = evening_page(user, Moment.at(now))
    return render(request, "contacts/evening.html", {"page": page})


@_staff
@require_POST
def check_in(request: HttpRequest) -> HttpResponse:
    """ "Jag är här"; then the call list."""
    user, now = person(request), clock.now()
    shift = shift_of_tonight(now)
    if shift is None:
        messages.warning(request, "Det är ingen öppen kväll i dag.")
        return redirect("contacts:evening")
    try:
        come(shift=shift, user=user, now=now)
    except RefusedError as error:
        warn(request, error, words.REFUSALS)
        return redirect("contacts:evening")
    messages.success(request, "Välkommen. Du är på plats.")
    return redirect("contacts:queue")


@_staff
@require_http_methods(["GET", "POST"])
def hand_over(request: HttpRequest) -> HttpResponse:
    """The card at the end. Posted: the evening is over for this person, and they are logged out."""
    user, now = person(request), clock.now()
    stay = stay_of(user, now)
    if request.method == "POST":
        try:
            end(user=user, now=now)
        except RefusedError as error:
            warn(request, error, words.REFUSALS)
            return redirect("contacts:hand_over")
        sessions.leave(request, action=Action.LOGGED_OUT, now=now)
        return redirect("contacts:evening_over")
    shift = stay.shift if stay else shift_of_tonight(now)
    if shift is None:
        raise Http404
    is_all = user.is_coordinator and request.GET.get("visa") == "alla"
    record_list(user, now=now)
    card = hand_over_card(user, shift, Moment.at(now), of_everybody=is_all)
    context = {"card": card, "shift": shift, "stay": stay, "is_all": is_all}
    return render(request, "contacts/hand_over.html", context)


@login_not_required
@require_GET
def over(request: HttpRequest) -> HttpResponse:
    """After "Klart": nothing is left on the screen."""
    return render(request, "contacts/evening_over.html")


@roles(Role.COORDINATOR)
@require_http_methods(["GET", "POST"])
def silent(request: HttpRequest) -> HttpResponse:
    """Ingen faller mellan stolarna: reached once, then silent for 14 days. Posted: gone through."""
    user, now = person(request), clock.now()
    visible = Case.objects.visible_to(user)
    moment = Moment.at(now)
    found = select(visible, Selection.SILENT, moment=moment, user=user)
    week = Week.of(local_date(now))
    if request.method == "POST":
        note_look(silent=found.count(), by=user, now=now)
        messages.success(request, f"Vecka {week.number} är genomgången.")
        return redirect("contacts:silent")
    record_list(user, now=now)
    rows = found.select_related("identity", "assigned_to").order_by("reached_at", "pk")
    looks = SilenceLook.objects.select_related("looked_by").order_by("-year", "-week")[:WEEKS_SHOWN]
    context = {
        "page": Paginator(rows, ROWS_SHOWN).get_page(request.GET.get("sida")),
        "week": week,
        "looks": looks,
        "is_done": any((one.year, one.week) == (week.year, week.number) for one in looks),
    }
    return render(request, "contacts/silent.html", context)
