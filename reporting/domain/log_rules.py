"""What in a week of the audit log stands out. A hit is a reason to ask, never a verdict.

Source: the log-check routine of Swedish health care: look for what the work does not explain.
"""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TypeVar

from jourcase.kernel.labelled import Labelled
from jourcase.kernel.local_time import local, local_date

MANY_A_DAY = 15
RETURNS_ON_DAYS = 3
REFUSED_A_DAY = 5
_NIGHT_FROM, _NIGHT_TO = 23, 5

_Key = TypeVar("_Key", bound=Hashable)


class LogRule(Labelled):
    """Why something stands out."""

    MANY = "many", "Många andras ärenden på en dag, utan att något gjordes i dem"
    NIGHT = "night", "Öppnat på natten, kl. 23–05"
    RETURNS = "returns", "Samma ärende flera dagar, utan att något gjordes i det"
    REFUSED = "refused", "Nekad många gånger på en dag"
    SAME_NAME = "same_name", "Samma efternamn som den stödsökande"


@dataclass(frozen=True, slots=True)
class Access:
    """Somebody was shown a case. `has_cause`: it is theirs, or they did something in it then."""

    seq: int
    at: datetime
    by_id: int
    case_id: int
    has_cause: bool
    shares_name: bool = False


@dataclass(frozen=True, slots=True)
class Refused:
    """Somebody asked for what they may not have."""

    at: datetime
    by_id: int


@dataclass(frozen=True, slots=True)
class Hit:
    """Who, which rule, the first day, how many times, and which cases."""

    rule: LogRule
    by_id: int
    on: date
    count: int
    case_ids: tuple[int, ...] = ()


def hits(accesses: Sequence[Access], refused: Sequence[Refused]) -> tuple[Hit, ...]:
    """All that stands out, the gravest rule first and then by day and person."""
    found = [
        *_many(accesses),
        *_at_night(accesses),
        *_returns(accesses),
        *_refused(refused),
        *_same_name(accesses),
    ]
    order = list(LogRule)
    return tuple(sorted(found, key=lambda hit: (order.index(hit.rule), hit.on, hit.by_id)))


def is_at_night(at: datetime) -> bool:
    """From 23.00 to 04.59 on the clock of Stockholm."""
    hour = local(at).hour
    return hour >= _NIGHT_FROM or hour < _NIGHT_TO


def night_of(at: datetime) -> date:
    """The day on whose evening the night of `at` began."""
    on = local_date(at)
    return on - timedelta(days=1) if local(at).hour < _NIGHT_TO else on


def same_surname(one: str, other: str) -> bool:
    """Whether the last words of two names are the same, letter case aside. A single word is a
    first name and says nothing.
    """
    mine, theirs = one.casefold().split(), other.casefold().split()
    return len(mine) > 1 and len(theirs) > 1 and mine[-1] == theirs[-1]


def _many(accesses: Iterable[Access]) -> list[Hit]:
    idle = (access for access in accesses if not access.has_cause)
    days = _grouped(idle, lambda access: (access.by_id, local_date(access.at)))
    return [
        Hit(LogRule.MANY, by_id, on, len(cases), cases)
        for (by_id, on), group in days.items()
        if len(cases := _cases(group)) > MANY_A_DAY
    ]


def _at_night(accesses: Iterable[Access]) -> list[Hit]:
    late = (access for access in accesses if is_at_night(access.at))
    nights = _grouped(late, lambda access: (access.by_id, night_of(access.at)))
    return [
        Hit(LogRule.NIGHT, by_id, on, len(group), _cases(group))
        for (by_id, on), group in nights.items()
    ]


def _returns(accesses: Iterable[Access]) -> list[Hit]:
    found = []
    for (by_id, case_id), group in _grouped(accesses, lambda a: (a.by_id, a.case_id)).items():
        days = {local_date(access.at) for access in group}
        if len(days) >= RETURNS_ON_DAYS and not any(access.has_cause for access in group):
            found.append(Hit(LogRule.RETURNS, by_id, min(days), len(days), (case_id,)))
    return found


def _refused(refused: Iterable[Refused]) -> list[Hit]:
    days: dict[tuple[int, date], int] = defaultdict(int)
    for one in refused:
        days[one.by_id, local_date(one.at)] += 1
    return [
        Hit(LogRule.REFUSED, by_id, on, count)
        for (by_id, on), count in days.items()
        if count >= REFUSED_A_DAY
    ]


def _same_name(accesses: Iterable[Access]) -> list[Hit]:
    kin = (access for access in accesses if access.shares_name)
    return [
        Hit(LogRule.SAME_NAME, by_id, local_date(group[0].at), len(group), (case_id,))
        for (by_id, case_id), group in _grouped(kin, lambda a: (a.by_id, a.case_id)).items()
    ]


def _grouped(accesses: Iterable[Access], key: Callable[[Access], _Key]) -> dict[_Key, list[Access]]:
    """By the key, each group in the order of time."""
    groups: dict[_Key, list[Access]] = defaultdict(list)
    for access in sorted(accesses, key=lambda access: (access.at, access.seq)):
        groups[key(access)].append(access)
    return groups


def _cases(group: Iterable[Access]) -> tuple[int, ...]:
    return tuple(dict.fromkeys(access.case_id for access in group))
