"""Two cases of which one has a wrong number become one, and two again: the question goes along."""

from datetime import timedelta

import pytest

from cases.domain.duplicates import Side
from cases.domain.enums import CallSafety, ReachBy, Source
from cases.domain.intake import IdentityInput
from cases.domain.number_query import NumberOutcome, Step
from cases.models import Case, CaseEvent, EventKind, NumberQuery, Phone
from cases.services import number_query as service
from cases.services.life import change_identity
from contacts.domain.enums import Result
from contacts.services import log
from contacts.services.merging import undo_merge
from tests import factories
from tests.factories import MONDAY, entry, log_contact, open_case, seen_now
from tests.integration.contacts.pairs import (
    DAY,
    HOUR,
    LATER,
    THREE,
    TWO,
    a_case,
    its_duplicate,
    merged,
)
from volunteers.models import User

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)
FOUR = "+46701740615"


@pytest.fixture
def karin(db: None) -> User:
    return factories.coordinator()


@pytest.fixture
def kept(karin: User) -> Case:
    return a_case(karin)


@pytest.fixture
def other(karin: User) -> Case:
    return its_duplicate(karin)


def of(case: Case) -> list[NumberQuery]:
    return list(NumberQuery.objects.filter(case=case).order_by("pk"))


def test_the_question_goes_over_with_its_source_and_comes_back(
    karin: User, kept: Case, other: Case
) -> None:
    log_contact(other, karin, Result.WRONG_NUMBER, at=MONDAY)
    query = NumberQuery.objects.get()
    made = merged(kept, other, karin, source=Side.KEPT)
    assert [(one.pk, one.source) for one in of(kept)] == [(query.pk, Source.OWN)]
    assert list(NumberQuery.objects.visible_to(karin).open()) == [query]
    undo_merge(merge=made, by=karin, now=LATER + HOUR)
    assert (of(kept), of(other)) == ([], [query])
    assert list(NumberQuery.objects.visible_to(karin).open()) == [query]


def test_one_of_two_questions_stands_and_both_come_back(karin: User, kept: Case) -> None:
    other = open_case(by=karin, phones=(TWO,), name="Amina Påhittad")
    for case in (kept, other):
        log_contact(case, karin, Result.WRONG_NUMBER, at=MONDAY)
    (first,), (second,) = of(kept), of(other)
    made = merged(kept, other, karin)
    assert (of(kept), of(other)) == ([first], [second])
    assert list(NumberQuery.objects.visible_to(karin).open()) == [first]
    undo_merge(merge=made, by=karin, now=LATER + HOUR)
    assert set(NumberQuery.objects.visible_to(karin).open()) == {first, second}


def test_a_question_taken_up_again_in_between_does_not_stop_the_undoing(
    karin: User, kept: Case, other: Case
) -> None:
    """The ended one went over, another stood in each: two would stand in the other in the end."""
    log_contact(other, karin, Result.WRONG_NUMBER, at=MONDAY)
    (ended,) = of(other)
    service.answer(query=ended, outcome=NumberOutcome.NOT_NEEDED, by=karin, now=MONDAY + MINUTE)
    log_contact(kept, karin, Result.WRONG_NUMBER, at=MONDAY)
    log_contact(other, karin, Result.WRONG_NUMBER, at=MONDAY + 2 * MINUTE)
    made = merged(kept, other, karin)
    (standing,) = [one for one in of(kept) if one.closed_at is None]
    service.answer(query=standing, outcome=NumberOutcome.NOT_NEEDED, by=karin, now=LATER)
    ended.refresh_from_db()
    service.undo(query=ended, step=Step.ANSWER, by=karin, now=LATER)
    undo_merge(merge=made, by=karin, now=LATER + HOUR)
    for case in (kept, other):
        assert NumberQuery.objects.filter(case=case, closed_at__isnull=True).count() <= 1


def test_a_contact_that_went_over_still_takes_its_question_with_it(
    karin: User, kept: Case, other: Case
) -> None:
    contact = log_contact(other, karin, Result.WRONG_NUMBER, at=MONDAY)
    merged(kept, other, karin)
    contact.refresh_from_db()
    log.correct(contact=contact, entry=entry(Result.NO_ANSWER), by=karin, now=LATER + HOUR)
    assert not NumberQuery.objects.exists()


def test_a_question_that_came_of_a_correction_goes_back_with_the_contact(
    karin: User, kept: Case, other: Case
) -> None:
    contact = log_contact(other, karin, Result.NO_ANSWER, at=MONDAY)
    made = merged(kept, other, karin)
    contact.refresh_from_db()
    log.correct(contact=contact, entry=entry(Result.WRONG_NUMBER), by=karin, now=LATER + HOUR)
    assert len(of(kept)) == 1
    undo_merge(merge=made, by=karin, now=LATER + 2 * HOUR)
    assert (len(of(kept)), len(of(other))) == (0, 1)
    assert made.merged_at < LATER + DAY


