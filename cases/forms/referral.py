"""The short forms of a referral: age, decision, offer, answer, consent, hand-over, feedback."""

import uuid
from collections.abc import Iterable
from datetime import datetime
from typing import Any, ClassVar

from django import forms

from cases.domain.enums import AgeBand
from cases.domain.referral import FEEDBACK, Consent, Offer
from cases.domain.referral_codes import (
    ConsentHow,
    HandOverWay,
    Item,
    NotRelevant,
    Recipient,
    ReferralRefusal,
    ReferralState,
)
from cases.domain.seen import SeenRefusal
from cases.forms.base import RefusableForm, radios, tick
from cases.forms.intake import KeyField
from cases.forms.notes import LONGEST_NOTE, WarnedNote
from cases.referrals.seen import consent_changed, consent_stamp
from cases.referrals.words import REFERRAL_REFUSALS, age_answers
from cases.referring import Referral
from jourcase.kernel.fields import NO_SUCH_CHOICE, LocalDateTimeField, PlainTextField
from jourcase.kernel.refusals import Refusal

LONGEST_REASON = 500
LONGEST_NAME = 120


def _radios(label: str, choices: list[tuple[str, str]], required: str, **kwargs: Any) -> Any:
    return forms.ChoiceField(
        label=label,
        choices=choices,
        required=bool(required),
        widget=forms.RadioSelect,
        error_messages={"required": required, "invalid_choice": NO_SUCH_CHOICE},
        **kwargs,
    )


class ReferralForm(RefusableForm):
    """What the forms of a referral share: the words, and where each refusal stands."""

    words_of_refusal: ClassVar[dict[Refusal, str]] = REFERRAL_REFUSALS
    field_of_refusal: ClassVar[dict[Refusal, str]] = {
        ReferralRefusal.RECIPIENT_MISSING: "to_whom",
        ReferralRefusal.AGE_TO_BE_ASKED: "recipient",
        ReferralRefusal.TOO_OLD: "recipient",
        ReferralRefusal.COORDINATOR_DECIDES: "recipient",
        ReferralRefusal.ALREADY_UNDER_WAY: "recipient",
        ReferralRefusal.REASON_MISSING: "reason",
        ReferralRefusal.WHY_NOT_MISSING: "why_not",
        ReferralRefusal.CONSENT_IN_FUTURE: "given_at",
        ReferralRefusal.CONSENT_BEFORE_CASE: "given_at",
        ReferralRefusal.NOTHING_MAY_BE_PASSED: "items",
        ReferralRefusal.NUMBER_WITHOUT_SAFETY: "items",
        ReferralRefusal.EVENT_MISSING: "event",
    }


class AgeForm(ReferralForm):
    """The one question that is lacking."""

    band = _radios("Hur gammal är personen?", [], "Välj det personen svarar.")

    def __init__(self, data: Any = None, *, possible: Iterable[AgeBand], referral_age: int) -> None:
        super().__init__(data)
        field = self.fields["band"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101
        field.choices = age_answers(possible, referral_age=referral_age)


class DecisionForm(ReferralForm):
    """At exactly the referral age. The jour is what is usual."""

    JOUR, STODCENTRUM = "jour", "stodcentrum"
    field_of_refusal: ClassVar[dict[Refusal, str]] = {
        ReferralRefusal.DECISION_WITHOUT_REASON: "reason",
    }
    key = KeyField(widget=forms.HiddenInput)
    decision = _radios(
        "Vem ger stödet?",
        [(JOUR, "Jouren"), (STODCENTRUM, "Stödcentrum, om personen vill")],
        "Välj vem som ger stödet.",
        initial=JOUR,
    )
    reason = PlainTextField(
        label="Varför?",
        max_length=LONGEST_REASON,
        lines=3,
        error_messages={"required": REFERRAL_REFUSALS[ReferralRefusal.DECISION_WITHOUT_REASON]},
    )

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, initial={"key": uuid.uuid4()})

    def offer(self) -> Offer:
        """Of a valid form."""
        to_jour = self.cleaned_data["decision"] == self.JOUR
        return Offer(
            Recipient.STODCENTRUM,
            ReferralState.NOT_RELEVANT if to_jour else ReferralState.OFFERED,
            why_not=NotRelevant.JOUR_AT_21 if to_jour else None,
            reason=self.cleaned_data["reason"],
        )


class AnswerForm(ReferralForm):
    """What the person says."""

    CONSENTS, SELF, NO, NOT_RELEVANT = "consents", "self", "no", "not_relevant"
    ANSWERS: ClassVar[list[tuple[str, str]]] = [
        (CONSENTS, "Ja, och vi får lämna uppgifter"),
        (SELF, "Ja, men personen tar själv kontakt och får numret"),
        (NO, "Nej tack"),
        (NOT_RELEVANT, "Ej aktuellt att erbjuda"),
    ]
    STATES: ClassVar[dict[str, ReferralState]] = {
        CONSENTS: ReferralState.OFFERED,  # the consent itself makes it a yes
        SELF: ReferralState.ACCEPTED,
        NO: ReferralState.DECLINED,
        NOT_RELEVANT: ReferralState.NOT_RELEVANT,
    }
    answer = _radios("Vad säger personen?", ANSWERS, "Välj vad personen säger.")
    why_not = _radios(
        "Varför är det inte aktuellt?",
        [(one.value, one.label) for one in NotRelevant if one != NotRelevant.JOUR_AT_21],
        "",
    )
    reason = PlainTextField(
        label="Kort förklaring", required=False, max_length=LONGEST_REASON, lines=2
    )

    @property
    def gives_consent(self) -> bool:
        return bool(self.cleaned_data["answer"] == self.CONSENTS)

    def answered(self, recipient: Recipient, to_whom: str = "") -> Offer:
        """Of a valid form. What stands in fields that the answer hides is not taken along."""
        data = self.cleaned_data
        is_not = data["answer"] == self.NOT_RELEVANT
        return Offer(
            recipient,
            self.STATES[data["answer"]],
            to_whom=to_whom,
            why_not=NotRelevant(data["why_not"]) if is_not and data["why_not"] else None,
            reason=data["reason"] if is_not else "",
        )


