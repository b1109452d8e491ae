"""Each Monday morning the coordinators are told by mail that somebody has gone silent, until this
week's look has been made. The mail says that there is something to do and no more.

Asked every few minutes by the clock. A row in the outbox under a key of its own (the week and the
person) is what makes it one.
"""

from datetime import datetime, time, timedelta

from django.conf import settings
from django.db import transaction

from cases.models import Case
from contacts.evening.models import SilenceLook
from contacts.queue import Moment
from contacts.selections import Selection, select
from jourcase.kernel.local_time import at_local, local_date
from jourcase.outbox.letters import send_letter
from jourcase.outbox.models import OutboxRow
from jourcase.outbox.services import put
from volunteers.domain.roles import Role
from volunteers.domain.weeks import Week
from volunteers.models import User, UserQuerySet

KIND = "contacts.silence_reminder"
SUBJECT = "Veckans genomgång i Jourcase"
TEXT = "Du har veckans genomgång att göra i Jourcase. Logga in.\n"
ASKED_FROM = time(8)
# A machine that stood still reminds late; on the weekend the next Monday is near.
LATE_AT_MOST = timedelta(days=4)


def put_silence_reminders(*, now: datetime) -> int:
    """A row for each coordinator who has somebody silent to look at this week and was not told.
    Gives how many. Without a mail server none is put: the page says it all the same.
    """
    week = _open_week(now)
    if not settings.MAIL_IS_SENT or week is None:
        return 0
    owed = {
        f"{KIND}:{week.year}-{week.number}:{one.pk}": one
        for one in _coordinators()
        if not one.is_fictional
    }
    known = set(OutboxRow.objects.filter(key__in=owed).values_list("key", flat=True))
    new = {k: one for k, one in owed.items() if k not in known and _has_silent(one, now)}
    with transaction.atomic():
        for key, one in new.items():
            said = {"year": week.year, "week": week.number, "user": one.pk}
            put(kind=KIND, payload=said, now=now, key=key)
    return len(new)


def send(row: OutboxRow, now: datetime) -> None:
    """Send it, if it is still true: the week runs, nobody has looked, and somebody is silent."""
    week, said = _open_week(now), row.payload
    user = _coordinators().filter(pk=said["user"]).first()
    if user is None or week is None or (week.year, week.number) != (said["year"], said["week"]):
        return
    if _has_silent(user, now):
        send_letter(row, subject=SUBJECT, text=TEXT, to=user.email)


def _open_week(now: datetime) -> Week | None:
    """This week, when it has begun and nobody has made its look yet."""
    week = Week.of(local_date(now))
    since = at_local(week.monday, ASKED_FROM)
    if not since <= now < since + LATE_AT_MOST:
        return None
    is_done = SilenceLook.objects.filter(year=week.year, week=week.number).exists()
    return None if is_done else week


def _has_silent(user: User, now: datetime) -> bool:
    visible = Case.objects.visible_to(user)
    found = select(visible, Selection.SILENT, moment=Moment.at(now), user=user)
    return bool(found.exists())


def _coordinators() -> UserQuerySet:
    return User.objects.active().with_role(Role.COORDINATOR).order_by("pk")
