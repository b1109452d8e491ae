"""The door to case data: what a person may have, and the trace of having had it."""

import uuid
from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef, QuerySet
from django.http import Http404

from cases.concern import OPEN_CONCERN, open_state
from cases.models import Case
from cases.number_query import NumberQuery
from cases.referring import SETTLED, Referral
from jourcase.kernel import audit
from jourcase.kernel.audit import Action
from volunteers.ceilings import admit, with_counts
from volunteers.models import User

# How long whoever took in a case may see its number and spoken code, whoever gets it then.
INTAKE_SHOWN_FOR = timedelta(hours=1)
# What stands in the audit log as the reason of a view that was only possible in an emergency.
GLASS_REASON = "nödöppning"


def own_intake(user: User, public_id: uuid.UUID, *, now: datetime) -> Case:
    """A case that this person has just taken in, for the receipt; later only if it is theirs.

    404 otherwise. The view is logged.
    """
    case = (
        Case.objects.filter(
            public_id=public_id, opened_by=user, opened_at__gt=now - INTAKE_SHOWN_FOR
        )
        .free_of_recusal(user)
        .select_related("anonymous_code", "terms")
        .first()
    )
    if case is None:
        return case_for(user, public_id, now=now)
    audit.record(by_id=user.pk, action=Action.CASE_VIEWED, now=now, case_ids=[case.pk])
    return case


def case_for(user: User, public_id: uuid.UUID, *, now: datetime, reason: str = "") -> Case:
    """The case, with the view of it logged. 404 whether it is unknown or may not be known.

    Raises `CeilingReachedError` when the person has been shown very many already.
    """
    case = _fetch(Case.objects.visible_to(user), public_id, user, now)
    if case is None:
        raise Http404
    admit(case)
    audit.record(
        by_id=user.pk, action=Action.CASE_VIEWED, now=now, case_ids=[case.pk], reason=reason
    )
    return case


def case_to_read(user: User, public_id: uuid.UUID, *, now: datetime) -> tuple[Case, bool]:
    """The case for reading, and whether it is read on the strength of a nödöppning: nothing may be
    done with it then. Otherwise as `case_for`.
    """
    case, is_ordinary = _fetch(Case.objects.visible_to(user), public_id, user, now), True
    if case is None:
        opened = Case.objects.opened_for(user, now)
        case, is_ordinary = _fetch(opened, public_id, user, now), False
    if case is None:
        raise Http404
    admit(case)
    reason = "" if is_ordinary else GLASS_REASON
    audit.record(
        by_id=user.pk, action=Action.CASE_VIEWED, now=now, case_ids=[case.pk], reason=reason
    )
    return case, not is_ordinary


def case_behind_its_log(
    user: User, public_id: uuid.UUID, *, now: datetime, act: Action = Action.LOG_VIEWED
) -> Case:
    """The case whose log a coordinator reads, or has an extract made of, with the trace of that.

    404 when they may not know the case. Nothing of what it tells comes along.
    """
    case = Case.objects.visible_to(user).filter(public_id=public_id).first()
    if case is None:
        raise Http404
    audit.record(by_id=user.pk, action=act, now=now, case_ids=[case.pk])
    return case


def referral_for(user: User, public_id: uuid.UUID, *, now: datetime) -> Referral:
    """The referral with its case, whose view is logged. 404 when the case may not be known."""
    known = Referral.objects.visible_to(user).select_related("case")
    found: Referral | None = known.filter(public_id=public_id).first()
    if found is None:
        raise Http404
    found.case = case_for(user, found.case.public_id, now=now)
    return found


def number_query_for(user: User, public_id: uuid.UUID, *, now: datetime) -> NumberQuery:
    """The question for a number with its case, whose view is logged. 404 when the case may not be
    known.
    """
    known = NumberQuery.objects.visible_to(user).select_related("case")
    found: NumberQuery | None = known.filter(public_id=public_id).first()
    if found is None:
        raise Http404
    found.case = case_for(user, found.case.public_id, now=now)
    return found


def record_search(user: User, *, now: datetime) -> None:
    """Leave the trace of having searched; what for is never kept."""
    audit.record(by_id=user.pk, action=Action.CASES_SEARCHED, now=now)


def _fetch(cases: QuerySet[Case], public_id: uuid.UUID, user: User, now: datetime) -> Case | None:
    spoken_of = Exists(Referral.objects.to_stodcentrum().filter(case=OuterRef("pk")))
    return (
        with_counts(cases.filter(public_id=public_id), user, now=now)
        .annotate(**{SETTLED: spoken_of, OPEN_CONCERN: open_state()})
        .select_related(
            "district", "assigned_to", "terms", "identity", "anonymous_code", "duplicate_of"
        )
        .first()
    )
