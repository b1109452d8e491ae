"""What a person has asked for, noted so that the next one knows. The answer is an act of its own:
an edit page, "Gallra nu", or the extract.
"""

from typing import ClassVar

from django import forms

from cases.forms.base import radios
from cases.forms.notes import LONGEST_NOTE, NOTE_HELP, WarnedNote
from jourcase.kernel.fields import PlainTextField
from jourcase.kernel.labelled import Labelled


class Wish(Labelled):
    """The rights of the person. Source: the data protection regulation, articles 15–21."""

    CORRECTION = "correction", "Något är fel och ska rättas"
    ERASURE = "erasure", "Något ska raderas"
    RESTRICTION = "restriction", "Uppgifterna ska användas mindre, eller inte alls"
    EXTRACT = "extract", "Ett utdrag är begärt eller lämnat"


class WishForm(WarnedNote):
    """Which right, and what the person said."""

    warned_field: ClassVar[str] = "said"  # type: ignore[misc]

    wish: forms.ChoiceField = radios(
        "Vad gäller det?", Wish, required="Välj vad personen har begärt."
    )
    said = PlainTextField(
        label="Vad sade personen?",
        max_length=LONGEST_NOTE - 200,
        lines=4,
        help_text=NOTE_HELP,
        error_messages={"required": "Skriv kort vad personen har begärt."},
    )

    @property
    def note(self) -> str:
        """What is written in the case."""
        return f"Begäran – {Wish(self.cleaned_data['wish']).label}: {self.cleaned_data['said']}"
