"""Who may be made responsible for a case."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef, Q
from django.utils.html import format_html
from django.utils.safestring import SafeString

from jourcase.kernel.local_time import local_date
from volunteers.domain.roles import Role
from volunteers.models import Approval, User


@dataclass(frozen=True, slots=True)
class Assignee:
    """One line of the choice. `reason` says why the person cannot be chosen today."""

    public_id: str
    name: str
    reason: str
    option: SafeString
    chosen_option: SafeString


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
        public_id=key,
        name=name,
        reason=reason,
        option=format_html(
            '<option value="{}"{}>\n{}</option>\n',
            key,
            SafeString(" disabled" if reason else ""),
            label,
        ),
        chosen_option=format_html('<option value="{}" selected>\n{}</option>\n', key, label),
    )
