"""What stands first in every file: who, when, and how to read it."""

from jourcase.kernel.local_time import local
from jourcase.kernel.swedish import capitalised, long_date
from reporting.domain.figures import FollowUp
from reporting.words import period_label


def heading(followup: FollowUp) -> str:
    """IOP-uppföljning april–december 2025 (9 månader)."""
    return f"IOP-uppföljning {period_label(followup.period)}"


def facts(followup: FollowUp) -> tuple[tuple[str, str], ...]:
    """(what, value), in order."""
    parties = followup.parties
    made = local(followup.made_at)
    previous = followup.previous
    return (
        ("Uppföljning", heading(followup)),
        ("Period", f"{followup.period.first.isoformat()} till {followup.period.last.isoformat()}"),
        ("Jämförs med", capitalised(period_label(previous)) if previous else "–"),
        ("Överenskommelse", parties.agreement),
        ("Jour", parties.jour),
        ("Organisationsnummer", parties.jour_orgnr),
        ("Staden", parties.city),
        ("Visning", followup.audience.label),
        ("Räknad", f"{long_date(made.date())} kl. {made:%H.%M}"),
    )


def texts(followup: FollowUp) -> tuple[tuple[str, str], ...]:
    """(heading, sentence): the method, then the definitions of every section."""
    found = [("Metod", note) for note in followup.method]
    for section in followup.sections:
        found += [(section.title, text) for text in section.definitions]
    return tuple(found)
