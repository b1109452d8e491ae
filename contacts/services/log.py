"""Logging a contact, undoing it, putting it right."""

from datetime import datetime

from django.db import transaction
from django.db.models import Max, Q

from cases.domain.enums import CloseReason
from cases.models import Case, Identity
from cases.services.life import hold
from contacts.domain.counting import is_two_way
from contacts.domain.entry import (
    ContactEntry,
    correction_refusals,
    entry_refusals,
    moved_refusals,
    saving_refusals,
    undo_refusals,
)
from contacts.domain.enums import Channel, Direction, Result
from contacts.models import Callback, Contact, Draft
from contacts.services import effects
from contacts.services.merge_moves import follow_merge
from contacts.services.promise_columns import refresh
from jourcase.agreement.models import SupportForm
from jourcase.kernel import audit
from jourcase.kernel.audit import Action
from jourcase.kernel.local_time import local_date
from jourcase.kernel.refusals import refuse_if_any
from volunteers.models import User


def log_contact(
    *, case: Case, entry: ContactEntry, by: User, now: datetime, draft: Draft | None = None
) -> Contact:
    """Store one contact with all that follows from it. Raises `RefusedError`.

    A contact by somebody not approved that day is kept; it is reported as a deviation.
    """
    with transaction.atomic(), audit.written_last():
        return _log(case.pk, entry, by=by, now=now, draft=draft)


def _log(
    case_id: int, entry: ContactEntry, *, by: User, now: datetime, draft: Draft | None
) -> Contact:
    held = hold(case_id)
    contact = _write(held, entry, by=by, now=now, draft=draft)
    effects.follow(held, contact, by=by, now=now)
    if is_two_way(contact.attempt):
        effects.settle_callbacks(held, now=now)
    refresh(held)
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
    with transaction.atomic(), audit.written_last():
        drafts = Draft.objects.select_for_update(of=("self",)).select_related("case")
        locked = drafts.get(pk=draft.pk)
        if locked.case.close_reason == CloseReason.DUPLICATE:
            follow_merge(locked)
        of_the_case, own = Q(case_id=locked.case_id), Q(draft=locked)
        logged = Contact.objects.filter(of_the_case | own).aggregate(
            latest=Max("pk", filter=of_the_case), first=Max("pk", filter=own)
        )
        if logged["first"] is not None:
            return Contact.objects.get(pk=logged["first"])
        is_newer = logged["latest"] != locked.seen_contact_id
        refuse_if_any(
            saving_refusals(
                is_discarded=locked.discarded_at is not None,
                is_logged_meanwhile=is_newer and logged_meanwhile(locked) is not None,
                is_confirmed=confirmed,
            )
        )
        # The same person: what came with the draft need not be read again.
        contact = _log(locked.case_id, entry, by=draft.user, now=now, draft=locked)
        locked.released_at = locked.released_at or now
        locked.content = ""
        locked.save(update_fields=["released_at", "content"])
    return contact


def logged_meanwhile(draft: Draft) -> Contact | None:
    """The contact that somebody else logged on this case since the draft began, if any."""
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
        refuse_if_any(
            undo_refusals(logged_at=row.logged_at, is_effective=is_effective, now=now)
            | moved_refusals(is_moved=row.case_id != held.pk)
        )
        row.undone_at = now
        row.save(update_fields=["undone_at"])
        effects.take_back(held, row)
        effects.settle_callbacks(held, now=now)
        refresh(held)
        audit.record(by_id=by.pk, action=Action.CONTACT_UNDONE, now=now, case_ids=[held.pk])


def correct(*, contact: Contact, entry: ContactEntry, by: User, now: datetime) -> Contact:
    """Replace a contact by a corrected one; the earlier entry is kept. Raises `RefusedError`."""
    with transaction.atomic(), audit.written_last():
        held = hold(contact.case_id)
        row = Contact.objects.select_for_update(of=("self",)).get(pk=contact.pk)
        is_effective = row.undone_at is None and row.replaced_by_id is None
        refuse_if_any(
            correction_refusals(is_effective=is_effective)
            | moved_refusals(is_moved=row.case_id != held.pk)
        )
        corrected = _write(held, entry, by=row.made_by, now=now, earlier=_said(row))
        row.replaced_by = corrected
        row.save(update_fields=["replaced_by"])
        effects.follow_correction(held, row, corrected, by=by, now=now)
        effects.settle_callbacks(held, now=now)
        refresh(held)
        audit.record(by_id=by.pk, action=Action.CONTACT_CORRECTED, now=now, case_ids=[held.pk])
    return corrected


def _said(row: Contact) -> ContactEntry:
    """What an earlier entry said, as far as time can have made it refusable."""
    promised = Callback.objects.filter(promised_in=row).first()
    return ContactEntry(
        channel=Channel(row.channel),
        direction=Direction(row.direction),
        result=Result(row.result),
        occurred_at=row.occurred_at,
        next_on=row.next_on,
        callback_at=promised.due_at if promised else None,
    )


def _write(
    held: Case,
    entry: ContactEntry,
    *,
    by: User,
    now: datetime,
    draft: Draft | None = None,
    earlier: ContactEntry | None = None,
) -> Contact:
    may_leave_message, may_send_sms = _permissions(held, entry)
    refuse_if_any(
        entry_refusals(
            entry,
            received_at=held.received_at,
            may_leave_message=may_leave_message,
            may_send_sms=may_send_sms,
            now=now,
            earlier=earlier,
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
        forms = SupportForm.objects.filter(code__in=entry.support_codes)
        contact.support_forms.add(*forms.values_list("pk", flat=True))
    effects.promise(contact, entry.callback_at, now=now)
    return contact


def _permissions(held: Case, entry: ContactEntry) -> tuple[bool, bool]:
    """Whether a message may be left and an sms sent; read only when one of them was."""
    if entry.result != Result.MESSAGE_LEFT and entry.channel != Channel.SMS:
        return True, True
    identity = Identity.objects.filter(case=held).first()
    if identity is None:
        return True, True
    return identity.may_leave_message, identity.may_send_sms
