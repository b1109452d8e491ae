"""Safe hours of several spans in a real browser: rows that unfold, a fault on its own row, and a
promise outside them.
"""

from collections.abc import Callable
from datetime import time

import pytest
from playwright.sync_api import Page, expect

from cases.domain.enums import CallSafety
from cases.domain.intake import SafeContact, StatisticsInput
from cases.domain.safe_hours import WEEKEND, WORKDAYS, SafeHours, SafeSpan
from cases.models import Case, Identity
from contacts.models import Callback
from tests.browser.conftest import look_at
from tests.factories import open_case
from volunteers.models import User

LogIn = Callable[[Page, User], None]


@pytest.mark.parametrize("width", [1280, 390])
def test_hours_by_weekday_are_typed_put_right_and_kept_in_a_promise(
    page: Page, site: str, karin: User, log_in: LogIn, browser_noise: list[str], width: int
) -> None:
    page.set_viewport_size({"width": width, "height": 844})
    log_in(page, karin)
    page.goto(f"{site}/arenden/nytt/")
    expect(page.get_by_label("Ring bara från")).to_be_hidden()
    page.locator("#id_phone").fill("070-174 06 12")
    page.get_by_label("Ja, på vissa villkor").check()
    page.get_by_label("Ring bara från").fill("17:00")
    page.locator("#id_safe_to").fill("19:00")
    page.get_by_text("Bara vissa dagar").click()
    page.locator("#falt-safe_days").get_by_label("Vardagar").check()
    page.get_by_text("Lägg till en tid till").click()
    page.locator("#id_safe_from_2").fill("10:00")
    page.locator("#falt-safe_days_2").get_by_label("Lördag och söndag").check()
    look_at(page, f"hours-typed-{width}")
    page.get_by_role("button", name="Spara ärendet").click()
    expect(page.get_by_role("alert").get_by_text("Skriv både från och till")).to_be_visible()
    expect(page.locator("#id_safe_from_2")).to_have_value("10:00")
    expect(page.locator("#falt-safe_days_2").get_by_label("Lördag och söndag")).to_be_checked()
    look_at(page, f"hours-wrong-{width}")
    page.locator("#id_safe_to_2").fill("12:00")
    page.get_by_role("button", name="Spara ärendet").click()
    page.wait_for_url(lambda url: "nytt" not in url)
    assert Identity.objects.get().safe_hours == "1-5 17:00-19:00;6-7 10:00-12:00"

    case = Case.objects.get()
    page.goto(f"{site}{case.get_absolute_url()}")
    said = "Ring bara vardagar 17.00–19.00, lördag–söndag 10.00–12.00."
    expect(page.get_by_text(said)).to_be_visible()
    page.goto(f"{site}{case.get_absolute_url()}personen/")
    look_at(page, f"hours-identity-{width}")
    assert browser_noise == []


@pytest.mark.parametrize("width", [1280, 390])
def test_a_promise_outside_the_safe_hours_takes_the_next_safe_time_with_one_press(
    page: Page, site: str, karin: User, log_in: LogIn, browser_noise: list[str], width: int
) -> None:
    page.set_viewport_size({"width": width, "height": 844})
    spans = [SafeSpan(WORKDAYS, time(17), time(19)), SafeSpan(WEEKEND, time(10), time(12))]
    case = open_case(
        by=karin,
        call_safety=CallSafety.CONDITIONS,
        safe=SafeContact(hours=SafeHours.of(spans), say_nothing=True),
        statistics=StatisticsInput(language="Arabiska ", needs_interpreter=True),
    )
    log_in(page, karin)
    page.goto(f"{site}{case.get_absolute_url()}")
    page.get_by_role("button", name="Ring eller logga").first.click()
    expect(page.get_by_text("Tolk behövs: arabiska.")).to_be_visible()
    look_at(page, f"hours-card-{width}")
    page.get_by_label("Ring senare").check()
    page.get_by_label("Välj tid").check()
    page.get_by_label("Dag och tid").fill("2026-11-27T20:00")
    page.get_by_role("button", name="Spara", exact=True).click()
    expect(page.get_by_text("Tiden ligger utanför.")).to_be_visible()
    expect(page.get_by_label("Dag och tid")).to_have_value("2026-11-27T20:00")
    look_at(page, f"hours-promise-{width}")
    browser_noise.clear()  # axe-core measures the call card with styles of its own
    page.get_by_role("button", name="Ta lör 28 nov. kl. 10.00 i stället").click()
    expect(page.get_by_text("Tiden ligger utanför.")).to_be_hidden()
    assert f"{Callback.objects.get().due_at:%d %H:%M}" == "28 09:00"
    assert browser_noise == []
