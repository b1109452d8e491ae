"""What stays in the browser after a journey, after log-out, and on a page that went wrong."""

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import OperationalError
from playwright.sync_api import Page, Response, expect

from cases.models import Case
from jourcase.kernel.answers import ConflictError, TooManyRequestsError
from tests.browser.conftest import EVENING, axe_violations, has_sideways_scroll
from tests.factories import open_case
from volunteers.models import User

LogIn = Callable[[object, User], None]
NAME, NOTE = "KanarieNamnZq", "KanarieAnteckningZq"
STORED = """async () => JSON.stringify({
    local: {...localStorage},
    session: {...sessionStorage},
    caches: await caches.keys(),
    databases: await indexedDB.databases(),
    workers: (await navigator.serviceWorker.getRegistrations()).length,
    cookies: document.cookie.replace(/csrftoken=\\w+/, ''),
})"""
NOTHING = {
    "local": {}, "session": {}, "caches": [], "databases": [], "workers": 0, "cookies": "",
}  # fmt: skip


@pytest.fixture
def case(karin: User) -> Case:
    return open_case(by=karin, name=NAME, received_at=EVENING - timedelta(days=2))


def stored(page: Page) -> dict[str, Any]:
    found = json.loads(page.evaluate(STORED))
    assert isinstance(found, dict)
    return found


def journey(page: Page, site: str, case: Case) -> list[tuple[str, str]]:
    """A call that is logged with a note, the case, a search; gives the addresses and titles met."""
    met: list[tuple[str, str]] = []
    page.on("load", lambda _: met.append((page.url, page.title())))
    page.goto(f"{site}/att-ringa/")
    page.get_by_role("button", name="Börja ringa").click()
    expect(page.get_by_role("heading", name=f"Ring: {NAME}")).to_be_visible()
    expect(page.locator(".htmx-added")).to_have_count(0)
    met.append((page.url, page.title()))
    page.locator("label[for=result-no_answer]").click()
    page.keyboard.press("a")
    page.keyboard.type(NOTE)
    page.get_by_role("button", name="Spara", exact=True).click()
    expect(page.locator("#sparat")).to_be_visible()
    met.append((page.url, page.title()))
    page.goto(f"{site}{case.get_absolute_url()}")
    expect(page.get_by_text(NOTE).first).to_be_visible()
    page.goto(f"{site}/arenden/sok/")
    page.locator("main input[name=q]").fill(NAME)
    page.locator("main input[name=q]").press("Enter")
    expect(page.get_by_text(case.reference).first).to_be_visible()
    met.append((page.url, page.title()))
    return met


def log_out(page: Page) -> Response:
    with page.expect_response(lambda answer: "/logga-ut/" in answer.url) as told:
        page.get_by_role("button", name="Lås och logga ut").click()
    page.wait_for_url("**/logga-in/**")
    return told.value


def test_a_journey_leaves_nothing_in_storage_addresses_or_titles(
    page: Page, site: str, log_in: LogIn, karin: User, case: Case
) -> None:
    log_in(page, karin)
    met = journey(page, site, case)
    assert len(met) >= 6
    assert not [one for one in met if NAME in str(one) or NOTE in str(one) or "?q" in str(one)]
    assert stored(page) == NOTHING


def test_after_log_out_nothing_is_left_and_back_shows_nothing(
    page: Page, site: str, log_in: LogIn, karin: User, case: Case
) -> None:
    log_in(page, karin)
    journey(page, site, case)
    page.goto(f"{site}{case.get_absolute_url()}")
    page.evaluate("localStorage.setItem('a', 'b'); sessionStorage.setItem('a', 'b')")
    answer = log_out(page)
    assert answer.all_headers()["clear-site-data"] == '"cache", "cookies", "storage"'
    assert stored(page) == NOTHING
    names = {cookie["name"] for cookie in page.context.cookies()}
    assert names <= {"csrftoken"}
    for _ in range(3):
        page.go_back()
        expect(page.get_by_role("heading", name="Logga in").first).to_be_visible()
        text = page.content()
        assert NAME not in text
        assert NOTE not in text


def test_what_was_typed_runs_as_nothing(page: Page, site: str, log_in: LogIn, karin: User) -> None:
    """The policy would stop a script, and say so on the console, which fails the test."""
    text = "\"'><script>window.kanarie=1</script><img src=x onerror='window.kanarie=1'>"
    case = open_case(by=karin, name=text, received_at=EVENING - timedelta(days=2), other_way=text)
    log_in(page, karin)
    for path in ("/att-ringa/", "/arenden/", case.get_absolute_url(), "/samordning/"):
        page.goto(f"{site}{path}")
        assert page.evaluate("window.kanarie") is None
    page.goto(f"{site}/att-ringa/")
    page.get_by_role("button", name="Börja ringa").click()
    expect(page.get_by_role("heading", name="Ring:")).to_contain_text("<script>")
    assert page.evaluate("window.kanarie") is None


