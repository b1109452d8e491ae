"""Nothing personal where it could stay behind: every page, as every role, with canaries in every
field of every case.
"""

import html
import io
import logging
from collections.abc import Iterator

import pytest
from django.core import mail
from django.db import connection

from jourcase.kernel.audit import AuditEvent
from jourcase.logs import LineHandler
from tests.integration.attacks.conftest import lines
from tests.integration.attacks.crawl import Seen, crawl
from tests.integration.attacks.world import World, all_routes, log_in

# Whose cases each role may read something of.
OWN = {
    "coordinator": {"birgitta", "lars", "protected", "closed"},
    "another coordinator": {"birgitta", "lars", "closed"},
    "volunteer": {"birgitta", "closed"},
    "board": set[str](),
    "superuser": set[str](),
}


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """What really would stand in the log, with every logger at its most talkative."""
    ours = next(one for one in logging.root.handlers if isinstance(one, LineHandler))
    written, stream, level = io.StringIO(), ours.stream, logging.root.level
    ours.setStream(written)
    logging.root.setLevel(logging.DEBUG)
    loggers = [logging.getLogger(name) for name in ("django", "django.request", "django.security")]
    levels = [one.level for one in loggers]
    for one in loggers:
        one.setLevel(logging.DEBUG)
    yield written
    logging.root.setLevel(level)
    for one, before in zip(loggers, levels, strict=True):
        one.setLevel(before)
    ours.setStream(stream)


def left_behind(seen: Seen) -> Iterator[tuple[str, str]]:
    """(where, text) of all that stays after the page is closed, or goes into somebody's log."""
    yield "address", seen.asked
    page = seen.page
    yield "title", page.title
    for one in page.addresses:
        if not one.startswith(("tel:", "sms:", "mailto:")):
            yield "address in the page", html.unescape(one)
    for name, value in seen.answer.items():
        yield f"header {name}", value
    for name, morsel in seen.answer.cookies.items():
        yield f"cookie {name}", morsel.OutputString()
    if seen.answer.status_code >= 400:
        yield "error page", seen.text


@pytest.mark.parametrize("role", OWN)
def test_nothing_personal_is_left_behind(role: str, world: World, log: io.StringIO) -> None:
    texts = {text for known in world.canaries.values() for text in known}
    others = {
        text for whose, known in world.canaries.items() if whose not in OWN[role] for text in known
    }
    found, shown, pages = [], set(), set()
    for seen in crawl(log_in(world.people()[role]), world):
        assert seen.answer.status_code < 500, seen.asked
        if seen.answer.status_code == 200:
            pages.add(seen.answer.resolver_match.view_name)
        for where, said in left_behind(seen):
            found += [f"{seen.asked}: {text} in {where}" for text in texts if text in said]
        # What was searched for is written back to whoever wrote it, and nowhere else.
        if seen.asked != "search":
            here = html.unescape(seen.text).replace("\xa0", " ")
            found += [f"{seen.asked} shows {text}" for text in others if text in here]
            shown |= {text for text in texts if text in here}
    assert not found, lines(found)
    written = log.getvalue()
    assert written.count('"event": "request"') > 10
    assert not [text for text in texts if text in written]
    assert not [message.body for message in mail.outbox]
    assert bool(shown) == bool(OWN[role]), "the crawl sees what there is to see"
    if role == "coordinator":
        assert len(pages) > len(all_routes()) / 3


def test_the_trace_and_the_outbox_hold_nothing_personal(world: World) -> None:
    for role in OWN:
        for _ in crawl(log_in(world.people()[role]), world, queries=1):
            pass
    texts = {text for known in world.canaries.values() for text in known}
    assert AuditEvent.objects.count() > 100
    found = []
    for table in ("kernel_auditevent", "outbox_outboxrow", "outbox_job", "django_session"):
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT * FROM {table}")  # noqa: S608 - our own tables
            said = repr(cursor.fetchall())
        found += [f"{text} in {table}" for text in texts if text in said]
    assert not found, lines(found)
