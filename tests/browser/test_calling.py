"""Ringing and logging in a real Chromium: two clicks, two keys, nothing lost."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from cases.domain.intake import SafeContact
from cases.models import Case
from contacts.domain.enums import Result
from contacts.models import Contact, Draft
from tests.browser.conftest import EVENING, has_sideways_scroll
from tests.factories import evening_shift, open_case
from volunteers.models import User

LogIn = Callable[[object, User], None]


@pytest.fixture
def two_cases(karin: User) -> list[Case]:
    return [
        open_case(by=karin, name="Amina Påhittad", received_at=EVENING - timedelta(days=2)),
        open_case(by=karin, name="Jonas Påhittad", received_at=EVENING - timedelta(days=1)),
    ]


def tile(page: Page, result: str) -> Locator:
    return page.locator(f"label[for=result-{result}]")


def first_person(page: Page, site: str) -> None:
    page.goto(f"{site}/att-ringa/")
    page.get_by_role("button", name="Börja ringa").click()
    expect(page.get_by_role("heading", name="Ring: Amina")).to_be_visible()
    # htmx takes charge of what it has put in a moment after it is seen; no person is that quick.
    expect(page.locator(".htmx-added")).to_have_count(0)


def test_an_unanswered_call_is_two_clicks_and_the_next_person_is_there(
    page: Page, site: str, log_in: LogIn, birgitta: User, two_cases: list[Case], karin: User
) -> None:
    evening_shift(birgitta, starts_at=EVENING - timedelta(hours=1), by=karin)
    log_in(page, birgitta)
    first_person(page, site)
    reloads: list[str] = []
    page.on("load", lambda _: reloads.append("load"))
    tile(page, "no_answer").click()
    page.get_by_role("button", name="Spara", exact=True).click()
    expect(page.get_by_role("heading", name="Ring: Jonas")).to_be_visible()
    status = page.locator("#sparat")
    expect(status).to_be_focused()
    expect(status).to_contain_text("Räknas som kvällsförsök")
    assert reloads == [], "the next person came without loading the page anew"
    assert Contact.objects.get().result == Result.NO_ANSWER


def test_an_unanswered_call_is_two_keys(
    page: Page, site: str, log_in: LogIn, karin: User, two_cases: list[Case]
) -> None:
    log_in(page, karin)
    first_person(page, site)
    page.keyboard.press("2")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Ring: Jonas")).to_be_visible()
    assert Contact.objects.get().result == Result.NO_ANSWER


def test_undo_by_key_brings_the_person_back(
    page: Page, site: str, log_in: LogIn, karin: User, two_cases: list[Case]
) -> None:
    log_in(page, karin)
    first_person(page, site)
    page.keyboard.press("2")
    page.keyboard.press("Enter")
    expect(page.locator("#sparat")).to_be_focused()
    # Playwright has no Swedish keyboard; this is what the key sends.
    page.evaluate(
        "document.body.dispatchEvent(new KeyboardEvent('keydown', {key: 'å', bubbles: true}))"
    )
    expect(page.get_by_role("heading", name="Ring: Amina")).to_be_visible()
    expect(page.get_by_text("Ångrat.")).to_be_visible()
    assert not Contact.objects.effective().exists()


def test_a_note_is_three_keys_and_the_text(
    page: Page, site: str, log_in: LogIn, karin: User, two_cases: list[Case]
) -> None:
    log_in(page, karin)
    first_person(page, site)
    page.keyboard.press("2")
    page.keyboard.press("a")
    page.keyboard.type("Signalen gick fram 12 gånger")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_role("heading", name="Ring: Jonas")).to_be_visible()
    assert Contact.objects.get().note == "Signalen gick fram 12 gånger"


def test_only_tab_and_arrows_reach_everything(
    page: Page, site: str, log_in: LogIn, karin: User, two_cases: list[Case]
) -> None:
    log_in(page, karin)
    first_person(page, site)
    page.locator(".hoppa").focus()
    page.keyboard.press("Enter")
    for _ in range(12):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.name") == "result":
            break
    page.keyboard.press("Space")
    page.keyboard.press("ArrowDown")
    for _ in range(12):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.type") == "submit":
            break
    page.keyboard.press("Enter")
    expect(page.locator("#sparat")).to_be_visible()
    assert Contact.objects.get().result == Result.NO_ANSWER


def test_what_was_typed_is_there_after_the_browser_is_gone(
    page: Page, site: str, log_in: LogIn, karin: User, two_cases: list[Case], browser: Browser
) -> None:
    log_in(page, karin)
    first_person(page, site)
    page.keyboard.press("1")
    page.keyboard.press("a")
    page.keyboard.type("En lång berättelse")
    expect(page.get_by_text("Utkast sparat kl.")).to_be_visible()
    page.close()
    again = browser.new_context().new_page()
    log_in(again, karin)
    again.goto(f"{site}/att-ringa/")
    expect(again.get_by_label("Anteckning", exact=True)).to_have_value("En lång berättelse")
    again.context.close()


def test_a_message_cannot_be_left_when_the_person_said_no(
    page: Page, site: str, log_in: LogIn, karin: User
) -> None:
    open_case(by=karin, safe=SafeContact(may_leave_message=False))
    log_in(page, karin)
    page.goto(f"{site}/att-ringa/")
    page.get_by_role("button", name="Börja ringa").click()
    expect(page.locator("#result-message_left")).to_be_disabled()
    expect(
        page.get_by_text("Lämna inget meddelande: personen har inte sagt ja till det.")
    ).to_be_visible()


def test_without_a_network_the_choice_stays_and_the_words_say_so(
    page: Page,
    site: str,
    log_in: LogIn,
    karin: User,
    two_cases: list[Case],
    browser_noise: list[str],
) -> None:
    log_in(page, karin)
    first_person(page, site)
    page.keyboard.press("2")
    page.context.set_offline(True)
    page.keyboard.press("Enter")
    expect(page.locator("#network")).to_contain_text("Det du skrivit finns kvar på skärmen")
    expect(page.locator("#result-no_answer")).to_be_checked()
    page.context.set_offline(False)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Ring: Jonas")).to_be_visible()
    assert Contact.objects.count() == 1
    browser_noise.clear()  # the browser itself tells of the lost network


def test_a_double_click_on_save_logs_one_contact(
    page: Page, site: str, log_in: LogIn, karin: User, two_cases: list[Case]
) -> None:
    log_in(page, karin)
    first_person(page, site)
    page.keyboard.press("2")
    page.get_by_role("button", name="Spara", exact=True).dblclick()
    expect(page.locator("#sparat")).to_be_visible()
    page.wait_for_load_state("networkidle")
    assert Contact.objects.count() == 1
    assert Draft.objects.claiming().count() == 1


def test_on_a_phone_number_tiles_and_save_are_on_one_screen(
    phone_page: Page, site: str, log_in: LogIn, birgitta: User, karin: User
) -> None:
    open_case(by=karin, received_at=EVENING - timedelta(days=2))
    evening_shift(birgitta, starts_at=EVENING - timedelta(hours=1), by=karin)
    log_in(phone_page, birgitta)
    phone_page.goto(f"{site}/att-ringa/")
    phone_page.get_by_role("button", name="Börja ringa").tap()
    phone = phone_page.locator("a.knapp-ring")  # "Börja ringa" has the same class
    expect(phone).to_be_visible()
    assert not has_sideways_scroll(phone_page)
    top = phone.bounding_box()
    save = phone_page.get_by_role("button", name="Spara", exact=True).bounding_box()
    assert top is not None
    assert save is not None
    assert top["y"] >= 0
    assert save["y"] + save["height"] <= 844
    for square in phone_page.locator(".platta").all():
        box = square.bounding_box()
        assert box is not None
        assert box["height"] >= 44
    tile(phone_page, "no_answer").tap()
    phone_page.get_by_role("button", name="Spara", exact=True).tap()
    expect(phone_page.locator("#sparat")).to_be_visible()


def test_the_whole_way_works_without_javascript(
    browser: Browser, site: str, log_in: LogIn, karin: User, two_cases: list[Case]
) -> None:
    context = browser.new_context(java_script_enabled=False)
    log_in(context, karin)
    page = context.new_page()
    page.goto(f"{site}/att-ringa/")
    page.get_by_role("button", name="Börja ringa").click()
    tile(page, "no_answer").click()
    page.get_by_role("button", name="Spara", exact=True).click()
    expect(page.get_by_role("heading", name="Ring: Jonas")).to_be_visible()
    tile(page, "call_later").click()
    page.get_by_role("button", name="Spara", exact=True).click()
    expect(page.locator(".felruta")).to_contain_text("Välj när vi ska ringa igen.")
    page.get_by_text(re.compile("I morgon 10")).click()
    page.get_by_role("button", name="Spara", exact=True).click()
    expect(page.get_by_text("Ingen att ringa just nu.")).to_be_visible()
    assert Contact.objects.count() == 2
    page.get_by_role("button", name=re.compile("Ångra")).click()
    expect(page.get_by_role("heading", name="Ring: Jonas")).to_be_visible()
    context.close()
