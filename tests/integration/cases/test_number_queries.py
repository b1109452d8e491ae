"""Fel nummer: the question to the source comes and goes with the contact, step by step."""

from typing import Any

import pytest
from django.urls import reverse

from cases.domain.enums import CloseReason, ReachBy, Source
from cases.domain.number_query import NumberOutcome, NumberRefusal, Step
from cases.models import EventKind, NumberQuery, Phone
from cases.services import life, retention
from cases.services import number_query as service
from contacts.domain.enums import Result
from contacts.services import log
from jourcase.kernel.audit import Action, AuditEvent
from reporting.inflow import inflow
from tests.factories import (
    MONDAY,
    coordinator,
    entry,
    log_contact,
    open_case,
)
from tests.integration.cases.referring import as_
from tests.integration.cases.wrong_numbers import (
    DAY,
    HOUR,
    MINUTE,
    NEW,
    ONE,
    TWO,
    again,
    entered,
    refused,
    url,
    wrong,
)
from volunteers.models import User

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _monday(fixed_clock: Any) -> None:
    fixed_clock(MONDAY)


@pytest.fixture
def karin() -> User:
    return coordinator()


# --- It comes and goes with the contact -----------------------------------------------------------


@pytest.mark.parametrize("result", [Result.WRONG_NUMBER, Result.NOT_IN_USE])
@pytest.mark.parametrize("phones", [(ONE,), (ONE, TWO)])
def test_a_wrong_number_is_a_task_also_when_another_works(
    karin: User, result: Result, phones: tuple[str, ...]
) -> None:
    case = open_case(by=karin, phones=phones, source=Source.HEALTH_CARE)
    contact = log_contact(case, karin, result)
    query = NumberQuery.objects.get()
    assert (query.case, query.source, query.closed_at) == (case, Source.HEALTH_CARE, None)
    marked = Phone.objects.get(found_wrong_at__isnull=False)
    assert query.found_at == contact.logged_at == marked.found_wrong_at
    assert list(NumberQuery.objects.visible_to(karin).to_ask()) == [query]


def test_other_results_make_no_task_and_anonymous_cases_have_no_number(karin: User) -> None:
    log_contact(open_case(by=karin), karin, Result.NO_ANSWER)
    nameless = open_case(by=karin, is_anonymous=True, reach_by=ReachBy.CALLS_US)
    log_contact(nameless, karin, Result.WRONG_NUMBER)
    assert not NumberQuery.objects.exists()


def test_one_question_stands_for_two_wrong_numbers(karin: User) -> None:
    query = wrong(karin, ONE, TWO)
    log_contact(query.case, karin, Result.NOT_IN_USE, at=MONDAY)
    assert NumberQuery.objects.get() == query


def test_undoing_the_contact_takes_the_task_away(karin: User) -> None:
    case = open_case(by=karin)
    contact = log_contact(case, karin, Result.WRONG_NUMBER)
    log.undo(contact=contact, by=karin, now=MONDAY + 2 * MINUTE)
    assert not NumberQuery.objects.exists()


def test_undoing_the_first_of_two_leaves_the_task_of_the_second(karin: User) -> None:
    case = open_case(by=karin, phones=(ONE, TWO))
    first = log_contact(case, karin, Result.WRONG_NUMBER, at=MONDAY)
    second = log_contact(case, karin, Result.WRONG_NUMBER, at=MONDAY + MINUTE)
    log.undo(contact=first, by=karin, now=MONDAY + 5 * MINUTE)
    assert NumberQuery.objects.get().found_at == second.logged_at
    log.undo(contact=second, by=karin, now=MONDAY + 6 * MINUTE)
    assert not NumberQuery.objects.exists()


def test_undoing_the_second_of_two_leaves_the_task_of_the_first(karin: User) -> None:
    case = open_case(by=karin, phones=(ONE, TWO))
    first = log_contact(case, karin, Result.WRONG_NUMBER, at=MONDAY)
    second = log_contact(case, karin, Result.WRONG_NUMBER, at=MONDAY + MINUTE)
    log.undo(contact=second, by=karin, now=MONDAY + 5 * MINUTE)
    assert NumberQuery.objects.get().found_at == first.logged_at


def test_a_correction_takes_it_away_even_when_the_source_has_been_asked(karin: User) -> None:
    case = open_case(by=karin)
    contact = log_contact(case, karin, Result.WRONG_NUMBER)
    service.ask(query=NumberQuery.objects.get(), by=karin, now=MONDAY + HOUR)
    log.correct(contact=contact, entry=entry(Result.NO_ANSWER), by=karin, now=MONDAY + DAY)
    assert not NumberQuery.objects.exists()
    assert inflow(karin, now=MONDAY + DAY).rows[0].wrong == 0


