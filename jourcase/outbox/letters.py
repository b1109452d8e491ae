"""The one shape of a mail: who may log in is told to, and nothing else stands in it."""

from django.core.mail import EmailMessage

from jourcase.outbox.models import OutboxRow


def send_letter(row: OutboxRow, *, subject: str, text: str, to: str) -> None:
    """Send it for `row`. The same row sent twice, after a kill in the middle, is the same
    message."""
    EmailMessage(
        subject,
        text,
        to=[to],
        headers={"Message-ID": f"<{row.pk}@jourcase>", "Auto-Submitted": "auto-generated"},
    ).send()
