"""Two cases of one person become one, by hand, on a computer and on a telephone."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from cases.domain.intake import SafeContact, StatisticsInput
from cases.merging import Merge
from cases.models import Case
from tests.browser.conftest import look_at
from tests.factories import MONDAY, log_contact, open_case
from volunteers.models import User

pytestmark = pytest.mark.django_db(transaction=True)
LogIn = Callable[[Page, User], None]


@pytest.fixture
def pair(karin: User) -> tuple[Case, Case]:
    kept = open_case(
        by=karin,
        name="Amina Påhittad",
        phones=("+46701740612",),
        k_number="5000-K1-26",
        statistics=StatisticsInput(gender="woman", district_code="farsta"),
    )
    other = open_case(
        by=karin,
        name="AMINA PÅHITTAD",
        phones=("+46701740612", "+46701740613"),
        email="amina.pahittad.med.lang.adress@example.se",
        safe=SafeContact(say_nothing=True, safe_note="Ring helst på förmiddagen, inte fredagar"),
        statistics=StatisticsInput(gender="woman", police_report="yes"),
    )
    open_case(by=karin, name="Sami Påhittad", k_number="5000-K1-26")
    log_contact(other, karin, at=MONDAY)
    return kept, other


@pytest.mark.parametrize("screen", ["page", "phone_page"])
def test_one_case_of_two_and_back_again(
    request: pytest.FixtureRequest,
    site: str,
    karin: User,
    pair: tuple[Case, Case],
    log_in: LogIn,
    screen: str,
) -> None:
    page: Page = request.getfixturevalue(screen)
    kept, other = pair
    log_in(page, karin)
    page.goto(f"{site}/arenden/samma-person/")
    look_at(page, f"alike-{screen}")
    page.goto(f"{site}{kept.get_absolute_url()}")
    page.get_by_role("link", name="Kan vara samma person").click()
    look_at(page, f"same-{screen}")
    page.get_by_role("link", name=f"Jämför {kept.reference} och {other.reference}").click()
    look_at(page, f"compare-{screen}")
    page.locator("#other-name").check()
    page.get_by_role("button", name="Slå samman").click()
    expect(
        page.get_by_text(f"{other.reference} är sammanslaget med {kept.reference}")
    ).to_be_visible()
    expect(page.get_by_role("heading", name="AMINA PÅHITTAD", exact=False)).to_be_visible()
    page.get_by_role("link", name="Kan vara samma person").click()
    look_at(page, f"merged-{screen}")
    page.get_by_role("button", name="Ångra sammanslagningen").click()
    expect(page.get_by_text("Sammanslagningen är ångrad.")).to_be_visible()
    assert not Merge.objects.standing().exists()
    page.goto(f"{site}{other.get_absolute_url()}")
    expect(page.get_by_role("heading", name="AMINA PÅHITTAD", exact=False)).to_be_visible()
