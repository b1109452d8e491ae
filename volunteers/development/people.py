"""Support persons with the history that the rules judge, read with as many queries for a hundred
people as for one. The page and the follow-up report both read it here.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db.models import Count, Q, QuerySet

from volunteers.domain.approval import Approved
from volunteers.domain.development import Kind, Member, Part, RequirementsHistory
from volunteers.domain.roles import Role
from volunteers.domain.steps import Paused, Step
from volunteers.models import (
    Approval,
    DevelopmentAttendance,
    DevelopmentEvent,
    DevelopmentRequirement,
    Pause,
    StaffConversation,
    StepNote,
    User,
)

PICKED = ("public_id", "full_name", "is_active", "started_on", "ended_on")


@dataclass(frozen=True, slots=True)
class Noted:
    """A step as it stands: the day, and who noted it when."""

    step: Step
    on: date
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Person:
    """One support person: the account, the steps, and what the rules of development take."""

    user: User
    member: Member
    steps: Mapping[Step, Noted] = field(default_factory=dict)

    @property
    def days(self) -> dict[Step, date]:
        return {step: note.on for step, note in self.steps.items()}


def requirements() -> RequirementsHistory:
    """Every version (one query)."""
    return RequirementsHistory.of(row.to_domain() for row in DevelopmentRequirement.objects.all())


def support_people() -> QuerySet[User]:
    """Who is, was or may become a support person: with that role, an approval or a step. Employees
    who give support are among them; the board is not.
    """
    found = User.objects.get_queryset()
    by_role = User.groups.through.objects.filter(group__name=Role.VOLUNTEER.value)
    return found.filter(
        Q(pk__in=by_role.values("user"))
        | Q(pk__in=Approval.objects.values("user"))
        | Q(pk__in=StepNote.objects.standing().values("user"))
    )


def approved_of_active(on: date) -> tuple[int, int]:
    """How many support persons were approved on the local date, and how many were active: those,
    and whoever had been approved before, had not left the work and did not pause (one query).
    """
    here = Q(started_on__lte=on) & (Q(ended_on__gte=on) | Q(ended_on__isnull=True, is_active=True))
    by_role = User.groups.through.objects.filter(group__name=Role.VOLUNTEER.value)
    paused = Pause.objects.standing().filter(since__lte=on)
    paused = paused.filter(Q(until__isnull=True) | Q(until__gte=on))
    before = Q(pk__in=Approval.objects.filter(since__lte=on).values("user"))
    left_over = here & before & Q(pk__in=by_role.values("user")) & ~Q(pk__in=paused.values("user"))
    approved = Q(pk__in=User.objects.get_queryset().approved_on(on).values("pk"))
    found = User.objects.filter(approved | left_over).aggregate(
        approved=Count("pk", filter=approved), active=Count("pk")
    )
    return found["approved"], found["active"]


def people(users: QuerySet[User], *, with_steps: bool = True) -> list[Person]:
    """These users by name, with their whole history (six queries)."""
    rows = list(users.only(*PICKED).order_by("full_name", "pk"))
    keys = [one.pk for one in rows]
    approvals, pauses, parts = _approvals(keys), _pauses(keys), _parts(keys)
    steps = _steps(keys) if with_steps else {}
    return [
        Person(
            user=one,
            member=Member(
                key=one.pk,
                approvals=tuple(approvals.get(one.pk, ())),
                pauses=tuple(pauses.get(one.pk, ())),
                parts=tuple(parts.get(one.pk, ())),
            ),
            steps=steps.get(one.pk, {}),
        )
        for one in rows
    ]


def members() -> list[Member]:
    """Everybody whom a total can be about, those who have left too, for the follow-up."""
    return [one.member for one in people(support_people(), with_steps=False)]


def events_between(since: date, until: date) -> dict[Kind, list[Part]]:
    """Every event of the period, those that nobody came to as well."""
    found: dict[Kind, list[Part]] = defaultdict(list)
    rows = DevelopmentEvent.objects.standing().filter(on__range=(since, until))
    for pk, kind, on, minutes in rows.values_list("pk", "kind", "on", "minutes"):
        found[Kind(kind)].append(Part(Kind(kind), on, minutes, pk))
    return found


def _approvals(keys: Iterable[int]) -> dict[int, list[Approved]]:
    found: dict[int, list[Approved]] = defaultdict(list)
    rows = Approval.objects.filter(user__in=keys).order_by("since")
    for user, since, until in rows.values_list("user", "since", "until"):
        found[user].append(Approved(since, until))
    return found


def _pauses(keys: Iterable[int]) -> dict[int, list[Paused]]:
    found: dict[int, list[Paused]] = defaultdict(list)
    rows = Pause.objects.standing().filter(user__in=keys).order_by("since")
    for user, since, until in rows.values_list("user", "since", "until"):
        found[user].append(Paused(since, until))
    return found


def _parts(keys: Iterable[int]) -> dict[int, list[Part]]:
    found: dict[int, list[Part]] = defaultdict(list)
    came = DevelopmentAttendance.objects.filter(user__in=keys, event__replaced_at__isnull=True)
    for user, event, kind, on, minutes, title in came.values_list(
        "user", "event", "event__kind", "event__on", "event__minutes", "event__title"
    ):
        found[user].append(Part(Kind(kind), on, minutes, event, title))
    talked = StaffConversation.objects.standing().filter(user__in=keys)
    for user, on in talked.values_list("user", "on"):
        found[user].append(Part(Kind.CONVERSATION, on))
    return found


def _steps(keys: Iterable[int]) -> dict[int, dict[Step, Noted]]:
    found: dict[int, dict[Step, Noted]] = defaultdict(dict)
    rows = StepNote.objects.standing().filter(user__in=keys)
    for user, step, on, at, by in rows.values_list(
        "user", "step", "on", "noted_at", "noted_by__full_name"
    ):
        found[user][Step(step)] = Noted(Step(step), on, by or "", at)
    return found
