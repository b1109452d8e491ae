"""Fel nummer in a real browser: to the source and back, with its text copied."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from cases.domain.enums import Source
from cases.domain.number_query import NumberOutcome
from cases.models import NumberQuery
from cases.services import number_query as service
from contacts.domain.enums import Result
from tests.browser.conftest import EVENING, look_at
from tests.factories import fictional_number, log_contact, open_case
from volunteers.models import User

LogIn = Callable[[Page, User], None]
DAY = timedelta(days=1)
WEEKS = 12


@pytest.mark.parametrize("width", [1280, 390])
def test_from_the_first_page_to_the_source_and_back(
    page: Page, site: str, karin: User, log_in: LogIn, browser_noise: list[str], width: int
) -> None:
    sources = (Source.POLICE, Source.POLICE, Source.SCHOOL, Source.OWN, Source.POLICE)
    for number, source in enumerate(sources):
        case = open_case(
            by=karin,
            source=source,
            received_at=EVENING - 10 * DAY,
            phones=(fictional_number(20 + number), fictional_number(60 + number))[: 1 + number % 2],
            k_number="5000-K123456-26" if number == 0 else "",
            is_protected=number == 4,
        )
        log_contact(case, karin, Result.WRONG_NUMBER, at=EVENING - (9 - number) * DAY)
    for week in range(4, WEEKS):
        for _ in range(2):
            open_case(
                by=karin, source=Source.HEALTH_CARE, received_at=EVENING - timedelta(weeks=week)
            )
    first, second = NumberQuery.objects.order_by("pk")[:2]
    service.ask(query=second, by=karin, now=EVENING - 8 * DAY)
    page.set_viewport_size({"width": width, "height": 844})
    log_in(page, karin)
    page.goto(f"{site}/samordning/")
    expect(page.get_by_text("Vården har inte hänvisat någon på 3 veckor.")).to_be_visible()
    look_at(page, f"numbers-dashboard-{width}")
    page.get_by_role("link", name="Fel nummer att fråga om").click()
    expect(page.get_by_role("link", name=first.case.reference)).to_be_visible()
    look_at(page, f"numbers-list-{width}")
    page.emulate_media(media="print")
    expect(page.get_by_role("button", name="Frågad i dag")).to_have_count(0)
    page.emulate_media(media="screen")

    page.get_by_role("link", name="Text till källan").first.click()
    look_at(page, f"number-{width}")
    page.get_by_role("button", name="Kopiera text till källan").click()
    expect(page.get_by_role("status").filter(has_text="Kopierat.")).to_be_visible()
    page.get_by_label("Text till källan").evaluate(
        "field => { field.readOnly = false; field.value = ''; field.focus(); }"
    )
    page.keyboard.press("Control+v")
    pasted = page.get_by_label("Text till källan").input_value()
    assert "5000-K123456-26" in pasted
    assert "Amina" not in pasted
    page.get_by_role("button", name="Frågad i dag").click()
    expect(page.get_by_text("källan är tillfrågad. Vi påminner")).to_be_visible()
    look_at(page, f"number-asked-{width}")
    page.get_by_role("button", name="Källan har inget annat nummer").click()
    expect(page.get_by_text("Klart: källan har inget annat nummer.")).to_be_visible()
    look_at(page, f"number-done-{width}")
    page.get_by_role("button", name="Ångra svaret").click()
    page.get_by_role("link", name="Skriv in ett nytt nummer").click()
    page.get_by_role("textbox", name="Telefon", exact=True).fill("070-174 06 99")
    page.get_by_role("button", name="Spara").click()
    expect(page.get_by_text("Uppgifterna är sparade.")).to_be_visible()
    first.refresh_from_db()
    assert first.outcome == NumberOutcome.NEW_NUMBER
    look_at(page, f"number-case-{width}")
    page.goto(f"{site}/samordning/fel-nummer/?visa=klara")
    look_at(page, f"numbers-done-{width}")
    page.goto(f"{site}/samordning/inflode/")
    look_at(page, f"numbers-inflow-{width}")
    NumberQuery.objects.all().delete()
    page.goto(f"{site}/samordning/fel-nummer/")
    look_at(page, f"numbers-empty-{width}")
