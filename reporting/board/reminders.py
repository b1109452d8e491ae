"""On 1 June, 1 September and 23 September the board is told by mail to log in; what for stands in
the strip above its pages.

Asked by the clock several times a day. A row in the outbox under a key of its own (the agreement,
the day, the person) is what makes a reminder one.
"""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction

from jourcase.agreement.domain.period import runs_on, strip_on
from jourcase.agreement.models import Agreement
from jourcase.kernel.local_time import local_date
from jourcase.outbox.letters import send_letter
from jourcase.outbox.models import OutboxRow
from jourcase.outbox.services import put
from volunteers.domain.roles import Role
from volunteers.models import User, UserQuerySet

KIND = "reporting.board_reminder"
SUBJECT = "Påminnelse till styrelsen i Jourcase"
TEXT = "Styrelsen har en påminnelse om överenskommelsen i Jourcase. Logga in.\n"
# A machine that stood still meanwhile reminds late, but not when the next reminder is near.
LATE_AT_MOST = timedelta(days=7)


def put_board_reminders(*, now: datetime) -> int:
    """A row for each member who is to be reminded today and was not. Gives how many.

    Without a mail server none is put: the strip is there all the same.
    """
    if not settings.MAIL_IS_SENT:
        return 0
    board = [one for one in _board() if not one.is_fictional]
    owed = {
        f"{KIND}:{agreement.pk}:{since}:{one.pk}": {
            "agreement": agreement.pk,
            "since": since,
            "user": one.pk,
        }
        for agreement in Agreement.objects.order_by("pk")
        for since in [_reminded_since(agreement, now)]
        if since
        for one in board
    }
    known = set(OutboxRow.objects.filter(key__in=owed).values_list("key", flat=True))
    new = {key: payload for key, payload in owed.items() if key not in known}
    with transaction.atomic():
        for key, payload in new.items():
            put(kind=KIND, payload=payload, now=now, key=key)
    return len(new)


def send(row: OutboxRow, now: datetime) -> None:
    """Send it, if it is still true: notice has not come meanwhile, and they are on the board."""
    user = _board().filter(pk=row.payload["user"]).first()
    agreement = Agreement.objects.filter(pk=row.payload["agreement"]).first()
    if user is None or agreement is None:
        return
    if _reminded_since(agreement, now) != row.payload["since"]:
        return
    send_letter(row, subject=SUBJECT, text=TEXT, to=user.email)


def _reminded_since(agreement: Agreement, now: datetime) -> str:
    """The reminder day that is fresh, as it stands in a key; empty when there is none."""
    today, dates = local_date(now), agreement.dates()
    notice_on = agreement.notice_received_on
    strip = strip_on(dates, today, notice_on)
    if strip is None or not runs_on(dates, today, notice_on) or today - strip.since > LATE_AT_MOST:
        return ""
    return strip.since.isoformat()


def _board() -> UserQuerySet:
    return User.objects.active().with_role(Role.BOARD).order_by("pk")
