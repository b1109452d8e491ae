"""The form for a coming event."""

import uuid
from collections.abc import Sequence
from datetime import datetime
from typing import Any, ClassVar

from django import forms
from django.conf import settings

from cases.domain.note_warnings import note_warnings
from cases.domain.safe_hours import SafeHours
from cases.forms.base import radios
from cases.forms.notes import WarnedNote
from cases.models import Case
from cases.words import NOTE_WARNINGS
from contacts import words
from contacts.agenda import AgendaItem
from contacts.domain.agenda import AgendaKind, AgendaRefusal
from contacts.safe_times import OutsideHours, outside_hours, with_safe_time
from contacts.services.agenda import Plan
from jourcase.kernel.fields import NO_SUCH_CHOICE, LocalDateTimeField, PlainTextField
from jourcase.kernel.refusals import Refusal
from volunteers.models import User

LONGEST_PLACE, LONGEST_ABOUT = 200, 2_000
# Whoever has the case at the time; nobody's id is empty.
OF_CASE = ""
REMINDED = "Får ett mejl dagen före kl. 9 och två timmar före: att det finns en påminnelse."
_FIELD_OF: dict[Refusal, str] = {
    AgendaRefusal.IN_PAST: "starts_at",
    AgendaRefusal.TOO_FAR: "starts_at",
    AgendaRefusal.ENDS_BEFORE_START: "ends_at",
    AgendaRefusal.LASTS_TOO_LONG: "ends_at",
    AgendaRefusal.NOBODY_RESPONSIBLE: "responsible",
    AgendaRefusal.NOT_APPROVED_THAT_DAY: "responsible",
    AgendaRefusal.CANNOT_SEE_CASE: "responsible",
}


class AgendaForm(WarnedNote):
    """One event. `plan` gives it as values once the form is valid and nothing is warned about."""

    field_of_refusal: ClassVar[dict[Refusal, str]] = _FIELD_OF
    words_of_refusal = words.REFUSALS

    kind = radios("Vad händer?", AgendaKind, required="Välj vad som ska hända.")
    starts_at = LocalDateTimeField(label="Börjar")
    ends_at = LocalDateTimeField(label="Slutar, om du vet", required=False)
    responsible = forms.ChoiceField(
        label="Vem är ansvarig?",
        required=False,
        error_messages={"invalid_choice": NO_SUCH_CHOICE},
    )
    place = PlainTextField(label="Var?", required=False, max_length=LONGEST_PLACE)
    about = PlainTextField(
        label="Att tänka på",
        required=False,
        max_length=LONGEST_ABOUT,
        lines=3,
        help_text="Skriv inte personnummer, adress eller gärningspersonens namn.",
    )
    key = forms.UUIDField(required=False, widget=forms.HiddenInput)
    # The time that is kept although the page has warned: another time is warned about anew.
    hours_seen = forms.CharField(required=False, max_length=40, widget=forms.HiddenInput)

    def __init__(
        self,
        data: Any = None,
        *,
        case: Case,
        people: Sequence[User],
        safe: SafeHours,
        now: datetime,
        item: AgendaItem | None = None,
    ) -> None:
        super().__init__(with_safe_time(data, "starts_at"), initial=_initial(item))
        self._people = {str(one.public_id): one for one in people}
        self._safe, self._now = safe, now
        self.is_of_protected = case.is_protected
        field = self.fields["responsible"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101
        if settings.MAIL_IS_SENT:
            field.help_text = REMINDED
        field.choices = [
            (OF_CASE, _of_case(case)),
            *((key, one.short_name) for key, one in self._people.items()),
        ]

    @property
    def warnings(self) -> list[str]:
        """What is said once of the texts before they are saved; a second press saves them."""
        if not self.is_bound or self.typed.get("note_seen"):
            return []
        texts = f"{self.typed.get('place', '')}\n{self.typed.get('about', '')}"
        warned = note_warnings(texts, is_protected=self.is_of_protected)
        return [NOTE_WARNINGS[one] for one in warned]

    @property
    def outside(self) -> OutsideHours | None:
        """That the time is not one that the person has called safe. Warned about, never refused: a
        court asks nobody.
        """
        at: datetime | None = self.typed.get("starts_at") if self.is_bound else None
        seen = self.typed.get("hours_seen") or ""
        return outside_hours(at, self._safe, seen=seen, now=self._now)

    def plan(self) -> Plan:
        cleaned = self.cleaned_data
        return Plan(
            kind=AgendaKind(cleaned["kind"]),
            starts_at=cleaned["starts_at"],
            ends_at=cleaned["ends_at"],
            responsible=self._people.get(cleaned["responsible"]),
            place=cleaned["place"],
            about=cleaned["about"],
        )


def _of_case(case: Case) -> str:
    name = case.assigned_to.short_name if case.assigned_to else "ingen just nu"
    return f"Ärendets ansvariga ({name})"


def _initial(item: AgendaItem | None) -> dict[str, Any]:
    if item is None:
        return {"key": uuid.uuid4()}
    return {
        "kind": item.kind,
        "starts_at": item.starts_at,
        "ends_at": item.ends_at,
        "responsible": str(item.responsible.public_id) if item.responsible else OF_CASE,
        "place": item.place,
        "about": item.about,
    }
