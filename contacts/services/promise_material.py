"""What the promise is judged by and does not stand on the case row: contacts, callback, hours.

Read for one case or for many with the same two queries.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef, Q, Subquery

from cases.domain.enums import CallSafety, CloseReason, ReachBy
from cases.domain.safe_hours import ALWAYS, SafeHours
from cases.models import Case, CaseEvent, EventKind
from cases.seen import HOURS_SAID
from contacts.domain.counting import Attempt, is_two_way
from contacts.domain.enums import Channel, Direction, MeetingOffer, Result
from contacts.domain.promise import CaseFacts
from contacts.models import Callback, Contact

_OFFERED = frozenset({MeetingOffer.ACCEPTED, MeetingOffer.DECLINED})


@dataclass(frozen=True, slots=True)
class Material:
    """Instants are aware."""

    attempts: tuple[Attempt, ...] = ()
    has_support: bool = False
    meeting_offered: bool = False
    callback_at: datetime | None = None
    safe: SafeHours = ALWAYS
    hours_said_later: bool = False


def material_of(cases: Sequence[Case]) -> dict[int, Material]:
    """The material of each case by its id."""
    ids = [case.pk for case in cases]
    rows = _contact_rows(ids)
    pending = Callback.objects.pending().filter(case=OuterRef("pk"))
    beside = Case.objects.filter(pk__in=ids).values_list(
        "pk",
        Subquery(pending.values("due_at")),
        "identity__safe_hours",
        Exists(pending.filter(_hours_said_since())),
    )
    return {
        pk: _material(rows.get(pk, []), callback_at, SafeHours.parse(safe or ""), is_later)
        for pk, callback_at, safe, is_later in beside
    }


def _hours_said_since() -> Exists:
    """Of a promised call: the hours have been changed since it was logged, or come of a merge, in
    which nobody was asked about the time.
    """
    said = Q(kind=EventKind.FACTS_CHANGED, **{f"detail__{HOURS_SAID}": "anew"})
    later = CaseEvent.objects.filter(said | Q(kind=EventKind.MERGED))
    return Exists(later.filter(case=OuterRef("case"), at__gt=OuterRef("promised_in__logged_at")))


@dataclass(frozen=True, slots=True)
class _Row:
    attempt: Attempt
    meeting_offer: str
    gives_support: bool


def _contact_rows(ids: Sequence[int]) -> dict[int, list[_Row]]:
    through = Contact.support_forms.through.objects.filter(contact_id=OuterRef("pk"))
    values = (
        Contact.objects.effective()
        .filter(case_id__in=ids)
        .annotate(gives_support=Exists(through))
        .values_list(
            *("case_id", "occurred_at", "channel", "direction", "result"),
            *("meeting_offer", "gives_support"),
        )
    )
    found: dict[int, list[_Row]] = defaultdict(list)
    for case_id, at, channel, direction, result, offer, gives_support in values:
        attempt = Attempt(at, Channel(channel), Direction(direction), Result(result))
        found[case_id].append(_Row(attempt, offer, gives_support))
    return found


def _material(
    rows: Sequence[_Row],
    callback_at: datetime | None,
    safe: SafeHours,
    hours_said_later: bool,
) -> Material:
    return Material(
        attempts=tuple(row.attempt for row in rows),
        has_support=any(row.gives_support and is_two_way(row.attempt) for row in rows),
        meeting_offered=any(
            row.meeting_offer in _OFFERED
            or (row.attempt.channel == Channel.MEETING and is_two_way(row.attempt))
            for row in rows
        ),
        callback_at=callback_at,
        safe=safe,
        hours_said_later=hours_said_later,
    )


def case_facts(case: Case, material: Material) -> CaseFacts:
    """The facts of a case as the rule takes them."""
    return CaseFacts(
        received_at=case.received_at,
        reach_by=ReachBy(case.reach_by),
        call_safety=CallSafety(case.call_safety),
        has_working_phone=case.has_working_phone,
        closed_at=case.closed_at,
        close_reason=CloseReason(case.close_reason) if case.close_reason else None,
        is_anonymous=case.is_anonymous,
        declines_phone=case.declines_phone,
        is_paused=case.calls_paused_at is not None,
        is_protected=case.is_protected,
        person_was_there=case.person_was_there,
        callback_at=material.callback_at,
        safe=material.safe,
        hours_said_later=material.hours_said_later,
    )
