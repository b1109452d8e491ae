"""What the worker does by the clock with the audit log. Each is also a management command."""

import logging

from celery import shared_task

from jourcase.kernel import audit_keeping, clock

_log = logging.getLogger(__name__)


@shared_task(name="kernel.anchor_audit_log")
def anchor_audit_log() -> None:
    """Write down where the log ends, once a day however often this runs."""
    audit_keeping.anchor_log(now=clock.now())


@shared_task(name="kernel.verify_audit_log")
def verify_audit_log() -> None:
    """Prove the log. What is wrong is told by `manage.py verify_audit_log`."""
    proof = audit_keeping.verify_log(now=clock.now())
    if not proof.holds:
        _log.error("the audit log does not hold: %d flaws", proof.flaws.total())
