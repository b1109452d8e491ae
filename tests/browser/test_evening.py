"""A whole evening in the browser: here, one call, the card, and logged out."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from contacts.domain.enums import Result
from contacts.evening.models import EveningStay
from tests.browser.conftest import EVENING, look_at
from tests.factories import evening_shift, log_contact, open_case, volunteer
from volunteers.models import User

LogIn = Callable[[object, User], None]
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
WIDTHS = {"desk": (1280, 900), "phone": (390, 844)}


@pytest.mark.parametrize("width", list(WIDTHS))
def test_from_here_to_logged_out(
    page: Page, site: str, log_in: LogIn, karin: User, birgitta: User, width: str
) -> None:
    wide, high = WIDTHS[width]
    page.set_viewport_size({"width": wide, "height": high})
    evening_shift(birgitta, volunteer("Lars-Erik Ek"), starts_at=EVENING - HOUR, by=karin)
    open_case(by=karin, received_at=EVENING - 2 * DAY)
    log_in(page, birgitta)
    page.goto(site + reverse("contacts:queue"))
    page.get_by_role("button", name="Jag är här").click()
    expect(page.get_by_text("Du är på plats.")).to_be_visible()
    page.get_by_role("button", name="Börja ringa").click()
    page.locator("label", has_text="Inget svar").click()
    page.get_by_role("button", name="Spara", exact=True).click()
    expect(page.get_by_text("Sparat:").first).to_be_visible()
    expect(page.get_by_role("link", name="Klart för i kväll")).to_be_visible()
    page.get_by_role("link", name="Vad de andra gör").click()
    expect(page.get_by_text("mellan två samtal · 1 samtal")).to_be_visible()
    expect(page.get_by_text("har inte kommit än · 0 samtal")).to_be_visible()
    look_at(page, f"evening-{width}")
    page.get_by_role("link", name="Klart för i kväll").click()
    expect(page.get_by_role("heading", name="Din kväll")).to_be_visible()
    look_at(page, f"evening-card-{width}")
    page.get_by_role("button", name="Klart – 1 samtal").click()
    expect(page.get_by_role("heading", name="Tack för i kväll")).to_be_visible()
    look_at(page, f"evening-over-{width}")
    page.goto(site + reverse("contacts:queue"))
    expect(page.get_by_role("heading", name="Logga in")).to_be_visible()
    assert EveningStay.objects.get().left_at is not None


@pytest.mark.parametrize("width", list(WIDTHS))
def test_the_silent_of_the_week(
    page: Page, site: str, log_in: LogIn, karin: User, width: str
) -> None:
    wide, high = WIDTHS[width]
    page.set_viewport_size({"width": wide, "height": high})
    case = open_case(by=karin, received_at=EVENING - 30 * DAY)
    log_contact(case, karin, Result.REACHED, at=EVENING - 20 * DAY)
    log_in(page, karin)
    page.goto(site + reverse("reporting:dashboard"))
    page.get_by_role("link", name="Tysta att gå igenom").click()
    expect(page.get_by_role("heading", name="Ingen faller mellan stolarna")).to_be_visible()
    look_at(page, f"silent-{width}")
    page.get_by_role("button", name="är genomgången").click()
    expect(page.get_by_text("är genomgången.").first).to_be_visible()
    look_at(page, f"silent-done-{width}")
