"""The question to a source for the right number: asked, reminded of, answered, and each taken back.

How it begins is in `cases.services.wrong_numbers`.
"""

from datetime import datetime

from django.db import transaction
from django.db.models import Count, QuerySet

from cases.domain.enums import CloseReason
from cases.domain.number_query import (
    NumberOutcome,
    NumberRefusal,
    Step,
    step_refusals,
    undo_refusals,
)
from cases.domain.rules import editing_refusals
from cases.models import Case, EventKind
from cases.number_query import NumberQuery
from cases.services.life import add_event, hold
from cases.services.wrong_numbers import close_query
from jourcase.kernel import audit
from jourcase.kernel.audit import Action
from jourcase.kernel.refusals import RefusedError, refuse_if_any
from volunteers.models import User

# --- What a coordinator does ----------------------------------------------------------------------


def ask(*, query: NumberQuery, by: User, now: datetime) -> NumberQuery:
    """The source has been asked today. Raises `RefusedError`."""
    with transaction.atomic():
        row = _held(query)
        refuse_if_any(step_refusals(Step.ASK, row.facts, now=now))
        row.asked_at, row.asked_by = now, by
        row.save(update_fields=["asked_at", "asked_by"])
        _tell(row, Step.ASK, by, now)
    return row


def remind(*, query: NumberQuery, by: User, now: datetime) -> NumberQuery:
    """The source has been asked once more. Raises `RefusedError`."""
    with transaction.atomic():
        row = _held(query)
        refuse_if_any(step_refusals(Step.REMIND, row.facts, now=now))
        row.reminded_at = now
        row.save(update_fields=["reminded_at"])
        _tell(row, Step.REMIND, by, now)
    return row


def answer(*, query: NumberQuery, outcome: NumberOutcome, by: User, now: datetime) -> NumberQuery:
    """How it ended without a new number. Raises `RefusedError`."""
    with transaction.atomic():
        row = _held(query)
        refuse_if_any(step_refusals(Step.ANSWER, row.facts, now=now, outcome=outcome))
        close_query(row, outcome, now)
        _tell(row, Step.ANSWER, by, now)
    return row


def undo(*, query: NumberQuery, step: Step, by: User, now: datetime) -> NumberQuery:
    """Take the last step back: it was a slip. A number that was entered stays where numbers are.
    Raises `RefusedError`.
    """
    with transaction.atomic():
        row = _held(query)
        others = NumberQuery.objects.filter(case_id=row.case_id, closed_at__isnull=True)
        has_other_open = others.exclude(pk=row.pk).exists()
        refuse_if_any(undo_refusals(step, row.facts, has_other_open=has_other_open))
        if step is Step.ASK:
            row.asked_at = row.asked_by = None
        elif step is Step.REMIND:
            row.reminded_at = None
        else:
            row.closed_at, row.outcome, row.answered_at = None, "", None
        row.save(
            update_fields=[
                *("asked_at", "asked_by", "reminded_at", "closed_at", "outcome", "answered_at"),
            ]
        )
        _tell(row, step, by, now, is_undone=True)
    return row


def _held(query: NumberQuery) -> NumberQuery:
    """The row with the case's row locked before it, like everything that acts on a case."""
    held = hold(query.case_id)
    refuse_if_any(editing_refusals(is_erased=held.erased_at is not None))
    rows = NumberQuery.objects.select_for_update(of=("self",))
    row: NumberQuery | None = rows.filter(pk=query.pk, case=held).first()
    if row is None:
        # A merge took it along, or the contact that it came of was taken back.
        raise RefusedError({NumberRefusal.CHANGED_MEANWHILE})
    row.case = held
    return row


def _tell(
    row: NumberQuery, step: Step, by: User, now: datetime, *, is_undone: bool = False
) -> None:
    """Into the case's history and the log."""
    is_answer = step is Step.ANSWER
    said = {"step": step.value} | ({"undone": "yes"} if is_undone else {})
    said |= {"outcome": row.outcome} if row.outcome else {}
    kind = EventKind.NUMBER_ANSWERED if is_answer else EventKind.NUMBER_ASKED
    add_event(row.case, kind, by=by, now=now, **said)
    audit.record(
        by_id=by.pk,
        action=Action.NUMBER_ANSWERED if is_answer else Action.NUMBER_ASKED,
        now=now,
        case_ids=[row.case_id],
        fields=[step.value, *(["undone"] if is_undone else [])],
    )


# --- For other pages ------------------------------------------------------------------------------


def wrong_numbers(user: User, *, since: datetime) -> "QuerySet[NumberQuery, tuple[str, int]]":
    """(source, cases of it with a number that was wrong) of what was received since an instant and
    this person may see, erased cases included, duplicates left out.
    """
    seen = Case.objects.visible_to(user).filter(received_at__gte=since)
    cases = seen.exclude(close_reason=CloseReason.DUPLICATE).values("pk")
    rows = NumberQuery.objects.filter(case__in=cases).order_by().values("source")
    return rows.annotate(cases=Count("case", distinct=True)).values_list("source", "cases")
