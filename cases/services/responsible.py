"""Who is responsible: the line in the case's history, and word to both that it is so."""

from datetime import datetime

from cases.models import Case, CaseEvent, EventKind
from cases.notices import HAD, tell_assignee, tell_former
from volunteers.models import User


def note_responsible(
    held: Case, *, to: User | None, former: User | None, by: User, now: datetime
) -> None:
    """Call it in the transaction of the change; `former` is who had the case before."""
    detail = {"to": to.short_name} if to else {}
    if former is not None:
        detail[HAD] = str(former.public_id)
    kind = EventKind.ASSIGNED if to else EventKind.UNASSIGNED
    CaseEvent.objects.create(case=held, at=now, by=by, kind=kind, detail=detail)
    if to is not None:
        tell_assignee(to=to, by=by, now=now)
    if former is not None:
        tell_former(to=former, by=by, now=now)
