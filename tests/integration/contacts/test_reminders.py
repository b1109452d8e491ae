"""Reminders of what is coming: to whom, when, each once, and without a word of what it is."""

import uuid
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, datetime, timedelta
from io import StringIO

import pytest
from django.conf import LazySettings
from django.core.management import call_command

from cases.domain.enums import CloseReason, RecusalReason
from cases.models import Case
from cases.services import life
from contacts.agenda import AgendaItem
from contacts.domain.agenda import AgendaKind
from contacts.domain.enums import Result
from contacts.leaving import end_person
from contacts.services import agenda
from contacts.services.agenda import Plan
from contacts.services.recusal import recuse
from contacts.services.reminders import KIND, SUBJECT, TEXT, put_reminders
from contacts.tasks import put_reminders as task
from jourcase.kernel import clock
from jourcase.outbox.models import OutboxRow
from jourcase.outbox.periodic import do_round
from jourcase.outbox.services import drain
from tests.factories import coordinator, log_contact, open_case, volunteer
from tests.infrastructure.mail_sink import MailSink
from volunteers.models import User

pytestmark = pytest.mark.django_db
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
# Planned on the Monday; a trial on the Wednesday at nine, local time.
NOW = datetime(2026, 11, 23, 13, 0, tzinfo=UTC)
AT = datetime(2026, 11, 25, 8, 0, tzinfo=UTC)
DAY_BEFORE = datetime(2026, 11, 24, 8, 0, tzinfo=UTC)
HOURS_BEFORE = AT - 2 * HOUR


@pytest.fixture
def karin(db: None, fixed_clock: Callable[[datetime], None]) -> User:
    fixed_clock(NOW)
    return coordinator()


@pytest.fixture
def birgitta(karin: User) -> User:
    return volunteer()


@pytest.fixture
def case(karin: User, birgitta: User, mail_sink: MailSink) -> Case:
    found = open_case(by=karin, name="Amina Påhittad")
    life.assign(case=found, to=birgitta, by=karin, now=NOW)
    drain(now=NOW + HOUR)  # the mail of the assignment
    mail_sink.letters.clear()
    mail_sink.recipients.clear()
    return Case.objects.get(pk=found.pk)


def planned(case: Case, by: User, *, at: datetime = AT, to: User | None = None) -> AgendaItem:
    said = Plan(kind=AgendaKind.COURT, starts_at=at, responsible=to, place="Södertörns tingsrätt")
    return agenda.plan(case=case, plan=said, key=uuid.uuid4(), by=by, now=NOW)


def round_at(now: datetime) -> int:
    """One round of the clock; gives how many reminders were put."""
    found = put_reminders(now=now)
    drain(now=now)
    return found


def test_the_day_before_at_nine_and_two_hours_before_and_each_once(
    mail_sink: MailSink, case: Case, birgitta: User
) -> None:
    planned(case, birgitta)
    sent = {}
    at = NOW
    while at < AT + HOUR:
        before = len(mail_sink.letters)
        round_at(at)
        if len(mail_sink.letters) > before:
            sent[at] = len(mail_sink.letters) - before
        at += 5 * MINUTE
    assert sent == {DAY_BEFORE: 1, HOURS_BEFORE: 1}
    assert set(mail_sink.recipients) == {birgitta.email}


def test_the_mail_and_the_row_tell_nothing(
    mail_sink: MailSink, case: Case, karin: User, birgitta: User
) -> None:
    item = planned(case, birgitta)
    round_at(DAY_BEFORE)
    [letter] = mail_sink.letters
    assert letter["Subject"] == SUBJECT
    assert letter.get_content().replace("\r", "") == TEXT
    whole = letter.as_string()
    for told in ("Amina", "tingsr", "ttegång", case.reference, str(item.public_id), "http"):
        assert told not in whole
    row = OutboxRow.objects.get(kind=KIND)
    assert row.payload == {"what": "item", "id": item.pk, "which": "day", "user": birgitta.pk}


