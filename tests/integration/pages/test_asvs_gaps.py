"""What the table of requirements (docs/asvs.csv) asks for and no other test looks at."""

import logging
import os
import re
import ssl
import subprocess
import sys
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import generate_totp_secret
from django import forms
from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.core.mail.backends.smtp import EmailBackend
from django.test import Client
from django.urls import reverse

from contacts.models import Contact
from jourcase.logs import LineHandler
from tests.factories import (
    MONDAY,
    PASSWORD,
    coordinator,
    log_contact,
    open_case,
    volunteer,
)
from volunteers import forms as login_forms
from volunteers.models import User

pytestmark = pytest.mark.django_db
ROOT = Path(__file__).resolve().parents[3]
MARKUP = '<b onclick="x">&amp; \'två\' "tre"</b>{{ user }}{% debug %}'


@pytest.fixture(autouse=True)
def no_tries_counted(db: None) -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()


def test_what_was_typed_is_stored_as_typed_and_escaped_when_shown(client: Client) -> None:
    karin = coordinator()
    case = open_case(by=karin, received_at=MONDAY, now=MONDAY)
    log_contact(case, karin, at=MONDAY, note=MARKUP)
    assert Contact.objects.get().note == MARKUP
    client.force_login(karin)
    shown = client.get(reverse("contacts:case", args=[case.public_id])).content.decode()
    assert "<b onclick" not in shown
    assert "&lt;b onclick=&quot;x&quot;&gt;&amp;amp; &#x27;två&#x27;" in shown
    assert "{{ user }}{% debug %}" in shown


def test_no_other_site_may_read_an_answer(client: Client) -> None:
    client.force_login(coordinator())
    for path in ("/", "/arenden/", "/finns-inte/"):
        answer = client.get(path, headers={"origin": "https://ond.example"})
        assert not [name for name in answer.headers if name.lower().startswith("access-control")]
    asked = client.options("/arenden/", headers={"origin": "https://ond.example"})
    assert not [name for name in asked.headers if name.lower().startswith("access-control")]


def test_every_answer_says_what_it_is_and_in_which_alphabet(client: Client) -> None:
    client.force_login(coordinator())
    for name in ("contacts:list", "contacts:queue", "cases:new", "reporting:followup", "help"):
        assert client.get(reverse(name)).headers["Content-Type"] == "text/html; charset=utf-8"
    assert client.get("/finns-inte/").headers["Content-Type"] == "text/html; charset=utf-8"
    question = client.post(reverse("volunteers:passkey_question"))
    assert question.headers["Content-Type"] == "application/json"


@pytest.mark.parametrize(
    "path", ["/.git/config", "/.git/HEAD", "/static/", "/static/jourcase/", "/.env", "/var/"]
)
def test_neither_the_history_nor_a_folder_is_served(client: Client, path: str) -> None:
    client.force_login(coordinator())
    assert client.get(path).status_code == 404


@pytest.mark.parametrize(
    "name", ["home", "contacts:list", "contacts:queue", "cases:new", "volunteers:account", "help"]
)
def test_every_page_has_a_button_to_log_out(client: Client, name: str) -> None:
    client.force_login(volunteer())
    shown = client.get(reverse(name), follow=True).content.decode()
    assert f'action="{reverse("volunteers:logout")}"' in shown


# --- Passphrases -----------------------------------------------------------------------------
@pytest.mark.parametrize(
    "passphrase",
    [
        "bara små ord i rad här",
        "73920184659102837",
        "ÅÄÖ ÜŸ ЖЩ 漢字仮名交 x",
        "kork penna tisdag regn batteri häst mössa trappa gul lampa sten bil",
    ],
    ids=["letters", "digits", "any alphabet", "long"],
)
def test_a_passphrase_may_be_of_anything_and_is_taken_as_it_is(
    client: Client, passphrase: str
) -> None:
    user = volunteer()
    typed = f" {passphrase} "
    validate_password(typed, user)
    user.set_password(typed)
    user.save()
    tries = [typed, typed.strip(), typed.swapcase(), typed[:-1]]
    right = [client.login(username=user.email, password=one) for one in tries]
    other = typed.swapcase() == typed  # digits have no other case
    assert right == [True, False, other, False]


@pytest.mark.parametrize(
    "passphrase",
    ["kort", "Brottsofferjouren 2026", "passwordpassword", "12345678901234567890"],
)
def test_a_passphrase_that_anybody_would_guess_is_refused(passphrase: str) -> None:
    with pytest.raises(ValidationError):
        validate_password(passphrase, volunteer())


def test_a_passphrase_does_not_grow_old(client: Client, fixed_clock: Any) -> None:
    user = volunteer()
    fixed_clock(MONDAY + timedelta(days=5 * 365))
    sent = {"username": user.email, "password": PASSWORD}
    client.post(reverse("volunteers:login"), sent)
    assert client.session["_auth_user_id"] == str(user.pk)


