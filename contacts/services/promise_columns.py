"""Between the case row and the rule of the promise: facts out, outcome columns in."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass

from django.db import connection

from cases.domain.enums import CallSafety, ReachBy
from cases.domain.safe_hours import ALWAYS, SafeHours
from cases.models import Case
from contacts.domain.enums import ContactExemption, TriesExemption
from contacts.domain.next_step import StepFacts
from contacts.domain.promise import Standing, stand
from contacts.services.promise_material import Material, case_facts, material_of

_AT_A_TIME = 500

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


# The cases whose columns are to be written when the block of `written_together` ends.
_put_off: ContextVar[dict[int, None] | None] = ContextVar("put_off", default=None)


def refresh(case: Case) -> None:
    """Recompute and store the outcome columns. The caller holds the row."""
    put_off = _put_off.get()
    if put_off is not None:
        put_off[case.pk] = None
        return
    _write(case, outcome_of(case))


def _write(case: Case, outcome: Outcome) -> None:
    for name in COLUMNS:
        setattr(case, name, outcome.column(name))
    case.save(update_fields=COLUMNS)


@contextmanager
def written_together() -> Iterator[None]:
    """Write the columns once a case when the block ends, instead of after each act in it.

    For work that tells the whole story of many cases in one transaction, which has to be
    running. Inside the block the columns are those from before it: nothing there may read them.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("the columns may be put off only inside a transaction")
    put_off: dict[int, None] = {}
    token = _put_off.set(put_off)
    try:
        yield
    finally:
        _put_off.reset(token)
    waiting = list(put_off)
    for start in range(0, len(waiting), _AT_A_TIME):
        ids = waiting[start : start + _AT_A_TIME]
        cases = list(Case.objects.select_related("terms").filter(pk__in=ids))
        material = material_of(cases)
        for case in cases:
            _write(case, outcome_from(case, material[case.pk]))


def outcome_of(case: Case) -> Outcome:
    """What the columns of this case should hold, from its facts and contacts (two queries)."""
    return outcome_from(case, material_of([case])[case.pk])


def outcome_from(case: Case, material: Material) -> Outcome:
    """The same from what has been read already; `terms` should be selected with the case."""
    return Outcome(
        standing=stand(case_facts(case, material), material.attempts, case.terms.to_domain()),
        has_support=material.has_support,
        meeting_offered=material.meeting_offered,
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
    return StepFacts(
        received_at=case.received_at,
        reach_by=ReachBy(case.reach_by),
        call_safety=CallSafety(case.call_safety),
        has_working_phone=case.has_working_phone,
        declines_phone=case.declines_phone,
        is_paused=case.calls_paused_at is not None,
        is_protected=case.is_protected,
        safe=selected_hours(case),
    )


def selected_hours(case: Case) -> SafeHours:
    """The safe hours of the identity that came with the query; without one, any time."""
    identity = case._state.fields_cache.get("identity")
    return identity.hours if identity else ALWAYS


def differences(case: Case, material: Material | None = None) -> list[str]:
    """The columns of this case that are not what the rule says; empty when all are right.

    `material` saves the two queries when many cases are asked about.
    """
    outcome = outcome_of(case) if material is None else outcome_from(case, material)
    return [name for name in COLUMNS if getattr(case, name) != outcome.column(name)]
