"""What happens to a case between its coming in and its end."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime, timedelta

from django.db import connection, transaction

from cases.agenda_port import agenda
from cases.domain.closing import early_close_refusals, early_to_keep, undo_closing_refusals
from cases.domain.duplicates import merged_case_refusals
from cases.domain.enums import CallSafety, CloseReason, EarlyClose, ReachBy
from cases.domain.intake import IdentityInput, StatisticsInput
from cases.domain.rules import (
    assignment_refusals,
    call_decision_refusals,
    closing_refusals,
    correction_refusals,
    editing_refusals,
    identity_refusals,
    received_refusals,
    reopening_refusals,
)
from cases.domain.seen import seen_refusals
from cases.marks import Recusal
from cases.models import Case, CaseEvent, EventKind, Identity, Merge, Note, Phone
from cases.promise_facts import promise_facts
from cases.promise_port import refresh_promise
from cases.seen import stored_of
from cases.services.intake import apply_statistics, write_identity
from cases.services.responsible import note_responsible
from cases.services.wrong_numbers import note_new_number
from jourcase.agreement.models import TermsVersion
from jourcase.kernel import audit
from jourcase.kernel.audit import Action
from jourcase.kernel.local_time import local_date
from jourcase.kernel.refusals import refuse_if_any
from jourcase.kernel.sealed import token_for
from volunteers.models import User

_DOUBLE_PRESS = timedelta(minutes=1)
_CLOSING_COLUMNS = ["closed_at", "close_reason", "early_close", "duplicate_of"]

# The rows that the transaction holds already, inside the block of `rows_kept`.
_kept: ContextVar[dict[int, Case] | None] = ContextVar("kept", default=None)


def hold(case_id: int) -> Case:
    """The case with its row locked until the transaction ends. Call it inside one."""
    kept = _kept.get()
    if kept is not None and case_id in kept:
        return kept[case_id]
    case = Case.objects.select_for_update(of=("self",)).select_related("terms").get(pk=case_id)
    if kept is not None:
        kept[case_id] = case
    return case


def refuse_if_merged(held: Case) -> None:
    """Nothing is written in a case that was merged into another: it would be lost from sight. Asks
    the database only of a duplicate.
    """
    if held.close_reason == CloseReason.DUPLICATE:
        is_merged = Merge.objects.standing().filter(other=held).exists()
        refuse_if_any(merged_case_refusals(is_merged=is_merged))


@contextmanager
def rows_kept() -> Iterator[None]:
    """Read a row once and not again each time that it is held, for work that acts on the same
    cases over and over in one transaction, which has to be running.

    A locked row is nobody else's to change, so what was read stays true as long as the block
    changes cases through the services alone.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("rows are held only inside a transaction")
    token = _kept.set({})
    try:
        yield
    finally:
        _kept.reset(token)


def keep_row(case: Case) -> None:
    """For a row that this transaction has just inserted: inside `rows_kept` it is not read again
    either. No one else has seen it, so no lock is missing.
    """
    kept = _kept.get()
    if kept is not None:
        kept[case.pk] = case


def add_event(
    case: Case,
    kind: EventKind,
    *,
    by: User | None,
    now: datetime,
    reason: str = "",
    **detail: str,
) -> None:
    """One line in the case's history. `detail` holds codes and instants only."""
    CaseEvent.objects.create(case=case, at=now, by=by, kind=kind, detail=detail, reason=reason)


def assign(*, case: Case, to: User | None, by: User, now: datetime) -> Case:
    """Make somebody responsible, or nobody. Only a person approved today may be chosen."""
    with transaction.atomic():
        held = hold(case.pk)
        approved = None if to is None else to.was_approved_on(local_date(now))
        refuse_if_any(
            assignment_refusals(
                is_closed=held.closed_at is not None,
                is_approved=approved,
                is_recused=to is not None and Recusal.objects.hides(held.pk, to),
                may_see=to is None or may_see_if_protected(held, to),
            )
        )
        if held.assigned_to_id == (to.pk if to else None):
            return held
        former, held.assigned_to = held.assigned_to, to
        held.save(update_fields=["assigned_to"])
        note_responsible(held, to=to, former=former, by=by, now=now)
        audit.record(
            by_id=by.pk,
            action=Action.CASE_ASSIGNED,
            now=now,
            case_ids=[held.pk],
            fields=["assigned_to"],
        )
    return held


def may_see_if_protected(held: Case, user: User) -> bool:
    """A protected case is shown to the coordinators that it names, and would be hidden from whoever
    else became responsible for it.
    """
    if not held.is_protected:
        return True
    return user.is_coordinator and held.protected_readers.filter(pk=user.pk).exists()


