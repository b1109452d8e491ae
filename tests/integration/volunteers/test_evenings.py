"""The rota: a half-year planned, an evening closed or confirmed, a shift taken and taken over."""

import threading
from datetime import date, time, timedelta

import pytest
from django.db import connections

from jourcase.kernel.local_time import at_local, local_date
from jourcase.kernel.refusals import RefusedError
from tests.factories import MONDAY, coordinator, evening_shift, volunteer
from volunteers.domain.absence import Away
from volunteers.domain.evenings import ClosedBecause, EveningRefusal, Pattern
from volunteers.domain.shifts import ShiftRefusal
from volunteers.domain.weeks import HalfYear
from volunteers.evenings import services, signing
from volunteers.models import Shift, ShiftSignup, User
from volunteers.presence_services import add_absence

SPRING = HalfYear(2027, 1)
PATTERN = Pattern(2, time(17), time(20), 2, ("egen", "partnerjour-1", "partnerjour-2"))
TUESDAYS = Pattern(1, time(17), time(20), 2, PATTERN.offices)
DAY = timedelta(days=1)
LATER = MONDAY + timedelta(minutes=11)  # no slip any more


@pytest.mark.django_db
def test_a_half_year_planned_twice_is_planned_once_and_what_is_touched_stays() -> None:
    karin, birgitta = coordinator(), volunteer()
    first = services.plan_half_year(half=SPRING, pattern=PATTERN, by=karin, now=MONDAY)
    assert len(first.new) == Shift.objects.count() == 26
    again = services.plan_half_year(half=SPRING, pattern=PATTERN, by=karin, now=MONDAY)
    assert (again.new, again.changed, again.kept) == ((), (), 26)
    taken = Shift.objects.filter(office__is_own=True, closing_proposed="")[0]
    signing.sign_up(shift=taken, user=birgitta, by=birgitta, now=MONDAY)
    services.plan_half_year(half=SPRING, pattern=TUESDAYS, by=karin, now=MONDAY)
    on = {local_date(shift.starts_at).weekday() for shift in Shift.objects.exclude(pk=taken.pk)}
    taken.refresh_from_db()
    assert (local_date(taken.starts_at).weekday(), on) == (2, {1})


@pytest.mark.django_db
def test_a_holiday_is_proposed_and_answered_once() -> None:
    karin = coordinator()
    services.plan_half_year(half=SPRING, pattern=PATTERN, by=karin, now=MONDAY)
    epiphany = Shift.objects.get(closing_proposed="Trettondedag jul")
    assert local_date(epiphany.starts_at) == date(2027, 1, 6)
    assert epiphany not in Shift.objects.upcoming(MONDAY)
    services.answer_proposal(shift=epiphany, is_closed=True, by=karin, now=MONDAY)
    epiphany.refresh_from_db()
    assert (epiphany.closed_because, epiphany.closed_note) == ("holiday", "Trettondedag jul")
    with pytest.raises(RefusedError) as raised:
        services.answer_proposal(shift=epiphany, is_closed=False, by=karin, now=MONDAY)
    assert raised.value.refusals == {EveningRefusal.NOT_PROPOSED}


@pytest.mark.django_db
def test_a_closed_evening_opens_nothing_and_keeps_its_people() -> None:
    karin, birgitta = coordinator(), volunteer()
    shift = evening_shift(birgitta, starts_at=MONDAY, by=karin)
    assert shift in Shift.objects.running(MONDAY)
    services.close_evening(
        shift=shift, because=ClosedBecause.ILLNESS, note="", by=karin, now=MONDAY
    )
    assert shift not in Shift.objects.running(MONDAY)
    services.reopen_evening(shift=shift, by=karin, now=MONDAY)
    assert list(Shift.objects.running(MONDAY).get().people.all()) == [birgitta]


@pytest.mark.django_db
def test_only_a_partners_evening_is_confirmed_by_hand() -> None:
    karin = coordinator()
    theirs = evening_shift(starts_at=MONDAY + DAY, office="partnerjour-1", by=karin)
    ours = evening_shift(starts_at=MONDAY + 2 * DAY, by=karin)
    services.confirm_evening(shift=theirs, by=karin, now=MONDAY)
    theirs.refresh_from_db()
    assert (theirs.confirmed_by, theirs.confirmed_through) == (karin, "hand")
    with pytest.raises(RefusedError) as raised:
        services.confirm_evening(shift=ours, by=karin, now=MONDAY)
    assert raised.value.refusals == {EveningRefusal.IS_OURS}


@pytest.mark.django_db
def test_whoever_is_away_that_day_cannot_take_the_shift() -> None:
    karin, birgitta = coordinator(), volunteer()
    shift = evening_shift(starts_at=MONDAY + 3 * DAY, by=karin)
    on = local_date(shift.starts_at)
    add_absence(person=birgitta, period=Away(on, on), by=birgitta, now=MONDAY)
    with pytest.raises(RefusedError) as raised:
        signing.sign_up(shift=shift, user=birgitta, by=birgitta, now=MONDAY)
    assert raised.value.refusals == {ShiftRefusal.AWAY}


@pytest.mark.django_db
def test_the_person_stays_until_somebody_takes_the_shift_over() -> None:
    karin, birgitta, lars = coordinator(), volunteer(), volunteer("Lars Nilsson")
    shift = evening_shift(birgitta, starts_at=MONDAY + DAY, by=karin)
    with pytest.raises(RefusedError) as raised:
        signing.leave_shift(shift=shift, user=birgitta, by=birgitta, now=LATER)
    assert raised.value.refusals == {ShiftRefusal.LEFT_TOO_LATE}
    with pytest.raises(RefusedError) as raised:
        signing.take_over(shift=shift, of=birgitta, user=lars, now=MONDAY)
    assert raised.value.refusals == {ShiftRefusal.NOT_OFFERED}
    signing.offer_shift(shift=shift, user=birgitta, by=birgitta, now=MONDAY)
    assert ShiftSignup.objects.get(shift=shift).user == birgitta
    signing.take_over(shift=shift, of=birgitta, user=lars, now=MONDAY)
    assert ShiftSignup.objects.get(shift=shift).user == lars


@pytest.mark.django_db(transaction=True)
def test_the_last_places_taken_at_the_same_moment_go_to_as_many_as_there_are() -> None:
    people = [volunteer(f"Person{number} Efternamn") for number in range(5)]
    starts_at = at_local(date(2026, 12, 2), time(17))
    shift = evening_shift(starts_at=starts_at, by=people[0])
    barrier = threading.Barrier(len(people))
    refused: list[frozenset[object]] = []
    failures: list[BaseException] = []

    def run(user: User) -> None:
        try:
            barrier.wait(timeout=30)
            signing.sign_up(shift=shift, user=user, by=user, now=MONDAY)
        except RefusedError as error:
            refused.append(frozenset(error.refusals))
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
    assert refused == [frozenset({ShiftRefusal.FULL})] * 3
    assert ShiftSignup.objects.filter(shift=shift).count() == 2
