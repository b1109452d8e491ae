"""A note that is warned about once before it is saved."""

from typing import Any

from django import forms

from cases.domain.note_warnings import note_warnings
from cases.forms.base import RefusableForm
from cases.words import NOTE_WARNINGS
from jourcase.kernel.fields import PlainTextField

LONGEST_NOTE = 20_000
NOTE_HELP = (
    "Skriv det nästa person behöver veta. Skriv inte personnummer, adress eller "
    "gärningspersonens namn."
)


class WarnedNote(RefusableForm):
    """Mixed into forms with a note. A second press on the button saves what was warned about."""

    warned_field = "note"
    # Set by whoever shows the form: an address is warned about in a protected case alone.
    is_of_protected = False
    # Posted by the page that shows the warning.
    note_seen = forms.BooleanField(required=False, widget=forms.HiddenInput)

    @property
    def warnings(self) -> list[str]:
        """Sentences about the note as typed; empty when it may be saved at once."""
        if not self.is_bound or self.typed.get("note_seen"):
            return []
        text = self.typed.get(self.warned_field) or ""
        return [
            NOTE_WARNINGS[one] for one in note_warnings(text, is_protected=self.is_of_protected)
        ]


class NoteForm(WarnedNote):
    """One note on a case."""

    note = PlainTextField(
        label="Anteckning",
        max_length=LONGEST_NOTE,
        lines=6,
        help_text=NOTE_HELP,
        error_messages={"required": "Skriv något, eller gå tillbaka till ärendet."},
    )


def voluntary_note(label: str, **kwargs: Any) -> PlainTextField:
    """A voluntary note among other fields."""
    return PlainTextField(
        label=label, required=False, max_length=LONGEST_NOTE, lines=4, help_text=NOTE_HELP, **kwargs
    )
