"""What the tests of coming events share: the times, the addresses, and an event."""

import html
import re
import uuid
from datetime import datetime, timedelta
from typing import Any

from django.urls import reverse

from cases.models import Case
from contacts.agenda import AgendaItem
from contacts.domain.agenda import AgendaKind
from contacts.services import agenda
from contacts.services.agenda import Plan
from tests.factories import MONDAY
from volunteers.models import User

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
AT = MONDAY + 2 * DAY  # Wednesday 25 November, 14.00
FORM = {"kind": "court", "starts_at": "2026-11-25T14:00", "ends_at": "", "responsible": ""}
COMING = reverse("contacts:coming")


def page_of(case: Case) -> str:
    return reverse("contacts:agenda", args=[case.public_id])


def act(name: str, item: AgendaItem) -> str:
    return reverse(f"contacts:{name}", args=[item.case.public_id, item.public_id])


def text(answer: Any) -> str:
    return " ".join(html.unescape(re.sub(r"<[^>]*>", " ", answer.content.decode())).split())


def planned(case: Case, by: User, at: datetime = AT, **more: object) -> AgendaItem:
    said = {"kind": AgendaKind.MEETING, "starts_at": at, "place": "Sal 4"} | more
    return agenda.plan(case=case, plan=Plan(**said), key=uuid.uuid4(), by=by, now=MONDAY)  # type: ignore[arg-type]