def test_several_who_look_at_the_same_time_put_it_once(
    mail_sink: MailSink, case: Case, birgitta: User
) -> None:
    planned(case, birgitta)
    assert put_reminders(now=DAY_BEFORE) == 1
    assert put_reminders(now=DAY_BEFORE) == 0
    drain(now=DAY_BEFORE)
    assert put_reminders(now=DAY_BEFORE + HOUR) == 0
    assert len(mail_sink.letters) == 1


def cancelled(case: Case, item: AgendaItem, karin: User) -> None:
    agenda.cancel(item=item, by=karin, now=DAY_BEFORE)


def moved(case: Case, item: AgendaItem, karin: User) -> None:
    said = Plan(kind=AgendaKind.COURT, starts_at=AT + 30 * DAY)
    agenda.change(item=item, plan=said, by=karin, now=DAY_BEFORE)


def closed(case: Case, item: AgendaItem, karin: User) -> None:
    life.close(case=case, reason=CloseReason.DECLINED, by=karin, now=DAY_BEFORE)


def given_to_another(case: Case, item: AgendaItem, karin: User) -> None:
    life.assign(case=case, to=volunteer("Lars Nilsson"), by=karin, now=DAY_BEFORE)


def jav(case: Case, item: AgendaItem, karin: User) -> None:
    user = User.objects.get(full_name="Birgitta Nilsson")
    recuse(case=case, user=user, reason=RecusalReason.RELATED, by=karin, now=DAY_BEFORE)


def left(case: Case, item: AgendaItem, karin: User) -> None:
    user = User.objects.get(full_name="Birgitta Nilsson")
    end_person(person=user, by=karin, now=DAY_BEFORE)


@pytest.mark.parametrize("then", [cancelled, moved, closed, given_to_another, jav, left])
def test_what_is_no_longer_true_is_not_sent(
    mail_sink: MailSink,
    case: Case,
    karin: User,
    birgitta: User,
    then: Callable[[Case, AgendaItem, User], None],
) -> None:
    item = planned(case, birgitta)
    assert put_reminders(now=DAY_BEFORE) == 1
    then(case, item, karin)
    drain(now=DAY_BEFORE)
    assert birgitta.email not in mail_sink.recipients


def test_one_that_waited_until_the_next_was_due_is_not_sent_beside_it(
    mail_sink: MailSink, case: Case, birgitta: User
) -> None:
    planned(case, birgitta)
    put_reminders(now=DAY_BEFORE)  # and nothing drains until the next day
    round_at(HOURS_BEFORE)
    assert len(mail_sink.letters) == 1


def test_one_that_waited_until_it_began_is_not_sent(
    mail_sink: MailSink, case: Case, birgitta: User
) -> None:
    planned(case, birgitta)
    put_reminders(now=HOURS_BEFORE)
    drain(now=AT)
    assert mail_sink.letters == []


def test_whoever_gets_the_case_gets_the_reminder_too(
    mail_sink: MailSink, case: Case, karin: User, birgitta: User
) -> None:
    planned(case, birgitta)
    round_at(DAY_BEFORE)
    lars = volunteer("Lars Nilsson")
    life.assign(case=case, to=lars, by=karin, now=DAY_BEFORE + HOUR)
    round_at(DAY_BEFORE + HOUR)
    reminded = [
        to
        for to, letter in zip(mail_sink.recipients, mail_sink.letters, strict=True)
        if letter["Subject"] == SUBJECT
    ]
    assert reminded == [birgitta.email, lars.email]


def test_another_who_is_to_be_there_gets_it_in_place_of_whoever_has_the_case(
    mail_sink: MailSink, case: Case, karin: User
) -> None:
    planned(case, karin, to=karin)
    round_at(DAY_BEFORE)
    assert mail_sink.recipients == [karin.email]


def test_what_is_nobodys_goes_to_the_coordinators_who_may_see_it(
    mail_sink: MailSink, case: Case, karin: User
) -> None:
    olle, eva = coordinator("Olle Annan"), coordinator("Eva Ek")
    planned(case, karin)
    life.assign(case=case, to=None, by=karin, now=NOW)
    recuse(case=case, user=eva, reason=RecusalReason.RELATED, by=karin, now=NOW)
    round_at(DAY_BEFORE)
    assert sorted(mail_sink.recipients) == sorted([karin.email, olle.email])


