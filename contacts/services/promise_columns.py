"""Between the case row and the rule of the promise: facts out of rows, outcome columns into them."""

from dataclasses import dataclass
from datetime import time

from django.db.models import Exists, OuterRef

from cases.domain.enums import CallSafety, CloseReason, ReachBy
from cases.models import Case, Identity
from contacts.domain.counting import Attempt, is_two_way
from contacts.domain.enums import (
    Channel,
    ContactExemption,
    Direction,
    MeetingOffer,
    Result,
    TriesExemption,
)
from contacts.domain.next_step import StepFacts
from contacts.domain.promise import CaseFacts, Standing, stand
from contacts.models import Callback, Contact

_OFFERED = frozenset({MeetingOffer.ACCEPTED, MeetingOffer.DECLINED})

COLUMNS = (
    "deadline_at",
    "follow_through_until",
    "first_contact_at",
    "reached_at",
    "reached_on_try",
    "phone_tries",
    "evening_tries",
    "has_tried_enough",
    "contact_exemption",
    "tries_exemption",
    "next_due_at",
    "next_is_evening_only",
    "callback_at",
    "has_support",
    "meeting_offered",
)


@dataclass(frozen=True, slots=True)
class Outcome:
    """All that the outcome columns hold."""

    standing: Standing
    has_support: bool
    meeting_offered: bool

    def column(self, name: str) -> object:
        """The stored value of one column."""
        if name in {"has_support", "meeting_offered"}:
            return getattr(self, name)
        value = getattr(self.standing, name)
        return "" if value is None and name.endswith("_exemption") else value


def refresh(case: Case) -> None:
    """Recompute and store the outcome columns. The caller holds the row."""
    outcome = outcome_of(case)
    for name in COLUMNS:
        setattr(case, name, outcome.column(name))
    case.save(update_fields=COLUMNS)


def outcome_of(case: Case) -> Outcome:
    """What the columns of this case should hold, from its facts and contacts (three queries)."""
    through = Contact.support_forms.through.objects.filter(contact_id=OuterRef("pk"))
    rows = list(
        Contact.objects.effective()
        .filter(case=case)
        .annotate(gives_support=Exists(through))
        .values_list(
            "occurred_at", "channel", "direction", "result", "meeting_offer", "gives_support"
        )
    )
    attempts = [
        Attempt(at, Channel(channel), Direction(direction), Result(result))
        for at, channel, direction, result, _, _ in rows
    ]
    two_way = [is_two_way(attempt) for attempt in attempts]
    return Outcome(
        standing=stand(_facts(case), attempts, case.terms.to_domain()),
        has_support=any(row[5] and reached for row, reached in zip(rows, two_way, strict=True)),
        meeting_offered=any(
            row[4] in _OFFERED or (row[1] == Channel.MEETING and reached)
            for row, reached in zip(rows, two_way, strict=True)
        ),
    )


def _facts(case: Case) -> CaseFacts:
    callback_at = (
        Callback.objects.pending().filter(case=case).values_list("due_at", flat=True).first()
    )
    hours = (
        None
        if case.is_anonymous
        else Identity.objects.filter(case=case).values_list("safe_from", "safe_to").first()
    )
    safe_from, safe_to = hours or (None, None)
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
        callback_at=callback_at,
        safe_from=safe_from,
        safe_to=safe_to,
    )


def standing_of(case: Case) -> Standing:
    """The standing as the columns hold it: no query, for pages that read many cases."""
    if case.deadline_at is None or case.follow_through_until is None:
        raise ValueError("the outcome columns of this case have never been written")
    return Standing(
        deadline_at=case.deadline_at,
        follow_through_until=case.follow_through_until,
        first_contact_at=case.first_contact_at,
        reached_at=case.reached_at,
        reached_on_try=case.reached_on_try,
        phone_tries=case.phone_tries,
        evening_tries=case.evening_tries,
        has_tried_enough=case.has_tried_enough,
        contact_exemption=(
            ContactExemption(case.contact_exemption) if case.contact_exemption else None
        ),
        tries_exemption=TriesExemption(case.tries_exemption) if case.tries_exemption else None,
        next_due_at=case.next_due_at,
        next_is_evening_only=case.next_is_evening_only,
        callback_at=case.callback_at,
        is_open=case.closed_at is None,
    )


def step_facts_of(case: Case) -> StepFacts:
    """What the next step asks of a case. Reads `identity` only when it has been selected."""
    safe_from, safe_to = _selected_hours(case)
    return StepFacts(
        received_at=case.received_at,
        reach_by=ReachBy(case.reach_by),
        call_safety=CallSafety(case.call_safety),
        has_working_phone=case.has_working_phone,
        declines_phone=case.declines_phone,
        is_paused=case.calls_paused_at is not None,
        is_protected=case.is_protected,
        safe_from=safe_from,
        safe_to=safe_to,
    )


def _selected_hours(case: Case) -> tuple[time | None, time | None]:
    identity = case._state.fields_cache.get("identity")
    return (identity.safe_from, identity.safe_to) if identity else (None, None)


def differences(case: Case) -> list[str]:
    """The columns of this case that are not what the rule says; empty when all are right."""
    outcome = outcome_of(case)
    return [name for name in COLUMNS if getattr(case, name) != outcome.column(name)]
