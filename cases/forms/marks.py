"""Forms for jäv and nödöppning."""

from typing import Any, ClassVar

from django import forms

from cases.assignees import Assignee
from cases.domain.enums import GlassReason, GlassVerdict, RecusalReason
from cases.domain.rules import CaseRefusal
from cases.forms.base import RefusableForm, radios
from jourcase.kernel.fields import NO_SUCH_CHOICE, PlainTextField
from jourcase.kernel.refusals import Refusal

_LONGEST = 500


class RecusalForm(RefusableForm):
    """Who has nothing to do with the case, and why."""

    field_of_refusal: ClassVar[dict[Refusal, str]] = {
        CaseRefusal.ALREADY_RECUSED: "who",
        CaseRefusal.NOBODY_ELSE_SEES: "who",
    }
    who = forms.ChoiceField(
        label="Vem är jävig?",
        error_messages={"required": "Välj vem som är jävig.", "invalid_choice": NO_SUCH_CHOICE},
    )
    reason = radios("Varför?", RecusalReason, required="Välj varför.")

    def __init__(self, data: Any = None, *, people: list[Assignee]) -> None:
        super().__init__(data, initial={"reason": RecusalReason.KNOWS_PERSON.value})
        who: Any = self.fields["who"]
        who.choices = [("", "Välj"), *((one.public_id, one.name) for one in people)]


class BreakGlassForm(RefusableForm):
    """Which case is to be opened outside the ordinary, and why."""

    field_of_refusal: ClassVar[dict[Refusal, str]] = {CaseRefusal.REASON_TOO_SHORT: "why"}
    said = PlainTextField(
        label="Vilket ärende?",
        max_length=40,
        help_text="Hela ärendenumret, telefonnumret eller K-numret. Till exempel 2026-0147.",
        error_messages={"required": "Skriv ärendets nummer."},
    )
    code = radios("Skäl", GlassReason, required="Välj ett skäl.")
    why = PlainTextField(
        label="Varför just nu?",
        max_length=_LONGEST,
        lines=3,
        help_text="Minst tio tecken. Samordnaren läser det när nödöppningen bedöms.",
        error_messages={"required": "Skriv varför du behöver se ärendet, minst tio tecken."},
    )


class JudgeForm(RefusableForm):
    """What the coordinator says of a nödöppning."""

    verdict = radios("Bedömning", GlassVerdict, required="Välj en bedömning.")
    comment = PlainTextField(label="Kommentar", required=False, max_length=_LONGEST, lines=3)
