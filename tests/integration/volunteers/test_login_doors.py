"""The doors: passphrase and code, passkey, the gate for the second factor, the eight hours."""

import json
import re
from base64 import urlsafe_b64encode
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.core.cache import cache
from django.db import connection
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from jourcase.kernel.audit import Action, AuditEvent
from tests.factories import MONDAY, PASSWORD, coordinator, volunteer
from tests.infrastructure.authenticators import SoftPasskey, app_code
from tests.infrastructure.hashing import QuickArgon2
from tests.infrastructure.logged_in import by_passphrase_only
from tests.integration.volunteers.conftest import Visitor, enrolled, with_app
from volunteers.login.proof import by_passphrase
from volunteers.models import User
from volunteers.routes import routes

pytestmark = pytest.mark.django_db
Hold = Callable[[datetime], None]
ENROL = "/konto/andra-steg/"


# --- The second factor ---------------------------------------------------------------------------


def test_a_session_without_a_second_factor_sees_only_how_to_get_one(
    client: Client, monday: datetime
) -> None:
    by_passphrase_only(client, coordinator())
    open_before = {"help", "volunteers:enrol", "volunteers:verify", "volunteers:add_passkey"}
    open_before |= {"volunteers:new_passkey_question", "volunteers:app"}
    for route in routes():
        if route.declared.is_open or route.name in open_before or "<" in route.path:
            continue
        for method in (client.get, client.post):
            answer = method(route.path)
            assert answer.headers.get("Location") == ENROL, route.name
    page = client.get(ENROL).content.decode()
    assert reverse("cases:new") not in page
    assert "Lås och logga ut" in page


def test_the_gate_opens_for_a_session_that_has_shown_a_second_factor(client: Client) -> None:
    client.force_login(coordinator())
    assert client.get(reverse("contacts:queue")).status_code == 200


def test_htmx_is_sent_to_the_second_step_as_a_whole_page(client: Client, monday: datetime) -> None:
    by_passphrase_only(client, volunteer())
    answer = client.get(reverse("contacts:queue"), headers={"HX-Request": "true"})
    assert answer.headers["HX-Redirect"] == ENROL


def test_in_the_demonstration_a_password_is_enough(
    client: Client, monday: datetime, settings: Any
) -> None:
    settings.DEMO = True
    by_passphrase_only(client, volunteer())
    assert client.get(reverse("contacts:queue")).status_code == 200


# --- Passkeys ------------------------------------------------------------------------------------


def test_a_passkey_opens_without_an_address_and_is_both_factors(
    visitor: Visitor, monday: datetime
) -> None:
    birgitta, passkey = enrolled(visitor)
    again = Visitor()
    assert again.by_passkey(passkey).status_code == 302
    assert again.is_inside()
    event = AuditEvent.objects.filter(action=Action.LOGGED_IN).order_by("seq").last()
    assert event is not None
    assert (event.by_id, event.fields) == (birgitta.pk, ["webauthn"])


def test_a_passkey_made_without_user_verification_is_refused(
    visitor: Visitor, monday: datetime
) -> None:
    visitor.by_passphrase(volunteer())
    asked = visitor.post("new_passkey_question").json()["publicKey"]["authenticatorSelection"]
    assert (asked["userVerification"], asked["residentKey"]) == ("required", "required")
    answer = visitor.add_passkey(SoftPasskey(verifies=False))
    assert "gick inte att använda" in answer.content.decode()
    assert not Authenticator.objects.exists()


def test_a_passkey_used_without_user_verification_is_refused(
    visitor: Visitor, monday: datetime
) -> None:
    _, passkey = enrolled(visitor)
    passkey.verifies = False
    again = Visitor()
    assert "gick inte att använda" in again.by_passkey(passkey).content.decode()
    assert not again.is_inside()


def test_an_answer_to_an_earlier_question_is_refused(visitor: Visitor, monday: datetime) -> None:
    _, passkey = enrolled(visitor)
    again = Visitor()
    answer = passkey.show(again.post("passkey_question").json())
    again.post("passkey_question")
    again.post("login_by_passkey", {"credential": answer})
    assert not again.is_inside()


def test_an_answer_counts_once(visitor: Visitor, monday: datetime) -> None:
    _, passkey = enrolled(visitor)
    again = Visitor()
    answer = passkey.show(again.post("passkey_question").json())
    assert again.post("login_by_passkey", {"credential": answer}).status_code == 302
    again.post("logout")
    again.post("login_by_passkey", {"credential": answer})
    assert not again.is_inside()


def test_a_wrong_answer_uses_the_question_up(visitor: Visitor, monday: datetime) -> None:
    _, passkey = enrolled(visitor)
    again = Visitor()
    question = again.post("passkey_question").json()
    again.post("login_by_passkey", {"credential": SoftPasskey().show(question)})
    again.post("login_by_passkey", {"credential": passkey.show(question)})
    assert not again.is_inside()


