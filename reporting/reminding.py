"""What the board is reminded of above its pages: notice, or that a new agreement is needed."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from jourcase.agreement.domain.period import strip_on
from jourcase.agreement.words import strip_text
from reporting.services import AgreementSpan
from volunteers.models import User


@dataclass(frozen=True, slots=True)
class BoardStrip:
    """One sentence; `is_urgent` from the last reminder of the year on."""

    text: str
    is_urgent: bool


def board_strip(user: User, spans: Iterable[AgreementSpan], today: date) -> BoardStrip | None:
    """Of the agreement that runs today, for the board alone (no query)."""
    running = next((one for one in spans if one.span.first <= today <= one.span.last), None)
    if running is None or not user.is_board:
        return None
    dates = running.agreement.dates()
    strip = strip_on(dates, today, running.agreement.notice_received_on)
    return BoardStrip(strip_text(strip, dates), strip.is_last) if strip else None
