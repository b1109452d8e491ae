"""A real Chromium, the system's own, for pytest-playwright's `page` and `context`.

Each browser context is Swedish and lives in Stockholm; what it says on its console, an exception
in a page and a request to another machine fail the test.
"""

import os
import shutil
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Page,
    Request,
    WebError,
    expect,
)

# Playwright keeps an event loop in the test's own thread, which makes Django believe that a test's
# queries are made from asynchronous code.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"

# A machine may be busy with many things; a test that fails for good waits this long once.
PATIENCE_MS = 30_000
expect.set_options(timeout=PATIENCE_MS)

PROGRAMS = ("chromium", "chromium-browser", "google-chrome")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
    # Whatever a page asks for, nothing leaves this machine.
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1",
]
# Chromium's own word that a log-out cleared what it was asked to clear.
TOLD_OF_LOG_OUT = "Clear-Site-Data header on"
PHONE: dict[str, Any] = {
    "viewport": {"width": 390, "height": 844},
    "device_scale_factor": 2,
    "has_touch": True,
    "is_mobile": True,
}


@pytest.fixture(scope="session")
def chromium_path() -> str:
    found = next(filter(None, map(shutil.which, PROGRAMS)), None)
    if found is None:
        pytest.fail("Chromium saknas. Kör bin/system-packages.", pytrace=False)
    return found


@pytest.fixture(scope="session")
def browser_type_launch_args(
    browser_type_launch_args: dict[str, Any], chromium_path: str
) -> dict[str, Any]:
    # Playwright gives each start a fresh profile in a temporary folder.
    return {**browser_type_launch_args, "executable_path": chromium_path, "args": FLAGS}


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict[str, Any]) -> dict[str, Any]:
    return {
        **browser_context_args,
        "locale": "sv-SE",
        "timezone_id": "Europe/Stockholm",
        "viewport": {"width": 1280, "height": 800},
    }


@pytest.fixture
def browser_noise() -> Iterator[list[str]]:
    """What the browser told of in this test, which fails if any is left at the end.

    A test that means to make the browser complain (a page that is not there) looks at the list
    and clears it.
    """
    noise: list[str] = []
    yield noise
    if noise:
        pytest.fail("The browser told of:\n  " + "\n  ".join(noise), pytrace=False)


def _with_ears(context: BrowserContext, noise: list[str]) -> BrowserContext:
    def heard(message: ConsoleMessage) -> None:
        if message.text.startswith(TOLD_OF_LOG_OUT):
            return
        noise.append(f"console {message.type}: {message.text}")

    def raised(error: WebError) -> None:
        noise.append(f"exception: {error.error}")

    def asked(request: Request) -> None:
        host = urlsplit(request.url).hostname
        if host not in {None, "localhost", "127.0.0.1"}:
            noise.append(f"request to another machine: {host}")

    context.on("console", heard)
    context.on("weberror", raised)
    context.on("request", asked)
    context.set_default_timeout(PATIENCE_MS)
    return context


@pytest.fixture
def new_context(
    new_context: Callable[..., BrowserContext], browser_noise: list[str]
) -> Callable[..., BrowserContext]:
    """pytest-playwright's `new_context`, from which `context` and `page` come, with ears."""

    def listening(**arguments: Any) -> BrowserContext:
        return _with_ears(new_context(**arguments), browser_noise)

    return listening


@pytest.fixture
def phone_page(
    browser: Browser, browser_context_args: dict[str, Any], browser_noise: list[str]
) -> Iterator[Page]:
    """A page on a phone-size touch screen, in a context of its own."""
    context = browser.new_context(**{**browser_context_args, **PHONE})
    yield _with_ears(context, browser_noise).new_page()
    context.close()
