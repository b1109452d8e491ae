"""Rows that go over from one case to another, and their text with them: what is sealed under the
key of the one is sealed anew under the key of the other, so that the erasure of either leaves no
text that nobody can open and no text that should be gone.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Model, Q, QuerySet

from cases.concern import ChildConcern
from cases.domain.duplicates import MergeRefusal
from cases.models import Case, Merge, Note, NumberQuery
from cases.referring import Referral
from contacts.agenda import AgendaItem
from contacts.models import Callback, Contact, Draft
from jourcase.kernel.refusals import RefusedError
from jourcase.kernel.sealed import (
    SealedModel,
    SealedTextField,
    Unreadable,
    UnreadableError,
    key_ring,
    token_for,
)


@dataclass(frozen=True, slots=True)
class Moved:
    """The numbers of the rows that went over."""

    drafts: list[str] = field(default_factory=list)
    contacts: list[int] = field(default_factory=list)
    callbacks: list[int] = field(default_factory=list)
    notes: list[int] = field(default_factory=list)
    agenda: list[int] = field(default_factory=list)
    referrals: list[int] = field(default_factory=list)
    concerns: list[int] = field(default_factory=list)
    number_queries: list[int] = field(default_factory=list)


def move_all(*, old: Case, new: Case, now: datetime) -> Moved:
    """Everything that goes on in the case that is kept. Both rows and all drafts are held by the
    caller; no call is going on. Raises `RefusedError` when a text cannot be opened.
    """
    moved = Moved(
        drafts=[str(pk) for pk in _ids(Draft, old)],
        contacts=_ids(Contact, old),
        callbacks=_ids(Callback, old),
        notes=_ids(Note, old),
        agenda=_ids(AgendaItem, old),
        referrals=[row.pk for row in _movable_referrals(old, new)],
        concerns=_ids(ChildConcern, old),
        number_queries=_movable_queries(NumberQuery.objects.filter(case=old), new),
    )
    _move(moved, old, new, now)
    return moved


def _move(moved: Moved, old: Case, new: Case, now: datetime) -> None:
    with key_ring():
        # Claims that nobody ended by hand, and promises: one of each a case may be open.
        both = Draft.objects.claiming().filter(case__in=[old, new])
        both.update(released_at=now)
        for model, ids in (
            (Draft, moved.drafts),
            (Contact, moved.contacts),
            (Note, moved.notes),
            (AgendaItem, moved.agenda),
            (Referral, moved.referrals),
        ):
            reseal(model, ids, new)
    NumberQuery.objects.filter(pk__in=moved.number_queries).update(case=new)
    waiting = Callback.objects.pending().filter(pk__in=moved.callbacks)
    waiting.update(settled_at=now)
    Callback.objects.filter(pk__in=moved.callbacks).update(case=new)
    ChildConcern.objects.filter(pk__in=moved.concerns).update(case=new)


def move_back(moved: Moved, *, old: Case, new: Case, now: datetime) -> None:
    """The same rows from `old` to `new`, with what has become of them since: a correction goes
    with what it corrected. What was begun or told later stays.
    """
    contacts = set(moved.contacts)
    while True:
        later = Contact.objects.filter(replaces__in=contacts).exclude(pk__in=contacts)
        found = set(later.values_list("pk", flat=True))
        if not found:
            break
        contacts |= found
    told_elsewhere = Contact.objects.exclude(pk__in=contacts).filter(draft_id__in=moved.drafts)
    kept_drafts = {str(pk) for pk in told_elsewhere.values_list("draft_id", flat=True)}
    drafts = [pk for pk in moved.drafts if pk not in kept_drafts]
    promised = Callback.objects.filter(case=old, promised_in__in=contacts)
    back = Moved(
        drafts=drafts,
        contacts=sorted(contacts),
        callbacks=list(promised.values_list("pk", flat=True)),
        notes=moved.notes,
        agenda=_agenda_back(moved.agenda, drafts),
        referrals=moved.referrals,
        concerns=moved.concerns,
        number_queries=_queries_back(moved, contacts, old, new),
    )
    _move(back, old, new, now)


def follow_merge(draft: Draft) -> None:
    """A call that was begun at the very moment of the merge: its draft, whose row is held, goes to
    the case that was kept, so that nothing that is told of the person is lost from sight.
    """
    made = Merge.objects.standing().filter(other=draft.case_id).select_related("case").first()
    if made is not None:
        draft.released_at = draft.released_at or made.merged_at
        draft.save(update_fields=["released_at"])
        with key_ring():
            reseal(Draft, [draft.pk], made.case)
        draft.case = made.case


def _agenda_back(ids: list[int], drafts: list[str]) -> list[int]:
    """With those that they were moved to, and without what is told of in a draft that stays."""
    found = set(ids)
    while True:
        later = AgendaItem.objects.filter(moved_from__in=found).exclude(pk__in=found)
        more = set(later.values_list("pk", flat=True))
        if not more:
            break
        found |= more
    told = Q(told_in__isnull=True) | Q(told_in__in=drafts)
    return sorted(AgendaItem.objects.filter(told, pk__in=found).values_list("pk", flat=True))


def _movable_referrals(old: Case, new: Case) -> list[Referral]:
    """One to each recipient may be under way; a second stays where it was begun."""
    under_way = set(
        Referral.objects.filter(case=new).under_way().values_list("recipient", flat=True)
    )
    rows = Referral.objects.filter(case=old)
    doubled = set(rows.under_way().filter(recipient__in=under_way).values_list("pk", flat=True))
    return [row for row in rows.only("pk") if row.pk not in doubled]


def _movable_queries(rows: QuerySet[NumberQuery], new: Case) -> list[int]:
    """One question of a case may stand; a second stays where it was, and rests there."""
    if NumberQuery.objects.filter(case=new, closed_at__isnull=True).exists():
        rows = rows.filter(closed_at__isnull=False)
    return list(rows.order_by("pk").values_list("pk", flat=True))


def _queries_back(moved: Moved, contacts: set[int], old: Case, new: Case) -> list[int]:
    """With what has come of the contacts that go back."""
    logged = Contact.objects.filter(pk__in=contacts).values("logged_at")
    came = Q(pk__in=moved.number_queries) | Q(found_at__in=logged)
    return _movable_queries(NumberQuery.objects.filter(came, case=old), new)


def _ids(model: type[Model], case: Case) -> list[Any]:
    rows = model._default_manager.filter(case=case).order_by("pk")
    return list(rows.values_list("pk", flat=True))


def reseal(model: type[SealedModel], ids: Iterable[Any], new: Case) -> None:
    """Give these rows to `new`, their text under its key. Raises `RefusedError`."""
    columns = [one.name for one in model._meta.fields if isinstance(one, SealedTextField)]
    rows = model._default_manager.filter(pk__in=list(ids))
    for row in list(rows):
        try:
            values: dict[str, Any] = {name: _sealed_anew(row, name, new) for name in columns}
        except UnreadableError as error:
            raise RefusedError({MergeRefusal.TEXT_UNREADABLE}) from error
        values["case"] = new
        model._default_manager.filter(pk=row.pk).update(**values)


def _sealed_anew(row: SealedModel, name: str, new: Case) -> Any:
    text = getattr(row, name)
    if isinstance(text, Unreadable):
        raise UnreadableError(name)
    key = getattr(row, row.sealed_row)
    return token_for(type(row), name, scope=new.key_scope, row=key, text=text or "")
