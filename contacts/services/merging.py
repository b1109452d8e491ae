"""One case of two, made by a person, and taken back within 24 hours.

Rows are taken in one order by everybody: drafts by number, then cases by number. What goes on
(attempts, promises, notes, what is planned) goes over to the case that is kept; the other is closed
as its duplicate, keeps its own identity and history, and is erased with it.
"""

import json
from collections.abc import Mapping
from dataclasses import asdict
from datetime import date, datetime, time
from typing import Any

from django.db import transaction

from cases.domain.age import age_facts
from cases.domain.duplicates import (
    MergeRefusal,
    Side,
    merge_refusals,
    put_back,
    undo_merge_refusals,
)
from cases.domain.enums import AgeBand, CloseReason, IntakeChannel
from cases.domain.referral import stated_at_receipt
from cases.erasing import ErasureRequest
from cases.marks import Recusal
from cases.merge_fields import FIELDS, UNITED_FLAGS, fields_of
from cases.models import Case, EventKind, Identity, Merge, Phone
from cases.notices import HAD, tell_former
from cases.services.concern import let_go_of_concerns
from cases.services.intake import next_protected_number
from cases.services.life import add_event, hold
from cases.services.responsible import note_responsible
from contacts.compare import Compared, compare, merge_facts
from contacts.domain.enums import Channel, Direction, Result
from contacts.models import Contact, Draft
from contacts.services import effects
from contacts.services.merge_moves import Moved, move_all, move_back
from contacts.services.merge_numbers import (
    answer_question,
    ask_again,
    has_working_phone,
    unite_phones,
)
from contacts.services.merge_undoing import LeftAlone, hand_back, keep_stops, standing_stops
from contacts.services.promise_columns import refresh
from contacts.services.unseen import let_go_of_unseen
from jourcase.agreement.models import TermsVersion
from jourcase.kernel import audit
from jourcase.kernel.audit import Action
from jourcase.kernel.local_time import local_date
from jourcase.kernel.refusals import RefusedError, refuse_if_any
from jourcase.kernel.sealed import Unreadable, UnreadableError, key_ring
from jourcase.outbox.services import put_together
from volunteers.models import User

_UNITED = (*UNITED_FLAGS, "received_at", "terms_id", "person_was_there", "calls_paused_at")
_CASE_COLUMNS = (*(name for field in FIELDS for name in field.case), *_UNITED)
_IDENTITY_COLUMNS = tuple(name for field in FIELDS for name in (*field.identity, *field.along))
_PROTECTION = ("is_protected", "protected_number", "district_id")
_OTHER_COLUMNS = (
    *("closed_at", "close_reason", "early_close", "duplicate_of_id"),
    *_PROTECTION,
)


def merge(
    *, kept: Case, other: Case, sides: Mapping[str, Side], seen: str, by: User, now: datetime
) -> Merge:
    """Make one case of two. `sides` says whose answer stands, by the field's name; without one it
    is that of the kept case. `seen` is the stamp of what was compared. Raises `RefusedError`.
    """
    with transaction.atomic(), audit.written_last(), put_together(), key_ring():
        held = _hold(kept.pk, other.pk)
        pair = compare(held[kept.pk], held[other.pk])
        chosen = {
            field.name for field in fields_of(pair.kept) if sides.get(field.name) is Side.OTHER
        }
        responsible = pair.other if "assigned_to" in chosen else pair.kept
        had, had_other = pair.kept.assigned_to, pair.other.assigned_to
        was_open = pair.other.closed_at is None
        facts = merge_facts(pair, responsible_id=responsible.assigned_to_id, seen=seen, now=now)
        refuse_if_any(merge_refusals(facts))
        if "assigned_to" in chosen:
            _refuse_responsible(pair, now)
        made = Merge(case=pair.kept, other=pair.other, merged_at=now, merged_by=by)
        try:
            made.content = json.dumps(_pooled(pair, chosen, by=by, now=now))
            made.save(force_insert=True)
        except UnreadableError as error:
            raise RefusedError({MergeRefusal.TEXT_UNREADABLE}) from error
        add_event(pair.kept, EventKind.MERGED, by=by, now=now)
        to = pair.kept.assigned_to
        lost = had_other if was_open and had_other != to else None
        said = {HAD: str(lost.public_id)} if lost else {}
        add_event(pair.other, EventKind.MERGED_AWAY, by=by, now=now, **said)
        if lost is not None:
            tell_former(to=lost, by=by, now=now)
        if had != to:
            note_responsible(pair.kept, to=to, former=had, by=by, now=now)
        let_go_of_unseen(pair.kept, by=by, now=now)
        _refresh(pair, now)
        let_go_of_concerns(case_ids=[pair.kept.pk], by=by, now=now)
        audit.record(
            by_id=by.pk,
            action=Action.CASES_MERGED,
            now=now,
            case_ids=[pair.kept.pk, pair.other.pk],
            fields=sorted(chosen),
        )
    return made


