"""The call list: the SQL order is the rule's order, and who is shown what."""

from datetime import UTC, datetime, time, timedelta

import pytest

from cases.domain.enums import CallSafety, CloseReason, ReachBy
from cases.domain.intake import SafeContact
from cases.domain.safe_hours import WEEKEND, SafeHours, SafeSpan
from cases.models import Case
from cases.services import life
from contacts.cards import call_page
from contacts.domain.enums import Result
from contacts.domain.next_step import Hindrance, order_key
from contacts.queue import Moment, callable_cases, in_call_order, listed_today, rows
from contacts.selections import Selection, counts, select
from contacts.services import calls
from contacts.services.promise_columns import standing_of, step_facts_of
from jourcase.kernel.local_time import at_local, local_date
from tests.factories import (
    MONDAY,
    coordinator,
    evening_shift,
    log_contact,
    open_case,
    volunteer,
)
from volunteers.models import User

pytestmark = pytest.mark.django_db
EVENING = datetime(2026, 11, 23, 17, 30, tzinfo=UTC)
DAY = timedelta(days=1)


@pytest.fixture
def karin() -> User:
    return coordinator()


def many_cases(karin: User) -> None:
    """Cases in every place of the list, opened in an order unlike the wanted one."""
    for days in (0, 1, 2, 3, 4, 5):
        at = MONDAY - days * DAY
        open_case(by=karin, received_at=at)
        tried = open_case(by=karin, received_at=at)
        log_contact(tried, karin, at=at + timedelta(minutes=5))
        evening_left = open_case(by=karin, received_at=at)
        for minutes in (5, 10):
            log_contact(evening_left, karin, at=at + timedelta(minutes=minutes))
        promised = open_case(by=karin, received_at=at)
        log_contact(
            promised,
            karin,
            Result.CALL_LATER,
            at=at + timedelta(minutes=1),
            callback_at=EVENING + timedelta(minutes=5 + days),
        )
        busy = open_case(by=karin, received_at=at)
        log_contact(busy, karin, Result.BUSY, at=at + timedelta(minutes=2))


@pytest.mark.parametrize(
    "now",
    [
        at_local(local_date(MONDAY), time(hour, minute))
        for hour, minute in ((14, 30), (16, 59), (17, 0), (18, 35), (20, 59), (21, 30), (23, 0))
    ],
    ids=lambda at: f"{at:%H%M}Z",
)
def test_the_order_by_sql_is_the_order_by_the_rule(karin: User, now: datetime) -> None:
    many_cases(karin)
    moment = Moment.at(now)
    ordered = list(in_call_order(callable_cases(karin, now=now), moment).select_related("identity"))
    assert len(ordered) > 20
    keys = []
    for case in ordered:
        step, standing = moment.step(case), standing_of(case)
        waits = step.hindrance in {Hindrance.TOO_SOON, Hindrance.WAITS_FOR_EVENING}
        keys.append((waits, order_key(step_facts_of(case), standing, step, case.pk)))
    assert keys == sorted(keys)


def test_a_case_that_lacks_only_the_evening_waits_for_it(karin: User) -> None:
    case = open_case(by=karin, received_at=MONDAY - DAY)
    for hour in (14, 15):
        log_contact(case, karin, at=at_local(local_date(MONDAY) - DAY, time(hour)))
    by_day = rows(
        in_call_order(callable_cases(karin, now=MONDAY), Moment.at(MONDAY)), Moment.at(MONDAY)
    )
    assert [row.step.hindrance for row in by_day] == [Hindrance.WAITS_FOR_EVENING]
    assert call_page(karin, Moment.at(MONDAY), None).rows[0].blocked == "Vänta till kl. 17"
    draft = calls.begin_next(user=karin, moment=Moment.at(EVENING))
    assert draft is not None
    assert draft.case == case
    assert calls.begin_next(user=coordinator("Annan Samordnare"), moment=Moment.at(MONDAY)) is None


