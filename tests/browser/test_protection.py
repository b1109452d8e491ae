"""A case is protected and shown again, and a volunteer takes in a protected one: on a computer and
on a telephone.
"""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from cases.domain.intake import StatisticsInput
from cases.models import Case
from cases.services import life
from contacts.services import calls
from tests.browser.conftest import EVENING, look_at
from tests.factories import coordinator, open_case
from volunteers.models import User

pytestmark = pytest.mark.django_db(transaction=True)
LogIn = Callable[[Page, User], None]


@pytest.mark.parametrize("screen", ["page", "phone_page"])
def test_a_case_is_protected_and_shown_again(
    request: pytest.FixtureRequest,
    site: str,
    karin: User,
    birgitta: User,
    log_in: LogIn,
    screen: str,
) -> None:
    page: Page = request.getfixturevalue(screen)
    coordinator("Olle Annan")
    case = open_case(
        by=karin,
        received_at=EVENING,
        now=EVENING,
        name="Amina Påhittad",
        statistics=StatisticsInput(district_code="farsta"),
    )
    case = life.assign(case=case, to=birgitta, by=karin, now=EVENING)
    calls.begin_call(case=case, user=birgitta, now=EVENING)
    log_in(page, karin)
    page.goto(f"{site}{case.get_absolute_url()}")
    page.get_by_role("link", name="Skydda ärendet").click()
    expect(page.get_by_role("checkbox", name="Karin S.")).to_be_checked()
    look_at(page, f"protect-{screen}")
    page.get_by_role("checkbox", name="Karin S.").uncheck()
    page.get_by_role("button", name="Skydda ärendet").click()
    expect(page.get_by_text("Välj minst en samordnare").first).to_be_visible()
    look_at(page, f"protect-error-{screen}")
    page.get_by_role("checkbox", name="Karin S.").check()
    page.get_by_role("checkbox", name="Olle A.").check()
    page.get_by_role("button", name="Skydda ärendet").click()
    expect(page.get_by_text("Ärendet är skyddat. Ingen är ansvarig")).to_be_visible()
    look_at(page, f"protected-{screen}")
    page.get_by_role("link", name="Till ärende Skyddat ärende 1").click()
    look_at(page, f"protected-case-{screen}")
    page.get_by_role("link", name="Skydd och läsare").click()
    page.get_by_label("Varför tas skyddet bort?").fill("Kryssat av misstag")
    page.get_by_role("button", name="Ta bort skyddet").click()
    expect(page.get_by_text("Skyddet är borttaget.")).to_be_visible()
    expect(page.get_by_text("Kryssat av misstag")).to_be_visible()


@pytest.mark.parametrize("screen", ["page", "phone_page"])
def test_the_district_is_not_asked_when_protected_is_ticked(
    request: pytest.FixtureRequest,
    site: str,
    karin: User,
    birgitta: User,
    log_in: LogIn,
    screen: str,
) -> None:
    page: Page = request.getfixturevalue(screen)
    log_in(page, birgitta)
    page.goto(f"{site}/arenden/nytt/")
    page.locator("#id_phone").fill("070-174 06 12")
    page.locator("[name=call_safety][value=yes]").check()
    expect(page.get_by_label("Vilken stadsdel?")).to_be_visible()
    page.get_by_role("checkbox", name="Skyddade personuppgifter").check()
    expect(page.get_by_label("Vilken stadsdel?")).to_be_hidden()
    look_at(page, f"protected-intake-{screen}")
    page.get_by_role("button", name="Spara ärendet").click()
    expect(page.get_by_role("heading", name="Skyddat ärende 1 är sparat")).to_be_visible()
    look_at(page, f"protected-saved-{screen}")
    assert Case.objects.get().is_protected
