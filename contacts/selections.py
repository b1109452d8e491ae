"""The named selections of cases: one condition each, for the dashboard's counters and the lists
that they lead to, so that a counter always equals its list.
"""

from collections.abc import Callable
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from cases.domain.enums import ReachBy
from cases.models import Case, Note, Referral
from contacts.domain.hours import CALLBACK_LEAD
from contacts.domain.silence import silent_since
from contacts.models import Contact
from contacts.queue import Moment
from jourcase.kernel.labelled import Labelled
from jourcase.kernel.local_time import end_of_local_day, local_date
from volunteers.models import User


class Selection(Labelled):
    """What may stand as ?urval= in the address of the list."""

    OPEN = "oppna", "Öppna"
    MINE = "mina", "Mina"
    OVERDUE = "forsenade", "Försenade"
    DUE_TODAY = "sista-dag", "Sista dag i dag"
    BEFORE_NEXT_SHIFT = "fore-nasta-pass", "Hinner inte före nästa pass"
    EVENING = "kvall-saknas", "Kväll saknas"
    UNASSIGNED = "utan-ansvarig", "Utan ansvarig"
    PAUSED = "pausade", "Någon annan svarade"
    WRONG_NUMBER = "fel-nummer", "Fel nummer"
    CALLBACKS = "uppringningar", "Utlovade uppringningar"
    OFFER_CLOSING = "forsok-gjorda", "Försöken är gjorda"
    SILENT = "tysta", "Tyst i 14 dagar"
    TO_COMPLETE = "att-komplettera", "Att komplettera"
    AWAITING = "vantar-svar", "Väntar på återkoppling"
    CLOSED = "avslutade", "Avslutade"
    ALL = "alla", "Alla"


# The views that stand above the list with their numbers, the coordinator's first.
SAVED_VIEWS = [
    Selection.MINE,
    Selection.UNASSIGNED,
    Selection.SILENT,
    Selection.TO_COMPLETE,
    Selection.AWAITING,
]
_OPEN = Q(closed_at__isnull=True)
# First contact is still owed: not taken, nothing exempts it.
_OWED = _OPEN & Q(first_contact_at__isnull=True, contact_exemption="", is_protected=False)
_GAPS = (
    Q(relation="")
    | Q(gender="")
    | Q(age_band="")
    | Q(crime_type="")
    | Q(police_report="")
    | Q(district__isnull=True, is_protected=False)
)


def _overdue(moment: Moment, user: User) -> Q:
    return _OWED & Q(deadline_at__lt=moment.now)


def _due_today(moment: Moment, user: User) -> Q:
    ends = end_of_local_day(local_date(moment.now))
    return _OWED & Q(deadline_at__gte=moment.now, deadline_at__lte=ends)


def _before_next_shift(moment: Moment, user: User) -> Q:
    """What falls due before somebody of ours is at the phones again: to take first contact (K1a)
    or to reach the person (K1b) in time, and the tries (K2). A first contact whose last day is
    today is not counted here but as that.
    """
    ends = end_of_local_day(local_date(moment.now))
    unreached = _OPEN & Q(is_protected=False, reached_at__isnull=True)
    is_taken = Q(first_contact_at__isnull=False, deadline_at__gte=moment.now)
    first = Q(contact_exemption="") & (is_taken | Q(deadline_at__gt=ends))
    tries = Q(tries_exemption="", has_tried_enough=False, follow_through_until__gte=moment.now)
    if moment.next_shift_at is not None:
        first &= Q(deadline_at__lt=moment.next_shift_at)
        tries &= Q(follow_through_until__lt=moment.next_shift_at)
    return unreached & (first | tries)


def _callbacks(moment: Moment, user: User) -> Q:
    return _OPEN & Q(callback_at__isnull=False, callback_at__lte=moment.now + CALLBACK_LEAD)


def _silent(moment: Moment, user: User) -> Q:
    """`contacts.domain.silence` in the database; a test holds the two equal."""
    since, this = silent_since(moment.now), OuterRef("pk")
    heard = Contact.objects.effective().filter(case=this, occurred_at__gt=since)
    written = Note.objects.filter(case=this, written_at__gt=since)
    begun = Q(reached_at__isnull=False) | Q(has_support=True)
    return _OPEN & begun & ~Q(Exists(heard)) & ~Q(Exists(written))


def _awaiting(moment: Moment, user: User) -> Q:
    """A referral was handed over and nobody has answered; the case may be closed since."""
    return Q(erased_at__isnull=True, pk__in=Referral.objects.waiting().values("case"))


_CONDITIONS: dict[Selection, Callable[[Moment, User], Q]] = {
    Selection.OPEN: lambda moment, user: _OPEN,
    Selection.MINE: lambda moment, user: _OPEN & Q(assigned_to=user),
    Selection.OVERDUE: _overdue,
    Selection.DUE_TODAY: _due_today,
    Selection.BEFORE_NEXT_SHIFT: _before_next_shift,
    Selection.EVENING: lambda moment, user: _OPEN & Q(next_is_evening_only=True),
    Selection.UNASSIGNED: lambda moment, user: _OPEN & Q(assigned_to__isnull=True),
    Selection.PAUSED: lambda moment, user: _OPEN & Q(calls_paused_at__isnull=False),
    Selection.WRONG_NUMBER: lambda moment, user: (
        _OPEN
        & Q(reach_by=ReachBy.PHONE, has_working_phone=False)
        & Q(is_anonymous=False, reached_at__isnull=True)
    ),
    Selection.CALLBACKS: _callbacks,
    Selection.OFFER_CLOSING: lambda moment, user: (
        _OPEN & Q(has_tried_enough=True, reached_at__isnull=True)
    ),
    Selection.SILENT: _silent,
    Selection.TO_COMPLETE: lambda moment, user: _OPEN & _GAPS,
    Selection.AWAITING: _awaiting,
    # An erased case is a number in the follow-up, and nobody's to work with.
    Selection.CLOSED: lambda moment, user: Q(closed_at__isnull=False, erased_at__isnull=True),
    Selection.ALL: lambda moment, user: Q(erased_at__isnull=True),
}


def condition(selection: Selection, *, moment: Moment, user: User) -> Q:
    """What a case must fulfil to be in the selection."""
    return _CONDITIONS[selection](moment, user)


def select(
    cases: QuerySet[Case], selection: Selection, *, moment: Moment, user: User
) -> QuerySet[Case]:
    """The cases of a selection, among those given (already limited to what may be seen)."""
    return cases.filter(condition(selection, moment=moment, user=user))


def counts(
    cases: QuerySet[Case], selections: list[Selection], *, moment: Moment, user: User
) -> dict[Selection, int]:
    """How many cases each selection holds, in one query."""
    asked: dict[str, Any] = {
        selection.name: Count("pk", filter=condition(selection, moment=moment, user=user))
        for selection in selections
    }
    found = cases.aggregate(**asked)
    return {selection: found[selection.name] for selection in selections}
