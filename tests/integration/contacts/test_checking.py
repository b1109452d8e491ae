"""The proof that every stored outcome equals the rule, and the tasks that run by the clock."""

import logging
from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cases.domain.enums import CloseReason
from cases.models import Case
from cases.services import life
from contacts import tasks
from contacts.domain.entry import CLAIM_FOR
from contacts.domain.enums import Result
from contacts.models import Draft
from contacts.services import calls
from contacts.services.checking import Checked, check_promises
from contacts.services.promise_columns import differences
from jourcase.kernel import clock
from tests.factories import BEGINNING, MONDAY, coordinator, log_contact, open_case
from volunteers.models import User


def five_cases(karin: User) -> list[Case]:
    """New, tried, reached, paused and closed."""
    cases = [open_case(by=karin) for _ in range(5)]
    results = (Result.NO_ANSWER, Result.REACHED, Result.OTHER_PERSON, Result.DECLINED)
    for case, result in zip(cases[1:], results, strict=True):
        log_contact(case, karin, result)
    life.close(
        case=cases[4], reason=CloseReason.DECLINED, by=karin, now=MONDAY + timedelta(hours=1)
    )
    return cases


def spoil(case: Case, **columns: Any) -> None:
    Case.objects.filter(pk=case.pk).update(**columns)


def told_by_command(**options: Any) -> str:
    out = StringIO()
    call_command("check_promises", stdout=out, **options)
    return out.getvalue()


@pytest.mark.django_db
def test_cases_made_by_the_services_are_all_right() -> None:
    five_cases(coordinator())
    assert check_promises() == Checked(cases=5)
    assert told_by_command() == "5 ärenden jämförda, 0 skiljer sig.\n"


@pytest.mark.django_db
def test_without_cases_there_is_nothing_wrong() -> None:
    assert told_by_command() == "0 ärenden jämförda, 0 skiljer sig.\n"


@pytest.mark.django_db
def test_a_column_that_differs_is_logged_and_ends_with_code_1(
    expects_error_log: list[logging.LogRecord], caplog: pytest.LogCaptureFixture
) -> None:
    cases = five_cases(coordinator())
    spoil(cases[1], phone_tries=2, evening_tries=1)
    with pytest.raises(CommandError, match="5 ärenden jämförda, 1 skiljer sig") as raised:
        told_by_command()
    assert raised.value.returncode == 1
    assert caplog.messages == ["promise.differs"]
    (told,) = caplog.records
    assert vars(told)["case"] == cases[1].pk
    assert vars(told)["columns"] == "phone_tries,evening_tries"
    assert Case.objects.get(pk=cases[1].pk).phone_tries == 2


@pytest.mark.django_db
@pytest.mark.parametrize("at_a_time", [1, 2, 5, 500])
def test_every_case_is_looked_at_however_many_at_a_time(
    at_a_time: int, expects_error_log: list[logging.LogRecord]
) -> None:
    cases = five_cases(coordinator())
    for case in cases:
        spoil(case, phone_tries=9)
    assert check_promises(at_a_time=at_a_time) == Checked(cases=5, wrong=5)


@pytest.mark.django_db
def test_with_fix_what_differs_is_rewritten(expects_error_log: list[logging.LogRecord]) -> None:
    cases = five_cases(coordinator())
    spoil(cases[0], next_due_at=None)
    spoil(cases[2], reached_at=None, has_support=True)
    assert told_by_command(fix=True) == ("5 ärenden jämförda, 2 skiljer sig, 2 är omskrivna.\n")
    assert check_promises() == Checked(cases=5)
    assert all(differences(case) == [] for case in Case.objects.all())


@pytest.mark.django_db
def test_a_case_that_cannot_be_judged_is_logged_and_the_rest_go_on(
    expects_error_log: list[logging.LogRecord],
) -> None:
    cases = five_cases(coordinator())
    spoil(cases[0], reach_by="brevduva")
    spoil(cases[3], phone_tries=7)
    assert check_promises(fix=True) == Checked(cases=5, wrong=1, fixed=1, failed=1)
    with pytest.raises(CommandError, match="1 gick inte att bedöma"):
        told_by_command()


@pytest.mark.django_db
def test_queries_do_not_grow_with_the_cases_of_a_chunk() -> None:
    karin = coordinator()
    open_case(by=karin)
    with CaptureQueriesContext(connection) as few:
        check_promises()
    five_cases(karin)
    with CaptureQueriesContext(connection) as more:
        check_promises()
    assert len(more) == len(few) == 4  # cases, contacts, what stands beside; then no more cases


@pytest.mark.django_db
def test_the_tasks_do_what_the_commands_do(expects_error_log: list[logging.LogRecord]) -> None:
    karin = coordinator()
    case = open_case(by=karin)
    calls.begin_call(case=case, user=karin, now=MONDAY)
    spoil(case, phone_tries=3)
    with clock.fixed(MONDAY + CLAIM_FOR):
        tasks.check_promises()
        tasks.end_forgotten_claims()
    assert not Draft.objects.claiming().exists()
    assert Case.objects.get(pk=case.pk).phone_tries == 3


@pytest.mark.django_db
def test_the_command_tells_how_many_claims_it_freed() -> None:
    karin = coordinator()
    calls.begin_call(case=open_case(by=karin), user=karin, now=MONDAY)
    out = StringIO()
    with clock.fixed(MONDAY + timedelta(minutes=19)):
        call_command("end_forgotten_claims", stdout=out)
    with clock.fixed(MONDAY + timedelta(minutes=20)):
        call_command("end_forgotten_claims", stdout=out)
    assert out.getvalue() == "0 släppta.\n1 släppta.\n"


def test_a_real_worker_frees_forgotten_claims_and_finds_differences(
    celery_worker_process: Any,
) -> None:
    karin = coordinator()
    # So long ago that the claim has run out by any clock.
    begun_at = BEGINNING + timedelta(days=1)
    case = open_case(by=karin, received_at=begun_at, now=begun_at)
    calls.begin_call(case=case, user=karin, now=begun_at)
    spoil(case, phone_tries=3)
    tasks.end_forgotten_claims.delay()
    celery_worker_process.wait_until(lambda: not Draft.objects.claiming().exists())
    tasks.check_promises.delay()
    found = f'"event": "promise.differs", "case": {case.pk}, "columns": "phone_tries"'
    celery_worker_process.wait_until(lambda: found in celery_worker_process.log.read_text())
