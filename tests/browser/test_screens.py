"""Every screen in a real Chromium: no axe violation, no sideways scroll, a light page, quiet."""

import re
from collections.abc import Callable
from datetime import timedelta
from functools import partial

import pytest
from django.urls import reverse
from playwright.sync_api import Page, Response, expect

from cases.domain.enums import CloseReason
from cases.domain.intake import SafeContact, StatisticsInput
from cases.models import Case
from cases.services import life
from contacts.domain.enums import Result
from contacts.models import Contact, Draft
from contacts.services import calls
from tests.browser.conftest import EVENING, axe_violations, has_sideways_scroll
from tests.factories import board, evening_shift, log_contact, open_case
from volunteers.models import User

LogIn = Callable[[object, User], None]
DAY = timedelta(days=1)


@pytest.fixture
def full_house(karin: User, birgitta: User) -> dict[str, Case]:
    """Cases in many states, so that the screens have something to show."""
    cases = {
        "new": open_case(
            by=karin,
            received_at=EVENING - DAY,
            safe=SafeContact(say_nothing=True, safe_note="Ring helst efter sex"),
            statistics=StatisticsInput(
                gender="woman", crime_type="assault", district_code="farsta"
            ),
        ),
        "late": open_case(by=karin, received_at=EVENING - 6 * DAY, name="Kerstin Påhittad"),
        "reached": open_case(by=karin, received_at=EVENING - 3 * DAY, name="Jonas Påhittad"),
        "paused": open_case(by=karin, received_at=EVENING - 2 * DAY, name="Mirja Påhittad"),
        "anonymous": open_case(by=karin, received_at=EVENING - DAY, is_anonymous=True),
        "protected": open_case(by=karin, received_at=EVENING - DAY, is_protected=True),
        "closed": open_case(by=karin, received_at=EVENING - 9 * DAY, name="Maj Påhittad"),
        "mine": open_case(by=karin, received_at=EVENING - DAY, name="Sara Påhittad"),
    }
    log_contact(
        cases["reached"],
        karin,
        Result.REACHED,
        at=EVENING - 2 * DAY,
        support_codes=("stodsamtal",),
        note="Vill höras igen",
    )
    log_contact(cases["paused"], karin, Result.OTHER_PERSON, at=EVENING - DAY)
    life.close(case=cases["closed"], reason=CloseReason.DECLINED, by=karin, now=EVENING - DAY)
    life.assign(case=cases["mine"], to=birgitta, by=karin, now=EVENING - DAY)
    evening_shift(birgitta, starts_at=EVENING - timedelta(hours=1), by=karin)
    evening_shift(starts_at=EVENING + 2 * DAY, by=karin)
    return cases


def case_pages(cases: dict[str, Case]) -> dict[str, str]:
    pages = {f"case {name}": case.get_absolute_url() for name, case in cases.items()}
    new = cases["new"].public_id
    for name in ("statistics", "identity", "received", "close", "assign", "note"):
        pages[name] = reverse(f"cases:{name}", args=[new])
    pages["decide"] = reverse("cases:decide_calls", args=[cases["paused"].public_id])
    pages["correct"] = reverse("contacts:correct", args=[Contact.objects.all()[0].public_id])
    return pages


def coordinator_pages(cases: dict[str, Case]) -> dict[str, str]:
    return {
        "queue": reverse("contacts:queue"),
        "list": reverse("contacts:list"),
        "new": reverse("cases:new"),
        "dashboard": reverse("reporting:dashboard"),
        "help": reverse("help"),
        "followup": reverse("reporting:followup"),
        "budget": reverse("reporting:budget"),
        **case_pages(cases),
    }


def faults(page: Page, site: str, pages: dict[str, str], width: int) -> list[str]:
    found = []
    page.set_viewport_size({"width": width, "height": 844})
    for name, url in pages.items():
        page.goto(f"{site}{url}")
        # At the end of the page, where the save bar lies in its place and covers nothing.
        page.evaluate("window.scrollTo(0, document.body.scrollHeight)")
        found += [f"{name} {width}: {line}" for line in axe_violations(page)]
        if has_sideways_scroll(page):
            found.append(f"{name} {width}: scrolls sideways")
    return found