def test_what_may_not_be_rung_is_never_listed(karin: User) -> None:
    open_case(by=karin, call_safety=CallSafety.NO)
    open_case(by=karin, is_protected=True)
    open_case(by=karin, is_anonymous=True)
    open_case(by=karin, reach_by=ReachBy.OTHER_WAY, email="a@example.se")
    closed = open_case(by=karin)
    life.close(case=closed, reason=CloseReason.WITHDRAWN, by=karin, now=MONDAY)
    reached = open_case(by=karin)
    log_contact(reached, karin, Result.REACHED)
    paused = open_case(by=karin)
    log_contact(paused, karin, Result.OTHER_PERSON)
    wrong = open_case(by=karin)
    log_contact(wrong, karin, Result.WRONG_NUMBER)
    assert not callable_cases(karin, now=MONDAY).exists()


def test_outside_the_safe_hours_a_case_is_shown_grey_and_not_given(karin: User) -> None:
    mornings = SafeContact(hours=SafeHours.daily(time(9), time(12)))
    open_case(by=karin, safe=mornings, received_at=MONDAY - DAY)
    page = call_page(karin, Moment.at(MONDAY), None)
    assert page.first is None
    assert page.rows == [] or "Får bara ringas" in page.rows[0].blocked
    assert calls.begin_next(user=karin, moment=Moment.at(MONDAY)) is None


def test_hours_of_some_days_alone_are_said_with_the_day(karin: User) -> None:
    weekend = SafeContact(hours=SafeHours.of([SafeSpan(WEEKEND, time(10), time(12))]))
    case = open_case(by=karin, safe=weekend, received_at=MONDAY - 2 * DAY)
    assert call_page(karin, Moment.at(MONDAY), None).rows[0].blocked == (
        "Får bara ringas lör 28 nov. 10–12"
    )
    assert calls.begin_next(user=karin, moment=Moment.at(MONDAY)) is None
    saturday = datetime(2026, 11, 28, 9, 30, tzinfo=UTC)
    draft = calls.begin_next(user=karin, moment=Moment.at(saturday))
    assert draft is not None
    assert draft.case == case


def test_a_claimed_case_is_shown_with_who_rings(karin: User) -> None:
    lars = coordinator("Lars-Erik Svensson")
    case = open_case(by=karin)
    calls.begin_call(case=case, user=lars, now=MONDAY)
    page = call_page(karin, Moment.at(MONDAY), None)
    assert page.first is None
    assert [row.blocked for row in page.rows] == ["Lars-Erik S. ringer nu"]


def test_a_row_shows_a_first_name_and_nothing_more_of_the_person(karin: User) -> None:
    open_case(by=karin, name="Amina Efternamn", email="amina@example.se")
    row = call_page(karin, Moment.at(MONDAY), None).first
    assert row is not None
    assert row.name == "Amina"
    assert "Efternamn" not in repr(row)
    assert "+46" not in repr(row)


def test_a_volunteer_off_shift_sees_only_their_own(karin: User) -> None:
    birgitta = volunteer()
    mine, other = open_case(by=karin), open_case(by=karin)
    life.assign(case=mine, to=birgitta, by=karin, now=MONDAY)
    assert list(callable_cases(birgitta, now=EVENING)) == [mine]
    evening_shift(birgitta, starts_at=EVENING - timedelta(hours=1), by=karin)
    assert set(callable_cases(birgitta, now=EVENING)) == {mine, other}
    assert list(callable_cases(birgitta, now=EVENING + timedelta(hours=3))) == [mine]


def test_every_counter_equals_its_list(karin: User) -> None:
    many_cases(karin)
    moment = Moment.at(EVENING)
    visible = Case.objects.visible_to(karin)
    numbers = counts(visible, list(Selection), moment=moment, user=karin)
    for selection in Selection:
        found = select(visible, selection, moment=moment, user=karin)
        assert numbers[selection] == found.count(), selection
    assert numbers[Selection.OVERDUE] > 0
    assert numbers[Selection.EVENING] > 0
    assert numbers[Selection.CALLBACKS] > 0


def test_the_listed_cases_are_those_due_today(karin: User) -> None:
    case = open_case(by=karin)
    late = at_local(local_date(MONDAY), time(20, 30))
    log_contact(case, karin, at=late)
    moment = Moment.at(late + timedelta(minutes=5))
    assert not listed_today(callable_cases(karin, now=moment.now), moment).exists()