class OfferForm(AnswerForm):
    """A new referral, with the person's answer when there is one."""

    LATER = "later"
    STATES: ClassVar[dict[str, ReferralState]] = {
        **AnswerForm.STATES,
        LATER: ReferralState.OFFERED,
    }
    field_order = ("key", "recipient", "to_whom", "answer", "why_not", "reason")
    key = KeyField(widget=forms.HiddenInput)
    recipient = radios("Till vem?", Recipient, required="Välj vart personen hänvisas.")
    to_whom = PlainTextField(
        label="Vilken mottagning, jour eller kommun?",
        required=False,
        max_length=LONGEST_NAME,
        help_text="Inte namnet på någon som arbetar där.",
    )
    answer = _radios(
        "Vad säger personen?",
        [*AnswerForm.ANSWERS[:2], (LATER, "Personen tänker på saken"), *AnswerForm.ANSWERS[2:]],
        "Välj vad personen säger.",
    )

    def __init__(
        self, data: Any = None, *, recipient: str = "", is_decided_above: bool = False
    ) -> None:
        super().__init__(data, initial={"key": uuid.uuid4(), "recipient": recipient})
        if is_decided_above:
            field = self.fields["recipient"]
            assert isinstance(field, forms.ChoiceField)  # noqa: S101
            field.choices = [
                (one.value, one.label) for one in Recipient if one != Recipient.STODCENTRUM
            ]

    def offer(self) -> Offer:
        """Of a valid form."""
        data = self.cleaned_data
        return self.answered(Recipient(data["recipient"]), data["to_whom"])


class ConsentForm(ReferralForm, WarnedNote):
    """How, when and what. Nothing is ticked beforehand: each is to be asked about. A consent that
    there is already is shown, to be changed.
    """

    warned_field = "event"
    how = radios("Hur sade personen ja?", ConsentHow, required="Välj hur personen sade ja.")
    given_at = LocalDateTimeField(label="När?")
    items = forms.MultipleChoiceField(
        label="Vad får vi lämna?",
        choices=Item.choices(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=(
            "Läs upp var för sig. Utan förnamn går också bra. Trygg kontakt följer med numret."
        ),
        error_messages={"invalid_choice": NO_SUCH_CHOICE, "invalid_list": NO_SUCH_CHOICE},
    )
    event = PlainTextField(
        label="Vad som får lämnas om det som har hänt",
        required=False,
        max_length=LONGEST_NOTE // 10,
        lines=4,
        help_text=(
            "Skriv som personen har godkänt det. Inget om den som misstänks, inget personnummer."
        ),
    )
    # The stamp of what the page shows: nobody puts back what another has taken away.
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, referral: Referral, now: datetime) -> None:
        self._referral, self._now = referral, now
        initial = {
            "how": referral.consent_how,
            "given_at": referral.consent_at or now,
            "items": [item.value for item in referral.items],
            "event": referral.event,
            "seen": consent_stamp(referral),
        }
        super().__init__(data, initial=initial)
        self.is_of_protected = referral.case.is_protected
        # What the page is to carry: the stamp that came with it, until the changes have been shown.
        self.stamp: str = self["seen"].value() or ""
        self.changed: list[tuple[str, str]] = []

    def refuse(self, refusals: Iterable[Refusal]) -> None:
        """What was changed meanwhile is shown beside what was chosen; saved again, it is known."""
        found = set(refusals)
        super().refuse(found)
        if SeenRefusal.CHANGED_MEANWHILE in found:
            stored = Referral.objects.get(pk=self._referral.pk)
            self.changed = consent_changed(stored, self.stamp, now=self._now)
            self.stamp = consent_stamp(stored)

    def consent(self) -> Consent:
        """Of a valid form."""
        data = self.cleaned_data
        return Consent(
            how=ConsentHow(data["how"]),
            given_at=data["given_at"],
            items=frozenset(Item(code) for code in data["items"]),
            event=data["event"],
        )


class HandOverForm(ReferralForm):
    """It is handed over now, as it was read."""

    seen = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)
    way = radios("Hur lämnar du över?", HandOverWay, required="Välj hur du lämnar över.")
    closes = tick("Avsluta ärendet samtidigt")

    def __init__(self, data: Any = None, *, can_close: bool) -> None:
        super().__init__(data)
        if not can_close:
            del self.fields["closes"]


class FeedbackForm(ReferralForm):
    """What came of it."""

    state = _radios(
        "Vad har mottagaren svarat?",
        [(state.value, state.label) for state in FEEDBACK],
        "Välj vad mottagaren har svarat.",
    )
