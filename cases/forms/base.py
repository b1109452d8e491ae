"""What the forms of this app share."""

from collections.abc import Iterable
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS

from cases.words import REFUSALS
from jourcase.kernel.fields import NO_SUCH_CHOICE
from jourcase.kernel.labelled import Labelled
from jourcase.kernel.refusals import Refusal


class RefusableForm(forms.Form):
    """A form that can show a rule's refusals, each on the field that it is about."""

    field_of_refusal: ClassVar[dict[Refusal, str]] = {}
    words_of_refusal: ClassVar[dict[Refusal, str]] = REFUSALS

    def refuse(self, refusals: Iterable[Refusal]) -> None:
        """Add the sentence of each refusal once; what has no field here stands above the form."""
        for refusal in sorted(refusals, key=lambda one: one.name):
            name = self.field_of_refusal.get(refusal)
            field = name if name in self.fields else None
            if not self.has_error(field or NON_FIELD_ERRORS, refusal.name):
                self.add_error(field, self._error(refusal))

    def _error(self, refusal: Refusal) -> forms.ValidationError:
        return forms.ValidationError(self.words_of_refusal[refusal], code=refusal.name)

    @property
    def typed(self) -> dict[str, Any]:
        """The cleaned values, those of fields with an error left out."""
        return getattr(self, "cleaned_data", {})


def radios(label: str, codes: type[Labelled], *, required: str = "", **kwargs: Any) -> Any:
    """Radio buttons for a closed list; `required` is the sentence when nothing is chosen."""
    return forms.ChoiceField(
        label=label,
        choices=codes.choices(),
        required=bool(required),
        widget=forms.RadioSelect,
        error_messages={"required": required, "invalid_choice": NO_SUCH_CHOICE},
        **kwargs,
    )


def select(label: str, codes: type[Labelled], *, required: str = "", **kwargs: Any) -> Any:
    """A select for a closed list, with "Välj" first when it may be left unanswered."""
    return forms.ChoiceField(
        label=label,
        choices=codes.choices() if required else [("", "Välj"), *codes.choices()],
        required=bool(required),
        error_messages={"required": required, "invalid_choice": NO_SUCH_CHOICE},
        **kwargs,
    )


def tick(label: str, **kwargs: Any) -> forms.BooleanField:
    return forms.BooleanField(label=label, required=False, **kwargs)
