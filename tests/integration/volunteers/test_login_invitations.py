"""A link that opens once; being shut out at once."""

from datetime import datetime, timedelta
from uuid import uuid4

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.auth.hashers import make_password

from jourcase.kernel.audit import Action, AuditEvent
from tests.factories import MONDAY, PASSWORD, coordinator, volunteer
from tests.infrastructure.authenticators import SoftPasskey
from tests.integration.volunteers.conftest import Hold, Visitor
from volunteers.login.invitations import accept, address, end_all_access, invite, invited
from volunteers.models import Invitation, LoginSession, User

pytestmark = pytest.mark.django_db
NEW = "en alldeles ny lösenfras"
HOURS = timedelta(hours=1)


def choose(visitor: Visitor, token: object, passphrase: str = NEW) -> int:
    data = {"passphrase": passphrase, "again": passphrase}
    return int(visitor.post("invitation", data, token).status_code)


def test_the_link_lets_choose_a_passphrase_and_then_asks_for_a_second_factor(
    visitor: Visitor, monday: datetime
) -> None:
    birgitta = volunteer()
    token = invite(person=birgitta, by=coordinator(), now=monday)
    assert birgitta.email in visitor.get("invitation", token).content.decode()
    assert choose(visitor, token) == 302
    assert not visitor.is_inside()
    assert visitor.lands_on() == "/konto/andra-steg/"
    visitor.add_passkey(SoftPasskey())
    assert visitor.is_inside()


def test_the_link_works_once(visitor: Visitor, monday: datetime) -> None:
    token = invite(person=volunteer(), by=None, now=monday)
    assert choose(visitor, token) == 302
    thief = Visitor()
    assert thief.get("invitation", token).status_code == 404
    assert choose(thief, token, "en annan lång lösenfras") == 404
    assert accept(token=token, passphrase=PASSWORD, now=monday) is None


def test_of_two_at_once_one_uses_the_link(
    monday: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The second comes while the first is hashing, when the link still looked unused."""
    birgitta = volunteer()
    token = invite(person=birgitta, by=None, now=monday)
    quicker = "den som hann före den andra"

    def slowly(passphrase: str) -> str:
        monkeypatch.setattr("volunteers.login.invitations.make_password", make_password)
        assert accept(token=token, passphrase=quicker, now=monday) == birgitta
        return make_password(passphrase)

    monkeypatch.setattr("volunteers.login.invitations.make_password", slowly)
    assert accept(token=token, passphrase=NEW, now=monday) is None
    birgitta.refresh_from_db()
    assert birgitta.check_password(quicker)


def test_a_passphrase_that_is_refused_does_not_use_the_link_up(
    visitor: Visitor, monday: datetime
) -> None:
    token = invite(person=volunteer(), by=None, now=monday)
    assert choose(visitor, token, "för kort") == 200
    assert choose(visitor, token) == 302


@pytest.mark.parametrize(("hours", "works"), [(71, True), (72, False)])
def test_the_link_works_for_three_days(
    visitor: Visitor, fixed_clock: Hold, hours: int, works: bool
) -> None:
    fixed_clock(MONDAY)
    token = invite(person=volunteer(), by=None, now=MONDAY)
    fixed_clock(MONDAY + hours * HOURS)
    assert (choose(visitor, token) == 302) is works


def test_a_new_link_ends_the_one_before(monday: datetime) -> None:
    birgitta = volunteer()
    first = invite(person=birgitta, by=None, now=monday)
    second = invite(person=birgitta, by=None, now=monday)
    assert invited(first, now=monday) is None
    assert invited(second, now=monday) == birgitta


def test_only_a_digest_of_the_link_is_stored(monday: datetime) -> None:
    token = invite(person=volunteer(), by=None, now=monday)
    row = Invitation.objects.get()
    assert token.hex not in f"{row.digest}{row}"
    assert str(token) in address(token)
    assert invited(uuid4(), now=monday) is None


def test_the_link_of_somebody_switched_off_does_not_work(monday: datetime) -> None:
    birgitta = volunteer()
    token = invite(person=birgitta, by=None, now=monday)
    User.objects.get_queryset().filter(pk=birgitta.pk).update(is_active=False)
    assert invited(token, now=monday) is None


def test_a_new_link_for_somebody_who_lost_everything_shuts_the_old_ways(
    visitor: Visitor, monday: datetime
) -> None:
    birgitta, passkey = volunteer(), SoftPasskey()
    visitor.by_passphrase(birgitta)
    visitor.add_passkey(passkey)
    invite(person=birgitta, by=coordinator(), now=monday)
    assert not visitor.is_inside()
    again = Visitor()
    again.by_passkey(passkey)
    assert not again.is_inside()
    assert again.by_passphrase(birgitta).status_code == 200
    assert not Authenticator.objects.filter(user=birgitta).exists()


def test_all_access_ends_at_once_and_is_told_of(visitor: Visitor, monday: datetime) -> None:
    karin, birgitta, passkey = coordinator(), volunteer(), SoftPasskey()
    visitor.by_passphrase(birgitta)
    visitor.add_passkey(passkey)
    other = Visitor()
    other.by_passkey(passkey)
    lars = volunteer("Lars Nilsson")
    colleague = Visitor()
    colleague.by_passphrase(lars)
    token = invite(person=volunteer("Noor Ny"), by=karin, now=monday)

    end_all_access(person=birgitta, by=karin, now=monday)

    assert not visitor.is_inside()
    assert not other.is_inside()
    again = Visitor()
    again.by_passkey(passkey)
    assert not again.is_inside()
    assert again.by_passphrase(birgitta).status_code == 200
    assert not LoginSession.objects.filter(user=birgitta).exists()
    told = AuditEvent.objects.filter(by=karin).order_by("seq").values_list("action", flat=True)
    assert list(told)[-2:] == [Action.SESSION_ENDED, Action.FACTOR_REMOVED]
    # Nobody else is touched.
    assert colleague.lands_on() == "/konto/andra-steg/"
    assert invited(token, now=monday) is not None


def test_all_access_ends_for_a_link_not_yet_used_too(monday: datetime) -> None:
    birgitta = volunteer()
    token = invite(person=birgitta, by=None, now=monday)
    end_all_access(person=birgitta, by=None, now=monday)
    assert invited(token, now=monday) is None
    assert accept(token=token, passphrase=NEW, now=monday) is None
