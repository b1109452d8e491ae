"""What a session is: eight hours, gone at log-out, a new name when it may do more."""

from datetime import datetime, timedelta

import pytest
from django.contrib.sessions.models import Session

from jourcase.kernel.audit import Action, AuditEvent
from tests.factories import MONDAY, PASSWORD, volunteer
from tests.infrastructure.authenticators import SoftPasskey
from tests.integration.volunteers.conftest import Hold, Visitor, enrolled, with_app
from volunteers.models import LoginSession

pytestmark = pytest.mark.django_db


def actions() -> list[str]:
    return list(AuditEvent.objects.order_by("seq").values_list("action", flat=True))


def test_a_session_ends_eight_hours_after_log_in_however_busy(
    visitor: Visitor, fixed_clock: Hold
) -> None:
    fixed_clock(MONDAY)
    enrolled(visitor)
    for nines in range(1, 54):
        # Less than what locks a screen.
        fixed_clock(MONDAY + timedelta(minutes=9 * nines))
        assert visitor.is_inside()
    fixed_clock(MONDAY + timedelta(hours=8) - timedelta(seconds=1))
    assert visitor.is_inside()
    fixed_clock(MONDAY + timedelta(hours=8))
    assert not visitor.is_inside()
    assert actions()[-1] == Action.SESSION_ENDED
    assert not LoginSession.objects.exists()


def test_log_out_ends_the_session_in_the_database_too(visitor: Visitor, monday: datetime) -> None:
    enrolled(visitor)
    cookies = {name: morsel.value for name, morsel in visitor.client.cookies.items()}
    visitor.post("logout")
    assert not LoginSession.objects.exists()
    assert not Session.objects.exists()
    thief = Visitor()
    thief.client.cookies.load(cookies)
    assert not thief.is_inside()
    assert actions()[-1] == Action.LOGGED_OUT


def test_the_session_gets_a_new_name_at_log_in_and_at_the_second_factor(
    visitor: Visitor, monday: datetime
) -> None:
    names = []

    def note() -> None:
        names.append(visitor.client.cookies["sessionid"].value)

    birgitta = volunteer()
    visitor.post("passkey_question")
    note()
    visitor.by_passphrase(birgitta)
    note()
    visitor.add_passkey(SoftPasskey())
    note()
    assert len(set(names)) == 3
    assert LoginSession.objects.get().session_key == names[-1]


def test_the_session_holds_no_passphrase_and_no_address(visitor: Visitor, monday: datetime) -> None:
    birgitta, secret = with_app(visitor, monday)
    Visitor().by_passphrase(birgitta)
    for row in Session.objects.all():
        held = str(row.get_decoded())
        assert PASSWORD not in held
        assert birgitta.email not in held
        assert secret.replace(" ", "") not in held
