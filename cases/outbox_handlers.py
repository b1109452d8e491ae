"""What the cases have to do after a commit."""

from datetime import datetime, timedelta

from cases import notices
from cases.services import list_job
from cases.services.asked_erasure import SWEEP
from cases.services.erasure import sweep
from jourcase.kernel.vacuum import Swept
from jourcase.outbox.models import OutboxRow
from jourcase.outbox.periodic import LONG_LEASE
from jourcase.outbox.registry import Again, handler

__all__ = ["list_job", "notices"]
_WAIT = timedelta(minutes=1)


@handler(SWEEP, lease=LONG_LEASE)
def sweep_after_erasure(row: OutboxRow, now: datetime) -> None:
    """Sweep the free space when somebody has confirmed an erasure; later if anybody is in the
    way. Once swept there is nothing left to do; whoever may not sweep leaves it to the owner.
    """
    if sweep(now=now) is Swept.LATER:
        raise Again(_WAIT)