def test_no_form_of_the_log_in_shows_asks_too_much_or_hinders_a_password_manager() -> None:
    """What is secret is masked; managers know the fields; nobody is asked a secret question."""
    asked = {
        name: kind.base_fields
        for name, kind in vars(login_forms).items()
        if isinstance(kind, type) and issubclass(kind, forms.Form) and kind is not forms.Form
    }
    fields = {(form, name) for form, of in asked.items() for name in of}
    assert fields == {
        ("LoginForm", "username"),
        ("LoginForm", "password"),
        ("CodeForm", "code"),
        ("NewPassphraseForm", "passphrase"),
        ("NewPassphraseForm", "again"),
        ("VerifyForm", "passphrase"),
        ("VerifyForm", "code"),
        ("KeyNameForm", "key"),
        ("KeyNameForm", "name"),
    }
    for form, name in fields:
        widget = asked[form][name].widget
        if name in {"password", "passphrase", "again"}:
            assert widget.input_type == "password"
            assert widget.attrs["autocomplete"] in {"current-password", "new-password"}
        assert "readonly" not in widget.attrs


def test_a_new_installation_has_no_account() -> None:
    assert not User.objects.exists()


# --- Codes and sessions ----------------------------------------------------------------------
def test_secrets_of_the_second_step_are_long_random_and_never_alike() -> None:
    secrets = {generate_totp_secret() for _ in range(50)}
    seeds = {RecoveryCodes.generate_seed() for _ in range(50)}
    assert len(secrets) == len(seeds) == 50
    assert all(len(one) * 5 >= 160 for one in secrets)  # base32
    assert all(len(one) * 4 >= 160 for one in seeds)  # hexadecimal


def test_a_recovery_code_cannot_be_guessed_within_the_limit() -> None:
    codes = RecoveryCodes.activate(volunteer()).generate_codes()
    assert len(set(codes)) == len(codes) == 10
    assert all(
        re.fullmatch(r"\d{8}", code) for code in codes
    )  # 26 bits, five tries in five minutes


def test_a_session_s_name_is_long_and_never_the_same() -> None:
    names = set()
    for _ in range(20):
        client = Client()
        client.force_login(User.objects.first() or volunteer())
        names.add(str(client.session.session_key))
    assert len(names) == 20
    # 32 characters of 36: 165 bits, from `secrets`.
    assert all(re.fullmatch(r"[a-z0-9]{32}", name) for name in names)


def test_a_session_gets_a_new_name_when_its_owner_shows_again_who_they_are(
    client: Client,
) -> None:
    """And what it was called before opens nothing."""
    user = volunteer()
    client.force_login(user)
    before = client.session.session_key
    client.post(reverse("volunteers:step_up"), {"passphrase": "fel lösenfras här"})
    assert client.session.session_key == before
    client.post(reverse("volunteers:step_up"), {"passphrase": PASSWORD})
    assert client.session.session_key != before
    stolen = Client()
    stolen.cookies[settings.SESSION_COOKIE_NAME] = str(before)
    assert stolen.get(reverse("contacts:list")).status_code == 302
    assert client.get(reverse("contacts:list")).status_code == 200


# --- Log, mail, start ------------------------------------------------------------------------
def test_the_log_goes_to_one_place_only() -> None:
    """Every handler of every logger of ours and of the libraries writes lines to stderr."""
    known = [logging.getLogger(name) for name in logging.root.manager.loggerDict]
    handlers = [one for logger in [logging.getLogger(), *known] for one in logger.handlers]
    ours = [one for one in handlers if type(one).__module__.startswith("jourcase")]
    foreign = [
        one
        for one in handlers
        if not type(one).__module__.startswith(("jourcase", "_pytest", "tests", "pytest"))
    ]
    assert ours
    assert all(isinstance(one, LineHandler) and one.stream is not sys.stdout for one in ours)
    assert [one for one in foreign if not isinstance(one, logging.NullHandler)] == []


def test_the_mail_server_has_to_show_who_it_is() -> None:
    context = EmailBackend(use_tls=True).ssl_context
    assert context.verify_mode == ssl.CERT_REQUIRED
    assert context.check_hostname


@pytest.mark.parametrize("missing", ["JOURCASE_SECRET_KEY", "JOURCASE_LOOKUP_KEY", "JOURCASE_KEKS"])
def test_nothing_starts_without_a_secret_of_its_own(missing: str) -> None:
    """No secret has a default."""
    environment = {
        name: value for name, value in os.environ.items() if not name.startswith("DJANGO_")
    }
    environment |= {"JOURCASE_ENV_FILE": os.devnull, "DJANGO_SETTINGS_MODULE": "jourcase.settings"}
    del environment[missing]
    done = subprocess.run(
        [sys.executable, "-c", "from django.conf import settings; settings.DEBUG"],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode != 0
    assert missing in done.stderr
