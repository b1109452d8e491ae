"""What people had begun or were to do in a case that they may not see any more."""

from datetime import datetime

from cases.models import Case
from contacts.agenda import AgendaItem
from contacts.models import Draft
from contacts.services.agenda import let_go
from jourcase.kernel import audit
from jourcase.kernel.audit import Action
from volunteers.models import User


def let_go_of_unseen(held: Case, *, by: User, now: datetime) -> None:
    """Their calls can be begun by others, and what is planned goes back to whoever has the case.
    Call it with the case's row held, in the transaction that changes who may see it.
    """
    _let_go_of_calls(held, by, now)
    _let_go_of_agenda(held, by, now)


def _let_go_of_calls(held: Case, by: User, now: datetime) -> None:
    """Those claimed while the case's row was waited for are among them. One whose row somebody
    else has just then is being saved, and ends by that.
    """
    claims = Draft.objects.claiming().filter(case=held).select_related("user")
    begun = claims.select_for_update(of=("self",), skip_locked=True)
    unseeing = [one.pk for one in begun if not _sees(one.user, held)]
    if Draft.objects.claiming().filter(pk__in=unseeing).update(released_at=now):
        audit.record(by_id=by.pk, action=Action.CALL_RELEASED, now=now, case_ids=[held.pk])


def _let_go_of_agenda(held: Case, by: User, now: datetime) -> None:
    planned = AgendaItem.objects.filter(case=held, ended_at__isnull=True)
    named = planned.filter(responsible__isnull=False).select_related("responsible")
    for user in {one.responsible for one in named if one.responsible}:
        if not _sees(user, held):
            let_go(person=user, by=by, now=now, cases=[held.pk])


def _sees(user: User, held: Case) -> bool:
    return Case.objects.visible_to(user).filter(pk=held.pk).exists()
