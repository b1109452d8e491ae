"""What a person says about a contact, and what stands against saving it."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from contacts.domain.counting import possible_results
from contacts.domain.enums import Channel, Direction, MeetingOffer, Result, WhatNext
from jourcase.kernel.local_time import at_local, local_date
from jourcase.kernel.refusals import Refusal

UNDO_WITHIN = timedelta(minutes=10)
CLAIM_FOR = timedelta(minutes=20)
HOLD_SILENT_FOR = timedelta(minutes=60)
FARTHEST_CALLBACK = timedelta(days=90)
LONGEST_MINUTES = 600
# A call from the person may be older than the case, but hardly by more than a year.
EARLIEST_BEFORE_CASE = timedelta(days=366)


class ContactRefusal(Refusal):
    IN_FUTURE = "in_future"
    BEFORE_RECEIVED = "before_received"
    LONG_BEFORE_RECEIVED = "long_before_received"
    RESULT_DOES_NOT_FIT = "result_does_not_fit"
    MESSAGE_NOT_ALLOWED = "message_not_allowed"
    SMS_NOT_ALLOWED = "sms_not_allowed"
    CALLBACK_WITHOUT_TIME = "callback_without_time"
    CALLBACK_IN_PAST = "callback_in_past"
    CALLBACK_TOO_FAR = "callback_too_far"
    NEXT_DAY_IN_PAST = "next_day_in_past"
    MINUTES_OUT_OF_RANGE = "minutes_out_of_range"
    SOMEBODY_LOGGED_MEANWHILE = "somebody_logged_meanwhile"
    CLAIMED_BY_OTHER = "claimed_by_other"
    NOT_APPROVED = "not_approved"
    IS_RECUSED = "is_recused"
    CASE_IS_CLOSED = "case_is_closed"
    NOT_SEEN_ANY_MORE = "not_seen_any_more"
    TOO_LATE_TO_UNDO = "too_late_to_undo"
    ALREADY_REPLACED = "already_replaced"
    DRAFT_DISCARDED = "draft_discarded"
    CASE_WAS_MERGED = "case_was_merged"


@dataclass(frozen=True, slots=True)
class ContactEntry:
    """One contact as a person tells it. Instants are aware; `minutes` is the length."""

    channel: Channel
    direction: Direction
    result: Result
    occurred_at: datetime
    minutes: int | None = None
    support_codes: tuple[str, ...] = ()
    meeting_offer: MeetingOffer | None = None
    what_next: WhatNext | None = None
    next_on: date | None = None
    callback_at: datetime | None = None
    note: str = ""


def entry_refusals(
    entry: ContactEntry,
    *,
    received_at: datetime,
    may_leave_message: bool,
    may_send_sms: bool,
    now: datetime,
    earlier: ContactEntry | None = None,
) -> set[ContactRefusal]:
    """A contact before the case was received is possible only when the person made it.

    `earlier` is what a correction replaces: a promised time, a next day or a message that stood
    there already is not refused because time has passed or the person has changed their mind.
    """
    found: set[ContactRefusal] = set()
    if entry.occurred_at > now:
        found.add(ContactRefusal.IN_FUTURE)
    if entry.occurred_at < received_at and entry.direction == Direction.OUT:
        found.add(ContactRefusal.BEFORE_RECEIVED)
    elif entry.occurred_at < received_at - EARLIEST_BEFORE_CASE:
        # A mistyped year would keep the promise for good.
        found.add(ContactRefusal.LONG_BEFORE_RECEIVED)
    if entry.result not in possible_results(entry.channel, entry.direction):
        found.add(ContactRefusal.RESULT_DOES_NOT_FIT)
    again = earlier if earlier is not None and earlier.result == entry.result else None
    if entry.result == Result.MESSAGE_LEFT and not may_leave_message and again is None:
        found.add(ContactRefusal.MESSAGE_NOT_ALLOWED)
    if (
        entry.channel == Channel.SMS
        and entry.direction == Direction.OUT
        and entry.result == Result.SENT
        and not may_send_sms
        and (again is None or again.channel != Channel.SMS)
    ):
        found.add(ContactRefusal.SMS_NOT_ALLOWED)
    if entry.result == Result.CALL_LATER and entry.callback_at is None:
        found.add(ContactRefusal.CALLBACK_WITHOUT_TIME)
    is_promised_anew = earlier is None or earlier.callback_at != entry.callback_at
    if entry.callback_at is not None and entry.callback_at <= now and is_promised_anew:
        found.add(ContactRefusal.CALLBACK_IN_PAST)
    if entry.callback_at is not None and entry.callback_at > now + FARTHEST_CALLBACK:
        # A mistyped year would take the case off the list in silence.
        found.add(ContactRefusal.CALLBACK_TOO_FAR)
    is_set_anew = earlier is None or earlier.next_on != entry.next_on
    if entry.next_on is not None and entry.next_on < local_date(now) and is_set_anew:
        found.add(ContactRefusal.NEXT_DAY_IN_PAST)
    if entry.minutes is not None and not 0 <= entry.minutes <= LONGEST_MINUTES:
        found.add(ContactRefusal.MINUTES_OUT_OF_RANGE)
    return found


def began_at(*, now: datetime, dialled_at: datetime | None, minutes: int | None) -> datetime:
    """When a call that is logged as "nyss" began: when "Ring" was pressed; else so many minutes
    ago as the person says that it lasted; else now.

    Source: the start of the call decides (terms, the evening window).
    """
    if dialled_at is not None:
        return min(dialled_at, now)
    if minutes is not None and 0 < minutes <= LONGEST_MINUTES:
        return now - timedelta(minutes=minutes)
    return now


def beginning_refusals(
    *, is_closed: bool, is_approved: bool, is_recused: bool = False
) -> set[ContactRefusal]:
    """Only a person approved today makes calls; a closed case is opened again first; and nobody
    rings somebody they know.
    """
    found: set[ContactRefusal] = set()
    if is_closed:
        found.add(ContactRefusal.CASE_IS_CLOSED)
    if not is_approved:
        found.add(ContactRefusal.NOT_APPROVED)
    if is_recused:
        found.add(ContactRefusal.IS_RECUSED)
    return found


def held_refusals(*, is_closed: bool, is_hidden: bool) -> set[ContactRefusal]:
    """What may have become of the case since it was read: asked with its row held. `is_hidden`: it
    has been protected from whoever claims it.
    """
    found: set[ContactRefusal] = set()
    if is_closed:
        found.add(ContactRefusal.CASE_IS_CLOSED)
    if is_hidden:
        found.add(ContactRefusal.NOT_SEEN_ANY_MORE)
    return found


def claim_refusals(*, holder_id: int | None, user_id: int) -> set[ContactRefusal]:
    """One person at a time: `holder_id` is who holds the case now, None when nobody does."""
    return set() if holder_id in {None, user_id} else {ContactRefusal.CLAIMED_BY_OTHER}


def saving_refusals(
    *, is_discarded: bool, is_logged_meanwhile: bool, is_confirmed: bool
) -> set[ContactRefusal]:
    """What stands against a draft becoming a contact. `is_confirmed` says that the person has
    seen what somebody else logged meanwhile and that this is one contact more.
    """
    found: set[ContactRefusal] = set()
    if is_discarded:
        found.add(ContactRefusal.DRAFT_DISCARDED)
    if is_logged_meanwhile and not is_confirmed:
        found.add(ContactRefusal.SOMEBODY_LOGGED_MEANWHILE)
    return found


def correction_refusals(*, is_effective: bool) -> set[ContactRefusal]:
    """Only what still counts can be put right; what replaced it can."""
    return set() if is_effective else {ContactRefusal.ALREADY_REPLACED}


def undo_refusals(*, logged_at: datetime, is_effective: bool, now: datetime) -> set[ContactRefusal]:
    """Within ten minutes of logging, and only what still counts."""
    found: set[ContactRefusal] = set()
    if not is_effective:
        found.add(ContactRefusal.ALREADY_REPLACED)
    if now - logged_at > UNDO_WITHIN:
        found.add(ContactRefusal.TOO_LATE_TO_UNDO)
    return found


def moved_refusals(*, is_moved: bool) -> set[ContactRefusal]:
    """The contact has gone over to another case since it was read: it is read again first."""
    return {ContactRefusal.CASE_WAS_MERGED} if is_moved else set()


def callback_chips(now: datetime, next_shift_at: datetime | None) -> list[tuple[str, datetime]]:
    """Suggested times for "ring senare": (label, instant), all in the future."""
    today = local_date(now)
    chips = [("I kväll 18.30", at_local(today, time(18, 30)))]
    chips.append(("I morgon 10.00", at_local(today + timedelta(days=1), time(10))))
    chips.append(("I morgon 18.00", at_local(today + timedelta(days=1), time(18))))
    if next_shift_at is not None:
        chips.append(("Nästa öppetkväll", next_shift_at))
    return [(label, at) for label, at in chips if at > now]
