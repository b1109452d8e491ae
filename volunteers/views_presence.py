"""Språk och frånvaro: the person's own page, and the coordinator's for anybody."""

import uuid
from datetime import datetime

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from jourcase.kernel import clock
from jourcase.kernel.local_time import local_date
from jourcase.kernel.refusals import RefusedError
from volunteers.absence import Absence
from volunteers.access import person, roles
from volunteers.domain.roles import Role
from volunteers.models import User
from volunteers.presence_forms import AbsenceForm, GenderForm, LanguagesForm
from volunteers.presence_services import add_absence, remove_absence, set_gender, set_languages

_staff = roles(Role.COORDINATOR, Role.VOLUNTEER)


@_staff
@require_http_methods(["GET", "POST"])
def presence(request: HttpRequest) -> HttpResponse:
    """What oneself speaks, and when oneself is away."""
    user = person(request)
    return _page(request, user, user, reverse("volunteers:presence"))


@roles(Role.COORDINATOR)
@require_http_methods(["GET", "POST"])
def presence_of(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """The same for somebody who has rung in."""
    whom = User.objects.active().filter(public_id=public_id).first()
    if whom is None:
        raise Http404
    address = reverse("volunteers:presence_of", args=[public_id])
    return _page(request, whom, person(request), address)


@_staff
@require_POST
def end_absence(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Take a period away: one's own, or for a coordinator anybody's."""
    user = person(request)
    absence = Absence.objects.filter(public_id=public_id).select_related("user").first()
    if absence is None or (absence.user_id != user.pk and not user.is_coordinator):
        raise Http404
    remove_absence(absence=absence, by=user, now=clock.now())
    messages.success(request, "Frånvaron är borttagen.")
    if absence.user_id == user.pk:
        return redirect("volunteers:presence")
    return redirect("volunteers:presence_of", absence.user.public_id)


def _page(request: HttpRequest, whom: User, user: User, address: str) -> HttpResponse:
    now = clock.now()
    said = request.POST if request.method == "POST" else None
    about = said.get("about") if said is not None else None
    spoken = LanguagesForm(
        said if about == "languages" else None, initial={"languages": whom.languages}
    )
    absence = AbsenceForm(said if about == "absence" else None, initial={"since": local_date(now)})
    gender = GenderForm(
        said if about == "gender" and whom.pk == user.pk else None,
        initial={"gender": whom.gender},
    )
    told = _save_gender(gender, user, now) or _save(whom, spoken, absence, user, now)
    if told:
        messages.success(request, told)
        return redirect(address)
    context = {
        "whom": whom,
        "is_self": whom.pk == user.pk,
        "spoken": spoken,
        "absence": absence,
        "gender": gender,
        "periods": list(Absence.objects.filter(user=whom).coming(local_date(now))),
    }
    return render(request, "volunteers/presence.html", context)


def _save_gender(form: GenderForm, user: User, now: datetime) -> str:
    """As `_save`; nobody answers for anybody else."""
    if not form.is_bound or not form.is_valid():
        return ""
    set_gender(person=user, gender=form.said(), now=now)
    return "Svaret är sparat."


def _save(whom: User, spoken: LanguagesForm, absence: AbsenceForm, by: User, now: datetime) -> str:
    """What was done, in words; empty when nothing was."""
    if spoken.is_bound and spoken.is_valid():
        set_languages(person=whom, languages=spoken.spoken(), by=by, now=now)
        return "Språken är sparade."
    if not absence.is_bound or not absence.is_valid():
        return ""
    period = absence.period()
    try:
        row = add_absence(person=whom, period=period, by=by, now=now)
    except RefusedError as error:
        absence.refuse(error.refusals)
        return ""
    if (row.since, row.until) != (period.since, period.until):
        return "Frånvaron är sparad, ihop med den period som redan fanns intill."
    return "Frånvaron är sparad."
