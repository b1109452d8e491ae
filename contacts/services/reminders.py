"""Reminders of what is coming: who gets one, and that each gets it once.

Asked every few minutes by the clock, so that a reminder follows what is true then: the event that
was moved, the case that got somebody else. A row in the outbox under a key of its own (the event,
the reminder, the person) is what makes it one. A mail says that there is a reminder and no more.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db import transaction

from cases.models import Case
from contacts.agenda import AgendaItem
from contacts.domain.agenda import REMINDED_AHEAD, Reminder, due_reminder
from contacts.models import Callback
from jourcase.outbox.letters import send_letter
from jourcase.outbox.models import OutboxRow
from jourcase.outbox.services import put
from volunteers.domain.roles import Role
from volunteers.models import User

KIND = "contacts.reminder"
SUBJECT = "Påminnelse i Jourcase"
TEXT = "Du har en påminnelse i Jourcase. Logga in.\n"
ITEM, CALLBACK = "item", "callback"


@dataclass(frozen=True, slots=True)
class Coming:
    """One coming event or promised call, as the reminders need it. `to` is who is responsible."""

    what: str
    pk: int
    case_id: int
    starts_at: datetime
    planned_at: datetime
    to: User | None

    def due(self, now: datetime) -> Reminder | None:
        return due_reminder(starts_at=self.starts_at, planned_at=self.planned_at, now=now)


@dataclass(frozen=True, slots=True)
class Owed:
    """One reminder of one event to one person."""

    coming: Coming
    which: Reminder
    user: User

    @property
    def key(self) -> str:
        return f"{KIND}:{self.coming.what}:{self.coming.pk}:{self.which}:{self.user.pk}"


def put_reminders(*, now: datetime) -> int:
    """Put a row for each reminder that is owed at `now` and was not put before. Gives how many.

    Without a mail server none is put: nobody would be told, and nothing is sent late in a heap
    when there is one again.
    """
    if not settings.MAIL_IS_SENT:
        return 0
    owed = {one.key: one for one in owed_at(now) if not one.user.is_fictional}
    known = set(OutboxRow.objects.filter(key__in=owed).values_list("key", flat=True))
    new = [one for key, one in owed.items() if key not in known]
    if new:
        with transaction.atomic():
            for one in new:
                put(kind=KIND, payload=_payload(one), now=now, key=one.key)
    return len(new)


def _payload(one: Owed) -> dict[str, object]:
    return {
        "what": one.coming.what,
        "id": one.coming.pk,
        "which": one.which.value,
        "user": one.user.pk,
    }


def send(row: OutboxRow, now: datetime) -> None:
    """Send it, if it is still true: not moved, cancelled or begun, and theirs."""
    what, pk = row.payload["what"], row.payload["id"]
    found = [one for one in _coming(now, only=(what, pk)) if one.due(now) == row.payload["which"]]
    user = next((o.user for o in _owed(found, now) if o.user.pk == row.payload["user"]), None)
    if user is None:
        return
    send_letter(row, subject=SUBJECT, text=TEXT, to=user.email)


def owed_at(now: datetime) -> list[Owed]:
    """Every reminder that is to have gone out at `now`, of what has not begun."""
    return list(_owed([one for one in _coming(now) if one.due(now)], now))


def _owed(found: list[Coming], now: datetime) -> Iterator[Owed]:
    """To whoever is responsible, if they still work here and may see the case. An event that is
    nobody's goes to the coordinators; a promised call that is stands on the call list.
    """
    people = {one.to for one in found if one.to is not None}
    seen = {user.pk: _visible(user, found) for user in people if user.is_active}
    left = []
    for one in found:
        which = one.due(now)
        if which is None:
            continue
        if one.to is not None and one.case_id in seen.get(one.to.pk, ()):
            yield Owed(one, which, one.to)
        elif one.what == ITEM:
            left.append(one)
    if not left:
        return
    for user in User.objects.active().with_role(Role.COORDINATOR).order_by("pk"):
        theirs = _visible(user, left)
        for one in left:
            which = one.due(now)
            if which is not None and one.case_id in theirs:
                yield Owed(one, which, user)


def _visible(user: User, found: Iterable[Coming]) -> frozenset[int]:
    ids = {one.case_id for one in found}
    return frozenset(Case.objects.visible_to(user).filter(pk__in=ids).values_list("pk", flat=True))


def _coming(now: datetime, only: tuple[str, int] | None = None) -> list[Coming]:
    """What begins so soon that a reminder of it can be due (two queries)."""
    what, pk = only or ("", 0)
    found: list[Coming] = []
    if what in {"", ITEM}:
        items = AgendaItem.objects.planned().filter(
            starts_at__gt=now, starts_at__lte=now + REMINDED_AHEAD, **({"pk": pk} if only else {})
        )
        items = items.select_related("responsible", "case__assigned_to").defer("place", "about")
        found += [
            Coming(ITEM, i.pk, i.case_id, i.starts_at, i.planned_at, i.effective_responsible)
            for i in items
        ]
    if what in {"", CALLBACK}:
        promised = Callback.objects.pending().filter(
            case__closed_at__isnull=True,
            due_at__gt=now,
            due_at__lte=now + REMINDED_AHEAD,
            **({"pk": pk} if only else {}),
        )
        promised = promised.select_related("promised_in", "case__assigned_to")
        found += [
            Coming(CALLBACK, c.pk, c.case_id, c.due_at, c.promised_in.logged_at, c.case.assigned_to)
            for c in promised
        ]
    return found
