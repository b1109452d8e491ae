"""What follows from a contact and goes with it: promised calls, a pause, a wrong number."""

from datetime import datetime

from django.db.models import QuerySet

from cases.models import Case, EventKind, Phone
from cases.services import wrong_numbers
from cases.services.life import add_event
from contacts.domain.callbacks import kept_by, standing_promise
from contacts.domain.counting import is_two_way
from contacts.domain.enums import Result
from contacts.models import Callback, Contact
from jourcase.kernel import audit
from jourcase.kernel.audit import Action
from volunteers.models import User

_NO_SUCH_NUMBER = frozenset({Result.WRONG_NUMBER, Result.NOT_IN_USE})


def promise(contact: Contact, due_at: datetime | None, *, now: datetime) -> None:
    """Store what was promised in this contact; `settle_callbacks` says whether it stands."""
    if due_at is not None:
        Callback.objects.create(
            case=contact.case, due_at=due_at, promised_in=contact, settled_at=now
        )


def follow(held: Case, contact: Contact, *, by: User, now: datetime) -> None:
    """A pause after somebody else answered, a number that turned out wrong."""
    if contact.result == Result.OTHER_PERSON and held.calls_paused_at is None:
        held.calls_paused_at = now
        held.save(update_fields=["calls_paused_at"])
        add_event(held, EventKind.CALLS_PAUSED, by=by, now=now)
        audit.record(by_id=by.pk, action=Action.CALLS_PAUSED, now=now, case_ids=[held.pk])
    if contact.result in _NO_SUCH_NUMBER:
        _mark_number_wrong(held, by=by, now=now)


def take_back(held: Case, row: Contact) -> None:
    """Undo what `follow` did for a contact that counts no longer."""
    if row.result == Result.OTHER_PERSON and _paused_by_it_alone(held, row):
        held.calls_paused_at = None
    if row.result in _NO_SUCH_NUMBER and _found_wrong_in(held, row):
        _phones(held).filter(found_wrong_at=row.logged_at).update(found_wrong_at=None)
        held.has_working_phone = True
    if row.result in _NO_SUCH_NUMBER:
        wrong_numbers.take_back(held, found_at=row.logged_at)
    held.save(update_fields=["calls_paused_at", "has_working_phone"])


def follow_correction(
    held: Case, earlier: Contact, contact: Contact, *, by: User, now: datetime
) -> None:
    """The same of a correction. What both say has been acted on already: the coordinator may
    have decided about the calls, or found the right number, since then.
    """
    if _means_the_same(earlier, contact):
        # The trace from number to contact goes on, so that the correction can be taken back.
        _phones(held).filter(found_wrong_at=earlier.logged_at).update(
            found_wrong_at=contact.logged_at
        )
        wrong_numbers.follow_correction(held, earlier=earlier.logged_at, later=contact.logged_at)
        return
    take_back(held, earlier)
    follow(held, contact, by=by, now=now)


def settle_callbacks(held: Case, *, now: datetime) -> None:
    """Make the one promise that still stands pending, and settle all others."""
    promised = Callback.objects.filter(case=held).select_related("promised_in")
    rows = list(promised.only("case", "settled_at", "settled_by", "promised_in__occurred_at"))
    if not rows:
        return
    effective = {one.pk: one for one in Contact.objects.effective().filter(case=held)}
    talks = [(one.occurred_at, pk) for pk, one in effective.items() if is_two_way(one.attempt)]
    made = {row.pk: (row.promised_in.occurred_at, row.promised_in_id) for row in rows}
    counted = [moment for moment in made.values() if moment[1] in effective]
    standing = standing_promise(counted, talks)
    # The settled first: only one of a case may be pending.
    for row in sorted(rows, key=lambda row: made[row.pk] == standing):
        if made[row.pk] == standing:
            row.settled_at, row.settled_by_id = None, None
        else:
            kept = kept_by(made[row.pk], talks) if made[row.pk] in counted else None
            row.settled_at = row.settled_at or now
            row.settled_by_id = kept[1] if kept else None
        row.save(update_fields=["settled_at", "settled_by"])


def _phones(held: Case) -> QuerySet[Phone]:
    return Phone.objects.filter(identity__case=held)


def _means_the_same(earlier: Contact, contact: Contact) -> bool:
    return earlier.result == contact.result or {earlier.result, contact.result} <= _NO_SUCH_NUMBER


def _paused_by_it_alone(held: Case, row: Contact) -> bool:
    """False when the coordinator has decided since, or another contact says the same."""
    since = held.calls_paused_at
    if since is None or row.logged_at < since:
        return False
    others = Contact.objects.effective().filter(
        case=held, result=Result.OTHER_PERSON, logged_at__gte=since
    )
    return not others.exclude(pk=row.pk).exists()


def _found_wrong_in(held: Case, row: Contact) -> bool:
    return _phones(held).filter(found_wrong_at=row.logged_at).exists()


def _mark_number_wrong(held: Case, *, by: User, now: datetime) -> None:
    """The number that the screen showed, the first that still works, is no use any more."""
    working = list(_phones(held).filter(found_wrong_at__isnull=True).order_by("order"))
    if not working:
        return
    Phone.objects.filter(pk=working[0].pk).update(found_wrong_at=now)
    wrong_numbers.note_wrong(held, found_at=now)
    add_event(held, EventKind.NUMBER_WRONG, by=by, now=now)
    if len(working) == 1:
        held.has_working_phone = False
        held.save(update_fields=["has_working_phone"])
