"""How often somebody may try, and that a locked passphrase never locks the passkey door."""

from datetime import datetime

import pytest
from django.test import override_settings

from jourcase.kernel.audit import Action, AuditEvent
from tests.factories import volunteer
from tests.infrastructure.authenticators import SoftPasskey, app_code
from tests.integration.volunteers.conftest import Visitor
from volunteers.login.limits import RATES
from volunteers.models import User

pytestmark = pytest.mark.django_db
WRONG = "fel lösenfras igen"


@pytest.fixture
def owner(visitor: Visitor, monday: datetime) -> tuple[User, SoftPasskey]:
    """Birgitta with a passkey, logged out."""
    birgitta, passkey = volunteer(), SoftPasskey()
    visitor.by_passphrase(birgitta)
    visitor.add_passkey(passkey)
    visitor.post("logout")
    return birgitta, passkey


def test_five_wrong_passphrases_close_that_door_and_say_so_in_words(
    owner: tuple[User, SoftPasskey],
) -> None:
    birgitta, _ = owner
    stranger = Visitor()
    assert [stranger.by_passphrase(birgitta, WRONG).status_code for _ in range(5)] == [200] * 5
    answer = stranger.by_passphrase(birgitta)
    assert answer.status_code == 429
    assert answer.headers["Retry-After"] == "300"
    assert "Vänta fem minuter" in answer.content.decode()


def test_a_locked_passphrase_never_locks_the_passkey_door(
    owner: tuple[User, SoftPasskey],
) -> None:
    birgitta, passkey = owner
    stranger = Visitor()
    for _ in range(30):
        stranger.by_passphrase(birgitta, WRONG)
    assert stranger.by_passphrase(birgitta).status_code == 429
    her = Visitor()
    assert her.by_passkey(passkey).status_code == 302
    assert her.is_inside()


def test_an_address_that_nobody_has_is_locked_just_the_same(monday: datetime) -> None:
    stranger = Visitor()
    said = {"username": "finns.inte@example.se", "password": WRONG}
    codes = [stranger.post("login", said).status_code for _ in range(6)]
    assert codes == [200] * 5 + [429]


def test_many_accounts_from_one_place_are_stopped_too(monday: datetime) -> None:
    stranger = Visitor()
    codes = [
        stranger.post("login", {"username": f"p{n}@example.se", "password": WRONG}).status_code
        for n in range(21)
    ]
    assert codes == [200] * 20 + [429]


def test_no_more_hashes_a_minute_than_the_ceiling(
    owner: tuple[User, SoftPasskey], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Right ones count as well: the ceiling is for memory and processor, not for guessing."""
    monkeypatch.setitem(RATES, "hash", "3/m/key")
    birgitta, _ = owner
    codes = [Visitor().by_passphrase(birgitta).status_code for _ in range(4)]
    assert codes == [302, 302, 302, 429]


def test_right_log_ins_are_not_counted_as_guesses(owner: tuple[User, SoftPasskey]) -> None:
    birgitta, _ = owner
    assert {Visitor().by_passphrase(birgitta).status_code for _ in range(8)} == {302}


def test_codes_are_limited_by_account_from_wherever_they_come(
    visitor: Visitor, monday: datetime
) -> None:
    birgitta = volunteer()
    visitor.by_passphrase(birgitta)
    secret, _ = visitor.add_app(monday)
    stranger = Visitor()
    stranger.by_passphrase(birgitta)
    right = app_code(secret, monday, steps=1)
    wrong = f"{(int(right) + 1) % 10**6:06}"
    codes = [stranger.post("second_step", {"code": wrong}).status_code for _ in range(6)]
    assert codes == [200] * 5 + [429]
    assert stranger.post("second_step", {"code": right}).status_code == 429
    assert AuditEvent.objects.filter(action=Action.LOGIN_FAILED, fields=["code"]).count() == 5


def test_behind_a_proxy_the_address_is_the_one_that_the_proxy_saw(monday: datetime) -> None:
    """What the visitor writes into the header themselves does not count."""
    stranger = Visitor()
    with override_settings(ALLAUTH_TRUSTED_PROXY_COUNT=1):
        codes = [
            stranger.client.post(
                "/logga-in/",
                {"username": f"p{n}@example.se", "password": WRONG},
                headers={"x-forwarded-for": f"10.0.0.{n}, 192.0.2.7"},
                secure=True,
            ).status_code
            for n in range(21)
        ]
    assert codes == [200] * 20 + [429]


def test_the_counters_are_in_the_database(settings: object) -> None:
    """Nothing but the database has to be up for a log-in."""
    from django.core.cache import caches
    from django.core.cache.backends.db import DatabaseCache

    assert isinstance(caches["default"], DatabaseCache)