def undo_merge(*, merge: Merge, by: User, now: datetime) -> list[LeftAlone]:
    """Two cases again, as they were: what somebody has written since then stays in the case that
    was kept, and what makes calls safe stays until somebody decides otherwise. Whoever was
    responsible is so again only if they may be today; gives the cases that nobody is responsible
    for now. Raises `RefusedError`.
    """
    with transaction.atomic(), audit.written_last(), put_together(), key_ring():
        held = _hold(merge.case_id, merge.other_id)
        row = Merge.objects.select_for_update(of=("self",)).get(pk=merge.pk)
        kept, other = held[row.case_id], held[row.other_id]
        ids = [kept.pk, other.pk]
        later = Merge.objects.standing().filter(case=kept, pk__gt=row.pk)
        refuse_if_any(
            undo_merge_refusals(
                merged_at=row.merged_at,
                is_undone=row.undone_at is not None,
                is_latest=kept.duplicate_of_id is None and not later.exists(),
                call_goes_on=Draft.objects.live(now).filter(case__in=ids).exists(),
                erasure_is_pending=ErasureRequest.objects.pending().filter(case__in=ids).exists(),
                now=now,
            )
        )
        try:
            said = json.loads(row.content)
        except ValueError as error:  # it cannot be shown
            raise RefusedError({MergeRefusal.TEXT_UNREADABLE}) from error
        pair = compare(kept, other)
        stops = standing_stops(kept, since=row.merged_at)
        had = kept.assigned_to_id
        _put_back(pair, said, row.merged_at, now)
        keep_stops(kept, stops)
        left = hand_back(kept=kept, other=other, had=had, by=by, now=now)
        row.content, row.undone_at, row.undone_by = "", now, by
        row.save(update_fields=["content", "undone_at", "undone_by"])
        for one in (kept, other):
            add_event(one, EventKind.MERGE_UNDONE, by=by, now=now)
        _refresh(pair, now)
        let_go_of_concerns(case_ids=ids, by=by, now=now)
        audit.record(by_id=by.pk, action=Action.MERGE_UNDONE, now=now, case_ids=ids)
    return left


def _hold(*case_ids: int) -> dict[int, Case]:
    """Drafts before cases, as when a call is saved; each in order of number."""
    list(Draft.objects.filter(case__in=case_ids).order_by("pk").select_for_update(of=("self",)))
    return {pk: hold(pk) for pk in sorted(set(case_ids))}


def _refuse_responsible(pair: Compared, now: datetime) -> None:
    to = pair.other.assigned_to
    if to is None:
        return
    sees = not pair.kept.is_protected or pair.kept.protected_readers.filter(pk=to.pk).exists()
    if not (to.was_approved_on(local_date(now)) and sees):
        raise RefusedError({MergeRefusal.RESPONSIBLE_NOT_POSSIBLE})


def _refresh(pair: Compared, now: datetime) -> None:
    for one in (pair.kept, pair.other):
        effects.settle_callbacks(one, now=now)
        refresh(one)


# --- Making one ----------------------------------------------------------------------------------


