"""Jäv, nödöppning and the ceilings in a real browser: readable, and no wider than the screen."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from cases.services import life
from tests.browser.conftest import EVENING, look_at
from tests.factories import coordinator, fictional_number, open_case, volunteer
from volunteers.models import User

LogIn = Callable[[Page, User], None]
WHY = "Personen ringer och Lars svarar inte"


@pytest.mark.parametrize("width", [1280, 390])
def test_the_pages_of_access_read_well(
    page: Page, site: str, karin: User, birgitta: User, log_in: LogIn, width: int
) -> None:
    lars = volunteer("Lars Nilsson")
    coordinator("Olle Annan")
    case = open_case(by=karin, name="Amina Påhittad", phones=(fictional_number(20),))
    life.assign(case=case, to=lars, by=karin, now=EVENING)
    page.set_viewport_size({"width": width, "height": 800})

    def look(path: str, heading: str) -> None:
        page.goto(f"{site}{path}")
        expect(page.get_by_role("heading", level=1, name=heading)).to_be_visible()
        look_at(page, heading)

    log_in(page, birgitta)
    look("/nodoppning/", "Nödöppning")
    page.get_by_role("button", name="Öppna ärendet").click()
    expect(page.locator(".felruta")).to_contain_text("Skriv ärendets nummer.")
    look_at(page, "glass-refused")
    page.get_by_label("Vilket ärende?").fill(case.reference)
    page.get_by_label("Personen hör av sig").check()
    page.get_by_label("Varför just nu?").fill(WHY)
    page.get_by_role("button", name="Öppna ärendet").click()
    expect(page.get_by_text("Du får läsa ärendet i 30 minuter")).to_be_visible()
    look_at(page, "glass-opened")
    look("/bekrafta/", "Visa att det är du")
    look("/avslutad/", "Du är utloggad")

    log_in(page, karin)
    look("/samordning/", "Samordning")
    page.get_by_role("link", name="Bedöm").click()
    expect(page.get_by_role("heading", level=1, name="Nödöppningar")).to_be_visible()
    look_at(page, "judgements")
    page.get_by_role("link", name="Bedöm Birgitta N.").click()
    expect(page.get_by_text(WHY)).to_be_visible()
    look_at(page, "judgement")
    page.get_by_label("Behöver samtal").check()
    page.get_by_role("button", name="Spara bedömningen").click()
    expect(page.get_by_text("Bedömningen är sparad.")).to_be_visible()
    look_at(page, "judged")

    look(f"{case.get_absolute_url()}jav/", "Jäv")
    page.get_by_label("Vem är jävig?").select_option(label="Lars N.")
    page.get_by_role("button", name="Markera jäv").click()
    expect(page.get_by_text("Jävet är markerat.")).to_be_visible()
    look_at(page, "recusal")


def test_one_press_on_the_card_leads_to_the_next_person(
    page: Page, site: str, karin: User, log_in: LogIn
) -> None:
    coordinator("Olle Annan")
    for index in range(2):
        open_case(by=karin, name=f"Person Nummer{index}", phones=(fictional_number(30 + index),))
    log_in(page, karin)
    page.goto(f"{site}/att-ringa/")
    page.get_by_role("button", name="Börja").first.click()
    first = page.locator("#ringkort .ref").inner_text()
    look_at(page, "card")
    page.get_by_role("button", name="Jag känner personen").click()
    expect(page.get_by_text("Du ser inte ärendet längre.")).to_be_visible()
    expect(page.get_by_text(first, exact=True)).to_have_count(0)
