"""The one registry of pages × roles. Each page says itself whom it is for; here they are listed.

What the door (`volunteers.middleware.RoleGate`) lets through, what the start-up check asks of every
page, and what stands in docs/behorigheter.md are all read from `Route`.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver

from volunteers.domain.roles import Role
from volunteers.models import User

View = Callable[..., Any]


@dataclass(frozen=True, slots=True)
class Declared:
    """Whom a page is for, as its view says."""

    is_open: bool  # without log-in
    is_for_everyone: bool  # everyone who is logged in
    roles: frozenset[Role]
    is_for_system: bool  # whoever runs the system, who has no role of their own

    @property
    def says_something(self) -> bool:
        return self.is_open or self.is_for_everyone or bool(self.roles)

    @property
    def contradicts_itself(self) -> bool:
        """Open and yet for some, or for everyone and yet for some: one of the two is a mistake."""
        narrower = bool(self.roles) or self.is_for_system
        return (self.is_open and (self.is_for_everyone or narrower)) or (
            self.is_for_everyone and narrower
        )

    def lets_in(self, user: User) -> bool:
        """Whether the door opens for somebody who is logged in. Default deny."""
        if self.is_open or self.is_for_everyone:
            return True
        return bool(user.roles & self.roles) or (self.is_for_system and user.is_superuser)


@dataclass(frozen=True, slots=True)
class Route:
    """One page: its address, its full name, and its view."""

    path: str
    name: str
    view: View

    @property
    def declared(self) -> Declared:
        return declared(self.view)


def declared(view: View) -> Declared:
    """What `volunteers.access` and Django's `login_not_required` have written on a view."""
    return Declared(
        is_open=not getattr(view, "login_required", True),
        is_for_everyone=getattr(view, "for_everyone", False),
        roles=getattr(view, "allowed_roles", frozenset()),
        is_for_system=getattr(view, "for_system", False),
    )


def routes(urlconf: str | None = None) -> Iterator[Route]:
    """Every page, in the order of the address book (the project's own unless another is named)."""
    yield from _walk(get_resolver(urlconf).url_patterns, "/", "")


def _walk(patterns: list[URLPattern | URLResolver], prefix: str, space: str) -> Iterator[Route]:
    for pattern in patterns:
        path = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            inner = f"{pattern.namespace}:" if pattern.namespace else ""
            yield from _walk(pattern.url_patterns, path, space + inner)
        else:
            yield Route(path, f"{space}{pattern.name}", pattern.callback)
