"""Planning, changing, cancelling and telling of a case's coming events.

The case's row is held first, and the event's after it, so that two people who move the same
meeting at once leave one of them with ALREADY_ENDED and never two meetings.
"""

import uuid
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from cases.marks import Recusal
from cases.models import Case
from cases.services.life import hold
from contacts.agenda import AgendaItem
from contacts.domain.agenda import (
    AgendaEnd,
    AgendaKind,
    AgendaRefusal,
    Responsible,
    changing_refusals,
    doing_refusals,
    planning_refusals,
    undoing_refusals,
)
from contacts.models import Draft
from contacts.services import calls
from jourcase.kernel import audit
from jourcase.kernel.audit import Action
from jourcase.kernel.local_time import local, local_date
from jourcase.kernel.refusals import RefusedError, refuse_if_any
from volunteers.domain.roles import Role
from volunteers.models import User


@dataclass(frozen=True, slots=True)
class Plan:
    """An event as a person tells of it. `responsible` None: whoever has the case."""

    kind: AgendaKind
    starts_at: datetime
    ends_at: datetime | None = None
    responsible: User | None = None
    place: str = ""
    about: str = ""


def plan(*, case: Case, plan: Plan, key: uuid.UUID, by: User, now: datetime) -> AgendaItem:
    """Write an event down. `key` is made by the page, so that a second press on the button writes
    it once. Raises `RefusedError`.
    """
    with transaction.atomic():
        held = hold(case.pk)
        before = AgendaItem.objects.filter(public_id=key).first()
        if before is not None and before.case_id == held.pk:
            return before
        # A key that stands on another case cannot have come from our page.
        item = _write(held, plan, key=uuid.uuid4() if before else key, by=by, now=now)
        _record(Action.AGENDA_PLANNED, held, by, now, [])
    return item


def change(*, item: AgendaItem, plan: Plan, by: User, now: datetime) -> AgendaItem:
    """Move an event, or say something else of it: the earlier row ends and leads to a new one.

    Raises `RefusedError`, with ALREADY_ENDED when somebody else was faster.
    """
    with transaction.atomic():
        held, row = _hold(item)
        found = changing_refusals(
            is_ended=row.ended_at is not None, is_closed=held.closed_at is not None
        )
        refuse_if_any(found)
        if _said(row) == _tidy(plan, held):
            raise RefusedError({AgendaRefusal.NOTHING_CHANGED})
        later = _write(held, plan, key=uuid.uuid4(), by=by, now=now)
        _end(row, AgendaEnd.MOVED, by, now, moved_to=later)
        _record(Action.AGENDA_CHANGED, held, by, now, ["moved"])
    return later


def cancel(*, item: AgendaItem, by: User, now: datetime) -> None:
    """It does not take place. Raises `RefusedError`."""
    with transaction.atomic():
        held, row = _hold(item)
        refuse_if_any(
            changing_refusals(
                is_ended=row.ended_at is not None, is_closed=held.closed_at is not None
            )
        )
        _end(row, AgendaEnd.CANCELLED, by, now)
        _record(Action.AGENDA_CHANGED, held, by, now, ["cancelled"])


def tick_off(*, item: AgendaItem, by: User, now: datetime) -> None:
    """It took place, and there is nothing to log of it. Raises `RefusedError`."""
    with transaction.atomic():
        held, row = _hold(item)
        _refuse_doing(held, row, now)
        _end(row, AgendaEnd.DONE, by, now)
        _record(Action.AGENDA_CHANGED, held, by, now, ["done"])


def tell_of(*, item: AgendaItem, by: User, now: datetime) -> Draft:
    """It took place: begin "logga kontakt" with its time filled in, and lead from the event there.

    Raises `RefusedError`: what stands against beginning a contact stands against this.
    """
    with transaction.atomic(), audit.written_last():
        # The draft's row before the case's, as when a call is saved.
        draft = calls.begin_call(case=item.case, user=by, now=now, from_case=True)
        held, row = _hold(item)
        _refuse_doing(held, row, now)
        if not draft.content:
            said = {
                "channel": ["meeting"],
                "when": ["other"],
                "occurred_at": [f"{local(row.starts_at):%Y-%m-%dT%H:%M}"],
            }
            calls.autosave(draft=draft, content=said, sequence=draft.sequence + 1, now=now)
        _end(row, AgendaEnd.DONE, by, now, told_in=draft)
        _record(Action.AGENDA_CHANGED, held, by, now, ["done"])
    return draft


def undo(*, item: AgendaItem, by: User, now: datetime) -> None:
    """Take back within ten minutes that it was cancelled, moved or done. Raises `RefusedError`."""
    with transaction.atomic():
        held, row = _hold(item)
        later = row.moved_to
        refuse_if_any(
            undoing_refusals(
                ended_at=row.ended_at,
                is_closed=held.closed_at is not None,
                went_on=(later is not None and later.ended_at is not None) or _is_logged(row),
                now=now,
            )
        )
        row.end, row.ended_at, row.ended_by = "", None, None
        row.moved_to, row.told_in = None, None
        row.save(update_fields=["end", "ended_at", "ended_by", "moved_to", "told_in"])
        if later is not None:
            later.delete()
        _record(Action.AGENDA_CHANGED, held, by, now, ["undone"])


