"""How long a list of referrals takes: read, looked through, and made into cases; and the memory."""

import io
import resource
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import TypeVar

from openpyxl import Workbook

from bench.moment import NOW
from cases.domain.import_rows import Defaults
from cases.importing.plan import plan_of
from cases.models import Case
from cases.services import list_job, lists
from jourcase.kernel.local_time import local_date
from jourcase.outbox.services import drain
from volunteers.models import User

LIST_BUDGET_S, MEMORY_BUDGET_MB = 60, 300
Made = TypeVar("Made")
_HEADERS = ("Namn", "Telefon", "K-nummer", "Brott", "Stadsdel", "Inkom", "Språk")


@dataclass(frozen=True, slots=True)
class ListTime:
    """Seconds of each step, and the highest memory of the process until then in MB."""

    rows: int
    read: float
    looked_through: float
    taken_in: float
    memory: int


def list_time(user: User, rows: int) -> ListTime:
    """Bring an Excel list, look it through, and take all its rows in, in this process."""
    content, before = _workbook(rows), Case.objects.count()
    read, brought = _timed(lambda: lists.bring(content, by=user, now=NOW))
    plan = plan_of(brought)
    if plan is None:
        raise RuntimeError("the key of the list is gone")
    looked, _ = _timed(
        lambda: lists.check(brought, plan, columns=plan.columns, defaults=Defaults(), now=NOW)
    )
    numbers = range(1, rows + len(_HEADERS))
    job = list_job.start(brought, chosen=numbers, by=user, now=NOW)
    if job is None:
        raise RuntimeError("the list could not be begun")

    def take_in() -> None:
        while not type(job).objects.get(pk=job.pk).is_over:
            drain(now=NOW + timedelta(seconds=1))

    taken, _ = _timed(take_in)
    if Case.objects.count() - before != rows:
        raise RuntimeError(f"{Case.objects.count() - before} of {rows} rows became cases")
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    return ListTime(rows, read, looked, taken, memory)


def _timed(act: Callable[[], Made]) -> tuple[float, Made]:
    began = time.perf_counter()
    made = act()
    return time.perf_counter() - began, made


def _workbook(rows: int) -> bytes:
    """Invented people; the numbers are those reserved for fiction, so many rows share one."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    sheet.append(list(_HEADERS))
    came = local_date(NOW - timedelta(days=1)).isoformat()
    for number in range(rows):
        phone = f"070-174 06 {5 + number % 95:02d}"
        k_number = f"5000-K{100_000 + number}-26"
        line = [f"Person Påhittad{number}", phone, k_number, "Misshandel", "Tallkrogen", came]
        sheet.append([*line, "arabiska"])
    made = io.BytesIO()
    book.save(made)
    return made.getvalue()
