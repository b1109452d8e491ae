"""What a browser sends from the pages of this app."""

import re
import uuid
from typing import Any

from django.test import Client
from django.urls import reverse

NEW = "/arenden/nytt/"


def filled(**changed: Any) -> dict[str, Any]:
    """A case as the police's referral gives it, with the two required answers."""
    data: dict[str, Any] = {
        "key": str(uuid.uuid4()),
        "from": "case",
        "reach_by": "phone",
        "phone": "070-174 06 12",
        "call_safety": "yes",
        "source": "police",
        "channel": "referral",
        "received_at": "2026-11-23T09:30",
    }
    data |= changed
    return {name: value for name, value in data.items() if value is not None}


def take_in(client: Client, **changed: Any) -> Any:
    return client.post(reverse("cases:new"), filled(**changed))


def text_of(answer: Any) -> str:
    """The page's words, one space between them."""
    without_tags = re.sub(r"<[^>]+>", " ", answer.content.decode())
    return " ".join(without_tags.split())
