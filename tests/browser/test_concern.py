"""Oro för barn in the midst of a call: the text is kept, and a coordinator sees it and answers."""

import re
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.conf import LazySettings
from django.urls import reverse
from playwright.sync_api import Page, Response, expect

from cases.domain.intake import StatisticsInput
from cases.models import Case
from cases.services import life
from tests.browser.conftest import EVENING, look_at
from tests.factories import evening_shift, open_case
from volunteers.models import User

LogIn = Callable[[object, User], None]
WIDTHS = {"desk": (1280, 900), "phone": (390, 844)}


@pytest.fixture(autouse=True)
def mail_is_sent(settings: LazySettings) -> None:
    settings.MAIL_IS_SENT = True


@pytest.fixture
def case(karin: User) -> Case:
    return open_case(
        by=karin,
        received_at=EVENING - timedelta(days=1),
        statistics=StatisticsInput(born=date(2010, 5, 2)),
    )


@pytest.mark.parametrize("width", list(WIDTHS))
def test_said_in_a_call_with_the_text_kept_and_answered_by_the_coordinator(
    page: Page, site: str, log_in: LogIn, karin: User, birgitta: User, case: Case, width: str
) -> None:
    page.set_viewport_size(dict(zip(("width", "height"), WIDTHS[width], strict=True)))  # type: ignore[arg-type]
    evening_shift(birgitta, starts_at=EVENING - timedelta(hours=1), by=karin)
    log_in(page, birgitta)
    page.goto(site + reverse("contacts:queue"))
    page.get_by_role("button", name="Börja ringa").click()
    expect(page.get_by_text("fråga samordnaren vem vi får kontakta")).to_be_visible()
    look_at(page, f"concern-card-{width}")
    page.get_by_text("Anteckning, tid och längd").click()
    page.get_by_label("Anteckning").fill("Ringer tillbaka på torsdag")
    page.locator("article").get_by_role("link", name="Oro för barn").click()
    expect(page.get_by_role("heading", name="Är du orolig för ett barn?")).to_be_visible()
    look_at(page, f"concern-ask-{width}")
    page.get_by_role("button", name="Meddela samordnaren nu").click()
    expect(page.get_by_text("Samordnaren har fått veta.")).to_be_visible()
    expect(page.get_by_label("Anteckning")).to_have_value("Ringer tillbaka på torsdag")
    expect(page.get_by_role("heading", name="Ring: Amina")).to_be_visible()
    look_at(page, f"concern-back-{width}")
    page.locator("article").get_by_role("link", name="Oro för barn").click()
    expect(page.get_by_role("button", name="Ångra")).to_be_visible()
    look_at(page, f"concern-said-{width}")

    page.context.clear_cookies()
    log_in(page, karin)
    page.goto(site + reverse("reporting:dashboard"))
    look_at(page, f"concern-dashboard-{width}")
    page.get_by_role("button", name="Jag tar hand om det").click()
    expect(page.get_by_text("Du tar hand om det. Skriv")).to_be_visible()
    look_at(page, f"concern-taken-{width}")
    page.get_by_label("Orosanmälan gjord den").fill("2026-11-24")
    page.get_by_role("button", name="Spara datumet").click()
    expect(page.locator(".felruta")).to_contain_text("Datumet ligger framåt")
    look_at(page, f"concern-wrong-{width}")
    page.get_by_label("Orosanmälan gjord den").fill("2026-11-23")
    page.get_by_role("button", name="Spara datumet").click()
    expect(page.get_by_text("Datumet är sparat.")).to_be_visible()
    look_at(page, f"concern-reported-{width}")
    page.get_by_role("link", name="Till ärende").click()
    look_at(page, f"concern-case-{width}")
    page.goto(site + reverse("contacts:concern_routine"))
    look_at(page, f"concern-routine-{width}")
    if width == "desk":
        assert printed_pages(page) == 1


def printed_pages(page: Page) -> int:
    return len(re.findall(rb"/Type\s*/Page\b", page.pdf(format="A4")))


def keeps(text: str) -> Callable[[Response], bool]:
    """The answer to the autosave that has this text; an earlier one may come first."""
    return lambda answer: "/utkast/" in answer.url and text in (answer.request.post_data or "")


@pytest.mark.parametrize(
    ("born", "band", "shown"),
    [
        ("2010-05-02", "", True),
        ("2008", "", True),
        ("23.11.2009", "", True),
        ("1990", "", False),
        ("", "Under 21 år", True),
        ("1990", "Under 21 år", False),
        ("", "Över 21 år", False),
    ],
)
def test_the_intake_asks_whom_to_contact_when_the_age_says_so(
    page: Page, site: str, log_in: LogIn, karin: User, born: str, band: str, shown: bool
) -> None:
    log_in(page, karin)
    page.goto(site + reverse("cases:new"))
    asked = page.get_by_label("Under 18: vem får vi kontakta?")
    expect(asked).to_be_hidden()
    page.get_by_label("Född").fill(born)
    if band:
        page.get_by_label(band, exact=True).check()
    page.get_by_label("Språk, om inte svenska").focus()
    expect(asked).to_be_visible(visible=shown)
    if shown:
        asked.fill("Mormor Rut")
        page.get_by_label("Född").fill("1990")
        page.get_by_label("Personen vill vara anonym").check()
        expect(asked).to_be_hidden()
    # What was typed is kept by itself; the last of it before the test ends.
    with page.expect_response(keeps("finska")):
        page.get_by_label("Språk, om inte svenska").fill("finska")


def test_without_javascript_the_intake_always_asks(
    new_context: Callable[..., object], site: str, log_in: LogIn, karin: User, case: Case
) -> None:
    context = new_context(java_script_enabled=False)
    log_in(context, karin)
    page = context.new_page()  # type: ignore[attr-defined]
    page.goto(site + reverse("cases:new"))
    expect(page.get_by_label("Under 18: vem får vi kontakta?")).to_be_visible()
    life.assign(case=case, to=karin, by=karin, now=EVENING)
    page.goto(site + reverse("contacts:concern", args=[case.public_id]))
    page.get_by_role("button", name="Meddela samordnaren nu").click()
    expect(page.get_by_text("Väntar på samordnaren")).to_be_visible()
