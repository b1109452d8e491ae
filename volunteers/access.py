"""Which roles a page is for, and who is asking."""

from collections.abc import Callable
from datetime import datetime
from typing import TypeVar

from django.http import HttpRequest, HttpResponseBase

from jourcase.kernel.local_time import local_date
from volunteers.domain.roles import Role
from volunteers.models import Shift, User

View = TypeVar("View", bound=Callable[..., HttpResponseBase])


def for_everyone(view: View) -> View:
    """Declare a page that every logged-in person may open, with or without a role."""
    view.for_everyone = True  # type: ignore[attr-defined]
    return view


def roles(*allowed: Role) -> Callable[[View], View]:
    """Declare which roles may open a page; `volunteers.middleware.RoleGate` holds the door.

    A page without a declaration is closed to everyone.
    """

    def mark(view: View) -> View:
        view.allowed_roles = frozenset(allowed)  # type: ignore[attr-defined]
        return view

    return mark


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
