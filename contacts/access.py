"""Whose draft, which contact, whom one may ring: 404 when it may not be known."""

import uuid
from datetime import datetime

from django.http import Http404

from cases.models import Case
from contacts.models import Contact, Draft
from contacts.queue import callable_cases
from volunteers.models import User


def draft_for(user: User, draft_id: uuid.UUID) -> Draft:
    """The person's own draft, with the contact that it became, if any. Nobody else's draft is
    ever shown, not even to a coordinator.
    """
    draft = (
        Draft.objects.filter(pk=draft_id, user=user)
        .select_related("case__identity", "case__terms", "case__anonymous_code", "user", "contact")
        .first()
    )
    if draft is None:
        raise Http404
    return draft


def case_to_ring(user: User, public_id: uuid.UUID, *, now: datetime) -> Case:
    """A case that the person may begin a call on: what they may see, or what the list gives."""
    case = Case.objects.visible_to(user).filter(public_id=public_id).first()
    if case is None:
        case = callable_cases(user, now=now).filter(public_id=public_id).first()
    if case is None:
        raise Http404
    return case


def own_contact(user: User, public_id: uuid.UUID) -> Contact:
    """A contact that the person logged, or any on a case that a coordinator may see."""
    contact = Contact.objects.filter(public_id=public_id).select_related("case", "made_by").first()
    if contact is None:
        raise Http404
    if contact.made_by_id == user.pk:
        return contact
    if user.is_coordinator and Case.objects.visible_to(user).filter(pk=contact.case_id).exists():
        return contact
    raise Http404
