"""What every answer says to the browser."""

import pytest
from django.test import Client
from django.urls import reverse

from jourcase.middleware import CLEAR_SITE_DATA
from tests.factories import coordinator

pytestmark = pytest.mark.django_db
CSP = {
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self'",
    "connect-src 'self'",
    "form-action 'self'",
    "frame-ancestors 'none'",
    "base-uri 'none'",
}
SAID = {
    "Cache-Control": "no-store",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}


@pytest.mark.parametrize("path", ["/", "/arenden/", "/finns-inte/", "/logga-in/"])
@pytest.mark.parametrize("is_inside", [True, False])
def test_every_answer_carries_them_all(client: Client, path: str, is_inside: bool) -> None:
    if is_inside:
        client.force_login(coordinator())
    answer = client.get(path)
    for name, value in SAID.items():
        assert answer.headers[name] == value, name
    assert set(answer.headers["Content-Security-Policy"].split("; ")) == CSP
    allowed = [
        part
        for part in answer.headers["Permissions-Policy"].split(", ")
        if not part.endswith("=()")
    ]
    assert allowed == ["publickey-credentials-create=(self)", "publickey-credentials-get=(self)"]
    assert "camera=()" in answer.headers["Permissions-Policy"]
    assert "Server" not in answer.headers
    assert "X-Powered-By" not in answer.headers


def test_a_refused_host_and_a_fault_carry_them_too(client: Client) -> None:
    answer = client.get("/", headers={"host": "annan.example"})
    assert answer.status_code == 400
    for name, value in SAID.items():
        if name != "X-Frame-Options":  # set inside what refused; frame-ancestors says the same
            assert answer.headers[name] == value, name


def test_the_answer_has_a_number_that_the_server_made(client: Client) -> None:
    one = client.get("/logga-in/", headers={"x-request-id": "f00df00df00d"})
    two = client.get("/logga-in/")
    numbers = {answer.headers["X-Request-Id"] for answer in (one, two)}
    assert len(numbers) == 2
    assert "f00df00df00d" not in numbers
    assert all(len(number) == 12 for number in numbers)


def test_logging_out_tells_the_browser_to_forget_everything(client: Client) -> None:
    client.force_login(coordinator())
    assert "Clear-Site-Data" not in client.get(reverse("home")).headers
    answer = client.post(reverse("volunteers:logout"))
    assert answer.headers["Clear-Site-Data"] == CLEAR_SITE_DATA
    assert "Clear-Site-Data" not in client.get(reverse("volunteers:login")).headers


def test_a_session_that_has_ended_is_forgotten_too(client: Client) -> None:
    client.force_login(coordinator())
    client.session.flush()
    answer = client.get(reverse("home"))
    assert answer.status_code == 302
    assert answer.headers["Clear-Site-Data"] == CLEAR_SITE_DATA


def test_a_page_with_a_form_keeps_the_cookie_of_its_token(client: Client) -> None:
    client.cookies["sessionid"] = "a-session-that-was"
    answer = client.get(reverse("volunteers:login"))
    assert "csrftoken" in answer.cookies
    assert "Clear-Site-Data" not in answer.headers