def let_go(*, person: User, by: User, now: datetime, cases: Collection[int] | None = None) -> None:
    """What the person was to do themselves goes back to whoever has the case: in these cases, by
    number, or in all. Call it in the transaction of what takes the person away.
    """
    planned = AgendaItem.objects.filter(responsible=person, ended_at__isnull=True)
    found = planned if cases is None else planned.filter(case__in=cases)
    case_ids = sorted(set(found.values_list("case", flat=True)))
    if found.update(responsible=None):
        audit.record(
            by_id=by.pk,
            action=Action.AGENDA_CHANGED,
            now=now,
            case_ids=case_ids,
            fields=["responsible"],
        )


def possible_people(case: Case) -> list[User]:
    """Who may be there instead of whoever has the case: the coordinators who may see it (1 query).

    A volunteer sees what is assigned to them alone, so another volunteer cannot be.
    """
    found = User.objects.active().with_role(Role.COORDINATOR)
    found = found.exclude(pk__in=Recusal.objects.standing().filter(case=case).values("user"))
    if case.is_protected:
        found = found.filter(pk__in=case.protected_readers.values("pk"))
    found = found.order_by("full_name", "pk")
    return [one for one in found if one.pk != case.assigned_to_id]


# --- Inside the transaction ----------------------------------------------------------------------


def _hold(item: AgendaItem) -> tuple[Case, AgendaItem]:
    held = hold(item.case_id)
    row = AgendaItem.objects.select_for_update(of=("self",)).filter(pk=item.pk).first()
    if row is None:
        # Another person took back the move that it came from.
        raise RefusedError({AgendaRefusal.ALREADY_ENDED})
    return held, row


def _refuse_doing(held: Case, row: AgendaItem, now: datetime) -> None:
    refuse_if_any(
        doing_refusals(
            is_ended=row.ended_at is not None,
            is_closed=held.closed_at is not None,
            starts_at=row.starts_at,
            now=now,
        )
    )


def _write(held: Case, plan: Plan, *, key: uuid.UUID, by: User, now: datetime) -> AgendaItem:
    there = plan.responsible or held.assigned_to
    refuse_if_any(
        planning_refusals(
            starts_at=plan.starts_at,
            ends_at=plan.ends_at,
            is_closed=held.closed_at is not None,
            responsible=_as_ruled(there, held, plan.starts_at) if there else None,
            now=now,
        )
    )
    tidy = _tidy(plan, held)
    return AgendaItem.objects.create(
        public_id=key,
        case=held,
        kind=tidy.kind,
        starts_at=tidy.starts_at,
        ends_at=tidy.ends_at,
        responsible=tidy.responsible,
        place=tidy.place,
        about=tidy.about,
        planned_at=now,
        planned_by=by,
    )


def _as_ruled(person: User, held: Case, starts_at: datetime) -> Responsible:
    seen = Case.objects.visible_to(person).filter(pk=held.pk).exists()
    return Responsible(
        was_approved=person.was_approved_on(local_date(starts_at)),
        may_see=person.is_active and seen,
    )


def _tidy(plan: Plan, held: Case) -> Plan:
    """As it is stored: whoever has the case is not named, so that it follows the case."""
    person = plan.responsible
    return Plan(
        kind=plan.kind,
        starts_at=plan.starts_at,
        ends_at=plan.ends_at,
        responsible=None if person is None or person.pk == held.assigned_to_id else person,
        place=plan.place.strip(),
        about=plan.about.strip(),
    )


def _said(row: AgendaItem) -> Plan:
    return Plan(
        kind=AgendaKind(row.kind),
        starts_at=row.starts_at,
        ends_at=row.ends_at,
        responsible=row.responsible,
        place=row.place,
        about=row.about,
    )


def _end(
    row: AgendaItem,
    end: AgendaEnd,
    by: User,
    now: datetime,
    *,
    moved_to: AgendaItem | None = None,
    told_in: Draft | None = None,
) -> None:
    row.end, row.ended_at, row.ended_by = end.value, now, by
    row.moved_to, row.told_in = moved_to, told_in
    row.save(update_fields=["end", "ended_at", "ended_by", "moved_to", "told_in"])


def _is_logged(row: AgendaItem) -> bool:
    return row.told_in is not None and row.told_in.is_saved


def _record(action: Action, held: Case, by: User, now: datetime, fields: Iterable[str]) -> None:
    audit.record(by_id=by.pk, action=action, now=now, case_ids=[held.pk], fields=list(fields))
