"""Mail to whoever got a case: that there is one, and nothing about it."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from django.conf import LazySettings

from cases.domain.enums import CloseReason
from cases.models import Case
from cases.notices import SUBJECT, TEXT, WINDOW
from cases.services import life
from jourcase.outbox.domain.patience import wait_after
from jourcase.outbox.models import OutboxRow
from jourcase.outbox.services import drain
from tests.factories import coordinator, open_case, volunteer
from tests.infrastructure.mail_sink import MailSink
from volunteers.models import User

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 23, 13, 2, tzinfo=UTC)
SENT = datetime(2026, 11, 23, 13, 5, tzinfo=UTC)
LATER = SENT + WINDOW
Hold = Callable[[datetime], None]


@pytest.fixture
def karin(fixed_clock: Hold) -> User:
    fixed_clock(NOW)
    return coordinator()


@pytest.fixture
def birgitta(karin: User) -> User:
    return volunteer()


@pytest.fixture
def case(karin: User) -> Case:
    return open_case(by=karin, name="Amina Påhittad")


def test_who_gets_a_case_is_told_so_and_nothing_more(
    mail_sink: MailSink, karin: User, birgitta: User, case: Case
) -> None:
    life.assign(case=case, to=birgitta, by=karin, now=NOW)
    assert drain(now=SENT - timedelta(seconds=1)) == 0, "time to put a slip right"
    assert drain(now=SENT) == 1
    [letter] = mail_sink.letters
    assert mail_sink.recipients == [birgitta.email]
    assert letter["Subject"] == SUBJECT
    assert letter.get_content().replace("\r", "") == TEXT
    whole = letter.as_string()
    for told in ("Amina", case.reference, str(case.public_id), karin.full_name, "http"):
        assert told not in whole


def test_the_row_holds_no_more_than_ids(
    mail_sink: MailSink, karin: User, birgitta: User, case: Case
) -> None:
    life.assign(case=case, to=birgitta, by=karin, now=NOW)
    row = OutboxRow.objects.get()
    assert row.payload == {"user": birgitta.pk, "since": "2026-11-23T13:00:00+00:00"}


def test_many_cases_at_once_are_one_mail_and_the_next_time_another(
    mail_sink: MailSink, karin: User, birgitta: User
) -> None:
    for _ in range(3):
        life.assign(case=open_case(by=karin), to=birgitta, by=karin, now=NOW)
    life.assign(case=open_case(by=karin), to=birgitta, by=karin, now=SENT)
    drain(now=SENT)
    assert len(mail_sink.letters) == 1
    drain(now=LATER)
    assert len(mail_sink.letters) == 2


def given_to_another(case: Case, karin: User, birgitta: User) -> None:
    life.assign(case=case, to=volunteer("Lars Nilsson"), by=karin, now=NOW)


def taken_back(case: Case, karin: User, birgitta: User) -> None:
    life.assign(case=case, to=None, by=karin, now=NOW)


def closed(case: Case, karin: User, birgitta: User) -> None:
    life.close(case=case, reason=CloseReason.DECLINED, by=karin, now=NOW)


def switched_off(case: Case, karin: User, birgitta: User) -> None:
    User.objects.filter(pk=birgitta.pk).update(is_active=False)


@pytest.mark.parametrize("change", [given_to_another, taken_back, closed, switched_off])
def test_what_is_no_longer_true_is_not_sent(
    mail_sink: MailSink,
    karin: User,
    birgitta: User,
    case: Case,
    change: Callable[[Case, User, User], None],
) -> None:
    life.assign(case=case, to=birgitta, by=karin, now=NOW)
    change(case, karin, birgitta)
    drain(now=SENT)
    assert birgitta.email not in mail_sink.recipients
    assert not OutboxRow.objects.waiting().filter(payload__user=birgitta.pk).exists()


def test_who_takes_a_case_alone_is_not_told(
    mail_sink: MailSink, birgitta: User, case: Case
) -> None:
    life.assign(case=case, to=birgitta, by=birgitta, now=NOW)
    assert not OutboxRow.objects.exists()


def test_invented_people_get_no_mail(
    mail_sink: MailSink, karin: User, birgitta: User, case: Case
) -> None:
    birgitta.is_fictional = True
    life.assign(case=case, to=birgitta, by=karin, now=NOW)
    assert not OutboxRow.objects.exists()


def test_without_a_mail_server_no_row_is_written(
    settings: LazySettings, karin: User, birgitta: User, case: Case
) -> None:
    assert settings.MAIL_IS_SENT is False
    life.assign(case=case, to=birgitta, by=karin, now=NOW)
    assert not OutboxRow.objects.exists()


def test_a_mail_server_that_is_away_gets_it_later(
    mail_sink: MailSink,
    karin: User,
    birgitta: User,
    case: Case,
    caplog: pytest.LogCaptureFixture,
) -> None:
    life.assign(case=case, to=birgitta, by=karin, now=NOW)
    mail_sink.is_refusing = True
    assert drain(now=SENT) == 0
    assert mail_sink.letters == []
    assert birgitta.email not in caplog.text + OutboxRow.objects.get().last_error
    mail_sink.is_refusing = False
    assert drain(now=SENT + wait_after(1)) == 1
    assert len(mail_sink.letters) == 1


def test_a_mail_sent_again_after_a_kill_is_the_same_message(
    mail_sink: MailSink, karin: User, birgitta: User, case: Case
) -> None:
    life.assign(case=case, to=birgitta, by=karin, now=NOW)
    drain(now=SENT)
    OutboxRow.objects.update(done_at=None)  # killed after sending, before it was noted
    drain(now=LATER)
    first, second = mail_sink.letters
    assert first["Message-ID"] == second["Message-ID"]
