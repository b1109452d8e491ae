"""The one place for text that identifies a person or tells what happened.

Every column that holds such text is a `SealedTextField`; lookups by exact value go through
`lookup_digest`, never through the text itself. Encryption at rest is put in here and nowhere
else, so that no caller can forget it.
"""

import hashlib
import hmac
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models

if TYPE_CHECKING:
    _TextField = models.TextField[str, str]
else:
    _TextField = models.TextField


class SealedTextField(_TextField):
    """Text that identifies a person or tells their story. Never searched, sorted or indexed."""

    description = "Text som skyddas"


def lookup_digest(domain: str, value: str) -> str:
    """A keyed digest (hex, 64 characters) for finding `value` exactly without storing it openly.

    `domain` keeps equal values of different kinds apart ("phone", "k-number"). The key is
    `settings.LOOKUP_KEY`. An empty value has no digest and gives "".
    """
    if not value:
        return ""
    key = settings.LOOKUP_KEY.encode()
    return hmac.new(key, f"{domain}\x1f{value}".encode(), hashlib.sha256).hexdigest()
