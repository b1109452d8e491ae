"""Asking that a case be erased now."""

from typing import Any, ClassVar

from django import forms

from cases.domain.enums import CloseReason
from cases.domain.retention import ASKED_REASONS, ErasureReason
from cases.domain.rules import CaseRefusal
from cases.forms.base import RefusableForm
from cases.models import Case
from jourcase.kernel.fields import NO_SUCH_CHOICE
from jourcase.kernel.refusals import Refusal


def _choices(label: str, choices: list[tuple[str, str]], required: str) -> Any:
    return forms.ChoiceField(
        label=label,
        choices=choices,
        widget=forms.RadioSelect,
        error_messages={"required": required, "invalid_choice": NO_SUCH_CHOICE},
    )


class AskErasureForm(RefusableForm):
    """Why, as a code: what the person said is not written down. An open case says how it ends."""

    field_of_refusal: ClassVar[dict[Refusal, str]] = {CaseRefusal.IS_ERASED: "reason"}
    reason = _choices(
        "Varför gallras ärendet nu?",
        [(reason.value, reason.label) for reason in ASKED_REASONS],
        "Välj varför.",
    )
    close_reason = _choices(
        "Ärendet är öppet. Hur räknas det?",
        [(one.value, one.label) for one in CloseReason if one is not CloseReason.DUPLICATE],
        "Välj hur ärendet räknas i statistiken.",
    )

    def __init__(self, data: Any = None, *, case: Case) -> None:
        super().__init__(data)
        if case.closed_at is not None:
            del self.fields["close_reason"]

    def said(self) -> tuple[ErasureReason, CloseReason | None]:
        """Of a valid form."""
        ending = self.cleaned_data.get("close_reason")
        reason = ErasureReason(self.cleaned_data["reason"])
        return reason, CloseReason(ending) if ending else None
