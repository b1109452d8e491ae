"""Who may be made responsible for a case."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from jourcase.kernel.local_time import local_date
from volunteers.domain.roles import Role
from volunteers.models import User


@dataclass(frozen=True, slots=True)
class Assignee:
    """One line of the choice. `reason` says why the person cannot be chosen today."""

    public_id: str
    name: str
    reason: str


def assignees(now: datetime) -> list[Assignee]:
    """Volunteers and coordinators by name; those not approved today with the reason (2 queries)."""
    approved = set(User.objects.active().approved_on(local_date(now)).values_list("pk", flat=True))
    people = User.objects.active().filter(
        Q(groups__name=Role.VOLUNTEER) | Q(groups__name=Role.COORDINATOR)
    )
    return [
        Assignee(
            public_id=str(person.public_id),
            name=person.short_name,
            reason="" if person.pk in approved else "inte godkänd i dag",
        )
        for person in people.distinct().order_by("full_name", "pk")
    ]
