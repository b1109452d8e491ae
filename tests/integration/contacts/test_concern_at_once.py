"""Oro för barn by several at once: real connections, on both databases."""

from datetime import timedelta

import pytest

from cases.concern import ChildConcern
from cases.domain.concern import ConcernState
from cases.models import CaseEvent, EventKind
from cases.services.concern import raise_concern, take_concern, undo_concern
from jourcase.outbox.models import OutboxRow
from tests.factories import MONDAY, coordinator, open_case, volunteer
from tests.infrastructure.mail_sink import MailSink
from tests.integration.contacts.pairs import a_case, its_duplicate, merged
from tests.integration.contacts.test_parallel_audit import all_at_once, assert_one_chain

pytestmark = pytest.mark.django_db(transaction=True)
ROUNDS = 4
NOW = MONDAY + timedelta(hours=1)


def test_of_two_who_take_it_at_once_one_does() -> None:
    karin, maj, birgitta = coordinator(), coordinator("Maj Samordnare"), volunteer()
    for _ in range(ROUNDS):
        concern = raise_concern(case=open_case(by=karin), by=birgitta, now=NOW)
        all_at_once(
            [
                lambda: take_concern(concern=concern, by=karin, now=NOW),  # noqa: B023
                lambda: take_concern(concern=concern, by=maj, now=NOW),  # noqa: B023
            ]
        )
        concern.refresh_from_db()
        assert concern.taken_by in {karin, maj}
        taken = CaseEvent.objects.filter(case=concern.case, kind=EventKind.CONCERN_TAKEN)
        assert [event.by for event in taken] == [concern.taken_by]
    assert_one_chain()


def test_of_two_who_say_it_at_once_it_is_one_and_each_is_told_once(mail_sink: MailSink) -> None:
    karin, maj = coordinator(), coordinator("Maj Samordnare")
    callers = [volunteer(), volunteer("Lars Nilsson")]
    for _ in range(ROUNDS):
        case = open_case(by=karin)
        OutboxRow.objects.all().delete()
        all_at_once(
            [lambda by=by: raise_concern(case=case, by=by, now=NOW) for by in callers]  # type: ignore[misc]  # noqa: B023
        )
        assert ChildConcern.objects.filter(case=case).count() == 1
        told = OutboxRow.objects.filter(kind="cases.concern")
        assert {row.payload["user"] for row in told} == {karin.pk, maj.pk}
        assert len(told) == 2
    assert_one_chain()


def test_undone_and_taken_at_once_it_is_one_of_the_two() -> None:
    karin, birgitta = coordinator(), volunteer()
    for _ in range(ROUNDS):
        concern = raise_concern(case=open_case(by=karin), by=birgitta, now=NOW)
        all_at_once(
            [
                lambda: take_concern(concern=concern, by=karin, now=NOW),  # noqa: B023
                lambda: undo_concern(concern=concern, by=birgitta, now=NOW),  # noqa: B023
            ]
        )
        concern.refresh_from_db()
        assert (concern.state is ConcernState.TAKEN) == (concern.withdrawn_at is None)
        assert (concern.taken_at is None) != (concern.withdrawn_at is None)
    assert_one_chain()


def test_taken_while_its_case_is_merged_it_is_taken_in_the_one_that_is_left() -> None:
    karin, maj, birgitta = coordinator(), coordinator("Maj Samordnare"), volunteer()
    for _ in range(ROUNDS):
        kept, other = a_case(karin), its_duplicate(karin)
        concern = raise_concern(case=other, by=birgitta, now=NOW)
        all_at_once(
            [
                lambda: merged(kept, other, karin),  # noqa: B023
                lambda: take_concern(concern=concern, by=maj, now=NOW),  # noqa: B023
            ]
        )
        concern.refresh_from_db()
        other.refresh_from_db()
        is_merged = other.duplicate_of_id == kept.pk
        assert concern.case == (kept if is_merged else other)
        assert concern.state is ConcernState.TAKEN
    assert_one_chain()
