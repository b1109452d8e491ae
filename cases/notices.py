"""Mail to whoever became responsible for a case: that there is one, and nothing about it.

A mailbox is read on telephones and by families. So no name, no number, no case number, no link.
"""

from datetime import datetime, timedelta

from django.conf import settings
from django.core.mail import EmailMessage

from cases.models import Case, EventKind
from jourcase.outbox.models import OutboxRow
from jourcase.outbox.registry import handler
from jourcase.outbox.services import put
from volunteers.models import User

ASSIGNED = "cases.assigned"
SUBJECT = "Nytt ärende i Jourcase"
TEXT = "Du har ett nytt ärende i Jourcase. Logga in.\n"
# A slip of the hand is put right before anything is sent, and ten cases at once make one mail.
WINDOW = timedelta(minutes=5)


def tell_assignee(*, to: User, by: User, now: datetime) -> None:
    """Write down that `to` is to be told. Call it in the transaction of the assignment."""
    if not settings.MAIL_IS_SENT or to.pk == by.pk or to.is_fictional:
        return
    since = now - timedelta(seconds=int(now.timestamp()) % int(WINDOW.total_seconds()))
    put(
        kind=ASSIGNED,
        payload={"user": to.pk, "since": since.isoformat()},
        now=now,
        not_before=since + WINDOW,
        key=f"{ASSIGNED}:{to.pk}:{since:%Y%m%dT%H%M}",
    )


@handler(ASSIGNED)
def send(row: OutboxRow, now: datetime) -> None:
    """Send it, if it is still true: the case is theirs and open, and they still work here."""
    since = datetime.fromisoformat(row.payload["since"])
    user = User.objects.active().filter(pk=row.payload["user"]).first()
    if user is None or not _was_given_any(user, since):
        return
    EmailMessage(
        SUBJECT,
        TEXT,
        to=[user.email],
        # The same row sent twice, after a kill in the middle, is the same message.
        headers={
            "Message-ID": f"<{row.pk}@jourcase>",
            "Auto-Submitted": "auto-generated",
        },
    ).send()


def _was_given_any(user: User, since: datetime) -> bool:
    return Case.objects.filter(
        assigned_to=user,
        closed_at__isnull=True,
        events__kind=EventKind.ASSIGNED,
        events__at__gte=since,
        events__at__lt=since + WINDOW,
    ).exists()
