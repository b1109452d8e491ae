"""Tells the scenes: cases that on the last morning have to stand in one certain state."""

from datetime import time, timedelta

from contacts.domain.enums import MeetingOffer, Result
from jourcase.kernel.local_time import at_local, local_date
from reporting.demo import texts
from reporting.demo.moments import within
from reporting.demo.scenes import ANYONE, NOBODY, Scene, SceneKind
from reporting.demo.story import come_in
from reporting.demo.support import conversation, promise_callback
from reporting.demo.telling import Telling, phone_out

_AFTERNOON = (time(15, 10), time(16, 30))


def tell_scene(telling: Telling, scene: Scene) -> None:
    """The case comes in `scene.days_ago` and is left in the state that the scene is for."""
    _come_in(telling, scene)
    match scene.kind:
        case SceneKind.TRIED_ONCE:
            _ring_in_vain(telling, days_ago=1)
        case SceneKind.WAITS_FOR_EVENING:
            _ring_in_vain(telling, days_ago=scene.days_ago - 1)
            _ring_in_vain(telling, days_ago=1)
        case SceneKind.CALLBACK:
            _promise(telling, scene)
        case SceneKind.PAUSED:
            _ring(telling, Result.OTHER_PERSON, note=texts.OTHER_PERSON[0])
        case SceneKind.WRONG_NUMBER:
            _ring(telling, Result.WRONG_NUMBER, note=texts.WRONG_NUMBER[0])
        case SceneKind.TRIED_ENOUGH:
            _ring_in_vain(telling, days_ago=scene.days_ago - 2)
            _ring_in_vain(telling, days_ago=scene.days_ago - 4, hours=(time(17, 30), time(19, 0)))
            _ring_in_vain(telling, days_ago=scene.days_ago - 6)
        case SceneKind.IN_SUPPORT:
            _support(telling)
        case _:
            pass  # nobody has done anything yet


def _come_in(telling: Telling, scene: Scene) -> None:
    rng = telling.rng
    received_on = local_date(telling.now) - timedelta(days=scene.days_ago)
    if scene.days_ago:
        received_at = within(rng, received_on, (time(9, 30), time(14, 0)))
        opened_at = received_at + timedelta(minutes=20)
    else:
        received_at = within(rng, received_on, (time(0, 10), time(6, 30)))
        opened_at = within(rng, received_on, (time(7, 0), time(7, 20)))
    come_in(telling, received_at=received_at, opened_at=opened_at)
    assigned_at = opened_at + timedelta(minutes=5)
    if scene.assigned_to == ANYONE:
        telling.assign_somebody(assigned_at)
    elif scene.assigned_to != NOBODY:
        telling.assign(scene.assigned_to, assigned_at)


def _ring_in_vain(
    telling: Telling, *, days_ago: int, hours: tuple[time, time] = _AFTERNOON
) -> None:
    at = within(telling.rng, local_date(telling.now) - timedelta(days=days_ago), hours)
    telling.unanswered(at, by=telling.assigned_to, is_prompt=True)


def _ring(telling: Telling, result: Result, *, note: str) -> None:
    at = within(telling.rng, local_date(telling.now) - timedelta(days=1), _AFTERNOON)
    telling.log(phone_out(result, at, note=note), by=telling.assigned_to, is_prompt=True)


def _promise(telling: Telling, scene: Scene) -> None:
    today = local_date(telling.now)
    to = at_local(today + timedelta(days=scene.callback_day), scene.callback_clock)
    rung_on = today + timedelta(days=min(scene.callback_day, 0) - 1)
    promise_callback(
        telling, within(telling.rng, rung_on, _AFTERNOON), to=to, by=telling.assigned_to
    )


def _support(telling: Telling) -> None:
    """Reached two days after coming in and again last week; the next talk is agreed."""
    today = local_date(telling.now)
    first = within(telling.rng, local_date(telling.received_at) + timedelta(days=2), _AFTERNOON)
    second = within(telling.rng, today - timedelta(days=7), _AFTERNOON)
    for at, offer in ((first, MeetingOffer.DECLINED), (second, None)):
        entry = conversation(telling, at, offer=offer, more=1)
        telling.log(entry, by=telling.assigned_to, is_prompt=True)
