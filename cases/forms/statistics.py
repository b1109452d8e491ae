"""The answers of the statistics. All may wait; "vet inte" is an answer."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any, ClassVar

from django import forms

from cases.domain.enums import AgeBand, CrimeType, Gender, PoliceReport, Relation
from cases.domain.intake import StatisticsInput
from cases.domain.note_warnings import NoteWarning, note_warnings
from cases.domain.rules import CaseRefusal
from cases.forms.base import RefusableForm, radios, select, tick
from cases.models import Case, Identity
from jourcase.agreement.domain.districts import DistrictKind
from jourcase.agreement.models import District
from jourcase.kernel.fields import NO_SUCH_CHOICE, PlainTextField, SwedishDateField
from jourcase.kernel.refusals import Refusal
from volunteers.domain.languages import proposed_languages

EARLIEST_YEAR = 1900
LANGUAGE_LIST = "spraklista"
CIRCUMSTANCES = {
    "in_close_relation": "I en nära relation",
    "honour_related": "Hedersrelaterat",
    "hate_crime": "Hatbrott",
    "school_related": "Skolrelaterat",
}
_BAD_BIRTH = "Skriv födelsedatum som 1961-05-02, eller bara året: 1961."
_PERSONAL_NUMBER = "Skriv bara födelsedatumet eller året. Vi samlar inte in personnummer."


class BornField(PlainTextField):
    """A date of birth, or only the year; empty stays None."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=20, **kwargs)

    def clean(self, value: Any) -> Any:
        text = super().clean(value).strip()
        if not text:
            return None
        if NoteWarning.PERSONAL_NUMBER in note_warnings(text):
            raise forms.ValidationError(_PERSONAL_NUMBER, code="personal_number")
        if not (len(text) == 4 and text.isascii() and text.isdigit()):
            return SwedishDateField(error_messages={"invalid": _BAD_BIRTH}).clean(text)
        if int(text) < EARLIEST_YEAR:
            raise forms.ValidationError(_BAD_BIRTH, code="invalid")
        return int(text)


class _AgeBandChoices:
    """What a person may say; "20 eller 21" is only ever computed from a birth year."""

    @staticmethod
    def choices() -> list[tuple[str, str]]:
        return [(code, label) for code, label in AgeBand.choices() if code != AgeBand.ASK]


class StatisticsFields(RefusableForm):
    """The fields; `statistics` gives them as values once the form is valid."""

    field_of_refusal: ClassVar[dict[Refusal, str]] = {CaseRefusal.BORN_IN_FUTURE: "born"}

    asks_guardian_with_age: ClassVar[bool] = False
    languages: Sequence[str] = ()  # of `offer_languages`

    relation = radios("Den stödsökande är", Relation)
    crime_type = select("Brottstyp", CrimeType)
    circumstances = forms.MultipleChoiceField(
        label="Särskilda omständigheter",
        choices=list(CIRCUMSTANCES.items()),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": NO_SUCH_CHOICE, "invalid_list": NO_SUCH_CHOICE},
    )
    police_report = radios("Polisanmält?", PoliceReport)
    district = forms.ChoiceField(
        label="Stadsdelsområde",
        required=False,
        error_messages={"invalid_choice": NO_SUCH_CHOICE},
    )
    gender = radios("Kön", Gender)
    born = BornField(
        label="Född",
        required=False,
        help_text="Datum eller bara år. Inte personnummer.",
    )
    age_band = forms.ChoiceField(
        label="Annars: ungefär hur gammal?",
        choices=_AgeBandChoices.choices(),
        required=False,
        widget=forms.RadioSelect,
        error_messages={"invalid_choice": NO_SUCH_CHOICE},
    )
    language = PlainTextField(
        label="Språk, om inte svenska",
        required=False,
        max_length=40,
        help_text="Välj i listan, eller skriv ett annat.",
    )
    needs_interpreter = tick("Behöver tolk")

    def offer_languages(self, spoken: Iterable[str]) -> None:
        """What the box for the language proposes; `spoken` are codes of what is spoken here."""
        self.languages = proposed_languages(spoken)
        self.fields["language"].widget.attrs["list"] = LANGUAGE_LIST

    @property
    def has_district(self) -> bool:
        """A protected case has no district."""
        return "district" in self.fields

    @property
    def has_born(self) -> bool:
        """An anonymous case has no date of birth."""
        return "born" in self.fields

    @property
    def is_contradictory(self) -> bool:
        """Whether fields that an answer would hide must be shown."""
        return False

    def offer_districts(self, districts: list[District]) -> None:
        """Set the choices: our own first, then the rest of the city, then the other answers."""
        field = self.fields["district"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101
        field.choices = [("", "Välj"), *_grouped(districts)]

    def clean_born_before(self, today: date) -> None:
        """A birth after today is a slip of the pen."""
        born = self.typed.get("born")
        if born is not None and born > (today if isinstance(born, date) else today.year):
            self.refuse({CaseRefusal.BORN_IN_FUTURE})

    def statistics(self) -> StatisticsInput:
        """The values."""
        data = self.cleaned_data
        born = data["born"]
        return StatisticsInput(
            relation=data["relation"],
            gender=data["gender"],
            born=born if isinstance(born, date) else None,
            birth_year=born if isinstance(born, int) else None,
            age_band=AgeBand(data["age_band"]) if data["age_band"] else None,
            district_code=data["district"],
            crime_type=data["crime_type"],
            **{name: name in data["circumstances"] for name in CIRCUMSTANCES},
            police_report=data["police_report"],
            language=data["language"],
            needs_interpreter=data["needs_interpreter"],
        )


def _grouped(districts: list[District]) -> list[tuple[str, list[tuple[str, str]]]]:
    groups: dict[str, list[tuple[str, str]]] = {
        "Våra områden": [],
        "Andra områden i staden": [],
        "Annat": [],
    }
    for district in districts:
        if district.kind != DistrictKind.CITY_DISTRICT:
            name = "Annat"
        elif district.office is not None and district.office.is_own:
            name = "Våra områden"
        else:
            name = "Andra områden i staden"
        groups[name].append((district.code, district.name))
    return [(name, choices) for name, choices in groups.items() if choices]


class StatisticsForm(StatisticsFields):
    """Fills in and puts right the statistics of a case."""

    def __init__(
        self, data: Any = None, *, case: Case, districts: list[District], today: date
    ) -> None:
        super().__init__(data, initial=_initial(case))
        self.offer_districts(districts)
        self.today = today
        if case.is_protected:
            del self.fields["district"]
        if case.is_anonymous:
            # A date of birth belongs to the identity, and an anonymous person has none.
            del self.fields["born"]

    def clean(self) -> dict[str, Any]:
        super().clean()
        self.clean_born_before(self.today)
        self.cleaned_data.setdefault("district", "")
        self.cleaned_data.setdefault("born", None)
        return self.cleaned_data


def _initial(case: Case) -> dict[str, Any]:
    identity = None if case.is_anonymous else Identity.objects.filter(case=case).first()
    born = identity.born if identity else ""
    names = (
        "relation",
        "crime_type",
        "police_report",
        "gender",
        "age_band",
        "language",
        "needs_interpreter",
    )
    return {
        **{name: getattr(case, name) for name in names},
        "circumstances": [name for name in CIRCUMSTANCES if getattr(case, name)],
        "district": case.district.code if case.district else "",
        "born": born,
    }
