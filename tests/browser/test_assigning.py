"""Somebody falls ill: absence, the choice of who takes over, one press; and how a case ends."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from cases.domain.enums import WishedGender
from cases.domain.intake import SafeContact, StatisticsInput
from cases.models import Case
from cases.services import life
from contacts.domain.enums import Result
from tests.browser.conftest import EVENING, look_at
from tests.factories import coordinator, log_contact, open_case, volunteer
from volunteers.domain.languages import Language
from volunteers.models import User
from volunteers.presence_services import set_languages

LogIn = Callable[[object, User], None]
WIDTHS = {"desk": (1280, 900), "phone": (390, 844)}


@pytest.fixture
def cases(karin: User, birgitta: User) -> list[Case]:
    lars, noor = volunteer("Lars Nilsson"), volunteer("Noor Ny")
    coordinator("Kerstin Samordnare")
    set_languages(person=noor, languages=[Language.ARABIC, Language.SOMALI], by=karin, now=EVENING)
    life.assign(case=open_case(by=karin), to=lars, by=karin, now=EVENING)
    found = [
        open_case(
            by=karin,
            received_at=EVENING - timedelta(days=days),
            statistics=StatisticsInput(language=language),
            safe=SafeContact(wished_gender=WishedGender.WOMAN),
        )
        for days, language in ((1, "arabiska"), (2, "lulesamiska"), (3, ""))
    ]
    for case in found:
        life.assign(case=case, to=birgitta, by=karin, now=EVENING)
    log_contact(
        found[2],
        birgitta,
        Result.CALL_LATER,
        at=EVENING - timedelta(hours=1),
        callback_at=EVENING + timedelta(days=1),
    )
    return found


@pytest.mark.parametrize("width", list(WIDTHS))
def test_from_the_call_that_somebody_is_ill_to_everybody_having_somebody(
    page: Page, site: str, log_in: LogIn, karin: User, birgitta: User, cases: list[Case], width: str
) -> None:
    page.set_viewport_size(dict(zip(("width", "height"), WIDTHS[width], strict=True)))  # type: ignore[arg-type]
    log_in(page, karin)
    page.goto(site + reverse("contacts:person", args=[birgitta.public_id]))
    look_at(page, f"person-{width}")
    page.get_by_role("link", name="Språk och frånvaro").click()
    page.get_by_role("button", name="Lägg in").click()
    expect(page.get_by_text("och tills vidare")).to_be_visible()
    look_at(page, f"presence-{width}")
    page.goto(site + reverse("cases:assign", args=[cases[0].public_id]))
    expect(page.get_by_text("Personen talar arabiska och vill tala med en kvinna.")).to_be_visible()
    look_at(page, f"assign-{width}")
    page.goto(site + reverse("contacts:move_cases", args=[birgitta.public_id]))
    proposed = page.get_by_label(f"Flytta {cases[0].reference} till").locator("option:checked")
    expect(proposed).to_have_text(re.compile("Noor N. · talar arabiska"))
    look_at(page, f"move-{width}")
    page.get_by_role("button", name="Flytta ärendena").click()
    expect(page.get_by_text("3 ärenden är flyttade.")).to_be_visible()
    expect(page.get_by_role("heading", name="Inga öppna ärenden")).to_be_visible()
    look_at(page, f"moved-{width}")


@pytest.mark.parametrize("width", list(WIDTHS))
def test_ended_too_early_with_a_reason_and_taken_back(
    page: Page, site: str, log_in: LogIn, karin: User, cases: list[Case], width: str
) -> None:
    page.set_viewport_size(dict(zip(("width", "height"), WIDTHS[width], strict=True)))  # type: ignore[arg-type]
    log_in(page, karin)
    page.goto(site + reverse("cases:close", args=[cases[0].public_id]))
    early = page.get_by_label("Jouren hann inte försöka fler gånger")
    expect(early).to_be_hidden()
    page.get_by_label("Ej nådd").check()
    expect(early).to_be_visible()
    page.get_by_role("button", name="Avsluta ärendet").click()
    expect(page.locator(".felruta")).to_contain_text("Välj varför ärendet ändå avslutas")
    look_at(page, f"close-{width}")
    early.check()
    page.get_by_role("button", name="Avsluta ärendet").click()
    expect(page.get_by_role("button", name="Ångra avslut")).to_be_visible()
    look_at(page, f"closed-{width}")
    page.get_by_role("button", name="Ångra avslut").click()
    expect(page.get_by_text("Avslutet är ångrat.")).to_be_visible()
