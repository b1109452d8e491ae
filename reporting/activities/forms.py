"""One short form for each kind. Each gives a value that the rules take."""

from datetime import date
from typing import Any, ClassVar

from django import forms

from cases.domain.note_warnings import note_warnings
from cases.forms.base import radios, select
from cases.forms.notes import WarnedNote
from jourcase.kernel.fields import UNREADABLE_DATE, PlainTextField, SwedishDateField
from jourcase.kernel.labelled import Labelled
from jourcase.kernel.refusals import Refusal
from reporting.activities.words import REFUSALS, WARNINGS, YesNo
from reporting.domain.activities import (
    LONGEST_SUBJECT,
    MOST_REACHED,
    Activity,
    ActivityKind,
    ActivityRefusal,
    AudienceGroup,
    PartnerType,
)

_SUBJECT_HELP = "Några ord. Skriv inte vad någon heter."
_NUMBER = REFUSALS[ActivityRefusal.REACHED_OUT_OF_RANGE]


def _day() -> SwedishDateField:
    return SwedishDateField(label="Datum", error_messages={"required": UNREADABLE_DATE})


class ActivityForm(WarnedNote):
    """What both have. `key` makes the same form sent twice one activity; `seen` is the version
    that a correction was written over.
    """

    kind: ClassVar[ActivityKind]
    warned_field = "subject"
    words_of_refusal = REFUSALS
    field_of_refusal: ClassVar[dict[Refusal, str]] = {
        ActivityRefusal.IN_FUTURE: "held_on",
        ActivityRefusal.BEFORE_AGREEMENT: "held_on",
        ActivityRefusal.SUBJECT_TOO_LONG: "subject",
    }
    key = forms.UUIDField(required=False, widget=forms.HiddenInput)
    seen = forms.IntegerField(required=False, widget=forms.HiddenInput)

    @property
    def warnings(self) -> list[str]:
        """As of any note, in words that are about the subject."""
        if not self.is_bound or self.typed.get("note_seen"):
            return []
        return [WARNINGS[one] for one in note_warnings(self.typed.get("subject") or "")]

    def activity(self) -> Activity:
        """What was said (after `is_valid`)."""
        raise NotImplementedError

    @classmethod
    def filled(cls, activity: Activity) -> dict[str, Any]:
        """The boxes for an activity, as `initial`."""
        return {
            "held_on": activity.held_on,
            "partner": activity.partner.value if activity.partner else "",
            "audience": activity.audience.value if activity.audience else "",
            "subject": activity.subject,
            "reached": activity.reached,
            "named_others": _answer(activity.named_others),
            "told_others": _answer(activity.told_others),
        }

    @classmethod
    def empty(cls, today: date) -> dict[str, Any]:
        return {"held_on": today}


class CooperationForm(ActivityForm):
    """Samverkan: when, with whom, about what."""

    kind = ActivityKind.COOPERATION
    held_on = _day()
    partner = select("Med vem", PartnerType, required=REFUSALS[ActivityRefusal.PARTNER_MISSING])
    subject = PlainTextField(
        label="Ämne",
        max_length=LONGEST_SUBJECT,
        help_text=_SUBJECT_HELP,
        error_messages={"required": REFUSALS[ActivityRefusal.SUBJECT_MISSING]},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _ask_first(self, "partner", PartnerType)

    def activity(self) -> Activity:
        data = self.cleaned_data
        return Activity(self.kind, data["held_on"], PartnerType(data["partner"]), data["subject"])


class InformationForm(ActivityForm):
    """Informationsinsats: when, to whom, how many, and the two questions of the annex."""

    kind = ActivityKind.INFORMATION
    held_on = _day()
    audience = select(
        "Målgrupp", AudienceGroup, required=REFUSALS[ActivityRefusal.AUDIENCE_MISSING]
    )
    subject = PlainTextField(
        label="Ämne", required=False, max_length=LONGEST_SUBJECT, help_text=_SUBJECT_HELP
    )
    reached = forms.IntegerField(
        label="Hur många nåddes?",
        required=False,
        min_value=0,
        max_value=MOST_REACHED,
        help_text="Ungefär. Lämna tomt om ingen räknade.",
        widget=forms.NumberInput(attrs={"autocomplete": "off", "inputmode": "numeric"}),
        error_messages=dict.fromkeys(("invalid", "min_value", "max_value"), _NUMBER),
    )
    named_others = radios(
        "Nämnde ni de övriga parterna?",
        YesNo,
        required=REFUSALS[ActivityRefusal.NAMED_MISSING],
        help_text="De andra jourerna, Stödcentrum och staden, för dem som lyssnade.",
    )
    told_others = radios(
        "Informerade ni de övriga parterna?",
        YesNo,
        required=REFUSALS[ActivityRefusal.TOLD_MISSING],
        help_text="Fick de veta av er att insatsen skulle hållas?",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _ask_first(self, "audience", AudienceGroup)

    def activity(self) -> Activity:
        data = self.cleaned_data
        return Activity(
            self.kind,
            data["held_on"],
            subject=data["subject"],
            audience=AudienceGroup(data["audience"]),
            reached=data["reached"],
            named_others=data["named_others"] == YesNo.YES,
            told_others=data["told_others"] == YesNo.YES,
        )


FORMS: dict[ActivityKind, type[ActivityForm]] = {
    form.kind: form for form in (CooperationForm, InformationForm)
}


def _answer(said: bool | None) -> str:
    return "" if said is None else (YesNo.YES if said else YesNo.NO).value


def _ask_first(form: forms.Form, name: str, codes: type[Labelled]) -> None:
    """Nothing is chosen beforehand in the list."""
    field = form.fields[name]
    assert isinstance(field, forms.ChoiceField)  # noqa: S101 - declared above
    field.choices = [("", "Välj"), *codes.choices()]
