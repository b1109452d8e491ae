"""Log-in in a real Chromium with a virtual authenticator, under the strict CSP."""

import re
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.core.cache import cache
from django.urls import reverse
from playwright.sync_api import Page, expect

from tests.browser.conftest import EVENING, axe_violations, has_sideways_scroll
from tests.factories import PASSWORD
from tests.infrastructure.authenticators import app_code
from volunteers.login.invitations import invite
from volunteers.models import User


@pytest.fixture(autouse=True)
def no_tries_counted(transactional_db: None) -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()


@pytest.fixture(autouse=True)
def told_of_clearing(browser_noise: list[str]) -> Iterator[None]:
    """Chromium tells its console that it has cleared what log-out asks it to."""
    yield
    browser_noise[:] = [line for line in browser_noise if "Clear-Site-Data" not in line]


class Device:
    """The browser's own authenticator: a fingerprint reader that says yes, or does not."""

    def __init__(self, page: Page) -> None:
        self.cdp = page.context.new_cdp_session(page)
        self.cdp.send("WebAuthn.enable")
        options = {
            "protocol": "ctap2",
            "transport": "internal",
            "hasResidentKey": True,
            "hasUserVerification": True,
            "isUserVerified": True,
            "automaticPresenceSimulation": True,
        }
        made = self.cdp.send("WebAuthn.addVirtualAuthenticator", {"options": options})
        self.id = made["authenticatorId"]

    def recognises(self, yes: bool) -> None:
        self.cdp.send(
            "WebAuthn.setUserVerified", {"authenticatorId": self.id, "isUserVerified": yes}
        )

    def credentials(self) -> list[dict[str, Any]]:
        got = self.cdp.send("WebAuthn.getCredentials", {"authenticatorId": self.id})
        return list(got["credentials"])


