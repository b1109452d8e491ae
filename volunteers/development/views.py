"""Stödpersoner, Registrera tillfälle, Tillfällen, Krav and Min utbildning."""

import uuid
from datetime import date
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from jourcase.kernel import clock
from jourcase.kernel.acts import done, pressed
from jourcase.kernel.local_time import local_date
from volunteers.access import person, roles
from volunteers.development import words
from volunteers.development.forms import OccasionForm, RequirementsForm, typed
from volunteers.development.page import Asked, Order, Wanted, chosen, rows, summary
from volunteers.development.people import (
    events_between,
    members,
    people,
    requirements,
    support_people,
)
from volunteers.development.services import (
    correct_occasion,
    note_occasion,
    set_requirements,
    take_away_conversation,
    take_away_occasion,
)
from volunteers.domain.development import Kind, totals
from volunteers.domain.reported import ReportState
from volunteers.domain.roles import Role
from volunteers.domain.steps import Standing
from volunteers.models import (
    DevelopmentAttendance,
    DevelopmentEvent,
    DevelopmentRequirement,
    ReportedTraining,
    StaffConversation,
    User,
)
from volunteers.steps.page import dues, taken

ROWS_SHOWN = 25
_FIRST_YEAR = 2000
_staff = roles(Role.COORDINATOR, Role.BOARD)
_own = roles(Role.COORDINATOR, Role.VOLUNTEER)
_coordinator = roles(Role.COORDINATOR)


@_staff
@require_GET
def support_persons(request: HttpRequest) -> HttpResponse:
    """Everybody on the way, active, pausing or gone, with what is missing."""
    user, today = person(request), local_date(clock.now())
    asked, history = Asked.read(request.GET), requirements()
    found = people(support_people())
    everybody = rows(found, history, today=today)
    page = Paginator(chosen(everybody, asked), ROWS_SHOWN).get_page(request.GET.get("sida"))
    counts = [(one, sum(row.standing is one for row in everybody)) for one in Standing]
    context = {
        "page": page,
        "asked": asked,
        "standings": counts,
        "wishes": list(Wanted),
        "orders": list(Order),
        "summary": summary(found, history, today=today),
        "required": words.in_words(history.on(today)),
        "query": f"{asked.query}&",
        "may_note": user.is_coordinator,
        "is_board": user.is_board,
        "waiting": ReportedTraining.objects.filter(state=ReportState.WAITING).count()
        if user.is_coordinator
        else 0,
        "has_anybody": bool(everybody),
    }
    return render(request, "volunteers/support_persons.html", context)


@_staff
@require_GET
def occasions(request: HttpRequest) -> HttpResponse:
    """What a year adds up to, and its occasions."""
    today = local_date(clock.now())
    year = _year(request.GET.get("ar"), today)
    since, until = date(year, 1, 1), min(date(year, 12, 31), today)
    found = DevelopmentEvent.objects.standing().filter(on__year=year).order_by("-on", "-pk")
    talked = StaffConversation.objects.standing().filter(on__year=year).select_related("user")
    events = events_between(since, until)
    context = {
        "year": year,
        "years": range(today.year, max(_FIRST_YEAR, today.year - 3), -1),
        "totals": [
            (one, words.hours(one.minutes), words.hours(one.person_minutes))
            for one in totals(members(), requirements(), since=since, until=until, events=events)
        ],
        "events": [
            (one, words.hours(one.minutes)) for one in found.annotate(came=Count("attendance"))
        ],
        "talked": list(talked.order_by("-on", "user__full_name")),
        "may_note": person(request).is_coordinator,
        **_reported(person(request)),
    }
    return render(request, "volunteers/occasions.html", context)


@_coordinator
@require_http_methods(["GET", "POST"])
def register(request: HttpRequest) -> HttpResponse:
    """One event, many people, one tick each."""
    user, now = person(request), clock.now()
    form = OccasionForm(request.POST or None, offered=_offered(), initial={"on": local_date(now)})

    def act() -> None:
        note_occasion(said=form.said(), people=form.who(), by=user, now=now)

    if done(form, act):
        count = len(form.who())
        came = "en person" if count == 1 else f"{count} personer"
        messages.success(request, f"{Kind(form.cleaned_data['kind']).label} sparat för {came}.")
        return redirect("volunteers:support_persons")
    return render(request, "volunteers/occasion.html", {"form": form})


