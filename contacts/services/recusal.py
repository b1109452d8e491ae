"""Jäv, with the call that may be going on."""

from datetime import datetime

from django.db import transaction

from cases.domain.enums import RecusalReason
from cases.models import Case
from cases.services.concern import let_go_of_concerns
from cases.services.recusal import set_recusal
from contacts.models import Draft
from contacts.services.agenda import let_go as let_go_of_agenda
from jourcase.kernel import audit
from jourcase.kernel.audit import Action
from volunteers.models import User


def recuse(*, case: Case, user: User, reason: RecusalReason, by: User, now: datetime) -> None:
    """Hide the case from `user`, and let go of their call so that somebody else can take it.

    What they have typed is kept and comes back to them if the jäv is lifted. The draft's row is
    taken before the case's, as when a call is saved. Raises `RefusedError`.
    """
    with transaction.atomic(), audit.written_last():
        claims = Draft.objects.claiming().filter(case=case, user=user)
        is_let_go = bool(claims.update(released_at=now))
        set_recusal(case=case, user=user, reason=reason, by=by, now=now)
        let_go_of_agenda(person=user, case=case, by=by, now=now)
        let_go_of_concerns(person=user, by=by, now=now)
        if is_let_go:
            audit.record(by_id=by.pk, action=Action.CALL_RELEASED, now=now, case_ids=[case.pk])
