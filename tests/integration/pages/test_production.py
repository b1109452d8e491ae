"""The settings as production has them: read in a process of their own, without the tests' own."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
ASKED = """
import json
from django.conf import settings
import django
django.setup()
from django.core.checks import run_checks
from django.core.management import call_command
call_command("check", deploy=True, fail_level="WARNING", verbosity=0)
names = [name for name in dir(settings) if "COOKIE" in name or name.startswith("SECURE_")]
print(json.dumps({name: getattr(settings, name) for name in [*names, "DEBUG"]}))
"""


@pytest.fixture(scope="module")
def production() -> dict[str, object]:
    environment = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("JOURCASE_", "DJANGO_"))
    }
    environment |= {
        "DJANGO_SETTINGS_MODULE": "jourcase.settings",
        "DATABASE_URL": "sqlite://:memory:",
        "KEYS_DATABASE_URL": "sqlite://:memory:",
        "JOURCASE_ENV_FILE": os.devnull,
        "JOURCASE_DEMO": "0",
        "JOURCASE_HOSTS": "jourcase.example",
        "JOURCASE_SECRET_KEY": "check-0123456789-abcdefghijklmnopqrstuvwxyz-ABCDEFGHIJKLM",
        "JOURCASE_LOOKUP_KEY": "check-9876543210-abcdefghijklmnopqrstuvwxyz-ABCDEFGHIJKLM",
        "JOURCASE_KEKS": os.environ["JOURCASE_KEKS"],
    }
    done = subprocess.run(
        [sys.executable, "-c", ASKED],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout.splitlines()[-1])
    assert isinstance(found, dict)
    return found


@pytest.mark.parametrize("kind", ["SESSION", "CSRF"])
def test_cookies_are_this_hosts_alone_and_go_over_https_only(
    production: dict[str, object], kind: str
) -> None:
    assert str(production[f"{kind}_COOKIE_NAME"]).startswith("__Host-")
    assert production[f"{kind}_COOKIE_SECURE"] is True
    assert production[f"{kind}_COOKIE_PATH"] == "/"
    assert production[f"{kind}_COOKIE_DOMAIN"] is None
    assert production[f"{kind}_COOKIE_SAMESITE"] in {"Lax", "Strict"}


def test_nothing_of_production_is_plain_or_talkative(production: dict[str, object]) -> None:
    assert production["DEBUG"] is False
    assert production["SESSION_COOKIE_HTTPONLY"] is True
    assert str(production["SHARED_COOKIE_NAME"]).startswith("__Host-")
    assert production["SECURE_SSL_REDIRECT"] is True
    assert production["SECURE_HSTS_SECONDS"] == 31_536_000
    assert production["SECURE_CONTENT_TYPE_NOSNIFF"] is True
