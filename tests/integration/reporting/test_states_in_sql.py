"""The promise in SQL says of every case what the rule says in Python."""

from collections import Counter
from datetime import UTC, datetime, timedelta
from itertools import product

import pytest
from django.db.models import Q

from cases.models import Case
from contacts.domain.counting import Attempt, is_two_way
from contacts.domain.enums import Channel, Direction, MeasureState, Result
from contacts.domain.promise import judge
from contacts.models import Contact
from contacts.services.promise_columns import standing_of
from reporting.queries import IN_COHORT, IS_TWO_WAY, promise_states
from tests import factories
from tests.integration.reporting.conftest import NOW, Jour

MOMENTS = (
    datetime(2025, 11, 20, tzinfo=UTC),
    NOW - timedelta(days=20),
    NOW - timedelta(days=2),
    NOW,
    NOW + timedelta(days=400),
)


@pytest.mark.parametrize("now", MOMENTS)
def test_each_case_has_the_one_state_that_the_rule_gives_it(jour: Jour, now: datetime) -> None:
    states = promise_states(now)
    for case in Case.objects.all():
        promise = judge(standing_of(case), now=now)
        for in_sql, verdict in (
            (states.first_contact, promise.first_contact),
            (states.reached, promise.reached),
            (states.tries, promise.tries),
        ):
            found = [
                state
                for state in MeasureState
                if Case.objects.filter(in_sql.of(state), pk=case.pk).exists()
            ]
            assert found == [verdict.state], case.reference


def test_the_scene_holds_every_state_of_every_measure(jour: Jour) -> None:
    promises = [judge(standing_of(case), now=NOW) for case in Case.objects.all()]
    for verdicts in (
        [promise.first_contact.state for promise in promises],
        [promise.reached.state for promise in promises],
        [promise.tries.state for promise in promises],
    ):
        assert set(Counter(verdicts)) == set(MeasureState)


def test_the_four_states_add_up_to_the_cohort(jour: Jour) -> None:
    cohort = Case.objects.filter(IN_COHORT)
    states = promise_states(NOW)
    for measure in (states.first_contact, states.reached, states.tries):
        counts = [cohort.filter(measure.of(state)).count() for state in MeasureState]
        assert sum(counts) == cohort.count()


def test_a_deadline_that_is_now_has_not_passed(jour: Jour) -> None:
    case = factories.open_case(by=jour.coordinator, received_at=NOW, now=NOW)
    assert case.deadline_at is not None
    at_deadline = promise_states(case.deadline_at).first_contact
    after = promise_states(case.deadline_at + timedelta(seconds=1)).first_contact
    mine = Case.objects.filter(pk=case.pk)
    assert mine.filter(at_deadline.pending).exists()
    assert mine.filter(after.missed).exists()


def test_two_way_in_sql_is_the_rule_s_two_way(jour: Jour) -> None:
    by = jour.volunteer
    case = jour.cases[0]
    for direction, result in product(Direction, Result):
        contact = Contact(
            case=case,
            occurred_at=NOW,
            logged_at=NOW,
            made_by=by,
            maker_was_approved=True,
            channel=Channel.PHONE,
            direction=direction,
            result=result,
        )
        contact.save()
        attempt = Attempt(NOW, Channel.PHONE, direction, result)
        found = Contact.objects.filter(Q(pk=contact.pk) & IS_TWO_WAY).exists()
        assert found == is_two_way(attempt), (direction, result)
