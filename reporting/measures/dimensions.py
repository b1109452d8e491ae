"""The fixed divisions of the follow-up. There is no free pivot: these and no others.

A protected case is in no slice but its own, which is never reported outside the jour.
"""

from collections.abc import Iterable, Sequence

from django.db.models import Q

from cases.domain.enums import AgeGroup, CrimeType, Gender, Source
from contacts.domain.enums import Channel, ContactExemption, TriesExemption
from jourcase.agreement.domain.districts import DistrictKind
from jourcase.agreement.models import District, SupportForm
from jourcase.kernel.labelled import Labelled
from reporting.domain.figures import Role, Split
from reporting.measures.specs import Dimension, Slice

_PROTECTED = Slice("protected", "Skyddade uppgifter", Q(is_protected=True), Role.UNREPORTED)
_MOST_TRIES = 4

GENDER_OTHER_OR_UNKNOWN = (Gender.OTHER.value, Gender.UNKNOWN.value, "")


def by_gender() -> Dimension:
    return _of_cases(
        "Kön",
        (
            Slice("woman", "Kvinna", Q(gender=Gender.WOMAN.value)),
            Slice("man", "Man", Q(gender=Gender.MAN.value)),
            Slice("other", "Annat eller okänt", Q(gender__in=GENDER_OTHER_OR_UNKNOWN)),
        ),
    )


def by_age() -> Dimension:
    return _of_cases("Åldersgrupp", _of_enum(AgeGroup, "age_group"))


def by_crime() -> Dimension:
    return _of_cases("Brottstyp", _of_enum(CrimeType, "crime_type"))


def by_source() -> Dimension:
    return _of_cases("Källa", _of_enum(Source, "source"))


def by_district(districts: Sequence[District]) -> Dimension:
    """The jour's own districts one by one; the rest of the city together."""
    own = [d for d in districts if d.office is not None and d.office.is_own]
    city = [d.pk for d in districts if d.kind == DistrictKind.CITY_DISTRICT and d not in own]
    elsewhere = [d.pk for d in districts if d.kind == DistrictKind.OTHER_MUNICIPALITY]
    unknown = [d.pk for d in districts if d.kind == DistrictKind.UNKNOWN]
    return _of_cases(
        "Stadsdelsområde",
        (
            *(Slice(d.code, d.name, Q(district_id=d.pk)) for d in own),
            Slice("rest-of-city", "Övriga stadsdelsområden", Q(district_id__in=city)),
            Slice("elsewhere", "Annan kommun", Q(district_id__in=elsewhere)),
            Slice(
                "unknown",
                "Okänt",
                Q(district_id__isnull=True) | Q(district_id__in=unknown),
                Role.UNREPORTED,
            ),
        ),
        Split.DISTRICT,
    )


def by_tries() -> Dimension:
    return _of_cases("Antal försök", _counted("phone_tries", 0, "{} försök"))


def by_try_that_reached() -> Dimension:
    return _of_cases(
        "Nådd på",
        (
            *_counted("reached_on_try", 1, "Försök {}"),
            Slice("other", "På annat sätt än ett försök", Q(reached_on_try__isnull=True)),
        ),
    )


def by_contact_exemption() -> Dimension:
    """For exempt cases. Protected cases are exempt for that reason, and stand in their slice."""
    reasons = (reason for reason in ContactExemption if reason != ContactExemption.PROTECTED)
    return _of_cases("Skäl", _reasons("contact_exemption", reasons))


def by_tries_exemption() -> Dimension:
    """For exempt cases that were not reached."""
    reasons = (reason for reason in TriesExemption if reason != TriesExemption.REACHED)
    return _of_cases("Skäl", _reasons("tries_exemption", reasons))


def by_channel() -> Dimension:
    """Of contacts."""
    return Dimension("Sätt", tuple(Slice(c.value, c.label, Q(channel=c.value)) for c in Channel))


def by_support_form(forms: Sequence[SupportForm]) -> Dimension:
    """Of contacts, one row for each form given in each: a contact may stand in several slices."""
    return Dimension("Stödform", tuple(Slice(f.code, f.name, Q(support_forms=f.pk)) for f in forms))


def _of_cases(title: str, slices: Iterable[Slice], split: Split = Split.OTHER) -> Dimension:
    open_slices = (Slice(s.code, s.title, s.where & Q(is_protected=False), s.role) for s in slices)
    return Dimension(title, (*open_slices, _PROTECTED), split)


def _of_enum(members: type[Labelled], column: str) -> tuple[Slice, ...]:
    """One slice a member; an answer nobody gave stands with "vet inte"."""
    slices = []
    for member in members:
        if member.name == "UNKNOWN":
            where, role = Q(**{f"{column}__in": [member.value, ""]}), Role.UNREPORTED
        else:
            where, role = Q(**{column: member.value}), Role.ORDINARY
        slices.append(Slice(member.value.replace("+", "-plus"), member.label, where, role))
    return tuple(slices)


def _reasons(column: str, members: Iterable[Labelled]) -> tuple[Slice, ...]:
    return tuple(Slice(m.value, m.label, Q(**{column: m.value})) for m in members)


def _counted(column: str, first: int, title: str) -> tuple[Slice, ...]:
    exact = (Slice(str(n), title.format(n), Q(**{column: n})) for n in range(first, _MOST_TRIES))
    more = Slice(
        f"{_MOST_TRIES}-plus",
        f"{title.format(_MOST_TRIES)} eller fler",
        Q(**{f"{column}__gte": _MOST_TRIES}),
    )
    return (*exact, more)
