"""The pages for what went wrong, each through a request that really goes wrong."""

import errno
import json
import logging
from collections.abc import Callable

import pytest
from django.db import OperationalError
from django.test import Client
from django.urls import reverse

from jourcase.kernel.answers import ConflictError, TooManyRequestsError
from jourcase.kernel.refusals import RefusedError
from jourcase.logs import JsonLines
from tests.factories import board, coordinator

pytestmark = pytest.mark.django_db
SECRET = "hemlig detalj 070-174 06 12"


@pytest.fixture
def breaks(monkeypatch: pytest.MonkeyPatch, client: Client) -> Callable[[Exception], None]:
    """Make the dashboard raise."""
    client.raise_request_exception = False
    client.force_login(coordinator())

    def by(error: Exception) -> None:
        def broken(*args: object, **kwargs: object) -> None:
            raise error

        monkeypatch.setattr("reporting.views_dashboard.dashboard", broken)

    return by


def test_a_fault_in_a_view_shows_its_number_and_nothing_of_the_fault(
    client: Client,
    breaks: Callable[[Exception], None],
    expects_error_log: list[logging.LogRecord],
    caplog: pytest.LogCaptureFixture,
) -> None:
    breaks(RuntimeError(SECRET))
    answer = client.get(reverse("reporting:dashboard"))
    text = answer.content.decode()
    assert answer.status_code == 500
    assert SECRET not in text
    assert "Något gick fel hos oss" in text
    assert "Karin" not in text, "the page is made without the person"
    assert answer.headers["X-Request-Id"] in text
    # The log told of it as the type and place of the error; see tests/unit/logs.
    (fault,) = [record for record in caplog.records if record.levelno >= logging.ERROR]
    line = json.loads(JsonLines().format(fault))
    assert line["error"] == "RuntimeError"
    assert line["place"].startswith("tests/integration/pages/test_errors.py:broken:")


@pytest.mark.parametrize(
    "error",
    [
        OperationalError(f"database is locked {SECRET}"),
        OSError(errno.ENOSPC, f"No space left {SECRET}"),
    ],
)
def test_a_database_that_is_away_or_a_full_disk_asks_to_come_back(
    client: Client,
    breaks: Callable[[Exception], None],
    error: Exception,
    expects_error_log: list[logging.LogRecord],
) -> None:
    breaks(error)
    answer = client.get(reverse("reporting:dashboard"))
    text = answer.content.decode()
    assert answer.status_code == 503
    assert answer.headers["Retry-After"] == "30"
    assert SECRET not in text
    assert "Jourcase kan inte svara just nu" in text
    assert "bakåtknapp" in text


def test_another_error_of_the_machine_is_our_fault(
    client: Client,
    breaks: Callable[[Exception], None],
    expects_error_log: list[logging.LogRecord],
) -> None:
    breaks(OSError(errno.EACCES, SECRET))
    assert client.get(reverse("reporting:dashboard")).status_code == 500


def test_a_database_that_is_away_before_anybody_is_known_says_the_same(
    client: Client,
    breaks: Callable[[Exception], None],
    monkeypatch: pytest.MonkeyPatch,
    expects_error_log: list[logging.LogRecord],
) -> None:
    def away(*args: object, **kwargs: object) -> None:
        raise OperationalError(SECRET)

    monkeypatch.setattr("django.contrib.sessions.backends.db.SessionStore.load", away)
    answer = client.get(reverse("reporting:dashboard"))
    assert answer.status_code == 503
    assert "Jourcase kan inte svara just nu" in answer.content.decode()


@pytest.mark.parametrize("error", [ConflictError(), RefusedError([])])
def test_what_no_longer_fits_says_that_nothing_was_overwritten(
    client: Client, breaks: Callable[[Exception], None], error: Exception
) -> None:
    breaks(error)
    answer = client.get(reverse("reporting:dashboard"))
    assert answer.status_code == 409
    assert "ingenting har skrivits över" in answer.content.decode()


def test_too_many_attempts_say_how_long_to_wait(
    client: Client, breaks: Callable[[Exception], None]
) -> None:
    breaks(TooManyRequestsError(wait_seconds=90))
    answer = client.get(reverse("reporting:dashboard"))
    assert answer.status_code == 429
    assert answer.headers["Retry-After"] == "90"
    assert "Det blev för många försök" in answer.content.decode()


def test_an_unknown_page_offers_a_search_to_those_who_may_search(client: Client) -> None:
    client.force_login(coordinator())
    assert reverse("cases:search") in client.get("/finns-inte/").content.decode()
    client.force_login(board())
    answer = client.get("/finns-inte/")
    assert answer.status_code == 404
    assert reverse("cases:search") not in answer.content.decode()


def test_a_form_without_its_token_is_refused_in_words() -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(coordinator())
    answer = client.post(reverse("contacts:begin_next"))
    assert answer.status_code == 403
    assert "Du har varit borta en stund" in answer.content.decode()


def test_too_much_text_says_how_to_make_it_less(client: Client) -> None:
    client.force_login(coordinator())
    answer = client.post(reverse("cases:search"), {"q": SECRET + "x" * 300_000})
    text = answer.content.decode()
    assert answer.status_code == 413
    assert "Det var för mycket på en gång" in text
    assert SECRET not in text


def test_too_many_fields_cannot_be_read(client: Client) -> None:
    client.force_login(coordinator())
    answer = client.post(reverse("cases:search"), {f"f{n}": SECRET for n in range(1001)})
    assert answer.status_code == 400
    assert "Det gick inte att förstå" in answer.content.decode()
    assert SECRET not in answer.content.decode()


def test_a_page_that_is_for_another_role_says_so(client: Client) -> None:
    client.force_login(board())
    answer = client.get(reverse("contacts:list"))
    assert answer.status_code == 403
    assert "Styrelsen ser siffror, inte personer." in answer.content.decode()


def test_a_page_that_takes_only_a_form_says_so_in_words(client: Client) -> None:
    client.force_login(coordinator())
    answer = client.get(reverse("contacts:begin_next"))
    assert answer.status_code == 405
    assert answer.headers["Allow"] == "POST"
    assert "Det gick inte att förstå" in answer.content.decode()


def test_the_help_page_is_the_volunteers_document(client: Client) -> None:
    client.force_login(coordinator())
    text = client.get(reverse("help")).content.decode()
    assert "Någon annan svarade" in text
    assert '<table class="tabell">' in text
