"""A new case: one page, two required answers."""

import uuid
from datetime import date, datetime
from typing import Any, ClassVar

from django import forms

from cases.domain.enums import CallSafety, IntakeChannel, ReachBy, Source
from cases.domain.intake import IdentityInput, Intake
from cases.domain.protection import ProtectionRefusal
from cases.domain.rules import CaseRefusal, received_refusals
from cases.forms.base import radios, select, tick
from cases.forms.hours import HOUR_FIELDS
from cases.forms.identity import PHONE_FIELDS, IdentityFields
from cases.forms.notes import WarnedNote, voluntary_note
from cases.forms.statistics import StatisticsFields
from jourcase.agreement.models import District
from jourcase.kernel.fields import LocalDateTimeField
from jourcase.kernel.local_time import local_date
from jourcase.kernel.refusals import Refusal
from volunteers.models import User

# Asked beside the age, which says whether there is anything to ask.
_IDENTITY = tuple(name for name in IdentityFields.base_fields if name != "guardian")
_STATISTICS = tuple(
    found
    for name in StatisticsFields.base_fields
    for found in ((name, "guardian") if name == "age_band" else (name,))
)

# What tells who it is: with any of these a person is not anonymous.
_TELLING = ("name", "email", "other_way", "k_number", "guardian", "born", *PHONE_FIELDS)


class KeyField(forms.Field):
    """The id that the new case will have; anything that is none gives a new one."""

    def clean(self, value: Any) -> uuid.UUID:
        try:
            return uuid.UUID(str(value))
        except ValueError:
            return uuid.uuid4()


