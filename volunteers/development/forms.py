"""Registrera tillfälle: what, when, how long, and a tick for each who came."""

import re
from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from jourcase.kernel.fields import (
    NO_SUCH_CHOICE,
    UNREADABLE_DATE,
    PlainTextField,
    SwedishDateField,
)
from jourcase.kernel.refusals import Refusal
from volunteers.development import words
from volunteers.domain.development import (
    LIMITS,
    DevelopmentRefusal,
    Kind,
    Occasion,
    RequirementRefusal,
    Requirements,
)
from volunteers.domain.reported import ReportRefusal
from volunteers.models import DevelopmentEvent, User

_HOURS = re.compile(r"^(\d{1,3})(?:[.,](\d{1,2}))?$", re.ASCII)
_CLOCK = re.compile(r"^(\d{1,3}):([0-5]\d)$", re.ASCII)
UNREADABLE_HOURS = "Skriv hur länge det höll på i timmar, till exempel 2 eller 1,5."
_FIELD_OF: dict[Refusal, str] = {
    DevelopmentRefusal.TITLE_MISSING: "title",
    DevelopmentRefusal.NO_HOURS: "hours",
    DevelopmentRefusal.TOO_MANY_HOURS: "hours",
    DevelopmentRefusal.NOBODY: "people",
    DevelopmentRefusal.IN_FUTURE: "on",
    DevelopmentRefusal.BEFORE_BEGINNING: "on",
    ReportRefusal.NOT_YET_HERE: "on",
    ReportRefusal.ALREADY_THERE: "on",
    ReportRefusal.ALREADY_REPORTED: "on",
    ReportRefusal.TOO_OLD: "on",
    ReportRefusal.CONVERSATION: "kind",
}


class HoursField(forms.CharField):
    """2, 1,5, 1.5 or 1:30; whole minutes out."""

    def clean(self, value: Any) -> int:
        text = str(value or "").strip().removesuffix("h").removesuffix("tim").strip()
        if not text:
            return 0
        clock = _CLOCK.match(text)
        if clock:
            return int(clock[1]) * 60 + int(clock[2])
        found = _HOURS.match(text)
        if not found:
            raise ValidationError(UNREADABLE_HOURS, code="invalid")
        hundredths = int(found[1]) * 100 + int((found[2] or "").ljust(2, "0"))
        return (hundredths * 60 + 50) // 100


_OF_EVENTS = [one for one in Kind.choices() if one[0] != Kind.CONVERSATION.value]


class ReportForm(forms.Form):
    """What one says oneself: when, what and how long."""

    kind = forms.ChoiceField(
        label="Vad var det?",
        choices=_OF_EVENTS,
        widget=forms.RadioSelect,
        error_messages={"required": "Välj vad det var.", "invalid_choice": NO_SUCH_CHOICE},
    )
    on = SwedishDateField(label="Dag", error_messages={"required": UNREADABLE_DATE})
    title = PlainTextField(
        label="Rubrik",
        max_length=120,
        required=False,
        help_text="Till exempel Sorg och kris. Skriv inga namn.",
    )
    hours = HoursField(
        label="Timmar",
        required=False,
        help_text="Till exempel 2 eller 1,5.",
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
    )

    def said(self) -> Occasion:
        said = self.cleaned_data
        return Occasion(Kind(said["kind"]), said["on"], said["title"], said["hours"])

    def refuse(self, refusals: Iterable[Refusal]) -> None:
        for refusal in sorted(refusals, key=lambda one: one.name):
            self.add_error(_FIELD_OF.get(refusal), words.REFUSALS[refusal])


class OccasionForm(forms.Form):
    """What is said of a conversation besides the day is not read."""

    kind = forms.ChoiceField(
        label="Vad var det?",
        choices=Kind.choices(),
        widget=forms.RadioSelect,
        error_messages={"required": "Välj vad det var.", "invalid_choice": NO_SUCH_CHOICE},
    )
    on = SwedishDateField(label="Dag", error_messages={"required": UNREADABLE_DATE})
    title = PlainTextField(
        label="Rubrik",
        max_length=120,
        required=False,
        help_text="Till exempel Sorg och kris. Skriv inga namn. Behövs inte för medarbetarsamtal.",
    )
    hours = HoursField(
        label="Timmar",
        required=False,
        help_text="Till exempel 2 eller 1,5. Behövs inte för medarbetarsamtal.",
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
    )
    people = forms.MultipleChoiceField(
        label="Vilka var med?",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": NO_SUCH_CHOICE, "invalid_list": NO_SUCH_CHOICE},
    )

    def __init__(self, *args: Any, offered: Sequence[User], is_event: bool = False, **kw: Any):
        super().__init__(*args, **kw)
        self._by_key = {str(one.public_id): one for one in offered}
        choices = [(key, one.full_name) for key, one in self._by_key.items()]
        self.fields["people"].choices = choices  # type: ignore[attr-defined]
        if is_event:
            self.fields["kind"].choices = _OF_EVENTS  # type: ignore[attr-defined]

    def said(self) -> Occasion:
        said = self.cleaned_data
        kind = Kind(said["kind"])
        if kind is Kind.CONVERSATION:
            return Occasion(kind, said["on"])
        return Occasion(kind, said["on"], said["title"], said["hours"])

    def who(self) -> list[User]:
        return [self._by_key[key] for key in self.cleaned_data["people"]]

    def refuse(self, refusals: Iterable[Refusal]) -> None:
        for refusal in sorted(refusals, key=lambda one: one.name):
            self.add_error(_FIELD_OF.get(refusal), words.REFUSALS[refusal])


def typed(event: DevelopmentEvent) -> dict[str, Any]:
    """What stands in the boxes of a stored event."""
    return {
        "kind": event.kind,
        "on": event.on,
        "title": event.title,
        "hours": words.hours(event.minutes),
        "people": [str(key) for key in event.people.values_list("public_id", flat=True)],
    }


def _number(name: str, label: str, help_text: str = "") -> forms.IntegerField:
    low, high = LIMITS[name]
    told = f"Skriv ett helt tal från {low} till {high}."
    return forms.IntegerField(
        label=label,
        min_value=low,
        max_value=high,
        help_text=help_text,
        error_messages=dict.fromkeys(("required", "invalid", "min_value", "max_value"), told),
    )


class RequirementsForm(forms.Form):
    """What "regularly" means, from a day on."""

    valid_from = SwedishDateField(
        label="Gäller från",
        help_text="Tidigast 1 januari i år: ett år som är slut räknas som det räknades.",
        error_messages={"required": UNREADABLE_DATE},
    )
    decided_on = SwedishDateField(
        label="Beslutat av styrelsen", error_messages={"required": UNREADABLE_DATE}
    )
    trainings_a_year = _number("trainings_a_year", "Vidareutbildningar per kalenderår")
    exchanges_a_year = _number("exchanges_a_year", "Erfarenhetsutbyten per kalenderår")
    conversation_months = _number("conversation_months", "Högst så många månader mellan samtal")
    free_months = _number("free_months", "Månader i början då inget krävs")

    def said(self) -> Requirements:
        names = ("valid_from", *LIMITS)
        return Requirements(**{name: self.cleaned_data[name] for name in names})

    def refuse(self, refusals: Iterable[Refusal]) -> None:
        for refusal in sorted(refusals, key=lambda one: one.name):
            whole = refusal in {RequirementRefusal.OUT_OF_RANGE, RequirementRefusal.NOT_BOARD}
            self.add_error(None if whole else "valid_from", words.REFUSALS[refusal])