def test_a_correction_that_says_the_same_keeps_the_task_and_what_was_done(karin: User) -> None:
    case = open_case(by=karin)
    contact = log_contact(case, karin, Result.WRONG_NUMBER)
    service.ask(query=NumberQuery.objects.get(), by=karin, now=MONDAY + HOUR)
    later = log.correct(
        contact=contact, entry=entry(Result.NOT_IN_USE), by=karin, now=MONDAY + 2 * HOUR
    )
    query = NumberQuery.objects.get()
    assert query.asked_at == MONDAY + HOUR
    log.correct(contact=later, entry=entry(Result.BUSY), by=karin, now=MONDAY + 3 * HOUR)
    assert not NumberQuery.objects.exists()


def test_a_correction_to_a_wrong_number_makes_the_task(karin: User) -> None:
    case = open_case(by=karin)
    contact = log_contact(case, karin, Result.NO_ANSWER)
    log.correct(contact=contact, entry=entry(Result.WRONG_NUMBER), by=karin, now=MONDAY + DAY)
    assert NumberQuery.objects.get().found_at == MONDAY + DAY


# --- A number is found ----------------------------------------------------------------------------


@pytest.mark.parametrize("phones", [(ONE,), (ONE, TWO)])
@pytest.mark.parametrize("is_asked", [True, False])
def test_a_new_number_ends_it_wherever_it_came_from(
    karin: User, phones: tuple[str, ...], is_asked: bool
) -> None:
    query = wrong(karin, *phones)
    if is_asked:
        service.ask(query=query, by=karin, now=MONDAY)
    entered(query.case, karin, *phones, NEW, now=MONDAY + HOUR)
    ended = again(query)
    assert (ended.outcome, ended.closed_at) == (NumberOutcome.NEW_NUMBER, MONDAY + HOUR)
    assert ended.answered_at == (MONDAY + HOUR if is_asked else None)
    assert query.case.events.filter(kind=EventKind.NUMBER_FOUND).count() == 1


def test_saving_the_same_numbers_or_taking_one_away_ends_nothing(karin: User) -> None:
    query = wrong(karin, ONE, TWO)
    entered(query.case, karin, ONE, TWO)
    entered(query.case, karin, TWO)
    assert again(query).closed_at is None
    assert not query.case.events.filter(kind=EventKind.NUMBER_FOUND).exists()


def test_a_number_that_turns_out_wrong_too_is_a_new_task(karin: User) -> None:
    query = wrong(karin)
    entered(query.case, karin, NEW)
    log_contact(query.case, karin, Result.WRONG_NUMBER, at=MONDAY + DAY)
    assert NumberQuery.objects.filter(case=query.case).count() == 2
    assert NumberQuery.objects.visible_to(karin).to_ask().count() == 1
    page = inflow(karin, now=MONDAY + 2 * DAY)
    assert [row.wrong for row in page.rows] == [1]  # cases are counted


# --- What the coordinator does --------------------------------------------------------------------


def test_asked_reminded_answered_and_each_taken_back(karin: User) -> None:
    query = wrong(karin)
    service.ask(query=query, by=karin, now=MONDAY)
    late = MONDAY + 7 * DAY
    seen = NumberQuery.objects.visible_to(karin)
    assert not seen.to_remind(late - DAY).exists()
    assert seen.to_remind(late).get() == query
    service.remind(query=query, by=karin, now=late)
    assert not seen.to_remind(late + 6 * DAY).exists()
    service.answer(query=query, outcome=NumberOutcome.NO_OTHER, by=karin, now=late + DAY)
    assert (again(query).answered_at, seen.done().get()) == (late + DAY, query)
    for step in (Step.ANSWER, Step.REMIND, Step.ASK):
        service.undo(query=query, step=step, by=karin, now=late + 2 * DAY)
    fresh = again(query)
    assert (fresh.asked_at, fresh.asked_by, fresh.reminded_at) == (None, None, None)
    assert (fresh.answered_at, fresh.closed_at, fresh.outcome) == (None, None, "")
    kinds = list(query.case.events.order_by("pk").values_list("kind", flat=True))
    assert kinds.count(EventKind.NUMBER_ASKED) == 4
    assert kinds.count(EventKind.NUMBER_ANSWERED) == 2
    log_rows = AuditEvent.objects.filter(case_id=query.case_id)
    assert log_rows.filter(action=Action.NUMBER_ASKED).count() == 4
    assert log_rows.filter(action=Action.NUMBER_ANSWERED).count() == 2


