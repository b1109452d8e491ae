"""The disk is full: humane words, the text still on the screen, nothing half saved."""

import os
import shutil
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
import pytest
from playwright.sync_api import BrowserContext, expect

from tests.infrastructure.fault_points import SLOW_SECONDS, arm
from tests.kill.caller import TOKEN, Caller, NoAnswerError, told
from tests.kill.place import KEYS, Place
from tests.kill.server import Server

Start = Callable[..., Server]
Call = Callable[..., list[Caller]]
MEGABYTE = 1024 * 1024
NOTE = "Ringde och berättade. " * 80


@dataclass
class Disk:
    """A disk that can be filled. `prefix` starts the server where it cannot be a real one."""

    fill: Callable[[], None]
    empty: Callable[[], None]
    prefix: Callable[[], tuple[str, ...]] = tuple


@contextmanager
def mounted(folder: Path, megabytes: int) -> Iterator[Disk]:
    """A small tmpfs on `folder`, a real mount: it takes root."""
    filler = folder / "filler"
    command = ["mount", "-t", "tmpfs", "-o", f"size={megabytes}m,mode=0755", "tmpfs", str(folder)]
    subprocess.run(command, check=True)

    def fill() -> None:
        free = shutil.disk_usage(folder).free
        with filler.open("wb") as file:
            file.write(b"\0" * max(0, free - 64 * 1024))

    try:
        yield Disk(fill, filler.unlink)
    finally:
        subprocess.run(["umount", "--lazy", str(folder)], check=True)


@contextmanager
def limited(folder: Path) -> Iterator[Disk]:
    """Without root: no file of the server's may grow, which SQLite meets like a full disk."""
    limit: list[int] = []

    def fill() -> None:
        largest = max(path.stat().st_size for path in folder.glob("*.sqlite3*"))
        limit[:] = [largest + 64 * 1024]

    yield Disk(fill, limit.clear, lambda: ("prlimit", f"--fsize={limit[0]}") if limit else ())


@contextmanager
def small_disk(place: Place) -> Iterator[Disk]:
    """The database on a disk of its own. Only PostgreSQL's tables: without room for its log it
    stops as a whole, which is another test.
    """
    folder = place.folder / "disk"
    folder.mkdir()
    if os.geteuid() != 0:
        with limited(place.folder) as disk:
            yield disk
        return
    with mounted(folder, 96) as disk:
        if place.cluster is None:
            for path in place.folder.glob("*.sqlite3*"):
                shutil.copy(path, folder / path.name)
            place.disk = folder
        else:
            _move_tables(place, folder)
        yield disk
        if place.cluster is not None:
            place.cluster.kill()  # nothing of it may hold the disk


def _move_tables(place: Place, folder: Path) -> None:
    assert place.cluster is not None
    tables = folder / "tables"
    tables.mkdir()
    if place.cluster.user is not None:
        shutil.chown(tables, place.cluster.user)
    where: dict[str, Any] = {"host": str(place.cluster.folder), "user": "postgres", "dbname": KEYS}
    with psycopg.connect(**where, autocommit=True) as connection:
        connection.execute(f"CREATE TABLESPACE small LOCATION '{tables}'".encode())
        connection.execute("ALTER DATABASE postgres SET TABLESPACE small")


@pytest.fixture
def disk(place: Place) -> Iterator[Disk]:
    with small_disk(place) as disk:
        yield disk


@pytest.fixture
def server(start: Start, disk: Disk) -> Server:
    return start()


def fill_up(server: Server, disk: Disk) -> None:
    disk.fill()
    if prefix := disk.prefix():
        server.kill()
        server.start(prefix=prefix)


def make_room(server: Server, disk: Disk) -> None:
    disk.empty()
    if os.geteuid() != 0:
        server.kill()
        server.start()


def turned_away(caller: Caller, case: dict[str, Any], draft: str) -> tuple[dict[str, Any], str]:
    """Save until the disk has no room for it; gives the call that was turned away."""
    for _ in range(400):
        answer = caller.save(draft, note=NOTE)
        if not caller.note(case, answer):
            assert answer.status == 503
            assert "inte är sparat" in answer.body
            assert "Det du redan har sparat finns kvar." in answer.body
            return case, draft
        case, draft = begun_with_little_room(caller)
    raise AssertionError("the disk is not full")


def begun_with_little_room(caller: Caller) -> tuple[dict[str, Any], str]:
    """A call that could still be begun. Where the last room is, some things fit and some do not."""
    for _ in range(20):
        case = caller.next_case()
        with suppress(NoAnswerError):
            return case, caller.begin(case)
    raise AssertionError("no call can be begun any more, and none was turned away")


def test_on_a_full_disk_nothing_is_half_saved_and_the_same_press_saves_it_when_there_is_room(
    place: Place, server: Server, disk: Disk, call: Call
) -> None:
    [caller] = call(server)
    assert caller.log_call(note=NOTE)
    case = caller.next_case()
    draft = caller.begin(case)
    fill_up(server, disk)
    case, draft = turned_away(caller, case, draft)

    make_room(server, disk)  # PostgreSQL lets nobody new in while there is none, to count or not
    assert place.contacts_by_case() == told([caller])
    assert place.is_sound()
    assert caller.note(case, caller.save_patiently(draft, note=NOTE))
    assert place.contacts_by_case() == told([caller])
    assert place.is_sound()


def test_a_server_that_says_saved_on_a_full_disk_is_found_out(
    place: Place, server: Server, disk: Disk, call: Call
) -> None:
    """The control: the same counting on a server that answers before it saves."""
    [caller] = call(server)
    case = caller.next_case()
    draft = caller.begin(case)
    fill_up(server, disk)
    case, draft = turned_away(caller, case, draft)
    arm(place.folder, "answer_first")
    assert caller.note(case, caller.save(draft, note=NOTE)), "it said that it had saved"
    time.sleep(SLOW_SECONDS + 0.5)
    make_room(server, disk)
    assert place.contacts_by_case() != told([caller])


def test_on_a_full_disk_the_text_stays_on_the_screen(
    place: Place,
    server: Server,
    disk: Disk,
    call: Call,
    context: BrowserContext,
    browser_noise: list[str],
) -> None:
    caller, other = call(server, 2)
    case = caller.next_case()
    draft = caller.begin(case)
    cookies = {"sessionid": caller.person.session, "csrftoken": TOKEN}
    context.add_cookies(
        [{"name": name, "value": value, "url": server.url} for name, value in cookies.items()]
    )
    page = context.new_page()
    page.goto(f"{server.url}/att-ringa/{draft}/")
    page.locator("label[for=result-no_answer]").click()
    page.get_by_text("Anteckning, tid och längd").click()
    fill_up(server, disk)
    other_case = other.next_case()
    turned_away(other, other_case, other.begin(other_case))

    page.locator("[name=note]").fill(NOTE.strip())
    page.get_by_role("button", name="Spara", exact=True).click()
    expect(page.locator("#network")).to_contain_text("Det du skrivit finns kvar på skärmen")
    expect(page.locator("[name=note]")).to_have_value(NOTE.strip())

    make_room(server, disk)
    assert place.contacts_by_case().get(case["id"]) is None
    page.get_by_role("button", name="Spara", exact=True).click()
    page.wait_for_url(f"{server.url}/arenden/**")
    assert place.contacts_by_case()[case["id"]] == 1
    assert place.is_sound()
    others = [said for said in browser_noise if "503" not in said and "htmx:" not in said]
    assert others == []
    browser_noise.clear()
