"""Medarbetare: who works here, their way in, and their way out."""

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.contrib import messages
from django.db.models import Count, Exists, OuterRef, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from cases.assignee_page import span_words
from cases.models import Case
from contacts.access import record_list
from contacts.leaving import drop_coordinator, end_person
from contacts.selections import Selection
from jourcase.kernel import clock
from jourcase.kernel.acts import warn
from jourcase.kernel.local_time import local_date
from jourcase.kernel.refusals import RefusedError
from volunteers.absence import Absence
from volunteers.access import person, roles
from volunteers.domain.languages import known_languages
from volunteers.domain.role_rules import RoleRefusal
from volunteers.domain.roles import Role
from volunteers.login.invitations import address, invite
from volunteers.models import Approval, RoleProposal, ShiftSignup, User
from volunteers.role_services import (
    confirm_proposal,
    proposals_for,
    propose_coordinator,
    refuse_proposal,
)
from volunteers.words import REFUSALS


@dataclass(frozen=True, slots=True)
class PersonRow:
    """One line. No address: the list may be seen over a shoulder."""

    public_id: str
    name: str
    roles: str
    is_active: bool
    is_approved: bool
    open_cases: int


@roles(Role.COORDINATOR, Role.BOARD)
@require_GET
def people(request: HttpRequest) -> HttpResponse:
    """Everybody, those who work here first. The board sees only what it alone can answer."""
    user, now = person(request), clock.now()
    context = {
        "proposals": proposals_for(user, now=now),
        "rows": _rows(user, now) if user.is_coordinator else [],
    }
    return render(request, "contacts/people.html", context)


def _rows(user: User, now: datetime) -> list[PersonRow]:
    """Three queries, however many people there are. Cases are counted as the list of cases shows
    them to this coordinator.
    """
    today = local_date(now)
    approved = Approval.objects.filter(
        Q(until__isnull=True) | Q(until__gte=today), user=OuterRef("pk"), since__lte=today
    )
    seen = Case.objects.visible_to(user).open().exclude(assigned_to=None).order_by()
    counted = dict(seen.values_list("assigned_to").annotate(cases=Count("pk")))
    found = User.objects.get_queryset().annotate(is_approved=Exists(approved))
    found = found.prefetch_related("groups").order_by("-is_active", "full_name", "pk")
    return [
        PersonRow(
            public_id=str(one.public_id),
            name=one.full_name,
            roles=_role_words({group.name for group in one.groups.all()}),
            is_active=one.is_active,
            is_approved=one.is_active and getattr(one, "is_approved", False),
            open_cases=counted.get(one.pk, 0),
        )
        for one in found
    ]


def _role_words(names: set[str]) -> str:
    return ", ".join(role.label for role in Role if role.value in names)


@roles(Role.COORDINATOR)
@require_GET
def colleague(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """One person: roles, and what may be done."""
    user, now = person(request), clock.now()
    context = _about(_colleague(public_id), user, now)
    return render(request, "contacts/person.html", context)


def _colleague(public_id: uuid.UUID) -> User:
    found = User.objects.get_queryset().filter(public_id=public_id).first()
    if found is None:
        raise Http404
    return found


def _about(whom: User, user: User, now: datetime) -> dict[str, object]:
    seen = Case.objects.visible_to(user).open().assigned_to_person(whom)
    pending = RoleProposal.objects.pending(now).filter(person=whom)
    today = local_date(now)
    coming = Absence.objects.filter(user=whom).coming(today)
    return {
        "whom": whom,
        "roles": _role_words({role.value for role in whom.roles}),
        "is_self": whom == user,
        "is_approved": whom.is_active and whom.was_approved_on(today),
        "open_cases": seen.count(),
        "away": ", ".join(span_words(one, today=today) for one in coming),
        "spoken": ", ".join(one.label for one in known_languages(whom.languages)),
        "proposal": pending.select_related("person", "asked_by").first(),
    }


@roles(Role.COORDINATOR)
@require_POST
def new_link(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """A way in for who is new or has lost theirs; the link is on this answer and nowhere else."""
    user, now, whom = person(request), clock.now(), _colleague(public_id)
    if whom == user or not whom.is_active:
        own = RoleRefusal.OWN_ACCOUNT if whom == user else RoleRefusal.HAS_LEFT
        messages.warning(request, REFUSALS[own])
        return redirect("contacts:person", public_id)
    link = address(invite(person=whom, by=user, now=now))
    return render(request, "contacts/new_link.html", {"whom": whom, "link": link})


@roles(Role.COORDINATOR)
@require_http_methods(["GET", "POST"])
def leave(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """What happens when somebody stops here; one press does it."""
    user, now, whom = person(request), clock.now(), _colleague(public_id)
    if request.method == "POST":
        return _end(request, whom, lambda: end_person(person=whom, by=user, now=now), "har slutat")
    record_list(user, now=now)
    shifts = ShiftSignup.objects.filter(user=whom, shift__starts_at__gt=now).count()
    cases = Case.objects.visible_to(user).open().assigned_to_person(whom).order_by("reference")
    context = _about(whom, user, now) | {"shifts": shifts, "cases": cases}
    return render(request, "contacts/leave.html", context)


@roles(Role.COORDINATOR)
@require_POST
def drop(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Somebody goes on here without being a coordinator."""
    user, whom = person(request), _colleague(public_id)
    return _end(
        request,
        whom,
        lambda: drop_coordinator(person=whom, by=user, now=clock.now()),
        "är inte längre samordnare",
    )


def _end(request: HttpRequest, whom: User, act: Callable[[], int], told: str) -> HttpResponse:
    try:
        unassigned = act()
    except RefusedError as error:
        warn(request, error, REFUSALS)
        return redirect("contacts:person", whom.public_id)
    messages.success(request, f"{whom.short_name} {told}.")
    if not unassigned:
        return redirect("contacts:people")
    messages.info(request, "Ärendena här saknar ansvarig. Utse någon för dem.")
    return redirect(f"{reverse('contacts:list')}?urval={Selection.UNASSIGNED.value}")


@roles(Role.COORDINATOR)
@require_POST
def propose(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Propose somebody as a coordinator; another person confirms."""
    user, whom = person(request), _colleague(public_id)
    try:
        propose_coordinator(person=whom, by=user, now=clock.now())
    except RefusedError as error:
        warn(request, error, REFUSALS)
    else:
        messages.success(request, "Förslaget är lagt. En annan person ska bekräfta det.")
    return redirect("contacts:person", public_id)


@roles(Role.COORDINATOR, Role.BOARD)
@require_POST
def answer(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Confirm somebody else's proposal, say no, or take back one's own."""
    user, now = person(request), clock.now()
    proposal = next(
        (one for one in proposals_for(user, now=now) if one.public_id == public_id), None
    )
    if proposal is None:
        raise Http404
    is_yes = request.POST.get("answer") == "yes"
    try:
        if is_yes:
            confirm_proposal(proposal=proposal, by=user, now=now)
        else:
            refuse_proposal(proposal=proposal, by=user, now=now)
    except RefusedError as error:
        warn(request, error, REFUSALS)
    else:
        name = proposal.person.short_name
        told = f"{name} är samordnare." if is_yes else f"{name} blir inte samordnare."
        messages.success(request, told)
    return redirect("contacts:people")
