"""Logging a contact, undoing it, putting it right."""

from datetime import datetime

from django.db import transaction

from cases.models import Case, EventKind, Identity, Phone
from cases.services.life import add_event, hold
from contacts.domain.counting import Attempt, is_two_way
from contacts.domain.entry import (
    ContactEntry,
    correction_refusals,
    entry_refusals,
    saving_refusals,
    undo_refusals,
)
from contacts.domain.enums import Channel, Result
from contacts.models import Callback, Contact, Draft
from contacts.services.calls import latest_contact_id
from contacts.services.promise_columns import refresh
from jourcase.agreement.models import SupportForm
from jourcase.kernel import audit
from jourcase.kernel.audit import Action
from jourcase.kernel.local_time import local_date
from jourcase.kernel.refusals import refuse_if_any
from volunteers.models import User

_NO_SUCH_NUMBER = frozenset({Result.WRONG_NUMBER, Result.NOT_IN_USE})


def log_contact(
    *, case: Case, entry: ContactEntry, by: User, now: datetime, draft: Draft | None = None
) -> Contact:
    """Store one contact with all that follows from it. Raises `RefusedError`.

    A contact by somebody not approved that day is kept; it is reported as a deviation.
    """
    with transaction.atomic():
        held = hold(case.pk)
        contact = _write(held, entry, by=by, now=now, draft=draft)
        audit.record(by_id=by.pk, action=Action.CONTACT_LOGGED, now=now, case_ids=[held.pk])
    return contact


def save_draft(
    *, draft: Draft, entry: ContactEntry, now: datetime, confirmed: bool = False
) -> Contact:
    """Turn a draft into its contact, exactly once: a second save answers with the first result.

    When somebody else logged a contact while this one was written, the answer is
    SOMEBODY_LOGGED_MEANWHILE until the person has `confirmed` that theirs is one more.
    Raises `RefusedError`; the draft then stays as it was.
    """
    with transaction.atomic():
        locked = Draft.objects.select_for_update(of=("self",)).get(pk=draft.pk)
        first = Contact.objects.filter(draft=locked).first()
        if first is not None:
            return first
        refuse_if_any(
            saving_refusals(
                is_discarded=locked.discarded_at is not None and bool(locked.content),
                is_logged_meanwhile=logged_meanwhile(locked) is not None,
                is_confirmed=confirmed,
            )
        )
        contact = log_contact(case=locked.case, entry=entry, by=locked.user, now=now, draft=locked)
        locked.released_at = locked.released_at or now
        locked.content, locked.discarded_at = "", None
        locked.save(update_fields=["released_at", "content", "discarded_at"])
    return contact


def logged_meanwhile(draft: Draft) -> Contact | None:
    """The contact that somebody else logged on this case since the draft began, if any."""
    if latest_contact_id(draft.case_id) == draft.seen_contact_id:
        return None
    return (
        Contact.objects.effective()
        .filter(case_id=draft.case_id, pk__gt=draft.seen_contact_id or 0)
        .exclude(made_by=draft.user_id)
        .select_related("made_by")
        .order_by("-pk")
        .first()
    )


def undo(*, contact: Contact, by: User, now: datetime) -> None:
    """Take back a contact within ten minutes, with what followed from it. Raises `RefusedError`."""
    with transaction.atomic():
        held = hold(contact.case_id)
        row = Contact.objects.select_for_update(of=("self",)).get(pk=contact.pk)
        is_effective = row.undone_at is None and row.replaced_by_id is None
        refuse_if_any(undo_refusals(logged_at=row.logged_at, is_effective=is_effective, now=now))
        row.undone_at = now
        row.save(update_fields=["undone_at"])
        _take_back_effects(held, row, now)
        audit.record(by_id=by.pk, action=Action.CONTACT_UNDONE, now=now, case_ids=[held.pk])
        refresh(held)


def correct(*, contact: Contact, entry: ContactEntry, by: User, now: datetime) -> Contact:
    """Replace a contact by a corrected one; the earlier entry is kept. Raises `RefusedError`."""
    with transaction.atomic():
        held = hold(contact.case_id)
        row = Contact.objects.select_for_update(of=("self",)).get(pk=contact.pk)
        is_effective = row.undone_at is None and row.replaced_by_id is None
        refuse_if_any(correction_refusals(is_effective=is_effective))
        _take_back_effects(held, row, now)
        row.replaced_by = _write(held, entry, by=row.made_by, now=now, draft=None)
        row.save(update_fields=["replaced_by"])
        audit.record(by_id=by.pk, action=Action.CONTACT_CORRECTED, now=now, case_ids=[held.pk])
        refresh(held)
    return row.replaced_by


