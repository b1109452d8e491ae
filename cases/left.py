"""What can be said of a case that is erased: statistics, in words."""

from cases.models import Case
from jourcase.kernel.local_time import local_date
from jourcase.kernel.swedish import long_date

_UNKNOWN = "Okänt"


def facts_left(case: Case) -> list[tuple[str, str]]:
    """Names and values for the page of an erased case."""
    return [
        ("Kom in", long_date(local_date(case.received_at))),
        ("Kom genom", case.get_source_display()),
        ("Den stödsökande är", case.get_relation_display() or _UNKNOWN),
        ("Kön", case.get_gender_display() or _UNKNOWN),
        ("Ålder", case.get_age_group_display()),
        ("Stadsdel", case.district.name if case.district else _UNKNOWN),
        ("Gäller", case.get_crime_type_display() or _UNKNOWN),
        ("Första kontakt", "i tid" if _in_time(case) else "inte i tid, eller undantagen"),
        ("Telefonförsök", str(case.phone_tries)),
        ("Nådd", "ja" if case.reached_at else "nej"),
        ("Fick stöd", "ja" if case.has_support else "nej"),
        ("Avslutat som", case.get_close_reason_display()),
    ]


def _in_time(case: Case) -> bool:
    first, deadline = case.first_contact_at, case.deadline_at
    return first is not None and deadline is not None and first <= deadline