class IntakeForm(WarnedNote, IdentityFields, StatisticsFields):
    """Everything about a new case. `intake` gives it as values once the form is valid."""

    warned_field = "first_note"
    field_of_refusal: ClassVar[dict[Refusal, str]] = {
        **IdentityFields.field_of_refusal,
        **StatisticsFields.field_of_refusal,
        CaseRefusal.ANONYMOUS_WITH_IDENTITY: "anonymous",
        CaseRefusal.RECEIVED_IN_FUTURE: "received_at",
        CaseRefusal.RECEIVED_BEFORE_AGREEMENT: "received_at",
        ProtectionRefusal.NOBODY_TAKES_OVER: "protected",
    }

    # As they stand on the page: the list of errors has the same order.
    field_order = (
        "anonymous",
        *_IDENTITY,
        "source",
        "channel",
        "received_at",
        *(name for name in _STATISTICS if name != "district"),
        "protected",
        "district",
        "first_note",
    )

    asks_guardian_with_age = True

    # One page makes one case: the id it will have is drawn when the page is shown.
    key = KeyField(widget=forms.HiddenInput)
    anonymous = tick(
        "Personen vill vara anonym",
        help_text="Inga uppgifter om personen sparas. Ni får en kod på tre ord att läsa upp.",
    )
    source = radios("Från vem?", Source, required="Välj hur ärendet kom in.")
    channel = select("Genom", IntakeChannel, required="Välj på vilket sätt ärendet kom in.")
    received_at = LocalDateTimeField(
        label="Kom in till jouren",
        help_text="När jouren fick ärendet, även om ingen hann läsa det då.",
    )
    first_note = voluntary_note("Första anteckning")
    protected = tick(
        "Skyddade personuppgifter",
        help_text=(
            "Då sparas ingen stadsdel, och bara du ser ärendet. Du kan låta fler samordnare se det "
            "efteråt. Lägg inte in adress någonstans."
        ),
    )

    def __init__(
        self,
        data: Any = None,
        *,
        user: User,
        districts: list[District],
        first_terms_on: date,
        now: datetime,
        typed_before: dict[str, Any] | None = None,
    ) -> None:
        usual = _usual(user) | {"received_at": now, "key": uuid.uuid4()}
        super().__init__(data, initial=usual | (typed_before or {}))
        self.now, self.first_terms_on = now, first_terms_on
        self.offer_districts(districts)
        if not self.is_bound:
            # The number is what there is to type; the answers before it are rarely changed.
            self.fields["phone"].widget.attrs["autofocus"] = True
        if not user.is_coordinator:
            self.fields["protected"].help_text = (
                "Då sparas ingen stadsdel. När du har sparat ser bara samordnarna ärendet; de får "
                "veta det och tar över. Lägg inte in adress någonstans."
            )

    def clean(self) -> dict[str, Any]:
        super().clean()
        self.is_of_protected = bool(self.typed.get("protected"))
        if self.is_anonymous:
            self._clean_anonymous()
        else:
            self.clean_identity()
        self.clean_born_before(local_date(self.now))
        received_at = self.typed.get("received_at")
        if received_at is not None:
            self.refuse(
                received_refusals(
                    received_at,
                    first_terms_on=self.first_terms_on,
                    first_contact_at=None,
                    now=self.now,
                )
            )
        return self.cleaned_data

    def focus_on_safety(self) -> None:
        """For a page that has the number already: what is left to answer comes first."""
        self.fields["phone"].widget.attrs.pop("autofocus", None)
        self.fields["call_safety"].widget.attrs["autofocus"] = True

    @property
    def shown_key(self) -> uuid.UUID:
        """The id that this page's case will have, whether the form is filled in or not."""
        key: uuid.UUID = self.fields["key"].clean(self["key"].value())
        return key

    @property
    def is_anonymous(self) -> bool:
        return bool(self.typed.get("anonymous"))

    def _clean_anonymous(self) -> None:
        """What would tell who it is must not be there; how to reach and ring is not asked."""
        if any(self[name].value() for name in _TELLING):
            self.refuse({CaseRefusal.ANONYMOUS_WITH_IDENTITY})
        for name in (*HOUR_FIELDS, "reach_by", "call_safety"):
            self.errors.pop(name, None)

    @property
    def is_contradictory(self) -> bool:
        """The page must show the fields that the anonymous tick would otherwise hide."""
        return self.has_error("anonymous")

    def intake(self) -> Intake:
        """The values."""
        data, anonymous = self.cleaned_data, self.is_anonymous
        return Intake(
            received_at=data["received_at"],
            source=Source(data["source"]),
            channel=IntakeChannel(data["channel"]),
            reach_by=ReachBy.CALLS_US if anonymous else ReachBy(data["reach_by"]),
            call_safety=CallSafety.UNKNOWN if anonymous else CallSafety(data["call_safety"]),
            is_anonymous=anonymous,
            is_protected=bool(data.get("protected")),
            identity=IdentityInput() if anonymous else self.identity(),
            statistics=self.statistics(),
            first_note=data["first_note"],
        )


def content_of(data: Any) -> dict[str, list[str]]:
    """What of a posted form is kept in a draft: the form's own fields and nothing else."""
    return {
        name: data.getlist(name)
        for name in IntakeForm.base_fields
        if name in data and name != "key"
    }


def initial_of(content: dict[str, list[str]]) -> dict[str, Any]:
    """What a draft says, as the form's initial values. An answer that was taken away stays so."""
    if not content:
        return {}
    said: dict[str, Any] = dict.fromkeys(IntakeForm.base_fields, "")
    for name, values in content.items():
        field = IntakeForm.base_fields.get(name)
        if field is not None and values:
            said[name] = values if isinstance(field, forms.MultipleChoiceField) else values[-1]
    return said


def _usual(user: User) -> dict[str, str]:
    """What is most often right: coordinators take in the police's referrals, volunteers calls."""
    usual = (Source.OWN, IntakeChannel.PHONE)
    if user.is_coordinator:
        usual = (Source.POLICE, IntakeChannel.REFERRAL)
    source, channel = usual
    return {"source": source.value, "channel": channel.value, "reach_by": ReachBy.PHONE.value}