def _write(
    held: Case, entry: ContactEntry, *, by: User, now: datetime, draft: Draft | None
) -> Contact:
    may_leave_message, may_send_sms = _permissions(held, entry)
    refuse_if_any(
        entry_refusals(
            entry,
            received_at=held.received_at,
            may_leave_message=may_leave_message,
            may_send_sms=may_send_sms,
            now=now,
        )
    )
    contact = Contact.objects.create(
        case=held,
        draft=draft,
        occurred_at=entry.occurred_at,
        logged_at=now,
        made_by=by,
        maker_was_approved=by.was_approved_on(local_date(entry.occurred_at)),
        channel=entry.channel,
        direction=entry.direction,
        result=entry.result,
        minutes=entry.minutes,
        meeting_offer=entry.meeting_offer or "",
        what_next=entry.what_next or "",
        next_on=entry.next_on,
        note=entry.note.strip(),
    )
    if entry.support_codes:
        contact.support_forms.add(*SupportForm.objects.filter(code__in=entry.support_codes))
    _follow_up(held, contact, entry, by=by, now=now)
    refresh(held)
    return contact


def _permissions(held: Case, entry: ContactEntry) -> tuple[bool, bool]:
    """Whether a message may be left and an sms sent; read only when one of them was."""
    if entry.result != Result.MESSAGE_LEFT and entry.channel != Channel.SMS:
        return True, True
    identity = Identity.objects.filter(case=held).first()
    if identity is None:
        return True, True
    return identity.may_leave_message, identity.may_send_sms


def _follow_up(
    held: Case, contact: Contact, entry: ContactEntry, *, by: User, now: datetime
) -> None:
    """What a contact brings with it: callbacks kept and made, a pause, a wrong number."""
    attempt = Attempt(entry.occurred_at, entry.channel, entry.direction, entry.result)
    pending = Callback.objects.pending().filter(case=held)
    if is_two_way(attempt):
        # Talking to the person settles what was promised, whenever that was.
        pending.update(settled_at=now, settled_by=contact)
    if entry.callback_at is not None:
        Callback.objects.create(case=held, due_at=entry.callback_at, promised_in=contact)
    if entry.result == Result.OTHER_PERSON and held.calls_paused_at is None:
        held.calls_paused_at = now
        held.save(update_fields=["calls_paused_at"])
        add_event(held, EventKind.CALLS_PAUSED, by=by, now=now)
    if entry.result in _NO_SUCH_NUMBER:
        _mark_number_wrong(held, by=by, now=now)


def _mark_number_wrong(held: Case, *, by: User, now: datetime) -> None:
    """The number that the screen showed, the first that still works, is no use any more."""
    working = list(
        Phone.objects.filter(identity__case=held, found_wrong_at__isnull=True).order_by("order")
    )
    if not working:
        return
    Phone.objects.filter(pk=working[0].pk).update(found_wrong_at=now)
    add_event(held, EventKind.NUMBER_WRONG, by=by, now=now)
    if len(working) == 1:
        held.has_working_phone = False
        held.save(update_fields=["has_working_phone"])


def _take_back_effects(held: Case, row: Contact, now: datetime) -> None:
    Callback.objects.pending().filter(promised_in=row).update(settled_at=now)
    if not Callback.objects.pending().filter(case=held).exists():
        latest = row.settled_callbacks.order_by("-due_at").first()
        if latest is not None:
            Callback.objects.filter(pk=latest.pk).update(settled_at=None, settled_by=None)
    if row.result == Result.OTHER_PERSON and held.calls_paused_at == row.logged_at:
        held.calls_paused_at = None
    if row.result in _NO_SUCH_NUMBER:
        found = Phone.objects.filter(identity__case=held, found_wrong_at=row.logged_at)
        if found.update(found_wrong_at=None):
            held.has_working_phone = True
    held.save(update_fields=["calls_paused_at", "has_working_phone"])
