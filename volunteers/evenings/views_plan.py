"""The coordinator's side of Kvällsschema: the half-year, one evening, and partners' calendars."""

import uuid
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_http_methods, require_POST

from jourcase.agreement.models import Office
from jourcase.kernel import clock
from jourcase.kernel.acts import done, result_of, warn
from jourcase.kernel.local_time import local_date
from jourcase.kernel.refusals import RefusedError
from volunteers.access import person, roles
from volunteers.domain.evenings import ClosedBecause, PlanChange
from volunteers.domain.roles import Role
from volunteers.domain.weeks import HalfYear
from volunteers.evenings import services, signing, words
from volunteers.evenings.evening_page import evening_page
from volunteers.evenings.forms import CloseForm, EveningForm, PlanForm, planned_by, stored
from volunteers.evenings.views import day_of, found_person, found_shift
from volunteers.models import EveningPlan, Shift
from volunteers.words import REFUSALS

_coordinator = roles(Role.COORDINATOR)
_ROTA = "volunteers:rota"


@_coordinator
@require_http_methods(["GET", "POST"])
def plan(request: HttpRequest) -> HttpResponse:
    """The pattern of a half-year. Planning again leaves alone what somebody has decided."""
    user, now = person(request), clock.now()
    today, offices = local_date(now), list(Office.objects.all())
    half = HalfYear.read(request.GET.get("halvar", "")) or _to_plan(HalfYear.of(today))
    latest = EveningPlan.objects.order_by("-year", "-half").first()
    form = PlanForm(
        request.POST if request.method == "POST" else None,
        offices=offices,
        today=today,
        initial=planned_by(latest, offices, half),
    )

    def act() -> PlanChange:
        return services.plan_half_year(half=form.half(), pattern=form.pattern(), by=user, now=now)

    change = result_of(form, act)
    if change is not None:
        messages.success(request, words.change_text(form.half(), change))
        return redirect(f"{reverse(_ROTA)}?visa={form.half().key}")
    return render(request, "volunteers/rota_plan.html", {"form": form})


def _to_plan(this: HalfYear) -> HalfYear:
    """The first half-year without a plan, as far as can be chosen."""
    planned = {(one.year, one.half) for one in EveningPlan.objects.all()}
    half = this
    for _ in range(3):
        if (half.year, half.half) not in planned:
            return half
        half = half.next
    return half


@_coordinator
@require_http_methods(["GET", "POST"])
def new_evening(request: HttpRequest) -> HttpResponse:
    """One evening besides the pattern."""
    user, now = person(request), clock.now()
    form = EveningForm(
        request.POST if request.method == "POST" else None,
        offices=list(Office.objects.all()),
        initial={"needed": 2},
    )

    def act() -> Shift:
        return services.add_shift(**form.said(), by=user, now=now)

    shift = result_of(form, act)
    if shift is not None:
        messages.success(request, f"Kvällen {day_of(shift, now)} finns i schemat.")
        return redirect("volunteers:evening", shift.public_id)
    return render(request, "volunteers/evening_new.html", {"form": form})


@_coordinator
@require_http_methods(["GET", "POST"])
def evening(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """One evening: who holds it, other hours or another jour, and closing it."""
    user, now, shift = person(request), clock.now(), found_shift(public_id)
    said = request.POST if request.method == "POST" else None
    about = said.get("about") if said is not None else None
    change = EveningForm(
        said if about == "change" else None,
        offices=list(Office.objects.all()),
        initial=stored(shift),
    )
    close = CloseForm(said if about == "close" else None)

    def act_change() -> None:
        services.change_evening(shift=shift, **change.said(), by=user, now=now)

    def act_close() -> None:
        because = ClosedBecause(close.cleaned_data["because"])
        note = close.cleaned_data["note"]
        services.close_evening(shift=shift, because=because, note=note, by=user, now=now)

    if done(change, act_change):
        messages.success(request, "Kvällen är ändrad.")
        return redirect("volunteers:evening", public_id)
    if done(close, act_close):
        undo = reverse("volunteers:reopen_evening", args=[public_id])
        messages.success(request, "Kvällen är stängd.", extra_tags=undo)
        return redirect(_ROTA)
    context = evening_page(shift, now=now) | {"change": change, "close": close}
    return render(request, "volunteers/evening.html", context)


_Act = Callable[..., Any]
# What is done, what is said of it, and the page whose POST takes it back.
_ACTS: dict[str, tuple[_Act, dict[str, Any], str, str]] = {
    "confirm": (services.confirm_evening, {}, "är bekräftad", "unconfirm_evening"),
    "unconfirm": (services.take_back_confirmation, {}, "är inte bekräftad", "confirm_evening"),
    "reopen": (services.reopen_evening, {}, "är öppen igen", ""),
    "closed": (services.answer_proposal, {"is_closed": True}, "är stängd", "reopen_evening"),
    "held": (services.answer_proposal, {"is_closed": False}, "hålls öppen", ""),
}


@_coordinator
@require_POST
def decide(request: HttpRequest, public_id: uuid.UUID, act: str) -> HttpResponse:
    """One press: confirmed or not, open again, and the answer about a holiday."""
    user, now, shift = person(request), clock.now(), found_shift(public_id)
    service, how, told, undo = _ACTS[act]
    try:
        service(shift=shift, **how, by=user, now=now)
    except RefusedError as error:
        warn(request, error, REFUSALS)
    else:
        undo_at = reverse(f"volunteers:{undo}", args=[public_id]) if undo else ""
        messages.success(request, f"Kvällen {day_of(shift, now)} {told}.", extra_tags=undo_at)
    return _back(request)


@_coordinator
@require_POST
def add_holder(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Sign up somebody who has rung in."""
    user, now, shift = person(request), clock.now(), found_shift(public_id)
    try:
        whom = found_person(uuid.UUID(request.POST.get("person", "")))
    except ValueError:
        messages.warning(request, "Välj vem som ska ha passet.")
        return redirect("volunteers:evening", public_id)
    try:
        signing.sign_up(shift=shift, user=whom, by=user, now=now)
    except RefusedError as error:
        warn(request, error, REFUSALS)
    else:
        undo = reverse("volunteers:remove_holder", args=[public_id, whom.public_id])
        messages.success(request, f"{whom.full_name} är anmäld.", extra_tags=undo)
    return redirect("volunteers:evening", public_id)


@_coordinator
@require_POST
def remove_holder(request: HttpRequest, public_id: uuid.UUID, of: uuid.UUID) -> HttpResponse:
    """Take somebody off, at any time before it is over: for whoever is ill the same day."""
    user, now, shift = person(request), clock.now(), found_shift(public_id)
    whom = found_person(of)
    try:
        signing.leave_shift(shift=shift, user=whom, by=user, now=now)
    except RefusedError as error:
        warn(request, error, REFUSALS)
    else:
        messages.success(request, f"{whom.full_name} är inte längre anmäld.")
    return redirect("volunteers:evening", public_id)


def _back(request: HttpRequest) -> HttpResponse:
    """To the page with the button: the rota as it was shown, or the evening."""
    asked = request.POST.get("tillbaka", "")
    if asked.startswith(reverse(_ROTA)) and url_has_allowed_host_and_scheme(asked, None):
        return redirect(asked)
    return redirect(_ROTA)
