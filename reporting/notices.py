"""What the coordinator has to be told on the first page: a worry about a child before all else,
openings to judge, erasures to answer, fresh jäv, and cases of who is not approved.
"""

import uuid
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Case as Choose
from django.db.models import Exists, F, OuterRef, Q, QuerySet, Value, When

from cases.concern import ChildConcern, taker_gone
from cases.domain.glass import is_judged_late
from cases.erasing import ErasureRequest
from cases.marks import GlassBreak, Recusal
from cases.models import Case
from contacts.cards import called
from jourcase.kernel.local_time import local_date
from jourcase.kernel.swedish import near_instant
from volunteers.models import Approval, User

RECUSALS_TOLD_FOR = timedelta(days=7)
_GLASS, _RECUSAL, _ERASURE = "glass", "recusal", "erasure"
_WORRY, _OWN_WORRY = "worry", "own_worry"
_UNAPPROVED = "unapproved"
_NAMED = ("public_id", "reference", "is_protected", "protected_number")
_COLUMNS = (
    "kind",
    "user__full_name",
    "happened_at",
    "public_id",
    *(f"case__{name}" for name in _NAMED),
)


@dataclass(frozen=True, slots=True)
class TakenBack:
    """Somebody has said that they know the person of a case."""

    name: str
    case: Case  # only what it is called and its address


@dataclass(frozen=True, slots=True)
class Worry:
    """Somebody is worried about a child. Waits for anybody, or for an answer from who took it."""

    name: str
    said: str  # when
    case: Case  # only what it is called and its address
    concern_id: uuid.UUID
    is_own: bool


@dataclass(frozen=True, slots=True)
class Unapproved:
    """Somebody who is not approved today and is responsible for open cases all the same."""

    public_id: uuid.UUID
    name: str
    cases: int


@dataclass(frozen=True, slots=True)
class Notices:
    """What stands above the counters' table."""

    worries: list[Worry]
    to_judge: int
    is_late: bool
    to_answer: int
    recusals: list[TakenBack]
    unapproved: list[Unapproved]


def notices(user: User, visible: QuerySet[Case], *, now: datetime) -> Notices:
    """Of the cases that this coordinator may see (one query). Their own openings are judged by
    somebody else, and so are their own requests.
    """
    seen = Case.objects.visible_to(user).values("pk")
    told: Any = (
        Recusal.objects.standing()
        .filter(case__in=visible.values("pk"), set_by=F("user"))
        .filter(set_at__gt=now - RECUSALS_TOLD_FOR)
        .annotate(kind=Value(_RECUSAL), happened_at=F("set_at"))
    )
    waiting: Any = (
        GlassBreak.objects.unjudged()
        .filter(case__in=seen)
        .exclude(user=user)
        .annotate(kind=Value(_GLASS), happened_at=F("opened_at"))
    )
    asked: Any = (
        ErasureRequest.objects.pending()
        .filter(case__in=seen)
        .exclude(asked_by=user)
        .annotate(kind=Value(_ERASURE), happened_at=F("asked_at"))
        .annotate(user__full_name=F("asked_by__full_name"))
    )
    waits = Q(taken_at__isnull=True) | Q(taker_gone())
    worries: Any = (
        ChildConcern.objects.unsettled()
        .filter(waits | Q(taken_by=user), case__in=seen)
        .annotate(
            kind=Choose(When(waits, then=Value(_WORRY)), default=Value(_OWN_WORRY)),
            happened_at=F("raised_at"),
        )
        .annotate(user__full_name=F("raised_by__full_name"))
    )
    parts = [found.values_list(*_COLUMNS) for found in (told, waiting, asked, worries)]
    parts.append(_of_unapproved(visible, now))
    rows = list(parts[0].union(*parts[1:], all=True))
    opened = [at for kind, _, at, *_ in rows if kind == _GLASS]
    return Notices(
        worries=list(_worries(rows, now)),
        to_judge=len(opened),
        is_late=any(is_judged_late(at, now=now) for at in opened),
        to_answer=sum(kind == _ERASURE for kind, *_ in rows),
        recusals=list(_taken_back(rows)),
        unapproved=_unapproved(rows),
    )


def _of_unapproved(visible: QuerySet[Case], now: datetime) -> Any:
    """The open cases of whoever is not approved today: those of an approval that was ended, first
    of all. One row a case, in the columns of the others.
    """
    approved = Approval.objects.filter(
        Q(until__isnull=True) | Q(until__gte=local_date(now)),
        user=OuterRef("assigned_to"),
        since__lte=local_date(now),
    )
    held = visible.filter(assigned_to__isnull=False).exclude(Exists(approved)).order_by()
    return held.annotate(kind=Value(_UNAPPROVED)).values_list(
        "kind", "assigned_to__full_name", "received_at", "assigned_to__public_id", *_NAMED
    )


def _unapproved(rows: Iterable[tuple[Any, ...]]) -> list[Unapproved]:
    counted = Counter((name, key) for kind, name, _, key, *_ in rows if kind == _UNAPPROVED)
    return [Unapproved(key, called(name), many) for (name, key), many in sorted(counted.items())]


def _worries(rows: Iterable[tuple[Any, ...]], now: datetime) -> Iterable[Worry]:
    """What nobody has taken on comes first, the oldest before the later."""
    found = [row for row in rows if row[0] in {_WORRY, _OWN_WORRY}]
    for kind, full_name, at, key, *named in sorted(
        found, key=lambda row: (row[0] != _WORRY, row[2])
    ):
        case = Case(**dict(zip(_NAMED, named, strict=True)))
        said = near_instant(at, now=now)
        yield Worry(called(full_name), said, case, key, is_own=kind == _OWN_WORRY)


def _taken_back(rows: Iterable[tuple[Any, ...]]) -> Iterable[TakenBack]:
    latest = sorted(rows, key=lambda row: row[2], reverse=True)
    for kind, full_name, _, _, *named in latest:
        if kind == _RECUSAL:
            case = Case(**dict(zip(_NAMED, named, strict=True)))
            yield TakenBack(called(full_name), case)
