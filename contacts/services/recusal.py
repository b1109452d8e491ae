"""Jäv, with the call that may be going on."""

from datetime import datetime

from django.db import transaction

from cases.domain.enums import RecusalReason
from cases.models import Case
from cases.services.concern import let_go_of_concerns
from cases.services.families import same_person
from cases.services.recusal import set_recusal
from contacts.models import Draft
from contacts.services.agenda import let_go as let_go_of_agenda
from jourcase.kernel import audit
from jourcase.kernel.audit import Action
from jourcase.outbox.services import put_together
from volunteers.models import User


def recuse(*, case: Case, user: User, reason: RecusalReason, by: User, now: datetime) -> None:
    """Hide the case from `user`, and let go of their call so that somebody else can take it.

    What they have typed is kept and comes back to them if the jäv is lifted. So it is in every case
    that merges have tied to this one. The drafts' rows are taken before the cases', as when a call
    is saved. Raises `RefusedError`.
    """
    with transaction.atomic(), audit.written_last(), put_together():
        ids = same_person(case.pk)
        claims = Draft.objects.claiming().filter(case__in=ids, user=user)
        begun = dict(
            claims.order_by("pk").select_for_update(of=("self",)).values_list("pk", "case_id")
        )
        Draft.objects.filter(pk__in=begun).update(released_at=now)
        set_recusal(case=case, user=user, reason=reason, by=by, now=now)
        let_go_of_agenda(person=user, by=by, now=now, cases=ids)
        let_go_of_concerns(person=user, by=by, now=now)
        if begun:
            released = sorted(set(begun.values()))
            audit.record(by_id=by.pk, action=Action.CALL_RELEASED, now=now, case_ids=released)