def by_passphrase(page: Page, site: str, user: User) -> None:
    page.goto(f"{site}/logga-in/")
    page.get_by_label("E-post").fill(user.email)
    page.get_by_label("Lösenord", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Fortsätt").click()


def log_out(page: Page) -> None:
    page.get_by_role("button", name="Lås och logga ut").click()
    expect(page.get_by_role("heading", name="Logga in", exact=True)).to_be_visible()


def test_a_passkey_is_made_and_opens_without_an_address(
    page: Page, site: str, birgitta: User
) -> None:
    device = Device(page)
    by_passphrase(page, site, birgitta)
    page.get_by_role("link", name="Lägg till en nyckel").click()
    page.get_by_label("Vad är det som låser upp").select_option("computer")
    page.wait_for_url("**/konto/nyckel/")  # loaded, so that its script hears the press
    page.get_by_role("button", name="Lägg till nyckeln").click()
    expect(page.get_by_role("heading", name="Dina återställningskoder", exact=True)).to_be_visible()
    assert [key["isResidentCredential"] for key in device.credentials()] == [True]
    assert Authenticator.objects.filter(user=birgitta, type="webauthn").count() == 1
    page.get_by_role("link", name="Klart").click()
    page.wait_for_url(re.compile("att-ringa"))

    log_out(page)
    page.get_by_role("button", name="Logga in med nyckel").click()
    page.wait_for_url(re.compile("att-ringa"))
    expect(page.get_by_role("link", name="Inloggad: Birgitta N.")).to_be_visible()


def test_a_finger_that_is_not_recognised_opens_nothing_and_says_so(
    page: Page, site: str, birgitta: User
) -> None:
    device = Device(page)
    by_passphrase(page, site, birgitta)
    page.get_by_role("link", name="Lägg till en nyckel").click()
    page.wait_for_url("**/konto/nyckel/")  # loaded, so that its script hears the press
    page.get_by_role("button", name="Lägg till nyckeln").click()
    page.get_by_role("link", name="Klart").click()
    log_out(page)
    device.recognises(False)
    page.get_by_role("button", name="Logga in med nyckel").click()
    expect(page.get_by_text("Det blev avbrutet.")).to_be_visible()
    device.recognises(True)
    page.get_by_role("button", name="Logga in med nyckel").click()
    page.wait_for_url(re.compile("att-ringa"))


def test_from_the_link_to_the_first_page_by_keyboard_alone(
    page: Page, site: str, birgitta: User
) -> None:
    Device(page)
    token = invite(person=birgitta, by=None, now=EVENING)
    page.goto(f"{site}{reverse('volunteers:invitation', args=[token])}")
    page.get_by_label("Nytt lösenord").focus()
    page.keyboard.type("fyra vanliga ord i rad")
    page.keyboard.press("Tab")
    page.keyboard.type("fyra vanliga ord i rad")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Lägg till ett andra steg")).to_be_visible()
    page.get_by_role("link", name="Lägg till en nyckel").press("Enter")
    page.wait_for_url("**/konto/nyckel/")  # loaded, so that its script hears the press
    page.get_by_role("button", name="Lägg till nyckeln").press("Enter")
    page.get_by_role("link", name="Klart").press("Enter")
    page.wait_for_url(re.compile("att-ringa"))


def test_an_app_is_added_and_its_code_opens(
    page: Page, site: str, birgitta: User, fixed_clock: Callable[[datetime], None]
) -> None:
    by_passphrase(page, site, birgitta)
    page.get_by_role("link", name="Lägg till en app").click()
    page.get_by_role("button", name="Visa rutan").click()
    expect(page.get_by_role("img", name="Ruta att fotografera")).to_be_visible()
    secret = page.locator("b.tal").inner_text()
    page.get_by_label("Kod").fill(app_code(secret, EVENING))
    page.get_by_role("button", name="Spara").click()
    page.get_by_role("link", name="Klart").click()
    log_out(page)
    by_passphrase(page, site, birgitta)
    page.get_by_label("Kod").fill(app_code(secret, EVENING, steps=1))
    page.get_by_role("button", name="Logga in").click()
    page.wait_for_url(re.compile("att-ringa"))


@pytest.mark.parametrize("width", [1280, 390])
def test_no_screen_around_log_in_has_a_fault(
    page: Page, site: str, birgitta: User, width: int
) -> None:
    page.set_viewport_size({"width": width, "height": 844})
    Device(page)
    faults: list[str] = []

    def look(name: str) -> None:
        faults.extend(f"{name}: {line}" for line in axe_violations(page))
        if has_sideways_scroll(page):
            faults.append(f"{name}: scrolls sideways")

    token = invite(person=birgitta, by=None, now=EVENING)
    page.goto(f"{site}/logga-in/")
    look("login")
    page.goto(f"{site}{reverse('volunteers:invitation', args=[token])}")
    look("invitation")
    page.get_by_label("Nytt lösenord").fill("kort")
    page.get_by_label("Samma lösenord igen").fill("kort")
    with page.expect_navigation():
        page.get_by_role("button", name="Fortsätt").click()
    look("invitation, refused")
    page.get_by_label("Nytt lösenord").fill(PASSWORD)
    page.get_by_label("Samma lösenord igen").fill(PASSWORD)
    with page.expect_navigation():
        page.get_by_role("button", name="Fortsätt").click()
    look("enrol")
    page.get_by_role("link", name="Lägg till en app").click()
    with page.expect_navigation():
        page.get_by_role("button", name="Visa rutan").click()
    look("app")
    with page.expect_navigation():
        page.get_by_role("link", name="Använd en nyckel").click()
    look("passkey")
    page.wait_for_url("**/konto/nyckel/")  # loaded, so that its script hears the press
    page.get_by_role("button", name="Lägg till nyckeln").click()
    expect(page.locator(".koder")).to_be_visible()
    look("codes")
    for name in ("account", "passphrase", "verify"):
        page.goto(f"{site}{reverse(f'volunteers:{name}')}")
        look(name)
    log_out(page)
    by_passphrase(page, site, birgitta)
    expect(page.get_by_role("heading", name="Andra steget")).to_be_visible()
    look("second step")
    assert faults == []
