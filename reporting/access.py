"""Whose figures a person may see, and of which period."""

from collections.abc import Sequence

from django.http import Http404

from reporting.domain.figures import Audience
from reporting.domain.periods import ReportPeriod
from reporting.services import AgreementSpan, agreement_spans, span_of
from volunteers.middleware import RoleRefusedError
from volunteers.models import User

# How an audience is written in an address.
AUDIENCE_WORDS = {Audience.INTERNAL: "internt", Audience.CITY: "staden"}


def may_see_exact(user: User) -> bool:
    """Only the coordinator sees exact figures; the board sees what the city sees."""
    return user.is_coordinator


def audience_shown(user: User, wanted: str) -> Audience:
    """What a page shows: the coordinator's choice, and for everyone else the city's view."""
    if wanted == AUDIENCE_WORDS[Audience.CITY] or not may_see_exact(user):
        return Audience.CITY
    return Audience.INTERNAL


def audience_for_file(user: User, wanted: str) -> Audience:
    """The audience of a file that was asked for by name. 404 unknown, 403 not for this person."""
    audience = next((audience for audience, word in AUDIENCE_WORDS.items() if word == wanted), None)
    if audience is None:
        raise Http404
    if audience is Audience.INTERNAL and not may_see_exact(user):
        raise RoleRefusedError("Styrelsen ser samma siffror som staden, inte de interna.")
    return audience


def agreement_for(
    period: ReportPeriod, spans: Sequence[AgreementSpan] | None = None
) -> AgreementSpan:
    """The agreement that the period of an address lies inside; 404 when there is none."""
    found = span_of(period, agreement_spans() if spans is None else spans)
    if found is None:
        raise Http404
    return found
