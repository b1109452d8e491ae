"""Whose draft, which contact, whom one may ring: 404 when it may not be known."""

import uuid
from datetime import datetime, timedelta

from django.db.models import OuterRef, Q, Subquery
from django.http import Http404
from django.urls import reverse

from cases.marks import Recusal
from cases.models import Case, CaseEvent, EventKind
from contacts.domain.entry import UNDO_WITHIN
from contacts.models import Contact, Draft
from contacts.queue import callable_cases
from jourcase.kernel import audit
from jourcase.kernel.audit import Action
from volunteers.models import User

WORRIED_WITHIN = timedelta(days=1)
# What `draft_for` writes on a draft: where in the case's history the case was last given to
# somebody, and where this person last said that they know nobody in it.
GIVEN, ANSWERED = "last_given", "last_answered"


def draft_for(user: User, draft_id: uuid.UUID) -> Draft:
    """The person's own draft, with the contact that it became, if any. Nobody else's draft is
    ever shown, not even to a coordinator.
    """
    history = CaseEvent.objects.filter(case=OuterRef("case")).order_by("-pk").values("pk")
    given = history.filter(kind=EventKind.ASSIGNED)[:1]
    answered = history.filter(kind=EventKind.NO_RECUSAL, by=user)[:1]
    draft = (
        Draft.objects.shown_to(user)
        .filter(pk=draft_id)
        .annotate(**{GIVEN: Subquery(given), ANSWERED: Subquery(answered)})
        .select_related("case__identity", "case__terms", "case__anonymous_code", "contact")
        .first()
    )
    if draft is None:
        raise Http404
    draft.user = user
    return draft


def may_ring(user: User, case: Case, *, now: datetime) -> bool:
    """What they may see, or what the list gives them today."""
    seen = Case.objects.visible_to(user).filter(pk=case.pk)
    return seen.exists() or callable_cases(user, now=now).filter(pk=case.pk).exists()


def knows_person(draft: Draft, *, now: datetime) -> bool:
    """Whether the card may say who it is and show the number: while the call is theirs, and
    later only if they may ring the person still. Their own text is theirs whatever happens.
    """
    is_live = draft.released_at is None and draft.claimed_until > now
    if is_live and not draft.case.is_protected:
        return True
    return may_ring(draft.user, draft.case, now=now)


def draft_to_show(user: User, draft_id: uuid.UUID, *, now: datetime) -> Draft:
    """The same as `draft_for`; outside a claim, which left a trace itself, the view is logged."""
    draft = draft_for(user, draft_id)
    if draft.released_at is not None or draft.claimed_until <= now:
        audit.record(by_id=user.pk, action=Action.CASE_VIEWED, now=now, case_ids=[draft.case_id])
    return draft


def case_to_ring(user: User, public_id: uuid.UUID, *, now: datetime) -> Case:
    """A case that the person may begin a call on."""
    case = Case.objects.filter(public_id=public_id).first()
    if case is None or not may_ring(user, case, now=now):
        raise Http404
    return case


def case_at_hand(user: User, public_id: uuid.UUID, *, now: datetime) -> Case:
    """A case that stands in front of the person: theirs to see or to ring, or that of a call they
    have begun. 404 otherwise.
    """
    case = Case.objects.filter(public_id=public_id).first()
    if case is None:
        raise Http404
    has_begun = Draft.objects.live(now).shown_to(user).filter(case=case).exists()
    if not has_begun and not may_ring(user, case, now=now):
        raise Http404
    return case


def case_of_concern(user: User, public_id: uuid.UUID, *, now: datetime) -> tuple[Case, bool]:
    """A case that somebody may be worried about, and whether they see it: one that stands in front
    of them, or that they logged a contact on within a day, since a worry often comes afterwards.

    404 otherwise, and of a case that has been protected from them. The view is logged when they
    see it; the others are shown its number alone. No ceiling stops anybody here.
    """
    seen = Case.objects.visible_to(user).filter(public_id=public_id).first()
    if seen is not None:
        audit.record(by_id=user.pk, action=Action.CASE_VIEWED, now=now, case_ids=[seen.pk])
        return seen, True
    rung = Contact.objects.filter(made_by=user, logged_at__gt=now - WORRIED_WITHIN)
    own = Case.objects.filter(public_id=public_id, pk__in=rung.values("case"))
    case = own.kept().free_of_recusal(user).first() or case_at_hand(user, public_id, now=now)
    if case.is_protected:
        raise Http404
    return case, False


def case_that_worries(user: User, public_id: uuid.UUID, *, now: datetime) -> Case:
    """A case that the person began or logged a contact on within a day and that has been taken
    from their sight since, as by protection: to say that they are worried, and for nothing else.
    Nothing of it may be shown. 404 otherwise.
    """
    since = now - WORRIED_WITHIN
    begun = Draft.objects.filter(user=user, started_at__gt=since).values("case")
    rung = Contact.objects.filter(made_by=user, logged_at__gt=since).values("case")
    theirs = Case.objects.kept().free_of_recusal(user).filter(public_id=public_id)
    case = theirs.filter(Q(pk__in=begun) | Q(pk__in=rung)).first()
    if case is None:
        raise Http404
    return case


def own_contact(user: User, public_id: uuid.UUID) -> Contact:
    """A contact that the person logged, or any on a case that a coordinator may see. None on a
    case of their own jäv, or on one that has been protected from them since.
    """
    known = Contact.objects.exclude(case__in=Recusal.objects.hidden_from(user))
    known = known.exclude(case__in=Case.objects.closed_by_protection(user).values("pk"))
    contact = known.filter(public_id=public_id).select_related("case", "made_by").first()
    if contact is None:
        raise Http404
    is_seen = Case.objects.visible_to(user).filter(pk=contact.case_id).exists()
    if contact.made_by_id == user.pk or (user.is_coordinator and is_seen):
        return contact
    raise Http404


def contact_to_correct(user: User, public_id: uuid.UUID, *, now: datetime) -> Contact:
    """`own_contact` on a case that the person may see, or logged a moment ago. The view of what
    it says is logged.
    """
    contact = own_contact(user, public_id)
    is_recent = now - contact.logged_at <= UNDO_WITHIN
    if not is_recent and not Case.objects.visible_to(user).filter(pk=contact.case_id).exists():
        raise Http404
    audit.record(by_id=user.pk, action=Action.CASE_VIEWED, now=now, case_ids=[contact.case_id])
    return contact


def record_list(user: User, *, now: datetime) -> None:
    """Leave the trace of having seen a list with first names: that, and not whose."""
    audit.record(by_id=user.pk, action=Action.LIST_VIEWED, now=now, fields=["rows"])


def page_after(user: User, case: Case) -> str:
    """Where to go on: the case, or for who may not see it the list."""
    if Case.objects.visible_to(user).filter(pk=case.pk).exists():
        return case.get_absolute_url()
    return reverse("contacts:queue")
