"""Short forms for single acts on a case."""

from typing import Any, ClassVar

from django import forms

from cases.domain.closing import ClosingRefusal, asks_early_reason
from cases.domain.duplicates import MergeRefusal
from cases.domain.enums import CloseReason, EarlyClose
from cases.domain.rules import CaseRefusal, duplicate_refusals
from cases.forms.base import RefusableForm, radios
from cases.models import Case
from cases.promise_facts import promise_facts
from jourcase.kernel.fields import NO_SUCH_CHOICE, LocalDateTimeField, PlainTextField
from jourcase.kernel.refusals import Refusal
from volunteers.models import User

LONGEST_REASON = 500


class ReceivedForm(RefusableForm):
    """Puts right when the case reached the jour; the earlier time stays in its history."""

    field_of_refusal: ClassVar[dict[Refusal, str]] = {
        CaseRefusal.RECEIVED_IN_FUTURE: "received_at",
        CaseRefusal.RECEIVED_BEFORE_AGREEMENT: "received_at",
        CaseRefusal.RECEIVED_AFTER_CONTACT: "received_at",
        CaseRefusal.CORRECTION_WITHOUT_REASON: "reason",
    }
    received_at = LocalDateTimeField(label="Kom in till jouren")
    reason = PlainTextField(
        label="Varför rättas tiden?",
        max_length=LONGEST_REASON,
        help_text="Till exempel: mejlet låg i skräpposten från i lördags.",
        error_messages={"required": "Skriv kort varför tiden rättas."},
    )


class CloseForm(RefusableForm):
    """Why the case ends."""

    field_of_refusal: ClassVar[dict[Refusal, str]] = {
        CaseRefusal.DUPLICATE_OF_NOTHING: "duplicate_of",
        CaseRefusal.DUPLICATE_OF_ITSELF: "duplicate_of",
        CaseRefusal.DUPLICATE_OF_DUPLICATE: "duplicate_of",
        MergeRefusal.PAIR_IS_DECIDED: "duplicate_of",
        ClosingRefusal.EARLY_WITHOUT_REASON: "early",
    }
    reason = radios("Avslutsorsak", CloseReason, required="Välj varför ärendet avslutas.")
    early = radios("Varför redan nu? Alla försök är inte gjorda.", EarlyClose)
    duplicate_of = PlainTextField(
        label="Vilket ärende är det rätta?",
        required=False,
        max_length=20,
        help_text="Ärendenumret, till exempel 2026-0147.",
    )

    def __init__(self, data: Any = None, *, case: Case, user: User) -> None:
        given_up = case.has_tried_enough and case.reached_at is None
        initial = {"reason": CloseReason.NOT_REACHED.value} if given_up else {}
        super().__init__(data, initial=initial)
        self.user, self.case = user, case
        early: Any = self.fields["early"]
        early.choices = [one for one in early.choices if one[0] != EarlyClose.ERASURE]
        self.asks_early = asks_early_reason(CloseReason.NOT_REACHED, promise_facts(case))
        if not self.asks_early:
            del self.fields["early"]

    @property
    def early_reason(self) -> EarlyClose | None:
        """Why it ends before the tries are made, of a valid form."""
        said = self.cleaned_data.get("early")
        return EarlyClose(said) if said else None

    @property
    def right_case(self) -> Case | None:
        """The case that this one doubles, of a valid form: compared and merged, not closed here."""
        found: Case | None = self.cleaned_data["duplicate_of"]
        return found

    def clean(self) -> dict[str, Any]:
        super().clean()
        typed, self.cleaned_data["duplicate_of"] = self.typed.get("duplicate_of") or "", None
        if self.typed.get("reason") != CloseReason.DUPLICATE:
            return self.cleaned_data
        found = Case.objects.visible_to(self.user).kept().filter(reference=typed).first()
        if typed and found is None:
            words = "Det finns inget sådant ärende som du kan se. Kontrollera numret."
            self.add_error("duplicate_of", words)
            return self.cleaned_data
        self.cleaned_data["duplicate_of"] = found
        self.refuse(
            duplicate_refusals(
                case_id=self.case.pk,
                right_id=found.pk if found else None,
                is_duplicate=found is not None and found.duplicate_of_id is not None,
            )
        )
        return self.cleaned_data


class DecideCallsForm(RefusableForm):
    """The coordinator's word after somebody else answered."""

    CONTINUE, STOP = "continue", "stop"
    decision = forms.ChoiceField(
        label="Hur gör vi nu?",
        choices=[
            (CONTINUE, "Fortsätt ringa: det är tryggt"),
            (STOP, "Ring inte mer: det är inte tryggt"),
        ],
        widget=forms.RadioSelect,
        error_messages={
            "required": "Välj om vi ska fortsätta ringa eller inte.",
            "invalid_choice": NO_SUCH_CHOICE,
        },
    )
    reason = PlainTextField(
        label="Varför?",
        max_length=LONGEST_REASON,
        lines=3,
        error_messages={"required": "Skriv kort varför, så att nästa person förstår beslutet."},
    )