def _pooled(pair: Compared, chosen: set[str], *, by: User, now: datetime) -> dict[str, Any]:
    """Change both cases; gives what it takes to undo it."""
    kept, other, identity = pair.kept, pair.other, pair.kept_identity
    before = {
        "case": _written(kept, _CASE_COLUMNS),
        "identity": _written(identity, _IDENTITY_COLUMNS),
        "other": _written(other, _OTHER_COLUMNS),
    }
    told_on = local_date((other if "age" in chosen else kept).received_at)
    _choose(pair, chosen)
    arrival = _unite_arrivals(pair, by=by)
    if other.calls_paused_at and not kept.calls_paused_at:
        kept.calls_paused_at = other.calls_paused_at
    for flag in UNITED_FLAGS:
        setattr(kept, flag, getattr(kept, flag) or getattr(other, flag))
    _age_again(kept, identity, told_on)
    if identity is not None:
        identity.save()
    phones = unite_phones(pair)
    answered = answer_question(kept, phones, by=by, now=now)
    kept.has_working_phone = has_working_phone(identity)
    kept.save()
    moved = move_all(old=other, new=kept, now=now)
    recusals = _share_recusals(kept, other, by=by, now=now)
    _close_other(kept, other, now)
    return {
        "before": before,
        "merged": {
            "case": _written(kept, _CASE_COLUMNS),
            "identity": _written(identity, _IDENTITY_COLUMNS),
        },
        "moved": asdict(moved),
        "phones": phones,
        "answered": answered,
        "recusals": recusals,
        "arrival": arrival,
    }


def _choose(pair: Compared, chosen: set[str]) -> None:
    for field in fields_of(pair.kept):
        if field.name not in chosen:
            continue
        for name in field.case:
            setattr(pair.kept, name, getattr(pair.other, name))
        if pair.kept_identity is not None and pair.other_identity is not None:
            for name in (*field.identity, *field.along):
                setattr(pair.kept_identity, name, getattr(pair.other_identity, name))


def _unite_arrivals(pair: Compared, *, by: User) -> int | None:
    """The earliest received time governs, by the terms of its day. Somebody who rang or came in
    later than that was reached then: this becomes a contact, so that it is not lost.
    """
    first, second = sorted((pair.kept, pair.other), key=lambda case: case.received_at)
    arrival = None
    if second.person_was_there and not first.person_was_there:
        arrival = _arrival(second, pair.kept, by)
    received_at, was_there = first.received_at, first.person_was_there
    pair.kept.received_at, pair.kept.person_was_there = received_at, was_there
    pair.kept.terms = TermsVersion.objects.begun(local_date(received_at)).first() or first.terms
    return arrival


def _arrival(came: Case, kept: Case, by: User) -> int:
    took_in = by if came.opened_by_id is None else came.opened_by
    contact = Contact.objects.create(
        case=kept,
        occurred_at=came.received_at,
        logged_at=came.opened_at,
        made_by=took_in,
        maker_was_approved=took_in.was_approved_on(local_date(came.received_at)),
        channel=Channel.MEETING if came.channel == IntakeChannel.WALK_IN else Channel.PHONE,
        direction=Direction.IN,
        result=Result.REACHED,
    )
    return int(contact.pk)


def _age_again(kept: Case, identity: Identity | None, told_on: date) -> None:
    """Age is that of the received day, which may have become an earlier one. `told_on`: the day of
    the band on the row; one that came of the year alone is reckoned anew.
    """
    born = identity.born if identity else ""
    if not born:
        return
    is_year = len(born) == 4
    birth_year = int(born) if is_year else None
    stated = stated_at_receipt(
        AgeBand(kept.age_band) if kept.age_band else None,
        birth_year=birth_year,
        on=told_on,
        referral_age=kept.terms.referral_age,
    )
    facts = age_facts(
        on=local_date(kept.received_at),
        referral_age=kept.terms.referral_age,
        born=None if is_year else date.fromisoformat(born),
        birth_year=birth_year,
        stated=stated or AgeBand.UNKNOWN,
    )
    kept.age_group, kept.age_band = facts.group, facts.band


