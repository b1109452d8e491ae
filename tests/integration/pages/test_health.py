"""/livez and /readyz: for the proxy and the watchman, and nobody else."""

import logging
import re
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from django.conf import LazySettings
from django.core.cache import cache
from django.db import OperationalError
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import DjangoAssertNumQueries

from jourcase import health
from jourcase.doctor import checks
from jourcase.doctor.domain.finding import fail
from jourcase.doctor.key_check import make_check_key
from jourcase.kernel.audit import AuditEvent

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
TOKEN = "0123456789abcdef" * 2
PATHS = [health.LIVE, health.READY]


# --- Who may ask ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("meta", "token", "answer"),
    [
        ({"REMOTE_ADDR": "127.0.0.1"}, "", True),
        ({"REMOTE_ADDR": "127.8.8.8"}, "", True),
        ({"REMOTE_ADDR": "::1"}, "", True),
        ({"REMOTE_ADDR": "192.0.2.7"}, "", False),
        ({"REMOTE_ADDR": "127.0.0.1.example.org"}, "", False),
        ({"REMOTE_ADDR": ""}, "", False),
        ({}, "", False),
        # Forged: from outside as if from here, and through a proxy on this machine.
        ({"REMOTE_ADDR": "192.0.2.7", "HTTP_X_FORWARDED_FOR": "127.0.0.1"}, "", False),
        ({"REMOTE_ADDR": "127.0.0.1", "HTTP_X_FORWARDED_FOR": "127.0.0.1"}, "", False),
        ({"REMOTE_ADDR": "127.0.0.1", "HTTP_FORWARDED": "for=127.0.0.1"}, "", False),
        ({"REMOTE_ADDR": "127.0.0.1", "HTTP_X_REAL_IP": "127.0.0.1"}, "", False),
        ({"REMOTE_ADDR": "127.0.0.1", "HTTP_X_FORWARDED_PROTO": ""}, "", False),
        ({"REMOTE_ADDR": "192.0.2.7", "HTTP_X_HEALTH_TOKEN": ""}, "", False),
        # With a secret it alone decides.
        ({"REMOTE_ADDR": "192.0.2.7", "HTTP_X_HEALTH_TOKEN": TOKEN}, TOKEN, True),
        ({"REMOTE_ADDR": "127.0.0.1"}, TOKEN, False),
        ({"REMOTE_ADDR": "127.0.0.1", "HTTP_X_HEALTH_TOKEN": TOKEN[:-1]}, TOKEN, False),
        ({"REMOTE_ADDR": "127.0.0.1", "HTTP_X_HEALTH_TOKEN": "ä" + TOKEN}, TOKEN, False),
    ],
)
def test_who_may_ask(meta: dict[str, object], token: str, answer: bool) -> None:
    assert health.may_ask(meta, token=token) is answer


@given(st.text(), st.ip_addresses().map(str), st.text())
def test_no_header_lets_in_somebody_from_elsewhere(said: str, address: str, forwarded: str) -> None:
    meta = {"REMOTE_ADDR": address, "HTTP_X_FORWARDED_FOR": forwarded, "HTTP_X_HEALTH_TOKEN": said}
    assert not health.may_ask(meta, token="")
    assert health.may_ask(meta, token=TOKEN) is (said == TOKEN)


@pytest.mark.django_db
@pytest.mark.parametrize("path", PATHS)
def test_for_everyone_else_the_address_does_not_exist(client: Client, path: str) -> None:
    unknown = client.get("/nagot-som-inte-finns", REMOTE_ADDR="192.0.2.7")
    refused = client.get(path, REMOTE_ADDR="192.0.2.7", HTTP_X_FORWARDED_FOR="127.0.0.1")
    assert refused.status_code == 404
    token = re.compile(rb"\w{64}")
    assert token.sub(b"", refused.content) == token.sub(b"", unknown.content)
    assert client.post(path).status_code == 404


# --- What is answered -----------------------------------------------------------------------------


def test_livez_answers_without_a_database(client: Client) -> None:
    """No fixture gives this test the database: a query would fail it."""
    answer = client.get(health.LIVE)
    assert (answer.status_code, answer.content) == (200, b"ok\n")
    assert answer["Cache-Control"] == "no-store"
    assert "Set-Cookie" not in answer


@pytest.fixture
def well(db: None, settings: LazySettings) -> Iterator[None]:
    """As after `manage.py doctor`, with the demonstration's leave to have no backups."""
    settings.DEMO = True
    make_check_key(now=NOW)
    yield
    cache.delete("health-heartbeat")


def test_readyz_tells_names_and_nothing_more(client: Client, well: None) -> None:
    answer = client.get(health.READY)
    assert answer.status_code == 200, answer.json()
    assert answer.json() == {"status": "ok", "checks": dict.fromkeys(health.READINESS, "ok")}
    assert "Set-Cookie" not in answer
    assert client.head(health.READY).status_code == 200


@pytest.mark.parametrize("name", list(health.READINESS))
def test_each_part_that_fails_makes_it_503(
    client: Client, well: None, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setitem(health.READINESS, name, lambda now: fail("hemligt skäl"))
    answer = client.get(health.READY)
    assert answer.status_code == 503
    assert [part for part, said in answer.json()["checks"].items() if said == "fail"] == [name]
    assert "hemligt" not in answer.content.decode()


def test_a_database_that_is_away_is_503_and_no_error(
    client: Client, well: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(*args: object) -> None:
        raise OperationalError("password=hemligt")

    monkeypatch.setattr(cache, "set", away)
    answer = client.get(health.READY)
    assert (answer.status_code, answer.json()["checks"]["database"]) == (503, "fail")
    assert "hemligt" not in answer.content.decode()


def test_a_database_that_takes_nothing_is_503(
    client: Client, well: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Django's cache does not tell when a write was lost."""
    monkeypatch.setattr(cache, "set", lambda *args: None)
    assert client.get(health.READY).json()["checks"]["database"] == "fail"


def test_the_wrong_key_encryption_key_is_503(
    client: Client, well: None, settings: LazySettings
) -> None:
    settings.KEKS = {"tests": b"another key of thirty-two bytes!"}
    assert client.get(health.READY).json()["checks"]["keys"] == "fail"


@pytest.mark.parametrize("path", PATHS)
def test_it_leaves_no_line_in_the_log_and_no_trace(
    client: Client, well: None, path: str, caplog: pytest.LogCaptureFixture
) -> None:
    before = AuditEvent.objects.count()
    with caplog.at_level(logging.DEBUG, "jourcase"):
        client.get(path)
        assert [record for record in caplog.records if record.name.startswith("jourcase")] == []
        client.get("/nagot-som-inte-finns")  # the negative control
        assert [record for record in caplog.records if record.name.startswith("jourcase")]
    assert AuditEvent.objects.count() == before


@pytest.mark.parametrize("path", PATHS)
def test_on_this_machine_it_is_not_sent_to_https_or_asked_for_its_host(
    client: Client, well: None, path: str, settings: LazySettings
) -> None:
    settings.SECURE_SSL_REDIRECT = True
    settings.ALLOWED_HOSTS = ["jour.example.se"]
    fresh = Client(headers={"host": "127.0.0.1:8000"})
    assert fresh.get(path).status_code == 200


def test_it_asks_few_questions(
    client: Client, well: None, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    """Asked every few seconds."""
    client.get(health.READY)
    with django_assert_max_num_queries(14):
        client.get(health.READY)


def test_every_part_is_also_told_of_by_the_doctor() -> None:
    asked = {check for _, check in checks.CHECKS}
    assert {check for name, check in health.READINESS.items() if name != "database"} <= asked
