"""The pages for what went wrong."""

import logging

import pytest
from django.test import Client, RequestFactory
from django.urls import reverse

from jourcase import errors
from tests.factories import board, coordinator

pytestmark = pytest.mark.django_db


def test_the_page_for_our_own_fault_is_made_without_anything_that_may_be_broken(
    rf: RequestFactory,
) -> None:
    answer = errors.server_error(rf.get("/"))
    text = answer.content.decode()
    assert answer.status_code == 500
    assert "Något gick fel hos oss" in text


def test_a_fault_in_a_view_shows_that_page_and_nothing_of_the_fault(
    client: Client,
    monkeypatch: pytest.MonkeyPatch,
    expects_error_log: list[logging.LogRecord],
) -> None:
    def broken(*args: object) -> None:
        raise RuntimeError("hemlig detalj")

    monkeypatch.setattr("reporting.views_dashboard.dashboard", broken)
    client.raise_request_exception = False
    client.force_login(coordinator())
    answer = client.get(reverse("reporting:dashboard"))
    assert answer.status_code == 500
    assert "hemlig detalj" not in answer.content.decode()
    assert "Något gick fel hos oss" in answer.content.decode()


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


def test_the_help_page_is_the_volunteers_document(client: Client) -> None:
    client.force_login(coordinator())
    text = client.get(reverse("help")).content.decode()
    assert "Någon annan svarade" in text
    assert '<table class="tabell">' in text