def _share_recusals(kept: Case, other: Case, *, by: User, now: datetime) -> list[int]:
    """Whoever knows the person of the one knows the person of the other."""
    standing = list(Recusal.objects.standing().filter(case__in=[kept, other]))
    known = {(row.case_id, row.user_id) for row in standing}
    added: list[int] = []
    for row in standing:
        to = other if row.case_id == kept.pk else kept
        if (to.pk, row.user_id) not in known:
            known.add((to.pk, row.user_id))
            fresh = Recusal.objects.create(
                case=to, user_id=row.user_id, reason=row.reason, set_at=now, set_by=by
            )
            added.append(fresh.pk)
    return added


def _close_other(kept: Case, other: Case, now: datetime) -> None:
    if kept.is_protected and not other.is_protected:
        # It says who the person is just as well.
        other.is_protected, other.district = True, None
        other.protected_number = other.protected_number or next_protected_number()
        other.protected_readers.set(kept.protected_readers.all())
    other.closed_at, other.early_close = other.closed_at or now, ""
    other.close_reason, other.duplicate_of, other.next_due_at = CloseReason.DUPLICATE, kept, None
    other.save()


# --- Taking it back ------------------------------------------------------------------------------


def _put_back(pair: Compared, said: dict[str, Any], merged_at: datetime, now: datetime) -> None:
    kept, other, identity = pair.kept, pair.other, pair.kept_identity
    _restore(kept, said["before"]["case"], said["merged"]["case"])
    if kept.is_protected:
        kept.district = None  # protected since, and without a district from then on
    if identity is not None:
        _restore(identity, said["before"]["identity"], said["merged"]["identity"])
        identity.save()
    Phone.objects.filter(pk__in=said["phones"], identity__case=kept).delete()
    kept.has_working_phone = has_working_phone(identity)
    kept.save()
    Recusal.objects.filter(pk__in=said["recusals"], case__in=[kept, other]).delete()
    move_back(Moved(**said["moved"]), old=kept, new=other, now=now)
    ask_again(kept, said.get("answered"), brought=said["phones"], merged_at=merged_at)
    _take_arrival_back(said["arrival"], now)
    was_protected = said["before"]["other"]["is_protected"]
    decided = _decided_since(other, merged_at)
    for name, value in said["before"]["other"].items():
        if not (decided and name in _PROTECTION):
            setattr(other, name, _read(Case, name, value))
    if not was_protected and not decided:
        other.protected_readers.clear()
    other.save()


def _decided_since(other: Case, merged_at: datetime) -> bool:
    """Whether somebody has protected it, or taken the protection away, after the merge: what they
    decided of the person stands in both cases.
    """
    kinds = (EventKind.PROTECTED, EventKind.UNPROTECTED)
    return other.events.filter(kind__in=kinds, at__gte=merged_at).exists()


def _take_arrival_back(contact_id: int | None, now: datetime) -> None:
    """It was written by the merge. One that somebody has corrected since is struck through."""
    row = Contact.objects.filter(pk=contact_id).first() if contact_id is not None else None
    if row is None:
        return
    if row.replaced_by_id is None and row.undone_at is None:
        row.delete()
        return
    while row.replaced_by is not None:
        row = row.replaced_by
    row.undone_at = row.undone_at or now
    row.save(update_fields=["undone_at"])


def _restore(row: Any, before: dict[str, Any], merged: dict[str, Any]) -> None:
    model = type(row)
    for name, value in before.items():
        if not hasattr(row, name):
            continue  # a column that an earlier version had
        current = getattr(row, name)
        back = put_back(_read(model, name, value), _read(model, name, merged[name]), current)
        if back != current:
            setattr(row, name, back)


def _written(row: Any, names: tuple[str, ...]) -> dict[str, Any]:
    """Columns as JSON has them: instants and clocks in ISO."""
    if row is None:
        return {}
    values = {name: getattr(row, name) for name in dict.fromkeys(names)}
    if any(isinstance(value, Unreadable) for value in values.values()):
        raise UnreadableError
    return {
        name: value.isoformat() if isinstance(value, datetime | date | time) else value
        for name, value in values.items()
    }


def _read(model: Any, name: str, value: Any) -> Any:
    return model._meta.get_field(name).to_python(value)
