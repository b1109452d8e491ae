"""Under 18: whom to contact first, in words, and whether anybody has said so."""

from datetime import datetime

from cases.domain.enums import AgeBand, AgeGroup
from cases.domain.minor import Under18, under_18
from cases.domain.referral import read_born
from cases.models import Case, Identity
from jourcase.kernel.local_time import local_date
from jourcase.kernel.sealed import UNREADABLE
from jourcase.kernel.swedish import sentence

_SAID = {Under18.YES: "Under 18", Under18.MAY_BE: "Kan vara under 18"}


def age_today(case: Case, identity: Identity | None, *, now: datetime) -> Under18:
    """What is known at `now` (no query). `identity` is None for whoever is anonymous."""
    born, year = read_born(identity.born) if identity else (None, None)
    return under_18(
        on=local_date(now),
        received_on=local_date(case.received_at),
        born=born,
        birth_year=year,
        group=AgeGroup(case.age_group),
        stated=AgeBand(case.age_band) if case.age_band else None,
    )


def guardian_words(case: Case, identity: Identity | None, *, now: datetime) -> str:
    """The first thing to know before ringing somebody who may be under 18; otherwise empty. Of
    somebody anonymous nobody else is ever contacted.
    """
    state = age_today(case, identity, now=now)
    if identity is None or state not in _SAID:
        return ""
    if identity.guardian and identity.guardian != UNREADABLE:
        return sentence(f"{_SAID[state]}. Kontakta först: {identity.guardian}")
    return f"{_SAID[state]} – fråga samordnaren vem vi får kontakta."


def lacks_guardian(case: Case, identity: Identity | None, *, now: datetime) -> bool:
    """Whether it is still to be filled in. A closed case is left alone."""
    if identity is None or identity.guardian or case.closed_at is not None:
        return False
    return age_today(case, identity, now=now).is_possible