# --- A number that the duplicate brings ----------------------------------------------------------


@pytest.fixture
def asked(karin: User, kept: Case) -> NumberQuery:
    """A question of the case that is kept, which the source has been asked."""
    log_contact(kept, karin, Result.WRONG_NUMBER, at=MONDAY)
    return service.ask(query=of(kept)[0], by=karin, now=MONDAY + MINUTE)


def test_a_working_number_of_the_duplicate_answers_the_question_and_undone_it_stands_again(
    karin: User, kept: Case, other: Case, asked: NumberQuery
) -> None:
    made = merged(kept, other, karin)
    (answered,) = of(kept)
    assert answered.outcome == NumberOutcome.NEW_NUMBER
    assert answered.closed_at == answered.answered_at == made.merged_at
    found = CaseEvent.objects.filter(kind=EventKind.NUMBER_FOUND)
    assert [(one.case_id, one.at) for one in found] == [(kept.pk, LATER)]
    undo_merge(merge=made, by=karin, now=LATER + HOUR)
    (again,) = of(kept)
    assert (again.pk, again.asked_at) == (asked.pk, asked.asked_at)
    assert (again.outcome, again.closed_at, again.answered_at) == ("", None, None)
    assert list(NumberQuery.objects.visible_to(karin).open()) == [again]


def test_the_question_of_the_duplicate_stands_instead_of_the_answered_one(
    karin: User, kept: Case, other: Case, asked: NumberQuery
) -> None:
    log_contact(other, karin, Result.WRONG_NUMBER, at=MONDAY + MINUTE)
    (theirs,) = of(other)
    made = merged(kept, other, karin)
    assert [(one.pk, one.closed_at) for one in of(kept)] == [
        (asked.pk, made.merged_at),
        (theirs.pk, None),
    ]
    undo_merge(merge=made, by=karin, now=LATER + HOUR)
    assert [one.pk for one in of(kept) if one.closed_at is None] == [asked.pk]
    assert [one.pk for one in of(other) if one.closed_at is None] == [theirs.pk]


def test_a_number_that_is_wrong_in_the_duplicate_or_known_already_answers_nothing(
    karin: User, kept: Case, asked: NumberQuery
) -> None:
    wrong = open_case(by=karin, phones=(THREE, TWO), name="Amina Påhittad")
    log_contact(wrong, karin, Result.WRONG_NUMBER, at=MONDAY)
    merged(kept, wrong, karin)
    assert Phone.objects.get(case=kept, number_lookup=_digest(wrong)).found_wrong_at is not None
    asked.refresh_from_db()
    assert asked.closed_at is None


def _digest(case: Case) -> str:
    return Phone.objects.filter(case=case).order_by("order")[0].number_lookup


def test_a_number_typed_in_since_keeps_the_question_answered(
    karin: User, kept: Case, other: Case, asked: NumberQuery
) -> None:
    made = merged(kept, other, karin)
    numbers = (*(one.number for one in Phone.objects.filter(case=kept).order_by("order")), FOUR)
    change_identity(
        case=kept,
        identity=IdentityInput(name="Amina Påhittad", phones=numbers),
        reach_by=ReachBy.PHONE,
        call_safety=CallSafety.YES,
        declines_phone=False,
        seen=seen_now(kept),
        by=karin,
        now=LATER + MINUTE,
    )
    undo_merge(merge=made, by=karin, now=LATER + HOUR)
    (row,) = of(kept)
    assert row.outcome == NumberOutcome.NEW_NUMBER


def test_what_somebody_has_said_since_stands_when_the_merge_is_undone(
    karin: User, kept: Case, other: Case, asked: NumberQuery
) -> None:
    made = merged(kept, other, karin)
    (row,) = of(kept)
    opened = service.undo(query=row, step=Step.ANSWER, by=karin, now=LATER + MINUTE)
    outcome = NumberOutcome.NO_OTHER
    service.answer(query=opened, outcome=outcome, by=karin, now=LATER + 2 * MINUTE)
    undo_merge(merge=made, by=karin, now=LATER + HOUR)
    (row,) = of(kept)
    assert (row.outcome, row.closed_at) == (outcome, LATER + 2 * MINUTE)


def test_a_later_question_stands_alone_when_the_merge_is_undone(
    karin: User, kept: Case, other: Case, asked: NumberQuery
) -> None:
    made = merged(kept, other, karin)
    log_contact(kept, karin, Result.WRONG_NUMBER, at=LATER + MINUTE)
    later = NumberQuery.objects.get(case=kept, closed_at__isnull=True)
    undo_merge(merge=made, by=karin, now=LATER + HOUR)
    assert [one.pk for one in of(kept) if one.closed_at is None] == [later.pk]
    asked.refresh_from_db()
    assert asked.outcome == NumberOutcome.NEW_NUMBER