def test_a_passkey_of_another_site_is_refused(visitor: Visitor, monday: datetime) -> None:
    _, passkey = enrolled(visitor)
    passkey.origin = "https://testserver.example"
    again = Visitor()
    again.by_passkey(passkey)
    assert not again.is_inside()


def test_a_passkey_opens_its_owners_account_only(visitor: Visitor, monday: datetime) -> None:
    _, passkey = enrolled(visitor)
    other = Visitor()
    _, theirs = enrolled(other)
    again = Visitor()
    again.by_passkey(passkey, handle=theirs.handle)
    assert not again.is_inside()


def test_a_person_switched_off_is_not_let_in_by_passkey(visitor: Visitor, monday: datetime) -> None:
    birgitta, passkey = enrolled(visitor)
    User.objects.get_queryset().filter(pk=birgitta.pk).update(is_active=False)
    again = Visitor()
    again.by_passkey(passkey)
    assert not again.is_inside()


NONSENSE = [
    *("", "{}", "[]", "null", "1", "{", '{"response": 3}', '{"response": {"userHandle": []}}'),
    '{"id":"AA","rawId":"AA","response":{"userHandle":"enp6enp6enp6enp6eg"}}',
    '{"id":"\\ud800","rawId":"\\u0000","response":{"userHandle":"MQ"}}',
    # Of a number the library would make that many bytes.
    '{"id":"AA","rawId":"AA","type":"public-key","response":{"userHandle":1099511627776}}',
    '{"id":"AA","rawId":4398046511104,"type":"public-key","response":{"userHandle":"MQ"}}',
    "[" * 20_000,
]


@pytest.mark.parametrize("nonsense", NONSENSE, ids=range(len(NONSENSE)))
@pytest.mark.parametrize("name", ["login_by_passkey", "add_passkey"])
def test_nonsense_in_place_of_a_passkey_is_refused_in_words(
    visitor: Visitor, monday: datetime, name: str, nonsense: str
) -> None:
    if name == "add_passkey":
        visitor.by_passphrase(volunteer())
        visitor.post("new_passkey_question")
    else:
        visitor.post("passkey_question")
    answer = visitor.post(name, {"credential": nonsense, "name": "phone"})
    assert answer.status_code == 200
    assert "gick inte att använda" in answer.content.decode()


@pytest.fixture
def known_passkey(visitor: Visitor, monday: datetime) -> SoftPasskey:
    return enrolled(visitor)[1]


