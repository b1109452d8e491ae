"""On Monday morning coordinators are told that somebody is silent: once a week, no content."""

from datetime import datetime, time, timedelta

import pytest
from django.conf import LazySettings

from contacts.domain.enums import Result
from contacts.evening.reminding import SUBJECT, TEXT, put_silence_reminders
from contacts.evening.services import note_look
from contacts.tasks import put_reminders
from jourcase.kernel.local_time import at_local, local_date
from jourcase.outbox.services import drain
from tests.browser.conftest import EVENING
from tests.factories import coordinator, log_contact, open_case, volunteer
from tests.infrastructure.mail_sink import MailSink
from volunteers.models import User

pytestmark = pytest.mark.django_db
MONDAY = local_date(EVENING) - timedelta(days=local_date(EVENING).weekday()) + timedelta(weeks=4)
EIGHT = at_local(MONDAY, time(8))
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)


@pytest.fixture(autouse=True)
def _mail(mail_sink: MailSink, settings: LazySettings) -> None:
    settings.MAIL_IS_SENT = True


@pytest.fixture
def karin() -> User:
    return coordinator()


@pytest.fixture
def silent(karin: User) -> None:
    case = open_case(by=karin, received_at=EVENING - DAY, now=EVENING - DAY)
    log_contact(case, volunteer(), Result.REACHED, at=EVENING)


@pytest.mark.usefixtures("silent")
def test_once_a_week_from_eight_on_monday(mail_sink: MailSink, karin: User) -> None:
    assert put_silence_reminders(now=EIGHT - MINUTE) == 0
    assert put_silence_reminders(now=EIGHT) == 1
    assert put_silence_reminders(now=EIGHT + DAY) == 0
    drain(now=EIGHT)
    drain(now=EIGHT)
    (letter,) = mail_sink.letters
    assert (letter["To"], letter["Subject"]) == (karin.email, SUBJECT)
    assert letter.get_content().strip() == TEXT.strip()
    assert put_silence_reminders(now=EIGHT + 7 * DAY) == 1


@pytest.mark.usefixtures("silent")
@pytest.mark.parametrize(
    ("at", "count"),
    [
        (EIGHT + 3 * DAY, 1),
        (EIGHT + 4 * DAY - MINUTE, 1),
        (EIGHT + 4 * DAY, 0),
        (EIGHT + 6 * DAY, 0),
    ],
)
def test_a_machine_that_stood_still_reminds_late(at: datetime, count: int) -> None:
    assert put_silence_reminders(now=at) == count


def test_nobody_is_told_when_nobody_is_silent(karin: User) -> None:
    assert put_silence_reminders(now=EIGHT) == 0


@pytest.mark.usefixtures("silent")
def test_a_look_meanwhile_makes_it_void(mail_sink: MailSink, karin: User) -> None:
    assert put_silence_reminders(now=EIGHT) == 1
    note_look(silent=1, by=karin, now=EIGHT + MINUTE)
    drain(now=EIGHT + 2 * MINUTE)
    assert mail_sink.letters == []
    assert put_silence_reminders(now=EIGHT + 2 * MINUTE) == 0


@pytest.mark.usefixtures("silent")
def test_without_a_mail_server_nothing_is_put(settings: LazySettings) -> None:
    settings.MAIL_IS_SENT = False
    assert put_silence_reminders(now=EIGHT) == 0


@pytest.mark.usefixtures("silent")
def test_the_clock_asks(mail_sink: MailSink, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("contacts.tasks.clock.now", lambda: EIGHT)
    put_reminders()
    drain(now=EIGHT)
    assert len(mail_sink.letters) == 1
