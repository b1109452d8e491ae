"""Hänvisa in a real browser: from the suggestion on the case page to a handed-over letter."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from playwright.sync_api import Page, expect

from cases.domain.intake import StatisticsInput
from cases.domain.referral_codes import ReferralState
from cases.referring import Referral
from cases.services import referral as service
from tests.browser.conftest import EVENING, look_at
from tests.factories import coordinator, open_case
from volunteers.models import User

LogIn = Callable[[Page, User], None]


@pytest.mark.parametrize("width", [1280, 390])
def test_from_the_suggestion_to_the_hand_over(
    page: Page, site: str, karin: User, log_in: LogIn, browser_noise: list[str], width: int
) -> None:
    received = EVENING - timedelta(hours=3)
    young = StatisticsInput(born=date(2008, 5, 2))
    case = open_case(by=karin, name="Amina Påhittad", received_at=received, statistics=young)
    page.set_viewport_size({"width": width, "height": 844})
    log_in(page, karin)
    page.goto(f"{site}{case.get_absolute_url()}")
    look_at(page, f"referral-case-{width}")
    page.get_by_role("link", name="Erbjud Stödcentrum").click()
    page.get_by_label("Ej aktuellt att erbjuda").check()
    expect(page.get_by_label("Personen har redan kontakt där")).to_be_visible()
    page.get_by_role("button", name="Spara").click()
    expect(page.locator(".felruta")).to_contain_text("Välj varför det inte är aktuellt")
    look_at(page, f"referral-new-{width}")
    page.get_by_label("Ja, och vi får lämna uppgifter").check()
    expect(page.get_by_label("Personen har redan kontakt där")).to_be_hidden()
    page.get_by_role("button", name="Spara").click()

    page.get_by_label("Muntligt, i telefon").check()
    for item in ("Förnamn", "Telefon", "Trygg kontakt"):
        page.get_by_label(item, exact=True).check()
    expect(page.get_by_label("Vad som får lämnas om det som har hänt")).to_be_hidden()
    page.get_by_label("Vad som har hänt", exact=True).check()
    page.get_by_label("Vad som får lämnas om det som har hänt").fill("Rånad på väg hem.")
    look_at(page, f"referral-consent-{width}")
    page.get_by_role("button", name="Spara samtycket").click()
    expect(page.get_by_text("Inget är lämnat än")).to_be_visible()
    look_at(page, f"referral-{width}")

    page.get_by_role("link", name="Läs igenom och lämna över").click()
    expect(page.get_by_text("Rånad på väg hem.").first).to_be_visible()
    look_at(page, f"referral-hand-over-{width}")
    page.get_by_role("link", name="Brev att skriva ut").click()
    expect(page.get_by_role("button", name="Skriv ut")).to_be_visible()
    look_at(page, f"referral-letter-{width}")
    page.emulate_media(media="print")
    look_at(page, f"referral-letter-print-{width}")
    page.emulate_media(media="screen")
    page.go_back()
    page.get_by_label("Brev", exact=True).check()
    page.get_by_role("button", name="Markera som överlämnad").click()
    expect(page.get_by_text("Vi påminner om sju dagar")).to_be_visible()
    look_at(page, f"referral-handed-{width}")
    assert Referral.objects.get().state == ReferralState.HANDED_OVER
    page.goto(f"{site}/hanvisningar/")
    expect(page.get_by_role("link", name=case.reference)).to_be_visible()
    look_at(page, f"referrals-{width}")


def test_a_consent_withdrawn_while_the_preview_stands_open_stops_the_hand_over(
    page: Page, site: str, karin: User, log_in: LogIn, browser_noise: list[str]
) -> None:
    received = EVENING - timedelta(hours=3)
    case = open_case(
        by=karin, received_at=received, statistics=StatisticsInput(born=date(2005, 5, 2))
    )
    log_in(page, karin)
    page.goto(f"{site}{case.get_absolute_url()}")
    page.get_by_role("link", name="Besluta").click()
    look_at(page, "referral-decide-1280")
    page.get_by_label("Stödcentrum, om personen vill").check()
    page.get_by_label("Varför?", exact=True).fill("Vill träffa jämnåriga")
    page.get_by_role("button", name="Spara beslutet").click()
    look_at(page, "referral-answer-1280")
    page.get_by_label("Ja, och vi får lämna uppgifter").check()
    page.get_by_role("button", name="Spara svaret").click()
    page.get_by_label("Muntligt, i telefon").check()
    page.get_by_label("Förnamn", exact=True).check()
    page.get_by_role("button", name="Spara samtycket").click()
    page.get_by_role("link", name="Läs igenom och lämna över").click()
    olle = coordinator("Olle Annan")
    service.withdraw(referral=Referral.objects.get(), by=olle, now=EVENING)
    page.get_by_label("Telefon", exact=True).check()
    page.get_by_role("button", name="Markera som överlämnad").click()
    expect(page.get_by_text("Stopp: personen har tagit tillbaka sitt samtycke")).to_be_visible()
    look_at(page, "referral-stopped-1280")
    assert Referral.objects.get().handed_over_at is None
