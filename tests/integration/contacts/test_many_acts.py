"""Many acts in one transaction: rows read once and columns written together come to the same as
one act at a time.
"""

from collections.abc import Callable
from contextlib import AbstractContextManager, ExitStack, nullcontext
from datetime import date, time, timedelta

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from cases.domain.enums import CallSafety, CloseReason, ReachBy
from cases.domain.intake import IdentityInput, SafeContact
from cases.domain.safe_hours import SafeHours
from cases.models import Case
from cases.services import life
from cases.services.life import rows_kept
from contacts.domain.enums import MeetingOffer, Result
from contacts.services import log
from contacts.services.checking import Checked, check_promises
from contacts.services.promise_columns import written_together
from jourcase.kernel.local_time import at_local
from tests.factories import (
    MONDAY,
    coordinator,
    entry,
    fictional_number,
    log_contact,
    open_case,
    seen_now,
)
from volunteers.models import User

Block = Callable[[], AbstractContextManager[None]]
HOUR = timedelta(hours=1)
OF_ITS_OWN = {"id", "public_id", "reference", "opened_by_id", "assigned_to_id"}


def a_long_story(karin: User) -> Case:
    """Put right, wrong number, new number, paused, decided, undone, reached, closed, reopened."""
    case = open_case(by=karin, received_at=MONDAY - 2 * HOUR)
    life.correct_received(
        case=case, received_at=MONDAY - 3 * HOUR, reason="Mejlet kom förr", by=karin, now=MONDAY
    )
    life.assign(case=case, to=karin, by=karin, now=MONDAY)
    log_contact(case, karin, Result.WRONG_NUMBER)
    life.change_identity(
        case=case,
        identity=IdentityInput(name="Amina Påhittad", phones=(fictional_number(90),)),
        reach_by=ReachBy.PHONE,
        call_safety=CallSafety.CONDITIONS,
        declines_phone=False,
        seen=seen_now(case),
        by=karin,
        now=MONDAY + HOUR,
    )
    log_contact(case, karin, Result.OTHER_PERSON, at=MONDAY + 2 * HOUR)
    life.decide_calls(case=case, may_continue=True, reason="", by=karin, now=MONDAY + 3 * HOUR)
    slip = log_contact(case, karin, Result.DECLINED, at=MONDAY + 4 * HOUR)
    log.undo(contact=slip, by=karin, now=MONDAY + 4 * HOUR + timedelta(minutes=2))
    talk = log_contact(
        case, karin, Result.REACHED, at=MONDAY + 5 * HOUR, support_codes=("stodsamtal",)
    )
    better = entry(
        Result.REACHED,
        at=MONDAY + 5 * HOUR,
        support_codes=("ersattning",),
        meeting_offer=MeetingOffer.ACCEPTED,
    )
    log.correct(contact=talk, entry=better, by=karin, now=MONDAY + 6 * HOUR)
    life.close(case=case, reason=CloseReason.SUPPORT_ENDED, by=karin, now=MONDAY + 7 * HOUR)
    life.reopen(case=case, by=karin, now=MONDAY + 8 * HOUR)
    return case


def told_within(karin: User, *blocks: Block) -> dict[str, object]:
    with transaction.atomic(), ExitStack() as running:
        for block in blocks:
            running.enter_context(block())
        case = a_long_story(karin)
    stored = Case.objects.filter(pk=case.pk).values().get()
    return {name: value for name, value in stored.items() if name not in OF_ITS_OWN}


@pytest.mark.django_db
@pytest.mark.parametrize(
    "blocks", [(written_together,), (rows_kept,), (written_together, rows_kept)]
)
def test_the_outcome_is_that_of_one_act_at_a_time(blocks: tuple[Block, ...]) -> None:
    karin = coordinator()
    one_by_one = told_within(karin, nullcontext)
    assert told_within(karin, *blocks) == one_by_one
    assert one_by_one["has_support"]
    assert check_promises() == Checked(cases=2)


@pytest.mark.django_db
def test_columns_are_written_when_the_block_ends() -> None:
    karin = coordinator()
    with transaction.atomic(), written_together():
        case = open_case(by=karin)
        log_contact(case, karin)
        assert Case.objects.get(pk=case.pk).phone_tries == 0
    assert Case.objects.get(pk=case.pk).phone_tries == 1


@pytest.mark.django_db
def test_each_case_is_judged_by_its_own_safe_hours() -> None:
    karin = coordinator()
    morning_only = SafeContact(hours=SafeHours.daily(time(9), time(12)))
    with transaction.atomic(), written_together():
        any_time = open_case(by=karin)
        mornings = open_case(by=karin, safe=morning_only)
    tomorrow_at_nine = at_local(date(2026, 11, 24), time(9))
    assert Case.objects.get(pk=any_time.pk).next_due_at == MONDAY
    assert Case.objects.get(pk=mornings.pk).next_due_at == tomorrow_at_nine


@pytest.mark.django_db
def test_a_kept_row_is_read_once_and_again_after_the_block() -> None:
    case = open_case(by=coordinator())
    with transaction.atomic():
        with rows_kept():
            first = life.hold(case.pk)
            with CaptureQueriesContext(connection) as asked:
                assert life.hold(case.pk) is first
            assert len(asked) == 0
        assert life.hold(case.pk) is not first


@pytest.mark.django_db
def test_after_a_failure_in_the_block_all_is_as_usual() -> None:
    karin = coordinator()
    with (
        pytest.raises(ZeroDivisionError),
        transaction.atomic(),
        written_together(),
        rows_kept(),
    ):
        1 / 0  # noqa: B018
    case = open_case(by=karin)
    log_contact(case, karin)
    assert Case.objects.get(pk=case.pk).phone_tries == 1
    with transaction.atomic():
        assert life.hold(case.pk) is not life.hold(case.pk)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("block", [written_together, rows_kept])
def test_neither_is_possible_outside_a_transaction(block: Block) -> None:
    with pytest.raises(RuntimeError, match="inside a transaction"), block():
        pass
