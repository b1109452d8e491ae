"""Gallring in a real browser: readable, no wider than the screen, and two people do it."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from cases.domain.enums import CloseReason
from cases.models import Case
from cases.services import life, retention
from tests.browser.conftest import EVENING, look_at
from tests.factories import BEGINNING, coordinator, open_case
from volunteers.models import User

LogIn = Callable[[Page, User], None]
DAY = timedelta(days=1)


@pytest.mark.parametrize("width", [1280, 390])
def test_one_asks_another_confirms_and_only_statistics_are_left(
    page: Page,
    site: str,
    karin: User,
    log_in: LogIn,
    browser_noise: list[str],
    width: int,
) -> None:
    olle = coordinator("Olle Annan")
    for days in (86, 89, 90):
        at = EVENING - days * DAY
        soon = open_case(by=karin, received_at=at - DAY, now=at - DAY, is_protected=days == 86)
        life.close(case=soon, reason=CloseReason.DECLINED, by=karin, now=at)
    old = open_case(by=karin, received_at=BEGINNING + DAY, now=BEGINNING + DAY)
    life.close(case=old, reason=CloseReason.SUPPORT_ENDED, by=karin, now=BEGINNING + 2 * DAY)
    retention.gallra(now=EVENING)
    case = open_case(by=karin, name="Amina Påhittad")
    page.set_viewport_size({"width": width, "height": 844})

    log_in(page, karin)
    look(page, f"{site}{case.get_absolute_url()}", "Amina Påhittad")
    page.get_by_role("link", name="Gallra nu").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("nu")
    look_at(page, f"ask-{width}")
    page.get_by_role("button", name="Begär gallring").click()
    expect(page.locator(".felruta")).to_contain_text("Välj varför")
    look_at(page, f"ask-wrong-{width}")
    page.get_by_label("Personen begär det").check()
    page.get_by_label("Tackade nej").check()
    page.get_by_role("button", name="Begär gallring").click()
    expect(page.get_by_text("En annan person ska bekräfta den")).to_be_visible()
    look_at(page, f"list-{width}")
    page.get_by_role("link", name="Visa").click()
    page.wait_for_url("**/gallring/*/")
    look_at(page, f"own-{width}")

    page.context.clear_cookies()
    log_in(page, olle)
    look(page, f"{site}/samordning/", "Samordning")
    page.get_by_role("link", name="Svara").click()
    page.get_by_role("link", name="Svara").click()
    page.wait_for_url("**/gallring/*/")
    look_at(page, f"answer-{width}")
    page.get_by_role("button", name="Gallra ärendet nu").click()
    expect(page.get_by_text("Bara statistiken finns kvar")).to_be_visible()
    look_at(page, f"done-{width}")
    page.goto(f"{site}{case.get_absolute_url()}")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    assert [line for line in browser_noise if "status of 404" not in line] == []
    browser_noise.clear()  # the browser itself tells of the 404
    assert not Case.objects.filter(pk=case.pk).exists()
    left = Case.objects.erased().filter(close_reason=CloseReason.SUPPORT_ENDED).get()
    look(page, f"{site}{left.get_absolute_url()}", "Ärendet är gallrat")
    look_at(page, f"erased-{width}")


def look(page: Page, address: str, heading: str) -> None:
    page.goto(address)
    expect(page.get_by_role("heading", level=1)).to_contain_text(heading)
