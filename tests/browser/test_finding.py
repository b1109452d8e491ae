"""Finding a case by the keys alone, and what the person may have, in a browser."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from cases.services import life
from contacts.domain.enums import Result
from tests.browser.conftest import EVENING, look_at
from tests.factories import log_contact, open_case
from volunteers.models import User

LogIn = Callable[[Page | BrowserContext, User], None]


def test_slash_four_digits_arrow_enter(page: Page, site: str, karin: User, log_in: LogIn) -> None:
    """ux.md 2.2 no 6, from a page without a search field of its own; nothing in the address."""
    case = open_case(by=karin)
    open_case(by=karin, name="Berit Annan")
    log_in(page, karin)
    page.goto(f"{site}/kommande/")
    page.keyboard.press("/")
    field = page.locator("#id_sokdialog")
    expect(field).to_be_focused()
    page.keyboard.type(case.reference[-4:])
    expect(page.locator("#sokdialog [data-hits] a")).to_have_text(case.reference)
    look_at(page, "sok-dialog")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowUp")
    expect(field).to_be_focused()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/arenden/{case.public_id}/")


def test_a_name_waits_for_enter_and_the_arrows_walk_the_list(
    page: Page, site: str, karin: User, log_in: LogIn
) -> None:
    log_in(page, karin)
    cases = [open_case(by=karin, name="Amina Påhittad") for _ in range(2)]
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"{site}/arenden/")
    page.keyboard.press("/")
    expect(page.locator("#id_sok")).to_be_focused()
    page.keyboard.type("Amina")
    assert not [url for url in asked if url.endswith("/sok/nummer/")]
    page.keyboard.press("Enter")
    page.wait_for_url("**/arenden/sok/")
    look_at(page, "sok-flera")
    page.locator("#id_sok").focus()
    for _ in range(2):
        page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/arenden/{cases[0].public_id}/")
    assert not [url for url in asked if "Amina" in url]


@pytest.mark.parametrize("width", [1280, 390])
def test_the_list_and_the_rights_look_right(
    page: Page, site: str, karin: User, log_in: LogIn, width: int
) -> None:
    case = open_case(by=karin, k_number="5000-K12-26", email="amina@example.se")
    log_contact(case, karin, Result.REACHED, at=EVENING, note="Ringde om rättegången.")
    life.write_note(
        case=case, text="Vill helst ha sms före.\nBor hos sin syster.", by=karin, now=EVENING
    )
    log_in(page, karin)
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(f"{site}/arenden/")
    look_at(page, f"lista-{width}")
    page.goto(f"{site}/arenden/?urval=tysta&kalla=school")
    look_at(page, f"lista-tom-{width}")
    page.goto(f"{site}/arenden/{case.public_id}/rattigheter/")
    look_at(page, f"rattigheter-{width}")
    with page.expect_download() as found:
        page.get_by_role("button", name="Hämta som PDF").click()
    assert found.value.suggested_filename == "utdrag.pdf"
    made = Path(found.value.path()).read_bytes()
    assert made.startswith(b"%PDF-")
    if os.environ.get("SHOTS"):
        (Path(os.environ["SHOTS"]) / "utdrag.pdf").write_bytes(made)
