"""The door to case data: what a person may have, and the trace of having had it."""

import uuid
from datetime import datetime, timedelta

from django.http import Http404

from cases.models import Case
from jourcase.kernel import audit
from jourcase.kernel.audit import Action
from volunteers.models import User

# How long whoever took in a case may see its number and spoken code, whoever gets it then.
INTAKE_SHOWN_FOR = timedelta(hours=1)


def own_intake(user: User, public_id: uuid.UUID, *, now: datetime) -> Case:
    """A case that this person has just taken in, for the receipt; later only if it is theirs.

    404 otherwise. The view is logged.
    """
    case = (
        Case.objects.filter(
            public_id=public_id, opened_by=user, opened_at__gt=now - INTAKE_SHOWN_FOR
        )
        .select_related("anonymous_code", "terms")
        .first()
    )
    if case is None:
        return case_for(user, public_id, now=now)
    audit.record(by_id=user.pk, action=Action.CASE_VIEWED, now=now, case_ids=[case.pk])
    return case


def case_for(user: User, public_id: uuid.UUID, *, now: datetime, reason: str = "") -> Case:
    """The case, with the view of it logged. 404 whether it is unknown or may not be known."""
    case = (
        Case.objects.visible_to(user)
        .select_related("district", "assigned_to", "terms", "identity", "anonymous_code")
        .filter(public_id=public_id)
        .first()
    )
    if case is None:
        raise Http404
    audit.record(
        by_id=user.pk, action=Action.CASE_VIEWED, now=now, case_ids=[case.pk], reason=reason
    )
    return case
