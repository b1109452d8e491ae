"""The telephone numbers of two cases that become one, and the question for the right number.

Source: domain rules "Contact attempts": a wrong number asks for the right one. A number that works
and was not there before is the answer, whether somebody types it or a duplicate brings it.
"""

from collections.abc import Sequence
from datetime import datetime

from django.db.models import QuerySet

from cases.domain.number_query import NumberOutcome
from cases.models import Case, EventKind, Identity, NumberQuery, Phone
from cases.services.life import add_event
from cases.services.wrong_numbers import note_new_number, open_again
from contacts.compare import Compared
from volunteers.models import User


def unite_phones(pair: Compared) -> list[int]:
    """The numbers of the other come after those that are there; gives the new rows."""
    if pair.kept_identity is None:
        return []
    known = {phone.number_lookup for phone in pair.kept_phones}
    added: list[int] = []
    for phone in pair.other_phones:
        if phone.number_lookup in known:
            continue
        fresh = Phone.objects.create(
            identity=pair.kept_identity,
            case=pair.kept,
            number=phone.number,
            number_lookup=phone.number_lookup,
            order=len(pair.kept_phones) + len(added),
            found_wrong_at=phone.found_wrong_at,
        )
        added.append(fresh.pk)
    return added


def has_working_phone(identity: Identity | None) -> bool:
    if identity is None:
        return False
    return Phone.objects.filter(identity=identity, found_wrong_at__isnull=True).exists()


def answer_question(kept: Case, brought: Sequence[int], *, by: User, now: datetime) -> int | None:
    """End the question of the case that is kept when one of the `brought` numbers works; gives it.
    Call it before rows go over: a question of the other is about its own wrong number.
    """
    if not _working(kept).filter(pk__in=brought).exists():
        return None
    row = note_new_number(kept, now=now)
    if row is None:
        return None
    add_event(kept, EventKind.NUMBER_FOUND, by=by, now=now)
    return row.pk


def ask_again(
    kept: Case, query_id: int | None, *, brought: Sequence[int], merged_at: datetime
) -> None:
    """The merge is undone and its numbers have left: the question that they ended stands again. It
    stays as it is when somebody has said otherwise since, or typed in a number that works.
    """
    ended = NumberQuery.objects.filter(outcome=NumberOutcome.NEW_NUMBER, closed_at=merged_at)
    row = ended.filter(case=kept, pk__in=[query_id]).first()
    if row is None or _working(kept).filter(pk__gt=max(brought)).exists():
        return
    if not NumberQuery.objects.filter(case=kept, closed_at__isnull=True).exists():
        open_again(row)


def _working(case: Case) -> QuerySet[Phone]:
    return Phone.objects.filter(identity__case=case, found_wrong_at__isnull=True)
