"""What is closed: the demonstration where it does not belong, and all of allauth's own pages."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from allauth.account.adapter import get_adapter
from django.core.management import CommandError, call_command
from django.test import Client, RequestFactory
from django.urls import NoReverseMatch, reverse

from volunteers.checks import DEMO_IN_USE, the_demonstration_is_not_in_use
from volunteers.login.adapters import AccountAdapter
from volunteers.routes import routes

pytestmark = pytest.mark.django_db


def test_the_demonstration_does_not_pass_the_check_for_use(settings: Any) -> None:
    assert the_demonstration_is_not_in_use() == []
    settings.DEMO = True
    assert [found.id for found in the_demonstration_is_not_in_use()] == [DEMO_IN_USE]
    with pytest.raises(CommandError, match=DEMO_IN_USE):
        call_command("check", "--deploy", "--tag", "security")


def test_none_of_allauths_own_views_is_reachable() -> None:
    modules = {route.view.__module__.split(".")[0] for route in routes()}
    assert "allauth" not in modules
    for name in (
        *("account_login", "account_signup", "account_email", "account_reset_password"),
        *("account_change_password", "account_set_password", "account_confirm_email"),
        *("mfa_index", "mfa_authenticate", "mfa_activate_totp", "mfa_login_webauthn"),
    ):
        with pytest.raises(NoReverseMatch):
            reverse(name)


@pytest.mark.parametrize(
    "path",
    [
        "/accounts/",
        "/accounts/signup/",
        "/accounts/password/reset/",
        "/_allauth/browser/v1/config",
    ],
)
def test_no_address_that_allauth_usually_has_is_answered(client: Client, path: str) -> None:
    assert client.get(path).status_code == 404
    assert client.post(path).status_code == 404


def test_nobody_signs_up_and_nothing_is_mailed() -> None:
    adapter = get_adapter()
    assert isinstance(adapter, AccountAdapter)
    assert not adapter.is_open_for_signup(RequestFactory().get("/"))
    with pytest.raises(RuntimeError):
        adapter.send_mail("account/email/password_reset_key", "a@example.se", {})


def test_sealed_is_what_the_library_stores_of_seeds() -> None:
    from allauth.mfa.utils import decrypt, encrypt

    stored = encrypt("en hemlighet")
    assert "hemlighet" not in stored
    assert decrypt(stored) == "en hemlighet"
    assert encrypt("en hemlighet") != stored


def test_real_hashes_are_argon2id() -> None:
    from django.contrib.auth.hashers import Argon2PasswordHasher

    assert (
        Argon2PasswordHasher()
        .encode("en lång lösenfras", "salt" * 4)
        .startswith("argon2$argon2id$")
    )


def test_behind_a_proxy_one_address_in_the_header_is_believed() -> None:
    """The last, which the proxy itself has seen. One more, and the visitor could write it."""
    shown = subprocess.run(
        [
            sys.executable,
            "-c",
            "from jourcase import settings; print(settings.ALLAUTH_TRUSTED_PROXY_COUNT)",
        ],
        env={**os.environ, "JOURCASE_BEHIND_PROXY": "1"},
        cwd=Path(__file__).resolve().parents[3],
        capture_output=True,
        text=True,
        check=True,
    )
    assert shown.stdout.strip() == "1"