@given(data=st.data())
@hypothesis_settings(max_examples=50, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_altered_answer_opens_or_breaks_anything(
    known_passkey: SoftPasskey, data: st.DataObject
) -> None:
    """One part of a right answer is replaced by anything at all."""
    cache.clear()
    again = Visitor()
    answer = json.loads(known_passkey.show(again.post("passkey_question").json()))
    del answer["response"]["transports"]  # is not read
    where = data.draw(st.sampled_from(["id", "rawId", *answer["response"]]))
    part = answer if where in answer else answer["response"]
    anything = st.none() | st.integers() | st.text(max_size=40) | st.lists(st.none(), max_size=2)
    anything |= st.binary(max_size=80).map(lambda raw: urlsafe_b64encode(raw).decode())
    part[where] = data.draw(anything.filter(lambda value: value != part[where]))
    reply = again.post("login_by_passkey", {"credential": json.dumps(answer)})
    assert reply.status_code == 200
    assert not again.is_inside()


def test_only_what_is_needed_of_a_passkey_is_kept(visitor: Visitor, monday: datetime) -> None:
    enrolled(visitor)
    kept = Authenticator.objects.get(type="webauthn").data
    assert kept["name"] == "phone"
    assert set(kept["credential"]) == {"id", "rawId", "type", "response", "clientExtensionResults"}
    assert set(kept["credential"]["response"]) == {"clientDataJSON", "attestationObject"}


# --- Passphrase and code -------------------------------------------------------------------------


def test_passphrase_and_code_open_together_and_not_apart(
    visitor: Visitor, fixed_clock: Hold
) -> None:
    fixed_clock(MONDAY)
    birgitta, secret = with_app(visitor, MONDAY)
    later = MONDAY + timedelta(minutes=1)
    fixed_clock(later)
    again = Visitor()
    assert again.by_passphrase(birgitta).headers["Location"] == reverse("volunteers:second_step")
    assert not again.is_inside()
    assert again.post("second_step", {"code": app_code(secret, later)}).status_code == 302
    assert again.is_inside()
    stranger = Visitor()
    refused = stranger.post("second_step", {"code": app_code(secret, later, steps=1)})
    assert refused.headers["Location"] == reverse("volunteers:login")


def test_a_recovery_code_opens_once(visitor: Visitor, fixed_clock: Hold) -> None:
    fixed_clock(MONDAY)
    birgitta = volunteer()
    visitor.by_passphrase(birgitta)
    shown = visitor.add_passkey(SoftPasskey()).content.decode()
    codes = re.findall(r'<b class="nummer">(\d{8})</b>', shown)
    assert len(set(codes)) == 10
    again, third = Visitor(), Visitor()
    for one in (again, third):
        one.by_passphrase(birgitta)
        one.post("second_step", {"code": codes[0]})
    assert (again.is_inside(), third.is_inside()) == (True, False)
    assert "9 av 10 koder" in again.get("account").content.decode()
    assert codes[1] not in again.get("account").content.decode()


def test_the_second_step_waits_for_fifteen_minutes_only(
    visitor: Visitor, monday: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    birgitta, _ = with_app(visitor, monday)
    again = Visitor()
    again.by_passphrase(birgitta)
    assert again.get("second_step").status_code == 200
    monkeypatch.setattr("allauth.account.app_settings.LOGIN_TIMEOUT", 0, raising=False)
    assert again.get("second_step").headers["Location"] == reverse("volunteers:login")


def test_wrong_address_and_wrong_passphrase_look_the_same(
    visitor: Visitor, monday: datetime
) -> None:
    birgitta = volunteer()
    User.objects.get_queryset().filter(pk=coordinator().pk).update(is_active=False)
    switched_off = User.objects.get_queryset().get(is_active=False)

    def body(email: str, passphrase: str) -> str:
        page = visitor.post("login", {"username": email, "password": passphrase})
        assert page.status_code == 200
        return re.sub(r"\b\w{64}\b", "", page.content.decode())  # CSRF tokens differ

    wrong = body(birgitta.email, "fel lösenfras igen")
    unknown = body("finns.inte@example.se", PASSWORD)
    off = body(switched_off.email, PASSWORD)
    assert wrong.replace(birgitta.email, "x") == unknown.replace("finns.inte@example.se", "x")
    assert off.replace(switched_off.email, "x") == wrong.replace(birgitta.email, "x")


def test_wrong_address_and_wrong_passphrase_cost_as_much(
    visitor: Visitor, monday: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One hash and as many queries, whether the address is somebody's or not."""
    hashed: list[str] = []

    def counted(method: Callable[..., Any]) -> Callable[..., Any]:
        def call(*args: Any, **kwargs: Any) -> Any:
            hashed.append("once")
            return method(*args, **kwargs)

        return call

    for name in ("encode", "verify"):
        monkeypatch.setattr(QuickArgon2, name, counted(getattr(QuickArgon2, name)))
    birgitta, nobody_yet = volunteer(), volunteer("Noor Ny")
    nobody_yet.set_unusable_password()
    nobody_yet.save()
    hashed.clear()
    counts = []
    for email in (birgitta.email, "finns.inte@example.se", nobody_yet.email):
        with CaptureQueriesContext(connection) as queries:
            visitor.post("login", {"username": email, "password": "fel lösenfras igen"})
        counts.append((len(queries), len(hashed)))
        hashed.clear()
    assert counts[0] == counts[1] == counts[2]
    assert counts[0][1] == 1


def test_a_failed_log_in_is_told_of_without_the_address_that_was_typed(
    visitor: Visitor, monday: datetime
) -> None:
    birgitta = volunteer()
    visitor.by_passphrase(birgitta, "fel lösenfras igen")
    visitor.post("login", {"username": "finns.inte@example.se", "password": "fel"})
    known, unknown = AuditEvent.objects.filter(action=Action.LOGIN_FAILED).order_by("seq")
    assert (known.by_id, unknown.by_id) == (birgitta.pk, None)
    for event in (known, unknown):
        assert "example" not in f"{event.fields}{event.reason}"


def test_a_passphrase_too_long_to_hash_is_refused_unhashed(
    visitor: Visitor, monday: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    def never(*args: Any, **kwargs: Any) -> None:
        raise AssertionError("hashed")

    monkeypatch.setattr("volunteers.login.proof.authenticate", never)
    birgitta = volunteer()
    answer = visitor.by_passphrase(birgitta, "a" * 1025)
    assert answer.status_code == 200
    assert "för långt" in answer.content.decode()
    # From wherever it is asked, not the form alone.
    request = RequestFactory().post("/")
    refused = by_passphrase(request, email=birgitta.email, passphrase="a" * 1025, now=monday)
    assert refused is None


def test_a_page_of_ours_is_gone_to_after_log_in_and_no_other(
    visitor: Visitor, monday: datetime
) -> None:
    birgitta = volunteer()
    for wanted, lands in (("/arenden/", "/arenden/"), ("https://ont.example/", "/")):
        data = {"username": birgitta.email, "password": PASSWORD, "next": wanted}
        assert Visitor().post("login", data).headers["Location"] == lands