def test_a_second_press_is_refused_and_changes_nothing(karin: User) -> None:
    query = wrong(karin)
    service.ask(query=query, by=karin, now=MONDAY)
    act = service.ask, service.remind
    assert refused(lambda: act[0](query=query, by=karin, now=MONDAY + HOUR)) == {
        NumberRefusal.ASKED_ALREADY
    }
    assert refused(lambda: act[1](query=query, by=karin, now=MONDAY + HOUR)) == {
        NumberRefusal.TODAY_ALREADY
    }
    assert again(query).asked_at == MONDAY
    gone = NumberRefusal.CHANGED_MEANWHILE
    undo = service.undo
    assert refused(lambda: undo(query=query, step=Step.ANSWER, by=karin, now=MONDAY)) == {gone}


def test_an_answer_is_not_taken_back_when_a_new_question_stands(karin: User) -> None:
    query = wrong(karin)
    entered(query.case, karin, NEW)
    log_contact(query.case, karin, Result.WRONG_NUMBER, at=MONDAY + DAY)
    found = refused(lambda: service.undo(query=query, step=Step.ANSWER, by=karin, now=MONDAY))
    assert found == {NumberRefusal.OTHER_STANDS}


def test_a_question_that_is_gone_is_refused_in_words(karin: User) -> None:
    case = open_case(by=karin)
    contact = log_contact(case, karin, Result.WRONG_NUMBER)
    query = NumberQuery.objects.get()
    log.undo(contact=contact, by=karin, now=MONDAY + 2 * MINUTE)
    assert refused(lambda: service.ask(query=query, by=karin, now=MONDAY)) == {
        NumberRefusal.CHANGED_MEANWHILE
    }


def test_of_a_closed_case_it_rests_and_comes_back_with_it(karin: User) -> None:
    query = wrong(karin)
    life.close(case=query.case, reason=CloseReason.DECLINED, by=karin, now=MONDAY)
    seen = NumberQuery.objects.visible_to(karin)
    assert not seen.open().exists()
    assert refused(lambda: service.ask(query=query, by=karin, now=MONDAY)) == {
        NumberRefusal.CASE_CLOSED
    }
    life.undo_closing(case=query.case, by=karin, now=MONDAY + HOUR)
    assert seen.open().get() == query


# --- Erasure, and the dashboard -------------------------------------------------------------------


def test_the_count_survives_the_erasure_and_nothing_leads_back(karin: User) -> None:
    query = wrong(karin)
    service.ask(query=query, by=karin, now=MONDAY + 37 * MINUTE)
    service.answer(query=query, outcome=NumberOutcome.NO_OTHER, by=karin, now=MONDAY + HOUR)
    open_case(by=karin)
    life.close(case=query.case, reason=CloseReason.DECLINED, by=karin, now=MONDAY + HOUR)
    late = MONDAY + 92 * DAY
    before = [(row.label, row.wrong, row.wrong_share) for row in inflow(karin, now=late).rows]
    assert before == [("Polisen", 1, "50,0\N{NO-BREAK SPACE}%")]
    old = again(query)
    assert retention.gallra(now=late).erased == 1
    left = NumberQuery.objects.get()
    assert left.case.erased_at is not None
    assert (left.source, left.outcome) == (old.source, old.outcome)
    assert left.pk < 0
    assert left.public_id != old.public_id
    assert left.asked_by is None
    assert {at.minute for at in (left.found_at, left.asked_at, left.closed_at) if at} == {0}
    after = [(row.label, row.wrong, row.wrong_share) for row in inflow(karin, now=late).rows]
    assert after == before
    assert not NumberQuery.objects.visible_to(karin).exists()
    assert as_(karin).get(url(left)).status_code == 404
    assert as_(karin).get(url(old)).status_code == 404


def test_the_dashboard_counts_what_the_list_shows(karin: User) -> None:
    asked, _, protected = wrong(karin), wrong(karin, TWO), wrong(karin, NEW, is_protected=True)
    service.ask(query=asked, by=karin, now=MONDAY)
    maj = coordinator("Maj Samordnare")
    for user, number in ((karin, 2), (maj, 1)):
        client = as_(user)
        tasks = client.get(reverse("reporting:dashboard")).context["page"].tasks
        assert tasks[0].number == number
        listed = client.get(f"{reverse(tasks[0].route)}?{tasks[0].query}")
        assert len(listed.context["rows"]) == number
    assert protected.case.is_protected
