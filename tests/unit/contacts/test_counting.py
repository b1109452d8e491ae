"""What one logged contact counts as: the table of the rules, row by row."""

from itertools import product

import pytest

from contacts.domain.counting import (
    Attempt,
    is_phone_try,
    is_two_way,
    possible_results,
    takes_first_contact,
)
from contacts.domain.enums import Channel, Direction, Result
from tests.unit.contacts.examples import utc

AT = utc("2026-05-22 12:00")
OUT, IN = Direction.OUT, Direction.IN

# channel, direction, result: is a try, takes first contact, reaches the person
COUNTS = [
    (Channel.PHONE, OUT, Result.REACHED, True, True, True),
    (Channel.PHONE, OUT, Result.CALL_LATER, True, True, True),
    (Channel.PHONE, OUT, Result.DECLINED, True, True, True),
    (Channel.PHONE, OUT, Result.NO_ANSWER, True, True, False),
    (Channel.PHONE, OUT, Result.BUSY, True, True, False),
    (Channel.PHONE, OUT, Result.MESSAGE_LEFT, True, True, False),
    (Channel.PHONE, OUT, Result.OTHER_PERSON, True, True, False),
    (Channel.PHONE, OUT, Result.WRONG_NUMBER, False, False, False),
    (Channel.PHONE, OUT, Result.NOT_IN_USE, False, False, False),
    *[
        (channel, OUT, Result.SENT, False, True, False)
        for channel in (Channel.SMS, Channel.EMAIL, Channel.LETTER, Channel.SOCIAL_MEDIA)
    ],
    *[
        (channel, OUT, result, False, True, True)
        for channel in Channel
        if channel != Channel.PHONE
        for result in (Result.REACHED, Result.CALL_LATER, Result.DECLINED)
    ],
    *[
        (channel, IN, result, False, True, True)
        for channel in Channel
        for result in (Result.REACHED, Result.CALL_LATER, Result.DECLINED)
    ],
]


@pytest.mark.parametrize(
    ("channel", "direction", "result", "is_try", "takes", "reaches"),
    [pytest.param(*row, id="-".join(value.value for value in row[:3])) for row in COUNTS],
)
def test_what_a_contact_counts_as(
    channel: Channel, direction: Direction, result: Result, is_try: bool, takes: bool, reaches: bool
) -> None:
    attempt = Attempt(AT, channel, direction, result)
    assert is_phone_try(attempt) is is_try
    assert takes_first_contact(attempt) is takes
    assert is_two_way(attempt) is reaches


def test_the_table_holds_every_contact_that_can_be_logged() -> None:
    loggable = {
        (channel, direction, result)
        for channel, direction in product(Channel, Direction)
        for result in possible_results(channel, direction)
    }
    assert {row[:3] for row in COUNTS} == loggable


@pytest.mark.parametrize("result", list(Result))
@pytest.mark.parametrize("channel", [Channel.PHONE, Channel.MEETING, Channel.VIDEO])
def test_what_cannot_lie_unanswered_is_never_sent(channel: Channel, result: Result) -> None:
    if result == Result.SENT:
        assert not takes_first_contact(Attempt(AT, channel, OUT, result))
        assert result not in possible_results(channel, OUT)


@pytest.mark.parametrize("result", list(Result))
@pytest.mark.parametrize("channel", list(Channel))
def test_whoever_contacts_the_jour_is_reached_at_that_moment(
    channel: Channel, result: Result
) -> None:
    attempt = Attempt(AT, channel, IN, result)
    assert is_two_way(attempt)
    assert takes_first_contact(attempt)
    assert not is_phone_try(attempt)
