"""What follows when a person has been reached: the first conversation, and the support."""

from datetime import datetime, time, timedelta

from cases.domain.enums import AgeGroup, CloseReason
from contacts.domain.entry import ContactEntry
from contacts.domain.enums import Channel, Direction, MeetingOffer, Result, WhatNext
from jourcase.kernel.local_time import at_local, local_date
from reporting.demo import shape, texts
from reporting.demo.draw import Course
from reporting.demo.events import Reopened
from reporting.demo.moments import office_moment
from reporting.demo.telling import Telling, phone_out

_FIRST = {Result.REACHED: 76.0, Result.DECLINED: 16.0, Result.CALL_LATER: 8.0}
_FORMS = {
    "stodsamtal": 62.0,
    "rattsprocess": 30.0,
    "ersattning": 18.0,
    "malsagandebitrade": 12.0,
    "myndighetskontakter": 16.0,
    "hanvisning": 9.0,
    "medfoljning": 3.0,
}
_OFFERS: dict[MeetingOffer | None, float] = {
    MeetingOffer.DECLINED: 46,
    MeetingOffer.ACCEPTED: 22,
    MeetingOffer.NOT_TODAY: 16,
    None: 16,
}
_MORE_TALKS = {0: 30.0, 1: 28.0, 2: 18.0, 3: 10.0, 4: 7.0, 5: 3.0, 6: 2.0, 9: 1.0, 12: 1.0}
_CHANNELS = {Channel.PHONE: 78.0, Channel.MEETING: 8.0, Channel.EMAIL: 8.0, Channel.VIDEO: 2.0}
_YOUNG = frozenset({AgeGroup.A12_17, AgeGroup.A18_20})
_CALLBACK_CLOCKS = (time(9, 30), time(11, 0), time(13, 30), time(15, 0), time(17, 30), time(18, 30))
_REOPENED_SHARE = 1.5


def talk(telling: Telling, at: datetime, *, by: str = "") -> None:
    """Our call is answered: yes, no, or another time."""
    rng = telling.rng
    match shape.pick(rng, _FIRST):
        case Result.DECLINED:
            note = telling.some(texts.DECLINED, 60)
            entry = phone_out(Result.DECLINED, at, minutes=rng.randint(2, 8), note=note)
            telling.log(entry, by=by)
            telling.close(CloseReason.DECLINED, after_days=(0, 3))
        case Result.CALL_LATER:
            promised = promise_callback(telling, at, by=by)
            if shape.chance(rng, 20):
                telling.unanswered(promised, by=by)
                promised = telling.soon(days=1)
            follow_support(telling, promised, by=by)
        case _:
            follow_support(telling, at, by=by)


def promise_callback(
    telling: Telling, at: datetime, *, to: datetime | None = None, by: str = ""
) -> datetime:
    """ "Ring senare": the time that was promised, the next day unless `to` says another."""
    on = local_date(at) + timedelta(days=1)
    promised = to or at_local(on, telling.rng.choice(_CALLBACK_CLOCKS))
    entry = ContactEntry(
        Channel.PHONE,
        Direction.OUT,
        Result.CALL_LATER,
        at,
        minutes=2,
        callback_at=promised,
        note=telling.some(texts.CALL_LATER, 60),
    )
    telling.log(entry, by=by, is_prompt=True)
    return promised


def follow_support(
    telling: Telling,
    at: datetime,
    *,
    channel: Channel = Channel.PHONE,
    direction: Direction = Direction.OUT,
    by: str = "",
    assigned_at: datetime | None = None,
) -> None:
    """The first conversation at `at`, the ones after it, and the end."""
    rng = telling.rng
    more = 0 if telling.draw.course == Course.ANONYMOUS else shape.pick(rng, _MORE_TALKS)
    offer = shape.pick(rng, _OFFERS) if channel != Channel.MEETING else None
    if offer == MeetingOffer.ACCEPTED:
        more = max(more, 1)
    is_young = telling.draw.age in _YOUNG and shape.chance(rng, 40)
    codes = ("stodsamtal", "hanvisning") if is_young else _forms(telling)
    first = conversation(
        telling, at, channel=channel, direction=direction, offer=offer, codes=codes, more=more
    )
    telling.log(first, by=by, is_prompt=bool(by))
    if assigned_at is not None:
        telling.assign_somebody(max(assigned_at, telling.at))
    telling.note_sometimes()
    if is_young:
        telling.close(CloseReason.TO_STODCENTRUM, after_days=(1, 7))
        return
    if telling.draw.course == Course.ANONYMOUS:
        _anonymous_calls_again(telling)
    for left in range(more - 1, -1, -1):
        is_meeting = offer == MeetingOffer.ACCEPTED and left == more - 1
        by_hand = by if telling.draw.course == Course.PROTECTED else ""
        _once_more(telling, left, is_meeting=is_meeting, by=by_hand)
    telling.close(CloseReason.SUPPORT_ENDED, after_days=(2, 25))
    if shape.chance(rng, _REOPENED_SHARE) and telling.draw.course != Course.PROTECTED:
        _come_back(telling)


