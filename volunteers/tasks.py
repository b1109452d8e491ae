"""What is done from time to time."""

from celery import shared_task

from jourcase.kernel import clock
from volunteers.login import sessions
from volunteers.presence_services import forget_old_absences


@shared_task(name="volunteers.forget_old_logins")
def forget_old_logins() -> int:
    """Delete what is left of log-ins that are over, and absences that are."""
    forget_old_absences(now=clock.now())
    return sessions.forget_old(now=clock.now())
