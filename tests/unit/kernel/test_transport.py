"""Connections to other machines are encrypted, or the check for use fails."""

from types import SimpleNamespace
from typing import Any

import pytest

from jourcase.kernel.transport import PLAIN, is_here, nothing_leaves_this_machine_plain


def database(host: str, **options: str) -> dict[str, Any]:
    return {"default": {"HOST": host, "OPTIONS": options}, "keys": {"HOST": ""}}


@pytest.mark.parametrize(
    ("changed", "faults"),
    [
        ({}, 0),
        ({"DATABASES": database("127.0.0.1")}, 0),
        ({"DATABASES": database("/var/run/postgresql")}, 0),
        ({"DATABASES": database("db.example")}, 1),
        ({"DATABASES": database("db.example", sslmode="require")}, 1),
        ({"DATABASES": database("db.example", sslmode="verify-full")}, 0),
        ({"CELERY_BROKER_URL": "redis://redis.example:6379/0"}, 1),
        ({"CELERY_BROKER_URL": "rediss://redis.example:6379/0"}, 0),
        ({"MAIL_IS_SENT": True, "EMAIL_HOST": "mail.example"}, 1),
        ({"MAIL_IS_SENT": True, "EMAIL_HOST": "mail.example", "EMAIL_USE_TLS": True}, 0),
        ({"MAIL_IS_SENT": True, "EMAIL_HOST": "mail.example", "EMAIL_USE_SSL": True}, 0),
        ({"MAIL_IS_SENT": True, "EMAIL_HOST": "localhost"}, 0),
    ],
)
def test_what_leaves_this_machine_is_encrypted(
    monkeypatch: pytest.MonkeyPatch, changed: dict[str, Any], faults: int
) -> None:
    said = {
        "DATABASES": database(""),
        "CELERY_BROKER_URL": "redis://127.0.0.1:6379/0",
        "MAIL_IS_SENT": False,
        "EMAIL_HOST": "localhost",
        "EMAIL_USE_TLS": False,
        "EMAIL_USE_SSL": False,
    }
    monkeypatch.setattr("jourcase.kernel.transport.settings", SimpleNamespace(**(said | changed)))
    found = nothing_leaves_this_machine_plain()
    assert [one.id for one in found] == [PLAIN] * faults


@pytest.mark.parametrize("host", ["", "localhost", "127.0.0.1", "127.8.9.1", "::1", "/run/x"])
def test_here(host: str) -> None:
    assert is_here(host)


@pytest.mark.parametrize("host", ["db.example", "10.0.0.2", "localhost.example", "192.0.2.1", "db"])
def test_elsewhere(host: str) -> None:
    assert not is_here(host)
