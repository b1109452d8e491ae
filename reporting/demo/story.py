"""The course of a case from its coming in to its end, by what was drawn for it."""

from datetime import datetime, time, timedelta

from cases.domain.enums import (
    LIVE_CHANNELS,
    CloseReason,
    IntakeChannel,
    ReachBy,
    Source,
)
from cases.domain.intake import Intake
from contacts.domain.entry import ContactEntry
from contacts.domain.enums import Channel, Direction, Result
from jourcase.kernel.local_time import local_date
from reporting.demo import shape, texts
from reporting.demo.draw import Course, Number
from reporting.demo.events import (
    CallsDecided,
    Closed,
    IdentityChanged,
    Opened,
    ReceivedCorrected,
)
from reporting.demo.identities import new_number
from reporting.demo.moments import (
    DAYTIME,
    MORNING,
    between,
    call_moment,
    is_evening_clock,
    is_weekend,
    office_moment,
    within,
)
from reporting.demo.support import follow_support, talk
from reporting.demo.telling import Telling, phone_out

# On which day the first try is made, counted from the one on which the case came in.
_IN_TIME = {0: 30.0, 1: 36.0, 2: 22.0, 3: 12.0}
_LATE = {4: 40.0, 5: 25.0, 6: 15.0, 7: 12.0, 8: 8.0}
_NEXT_TRY = {0: 6.0, 1: 40.0, 2: 28.0, 3: 16.0, 4: 10.0}
# How many tries are made when nobody ever answers.
_TRIES_IN_VAIN = {3: 62.0, 4: 20.0, 2: 12.0, 1: 6.0}


def tell_case(telling: Telling) -> None:
    """All that happens with the case, scenes excepted."""
    come_in(telling)
    match telling.draw.course:
        case Course.RUNG:
            _assign_soon(telling)
            _ring(telling)
        case Course.LIVE | Course.ANONYMOUS:
            _live(telling)
        case Course.NO_PHONE:
            _assign_soon(telling)
            _write(telling)
        case Course.PROTECTED:
            _by_hand(telling)
        case Course.DUPLICATE:
            _double(telling)
        case Course.FORWARDED:
            _forward(telling)
        case Course.WITHDRAWN:
            telling.close(CloseReason.WITHDRAWN, after_days=(0, 2))
        case Course.UNSAFE:
            telling.note_sometimes()
            telling.close(CloseReason.UNSAFE, after_days=(1, 6))


def come_in(
    telling: Telling, *, received_at: datetime | None = None, opened_at: datetime | None = None
) -> None:
    """The case reaches the jour and is written down, by somebody at the office."""
    rng, draw, person = telling.rng, telling.draw, telling.person
    received_at = received_at or _received_at(telling)
    telling.received_at = received_at
    is_live = draw.channel in LIVE_CHANNELS
    opened_at = opened_at or _opened_at(telling, received_at, is_live=is_live)
    typed_at = received_at
    if not is_live and shape.chance(rng, 1.2):
        typed_at = between(rng, received_at, min(received_at + timedelta(hours=3), opened_at))
    intake = Intake(
        received_at=typed_at,
        source=draw.source,
        channel=draw.channel,
        reach_by=person.reach_by,
        call_safety=person.call_safety,
        is_anonymous=draw.course == Course.ANONYMOUS,
        is_protected=draw.course == Course.PROTECTED,
        identity=person.identity,
        statistics=person.statistics,
        first_note=telling.some(texts.FIRST_NOTES, 14),
    )
    telling.tell(Opened(intake), by=telling.desk, at=opened_at)
    if typed_at != received_at:
        reason = rng.choice(texts.RECEIVED_CORRECTED)
        corrected = ReceivedCorrected(received_at, reason)
        telling.tell(corrected, by=telling.desk, at=opened_at + timedelta(minutes=4))


def _received_at(telling: Telling) -> datetime:
    rng, draw = telling.rng, telling.draw
    on = draw.received_on
    if on == local_date(telling.now):
        return within(rng, on, (time(0, 5), time(6, 50)))
    if draw.channel in LIVE_CHANNELS:
        return within(rng, on, (time(8, 40), time(16, 0)))
    if draw.source == Source.OWN or is_weekend(on):
        return within(rng, on, (time(7, 0), time(22, 0)))
    return within(rng, on, (time(7, 30), time(15, 45)))