@pytest.mark.parametrize("how", ["switched off", "without a role"])
def test_whoever_cannot_see_the_case_any_more_is_not_reminded_but_somebody_is(
    mail_sink: MailSink, case: Case, karin: User, birgitta: User, how: str
) -> None:
    planned(case, birgitta)
    if how == "switched off":
        User.objects.filter(pk=birgitta.pk).update(is_active=False)
    else:
        birgitta.groups.clear()
    round_at(DAY_BEFORE)
    assert mail_sink.recipients == [karin.email]


def test_a_promised_call_reminds_whoever_has_the_case(
    mail_sink: MailSink, case: Case, birgitta: User
) -> None:
    log_contact(case, birgitta, Result.CALL_LATER, at=NOW, callback_at=AT)
    round_at(DAY_BEFORE)
    round_at(HOURS_BEFORE)
    assert mail_sink.recipients == [birgitta.email, birgitta.email]
    assert OutboxRow.objects.filter(kind=KIND, payload__what="callback").count() == 2


def test_a_promised_call_that_was_kept_or_is_nobodys_reminds_nobody(
    mail_sink: MailSink, case: Case, karin: User, birgitta: User
) -> None:
    other = open_case(by=karin)
    for one in (case, other):
        log_contact(one, birgitta, Result.CALL_LATER, at=NOW, callback_at=AT)
    log_contact(case, birgitta, Result.REACHED, at=NOW + HOUR)
    assert put_reminders(now=DAY_BEFORE) == 0


def test_what_was_planned_after_the_reminders_time_is_not_reminded_of_at_once(
    mail_sink: MailSink, case: Case, birgitta: User
) -> None:
    said = Plan(kind=AgendaKind.MEETING, starts_at=AT)
    agenda.plan(case=case, plan=said, key=uuid.uuid4(), by=birgitta, now=DAY_BEFORE + HOUR)
    assert round_at(DAY_BEFORE + 2 * HOUR) == 0
    assert round_at(HOURS_BEFORE) == 1


def test_invented_people_and_houses_without_mail_get_none(
    mail_sink: MailSink, settings: LazySettings, case: Case, birgitta: User
) -> None:
    planned(case, birgitta)
    settings.MAIL_IS_SENT = False
    assert put_reminders(now=DAY_BEFORE) == 0
    settings.MAIL_IS_SENT = True
    User.objects.filter(pk=birgitta.pk).update(is_fictional=True)
    assert put_reminders(now=DAY_BEFORE) == 0


def test_the_clock_the_task_and_the_command_do_the_same(
    mail_sink: MailSink, settings: LazySettings, case: Case, birgitta: User
) -> None:
    item = planned(case, birgitta)
    told = StringIO()
    with clock.fixed(DAY_BEFORE):
        call_command("put_reminders", stdout=told)
        task()
        settings.PERIODIC_TASKS = {
            "put-reminders": {"task": "contacts.put_reminders", "schedule": 300}
        }
        do_round(now=DAY_BEFORE)
    assert told.getvalue() == "1 påminnelser.\n"
    assert OutboxRow.objects.filter(kind=KIND, payload__id=item.pk).count() == 1
    assert len(mail_sink.letters) == 1


def test_as_many_queries_with_twenty_events_as_with_one(
    mail_sink: MailSink,
    case: Case,
    birgitta: User,
    django_assert_num_queries: Callable[..., AbstractContextManager[object]],
) -> None:
    planned(case, birgitta)
    put_reminders(now=DAY_BEFORE)
    for minute in range(20):
        planned(case, birgitta, at=AT + minute * MINUTE)
    put_reminders(now=DAY_BEFORE + HOUR)
    with django_assert_num_queries(5):  # events, calls, roles, what may be seen, what was put
        assert put_reminders(now=DAY_BEFORE + HOUR) == 0
