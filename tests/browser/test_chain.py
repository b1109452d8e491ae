"""The chain, end to end: a referral comes in, a volunteer rings it in the evening from a phone,
the dashboard changes, and the city's figures can be fetched.
"""

from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

from openpyxl import load_workbook
from playwright.sync_api import Page, expect

from cases.models import Case
from contacts.models import Contact
from tests.browser.conftest import EVENING, axe_violations
from tests.factories import evening_shift, log_contact, open_case
from volunteers.models import User

LogIn = Callable[[object, User], None]


def take_in(page: Page, site: str) -> None:
    """A police referral, by keyboard where it is quickest."""
    page.goto(f"{site}/samordning/")
    page.keyboard.press("n")
    expect(page.get_by_role("heading", name="Nytt ärende")).to_be_visible()
    page.locator("#id_name").fill("Amina Påhittad")
    page.locator("#id_phone").fill("0046 70-174 06 12")
    page.get_by_role("group", name="Är det tryggt att ringa?").get_by_label(
        "Ja", exact=True
    ).check()
    page.locator("#id_received_at").fill("2026-11-22T09:30")
    page.locator("#id_received_at").press("Tab")
    expect(page.get_by_text("Första kontakt senast onsdag 25 nov. kl. 23.59")).to_be_visible()
    page.locator("#id_place").fill("tallkrogen")
    page.get_by_role("button", name="Slå upp").click()
    expect(page.locator("#id_district")).to_have_value("farsta")
    page.get_by_role("button", name="Spara ärendet").click()
    expect(page.get_by_role("heading", name="Amina Påhittad")).to_be_visible()


def test_from_the_referral_to_the_figure(
    page: Page,
    phone_page: Page,
    site: str,
    log_in: LogIn,
    karin: User,
    birgitta: User,
    tmp_path: Path,
) -> None:
    log_in(page, karin)
    take_in(page, site)
    case = Case.objects.get()
    assert case.identity.phones.get().number == "+46701740612"
    page.goto(f"{site}/samordning/")
    expect(page.get_by_role("link", name="Utan ansvarig 1")).to_be_visible()
    choice = page.get_by_label(f"Ansvarig för {case.reference}")
    expect(choice.get_by_text("Birgitta N.")).to_be_attached()
    choice.select_option(str(birgitta.public_id))
    expect(page.get_by_text("Sparat")).to_be_visible()
    page.reload()
    expect(page.get_by_role("link", name="Alla har en ansvarig")).to_be_visible()

    evening_shift(birgitta, starts_at=EVENING - timedelta(hours=1), by=karin)
    log_in(phone_page, birgitta)
    phone_page.goto(site)
    phone_page.get_by_role("button", name="Börja ringa").tap()
    expect(phone_page.get_by_role("link", name="Ring 070-174 06 12")).to_be_visible()
    phone_page.locator("label[for=result-reached]").tap()
    phone_page.get_by_label("Information om rättsprocessen").check()
    phone_page.get_by_role("button", name="Spara", exact=True).tap()
    expect(phone_page.get_by_text("Ingen att ringa just nu.")).to_be_visible()
    assert axe_violations(phone_page) == []
    assert Contact.objects.get().support_forms.count() == 1

    page.goto(f"{site}{case.get_absolute_url()}")
    expect(page.get_by_text("Första kontakt tagen i dag – i tid")).to_be_visible()
    page.goto(f"{site}/samordning/")
    expect(page.get_by_role("link", name="Inget är försenat")).to_be_visible()


def test_the_follow_up_of_the_first_period_is_fetched_and_its_budget_adds_up(
    page: Page, site: str, log_in: LogIn, karin: User, tmp_path: Path
) -> None:
    received = datetime(2025, 5, 6, 8, 0, tzinfo=UTC)
    case = open_case(by=karin, received_at=received, now=received)
    log_contact(case, karin, at=received + timedelta(hours=1))
    log_in(page, karin)
    page.goto(f"{site}/rapport/")
    page.get_by_label("Period").select_option(label="April–december 2025 (9 månader)")
    page.get_by_role("button", name="Visa perioden").click()
    for amount in ("1 241 000", "119 500", "930 750", "89 625"):
        expect(page.get_by_text(amount.replace(" ", "\u00a0")).first).to_be_visible()
    with page.expect_download() as fetched:
        page.get_by_role("link", name="Hämta Excel").click()
    target = tmp_path / fetched.value.suggested_filename
    fetched.value.save_as(target)
    with closing(load_workbook(target, read_only=True)) as book:
        numbers = {
            cell.value
            for sheet in book.worksheets
            for row in sheet.iter_rows()
            for cell in row
            if isinstance(cell.value, int)
        }
    assert {1_241_000, 119_500, 930_750, 89_625} <= numbers
