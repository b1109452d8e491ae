"""Acts on one case: each fetches it through `access`, asks a form, and calls a service."""

import uuid
from datetime import datetime
from functools import partial

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from cases.access import case_for
from cases.assignee_page import assignee_page
from cases.assignees import choices_for
from cases.closing import after_undoing, closing_tasks
from cases.domain.duplicates import PairKind
from cases.domain.enums import CallSafety, CloseReason, ReachBy
from cases.forms.acts import CloseForm, DecideCallsForm, ReceivedForm
from cases.forms.identity import IdentityForm
from cases.forms.notes import NoteForm
from cases.forms.statistics import StatisticsForm
from cases.hints import deadline_of
from cases.models import Case
from cases.services import life
from cases.services.linking import mark_pair
from cases.words import REFUSALS
from jourcase.agreement.models import District
from jourcase.kernel import clock
from jourcase.kernel.acts import done, warn
from jourcase.kernel.local_time import local_date
from jourcase.kernel.refusals import RefusedError
from volunteers.access import person, roles
from volunteers.domain.roles import Role
from volunteers.models import User

_staff = roles(Role.COORDINATOR, Role.VOLUNTEER)
_coordinators = roles(Role.COORDINATOR)


def _back(request: HttpRequest, case: Case, text: str) -> HttpResponse:
    messages.success(request, text)
    return redirect("contacts:case", case.public_id)


