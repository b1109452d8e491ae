"""The question to whoever is new in a case, and what a closing takes with it."""

import uuid
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from cases.services import life
from contacts.domain.agenda import AgendaKind
from contacts.services import agenda
from tests.browser.conftest import EVENING, look_at
from tests.factories import open_case
from volunteers.models import User

LogIn = Callable[[object, User], None]
WIDTHS = {"desk": (1280, 900), "phone": (390, 844)}


@pytest.mark.parametrize("width", list(WIDTHS))
def test_the_question_is_answered_and_the_closing_cancels_what_is_to_come(
    page: Page, site: str, log_in: LogIn, karin: User, birgitta: User, width: str
) -> None:
    page.set_viewport_size(dict(zip(("width", "height"), WIDTHS[width], strict=True)))  # type: ignore[arg-type]
    case = life.assign(case=open_case(by=karin), to=birgitta, by=karin, now=EVENING)
    event = agenda.Plan(kind=AgendaKind.COURT, starts_at=EVENING + timedelta(days=2))
    agenda.plan(case=case, plan=event, key=uuid.uuid4(), by=karin, now=EVENING)
    log_in(page, birgitta)
    page.goto(site + case.get_absolute_url())
    expect(page.get_by_text("Du är ny i det här ärendet.")).to_be_visible()
    look_at(page, f"new-in-case-{width}")
    page.get_by_role("button", name="Nej, fortsätt").click()
    expect(page.get_by_text("Du är ny i det här ärendet.")).to_have_count(0)
    page.goto(site + reverse("cases:close", args=[case.public_id]))
    expect(page.get_by_text("Ställs in", exact=True)).to_be_visible()
    look_at(page, f"closing-ongoing-{width}")
