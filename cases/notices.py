"""Mail to whoever became responsible for a case, or is no longer, and to coordinators when
somebody is worried about a child: that it is so, and nothing more.

A mailbox is read on telephones and by families. So no name, no number, no case number, no link.
"""

from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Exists, OuterRef, Q

from cases.concern import ChildConcern
from cases.models import Case, CaseEvent, EventKind
from jourcase.outbox.letters import send_letter
from jourcase.outbox.models import OutboxRow
from jourcase.outbox.registry import handler
from jourcase.outbox.services import put
from volunteers.domain.roles import Role
from volunteers.models import User

ASSIGNED = "cases.assigned"
MOVED = "cases.moved"
# In the event of an assignment: who had the case before (public id).
HAD = "had"
TO_TAKE_OVER = "cases.to_take_over"
CONCERN = "cases.concern"
SUBJECT = "Nytt ärende i Jourcase"
TEXT = "Du har ett nytt ärende i Jourcase. Logga in.\n"
MOVED_SUBJECT = "Ändring i Jourcase"
MOVED_TEXT = (
    "En eller flera av dina uppgifter i Jourcase har gått till någon annan. "
    "Du behöver inte göra något.\n"
)
CONCERN_SUBJECT = "Brådskande i Jourcase"
CONCERN_TEXT = "Något i Jourcase behöver en samordnare nu. Logga in.\n"
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


def tell_reader(*, to: User, by: User, now: datetime) -> None:
    """Write down that `to`, a coordinator, is to be told of a protected case that a volunteer has
    taken in and nobody has yet. Call it in the transaction of the intake.
    """
    _put(TO_TAKE_OVER, to, by, now)


def tell_of_concern(*, concern: ChildConcern, by: User | None, now: datetime) -> int:
    """Write down that the coordinators who may see the case are to be told, without waiting: nobody
    who has jäv in it, and not whoever said it (`by`; None when it waits again). Gives how many.
    Call it in the transaction that raises it or makes it wait.
    """
    if not settings.MAIL_IS_SENT:
        return 0
    told = 0
    for to in User.objects.active().with_role(Role.COORDINATOR).order_by("pk"):
        if (by and to.pk == by.pk) or to.is_fictional or not _sees(to, concern):
            continue
        put(
            kind=CONCERN,
            payload={"user": to.pk, "concern": concern.pk},
            now=now,
            key=f"{_letters(concern)}{to.pk}:{now:%Y%m%dT%H%M%S}",
        )
        told += 1
    return told


def letters_of(concern: ChildConcern) -> int:
    """How many letters have been written of it."""
    return OutboxRow.objects.filter(kind=CONCERN, key__startswith=_letters(concern)).count()


def _letters(concern: ChildConcern) -> str:
    return f"{CONCERN}:{concern.pk}:"


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
    send_letter(row, subject=SUBJECT, text=TEXT, to=user.email)


@handler(TO_TAKE_OVER)
def send_to_take_over(row: OutboxRow, now: datetime) -> None:
    """Send it in the words of every new case, if one waits still and they may see it."""
    since = datetime.fromisoformat(row.payload["since"])
    user = User.objects.active().filter(pk=row.payload["user"]).first()
    if user is None or not _waits_for(user, since):
        return
    send_letter(row, subject=SUBJECT, text=TEXT, to=user.email)


@handler(MOVED)
def send_moved(row: OutboxRow, now: datetime) -> None:
    """Send it to somebody who still works here, if a case of theirs has not come back to them."""
    since = datetime.fromisoformat(row.payload["since"])
    user = User.objects.active().filter(pk=row.payload["user"]).first()
    if user is not None and _lost_any(user, since):
        send_letter(row, subject=MOVED_SUBJECT, text=MOVED_TEXT, to=user.email)


@handler(CONCERN)
def send_concern(row: OutboxRow, now: datetime) -> None:
    """Send it, if nobody has taken it on or taken it back, and they may still see the case."""
    user = User.objects.active().filter(pk=row.payload["user"]).first()
    concern = ChildConcern.objects.waiting().filter(pk=row.payload["concern"]).first()
    if user is not None and concern is not None and _sees(user, concern):
        send_letter(row, subject=CONCERN_SUBJECT, text=CONCERN_TEXT, to=user.email)


def _sees(user: User, concern: ChildConcern) -> bool:
    """As a coordinator: a volunteer who has been one is not told."""
    seen = Case.objects.visible_to(user).filter(pk=concern.case_id)
    return user.is_coordinator and seen.exists()


def _waits_for(user: User, since: datetime) -> bool:
    taken_in = (
        Case.objects.open()
        .unassigned()
        .filter(is_protected=True, opened_at__gte=since, opened_at__lt=since + WINDOW)
    )
    return taken_in.visible_to(user).exists()


def _was_given_any(user: User, since: datetime) -> bool:
    return Case.objects.filter(
        assigned_to=user,
        closed_at__isnull=True,
        events__kind=EventKind.ASSIGNED,
        events__at__gte=since,
        events__at__lt=since + WINDOW,
    ).exists()


def _lost_any(user: User, since: datetime) -> bool:
    """Whether a case that was theirs when the window began is not any more. One that came and went
    within it they have never been told of.
    """
    changes = CaseEvent.objects.filter(
        kind__in=(EventKind.ASSIGNED, EventKind.UNASSIGNED, EventKind.MERGED_AWAY),
        at__gte=since,
        at__lt=since + WINDOW,
    )
    earlier = changes.filter(case=OuterRef("case"), pk__lt=OuterRef("pk"))
    lost = changes.filter(~Exists(earlier), detail__had=str(user.public_id))
    is_theirs = Q(case__assigned_to=user, case__assigned_to__isnull=False)
    return lost.exclude(is_theirs & Q(case__closed_at__isnull=True)).exists()
