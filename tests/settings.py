"""The project's settings for tests: the same, but for speed and for plain http.

The environment is set before `jourcase.settings` is read, so that neither a developer's `.env`
nor an exported `DATABASE_URL` can colour a test or be touched by one. Only
`JOURCASE_TEST_DATABASE_URL` and `JOURCASE_TEST_REDIS_URL` come from outside.
"""

import os

os.environ.update(
    JOURCASE_ENV_FILE=os.devnull,
    # Never opened: each test process gets a file of its own (tests/conftest.py). Not ":memory:",
    # since the live server would then share one connection between its threads and the test.
    DATABASE_URL=os.environ.get("JOURCASE_TEST_DATABASE_URL", "sqlite:///never-opened.sqlite3"),
    KEYS_DATABASE_URL=os.environ.get(
        "JOURCASE_TEST_KEYS_DATABASE_URL",
        os.environ.get("JOURCASE_TEST_DATABASE_URL", "sqlite:///never-opened-keys.sqlite3"),
    ),
    # Nothing answers on port 1: a test that needs a broker asks for `celery_worker_process`.
    JOURCASE_REDIS_URL=os.environ.get("JOURCASE_TEST_REDIS_URL", "redis://127.0.0.1:1/0"),
    JOURCASE_SECRET_KEY="tests-only-" + "0123456789abcdef" * 4,
    JOURCASE_LOOKUP_KEY="tests-only-" + "fedcba9876543210" * 4,
    JOURCASE_KEKS="tests:QUJDREVGR0hBQkNERUZHSEFCQ0RFRkdIQUJDREVGR0g=",
    JOURCASE_SMTP_URL="",
    JOURCASE_DEMO="0",
    JOURCASE_HOSTS="localhost,127.0.0.1",
    JOURCASE_ORIGINS="",
    JOURCASE_HELP_PHONE="",
    JOURCASE_STODCENTRUM_PHONE="",
    JOURCASE_BEHIND_PROXY="0",
    # A test that makes backups gives folders and recipients of its own.
    JOURCASE_BACKUP_RECIPIENTS="",
    JOURCASE_BACKUP_DIR=os.devnull,
    JOURCASE_KEYS_BACKUP_DIR=os.devnull,
    JOURCASE_HEALTH_TOKEN="",
    # Never written: a test that anchors gives a file of its own.
    JOURCASE_AUDIT_ANCHOR=os.devnull,
)

from jourcase.settings import *  # noqa: F403
from jourcase.settings import STORAGES

# The live server and the test client speak plain http, as the demonstration does.
SECURE_SSL_REDIRECT = False
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = False
SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = "sessionid", "csrftoken"
SHARED_COOKIE_NAME = "shared"

# The same algorithm with the least work: log-ins are many and their strength is tested apart.
PASSWORD_HASHERS = ["tests.infrastructure.hashing.QuickArgon2"]

# Files are served as they lie, without collectstatic.
STORAGES = {
    **STORAGES,
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_AUTOREFRESH = WHITENOISE_USE_FINDERS = True
# The web server's timer runs only where a test asks for it.
OUTBOX_TIMER_SECONDS = 0.0
