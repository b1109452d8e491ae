"""The rota read: each evening with who holds it, judged on its own day.

Everything that the page, the figure and the report say of an evening is said from here. Five
queries, whatever the number of evenings.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Prefetch, QuerySet

from jourcase.kernel.local_time import local_date
from volunteers.absence import Absence
from volunteers.domain.absence import Away
from volunteers.domain.approval import Approved, was_approved
from volunteers.domain.evenings import EveningState, Facts, is_open, missing, state_of
from volunteers.domain.shifts import ShiftRefusal
from volunteers.domain.steps import Paused
from volunteers.domain.weeks import Week
from volunteers.models import Approval, Pause, Shift, ShiftSignup, User


@dataclass(frozen=True, slots=True)
class Ability:
    """Who may hold an evening on which day, of the people that were asked about."""

    today: date
    approvals: Mapping[int, list[Approved]]
    away: Mapping[int, list[Away | Paused]]

    @classmethod
    def of(cls, keys: Collection[int], today: date, *, of_past_only: bool = False) -> "Ability":
        """Three queries; one when no day from today on is asked about."""
        approvals: dict[int, list[Approved]] = defaultdict(list)
        away: dict[int, list[Away | Paused]] = defaultdict(list)
        approved = Approval.objects.filter(user__in=keys)
        for key, since, until in approved.values_list("user", "since", "until"):
            approvals[key].append(Approved(since, until))
        if of_past_only:
            return cls(today, approvals, away)
        absent = Absence.objects.filter(user__in=keys)
        for key, since, until in absent.values_list("user", "since", "until"):
            away[key].append(Away(since, until))
        paused = Pause.objects.standing().filter(user__in=keys)
        for key, since, until in paused.values_list("user", "since", "until"):
            away[key].append(Paused(since, until))
        return cls(today, approvals, away)

    def against(self, key: int, on: date) -> set[ShiftRefusal]:
        """What stands against somebody on a local day. Of a day that has been, only the approval
        is asked: absences that are over are thrown away.
        """
        found: set[ShiftRefusal] = set()
        if not was_approved(self.approvals.get(key, ()), on):
            found.add(ShiftRefusal.NOT_APPROVED)
        if on >= self.today and any(one.covers(on) for one in self.away.get(key, ())):
            found.add(ShiftRefusal.AWAY)
        return found


@dataclass(frozen=True, slots=True)
class Holder:
    """Somebody who is signed up, and what has come to stand against it since."""

    user: User
    against: frozenset[ShiftRefusal]
    is_offered: bool
    taken_at: datetime


@dataclass(frozen=True, slots=True)
class Evening:
    """One evening of the rota."""

    shift: Shift
    on: date
    holders: tuple[Holder, ...]
    facts: Facts

    @property
    def week(self) -> Week:
        return Week.of(self.on)

    @property
    def state(self) -> EveningState:
        return state_of(self.facts)

    @property
    def missing(self) -> int:
        return missing(self.facts)

    @property
    def is_open(self) -> bool:
        return is_open(self.facts)

    def held_by(self, user: User) -> Holder | None:
        return next((one for one in self.holders if one.user.pk == user.pk), None)


@dataclass(frozen=True, slots=True)
class Rota:
    """The evenings of a span, in order, and what is known of the people."""

    evenings: tuple[Evening, ...]
    ability: Ability

    def opened_on(self, now: datetime) -> list[date]:
        """The days of the open evenings that are over."""
        return [one.on for one in self.evenings if one.is_open and one.shift.ends_at <= now]


def read_rota(
    since: datetime, before: datetime, *, now: datetime, asked: Collection[int] = ()
) -> Rota:
    """The evenings that begin from `since` until `before` (aware). `asked` are people to be judged
    besides those signed up.
    """
    return judged(Shift.objects.between(since, before), now=now, asked=asked)


def judged(shifts: "QuerySet[Shift]", *, now: datetime, asked: Collection[int] = ()) -> Rota:
    """These evenings with their people."""
    signups = ShiftSignup.objects.select_related("user").order_by("signed_up_at", "pk")
    rows = list(
        shifts.select_related("office").prefetch_related(Prefetch("signups", queryset=signups))
    )
    keys = {one.user_id for row in rows for one in row.signups.all()} | set(asked)
    today = local_date(now)
    is_past = not asked and all(local_date(row.starts_at) < today for row in rows)
    ability = Ability.of(keys, today, of_past_only=is_past)
    return Rota(tuple(_evening(row, ability) for row in rows), ability)


def _evening(row: Shift, ability: Ability) -> Evening:
    on = local_date(row.starts_at)
    holders = tuple(
        Holder(
            user=one.user,
            against=frozenset(ability.against(one.user_id, on)),
            is_offered=one.offered_at is not None,
            taken_at=one.signed_up_at,
        )
        for one in row.signups.all()
    )
    facts = Facts(
        is_own=row.office.is_own,
        needed=row.needed,
        able=sum(not holder.against for holder in holders),
        is_closed=row.closed_at is not None,
        is_proposed=bool(row.closing_proposed),
        is_confirmed=row.confirmed_at is not None,
    )
    return Evening(row, on, holders, facts)
