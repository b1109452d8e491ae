"""The days of the steps, the day of an approval, and pauses. There is no box for why."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms

from jourcase.kernel.fields import UNREADABLE_DATE, PlainTextField, SwedishDateField
from jourcase.kernel.refusals import Refusal
from volunteers.domain.steps import Paused, PauseRefusal, Step
from volunteers.models import User
from volunteers.steps.services import StepsRefusedError
from volunteers.words import REFUSALS

_HELP = {
    Step.EXTRACT_SHOWN: "Bara dagen det visades. Inget om vad som stod, och ingen fil.",
    Step.TRAINED: "Dagen då kursen var slut.",
}


class StepsForm(forms.Form):
    """One box a step, all at once; an empty box means that the step is not noted."""

    began_on = SwedishDateField(label="Började", error_messages={"required": UNREADABLE_DATE})

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for step in Step:
            self.fields[step.value] = SwedishDateField(
                label=step.label, required=False, help_text=_HELP.get(step, "")
            )

    def days(self) -> dict[Step, date | None]:
        return {step: self.cleaned_data[step.value] for step in Step}

    def refuse(self, error: StepsRefusedError) -> None:
        """The sentences of each step on its own box."""
        for step, refusals in error.by_step.items():
            for refusal in sorted(refusals, key=lambda one: one.name):
                self.add_error(step.value if step else "began_on", REFUSALS[refusal])


class ApprovalForm(forms.Form):
    """The first day of an approval."""

    since = SwedishDateField(
        label="Godkänd från och med", error_messages={"required": UNREADABLE_DATE}
    )

    def refuse(self, refusals: Iterable[Refusal]) -> None:
        for refusal in sorted(refusals, key=lambda one: one.name):
            self.add_error("since", REFUSALS[refusal])


class EndForm(forms.Form):
    """The last day of an approval."""

    last_day = SwedishDateField(
        label="Sista dagen som godkänd", error_messages={"required": UNREADABLE_DATE}
    )

    def refuse(self, refusals: Iterable[Refusal]) -> None:
        for refusal in sorted(refusals, key=lambda one: one.name):
            self.add_error("last_day", REFUSALS[refusal])


class PauseForm(forms.Form):
    """From and to."""

    since = SwedishDateField(label="Första dagen", error_messages={"required": UNREADABLE_DATE})
    until = SwedishDateField(
        label="Sista dagen",
        required=False,
        help_text="Lämna tomt om du inte vet. Då gäller pausen tills personen är tillbaka.",
    )

    def period(self) -> Paused:
        return Paused(self.cleaned_data["since"], self.cleaned_data["until"])

    def refuse(self, refusals: Iterable[Refusal]) -> None:
        for refusal in sorted(refusals, key=lambda one: one.name):
            about_end = refusal is PauseRefusal.ENDS_BEFORE_START
            self.add_error("until" if about_end else "since", REFUSALS[refusal])


class ReturnForm(forms.Form):
    back_on = SwedishDateField(
        label="Tillbaka från och med", error_messages={"required": UNREADABLE_DATE}
    )

    def refuse(self, refusals: Iterable[Refusal]) -> None:
        for refusal in sorted(refusals, key=lambda one: one.name):
            self.add_error("back_on", REFUSALS[refusal])


class NewPersonForm(forms.Form):
    """Somebody who has said that they want to become a support person."""

    full_name = PlainTextField(
        label="Namn", max_length=120, error_messages={"required": "Skriv personens namn."}
    )
    email = forms.EmailField(
        label="E-post",
        max_length=254,
        error_messages={
            "required": "Skriv e-postadressen. Den behövs för att logga in senare.",
            "invalid": "Det ser inte ut som en e-postadress. Skriv till exempel namn@example.se.",
        },
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )
    interested_on = SwedishDateField(
        label="Anmälde intresse", error_messages={"required": UNREADABLE_DATE}
    )

    def clean_email(self) -> str:
        email = str(self.cleaned_data["email"]).strip().lower()
        if User.objects.get_queryset().filter(email=email).exists():
            raise forms.ValidationError("Det finns redan någon med den adressen.")
        return email
