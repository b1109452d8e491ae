"""Whoever had a case is told that it went to somebody else, however it went; a slip is not told."""

from datetime import UTC, datetime

import pytest

from cases.domain.duplicates import Side
from cases.domain.enums import CloseReason, RecusalReason
from cases.models import Case
from cases.notices import MOVED_SUBJECT, WINDOW
from cases.services import life
from contacts.services.merging import undo_merge
from contacts.services.recusal import recuse
from jourcase.outbox.services import drain
from tests.factories import coordinator, open_case, volunteer
from tests.infrastructure.mail_sink import MailSink
from tests.integration.contacts.pairs import merged
from volunteers.models import User

pytestmark = pytest.mark.django_db
FIRST = datetime(2026, 11, 23, 13, 2, tzinfo=UTC)
NOW = datetime(2026, 11, 23, 15, 2, tzinfo=UTC)


@pytest.fixture
def karin() -> User:
    return coordinator()


@pytest.fixture
def birgitta(karin: User) -> User:
    return volunteer()


@pytest.fixture
def lars(karin: User) -> User:
    return volunteer("Lars Nilsson")


def case_of(karin: User, to: User) -> Case:
    return life.assign(case=open_case(by=karin), to=to, by=karin, now=FIRST)


def told(mail_sink: MailSink) -> list[str]:
    """Who gets the mail that something of theirs went to somebody else."""
    drain(now=NOW + WINDOW)
    return [one["To"] for one in mail_sink.letters if one["Subject"] == MOVED_SUBJECT]


@pytest.mark.parametrize("to_somebody", [True, False])
def test_the_former_is_told_when_somebody_else_or_nobody_gets_the_case(
    mail_sink: MailSink, karin: User, birgitta: User, lars: User, to_somebody: bool
) -> None:
    case = case_of(karin, birgitta)
    life.assign(case=case, to=lars if to_somebody else None, by=karin, now=NOW)
    assert told(mail_sink) == [birgitta.email]


def test_a_slip_that_was_put_right_is_told_nobody(
    mail_sink: MailSink, karin: User, birgitta: User, lars: User
) -> None:
    case = case_of(karin, birgitta)
    life.assign(case=case, to=lars, by=karin, now=NOW)
    life.assign(case=case, to=birgitta, by=karin, now=NOW)
    assert told(mail_sink) == []


@pytest.mark.parametrize("side", [Side.KEPT, Side.OTHER])
def test_a_merge_tells_whoever_lost_theirs(
    mail_sink: MailSink, karin: User, birgitta: User, lars: User, side: Side
) -> None:
    kept, other = case_of(karin, birgitta), case_of(karin, lars)
    merged(kept, other, karin, now=NOW, assigned_to=side)
    lost = lars if side is Side.KEPT else birgitta
    assert told(mail_sink) == [lost.email]


def test_a_merge_taken_back_at_once_tells_nobody_who_has_theirs_again(
    mail_sink: MailSink, karin: User, birgitta: User, lars: User
) -> None:
    kept, other = case_of(karin, birgitta), case_of(karin, lars)
    merge = merged(kept, other, karin, now=NOW)
    undo_merge(merge=merge, by=karin, now=NOW)
    assert told(mail_sink) == []


@pytest.mark.parametrize("reason", RecusalReason)
def test_whoever_is_marked_with_jav_is_told_as_of_a_reassignment(
    mail_sink: MailSink, karin: User, birgitta: User, reason: RecusalReason
) -> None:
    case = case_of(karin, birgitta)
    recuse(case=case, user=birgitta, reason=reason, by=karin, now=NOW)
    assert told(mail_sink) == [birgitta.email]
    letter = str(mail_sink.letters[-1]).casefold()
    for said in (case.reference, "amina", "jäv", reason.label, str(case.public_id)):
        assert said.casefold() not in letter


def test_whoever_pressed_themselves_or_had_not_the_case_is_told_nothing(
    mail_sink: MailSink, karin: User, birgitta: User, lars: User
) -> None:
    case = case_of(karin, birgitta)
    recuse(case=case, user=lars, reason=RecusalReason.RELATED, by=karin, now=NOW)
    recuse(case=case, user=birgitta, reason=RecusalReason.KNOWS_PERSON, by=birgitta, now=NOW)
    assert told(mail_sink) == []


def test_a_closed_case_was_nobodys_to_do(mail_sink: MailSink, karin: User, birgitta: User) -> None:
    case = case_of(karin, birgitta)
    life.close(case=case, reason=CloseReason.DECLINED, by=karin, now=FIRST)
    recuse(case=case, user=birgitta, reason=RecusalReason.KNOWS_PERSON, by=karin, now=NOW)
    assert Case.objects.get(pk=case.pk).assigned_to is None
    assert told(mail_sink) == []
