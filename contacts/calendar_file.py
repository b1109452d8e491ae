"""A person's times as an iCalendar file (RFC 5545), and nothing but times.

The file leaves the house: it lies at whoever makes the calendar, on telephones and on screens that
others see. So a line says "möte", "samtal" or "Jourpass" and when: no place, no case number, no
name, no kind of event that tells something has been reported, and no id of ours.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from cases.models import Case
from contacts.agenda import AgendaItem
from contacts.models import Callback
from jourcase.kernel.calendar_lines import Line, calendar_file
from jourcase.kernel.labelled import Labelled
from jourcase.kernel.sealed import lookup_digest
from volunteers.models import Shift, User

# What was is kept a week: a calendar forgets what is no longer in the file.
KEPT_FOR = timedelta(days=7)
AT_MOST = 500


class Title(Labelled):
    """All that a line may say."""

    MEETING = "meeting", "Jourcase: möte"
    CALL = "call", "Jourcase: samtal"
    SHIFT = "shift", "Jourpass"


_USUAL_LENGTH = {Title.MEETING: timedelta(hours=1), Title.CALL: timedelta(minutes=30)}


@dataclass(frozen=True, slots=True)
class Slot:
    """One line of the calendar. `uid` leads nowhere."""

    uid: str
    title: Title
    starts_at: datetime
    ends_at: datetime


def calendar_of(user: User, *, now: datetime) -> bytes:
    """The whole file: what the person is responsible for, and their evenings."""
    return written(slots_of(user, now=now), now=now)


def slots_of(user: User, *, now: datetime) -> list[Slot]:
    """Of open cases that the person may see (three queries, and one for the roles)."""
    visible, since = Case.objects.visible_to(user).open().values("pk"), now - KEPT_FOR
    items = AgendaItem.objects.planned().of_person(user).filter(case__in=visible)
    items = items.filter(starts_at__gt=since).order_by("starts_at")
    calls = Callback.objects.pending().filter(case__in=visible, case__assigned_to=user)
    calls = calls.filter(due_at__gt=since).order_by("due_at")
    shifts = Shift.objects.not_closed().filter(signups__user=user, ends_at__gt=since)
    shifts = shifts.order_by("starts_at")
    found = [
        _slot(user, Title.MEETING, pk, starts_at, ends_at)
        for pk, starts_at, ends_at in items.values_list("pk", "starts_at", "ends_at")[:AT_MOST]
    ]
    found += [
        _slot(user, Title.CALL, pk, due_at, None)
        for pk, due_at in calls.values_list("pk", "due_at")[:AT_MOST]
    ]
    found += [
        _slot(user, Title.SHIFT, pk, starts_at, ends_at)
        for pk, starts_at, ends_at in shifts.values_list("pk", "starts_at", "ends_at")[:AT_MOST]
    ]
    return sorted(found, key=lambda slot: (slot.starts_at, slot.uid))


def _slot(user: User, title: Title, pk: int, starts_at: datetime, ends_at: datetime | None) -> Slot:
    return Slot(
        # The same at each fetch, and random to whoever has not the key: two calendars with the
        # same event, or a calendar and the database, cannot be put together by it.
        uid=lookup_digest("calendar", f"{user.pk}:{title}:{pk}")[:32],
        title=title,
        starts_at=starts_at,
        ends_at=ends_at or starts_at + _USUAL_LENGTH[title],
    )


def written(slots: Iterable[Slot], *, now: datetime) -> bytes:
    """The file of these lines; `now` stands in each as when it was written."""
    lines = (Line(one.uid, one.title.label, one.starts_at, one.ends_at) for one in slots)
    return calendar_file(lines, name="Jourcase", now=now)