def correct_received(
    *, case: Case, received_at: datetime, reason: str, by: User, now: datetime
) -> Case:
    """Put right when the case reached the jour; the earlier time stays in its history.

    The terms follow the corrected day, and so does the deadline. Raises `RefusedError`.
    """
    terms = TermsVersion.objects.begun(local_date(received_at)).first()
    with transaction.atomic():
        held = hold(case.pk)
        found = received_refusals(
            received_at,
            first_terms_on=terms.valid_from if terms else date.max,
            first_contact_at=None if held.person_was_there else held.first_contact_at,
            now=now,
        )
        found |= correction_refusals(reason=reason, is_closed=held.closed_at is not None)
        refuse_if_any(found)
        earlier, held.received_at = held.received_at, received_at
        held.terms = terms or held.terms
        held.save(update_fields=["received_at", "terms"])
        add_event(
            held,
            EventKind.RECEIVED_CORRECTED,
            by=by,
            now=now,
            reason=reason.strip(),
            earlier=earlier.isoformat(),
            received_at=received_at.isoformat(),
        )
        refresh_promise(held)
        audit.record(
            by_id=by.pk,
            action=Action.RECEIVED_CORRECTED,
            now=now,
            case_ids=[held.pk],
            fields=["received_at"],
        )
    return held


def change_statistics(*, case: Case, statistics: StatisticsInput, by: User, now: datetime) -> Case:
    """Fill in or put right the statistics."""
    with transaction.atomic():
        held = hold(case.pk)
        refuse_if_merged(held)
        refuse_if_any(
            editing_refusals(is_erased=held.erased_at is not None)
            | identity_refusals(
                is_anonymous=held.is_anonymous,
                has_identity=False,
                reach_by=ReachBy.CALLS_US,
                phone_count=0,
                born=statistics.born,
                today=local_date(now),
            )
        )
        band = held.age_band
        apply_statistics(held, statistics, held.terms, local_date(held.received_at))
        is_other_age = held.age_band != band
        if not held.is_anonymous and statistics.says_age:
            born = statistics.born
            text = born.isoformat() if born else str(statistics.birth_year or "")
            who = Identity.objects.filter(case=held).first()
            is_other_age = is_other_age or (who is not None and who.born != text)
            sealed = token_for(Identity, "born", scope=held.key_scope, row=held.pk, text=text)
            Identity.objects.filter(case=held).update(born=sealed)
        if is_other_age:
            # What was answered before no longer holds either: it is asked anew where it matters.
            held.asked_band, held.asked_on = "", None
        held.save()
        _changed(held, by, now, ["statistics"])
    return held


def change_identity(
    *,
    case: Case,
    identity: IdentityInput,
    reach_by: ReachBy,
    call_safety: CallSafety,
    declines_phone: bool,
    seen: str,
    by: User,
    now: datetime,
) -> Case:
    """Put right who it is and how to make contact safely. `seen` is the stamp of what was shown: it
    replaces everything, and so nothing that was changed meanwhile. Raises `RefusedError`.

    A person first taken in as anonymous may later choose to give a name; the case then stops
    being anonymous.
    """
    with transaction.atomic(), audit.written_last():
        held = hold(case.pk)
        refuse_if_merged(held)
        before = stored_of(held)
        refuse_if_any(
            editing_refusals(is_erased=held.erased_at is not None)
            | identity_refusals(
                is_anonymous=False,
                has_identity=not identity.is_empty,
                reach_by=reach_by,
                phone_count=len(identity.phones),
                born=None,
                today=local_date(now),
            )
            | seen_refusals(seen, before.prints)
        )
        had_working, known = held.has_working_phone, _numbers(held)
        row = write_identity(held, identity, StatisticsInput())
        held.is_anonymous = False
        held.reach_by = reach_by
        held.call_safety = call_safety
        held.declines_phone = declines_phone
        held.has_working_phone = row.phones.filter(found_wrong_at__isnull=True).exists()
        held.save(
            update_fields=[
                *("is_anonymous", "reach_by", "call_safety", "declines_phone", "has_working_phone"),
            ]
        )
        is_new = bool(_numbers(held) - known)
        is_answered = is_new and note_new_number(held, now=now) is not None
        if is_answered or (held.has_working_phone and not had_working):
            add_event(held, EventKind.NUMBER_FOUND, by=by, now=now)
        _changed(held, by, now, ["identity"], **before.hours_said(row))
        refresh_promise(held)
    return held


def _numbers(held: Case) -> set[str]:
    return set(Phone.objects.filter(case=held).values_list("number_lookup", flat=True))


def _changed(held: Case, by: User, now: datetime, fields: list[str], **said: str) -> None:
    add_event(held, EventKind.FACTS_CHANGED, by=by, now=now, what=fields[0], **said)
    audit.record(
        by_id=by.pk, action=Action.CASE_CHANGED, now=now, case_ids=[held.pk], fields=fields
    )


