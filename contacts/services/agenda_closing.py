"""What becomes of the coming events when their case is closed: behind `cases.agenda_port`."""

from datetime import datetime

from cases.agenda_port import Coming
from cases.models import Case
from contacts.agenda import AgendaItem
from contacts.domain.agenda import AgendaEnd, AgendaKind
from jourcase.kernel import audit
from jourcase.kernel.audit import Action
from volunteers.models import User


class ClosingAgenda:
    """As `cases.agenda_port.Agenda` says."""

    def planned(self, case: Case, *, now: datetime) -> list[Coming]:
        found = AgendaItem.objects.filter(case=case, ended_at__isnull=True)
        rows = found.order_by("starts_at", "pk").values_list("kind", "starts_at")
        return [Coming(AgendaKind(kind).label, at, has_been=at <= now) for kind, at in rows]

    def cancel_coming(self, case: Case, *, by: User, now: datetime) -> None:
        coming = AgendaItem.objects.filter(case=case, ended_at__isnull=True, starts_at__gt=now)
        if coming.update(end=AgendaEnd.CANCELLED.value, ended_at=now, ended_by=by):
            audit.record(
                by_id=by.pk,
                action=Action.AGENDA_CHANGED,
                now=now,
                case_ids=[case.pk],
                fields=["cancelled"],
            )

    def cancelled_with(self, case: Case, *, closed_at: datetime) -> int:
        ended = AgendaItem.objects.filter(case=case, ended_at=closed_at)
        return ended.filter(end=AgendaEnd.CANCELLED.value).count()


AGENDA = ClosingAgenda()
