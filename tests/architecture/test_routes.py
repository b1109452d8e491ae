"""Every page says who may open it, and nothing personal can stand in an address."""

import re

import pytest
from django.test import Client

from volunteers.domain.roles import Role
from volunteers.routes import routes

OPEN_TO_ALL = {
    "volunteers:login",
    "volunteers:login_by_passkey",
    "volunteers:passkey_question",
    "volunteers:second_step",
    "volunteers:logout",
    "volunteers:invitation",
    "volunteers:ended",
    "volunteers:still_here",
    "contacts:feed",
    "contacts:evening_over",
}
ROUTES = [(route.path, route.name, route.view) for route in routes()]
PARAMETERS = re.compile(r"<(?:(\w+):)?\w+>")
EXAMPLES = {
    "uuid": "00000000-0000-4000-8000-000000000000",
    "slug": "exempel",
    "period": "2025-04-01--2025-12-31",
}


def example(path: str) -> str:
    return PARAMETERS.sub(lambda found: EXAMPLES[found[1]], path)


@pytest.mark.parametrize(("path", "name", "view"), ROUTES, ids=[name for _, name, _ in ROUTES])
def test_every_page_declares_its_roles(path: str, name: str, view: object) -> None:
    if name in OPEN_TO_ALL:
        assert getattr(view, "login_required", True) is False
        return
    declared = getattr(view, "for_everyone", False) or getattr(view, "allowed_roles", None)
    assert declared, f"{name} declares no roles: it is closed to everyone"
    assert getattr(view, "login_required", True) is True
    assert getattr(view, "allowed_roles", frozenset()) <= frozenset(Role)


@pytest.mark.parametrize(("path", "name", "view"), ROUTES, ids=[name for _, name, _ in ROUTES])
def test_an_address_holds_no_free_text_and_no_row_number(
    path: str, name: str, view: object
) -> None:
    kinds = {kind or "str" for kind in PARAMETERS.findall(path)}
    assert kinds <= set(EXAMPLES), f"{path} takes {kinds}"
    assert path.isascii()


@pytest.mark.django_db
@pytest.mark.parametrize(
    "path",
    [example(path) for path, name, _ in ROUTES if name not in OPEN_TO_ALL],
)
@pytest.mark.parametrize("method", ["get", "post"])
def test_a_stranger_is_sent_to_the_log_in(client: Client, path: str, method: str) -> None:
    answer = getattr(client, method)(path)
    assert answer.status_code == 302, path
    assert answer["Location"].startswith("/logga-in/")
