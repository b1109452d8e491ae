"""The board's administration in a real browser: read, decided, refused with what was typed."""

from collections.abc import Callable

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from jourcase.agreement.models import Agreement, TermsVersion, Undertaking
from tests.browser.conftest import look_at
from tests.factories import board, open_case, volunteer
from volunteers.models import User

LogIn = Callable[[Page, User], None]
LISTS = [
    "overenskommelse",
    "villkor",
    "ataganden",
    "budgetrader",
    "godkannanden",
    "utbildningskrav",
    "kvallsplaner",
]


@pytest.mark.parametrize("width", [1280, 390])
def test_the_board_reads_everything_and_decides_new_terms(
    page: Page, site: str, karin: User, log_in: LogIn, browser_noise: list[str], width: int
) -> None:
    volunteer()
    open_case(by=karin)
    page.set_viewport_size({"width": width, "height": 844})
    log_in(page, board())
    page.goto(f"{site}{reverse('board:index')}")
    expect(page.get_by_role("heading", name="Administration")).to_be_visible()
    look_at(page, f"board-index-{width}")
    for name in LISTS:
        page.goto(f"{site}{reverse(f'board:{name}')}")
        look_at(page, f"board-{name}-{width}")
    code = Undertaking.objects.filter(valid_to__isnull=True).values_list("code", flat=True)[0]
    for name, kwargs in [
        ("undertaking", [code]),
        ("notice", [Agreement.objects.get().code]),
        ("new-budget", []),
    ]:
        page.goto(f"{site}{reverse(f'board:{name}', args=kwargs)}")
        look_at(page, f"board-{name}-{width}")

    page.goto(f"{site}{reverse('board:villkor')}")
    page.get_by_role("link", name="Nya villkor").click()
    page.get_by_label("Dagar till första kontakt").fill("5")
    page.get_by_label("Gäller från").fill("2026-11-01")
    page.get_by_role("button", name="Spara beslutet").click()
    look_at(page, f"board-terms-wrong-{width}")
    expect(page.get_by_label("Dagar till första kontakt")).to_have_value("5")
    page.get_by_label("Gäller från").fill("2028-02-29")
    page.get_by_label("Skäl").fill("Beslut på mötet i november")
    page.get_by_role("button", name="Spara beslutet").click()
    expect(page.get_by_text("Beslutet är sparat.")).to_be_visible()
    look_at(page, f"board-terms-saved-{width}")
    assert TermsVersion.objects.get(first_contact_days=5).reason == "Beslut på mötet i november"
    assert browser_noise == []
