"""The states that the demonstration has to show on its last morning, each put there on purpose.

The first of the list are the most telling: a smaller demonstration has only those.
"""

from dataclasses import dataclass
from datetime import time
from enum import Enum, auto

from reporting.demo.people import VOLUNTEER


class SceneKind(Enum):
    UNTRIED = auto()
    TRIED_ONCE = auto()
    WAITS_FOR_EVENING = auto()
    CALLBACK = auto()
    PAUSED = auto()
    WRONG_NUMBER = auto()
    TRIED_ENOUGH = auto()
    WRITTEN_ONLY = auto()
    LOOKS_LIKE_ANOTHER = auto()
    IN_SUPPORT = auto()

    @property
    def has_wrong_number(self) -> bool:
        return self is SceneKind.WRONG_NUMBER

    @property
    def has_other_person(self) -> bool:
        return self is SceneKind.PAUSED


ANYONE = "*"
NOBODY = ""


@dataclass(frozen=True, slots=True)
class Scene:
    """`days_ago` counts from the last morning; a callback was promised for `callback_day` days
    after that morning's date, at `callback_clock` local time.
    """

    kind: SceneKind
    days_ago: int
    assigned_to: str = ANYONE
    callback_day: int = 0
    callback_clock: time = time(10, 0)


_K = SceneKind

SCENES: tuple[Scene, ...] = (
    Scene(_K.UNTRIED, 0, VOLUNTEER),  # new today
    Scene(_K.UNTRIED, 0, NOBODY),
    Scene(_K.UNTRIED, 3, VOLUNTEER),  # the last day
    Scene(_K.UNTRIED, 5, VOLUNTEER),  # overdue
    Scene(_K.WAITS_FOR_EVENING, 4, VOLUNTEER),
    Scene(_K.CALLBACK, 2, VOLUNTEER, callback_clock=time(13, 30)),
    Scene(_K.PAUSED, 3),
    Scene(_K.WRONG_NUMBER, 2),
    Scene(_K.UNTRIED, 4, NOBODY),
    Scene(_K.TRIED_ONCE, 2, VOLUNTEER),
    Scene(_K.TRIED_ENOUGH, 9),
    Scene(_K.IN_SUPPORT, 24, VOLUNTEER),
    Scene(_K.CALLBACK, 3, ANYONE, callback_clock=time(18, 30)),
    Scene(_K.CALLBACK, 2, ANYONE, callback_day=1, callback_clock=time(10, 0)),
    Scene(_K.UNTRIED, 3, NOBODY),
    Scene(_K.UNTRIED, 0, NOBODY),
    Scene(_K.WRITTEN_ONLY, 1),
    Scene(_K.LOOKS_LIKE_ANOTHER, 1, NOBODY),
    Scene(_K.WAITS_FOR_EVENING, 5),
    Scene(_K.WAITS_FOR_EVENING, 17),  # three tries still owed after two weeks
    Scene(_K.UNTRIED, 1),
    Scene(_K.UNTRIED, 6),
    Scene(_K.CALLBACK, 4, ANYONE, callback_day=-1, callback_clock=time(18, 0)),  # not kept
    Scene(_K.CALLBACK, 3, VOLUNTEER, callback_day=1, callback_clock=time(18, 0)),
    Scene(_K.PAUSED, 2),
    Scene(_K.WRONG_NUMBER, 4),
    Scene(_K.TRIED_ENOUGH, 12),
    Scene(_K.IN_SUPPORT, 33, VOLUNTEER),
    Scene(_K.TRIED_ONCE, 3),
    Scene(_K.UNTRIED, 0),
    Scene(_K.UNTRIED, 3),
)
