"""Which roles a page is for, and who is asking."""

from collections.abc import Callable
from datetime import datetime
from typing import TypeVar

from django.http import HttpRequest, HttpResponseBase

from jourcase.kernel.local_time import local_date
from volunteers.domain.roles import Role, foremost
from volunteers.models import Shift, User

View = TypeVar("View", bound=Callable[..., HttpResponseBase])


def for_everyone(view: View) -> View:
    """Declare a page that every logged-in person may open, with or without a role."""
    view.for_everyone = True  # type: ignore[attr-defined]
    return view


def roles(*allowed: Role, and_system: bool = False) -> Callable[[View], View]:
    """Declare which roles may open a page; `volunteers.middleware.RoleGate` holds the door.

    `and_system` lets in whoever runs the system too, who has no role. A page without a declaration
    is closed to everyone, and nothing starts (`volunteers.checks`).
    """

    def mark(view: View) -> View:
        view.allowed_roles = frozenset(allowed)  # type: ignore[attr-defined]
        view.for_system = and_system  # type: ignore[attr-defined]
        return view

    return mark


def opens_cases(view: View) -> View:
    """Declare a page whose POST shows somebody's case or tells whether there is one, so that it
    counts against the ceilings (`volunteers.ceilings`). A GET of one case counts by itself.
    """
    view.opens_cases = True  # type: ignore[attr-defined]
    return view


def person(request: HttpRequest) -> User:
    """The logged-in person. The login middleware has already turned everyone else away."""
    if not isinstance(request.user, User):
        raise TypeError("a page that needs a person was opened without one")
    return request.user


def is_on_evening_shift(user: User, *, now: datetime) -> bool:
    """True while a shift that the person has signed up for is running, and they are approved."""
    approved = User.objects.active().approved_on(local_date(now)).filter(pk=user.pk)
    return (
        Shift.objects.running(now).filter(signups__user=user, signups__user__in=approved).exists()
    )


def role_code_of(user_id: int) -> str:
    """The role of a person for the audit log, when no request tells it (one query)."""
    held = User.objects.get_queryset().filter(pk=user_id).values_list("groups__name", flat=True)
    return foremost(frozenset(role for role in Role if role.value in set(held)))
