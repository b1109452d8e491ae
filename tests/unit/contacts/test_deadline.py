"""The last second of "within three days", by calendar and by working days, all year round."""

from datetime import timedelta

import pytest

from contacts.domain.enums import MeasureState, Result
from contacts.domain.promise import stand
from jourcase.agreement.domain.terms import Terms
from tests.unit.contacts.examples import TERMS, WORKING_DAYS, call, case, judged, utc

SECOND = timedelta(seconds=1)

# Received and deadline in UTC, so that the expected side does no local arithmetic of its own.
DEADLINES = [
    ("friday-to-monday", TERMS, "2026-11-20 08:30", "2026-11-23 22:59:59"),
    ("friday-by-working-days", WORKING_DAYS, "2026-11-20 08:30", "2026-11-25 22:59:59"),
    ("last-second-of-the-day", TERMS, "2026-11-20 22:59:59", "2026-11-23 22:59:59"),
    ("first-second-of-the-next", TERMS, "2026-11-20 23:00:00", "2026-11-24 22:59:59"),
    ("summer-night-before-midnight-utc", TERMS, "2026-06-30 22:30", "2026-07-04 21:59:59"),
    # 29 March 2026: 02:00-03:00 does not exist.
    ("into-the-gap-day", TERMS, "2026-03-26 09:00", "2026-03-29 21:59:59"),
    ("across-the-gap", TERMS, "2026-03-27 09:00", "2026-03-30 21:59:59"),
    ("received-just-before-the-gap", TERMS, "2026-03-29 00:59:59", "2026-04-01 21:59:59"),
    ("received-just-after-the-gap", TERMS, "2026-03-29 01:00:00", "2026-04-01 21:59:59"),
    ("gap-eve-late", TERMS, "2026-03-28 22:59:59", "2026-03-31 21:59:59"),
    # 25 October 2026: 02:00-03:00 comes twice.
    ("into-the-fold-day", TERMS, "2026-10-22 09:00", "2026-10-25 22:59:59"),
    ("across-the-fold", TERMS, "2026-10-23 09:00", "2026-10-26 22:59:59"),
    ("received-in-the-first-round", TERMS, "2026-10-25 00:30", "2026-10-28 22:59:59"),
    ("received-in-the-second-round", TERMS, "2026-10-25 01:30", "2026-10-28 22:59:59"),
    # Whitsun 2026: the Monday, 25 May, is no holiday.
    ("whitsun", TERMS, "2026-05-22 08:00", "2026-05-25 21:59:59"),
    ("whitsun-by-working-days", WORKING_DAYS, "2026-05-22 08:00", "2026-05-27 21:59:59"),
    # Midsummer 2026: the eve, Friday 19 June, is no public holiday; Saturday is one anyway.
    ("midsummer", TERMS, "2026-06-18 08:00", "2026-06-21 21:59:59"),
    ("midsummer-by-working-days", WORKING_DAYS, "2026-06-18 08:00", "2026-06-23 21:59:59"),
    ("ascension-by-working-days", WORKING_DAYS, "2026-05-13 08:00", "2026-05-19 21:59:59"),
    ("new-year", TERMS, "2026-12-30 09:00", "2027-01-02 22:59:59"),
    ("new-year-by-working-days", WORKING_DAYS, "2026-12-30 09:00", "2027-01-05 22:59:59"),
    ("epiphany-by-working-days", WORKING_DAYS, "2027-01-04 09:00", "2027-01-08 22:59:59"),
    ("leap-day", TERMS, "2028-02-28 09:00", "2028-03-02 22:59:59"),
]


@pytest.mark.parametrize(
    ("terms", "received", "deadline"), [pytest.param(*row[1:], id=row[0]) for row in DEADLINES]
)
class TestDeadline:
    def test_it_is_the_last_second_of_the_local_day(
        self, terms: Terms, received: str, deadline: str
    ) -> None:
        assert stand(case(utc(received)), [], terms).deadline_at == utc(deadline)

    def test_a_call_in_that_second_is_in_time(
        self, terms: Terms, received: str, deadline: str
    ) -> None:
        made = call(utc(deadline), Result.REACHED)
        promise = judged(case(utc(received)), made, now=utc(deadline), terms=terms)
        assert promise.first_contact.state == MeasureState.MET
        assert promise.reached.state == MeasureState.MET

    def test_a_call_one_second_later_is_not(
        self, terms: Terms, received: str, deadline: str
    ) -> None:
        late = utc(deadline) + SECOND
        promise = judged(case(utc(received)), call(late, Result.REACHED), now=late, terms=terms)
        assert promise.first_contact.state == MeasureState.MISSED
        assert promise.reached.state == MeasureState.MISSED

    def test_it_is_pending_in_that_second_and_missed_after_it(
        self, terms: Terms, received: str, deadline: str
    ) -> None:
        facts, last = case(utc(received)), utc(deadline)
        assert judged(facts, now=last, terms=terms).first_contact.state == MeasureState.PENDING
        after = judged(facts, now=last + SECOND, terms=terms)
        assert after.first_contact.state == MeasureState.MISSED
        assert after.reached.state == MeasureState.MISSED


@pytest.mark.parametrize(
    ("received", "hours"),
    [
        pytest.param("2026-03-26 23:00:00", 95, id="four-days-over-the-gap-are-95-hours"),
        pytest.param("2026-10-22 22:00:00", 97, id="four-days-over-the-fold-are-97-hours"),
        pytest.param("2026-11-19 23:00:00", 96, id="four-ordinary-days-are-96-hours"),
    ],
)
def test_days_are_local_days_and_not_times_of_24_hours(received: str, hours: int) -> None:
    standing = stand(case(utc(received)), [], TERMS)
    assert standing.deadline_at + SECOND - utc(received) == timedelta(hours=hours)


@pytest.mark.parametrize(
    ("days", "deadline"),
    [(0, "2026-11-20 22:59:59"), (1, "2026-11-21 22:59:59"), (7, "2026-11-27 22:59:59")],
)
def test_the_number_of_days_is_a_term(days: int, deadline: str) -> None:
    terms = Terms(valid_from=TERMS.valid_from, first_contact_days=days)
    assert stand(case("2026-11-20 09:30"), [], terms).deadline_at == utc(deadline)
