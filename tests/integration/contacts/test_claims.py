"""Claims: no person is rung by two at once, and a forgotten claim frees itself."""

import threading
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection, connections

from cases.models import Case
from contacts.domain.entry import CLAIM_FOR, ContactRefusal
from contacts.models import Draft
from contacts.queue import Moment
from contacts.services import calls
from jourcase.kernel.refusals import RefusedError
from tests.factories import (
    MONDAY,
    coordinator,
    evening_shift,
    open_case,
    someone,
    volunteer,
)
from volunteers.domain.roles import Role
from volunteers.models import User

EVENING = datetime(2026, 11, 23, 17, 30, tzinfo=UTC)


@pytest.mark.django_db
def test_a_claimed_case_is_refused_to_others_and_renewed_for_its_holder() -> None:
    karin, lars = coordinator(), coordinator("Lars-Erik Svensson")
    case = open_case(by=karin)
    draft = calls.begin_call(case=case, user=karin, now=MONDAY)
    with pytest.raises(RefusedError) as raised:
        calls.begin_call(case=case, user=lars, now=MONDAY)
    assert raised.value.refusals == {ContactRefusal.CLAIMED_BY_OTHER}
    again = calls.begin_call(case=case, user=karin, now=MONDAY + timedelta(minutes=5))
    assert again == draft
    assert again.claimed_until == MONDAY + timedelta(minutes=5) + CLAIM_FOR


@pytest.mark.django_db
def test_an_expired_claim_frees_itself() -> None:
    karin, lars = coordinator(), coordinator("Lars-Erik Svensson")
    case = open_case(by=karin)
    calls.begin_call(case=case, user=karin, now=MONDAY)
    taken = calls.begin_call(case=case, user=lars, now=MONDAY + CLAIM_FOR)
    assert taken.user == lars
    assert Draft.objects.claiming().get(case=case) == taken


@pytest.mark.django_db
def test_next_gives_two_people_two_cases_and_the_third_nothing() -> None:
    karin, lars = coordinator(), coordinator("Lars-Erik Svensson")
    first = open_case(by=karin, received_at=MONDAY - timedelta(days=1))
    second = open_case(by=karin)
    one = calls.begin_next(user=karin, moment=Moment.at(MONDAY))
    two = calls.begin_next(user=lars, moment=Moment.at(MONDAY))
    assert one is not None
    assert two is not None
    assert [one.case, two.case] == [first, second]
    assert calls.begin_next(user=coordinator("Maj Tredje"), moment=Moment.at(MONDAY)) is None


@pytest.mark.django_db
def test_beginning_another_call_lets_go_of_the_first_but_keeps_its_text() -> None:
    karin = coordinator()
    one, two = open_case(by=karin), open_case(by=karin)
    draft = calls.begin_call(case=one, user=karin, now=MONDAY)
    calls.autosave(draft=draft, content={"note": ["halvt"]}, sequence=1, now=MONDAY)
    calls.begin_call(case=two, user=karin, now=MONDAY)
    draft.refresh_from_db()
    assert draft.released_at is not None
    assert draft.discarded_at is None
    assert draft in Draft.objects.unfinished_by(karin)
    assert calls.begin_call(case=one, user=karin, now=MONDAY) == draft


@pytest.mark.django_db
def test_an_older_autosave_never_overwrites_a_newer_one() -> None:
    karin = coordinator()
    draft = calls.begin_call(case=open_case(by=karin), user=karin, now=MONDAY)
    assert calls.autosave(draft=draft, content={"note": ["två"]}, sequence=2, now=MONDAY)
    assert not calls.autosave(draft=draft, content={"note": ["ett"]}, sequence=1, now=MONDAY)
    draft.refresh_from_db()
    assert "två" in draft.content


@pytest.mark.django_db
def test_only_people_approved_that_day_are_given_calls() -> None:
    karin = coordinator()
    case = open_case(by=karin)
    new = someone("Noor Ny", Role.VOLUNTEER)
    with pytest.raises(RefusedError) as raised:
        calls.begin_call(case=case, user=new, now=MONDAY)
    assert raised.value.refusals == {ContactRefusal.NOT_APPROVED}


@pytest.mark.django_db
def test_the_whole_list_is_given_during_the_volunteers_shift_and_otherwise_their_own() -> None:
    karin, birgitta = coordinator(), volunteer()
    open_case(by=karin)
    assert calls.begin_next(user=birgitta, moment=Moment.at(EVENING)) is None
    evening_shift(birgitta, starts_at=EVENING - timedelta(hours=1), by=karin)
    assert calls.begin_next(user=birgitta, moment=Moment.at(EVENING)) is not None


@pytest.mark.django_db
def test_forgotten_claims_are_ended() -> None:
    karin = coordinator()
    calls.begin_call(case=open_case(by=karin), user=karin, now=MONDAY)
    assert calls.end_forgotten_claims(now=MONDAY + timedelta(minutes=19)) == 0
    assert calls.end_forgotten_claims(now=MONDAY + timedelta(minutes=20)) == 1


def in_parallel(people: list[User], act: str, case: Case | None = None) -> list[Draft | None]:
    """Each person acts on a connection of their own, all released by one barrier."""
    barrier = threading.Barrier(len(people))
    given: dict[int, Draft | None] = {}
    failures: list[BaseException] = []

    def run(user: User) -> None:
        try:
            barrier.wait(timeout=30)
            if act == "next":
                given[user.pk] = calls.begin_next(user=user, moment=Moment.at(MONDAY))
            else:
                assert case is not None
                try:
                    given[user.pk] = calls.begin_call(case=case, user=user, now=MONDAY)
                except RefusedError:
                    given[user.pk] = None
        except BaseException as error:
            failures.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(person,)) for person in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert failures == []
    assert len(given) == len(people)
    return list(given.values())


@pytest.mark.django_db(transaction=True)
def test_people_who_ask_for_next_at_the_same_moment_never_get_the_same_case() -> None:
    people = [coordinator(f"Person{number} Efternamn") for number in range(6)]
    for _ in range(4):
        open_case(by=people[0])
    assert not connection.in_atomic_block
    given = [draft.case_id for draft in in_parallel(people, "next") if draft is not None]
    assert len(given) == len(set(given)) == 4


@pytest.mark.django_db(transaction=True)
def test_exactly_one_of_many_gets_a_case_they_all_want() -> None:
    people = [coordinator(f"Person{number} Efternamn") for number in range(6)]
    case = open_case(by=people[0])
    given = in_parallel(people, "begin", case)
    assert sum(draft is not None for draft in given) == 1
    assert Draft.objects.claiming().filter(case=case).count() == 1
