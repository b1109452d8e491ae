"""Mail to whoever became responsible for a case, or is no longer: that it is so, and nothing more.

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
MOVED = "cases.moved"
SUBJECT = "Nytt ärende i Jourcase"
TEXT = "Du har ett nytt ärende i Jourcase. Logga in.\n"
MOVED_SUBJECT = "Ändring i Jourcase"
MOVED_TEXT = (
    "En eller flera av dina uppgifter i Jourcase har gått till någon annan. "
    "Du behöver inte göra något.\n"
)
# A slip of the hand is put right before anything is sent, and ten cases at once make one mail.
WINDOW = timedelta(minutes=5)


def tell_assignee(*, to: User, by: User, now: datetime) -> None:
    """Write down that `to` is to be told. Call it in the transaction of the assignment."""
    _put(ASSIGNED, to, by, now)


def tell_former(*, to: User, by: User, now: datetime) -> None:
    """Write down that `to` is to be told that cases of theirs went to others. Call it in the
    transaction that moves them.
    """
    _put(MOVED, to, by, now)


def _put(kind: str, to: User, by: User, now: datetime) -> None:
    if not settings.MAIL_IS_SENT or to.pk == by.pk or to.is_fictional:
        return
    since = now - timedelta(seconds=int(now.timestamp()) % int(WINDOW.total_seconds()))
    put(
        kind=kind,
        payload={"user": to.pk, "since": since.isoformat()},
        now=now,
        not_before=since + WINDOW,
        key=f"{kind}:{to.pk}:{since:%Y%m%dT%H%M}",
    )


@handler(ASSIGNED)
def send(row: OutboxRow, now: datetime) -> None:
    """Send it, if it is still true: the case is theirs and open, and they still work here."""
    since = datetime.fromisoformat(row.payload["since"])
    user = User.objects.active().filter(pk=row.payload["user"]).first()
    if user is None or not _was_given_any(user, since):
        return
    _send(row, user, SUBJECT, TEXT)


@handler(MOVED)
def send_moved(row: OutboxRow, now: datetime) -> None:
    """Send it to somebody who still works here."""
    user = User.objects.active().filter(pk=row.payload["user"]).first()
    if user is not None:
        _send(row, user, MOVED_SUBJECT, MOVED_TEXT)


def _send(row: OutboxRow, user: User, subject: str, text: str) -> None:
    EmailMessage(
        subject,
        text,
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