def conversation(
    telling: Telling,
    at: datetime,
    *,
    channel: Channel = Channel.PHONE,
    direction: Direction = Direction.OUT,
    offer: MeetingOffer | None = None,
    codes: tuple[str, ...] = ("stodsamtal",),
    more: int = 0,
) -> ContactEntry:
    """Both sides took part; `more` says that another one was agreed."""
    rng = telling.rng
    next_on = local_date(at) + timedelta(days=rng.randint(3, 16)) if more else None
    if direction == Direction.IN:
        note = telling.some(texts.INCOMING, 50)
    else:
        note = telling.some(texts.MEETINGS if channel == Channel.MEETING else texts.TALKS, 45)
    return ContactEntry(
        channel,
        direction,
        Result.REACHED,
        at,
        minutes=_minutes(telling, channel),
        support_codes=codes,
        meeting_offer=offer,
        what_next=WhatNext.AGAIN if more else WhatNext.DONE,
        next_on=next_on,
        note=note,
    )


def _minutes(telling: Telling, channel: Channel) -> int:
    rng = telling.rng
    if channel == Channel.MEETING:
        return rng.randrange(40, 95, 5)
    if channel == Channel.EMAIL:
        return rng.randint(5, 20)
    return rng.randint(8, 40)


def _forms(telling: Telling) -> tuple[str, ...]:
    drawn = tuple(code for code, share in _FORMS.items() if shape.chance(telling.rng, share))
    return drawn or ("stodsamtal",)


def _anonymous_calls_again(telling: Telling) -> None:
    """With the three words: only the person can make contact."""
    rng = telling.rng
    while shape.chance(rng, 35):
        at = office_moment(rng, telling.at + timedelta(days=rng.randint(3, 20)))
        entry = conversation(telling, at, direction=Direction.IN, codes=_forms(telling))
        telling.log(entry, by=telling.desk, is_prompt=True)


def _once_more(telling: Telling, left: int, *, is_meeting: bool, by: str) -> None:
    rng = telling.rng
    channel = Channel.MEETING if is_meeting else shape.pick(rng, _CHANNELS)
    if channel == Channel.EMAIL and not telling.person.identity.email:
        channel = Channel.PHONE
    at = telling.soon(
        days=rng.randint(3, 18), evening_share=0 if channel == Channel.MEETING else 30
    )
    direction = Direction.OUT
    if channel in {Channel.PHONE, Channel.EMAIL} and shape.chance(rng, 22):
        direction = Direction.IN
    elif channel == Channel.PHONE and shape.chance(rng, 14):
        telling.unanswered(at, by=by)
        at = telling.soon(days=1)
    entry = conversation(
        telling, at, channel=channel, direction=direction, codes=_forms(telling), more=left
    )
    telling.log(entry, by=by)


def _come_back(telling: Telling) -> None:
    """The same matter, some weeks later: the case is opened again."""
    rng = telling.rng
    at = office_moment(rng, telling.at + timedelta(days=rng.randint(12, 75)))
    telling.tell(Reopened(), by=telling.desk, at=at)
    if telling.assigned_to:
        telling.assign_somebody(at + timedelta(minutes=6))
    entry = ContactEntry(
        Channel.PHONE,
        Direction.IN,
        Result.REACHED,
        at - timedelta(minutes=10),
        minutes=9,
        support_codes=_forms(telling),
        what_next=WhatNext.AGAIN,
        note=rng.choice(texts.AGAIN),
    )
    telling.log(entry, by=telling.desk, is_prompt=True)
    _once_more(telling, 0, is_meeting=False, by="")
    telling.close(CloseReason.SUPPORT_ENDED, after_days=(4, 20))
