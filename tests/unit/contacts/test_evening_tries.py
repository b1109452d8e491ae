"""Which call is an evening try: its start, on the local clock, on any day of the week."""

from datetime import timedelta

import pytest

from contacts.domain.enums import Channel, Result
from contacts.domain.promise import stand
from tests.unit.contacts.examples import EMAIL, LETTER, SMS, TERMS, call, case, contact, utc

EVENING = "2026-11-23 18:00"

EVENINGS = [
    ("winter-16-59-59", "2026-11-23 15:59:59", 0),
    ("winter-17-00", "2026-11-23 16:00:00", 1),
    ("winter-21-59-59", "2026-11-23 20:59:59", 1),
    ("winter-22-00", "2026-11-23 21:00:00", 0),
    ("summer-16-59-59", "2026-07-15 14:59:59", 0),
    ("summer-17-00", "2026-07-15 15:00:00", 1),
    ("summer-21-59-59", "2026-07-15 19:59:59", 1),
    ("summer-22-00", "2026-07-15 20:00:00", 0),
    ("before-the-gap-winter-time", "2026-03-28 15:59:59", 0),
    ("before-the-gap-17-00", "2026-03-28 16:00:00", 1),
    ("after-the-gap-16-59-59", "2026-03-29 14:59:59", 0),
    ("after-the-gap-17-00", "2026-03-29 15:00:00", 1),
    ("after-the-gap-22-00", "2026-03-29 20:00:00", 0),
    ("before-the-fold-17-00", "2026-10-24 15:00:00", 1),
    ("after-the-fold-16-59-59", "2026-10-25 15:59:59", 0),
    ("after-the-fold-17-00", "2026-10-25 16:00:00", 1),
    ("after-the-fold-22-00", "2026-10-25 21:00:00", 0),
    ("sunday", "2026-11-22 17:30:00", 1),
    ("whit-monday", "2026-05-25 15:00:00", 1),
    ("midsummer-eve", "2026-06-19 15:00:00", 1),
    ("new-years-eve", "2026-12-31 16:00:00", 1),
    ("night-of-new-year", "2026-12-31 23:30:00", 0),
]


@pytest.mark.parametrize(
    ("instant", "expected"), [pytest.param(*row[1:], id=row[0]) for row in EVENINGS]
)
def test_the_start_of_the_call_on_the_local_clock_decides(instant: str, expected: int) -> None:
    at = utc(instant)
    standing = stand(case(at - timedelta(days=1)), [call(at)], TERMS)
    assert (standing.phone_tries, standing.evening_tries) == (1, expected)


def test_a_call_at_16_59_is_not_an_evening_try() -> None:
    assert stand(case(), [call("2026-11-23 16:59")], TERMS).evening_tries == 0


def test_a_call_at_17_00_is_an_evening_try() -> None:
    assert stand(case(), [call("2026-11-23 17:00")], TERMS).evening_tries == 1


def test_a_call_at_21_59_is_an_evening_try() -> None:
    assert stand(case(), [call("2026-11-23 21:59")], TERMS).evening_tries == 1


def test_a_call_at_22_00_is_not_an_evening_try() -> None:
    assert stand(case(), [call("2026-11-23 22:00")], TERMS).evening_tries == 0


@pytest.mark.parametrize(
    "result", [Result.WRONG_NUMBER, Result.NOT_IN_USE], ids=lambda result: result.value
)
def test_a_wrong_number_in_the_evening_is_no_evening_try(result: Result) -> None:
    assert stand(case(), [call(EVENING, result)], TERMS).evening_tries == 0


@pytest.mark.parametrize("channel", [SMS, EMAIL, LETTER])
def test_what_is_sent_in_the_evening_is_no_evening_try(channel: Channel) -> None:
    assert stand(case(), [contact(EVENING, channel)], TERMS).evening_tries == 0