def test_a_script_put_into_the_page_does_not_run(
    page: Page, site: str, log_in: LogIn, karin: User, browser_noise: list[str]
) -> None:
    """What the policy is for, should a page forget to escape."""
    log_in(page, karin)
    page.goto(f"{site}/arenden/")
    page.evaluate(
        """() => {
            document.body.insertAdjacentHTML("beforeend", "<img src=x onerror='window.kanarie=1'>");
            const script = document.createElement("script");
            script.textContent = "window.kanarie = 1";
            document.body.append(script);
            document.body.insertAdjacentHTML("beforeend", "<p style='color: red' id=rod>x</p>");
        }"""
    )
    page.wait_for_timeout(200)
    assert page.evaluate("window.kanarie") is None
    assert (
        page.evaluate("getComputedStyle(document.querySelector('#rod')).color") != "rgb(255, 0, 0)"
    )
    assert [line for line in browser_noise if "Content Security Policy" in line]
    browser_noise.clear()


def raises(error: Exception) -> Callable[..., None]:
    def broken(*args: object, **kwargs: object) -> None:
        raise error

    return broken


WRONG = {
    "400": (400, None, "Det gick inte att förstå"),
    "403": (403, None, "Du har inte behörighet att se det här"),
    "404": (404, None, "Sidan finns inte"),
    "409": (409, ConflictError(), "Det hann ändras medan du skrev"),
    "413": (413, None, "Det var för mycket på en gång"),
    "429": (429, TooManyRequestsError(), "Det blev för många försök"),
    "500": (500, RuntimeError(NAME), "Något gick fel hos oss, inte hos dig"),
    "503": (503, OperationalError(NAME), "Jourcase kan inte svara just nu"),
}


@pytest.mark.parametrize(("status", "error", "heading"), WRONG.values(), ids=WRONG.keys())
def test_a_page_that_went_wrong_is_whole_and_readable(
    page: Page,
    phone_page: Page,
    site: str,
    log_in: LogIn,
    karin: User,
    birgitta: User,
    browser_noise: list[str],
    monkeypatch: pytest.MonkeyPatch,
    request: pytest.FixtureRequest,
    status: int,
    error: Exception | None,
    heading: str,
) -> None:
    if status >= 500:
        request.getfixturevalue("expects_error_log")
    if error is not None:
        monkeypatch.setattr("reporting.views_dashboard.dashboard", raises(error))
    for screen in (page, phone_page):
        log_in(screen, birgitta if status == 403 else karin)
        answers = _statuses(screen)
        _go_wrong(screen, site, status)
        assert status in answers
        expect(screen.get_by_role("heading", level=1)).to_have_text(heading)
        assert axe_violations(screen) == []
        assert not has_sideways_scroll(screen)
        assert NAME not in screen.content()
        assert heading in screen.title()
    # The browser itself tells of the status, and of nothing else.
    assert all("Failed to load resource" in line for line in browser_noise), browser_noise
    browser_noise.clear()


def _statuses(page: Page) -> list[int]:
    """The status of each answer from now on."""
    met: list[int] = []
    page.on("response", lambda answer: met.append(answer.status))
    return met


_SEND_TOO_MUCH = """field => {
    field.removeAttribute("maxlength");
    const form = field.form;
    for (const name of form.getAttributeNames())
        if (name.startsWith("hx-")) form.removeAttribute(name);
    field.value = "x".repeat(300000);
    HTMLFormElement.prototype.submit.call(form);
}"""


def _go_wrong(page: Page, site: str, status: int) -> None:
    """By what a person or a browser could do."""
    if status == 413:
        page.goto(f"{site}/arenden/sok/")
        field = page.locator("main input[name=q]")
        # What a form without htmx sends; nobody types so much, but it can be pasted.
        with page.expect_navigation():
            field.evaluate(_SEND_TOO_MUCH)
        return
    if status == 400:
        names = "&".join(f"f{number}=1" for number in range(1001))
        page.goto(f"{site}/arenden/?{names}")
        return
    paths = {403: "/samordning/", 404: "/finns-inte/"}
    page.goto(f"{site}{paths.get(status, '/samordning/')}")
