"""Tells the scenes: cases that on the last morning have to stand in one certain state."""

from datetime import date, time, timedelta

from cases.domain.enums import ReachBy
from contacts.domain.enums import MeetingOffer, Result
from jourcase.kernel.local_time import at_local, local_date
from reporting.demo import texts
from reporting.demo.moments import within
from reporting.demo.scenes import ANYONE, NOBODY, Scene, SceneKind
from reporting.demo.story import come_in
from reporting.demo.support import conversation, promise_callback
from reporting.demo.telling import Telling, phone_out


def tell_scene(telling: Telling, scene: Scene) -> None:
    """The case comes in `scene.days_ago` and is left in the state that the scene is for."""
    today = local_date(telling.now)
    received_on = today - timedelta(days=scene.days_ago)
    is_new = scene.days_ago == 0
    hours = (time(0, 10), time(6, 30)) if is_new else (time(9, 30), time(15, 0))
    _come_in_and_be_given(telling, scene, received_on, hours)
    rng = telling.rng

    def daytime(days_ago: int) -> None:
        on = max(today - timedelta(days=days_ago), received_on)
        at = max(within(rng, on, (time(15, 10), time(16, 30))), telling.at)
        telling.unanswered(at, by=telling.assigned_to)

    match scene.kind:
        case SceneKind.TRIED_ONCE:
            daytime(1)
        case SceneKind.WAITS_FOR_EVENING:
            daytime(scene.days_ago - 1)
            daytime(1)
        case SceneKind.CALLBACK:
            _be_called_later(telling, scene, today)
        case SceneKind.PAUSED:
            at = at_local(today - timedelta(days=1), time(15, 20))
            entry = phone_out(Result.OTHER_PERSON, at, note=texts.OTHER_PERSON[0])
            telling.log(entry, by=telling.assigned_to, is_prompt=True)
        case SceneKind.WRONG_NUMBER:
            at = at_local(today - timedelta(days=1), time(14, 50))
            entry = phone_out(Result.WRONG_NUMBER, at, note=texts.WRONG_NUMBER[0])
            telling.log(entry, by=telling.assigned_to, is_prompt=True)
        case SceneKind.TRIED_ENOUGH:
            daytime(scene.days_ago - 2)
            evening = at_local(today - timedelta(days=scene.days_ago - 4), time(18, 10))
            telling.unanswered(evening, by=telling.assigned_to)
            daytime(scene.days_ago - 6)
        case SceneKind.IN_SUPPORT:
            _be_in_support(telling, scene, today)
        case SceneKind.UNTRIED | SceneKind.WRITTEN_ONLY | SceneKind.LOOKS_LIKE_ANOTHER:
            pass
