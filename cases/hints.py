"""What the intake page tells while it is being filled in. Read only."""

from dataclasses import dataclass
from datetime import date, datetime

from django.core.exceptions import ValidationError

from cases.domain.duplicates import in_words
from cases.domain.k_number import parse_k_number
from cases.domain.rules import received_refusals
from cases.models import Case
from cases.services.duplicates import alike, prints_of, told
from cases.words import REFUSALS, deadline_words
from jourcase.agreement.domain.districts import DistrictKind
from jourcase.agreement.domain.terms import contact_deadline
from jourcase.agreement.models import District, TermsVersion
from jourcase.agreement.services import find_districts
from jourcase.kernel.fields import DOUBLED_HOUR, LocalDateTimeField, TypedTime
from jourcase.kernel.local_time import local_date
from jourcase.kernel.phones import parse_phone
from volunteers.models import User


@dataclass(frozen=True, slots=True)
class Deadline:
    """The sentence beside the received time; `is_known` is False when it says what is wrong."""

    text: str
    is_known: bool


def deadline_of(typed: object, *, now: datetime) -> Deadline:
    """For a received time as typed, or as an aware instant. Both rounds of the doubled autumn
    hour fall on one day and have one deadline.
    """
    try:
        at = typed if isinstance(typed, datetime) else _read(typed)
    except ValidationError as error:
        return Deadline(error.messages[0], is_known=False)
    if at is None:
        return Deadline("Skriv när ärendet kom in, så räknas sista dagen ut.", is_known=False)
    version = TermsVersion.objects.begun(local_date(at)).first()
    first_terms_on = version.valid_from if version else date.max
    found = received_refusals(at, first_terms_on=first_terms_on, first_contact_at=None, now=now)
    if found or version is None:
        words = [REFUSALS[one] for one in sorted(found, key=lambda one: one.name)]
        return Deadline(" ".join(words), is_known=False)
    return Deadline(deadline_words(contact_deadline(at, version.to_domain())), is_known=True)


def _read(typed: object) -> datetime | None:
    field = LocalDateTimeField(required=False)
    try:
        return field.clean(typed)
    except ValidationError as error:
        if DOUBLED_HOUR not in error.messages:
            raise
        return field.clean(TypedTime(str(typed), later=False))


@dataclass(frozen=True, slots=True)
class SimilarHint:
    """A case that may be about the same person; without `case` it may not be shown."""

    case: Case | None
    why: str


def similar_hints(
    phones: list[str], k_number: str, user: User, *, name: str = ""
) -> list[SimilarHint]:
    """At most three, the most telling first. Protected cases are hinted at only to those who may
    see them; other cases that may not be seen give one line without number, but those of the
    user's own jäv none. A name that everybody may know tells nobody that its bearer has a case.
    """
    numbers = [number for number in (parse_phone(text[:40]) for text in phones) if number]
    typed = prints_of(phones=numbers, k_number=parse_k_number(k_number[:40]) or "", name=name[:200])
    found = alike(typed)
    if not found:
        return []
    known = Case.objects.kept().filter(pk__in=found).free_of_recusal(user)
    seen = set(Case.objects.visible_to(user).filter(pk__in=found).values_list("pk", flat=True))
    shown, hidden = told(found, known, seen)
    if hidden is not None:
        return [SimilarHint(None, in_words(found[hidden.pk]))]
    return [SimilarHint(case, in_words(found[case.pk])) for case in shown]


@dataclass(frozen=True, slots=True)
class TransferHint:
    """Districts that are somebody else's, and who takes care of them."""

    codes: str  # "a|b|c", as data-reveal takes them
    names: str
    office: str  # empty when no jour of the partnership does


def transfer_hints(districts: list[District]) -> list[TransferHint]:
    """One per other jour, then one for other municipalities."""
    groups: dict[str, list[District]] = {}
    for district in districts:
        if district.kind == DistrictKind.UNKNOWN or (district.office and district.office.is_own):
            continue
        groups.setdefault(district.office.name if district.office else "", []).append(district)
    return [
        TransferHint(
            codes="|".join(district.code for district in members),
            names=", ".join(district.name for district in members),
            office=office,
        )
        for office, members in groups.items()
    ]


@dataclass(frozen=True, slots=True)
class DistrictAnswer:
    """What a named place may mean: a sentence, and the code when only one district is meant."""

    text: str
    only_code: str


def district_answer(place: str) -> DistrictAnswer:
    """The answer of the look-up "Vilken stadsdel?"."""
    said = " ".join(place.split())[:80]
    found = find_districts(said)
    if not said:
        return DistrictAnswer("Skriv en stadsdel, till exempel Tallkrogen.", "")
    if not found:
        return DistrictAnswer("Vi känner inte igen stället. Välj i listan, eller Vet inte.", "")
    codes = {district.code for _, district in found}
    places = [f"{one.name} ligger i {district.name}" for one, district in found]
    text = "; ".join(dict.fromkeys(places))
    if len(codes) == 1:
        return DistrictAnswer(f"{text}.", codes.pop())
    return DistrictAnswer(f"Kan vara flera: {text}. Välj i listan.", "")