@_staff
@require_http_methods(["GET", "POST"])
def statistics(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Fill in or put right the statistics."""
    user, now = person(request), clock.now()
    case = case_for(user, public_id, now=now)
    form = StatisticsForm(
        request.POST if request.method == "POST" else None,
        case=case,
        districts=list(District.objects.select_related("office")),
        today=local_date(now),
    )
    form.offer_languages(User.objects.active().languages_spoken())
    if done(
        form,
        lambda: life.change_statistics(case=case, statistics=form.statistics(), by=user, now=now),
    ):
        return _back(request, case, "Statistiken är sparad.")
    return render(request, "cases/statistics.html", {"form": form, "case": case})


@_staff
@require_http_methods(["GET", "POST"])
def identity(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Put right who it is and how to make contact safely."""
    user, now = person(request), clock.now()
    case = case_for(user, public_id, now=now)
    form = IdentityForm(request.POST if request.method == "POST" else None, case=case)
    if done(
        form,
        lambda: life.change_identity(
            case=case,
            identity=form.identity(kept_phones=form.kept_phones),
            reach_by=ReachBy(form.cleaned_data["reach_by"]),
            call_safety=CallSafety(form.cleaned_data["call_safety"]),
            declines_phone=form.cleaned_data["declines_phone"],
            seen=form.cleaned_data["seen"],
            by=user,
            now=now,
        ),
    ):
        return _back(request, case, "Uppgifterna är sparade.")
    return render(request, "cases/identity.html", {"form": form, "case": case})


@_staff
@require_http_methods(["GET", "POST"])
def received(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Put right when the case reached the jour."""
    user, now = person(request), clock.now()
    case = case_for(user, public_id, now=now)
    initial = {"received_at": case.received_at}
    form = ReceivedForm(request.POST if request.method == "POST" else None, initial=initial)
    if done(
        form,
        lambda: life.correct_received(case=case, by=user, now=now, **form.cleaned_data),
    ):
        return _back(request, case, "Mottagningstiden är rättad. Den tidigare tiden finns kvar.")
    shown = deadline_of(form["received_at"].value(), now=now)
    return render(request, "cases/received.html", {"form": form, "case": case, "deadline": shown})


@_staff
@require_http_methods(["GET", "POST"])
def close(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """End the case. What is missing is shown and never blocks."""
    user, now = person(request), clock.now()
    case = case_for(user, public_id, now=now)
    form = CloseForm(request.POST if request.method == "POST" else None, case=case, user=user)
    if form.is_bound and form.is_valid() and form.right_case is not None:
        answer = _as_duplicate(request, form, form.right_case, user=user, now=now)
        if answer is not None:
            return answer
    elif done(
        form,
        lambda: life.close(
            case=case,
            reason=CloseReason(form.cleaned_data["reason"]),
            early=form.early_reason,
            by=user,
            now=now,
        ),
    ):
        return _back(request, case, f"{case.name_for_lists} är avslutat.")
    context = {"form": form, "case": case, "tasks": closing_tasks(case, now=now)}
    return render(request, "cases/close.html", context)


def _as_duplicate(
    request: HttpRequest, form: CloseForm, right: Case, *, user: User, now: datetime
) -> HttpResponse | None:
    """A coordinator goes on to compare the two; anybody else asks a coordinator to. None when that
    was refused, which the form then says.
    """
    case = form.case
    if user.is_coordinator:
        # A closed case takes up no other: then the open one is kept.
        kept, other = (case, right) if right.closed_at and not case.closed_at else (right, case)
        return redirect("contacts:compare", kept.public_id, other.public_id)
    ask = partial(mark_pair, one=case, two=right, kind=PairKind.ASKED, by=user, now=now)
    if not done(form, ask):
        return None
    return _back(
        request,
        case,
        f"Noterat: {case.name_for_lists} kan vara en dubblett av {right.name_for_lists}. "
        "Samordnaren jämför dem. Ärendet är öppet tills dess.",
    )


@_coordinators
@require_POST
def reopen(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Continue a closed case; its clock is the old one."""
    user, now = person(request), clock.now()
    case = case_for(user, public_id, now=now)
    try:
        life.reopen(case=case, by=user, now=now)
    except RefusedError as error:
        warn(request, error, REFUSALS)
        return redirect("contacts:case", public_id)
    lost = after_undoing(case, closed_at=case.closed_at)
    return _back(request, case, f"{case.name_for_lists} är öppet igen.{lost}")


@_staff
@require_POST
def undo_closing(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Ångra avslut: within 24 hours the case is as it was."""
    user, now = person(request), clock.now()
    case = case_for(user, public_id, now=now)
    try:
        life.undo_closing(case=case, by=user, now=now)
    except RefusedError as error:
        warn(request, error, REFUSALS)
        return redirect("contacts:case", public_id)
    lost = after_undoing(case, closed_at=case.closed_at)
    return _back(request, case, f"Avslutet är ångrat. {case.name_for_lists} är öppet igen.{lost}")


@_coordinators
@require_http_methods(["GET", "POST"])
def assign(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Choose who is responsible. The select saves itself and can be undone; the page of its own
    compares the people.
    """
    user, now = person(request), clock.now()
    case = case_for(user, public_id, now=now)
    choices = choices_for([case], now)
    context = {"case": case, "choices": choices, "saved": False, "problem": ""}
    if request.method == "POST":
        context["previous"] = str(case.assigned_to.public_id) if case.assigned_to else ""
        try:
            context["case"] = life.assign(case=case, to=_chosen(request), by=user, now=now)
        except RefusedError as error:
            context["problem"] = " ".join(REFUSALS[one] for one in error.refusals)
        else:
            context["saved"] = True
        if not request.htmx and context["saved"]:  # type: ignore[attr-defined]
            return _back(request, case, "Ansvarig är ändrad.")
    if request.htmx:  # type: ignore[attr-defined]
        return render(request, "cases/_assign.html", context)
    context["page"] = assignee_page(case, choices, now=now)
    return render(request, "cases/assign.html", context)


def _chosen(request: HttpRequest) -> User | None:
    """The person of the select, or of the undo button; None means nobody."""
    said = request.POST.get("back_to", request.POST.get("assignee", ""))
    if not said:
        return None
    try:
        return User.objects.active().get(public_id=uuid.UUID(said))
    except (ValueError, User.DoesNotExist):
        raise Http404 from None


@_coordinators
@require_http_methods(["GET", "POST"])
def decide_calls(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """After somebody else answered: go on ringing, or do not ring."""
    user, now = person(request), clock.now()
    case = case_for(user, public_id, now=now)
    form = DecideCallsForm(request.POST if request.method == "POST" else None)
    if done(
        form,
        lambda: life.decide_calls(
            case=case,
            may_continue=form.cleaned_data["decision"] == DecideCallsForm.CONTINUE,
            reason=form.cleaned_data["reason"],
            by=user,
            now=now,
        ),
    ):
        return _back(request, case, "Beslutet är sparat.")
    return render(request, "cases/decide_calls.html", {"form": form, "case": case})


@_staff
@require_http_methods(["GET", "POST"])
def note(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Something the next person needs to know. Warned about once, never blocked."""
    user, now = person(request), clock.now()
    case = case_for(user, public_id, now=now)
    form = NoteForm(request.POST if request.method == "POST" else None)
    form.is_of_protected = case.is_protected
    is_said = form.is_bound and form.is_valid() and not form.warnings
    if is_said and done(
        form,
        lambda: life.write_note(case=case, text=form.cleaned_data["note"], by=user, now=now),
    ):
        return _back(request, case, "Anteckningen är sparad.")
    return render(request, "cases/note.html", {"form": form, "case": case})
