"""Aktiviteter: the log of cooperation and information. Coordinators write it, the board reads."""

import uuid
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from jourcase.kernel import clock
from jourcase.kernel.acts import done, pressed
from jourcase.kernel.local_time import local_date
from reporting.activities import services
from reporting.activities.forms import FORMS, ActivityForm
from reporting.activities.models import Activity
from reporting.activities.page import (
    Asked,
    history_of,
    row_of,
    totals_of,
    years_with_activities,
)
from reporting.activities.words import NOTED, REFUSALS, Order, Shown
from reporting.domain.activities import ActivityKind, copied
from volunteers.access import person, roles
from volunteers.domain.roles import Role

PAGE_SIZE = 50
_coordinators = roles(Role.COORDINATOR)


@roles(Role.COORDINATOR, Role.BOARD)
@require_GET
def activities(request: HttpRequest) -> HttpResponse:
    """A year of activities, with its totals."""
    user, now = person(request), clock.now()
    years = years_with_activities(now)
    asked = Asked.read(request.GET, years=years, this_year=local_date(now).year)
    rows = asked.rows()
    page = Paginator(rows, PAGE_SIZE).get_page(request.GET.get("sida"))
    context = {
        "asked": asked,
        "years": years,
        "kinds": list(Shown),
        "orders": list(Order),
        "page": page,
        "rows": [row_of(one) for one in page.object_list],
        "totals": totals_of(rows, asked.kind),
        "removed": [row_of(one) for one in _removed(user.is_coordinator, now)],
        "may_write": user.is_coordinator,
        "query": f"{asked.query}&",
    }
    return render(request, "reporting/activities.html", context)


def _removed(may_write: bool, now: datetime) -> list[Activity]:
    return list(Activity.objects.removed_lately(now)) if may_write else []


@_coordinators
@require_http_methods(["GET", "POST"])
def new_cooperation(request: HttpRequest) -> HttpResponse:
    """The short form for a meeting."""
    return _new(request, ActivityKind.COOPERATION)


@_coordinators
@require_http_methods(["GET", "POST"])
def new_information(request: HttpRequest) -> HttpResponse:
    """The short form for an information activity."""
    return _new(request, ActivityKind.INFORMATION)


def _new(request: HttpRequest, kind: ActivityKind) -> HttpResponse:
    user, now = person(request), clock.now()
    initial = FORMS[kind].empty(local_date(now)) | {"key": uuid.uuid4()}
    form = FORMS[kind](request.POST if request.method == "POST" else None, initial=initial)

    def note() -> None:
        key = form.cleaned_data["key"]
        services.note_activity(activity=form.activity(), key=key, by=user, now=now)

    if _is_said(form) and done(form, note):
        messages.success(request, NOTED[kind])
        return redirect("reporting:activities")
    return _form_page(request, form)


@_coordinators
@require_GET
def copy(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """The form once more, filled from an earlier activity; only the day is another."""
    row, today = _found(public_id), local_date(clock.now())
    form_class = FORMS[ActivityKind(row.kind)]
    again = copied(row.to_domain(), today=today)
    form = form_class(initial=form_class.filled(again) | {"key": uuid.uuid4()})
    return _form_page(request, form, is_copy=True)


@_coordinators
@require_http_methods(["GET", "POST"])
def activity(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Correct an activity: what stood before is kept, with who wrote it and when."""
    user, now, row = person(request), clock.now(), _found(public_id)
    form_class = FORMS[ActivityKind(row.kind)]
    data = request.POST if request.method == "POST" else None
    form = form_class(data, initial=form_class.filled(row.to_domain()))

    def correct() -> None:
        services.correct_activity(
            public_id=public_id,
            seen=form.cleaned_data["seen"] or 0,
            activity=form.activity(),
            by=user,
            now=now,
        )

    if _is_said(form) and done(form, correct):
        messages.success(request, "Rättelsen är sparad. Det som stod förut är kvar i historiken.")
        return redirect("reporting:activities")
    return _form_page(request, form, row=row, history=history_of(row, now=now))


@_coordinators
@require_POST
def remove(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Out of every count. The list has a button that brings it back."""
    row = _found(public_id)
    services.remove_activity(public_id=row.public_id, by=person(request), now=clock.now())
    messages.success(request, "Aktiviteten är borttagen. Den går att ta tillbaka i 24 timmar.")
    return redirect("reporting:activities")


@_coordinators
@require_POST
def undo(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """The removal was a slip."""
    user, now = person(request), clock.now()
    if not Activity.objects.latest_versions().filter(public_id=public_id).exists():
        raise Http404
    pressed(
        request,
        lambda: services.undo_removal(public_id=public_id, by=user, now=now),
        "Aktiviteten är tillbaka i loggen.",
        REFUSALS,
    )
    return redirect("reporting:activities")


def _found(public_id: uuid.UUID) -> Activity:
    row: Activity | None = Activity.objects.effective().filter(public_id=public_id).first()
    if row is None:
        raise Http404
    return row


def _is_said(form: ActivityForm) -> bool:
    return form.is_bound and form.is_valid() and not form.warnings


def _form_page(request: HttpRequest, form: ActivityForm, **more: Any) -> HttpResponse:
    context = {
        "form": form,
        "kind": form.kind,
        "is_information": form.kind is ActivityKind.INFORMATION,
        "is_copy": False,
        "row": None,
        "history": [],
        **more,
    }
    return render(request, "reporting/activity.html", context)
