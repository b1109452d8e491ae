"""Medarbetare in a real browser: readable, no wider than the screen, and one press ends access."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from cases.services import life
from tests.browser.conftest import EVENING, look_at
from tests.factories import coordinator, evening_shift, open_case, volunteer
from volunteers.models import User

LogIn = Callable[[Page, User], None]


@pytest.mark.parametrize("width", [1280, 390])
def test_a_link_a_proposal_and_an_end(
    page: Page,
    site: str,
    karin: User,
    log_in: LogIn,
    browser_noise: list[str],
    width: int,
) -> None:
    lars = volunteer("Lars Medarbetare")
    coordinator("Olle Annan")
    life.assign(case=open_case(by=karin), to=lars, by=karin, now=EVENING)
    evening_shift(lars, starts_at=EVENING + timedelta(days=1), by=karin)
    page.set_viewport_size({"width": width, "height": 844})

    log_in(page, karin)
    page.goto(f"{site}/medarbetare/")
    look_at(page, f"people-{width}")
    page.get_by_role("link", name="Lars Medarbetare").click()
    page.wait_for_url("**/medarbetare/*/")
    look_at(page, f"person-{width}")
    page.get_by_role("button", name="Föreslå som samordnare").click()
    expect(page.get_by_text("En annan person ska bekräfta det.")).to_be_visible()
    look_at(page, f"proposed-{width}")
    page.get_by_role("button", name="Ny inloggningslänk").click()
    expect(page.get_by_text("Den går inte att visa igen.")).to_be_visible()
    look_at(page, f"link-{width}")
    page.get_by_role("link", name="Klart").click()
    page.get_by_role("link", name="Avsluta medarbetare").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Avsluta Lars M.?")
    look_at(page, f"leave-{width}")
    page.get_by_role("button", name="Avsluta Lars M.").click()
    expect(page.get_by_text("Lars M. har slutat.")).to_be_visible()
    look_at(page, f"done-{width}")
    page.goto(f"{site}/medarbetare/")
    expect(page.get_by_text("Har slutat")).to_be_visible()
    look_at(page, f"people-after-{width}")
    assert browser_noise == []
    assert not User.objects.get_queryset().get(pk=lars.pk).is_active
