"""The browser is killed, or its network goes: text older than five seconds is on the server."""

import os
import signal
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import BrowserContext, Page, Playwright, expect

from tests.infrastructure.browser import FLAGS
from tests.kill.caller import TOKEN, Caller
from tests.kill.place import Place
from tests.kill.server import Server

Start = Callable[..., Server]
Call = Callable[..., list[Caller]]
OLD, NEW = "Amina berättade om sin syster", "och just nu ringer det på dörren"
NOTE = "[name=note], [name=first_note]"
OFFLINE = "Ingen kontakt med servern. Det du skrivit finns kvar på skärmen"


@pytest.fixture
def server(start: Start) -> Server:
    return start()


@pytest.fixture
def caller(server: Server, call: Call) -> Caller:
    return call(server)[0]


def log_in(context: BrowserContext, server: Server, caller: Caller) -> None:
    cookies = {"sessionid": caller.person.session, "csrftoken": TOKEN}
    context.add_cookies(
        [{"name": name, "value": value, "url": server.url} for name, value in cookies.items()]
    )


def open_call(page: Page, server: Server, draft: str) -> None:
    page.goto(f"{server.url}/att-ringa/{draft}/")
    page.get_by_text("Anteckning, tid och längd").click()


def open_new_case(page: Page, server: Server) -> None:
    page.goto(f"{server.url}/arenden/nytt/")


def type_in(page: Page, text: str) -> None:
    field = page.locator(NOTE)
    field.focus()
    field.press("Control+End")
    field.press_sequentially(text)


def kill_browser(profile: Path) -> None:
    """SIGKILL to every process of the browser that has this profile, and to no other."""
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        with suppress(OSError):
            if str(profile).encode() in path.read_bytes():
                os.kill(int(path.parent.name), signal.SIGKILL)


def test_a_browser_that_is_killed_loses_five_seconds_at_most(
    playwright: Playwright,
    chromium_path: str,
    server: Server,
    caller: Caller,
    tmp_path: Path,
) -> None:
    draft = caller.begin(caller.next_case())
    profile = tmp_path / "profile"
    context = playwright.chromium.launch_persistent_context(
        profile, executable_path=chromium_path, args=FLAGS, locale="sv-SE"
    )
    log_in(context, server, caller)
    call, new_case = context.new_page(), context.new_page()
    open_call(call, server, draft)
    open_new_case(new_case, server)
    path = urlsplit(new_case.url).path
    for page in (new_case, call):  # the call last: it is the one in front when the end comes
        page.bring_to_front()
        type_in(page, OLD)
    time.sleep(5.5)
    type_in(call, NEW)
    kill_browser(profile)
    with suppress(Exception):
        context.close()

    kept = caller.send("GET", f"/att-ringa/{draft}/").body
    assert OLD in kept
    assert NEW not in kept, "the control: what was typed a moment ago is what a kill can take"
    assert OLD in caller.send("GET", path).body
    empty = caller.send("GET", "/arenden/nytt/").location
    assert "Du började på ett ärende" in caller.send("GET", empty).body


def test_with_the_network_away_for_half_a_minute_nothing_is_lost(
    place: Place,
    context: BrowserContext,
    server: Server,
    caller: Caller,
    browser_noise: list[str],
) -> None:
    case = caller.next_case()
    draft = caller.begin(case)
    log_in(context, server, caller)
    call, new_case = context.new_page(), context.new_page()
    open_call(call, server, draft)
    call.locator("label[for=result-no_answer]").click()
    open_new_case(new_case, server)
    new_case.get_by_label("Personen vill vara anonym").check()
    address = new_case.url

    context.set_offline(True)
    away_until = time.monotonic() + 30
    for page in (new_case, call):
        page.bring_to_front()
        type_in(page, OLD)
    expect(call.locator("[data-autosave-status]")).to_contain_text(OFFLINE)
    assert OLD not in caller.send("GET", f"/att-ringa/{draft}/").body, "it is really away"

    for page, button in ((new_case, "Spara ärendet"), (call, "Spara")):
        page.bring_to_front()
        page.get_by_role("button", name=button, exact=True).click()
        expect(page.locator("#network")).to_contain_text(OFFLINE)
        expect(page.locator(NOTE)).to_have_value(OLD)
    assert new_case.url == address, "the text's page is still there"
    time.sleep(max(0.0, away_until - time.monotonic()))
    context.set_offline(False)

    for path in (f"/att-ringa/{draft}/", urlsplit(address).path):
        wait_for_text(caller, path)
    for page, button in ((new_case, "Spara ärendet"), (call, "Spara")):
        page.bring_to_front()
        before = page.url
        page.get_by_role("button", name=button, exact=True).click()
        expect(page).not_to_have_url(before)
    assert place.contacts_by_case() == {case["id"]: 1}
    assert place.is_sound()
    assert place.select("SELECT count(*) FROM cases_case WHERE is_anonymous") == [(1,)]
    # The browser tells on its console of each request that did not get through.
    others = [said for said in browser_noise if "net::ERR_" not in said and "htmx:" not in said]
    assert others == []
    browser_noise.clear()


def wait_for_text(caller: Caller, path: str) -> None:
    give_up = time.monotonic() + 15
    while OLD not in caller.send("GET", path).body:
        assert time.monotonic() < give_up, f"the text did not come to {path}"
        time.sleep(0.2)