@pytest.mark.parametrize("width", [1280, 390])
def test_no_screen_of_the_coordinator_has_a_fault(
    page: Page, site: str, log_in: LogIn, karin: User, full_house: dict[str, Case], width: int
) -> None:
    log_in(page, karin)
    draft = calls.begin_call(case=full_house["new"], user=karin, now=EVENING, from_case=True)
    pages = coordinator_pages(full_house) | {"call": reverse("contacts:call", args=[draft.pk])}
    assert faults(page, site, pages, width) == []


@pytest.mark.parametrize("width", [1280, 390])
def test_no_screen_of_the_volunteer_or_the_board_has_a_fault(
    page: Page,
    site: str,
    log_in: LogIn,
    karin: User,
    birgitta: User,
    full_house: dict[str, Case],
    width: int,
) -> None:
    pages = {"login": reverse("volunteers:login")}
    found = faults(page, site, pages, width)
    log_in(page, birgitta)
    mine = full_house["mine"].get_absolute_url()
    names = ("contacts:queue", "contacts:list", "cases:new")
    found += faults(page, site, {name: reverse(name) for name in names} | {"mine": mine}, width)
    page.context.clear_cookies()
    log_in(page, board())
    figures = {name: reverse(name) for name in ("reporting:followup", "reporting:budget")}
    found += faults(page, site, figures, width)
    assert found == []


@pytest.mark.parametrize("width", [320, 640])
def test_nothing_scrolls_sideways_on_narrow_screens(
    page: Page, site: str, log_in: LogIn, karin: User, full_house: dict[str, Case], width: int
) -> None:
    log_in(page, karin)
    page.set_viewport_size({"width": width, "height": 800})
    wide = []
    for name, url in coordinator_pages(full_house).items():
        page.goto(f"{site}{url}")
        if has_sideways_scroll(page):
            wide.append(name)
    assert wide == []


def test_error_pages_are_humane_and_without_faults(
    page: Page, site: str, log_in: LogIn, karin: User, browser_noise: list[str]
) -> None:
    log_in(page, board())
    page.goto(f"{site}{reverse('contacts:queue')}")
    expect(page.get_by_text("Styrelsen ser siffror, inte personer.")).to_be_visible()
    assert axe_violations(page) == []
    page.goto(f"{site}/finns-inte/")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    assert axe_violations(page) == []
    assert [line for line in browser_noise if "status of 40" not in line] == []
    browser_noise.clear()  # the browser itself tells of the 403 and 404


def test_an_error_summary_takes_the_focus_and_has_no_faults(
    page: Page, site: str, log_in: LogIn, karin: User
) -> None:
    open_case(by=karin, received_at=EVENING - DAY)
    log_in(page, karin)
    page.goto(f"{site}{reverse('contacts:queue')}")
    page.get_by_role("button", name="Börja ringa").click()
    page.get_by_role("button", name="Spara", exact=True).click()
    expect(page.locator(".felruta")).to_be_focused()
    assert axe_violations(page) == []


def test_the_pages_are_light_and_ask_no_other_host(
    page: Page, site: str, log_in: LogIn, karin: User, full_house: dict[str, Case]
) -> None:
    """Requests and nodes of the first visit; weights over the wire are in the benchmark."""
    log_in(page, karin)
    for url in (reverse("contacts:queue"), full_house["reached"].get_absolute_url()):
        asked: list[Response] = []
        page.on("response", partial(list.append, asked))
        page.goto(f"{site}{url}", wait_until="networkidle")
        # By address: without a cache, as here, Chromium asks for the icon a second time.
        addresses = sorted({response.url for response in asked})
        assert len(addresses) <= 8, addresses
        assert page.evaluate("document.querySelectorAll('*').length") <= 800


def test_nothing_is_kept_in_the_browsers_storage(
    page: Page, site: str, log_in: LogIn, karin: User, full_house: dict[str, Case]
) -> None:
    log_in(page, karin)
    page.goto(f"{site}{reverse('contacts:queue')}")
    page.get_by_role("button", name="Börja ringa").click()
    expect(page.locator(".plattor")).to_be_visible()
    kept = page.evaluate("[{...localStorage}, {...sessionStorage}]")
    assert kept == [{}, {}]
    assert Draft.objects.count() == 1
    assert re.search("Påhittad|070", page.title() + page.url) is None


def test_the_volunteers_help_prints_on_one_page(
    page: Page, site: str, log_in: LogIn, birgitta: User
) -> None:
    log_in(page, birgitta)
    page.goto(f"{site}{reverse('help')}")
    assert len(re.findall(rb"/Type\s*/Page\b", page.pdf(format="A4"))) == 1
