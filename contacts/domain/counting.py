"""What one logged contact counts as. The table of domain rule "Contact attempts", as code."""

from dataclasses import dataclass
from datetime import datetime

from contacts.domain.enums import Channel, Direction, Result

_TWO_WAY = frozenset({Result.REACHED, Result.CALL_LATER, Result.DECLINED})
_UNANSWERED = frozenset({Result.NO_ANSWER, Result.BUSY, Result.MESSAGE_LEFT, Result.OTHER_PERSON})

# What can be sent and lie unanswered; a meeting or a video call takes two.
_WRITTEN = frozenset({Channel.EMAIL, Channel.SMS, Channel.SOCIAL_MEDIA, Channel.LETTER})

# Which results may be chosen for a contact of this kind.
PHONE_OUT_RESULTS = _TWO_WAY | _UNANSWERED | {Result.WRONG_NUMBER, Result.NOT_IN_USE}
OTHER_OUT_RESULTS = _TWO_WAY | {Result.SENT}
INCOMING_RESULTS = _TWO_WAY


@dataclass(frozen=True, slots=True)
class Attempt:
    """One effective contact (corrections and undone ones are already left out).

    `occurred_at` is when it began, aware.
    """

    occurred_at: datetime
    channel: Channel
    direction: Direction
    result: Result


def possible_results(channel: Channel, direction: Direction) -> frozenset[Result]:
    """The results that make sense for a contact of this kind."""
    if direction == Direction.IN:
        return INCOMING_RESULTS
    if channel == Channel.PHONE:
        return PHONE_OUT_RESULTS
    return OTHER_OUT_RESULTS if channel in _WRITTEN else _TWO_WAY


def is_two_way(attempt: Attempt) -> bool:
    """The person was reached: both sides took part, or the person made contact."""
    return attempt.direction == Direction.IN or attempt.result in _TWO_WAY


def is_phone_try(attempt: Attempt) -> bool:
    """An outgoing call to a plausible number: what the undertaking of three tries counts."""
    return (
        attempt.channel == Channel.PHONE
        and attempt.direction == Direction.OUT
        and attempt.result in _TWO_WAY | _UNANSWERED
    )


def takes_first_contact(attempt: Attempt) -> bool:
    """First contact is taken by a counted try, anything sent, or any two-way contact."""
    is_sent = attempt.channel in _WRITTEN and attempt.result == Result.SENT
    return is_two_way(attempt) or is_phone_try(attempt) or is_sent