@_coordinator
@require_http_methods(["GET", "POST"])
def occasion(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Put an event right: what was wrong is replaced and kept."""
    user, now, event = person(request), clock.now(), _event(public_id)
    form = OccasionForm(
        request.POST or None, offered=_offered(event), is_event=True, initial=typed(event)
    )

    def act() -> None:
        correct_occasion(event=event, said=form.said(), people=form.who(), by=user, now=now)

    if done(form, act):
        messages.success(request, "Tillfället är rättat.")
        return redirect("volunteers:occasions")
    return render(request, "volunteers/occasion.html", {"form": form, "event": event})


@_coordinator
@require_POST
def drop_occasion(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """It was never held."""
    user, event = person(request), _event(public_id)

    def act() -> None:
        take_away_occasion(event=event, by=user, now=clock.now())

    pressed(request, act, "Tillfället är borttaget.", words.REFUSALS)
    return redirect("volunteers:occasions")


@_coordinator
@require_POST
def drop_conversation(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """The day was wrong; the right one is registered anew."""
    found = StaffConversation.objects.filter(public_id=public_id).first()
    if found is None:
        raise Http404
    take_away_conversation(conversation=found, by=person(request), now=clock.now())
    messages.success(request, "Samtalet är borttaget.")
    return redirect("volunteers:occasions")


@roles(Role.BOARD)
@require_http_methods(["GET", "POST"])
def required(request: HttpRequest) -> HttpResponse:
    """What "regularly" means, decided by the board, with every earlier decision."""
    user, now = person(request), clock.now()
    today = local_date(now)
    current = requirements().on(today)
    names = ("trainings_a_year", "exchanges_a_year", "conversation_months", "free_months")
    initial = {name: getattr(current, name) for name in names} | {"decided_on": today}
    form = RequirementsForm(request.POST or None, initial=initial)

    def act() -> None:
        decided_on = form.cleaned_data["decided_on"]
        set_requirements(new=form.said(), decided_on=decided_on, by=user, now=now)

    if done(form, act):
        messages.success(request, "Kraven är sparade.")
        return redirect("volunteers:required")
    versions = [
        (row, words.in_words(row.to_domain()))
        for row in DevelopmentRequirement.objects.select_related("noted_by")
    ]
    context = {"form": form, "versions": versions, "now_required": words.in_words(current)}
    return render(request, "volunteers/required.html", context)


@_own
@require_GET
def my_training(request: HttpRequest) -> HttpResponse:
    """One's own rows and nobody else's."""
    user, today = person(request), local_date(clock.now())
    one = people(User.objects.get_queryset().filter(pk=user.pk))[0]
    context = {
        "dues": dues(one, today),
        "steps": [(note.step.label, note.on) for note in one.steps.values()],
        "is_approved": one.member.is_approved(today),
        "taken": taken(one),
        "required": words.in_words(requirements().on(today)),
        "reported": [
            (row, words.report_tone(row.state))
            for row in ReportedTraining.objects.filter(user=user, on__year__gte=today.year - 1)
            .exclude(state=ReportState.WITHDRAWN)
            .order_by("-on", "-pk")
        ],
    }
    return render(request, "volunteers/my_training.html", context)


def _reported(user: User) -> dict[str, Any]:
    """What waits for a coordinator's answer, and what was declined of late (one query)."""
    if not user.is_coordinator:
        return {"waiting": [], "declined": []}
    since = local_date(clock.now()).year - 1
    rows = ReportedTraining.objects.filter(on__year__gte=since).select_related("user")
    shown = rows.filter(state__in=(ReportState.WAITING, ReportState.DECLINED)).order_by("on", "pk")
    told = [(row, words.hours(row.minutes)) for row in shown]
    return {
        "waiting": [one for one in told if one[0].state == ReportState.WAITING],
        "declined": [one for one in told if one[0].state == ReportState.DECLINED],
    }


def _year(said: str | None, today: date) -> int:
    """An unreadable year, or one ahead, is this one."""
    if said and said.isascii() and said.isdecimal() and _FIRST_YEAR <= int(said) <= today.year:
        return int(said)
    return today.year


def _offered(event: DevelopmentEvent | None = None) -> list[User]:
    """Whoever works here and may have come; and whoever did, though they have left since."""
    found = support_people().filter(is_active=True)
    if event is not None:
        came = DevelopmentAttendance.objects.filter(event=event)
        found = found | support_people().filter(pk__in=came.values("user"))
    return list(found.only("public_id", "full_name", "started_on").order_by("full_name", "pk"))


def _event(public_id: uuid.UUID) -> DevelopmentEvent:
    found: DevelopmentEvent | None = (
        DevelopmentEvent.objects.standing().filter(public_id=public_id).first()
    )
    if found is None:
        raise Http404
    return found
