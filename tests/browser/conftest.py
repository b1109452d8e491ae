"""A live server held at an evening, people who are logged in, and axe."""

import os
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.core.signals import request_finished, request_started
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Page

from tests.factories import coordinator, volunteer
from volunteers.models import User

EVENING = datetime(2026, 11, 23, 17, 30, tzinfo=UTC)  # 18.30 in Stockholm
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


@pytest.fixture
def site(live_server: Any, browser: Browser) -> Iterator[str]:
    """Its address. When the test is over the pages are closed, and what they had asked for by
    themselves (an autosave, say) is let through before the tables are emptied.
    """
    under_way = UnderWay()
    request_started.connect(under_way.one_more)
    request_finished.connect(under_way.one_less)
    try:
        yield str(live_server.url)
        for context in browser.contexts:
            context.close()
        under_way.wait()
    finally:
        request_started.disconnect(under_way.one_more)
        request_finished.disconnect(under_way.one_less)


class UnderWay:
    """How many requests the server is at work with."""

    def __init__(self) -> None:
        self._number, self._changed = 0, threading.Condition()

    def one_more(self, **_: Any) -> None:
        self._change(1)

    def one_less(self, **_: Any) -> None:
        self._change(-1)

    def _change(self, by: int) -> None:
        with self._changed:
            self._number += by
            self._changed.notify_all()

    def wait(self) -> None:
        with self._changed:
            assert self._changed.wait_for(lambda: self._number <= 0, timeout=30)


@pytest.fixture
def karin(transactional_db: None, fixed_clock: Callable[[datetime], None]) -> User:
    fixed_clock(EVENING)
    return coordinator()


@pytest.fixture
def birgitta(karin: User) -> User:
    return volunteer()


@pytest.fixture
def log_in(site: str) -> Callable[[Page | BrowserContext, User], None]:
    """Give a page the session of a person, as if they had just logged in."""

    def give(page: Page | BrowserContext, user: User) -> None:
        client = Client()
        client.force_login(user)
        value = client.cookies[settings.SESSION_COOKIE_NAME].value
        context = page.context if isinstance(page, Page) else page
        context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": value, "url": site}])

    return give


def axe_violations(page: Page) -> list[str]:
    """What axe-core finds on the page, as short lines."""
    found = Axe().run(page, options={"runOnly": RULES})
    return [
        f"{violation['id']}: {node['target']} {node.get('failureSummary', '')[:200]}"
        for violation in found.response["violations"]
        for node in violation["nodes"]
    ]


def look_at(page: Page, name: str) -> None:
    """The page is readable to all and no wider than the screen; its picture goes to $SHOTS."""
    page.wait_for_load_state()
    if os.environ.get("SHOTS"):
        page.screenshot(path=Path(os.environ["SHOTS"]) / f"{name}.png", full_page=True)
    page.evaluate("window.scrollTo(0, document.body.scrollHeight)")
    assert axe_violations(page) == [], name
    assert not has_sideways_scroll(page), name


def has_sideways_scroll(page: Page) -> bool:
    return bool(
        page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
    )
