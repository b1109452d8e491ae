"""The way to approval of one person: read by coordinators and the board, noted by coordinators."""

import uuid
from datetime import date

from django.contrib import messages
from django.db import IntegrityError, transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from jourcase.kernel import clock
from jourcase.kernel.acts import done
from jourcase.kernel.local_time import local_date
from volunteers.access import person, roles
from volunteers.development.people import people, support_people
from volunteers.domain.roles import Role
from volunteers.domain.steps import Step
from volunteers.models import Pause, User
from volunteers.services import add_person
from volunteers.steps.forms import NewPersonForm, PauseForm, ReturnForm, StepsForm
from volunteers.steps.page import about, pause_now
from volunteers.steps.services import StepsRefusedError, come_back, note_steps
from volunteers.steps.services import pause as pause_person
from volunteers.words import REFUSALS


@roles(Role.COORDINATOR, Role.BOARD)
@require_GET
def steps(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Every step with its day and who noted it, approvals, pauses and training."""
    found = people(support_people().filter(public_id=public_id), with_steps=False)
    if not found:
        raise Http404
    context = about(found[0], person(request), now=clock.now())
    return render(request, "volunteers/steps.html", context)


@roles(Role.COORDINATOR)
@require_http_methods(["GET", "POST"])
def note(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """The days of the steps, all on one page."""
    user, now, whom = person(request), clock.now(), _support_person(public_id)
    noted = people(User.objects.get_queryset().filter(pk=whom.pk))[0].days
    initial: dict[str, date] = {step.value: day for step, day in noted.items()}
    form = StepsForm(request.POST or None, initial=initial | {"began_on": whom.started_on})
    if form.is_bound and form.is_valid():
        try:
            note_steps(
                person=whom,
                days=form.days(),
                began_on=form.cleaned_data["began_on"],
                by=user,
                now=now,
            )
        except StepsRefusedError as error:
            form.refuse(error)
        else:
            messages.success(request, "Stegen är sparade.")
            return redirect("volunteers:steps", public_id)
    boxes = [form[step.value] for step in Step]
    return render(
        request, "volunteers/note_steps.html", {"whom": whom, "form": form, "boxes": boxes}
    )


@roles(Role.COORDINATOR)
@require_http_methods(["GET", "POST"])
def pause(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """A pause, or the return from the one that runs. Days only."""
    user, now, whom = person(request), clock.now(), _support_person(public_id)
    today = local_date(now)
    running = pause_now(whom, today)
    form: PauseForm | ReturnForm
    if running is None:
        form = PauseForm(request.POST or None, initial={"since": today})
        told = "Pausen är sparad. Öppna ärenden flyttar du under Flytta ärenden."
    else:
        form = ReturnForm(request.POST or None, initial={"back_on": today})
        told = f"{whom.short_name} är tillbaka."

    def act() -> None:
        if isinstance(form, PauseForm):
            pause_person(person=whom, period=form.period(), by=user, now=now)
        else:
            come_back(person=whom, back_on=form.cleaned_data["back_on"], by=user, now=now)

    if done(form, act):
        messages.success(request, told)
        return redirect("volunteers:steps", public_id)
    earlier = Pause.objects.standing().filter(user=whom).order_by("-since")
    context = {"whom": whom, "form": form, "running": running, "earlier": list(earlier)}
    return render(request, "volunteers/pause.html", context)


@roles(Role.COORDINATOR)
@require_http_methods(["GET", "POST"])
def add(request: HttpRequest) -> HttpResponse:
    """Somebody who wants to become a support person. They cannot log in until they get a link."""
    user, now = person(request), clock.now()
    today = local_date(now)
    form = NewPersonForm(request.POST or None, initial={"interested_on": today})
    whom = _added(form, user) if form.is_bound and form.is_valid() else None
    if whom is not None:
        messages.success(request, f"{whom.short_name} är tillagd. Fyll i stegen allt eftersom.")
        return redirect("volunteers:steps", whom.public_id)
    return render(request, "volunteers/add_person.html", {"form": form})


def _added(form: NewPersonForm, user: User) -> User | None:
    said, now = form.cleaned_data, clock.now()
    try:
        with transaction.atomic():
            whom = add_person(
                email=said["email"],
                full_name=said["full_name"],
                roles=frozenset({Role.VOLUNTEER}),
                started_on=local_date(now),
                by=user,
                now=now,
            )
            days = {Step.INTERESTED: said["interested_on"]}
            note_steps(person=whom, days=days, by=user, now=now)
    except StepsRefusedError as error:
        for refusal in sorted(error.refusals, key=lambda one: one.name):
            form.add_error("interested_on", REFUSALS[refusal])
    except IntegrityError:
        form.add_error("email", "Det finns redan någon med den adressen.")
    else:
        return whom
    return None


def _support_person(public_id: uuid.UUID) -> User:
    """The board's members and the system's are nobody's steps, unless they give support too."""
    found = support_people().filter(public_id=public_id).first()
    if found is None:
        raise Http404
    return found
