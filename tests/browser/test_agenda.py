"""What is coming, in a real browser: readable, no wider than the screen, planned, moved, undone."""

from collections.abc import Callable
from datetime import datetime, time, timedelta

import pytest
from playwright.sync_api import Page, expect

from cases.domain.intake import SafeContact
from cases.domain.safe_hours import SafeHours
from cases.services import life
from contacts.domain.enums import Result
from tests.browser.conftest import EVENING, look_at
from tests.factories import evening_shift, log_contact, open_case
from volunteers.models import User

LogIn = Callable[[Page, User], None]
WEDNESDAY = EVENING + timedelta(days=2)


@pytest.mark.parametrize("width", [1280, 390])
def test_planned_warned_about_moved_undone_and_listed(
    page: Page,
    site: str,
    karin: User,
    birgitta: User,
    log_in: LogIn,
    browser_noise: list[str],
    fixed_clock: Callable[[datetime], None],
    width: int,
) -> None:
    safe = SafeContact(hours=SafeHours.daily(time(9), time(17)))
    case = life.assign(case=open_case(by=karin, safe=safe), to=birgitta, by=karin, now=EVENING)
    at = EVENING + timedelta(days=1)
    log_contact(case, birgitta, Result.CALL_LATER, at=EVENING, callback_at=at)
    evening_shift(birgitta, starts_at=EVENING + timedelta(days=1), by=karin)
    page.set_viewport_size({"width": width, "height": 844})

    log_in(page, birgitta)
    page.goto(f"{site}/kommande/kalender/")
    look_at(page, f"calendar-none-{width}")
    page.goto(f"{site}{case.get_absolute_url()}")
    page.get_by_role("link", name="Kommande möten och tider").click()
    page.wait_for_url("**/kommande/")
    look_at(page, f"agenda-empty-{width}")

    page.get_by_label("Rättegång").check()
    page.get_by_label("Börjar").fill("2026-11-25T18:30")
    page.get_by_label("Var?").fill("Södertörns tingsrätt, sal 4")
    page.get_by_label("Att tänka på").fill("Möt upp i entrén en kvart före")
    page.get_by_role("button", name="Lägg in").click()
    expect(page.get_by_text("Tiden ligger utanför.")).to_be_visible()
    look_at(page, f"agenda-warned-{width}")
    page.get_by_label("Behåll tiden ändå").check()
    page.get_by_role("button", name="Lägg in").click()
    expect(page.get_by_text("Det är inlagt.")).to_be_visible()
    look_at(page, f"agenda-planned-{width}")

    page.get_by_role("link", name="Flytta").click()
    page.wait_for_url("**/flytta/")
    look_at(page, f"agenda-change-{width}")
    page.get_by_label("Börjar").fill("2026-11-20T10:30")
    page.get_by_role("button", name="Spara ändringen").click()
    expect(page.get_by_role("alert").get_by_text("Tiden har redan varit.")).to_be_visible()
    expect(page.get_by_label("Var?")).to_have_value("Södertörns tingsrätt, sal 4")
    look_at(page, f"agenda-wrong-{width}")
    page.get_by_label("Börjar").fill("2026-11-26T09:30")
    page.get_by_role("button", name="Spara ändringen").click()
    expect(page.get_by_text("Flyttat till tors 26 nov. kl. 09.30 ·")).to_be_visible()
    look_at(page, f"agenda-moved-{width}")
    page.get_by_role("button", name="Ångra").click()
    expect(page.get_by_text("Ångrat.")).to_be_visible()

    fixed_clock(WEDNESDAY + timedelta(hours=1))
    log_in(page, birgitta)
    page.goto(page.url)
    expect(page.get_by_text("Har varit", exact=True)).to_be_visible()
    look_at(page, f"agenda-been-{width}")
    page.goto(f"{site}/kommande/")
    expect(page.get_by_role("cell", name="Utlovat samtal")).to_be_visible()
    look_at(page, f"coming-{width}")

    page.get_by_role("link", name="Kalendern i telefonen").click()
    page.get_by_role("button", name="Gör en adress").click()
    address = page.get_by_label("Adress att kopiera").input_value()
    assert address.endswith("/jourcase.ics")
    look_at(page, f"calendar-made-{width}")
    page.get_by_role("link", name="Klart").click()
    look_at(page, f"calendar-{width}")
    page.goto(f"{site}/konto/")
    look_at(page, f"account-{width}")
    assert browser_noise == []
