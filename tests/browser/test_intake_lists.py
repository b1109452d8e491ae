"""A police referral by keyboard alone, and a list from the file to the cases, in a real browser.

Under a minute is counted in keys and decisions, not measured: a key takes 0.28 s for somebody who
types as most do and a decision 1.35 s (the keystroke-level model of Card, Moran and Newell). So
the test says the same on every machine, and a page that grows a step turns it red.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from cases.models import Case
from jourcase.outbox.services import drain
from tests.browser.conftest import EVENING, look_at
from tests.factories import fictional_number, open_case
from tests.integration.cases.lists import ROWS, workbook
from volunteers.models import User

LogIn = Callable[[object, User], None]
KEY_SECONDS, DECISION_SECONDS, A_MINUTE = 0.28, 1.35, 60.0
LETTER = """Målsägande: Amina Påhittad, 19940312-1234
Telefon: 070-174 06 12
Ärende: 5000-K123456-26
Brott: Misshandel
Stadsdel: Tallkrogen
Språk: arabiska
Inkom: 2026-11-20 09:30
"""
FOCUSED = "document.activeElement && document.activeElement.matches(%r)"


@dataclass
class Keyboard:
    """Hands on the keys, counted."""

    page: Page
    keys: int = 0
    decisions: int = 0

    def press(self, key: str, times: int = 1) -> None:
        for _ in range(times):
            self.page.keyboard.press(key)
        self.keys += times * len(key.split("+"))

    def type(self, text: str) -> None:
        self.page.keyboard.type(text)
        self.keys += len(text)

    def decide(self) -> None:
        self.decisions += 1

    def go_to(self, selector: str, key: str = "Tab") -> None:
        """Along the tab stops to the field, each step counted."""
        for _ in range(40):
            if self.page.evaluate(FOCUSED.replace("%r", repr(selector))):
                return
            self.press(key)
        raise AssertionError(f"no way by {key} to {selector}")

    @property
    def seconds(self) -> float:
        return self.keys * KEY_SECONDS + self.decisions * DECISION_SECONDS


def begin(page: Page, site: str) -> Keyboard:
    page.goto(f"{site}{reverse('reporting:dashboard')}")
    keyboard = Keyboard(page)
    keyboard.decide()
    with page.expect_navigation():
        keyboard.press("n")
    expect(page.locator("#id_phone")).to_be_focused()
    return keyboard


def test_a_police_referral_is_typed_in_under_a_minute_by_keyboard_alone(
    page: Page, site: str, log_in: LogIn, karin: User
) -> None:
    log_in(page, karin)
    keyboard = begin(page, site)
    keyboard.decide()
    keyboard.type("0701740612")
    keyboard.go_to("[name=call_safety]")
    keyboard.decide()
    keyboard.press("Space")
    with page.expect_navigation():
        keyboard.press("Enter")
    case = Case.objects.get()
    assert (case.source, case.call_safety, case.has_working_phone) == ("police", "yes", True)
    assert keyboard.seconds < A_MINUTE / 3, (keyboard.keys, keyboard.decisions)


def test_a_pasted_referral_with_all_its_facts_is_confirmed_in_under_a_minute_by_keyboard_alone(
    page: Page, site: str, log_in: LogIn, karin: User
) -> None:
    log_in(page, karin)
    keyboard = begin(page, site)
    keyboard.go_to("a[href$='/klistra-in/']", "Shift+Tab")
    with page.expect_navigation():
        keyboard.press("Enter")
    expect(page.locator("#id_text")).to_be_focused()
    look_at(page, "paste")
    page.keyboard.insert_text(LETTER)
    keyboard.keys += 2  # Ctrl+V
    keyboard.press("Tab")
    with page.expect_navigation():
        keyboard.press("Enter")
    boxes = page.locator("input[type=checkbox]:visible")
    expect(boxes.first).to_be_focused()
    look_at(page, "proposals")
    count = boxes.count()
    assert count == 8
    for index in range(count):
        keyboard.decide()
        keyboard.press("Space")
        expect(boxes.nth(index)).to_be_checked()
        if index < count - 1:
            keyboard.press("Tab")
    with page.expect_navigation():
        keyboard.press("Enter")
    expect(page.locator("[name=call_safety]").first).to_be_focused()
    look_at(page, "new filled")
    page.locator("[name=call_safety]").first.focus()
    keyboard.decide()
    keyboard.press("Space")
    with page.expect_navigation():
        keyboard.press("Enter")
    case = Case.objects.get()
    assert case.identity.name == "Amina Påhittad"
    assert case.identity.k_number == "5000-K123456-26"
    assert (case.crime_type, case.language) == ("assault", "arabiska")
    assert case.district is not None
    assert case.district.code == "farsta"
    assert keyboard.seconds < A_MINUTE, (keyboard.keys, keyboard.decisions)


BAD = (
    ("Formel Påhittad", "=A1", "", "", "2026-11-18"),
    ("Tvetydig Påhittad", "070-174 06 17", "", "Något", "11/12/2026"),
)


@pytest.mark.parametrize("width", [1280, 390])
def test_a_list_goes_from_the_file_to_the_cases(
    page: Page, site: str, log_in: LogIn, karin: User, tmp_path: Path, width: int
) -> None:
    page.set_viewport_size({"width": width, "height": 844})
    open_case(by=karin, received_at=EVENING - timedelta(days=4), phones=("+46701740612",))
    file = tmp_path / "lista.xlsx"
    file.write_bytes(workbook([*ROWS, *BAD]))
    log_in(page, karin)
    page.goto(f"{site}{reverse('contacts:list')}")
    page.get_by_role("link", name="Importera lista").click()
    look_at(page, f"import {width}")
    page.get_by_label("Fil").set_input_files(file)
    page.get_by_role("button", name="Läs in filen").click()
    expect(page.get_by_role("heading", name="Vad är kolumnerna?")).to_be_visible()
    look_at(page, f"import columns {width}")
    page.get_by_role("button", name="Granska raderna").click()
    expect(page.get_by_role("heading", name="Granska listan")).to_be_visible()
    look_at(page, f"import rows {width}")
    page.get_by_role("checkbox").first.check()
    page.get_by_role("button", name="Ta in de ikryssade").click()
    expect(page.get_by_role("heading", name="Listan tas in")).to_be_visible()
    look_at(page, f"import job {width}")
    drain(now=EVENING)
    page.get_by_role("link", name="Öppna").click()
    expect(page.get_by_text("Intagen").first).to_be_visible()
    page.get_by_role("button", name="Ta in raden").click()
    expect(page.get_by_role("heading", name="Listan tas in")).to_be_visible()
    drain(now=EVENING)
    page.get_by_role("link", name="Öppna").click()
    expect(page.get_by_text("2 rader är inte intagna.")).to_be_visible()
    look_at(page, f"import done {width}")
    with page.expect_download() as fetched:
        page.get_by_role("link", name="CSV").click()
    assert "Formel Påhittad" in fetched.value.path().read_text("utf-8-sig")
    assert Case.objects.count() == 3


@pytest.mark.parametrize("width", [1280, 390])
def test_the_inflow_is_readable(
    page: Page, site: str, log_in: LogIn, karin: User, width: int
) -> None:
    for week in range(4, 13):
        for _ in range(2):
            at = EVENING - timedelta(weeks=week)
            open_case(by=karin, received_at=at, phones=(fictional_number(week),))
    page.set_viewport_size({"width": width, "height": 844})
    log_in(page, karin)
    page.goto(f"{site}{reverse('reporting:dashboard')}")
    look_at(page, f"dashboard {width}")
    page.get_by_role("link", name="Inflöde per källa").click()
    expect(page.get_by_text("Har tystnat").first).to_be_visible()
    look_at(page, f"inflow {width}")
