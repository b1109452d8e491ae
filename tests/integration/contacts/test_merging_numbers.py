"""Two cases of which one has a wrong number become one, and two again: the question goes along."""

from datetime import timedelta

import pytest

from cases.domain.duplicates import Side
from cases.domain.enums import Source
from cases.domain.number_query import NumberOutcome, Step
from cases.models import Case, NumberQuery
from cases.services import number_query as service
from contacts.domain.enums import Result
from contacts.services import log
from contacts.services.merging import undo_merge
from tests import factories
from tests.factories import MONDAY, entry, log_contact
from tests.integration.contacts.pairs import DAY, HOUR, LATER, a_case, its_duplicate, merged
from volunteers.models import User

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


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


def test_one_of_two_questions_stands_and_both_come_back(
    karin: User, kept: Case, other: Case
) -> None:
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