def _opened_at(telling: Telling, received_at: datetime, *, is_live: bool) -> datetime:
    rng = telling.rng
    if is_live:
        return received_at + timedelta(minutes=rng.randint(4, 12))
    at = office_moment(rng, received_at)
    if received_at <= telling.now < at:
        # What has come in by the last morning is written down that morning.
        morning = within(rng, local_date(telling.now), MORNING)
        return max(morning, received_at + timedelta(minutes=5))
    return at


def _assign_soon(telling: Telling) -> None:
    if shape.chance(telling.rng, 96):
        telling.assign_somebody(office_moment(telling.rng, telling.at, within_minutes=90))
    telling.note_sometimes()


def _ring(telling: Telling) -> None:
    draw = telling.draw
    at = _first_try_at(telling)
    if draw.number != Number.RIGHT:
        found_at = _wrong_number(telling, at)
        if found_at is None:
            _write(telling)
            return
        at = found_at
    if draw.reached_on:
        _ring_until_reached(telling, at)
    else:
        _ring_in_vain(telling, at)


def _first_try_at(telling: Telling) -> datetime:
    received_on = local_date(telling.received_at)
    for shares in (_IN_TIME, _LATE) if telling.draw.is_in_time else (_LATE,):
        at = call_moment(
            telling.rng,
            after=telling.at + timedelta(minutes=10),
            days={received_on + timedelta(days=n): weight for n, weight in shares.items()},
            evening_share=38,
            safe=telling.person.safe_hours,
        )
        if at is not None:
            return at
    return _next_try_at(telling, evening_share=40)


def _next_try_at(telling: Telling, *, evening_share: float) -> datetime:
    """A few hours or days after the last; when no time fits the safe hours they have to yield."""
    after = telling.at + timedelta(hours=4)
    on = local_date(after)
    days = {on + timedelta(days=n): weight for n, weight in _NEXT_TRY.items()}
    rng, safe = telling.rng, telling.person.safe_hours
    for share, hours in ((evening_share, safe), (50, safe), (50, None)):
        at = call_moment(rng, after=after, days=days, evening_share=share, safe=hours)
        if at is not None:
            return at
    return after


def _wrong_number(telling: Telling, at: datetime) -> datetime | None:
    """Nobody by that name. When the right number is found, the time of the next call."""
    rng = telling.rng
    result = shape.pick(rng, {Result.WRONG_NUMBER: 60, Result.NOT_IN_USE: 40})
    note = telling.some(texts.WRONG_NUMBER, 40) if result == Result.WRONG_NUMBER else ""
    telling.log(phone_out(result, at, note=note), is_prompt=True)
    if telling.draw.number == Number.LOST:
        return None
    person = telling.person
    changed = IdentityChanged(new_number(rng, person.identity), ReachBy.PHONE, person.call_safety)
    found_at = office_moment(rng, telling.at + timedelta(hours=rng.randint(1, 20)))
    telling.tell(changed, by=telling.desk, at=found_at)
    return _next_try_at(telling, evening_share=40)


def _ring_until_reached(telling: Telling, at: datetime) -> None:
    draw = telling.draw
    evening = False
    for number in range(1, draw.reached_on):
        if number == 1 and draw.other_person:
            if not _other_person(telling, at):
                return
        else:
            telling.unanswered(at)
            _send_sometimes(telling)
        evening = evening or is_evening_clock(at)
        at = _next_try_at(telling, evening_share=50 if evening or number < 2 else 90)
    talk(telling, at)


def _ring_in_vain(telling: Telling, at: datetime) -> None:
    tries = shape.pick(telling.rng, _TRIES_IN_VAIN)
    evening = False
    for number in range(1, tries + 1):
        if number == 1 and telling.draw.other_person:
            if not _other_person(telling, at):
                return
        else:
            telling.unanswered(at)
            _send_sometimes(telling)
        evening = evening or is_evening_clock(at)
        if number < tries:
            owed = not evening and number >= 2
            at = _next_try_at(telling, evening_share=96 if owed else 45)
    wait = (2, 12) if tries >= 3 else (14, 24)
    telling.close(CloseReason.NOT_REACHED, after_days=wait)


