"""Somebody at the log-in page, with what they have in their hand."""

import re
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from tests.factories import MONDAY, PASSWORD, volunteer
from tests.infrastructure.authenticators import SoftPasskey, app_code
from volunteers.models import User

Hold = Callable[[datetime], None]


@pytest.fixture(autouse=True)
def no_tries_counted(db: None) -> Iterator[None]:
    """The counters lie in a table that is no model's, and would outlive the test."""
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def monday(fixed_clock: Hold) -> datetime:
    fixed_clock(MONDAY)
    return MONDAY


class Visitor:
    """One browser. The site is reached by https, as it is in use."""

    def __init__(self) -> None:
        self.client = Client(headers={"user-agent": "Mozilla/5.0 (Windows NT 10.0) Chrome/120"})

    def get(self, name: str, *args: Any) -> Any:
        return self.client.get(reverse(f"volunteers:{name}", args=args), secure=True)

    def post(self, name: str, data: dict[str, Any] | None = None, *args: Any) -> Any:
        return self.client.post(reverse(f"volunteers:{name}", args=args), data or {}, secure=True)

    def by_passphrase(self, user: User, passphrase: str = PASSWORD) -> Any:
        return self.post("login", {"username": user.email, "password": passphrase})

    def by_passkey(self, passkey: SoftPasskey, **how: Any) -> Any:
        question = self.post("passkey_question").json()
        return self.post("login_by_passkey", {"credential": passkey.show(question, **how)})

    def add_passkey(self, passkey: SoftPasskey, name: str = "phone") -> Any:
        question = self.post("new_passkey_question").json()
        return self.post("add_passkey", {"credential": passkey.make(question), "name": name})

    def add_app(self, at: datetime) -> tuple[str, Any]:
        """The secret, and the answer to the first code."""
        self.post("app")
        page = self.get("app").content.decode()
        found = re.search(r'<b class="tal">([A-Z2-7 ]+)</b>', page)
        assert found is not None
        return found[1], self.post("app", {"code": app_code(found[1], at)})

    def is_inside(self) -> bool:
        """Whether an ordinary page opens."""
        return bool(self.client.get(reverse("contacts:queue"), secure=True).status_code == 200)

    def lands_on(self) -> str:
        return str(self.client.get(reverse("home"), secure=True).headers.get("Location", ""))


@pytest.fixture
def visitor() -> Visitor:
    return Visitor()


def enrolled(visitor: Visitor) -> tuple[User, SoftPasskey]:
    """Birgitta, logged in with a passkey that she has just added."""
    birgitta, passkey = volunteer(), SoftPasskey()
    visitor.by_passphrase(birgitta)
    assert "återställningskoder" in visitor.add_passkey(passkey).content.decode()
    return birgitta, passkey


def with_app(visitor: Visitor, at: datetime) -> tuple[User, str]:
    """Birgitta, logged in with an app that she has just added; its secret."""
    birgitta = volunteer()
    visitor.by_passphrase(birgitta)
    secret, _ = visitor.add_app(at)
    return birgitta, secret
