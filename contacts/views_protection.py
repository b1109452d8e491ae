"""Skydd och läsare: protect a case, say which coordinators see it, take the protection away."""

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from cases.access import case_for
from cases.domain.protection import ProtectionRefusal
from cases.forms.protection import ReadersForm, UnprotectForm
from cases.models import Case
from cases.services.protection import unprotect
from cases.words import REFUSALS
from contacts.protection_page import ProtectionPage, protection_page
from contacts.services import protection as service
from jourcase.kernel import clock
from jourcase.kernel.acts import done
from volunteers.access import person, roles
from volunteers.domain.roles import Role
from volunteers.models import User

_coordinators = roles(Role.COORDINATOR)
_OUT_OF_SIGHT = "Du ser inte ärendet längre. De som får se det tar över."


@_coordinators
@require_http_methods(["GET", "POST"])
def protection(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """What follows from protecting the case, or who sees one that is protected."""
    user, now = person(request), clock.now()
    case = case_for(user, public_id, now=now)
    page = protection_page(case, now=now)
    if request.method == "GET":
        return _shown(request, case, user, page)
    if case.is_protected:
        return _too_late(request, case, ProtectionRefusal.ALREADY_PROTECTED)
    form = ReadersForm(request.POST, people=page.able, ticked=[user])
    if not done(
        form,
        lambda: service.protect(case=case, readers=form.chosen(), by=user, now=now),
    ):
        return _shown(request, case, user, page, failed=form)
    return _after(request, case, user, "Ärendet är skyddat.")


@_coordinators
@require_POST
def readers(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Others may see it, or no longer."""
    user, now = person(request), clock.now()
    case = case_for(user, public_id, now=now)
    if not case.is_protected:
        return _too_late(request, case, ProtectionRefusal.NOT_PROTECTED)
    page = protection_page(case, now=now)
    form = ReadersForm(request.POST, people=page.able, ticked=page.readers)
    if not done(form, lambda: _change(case, form, user)):
        return _shown(request, case, user, page, failed=form)
    return _after(request, case, user, "Sparat.")


def _change(case: Case, form: ReadersForm, user: User) -> None:
    added, gone = form.changes()
    service.change_readers(case=case, add=added, remove=gone, by=user, now=clock.now())


@_coordinators
@require_POST
def take_away(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """The case is as others again."""
    user, now = person(request), clock.now()
    case = case_for(user, public_id, now=now)
    if not case.is_protected:
        return _too_late(request, case, ProtectionRefusal.NOT_PROTECTED)
    form = UnprotectForm(request.POST)
    if not done(
        form,
        lambda: unprotect(case=case, reason=form.cleaned_data["reason"], by=user, now=now),
    ):
        page = protection_page(case, now=now)
        return _shown(request, case, user, page, taking_away=form)
    messages.success(request, "Skyddet är borttaget. Fyll i stadsdelen och välj ansvarig.")
    return redirect("contacts:case", public_id)


def _too_late(request: HttpRequest, case: Case, why: ProtectionRefusal) -> HttpResponse:
    """Somebody was before: the page as it is now, where what was posted has no place."""
    messages.warning(request, REFUSALS[why])
    return redirect("contacts:protection", case.public_id)


def _after(request: HttpRequest, case: Case, user: User, told: str) -> HttpResponse:
    """Back to the page, which says how it stands; home for who has left themselves out."""
    found = Case.objects.visible_to(user).filter(pk=case.pk).first()
    if found is None:
        messages.success(request, f"{told} {_OUT_OF_SIGHT}")
        return redirect("home")
    if found.assigned_to_id is None and found.closed_at is None:
        told += " Ingen är ansvarig: välj en av dem som får se det."
    messages.success(request, told)
    return redirect("contacts:protection", case.public_id)


def _shown(
    request: HttpRequest,
    case: Case,
    user: User,
    page: ProtectionPage,
    *,
    failed: ReadersForm | None = None,
    taking_away: UnprotectForm | None = None,
) -> HttpResponse:
    ticked = page.readers if case.is_protected else [user]
    context = {
        "case": case,
        "page": page,
        "form": failed or ReadersForm(None, people=page.able, ticked=ticked),
        "away_form": taking_away or UnprotectForm(),
        "failed": failed or taking_away,
    }
    return render(request, "contacts/protection.html", context)
