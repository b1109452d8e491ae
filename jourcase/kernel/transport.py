"""What goes to another machine goes encrypted, to somebody who has shown who they are.

Part of `check --deploy`. What stays on this machine (a socket, the loopback) is let through: who
can listen there can read everything anyway. Source: ASVS 5.0 12.3.
"""

import ipaddress
from collections.abc import Iterator, Sequence
from typing import Any
from urllib.parse import urlsplit

from django.apps import AppConfig
from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register

PLAIN = "transport.E001"
_VERIFIED = {"verify-full", "verify-ca"}


def is_here(host: str) -> bool:
    """An empty host is a socket or no server at all."""
    if not host or host.startswith("/") or host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def _plain_connections() -> Iterator[tuple[str, str]]:
    for alias, database in settings.DATABASES.items():
        is_verified = database.get("OPTIONS", {}).get("sslmode") in _VERIFIED
        if not is_here(database.get("HOST", "")) and not is_verified:
            yield f"databasen {alias}", "Skriv ?sslmode=verify-full sist i dess adress."
    broker = urlsplit(settings.CELERY_BROKER_URL)
    if not is_here(broker.hostname or "") and broker.scheme != "rediss":
        yield "Redis", "Skriv rediss:// i JOURCASE_REDIS_URL."
    is_encrypted = settings.EMAIL_USE_TLS or settings.EMAIL_USE_SSL
    if settings.MAIL_IS_SENT and not is_here(settings.EMAIL_HOST) and not is_encrypted:
        yield "e-postservern", "Skriv smtp+tls:// eller smtp+ssl:// i JOURCASE_SMTP_URL."


@register(Tags.security, deploy=True)
def nothing_leaves_this_machine_plain(
    app_configs: Sequence[AppConfig] | None = None, **kwargs: Any
) -> list[CheckMessage]:
    return [
        Error(f"Förbindelsen till {what} på en annan maskin är okrypterad.", hint=hint, id=PLAIN)
        for what, hint in _plain_connections()
    ]
