"""Who may be made responsible for a case."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet, Value
from django.utils.html import format_html
from django.utils.safestring import SafeString

from cases.marks import Recusal
from cases.models import Case
from jourcase.kernel.local_time import local_date
from volunteers.domain.roles import Role
from volunteers.models import Approval, User


@dataclass(frozen=True, slots=True)
class Assignee:
    """One line of the choice. `reason` says why the person cannot be chosen today."""

    pk: int
    public_id: str
    name: str
    reason: str
    option: SafeString
    chosen_option: SafeString


@dataclass(frozen=True, slots=True)
class Choices:
    """The choice for each of the cases of a page, the same people in all of them."""

    people: list[Assignee]
    recused: frozenset[tuple[int, int]]  # case, person
    readers: frozenset[tuple[int, int]]  # of the protected cases

    def options(self, case: Case) -> list[SafeString]:
        """The lines for one case, whoever is responsible now marked."""
        return [self._option(case, one) for one in self.people]

    def _option(self, case: Case, one: Assignee) -> SafeString:
        if one.pk == case.assigned_to_id:
            return one.chosen_option
        if (case.pk, one.pk) in self.recused:
            return barred_option(one, "jäv")
        if case.is_protected and (case.pk, one.pk) not in self.readers:
            return barred_option(one, "får inte se skyddade ärenden")
        return one.option


def choices_for(cases: Sequence[Case], now: datetime) -> Choices:
    """Who may be made responsible for these cases today (two queries, however many they are)."""
    ids = [case.pk for case in cases]
    recused = Recusal.objects.standing().filter(case__in=ids).annotate(kind=Value("recused"))
    coordinators = User.objects.active().with_role(Role.COORDINATOR).values("pk")
    named: QuerySet[Any] = Case.protected_readers.through.objects.filter(
        case__in=ids, user__in=coordinators
    )
    found = list(
        recused.values_list("kind", "case_id", "user_id").union(
            named.annotate(kind=Value("reader")).values_list("kind", "case_id", "user_id")
        )
    )
    return Choices(
        people=assignees(now),
        recused=frozenset((case, user) for kind, case, user in found if kind == "recused"),
        readers=frozenset((case, user) for kind, case, user in found if kind == "reader"),
    )


def barred_option(one: Assignee, reason: str) -> SafeString:
    """A line that cannot be chosen for this case, with why; what bars the person today first."""
    return _option(one.public_id, one.name, one.reason or reason)


def assignees(now: datetime) -> list[Assignee]:
    """Volunteers and coordinators by name; those not approved today with the reason (1 query)."""
    today = local_date(now)
    approved = Approval.objects.filter(
        Q(until__isnull=True) | Q(until__gte=today), user=OuterRef("pk"), since__lte=today
    )
    held = User.groups.through.objects.filter(
        user=OuterRef("pk"), group__name__in=(Role.VOLUNTEER, Role.COORDINATOR)
    )
    people = User.objects.active().filter(Exists(held)).annotate(is_approved=Exists(approved))
    return [
        _assignee(
            person, reason="" if getattr(person, "is_approved", False) else "inte godkänd i dag"
        )
        for person in people.only("public_id", "full_name").order_by("full_name", "pk")
    ]


def _assignee(person: User, *, reason: str) -> Assignee:
    key, name = str(person.public_id), person.short_name
    label = f"{name} ({reason})" if reason else name
    return Assignee(
        pk=person.pk,
        public_id=key,
        name=name,
        reason=reason,
        option=_option(key, name, reason),
        chosen_option=format_html('<option value="{}" selected>\n{}</option>\n', key, label),
    )


def _option(key: str, name: str, reason: str) -> SafeString:
    return format_html(
        '<option value="{}"{}>\n{}</option>\n',
        key,
        SafeString(" disabled" if reason else ""),
        f"{name} ({reason})" if reason else name,
    )
