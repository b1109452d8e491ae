"""What is done from time to time."""

from celery import shared_task

from jourcase.kernel import clock
from volunteers.login import sessions


@shared_task(name="volunteers.forget_old_logins")
def forget_old_logins() -> int:
    """Delete what is left of log-ins that are over."""
    return sessions.forget_old(now=clock.now())