def decide_calls(*, case: Case, may_continue: bool, reason: str, by: User, now: datetime) -> Case:
    """The coordinator's word after somebody else answered: go on ringing, or do not ring."""
    with transaction.atomic():
        held = hold(case.pk)
        refuse_if_any(call_decision_refusals(is_paused=held.calls_paused_at is not None))
        held.calls_paused_at = None
        if not may_continue:
            held.call_safety = CallSafety.NO
        held.save(update_fields=["calls_paused_at", "call_safety"])
        kind = EventKind.CALLS_RESUMED if may_continue else EventKind.CALLS_STOPPED
        add_event(held, kind, by=by, now=now, reason=reason.strip())
        refresh_promise(held)
        audit.record(by_id=by.pk, action=Action.CALLS_DECIDED, now=now, case_ids=[held.pk])
    return held


def write_note(*, case: Case, text: str, by: User, now: datetime) -> Note:
    """Something the next person needs to know. A second press on the button writes it once."""
    with transaction.atomic():
        held = hold(case.pk)
        refuse_if_merged(held)
        refuse_if_any(editing_refusals(is_erased=held.erased_at is not None))
        before = _written_just_now(case, text.strip(), by, now)
        if before is not None:
            return before
        note = Note.objects.create(case=case, text=text.strip(), written_at=now, written_by=by)
        audit.record(by_id=by.pk, action=Action.NOTE_WRITTEN, now=now, case_ids=[case.pk])
    return note


def _written_just_now(case: Case, text: str, by: User, now: datetime) -> Note | None:
    """The same words of the same person a moment ago. The text is sealed: compared here."""
    latest = Note.objects.filter(case=case, written_by=by, written_at__gt=now - _DOUBLE_PRESS)
    return next((note for note in latest if note.text == text), None)


def close(
    *,
    case: Case,
    reason: CloseReason,
    by: User,
    now: datetime,
    early: EarlyClose | None = None,
) -> Case:
    """End the case. What is missing is shown and never blocks, but `early` says why a case ends as
    not reached while tries are owed. A duplicate ends by a merge alone. Raises `RefusedError`.
    """
    with transaction.atomic():
        held = hold(case.pk)
        facts = promise_facts(held)
        refuse_if_any(
            closing_refusals(is_closed=held.closed_at is not None, reason=reason)
            | early_close_refusals(reason=reason, early=early, facts=facts)
        )
        kept = early_to_keep(reason=reason, early=early, facts=facts)
        held.closed_at = now
        held.close_reason = reason
        held.early_close = kept.value if kept else ""
        # The database holds that a closed case is not due, so the column leaves with the closing.
        held.next_due_at = None
        held.save(update_fields=["closed_at", "close_reason", "early_close", "next_due_at"])
        said = {"close_reason": reason.value} | ({"early": kept.value} if kept else {})
        add_event(held, EventKind.CLOSED, by=by, now=now, **said)
        agenda().cancel_coming(held, by=by, now=now)
        refresh_promise(held)
        audit.record(
            by_id=by.pk,
            action=Action.CASE_CLOSED,
            now=now,
            case_ids=[held.pk],
            fields=["closed_at", "close_reason"],
        )
    return held


def reopen(*, case: Case, by: User, now: datetime) -> Case:
    """Continue a closed case; its clock is the old one. Raises `RefusedError`."""
    with transaction.atomic():
        held = hold(case.pk)
        refuse_if_merged(held)
        refuse_if_any(
            reopening_refusals(
                closed_at=held.closed_at,
                erased_at=held.erased_at,
                reopen_within_days=held.terms.reopen_within_days,
                now=now,
            )
        )
        _open_again(held, EventKind.REOPENED, by, now, [])
    return held


def undo_closing(*, case: Case, by: User, now: datetime) -> Case:
    """Take a closing back within 24 hours: the case is as it was, and no figure tells of it. Raises
    `RefusedError`.
    """
    with transaction.atomic():
        held = hold(case.pk)
        refuse_if_merged(held)
        refuse_if_any(
            undo_closing_refusals(closed_at=held.closed_at, erased_at=held.erased_at, now=now)
        )
        _open_again(held, EventKind.CLOSING_UNDONE, by, now, ["undone"])
    return held


def _open_again(held: Case, kind: EventKind, by: User, now: datetime, fields: list[str]) -> None:
    held.closed_at, held.close_reason, held.early_close, held.duplicate_of = None, "", "", None
    held.save(update_fields=_CLOSING_COLUMNS)
    add_event(held, kind, by=by, now=now)
    refresh_promise(held)
    audit.record(
        by_id=by.pk, action=Action.CASE_REOPENED, now=now, case_ids=[held.pk], fields=fields
    )
