"""Kvällsschema for everyone who may hold an evening: take, leave, hand over; and the file of it."""

import uuid
from collections.abc import Callable
from datetime import datetime, timedelta

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from jourcase.kernel import clock
from jourcase.kernel.acts import warn
from jourcase.kernel.calendar_lines import MEDIA_TYPE, Line, calendar_file
from jourcase.kernel.local_time import local_date
from jourcase.kernel.refusals import RefusedError
from jourcase.kernel.sealed import lookup_digest
from jourcase.kernel.swedish import near_date, sentence
from volunteers.access import person, roles
from volunteers.domain.roles import Role
from volunteers.evenings import signing
from volunteers.evenings.page import rota_page
from volunteers.models import Shift, User
from volunteers.words import REFUSALS

_staff = roles(Role.COORDINATOR, Role.VOLUNTEER)
_KEPT_FOR, _AHEAD = timedelta(days=31), timedelta(days=2 * 366)


@_staff
@require_GET
def rota(request: HttpRequest) -> HttpResponse:
    """Week by week: needed and signed up, and one button for what this person can do."""
    user = person(request)
    page = rota_page(user, request.GET.get("visa"), now=clock.now())
    context = {"page": page, "may_plan": user.is_coordinator, "here": request.get_full_path()}
    return render(request, "volunteers/rota.html", context)


@_staff
@require_POST
def take_shift(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """One press; the message has the button that takes it back."""
    user, now, shift = person(request), clock.now(), found_shift(public_id)
    return _pressed(
        request,
        lambda: signing.sign_up(shift=shift, user=user, by=user, now=now),
        f"Passet {day_of(shift, now)} är ditt.",
        undo=reverse("volunteers:leave_shift", args=[public_id]),
    )


@_staff
@require_POST
def leave_shift(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Until 48 hours before."""
    user, now, shift = person(request), clock.now(), found_shift(public_id)
    return _pressed(
        request,
        lambda: signing.leave_shift(shift=shift, user=user, by=user, now=now),
        sentence(f"Du har lämnat passet {day_of(shift, now)}"),
        undo=reverse("volunteers:take_shift", args=[public_id]),
    )


@_staff
@require_POST
def offer_shift(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Ask the others; the shift is kept until somebody takes it over."""
    user, now, shift = person(request), clock.now(), found_shift(public_id)
    return _pressed(
        request,
        lambda: signing.offer_shift(shift=shift, user=user, by=user, now=now),
        f"De andra ser att du söker ersättare {sentence(day_of(shift, now))} Passet är ditt tills "
        "någon tar över.",
        undo=reverse("volunteers:keep_shift", args=[public_id]),
    )


@_staff
@require_POST
def keep_shift(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Not to be taken over after all."""
    user, now, shift = person(request), clock.now(), found_shift(public_id)
    return _pressed(
        request,
        lambda: signing.keep_shift(shift=shift, user=user, by=user, now=now),
        sentence(f"Du behåller passet {day_of(shift, now)}"),
    )


@_staff
@require_POST
def take_over(request: HttpRequest, public_id: uuid.UUID, of: uuid.UUID) -> HttpResponse:
    """Take the shift that a colleague asks others to take."""
    user, now, shift = person(request), clock.now(), found_shift(public_id)
    whom = found_person(of)
    return _pressed(
        request,
        lambda: signing.take_over(shift=shift, of=whom, user=user, now=now),
        f"Du har tagit över passet {day_of(shift, now)} efter {whom.short_name}",
    )


@_staff
@require_GET
def rota_file(request: HttpRequest) -> HttpResponse:
    """The evenings as a calendar file: when and which jour, and nobody's name."""
    now = clock.now()
    shifts = (
        Shift.objects.between(now - _KEPT_FOR, now + _AHEAD).not_closed().select_related("office")
    )
    lines = [
        Line(
            uid=lookup_digest("calendar", f"evening:{shift.pk}")[:32],
            title=f"Jourkväll: {'vår jour' if shift.office.is_own else shift.office.name}",
            starts_at=shift.starts_at,
            ends_at=shift.ends_at,
        )
        for shift in shifts
    ]
    content = calendar_file(lines, name="Jourkvällar", now=now)
    answer = HttpResponse(content, content_type=MEDIA_TYPE)
    answer.headers["Content-Disposition"] = 'attachment; filename="jourkvallar.ics"'
    return answer


def found_shift(public_id: uuid.UUID) -> Shift:
    """Every evening may be known to whoever may see the rota."""
    found: Shift | None = Shift.objects.select_related("office").filter(public_id=public_id).first()
    if found is None:
        raise Http404
    return found


def found_person(public_id: uuid.UUID) -> User:
    found = User.objects.get_queryset().filter(public_id=public_id).first()
    if found is None:
        raise Http404
    return found


def day_of(shift: Shift, now: datetime) -> str:
    """i morgon, ons 2 dec."""
    return near_date(local_date(shift.starts_at), today=local_date(now))


def _pressed(
    request: HttpRequest, act: Callable[[], object], told: str, *, undo: str = ""
) -> HttpResponse:
    """`undo` is the page whose POST takes it back."""
    try:
        act()
    except RefusedError as error:
        warn(request, error, REFUSALS)
    else:
        messages.success(request, told, extra_tags=undo)
    return redirect("volunteers:rota")
