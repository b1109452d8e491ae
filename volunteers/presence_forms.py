"""What a person speaks, and when they are away."""

from collections.abc import Iterable
from typing import Any

from django import forms

from jourcase.kernel.fields import NO_SUCH_CHOICE, UNREADABLE_DATE, SwedishDateField
from jourcase.kernel.refusals import Refusal
from volunteers.domain.absence import AbsenceRefusal, Away
from volunteers.domain.languages import Language, known_languages
from volunteers.domain.roles import PersonGender
from volunteers.words import REFUSALS

_FIELD_OF: dict[Refusal, str] = {
    AbsenceRefusal.ENDS_BEFORE_START: "until",
    AbsenceRefusal.ALREADY_OVER: "until",
    AbsenceRefusal.TOO_FAR_AHEAD: "until",
    AbsenceRefusal.STARTED_LONG_AGO: "since",
}


class LanguagesForm(forms.Form):
    """Ticks for the languages of the list."""

    languages = forms.MultipleChoiceField(
        label="Språk utöver svenska",
        required=False,
        choices=Language.choices(),
        widget=forms.CheckboxSelectMultiple,
        help_text="Bara sådana som räcker för ett stödsamtal utan tolk.",
        error_messages={"invalid_choice": NO_SUCH_CHOICE, "invalid_list": NO_SUCH_CHOICE},
    )

    def spoken(self) -> tuple[Language, ...]:
        return known_languages(self.cleaned_data["languages"])


class GenderForm(forms.Form):
    """Voluntary, and for oneself alone."""

    gender = forms.ChoiceField(
        label="Kön",
        required=False,
        choices=[("", "Vill inte uppge"), *PersonGender.choices()],
        widget=forms.RadioSelect,
        help_text=(
            "Frivilligt. Räknas bara i summor, och används när någon önskar tala med en kvinna "
            "eller en man."
        ),
        error_messages={"invalid_choice": NO_SUCH_CHOICE},
    )

    def said(self) -> PersonGender | None:
        code = self.cleaned_data["gender"]
        return PersonGender(code) if code else None


class AbsenceForm(forms.Form):
    """From and to. There is no box for why."""

    since = SwedishDateField(label="Första dagen", error_messages={"required": UNREADABLE_DATE})
    until = SwedishDateField(
        label="Sista dagen",
        required=False,
        help_text="Lämna tomt om du inte vet. Då gäller frånvaron tills den tas bort.",
    )

    def period(self) -> Away:
        return Away(self.cleaned_data["since"], self.cleaned_data["until"])

    def refuse(self, refusals: Iterable[Refusal]) -> None:
        """The sentence of each refusal, on the box that it is about."""
        for refusal in sorted(refusals, key=lambda one: one.name):
            field: Any = _FIELD_OF.get(refusal)
            empty = field == "until" and self.cleaned_data.get("until") is None
            self.add_error("since" if empty else field, REFUSALS[refusal])
