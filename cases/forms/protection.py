"""Forms for skyddade personuppgifter: who may see the case, and why it is protected no longer."""

from collections.abc import Iterable
from typing import Any, ClassVar

from django import forms

from cases.domain.protection import ProtectionRefusal
from cases.forms.base import RefusableForm
from jourcase.kernel.fields import NO_SUCH_CHOICE, PlainTextField
from jourcase.kernel.refusals import Refusal
from volunteers.models import User

LONGEST_REASON = 500
_NOBODY = "Välj minst en samordnare som får se ärendet."


class ReadersForm(RefusableForm):
    """Who may see a protected case: a tick for each coordinator who can be chosen."""

    field_of_refusal: ClassVar[dict[Refusal, str]] = {
        ProtectionRefusal.NO_READER: "readers",
        ProtectionRefusal.READER_RECUSED: "readers",
        ProtectionRefusal.READER_NO_COORDINATOR: "readers",
    }
    readers = forms.MultipleChoiceField(
        label="Vilka samordnare får se ärendet?",
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": _NOBODY,
            "invalid_choice": NO_SUCH_CHOICE,
            "invalid_list": NO_SUCH_CHOICE,
        },
    )
    # Who was ticked when the page was shown: what is posted changes that, and not what somebody
    # else has said meanwhile.
    shown = forms.CharField(required=False, max_length=20_000, widget=forms.HiddenInput)

    def __init__(self, data: Any, *, people: Iterable[User], ticked: Iterable[User]) -> None:
        self._people = {str(one.public_id): one for one in people}
        before = [str(one.public_id) for one in ticked if str(one.public_id) in self._people]
        super().__init__(data, initial={"readers": before, "shown": " ".join(before)})
        field = self.fields["readers"]
        assert isinstance(field, forms.MultipleChoiceField)  # noqa: S101
        field.choices = [(key, one.short_name) for key, one in self._people.items()]

    def chosen(self) -> list[User]:
        """Everybody who is ticked, of a valid form."""
        return [self._people[key] for key in self.cleaned_data["readers"]]

    def changes(self) -> tuple[list[User], list[User]]:
        """Who was ticked, and whose tick was taken away, since the page was shown."""
        before = set(self.cleaned_data["shown"].split())
        after = set(self.cleaned_data["readers"])
        added, gone = after - before, (before & self._people.keys()) - after
        return [self._people[key] for key in added], [self._people[key] for key in gone]


class UnprotectForm(RefusableForm):
    """Why the protection is taken away."""

    field_of_refusal: ClassVar[dict[Refusal, str]] = {ProtectionRefusal.REASON_MISSING: "reason"}
    reason = PlainTextField(
        label="Varför tas skyddet bort?",
        max_length=LONGEST_REASON,
        lines=3,
        help_text="Till exempel: kryssat av misstag. Skriv inte var personen bor eller vistas.",
        error_messages={"required": "Skriv kort varför skyddet tas bort."},
    )