def _other_person(telling: Telling, at: datetime) -> bool:
    """Somebody else answers; whether the coordinator then lets the calls go on."""
    rng = telling.rng
    note = rng.choice(texts.OTHER_PERSON)
    telling.log(phone_out(Result.OTHER_PERSON, at, note=note), is_prompt=True)
    may_continue = telling.draw.reached_on > 0 or shape.chance(rng, 45)
    reason = rng.choice(texts.DECIDED_ON if may_continue else texts.DECIDED_AGAINST)
    decided_at = office_moment(rng, telling.at + timedelta(hours=rng.randint(1, 40)))
    telling.tell(CallsDecided(may_continue, reason), by=telling.desk, at=decided_at)
    if not may_continue:
        telling.close(CloseReason.UNSAFE, after_days=(1, 5))
    return may_continue


def _send_sometimes(telling: Telling) -> None:
    """A short greeting by sms after a call that nobody took, to those who allow it."""
    safe = telling.person.identity.safe
    if safe.may_send_sms and shape.chance(telling.rng, 30):
        at = telling.at + timedelta(minutes=4)
        entry = ContactEntry(
            Channel.SMS, Direction.OUT, Result.SENT, at, note=telling.rng.choice(texts.SENT)
        )
        telling.log(entry, is_prompt=True)


def _write(telling: Telling) -> None:
    """There is no number: a letter or an e-mail, which more than half answer."""
    rng = telling.rng
    has_email = bool(telling.person.identity.email)
    channel = Channel.EMAIL if has_email else Channel.LETTER
    wait = shape.pick(rng, _IN_TIME if telling.draw.is_in_time else _LATE)
    on = max(local_date(telling.received_at) + timedelta(days=wait), local_date(telling.at))
    at = max(within(rng, on, DAYTIME), telling.at + timedelta(minutes=15))
    note = rng.choice(texts.SENT)
    telling.log(ContactEntry(channel, Direction.OUT, Result.SENT, at, note=note))
    if has_email and shape.chance(rng, 55):
        answered_at = telling.at + timedelta(hours=rng.randint(3, 70))
        follow_support(telling, answered_at, channel=Channel.EMAIL, direction=Direction.IN)
    else:
        telling.close(CloseReason.NOT_REACHED, after_days=(16, 28))


def _live(telling: Telling) -> None:
    """The person is there: the first conversation is the intake itself."""
    draw = telling.draw
    is_visit = draw.channel == IntakeChannel.WALK_IN
    is_named = draw.course == Course.LIVE
    follow_support(
        telling,
        telling.received_at,
        channel=Channel.MEETING if is_visit else Channel.PHONE,
        direction=Direction.IN,
        by=telling.desk,
        # An anonymous person is nobody's to ring: whoever answers goes on with the case.
        assigned_at=office_moment(telling.rng, telling.at) if is_named else None,
    )


def _by_hand(telling: Telling) -> None:
    """A protected case: the coordinator who took it in does all of it herself."""
    at = office_moment(telling.rng, telling.at + timedelta(hours=telling.rng.randint(1, 50)))
    if shape.chance(telling.rng, 35):
        telling.unanswered(at, by=telling.desk)
        at = office_moment(telling.rng, telling.at + timedelta(hours=24))
    talk(telling, at, by=telling.desk)


def _double(telling: Telling) -> None:
    """Seen within days to be a case that is there already."""
    at = office_moment(telling.rng, telling.at + timedelta(hours=telling.rng.randint(1, 60)))
    closed = Closed(CloseReason.DUPLICATE, telling.draw.duplicate_of)
    telling.tell(closed, by=telling.desk, at=at)


def _forward(telling: Telling) -> None:
    """Somebody who lives elsewhere: passed on at once, or after a conversation about it."""
    if shape.chance(telling.rng, 60):
        telling.close(CloseReason.FORWARDED, after_days=(0, 1))
        return
    at = _first_try_at(telling)
    entry = ContactEntry(
        Channel.PHONE,
        Direction.OUT,
        Result.REACHED,
        at,
        minutes=telling.rng.randint(5, 15),
        support_codes=("hanvisning",),
        note=telling.rng.choice(texts.TALKS),
    )
    telling.log(entry)
    telling.close(CloseReason.FORWARDED, after_days=(0, 3))
