"""A number that turned out wrong brings a question for the right one, and goes with what said so.

These are parts of other services: the case's row is held by the caller, and so is the trace.
"""

from datetime import datetime

from django.db.models import QuerySet

from cases.domain.number_query import NumberOutcome
from cases.models import Case, Phone
from cases.number_query import NumberQuery

# Ways to end without the source having said anything.
_UNANSWERED = frozenset({NumberOutcome.NOT_NEEDED, NumberOutcome.NO_ANSWER})


def note_wrong(held: Case, *, found_at: datetime) -> None:
    """A number has turned out wrong. One question stands for all wrong numbers of a case."""
    if not NumberQuery.objects.filter(case=held, closed_at__isnull=True).exists():
        NumberQuery.objects.create(case=held, source=held.source, found_at=found_at)


def take_back(held: Case, *, found_at: datetime) -> None:
    """The contact that said so counts no longer, and its number has no mark any more. The question
    goes, and is not counted, unless it stands for another number too.
    """
    row = NumberQuery.objects.filter(case=held, found_at=found_at).first()
    if row is None:
        return
    another = _wrong_besides(held, row).order_by("found_wrong_at").first()
    if another is None or another.found_wrong_at is None:
        row.delete()
        return
    row.found_at = another.found_wrong_at
    row.save(update_fields=["found_at"])


def _wrong_besides(held: Case, row: NumberQuery) -> QuerySet[Phone]:
    """Found wrong while this question stood, and of no other question."""
    others = NumberQuery.objects.filter(case=held).exclude(pk=row.pk).values("found_at")
    found = Phone.objects.filter(identity__case=held, found_wrong_at__isnull=False)
    if row.closed_at is not None:
        found = found.filter(found_wrong_at__lte=row.closed_at)
    return found.exclude(found_wrong_at=row.found_at).exclude(found_wrong_at__in=others)


def follow_correction(held: Case, *, earlier: datetime, later: datetime) -> None:
    """The contact was put right and says the same: its question goes on with it."""
    NumberQuery.objects.filter(case=held, found_at=earlier).update(found_at=later)


def note_new_number(held: Case, *, now: datetime) -> NumberQuery | None:
    """A number has been entered that was not there before, wherever it came from: the question is
    over. Gives it when there was one.
    """
    row = NumberQuery.objects.filter(case=held, closed_at__isnull=True).first()
    if row is not None:
        close_query(row, NumberOutcome.NEW_NUMBER, now)
    return row


def close_query(row: NumberQuery, outcome: NumberOutcome, now: datetime) -> None:
    """How it ended; the source has answered when it was asked."""
    row.outcome, row.closed_at = outcome, now
    if row.asked_at is not None and outcome not in _UNANSWERED:
        row.answered_at = now
    row.save(update_fields=["outcome", "closed_at", "answered_at"])


def open_again(row: NumberQuery) -> None:
    """The answer is taken back: the question stands as it stood before."""
    row.closed_at, row.outcome, row.answered_at = None, "", None
    row.save(update_fields=["closed_at", "outcome", "answered_at"])
