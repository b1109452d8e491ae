"""The board is mailed on 1 June, 1 September and 23 September: each member once, and no content."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from io import StringIO

import pytest
from django.conf import LazySettings
from django.core.management import call_command

from jourcase.agreement.models import Agreement
from jourcase.outbox.services import drain
from reporting.board.reminders import SUBJECT, TEXT, put_board_reminders
from reporting.tasks import remind_board
from tests.factories import board, coordinator
from tests.infrastructure.mail_sink import MailSink

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _mail(mail_sink: MailSink, settings: LazySettings) -> None:
    settings.MAIL_IS_SENT = True


def at(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 6, tzinfo=UTC)


def every_day(first: date, last: date) -> list[date]:
    """The days on which something was put, asked each day."""
    told, day = [], first
    while day <= last:
        if put_board_reminders(now=at(day)):
            told.append(day)
        day += timedelta(days=1)
    return told


def test_three_days_a_year_and_each_once() -> None:
    board()
    coordinator()
    assert every_day(date(2026, 1, 1), date(2026, 12, 31)) == [
        date(2026, 6, 1),
        date(2026, 9, 1),
        date(2026, 9, 23),
    ]


def test_the_mail_says_log_in_and_no_more(mail_sink: MailSink) -> None:
    styrbjorn = board()
    coordinator()
    now = at(date(2026, 9, 23))
    assert put_board_reminders(now=now) == 1
    assert put_board_reminders(now=now) == 0
    drain(now=now)
    drain(now=now)
    (letter,) = mail_sink.letters
    assert (letter["To"], letter["Subject"]) == (styrbjorn.email, SUBJECT)
    assert letter.get_content().strip() == TEXT.strip()


def test_notice_meanwhile_makes_it_void(mail_sink: MailSink) -> None:
    board()
    now = at(date(2026, 9, 23))
    put_board_reminders(now=now)
    Agreement.objects.update(starts_on=date(2026, 10, 1), first_period_ends_on=date(2026, 12, 31))
    drain(now=now)
    assert mail_sink.letters == []


def test_a_machine_that_stood_still_reminds_late_but_not_for_ever() -> None:
    board()
    assert put_board_reminders(now=at(date(2026, 6, 9))) == 0
    assert put_board_reminders(now=at(date(2026, 6, 8))) == 1


def test_without_a_mail_server_none_is_put(settings: LazySettings) -> None:
    board()
    settings.MAIL_IS_SENT = False
    assert put_board_reminders(now=at(date(2026, 6, 1))) == 0


def test_the_task_and_the_command_do_the_same(fixed_clock: Callable[[datetime], None]) -> None:
    board()
    fixed_clock(at(date(2026, 6, 1)))
    told = StringIO()
    call_command("remind_board", stdout=told)
    assert told.getvalue().strip() == "1 påminnelser."
    assert remind_board() == 0
