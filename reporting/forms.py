"""Choosing the period of a follow-up: an agreement period, or any days inside an agreement. And
ticking off a section of the loggkontroll.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django import forms

from jourcase.kernel.swedish import capitalised
from reporting.domain.log_week import CheckOutcome, Section, Week
from reporting.domain.periods import ReportPeriod, period_of_key, period_refusals
from reporting.services import AgreementSpan
from reporting.words import period_label, period_refusal_text

OWN = "egen"
_DATE_ERRORS = {
    "invalid": "Skriv datumet som år-månad-dag, till exempel 2026-11-25.",
}


class PeriodForm(forms.Form):
    """`chosen` is the period after `is_valid()`. Only agreement periods when not `own`."""

    period = forms.ChoiceField(
        label="Period",
        error_messages=dict.fromkeys(
            ("required", "invalid_choice"), "Välj en av perioderna i listan."
        ),
    )
    fran = forms.DateField(
        label="Från och med",
        required=False,
        error_messages=_DATE_ERRORS,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    till = forms.DateField(
        label="Till och med",
        required=False,
        error_messages=_DATE_ERRORS,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    def __init__(
        self, data: Mapping[str, Any], *, spans: Sequence[AgreementSpan], own: bool = True
    ) -> None:
        agreed = [period for span in spans for period in span.agreed]
        super().__init__(_with_own_days(data, agreed) if own else data)
        self._spans = spans
        self.has_own_days = own
        choices = [(period.key, capitalised(period_label(period))) for period in agreed]
        field = self.fields["period"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - declared above
        field.choices = [*choices, *([(OWN, "Egna datum")] if own else [])]
        self._agreed = {period.key: period for period in agreed}
        if not own:
            del self.fields["fran"], self.fields["till"]

    @property
    def chosen(self) -> ReportPeriod:
        if self.cleaned_data["period"] == OWN:
            return ReportPeriod(self.cleaned_data["fran"], self.cleaned_data["till"])
        return self._agreed[self.cleaned_data["period"]]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("period") != OWN:
            # Dates left over from an earlier choice say nothing about an agreement period.
            for name in ("fran", "till"):
                self.errors.pop(name, None)
            return cleaned
        first, last = cleaned.get("fran"), cleaned.get("till")
        for name, value in (("fran", first), ("till", last)):
            if value is None and name not in self.errors:
                self.add_error(name, "Skriv ett datum.")
        if first is not None and last is not None:
            self._clean_days(first, last)
        return cleaned

    def _clean_days(self, first: date, last: date) -> None:
        span = self._span_for(first)
        for refusal in period_refusals(first, last, span=span):
            name = "fran" if refusal.value == "before_agreement" else "till"
            self.add_error(name, period_refusal_text(refusal, span))

    def _span_for(self, first: date) -> ReportPeriod:
        """The agreement that had begun on the first day, or the earliest one."""
        begun = [span.span for span in self._spans if span.span.first <= first]
        return begun[-1] if begun else self._spans[0].span


def _with_own_days(data: Mapping[str, Any], agreed: Sequence[ReportPeriod]) -> Mapping[str, Any]:
    """An address may name any period by its key; days of one's own are filled in as such."""
    named = period_of_key(str(data.get("period", "")))
    if named is None or named in agreed:
        return data
    return {"period": OWN, "fran": named.first.isoformat(), "till": named.last.isoformat()}


def default_period(spans: Sequence[AgreementSpan], today: date) -> ReportPeriod | None:
    """The agreement period that today belongs to, or the last one that has begun."""
    agreed = [period for span in spans for period in span.agreed]
    begun = [period for period in agreed if period.first <= today]
    return begun[-1] if begun else next(iter(agreed), None)


class LogCheckForm(forms.Form):
    """Which section of which week, and what the check came to."""

    key = forms.CharField(max_length=8)
    section = forms.ChoiceField(choices=Section.choices())
    outcome = forms.ChoiceField(choices=CheckOutcome.choices())

    def clean_key(self) -> str:
        key: str = self.cleaned_data["key"]
        if Week.of_key(key) is None:
            raise forms.ValidationError("Ingen vecka.")
        return key

    @property
    def week(self) -> Week:
        """After `is_valid()`."""
        week = Week.of_key(self.cleaned_data["key"])
        assert week is not None  # noqa: S101 - cleaned
        return week
