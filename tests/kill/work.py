"""Work for the drainer that can be counted: each row makes one file. Run as a process, it puts rows
or drains them, well or badly: `python -m tests.kill.work put 40`.
"""

import os
import sys
import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from django.http import HttpRequest, HttpResponse

KIND = "kill.make-file"
SECONDS_EACH = 0.05


def made(folder: Path) -> set[str]:
    """Which pieces of work have been done."""
    return {path.name.removeprefix("work-") for path in folder.glob("work-*")}


def make_file(number: str) -> None:
    """Done again, it changes nothing: what the outbox asks of a handler."""
    time.sleep(SECONDS_EACH)
    (Path(os.environ["JOURCASE_KILL_FOLDER"]) / f"work-{number}").touch()


def register() -> None:
    from jourcase.outbox.models import OutboxRow
    from jourcase.outbox.registry import handler

    @handler(KIND)
    def make(row: OutboxRow, now: datetime) -> None:
        make_file(row.payload["number"])


class Work:
    """Lets the web server know the work, as an app's own handlers are known."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        register()

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)


def put(count: int, first: int = 0) -> None:
    from django.db import transaction

    from jourcase.kernel import clock
    from jourcase.outbox import services

    with transaction.atomic():
        for number in range(first, first + count):
            services.put(
                kind=KIND,
                payload={"number": str(number)},
                now=clock.now(),
                key=f"{KIND}:{number}",
            )


def put_from(first: int) -> None:
    """Ten pieces of work, or none; the same again is the same work."""
    put(10, first)


def send(count: int) -> None:
    """The control: tasks given to the broker after the commit, and written nowhere."""
    from django.db import transaction

    from jourcase.celery import app

    def deliver() -> None:
        app.send_task("kill.make-file")

    for _ in range(count):
        with transaction.atomic():
            transaction.on_commit(deliver)


def drain(passed: int) -> None:
    """Drain until killed; `passed` seconds later than it is, for leases to have run out."""
    from datetime import timedelta

    from jourcase.kernel import clock
    from jourcase.outbox import services

    while True:
        if not services.drain(now=clock.now() + timedelta(seconds=passed)) and passed:
            return
        time.sleep(0.05)


def drain_carelessly(_: int) -> None:
    """The control: a row is noted as done before it is."""
    from jourcase.kernel import clock
    from jourcase.outbox.models import OutboxRow

    while True:
        for row in OutboxRow.objects.waiting()[:50]:
            OutboxRow.objects.filter(pk=row.pk).update(done_at=clock.now())
            make_file(row.payload["number"])
        time.sleep(0.05)


def main(what: str, number: str = "0") -> None:
    import django

    django.setup()
    register()
    acts: dict[str, Callable[[int], None]] = {
        "put-from": put_from,
        "put": put,
        "send": send,
        "drain": drain,
        "drain-carelessly": drain_carelessly,
    }
    acts[what](int(number))


if __name__ == "__main__":
    main(*sys.argv[1:])
