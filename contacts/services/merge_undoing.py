"""What an undone merge does not simply put back: what makes calls safe, and who is responsible.

Source: domain rules "Contact attempts": when another person has answered, calls are paused until
the coordinator decides; only a person approved on the day may be assigned; jäv and protection hold.
"""

from dataclasses import dataclass
from datetime import datetime

from cases.domain.enums import CallSafety
from cases.domain.rules import CaseRefusal, assignment_refusals
from cases.marks import Recusal
from cases.models import Case, CaseEvent, EventKind
from cases.notices import tell_assignee
from cases.services.life import may_see_if_protected
from cases.services.responsible import note_responsible
from contacts.domain.enums import Result
from contacts.models import Contact
from jourcase.kernel.local_time import local_date
from volunteers.models import User


@dataclass(frozen=True, slots=True)
class Stops:
    """What holds calls back in the case that was kept, said or said again since the merge."""

    paused_at: datetime | None
    is_unsafe: bool


def standing_stops(kept: Case, *, since: datetime) -> Stops:
    """Asked before anything is put back. A pause that the merge brought and a call since then has
    confirmed looks just like one that nobody has touched: the column holds the first moment.
    """
    paused_at = None
    if kept.calls_paused_at is not None:
        answered = Contact.objects.effective().filter(
            case=kept, result=Result.OTHER_PERSON, logged_at__gte=since
        )
        paused_at = kept.calls_paused_at if answered.exists() else None
    said_again = (EventKind.CALLS_STOPPED, EventKind.FACTS_CHANGED)
    is_unsafe = (
        kept.call_safety == CallSafety.NO
        and CaseEvent.objects.filter(case=kept, kind__in=said_again, at__gte=since).exists()
    )
    return Stops(paused_at, is_unsafe)


def keep_stops(kept: Case, stops: Stops) -> None:
    """Caution stays: whoever knows better lifts it, with a reason."""
    if stops.paused_at is not None:
        kept.calls_paused_at = kept.calls_paused_at or stops.paused_at
    if stops.is_unsafe:
        kept.call_safety = CallSafety.NO
    kept.save(update_fields=["calls_paused_at", "call_safety"])


@dataclass(frozen=True, slots=True)
class LeftAlone:
    """A case that nobody is responsible for now: `was` may not be, for these reasons."""

    case: Case
    was: str
    why: tuple[CaseRefusal, ...]


def hand_back(
    *, kept: Case, other: Case, had: int | None, by: User, now: datetime
) -> list[LeftAlone]:
    """The two as they were before, judged as when somebody is chosen today: a case whose former
    person may not have it is left without one. `had` is who was responsible for the kept case while
    they were one. Rows are held by the caller.
    """
    left = []
    is_handed_over = kept.assigned_to_id != had
    for case in (kept, other) if is_handed_over else (other,):
        if case.assigned_to is None or case.closed_at is not None:
            continue
        why = _refusals(case, case.assigned_to, now)
        former = User.objects.filter(pk=had).first() if case is kept and had else None
        if not why:
            if case is kept:
                note_responsible(case, to=case.assigned_to, former=former, by=by, now=now)
            else:
                tell_assignee(to=case.assigned_to, by=by, now=now)
            continue
        left.append(LeftAlone(case, case.assigned_to.short_name, why))
        case.assigned_to = None
        case.save(update_fields=["assigned_to"])
        note_responsible(case, to=None, former=former, by=by, now=now)
    return left


def _refusals(case: Case, to: User, now: datetime) -> tuple[CaseRefusal, ...]:
    found = assignment_refusals(
        is_closed=False,
        # Whoever has left is not approved any more, whatever their history says of the day.
        is_approved=to.is_active and to.was_approved_on(local_date(now)),
        is_recused=Recusal.objects.hides(case.pk, to),
        may_see=may_see_if_protected(case, to),
    )
    return tuple(sorted(found, key=lambda one: one.name))
