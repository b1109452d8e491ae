"""Aktiviteter: the rows of the list, the totals, and the history of one activity."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Self, TypeVar
from urllib.parse import urlencode

from django.db.models import F, Q, QuerySet
from django.http import QueryDict

from jourcase.kernel.labelled import Labelled
from jourcase.kernel.local_time import local_date
from jourcase.kernel.swedish import NBSP, capitalised, near_instant, number
from reporting.activities.models import Activity
from reporting.activities.services import facts
from reporting.activities.words import Order, Shown
from reporting.domain.activities import (
    ActivityKind,
    InformationCounts,
    changed_fields,
    cooperation_counts,
    information_counts,
)

Code = TypeVar("Code", bound=Labelled)
_KINDS = {Shown.COOPERATION: ActivityKind.COOPERATION, Shown.INFORMATION: ActivityKind.INFORMATION}
_ORDERS = {
    Order.NEWEST: (F("held_on").desc(), F("pk").desc()),
    Order.OLDEST: (F("held_on").asc(), F("pk").asc()),
    # The codes of parties and groups stand together; a row has one of the two.
    Order.PARTY: (F("kind").asc(), F("partner").asc(), F("audience").asc(), F("held_on").desc()),
    Order.REACHED: (F("reached").desc(nulls_last=True), F("held_on").desc(), F("pk").desc()),
}
_FIELD_WORDS = {
    "held_on": "datum",
    "partner": "part",
    "subject": "ämne",
    "audience": "målgrupp",
    "reached": "antal",
    "named_others": "nämnde övriga",
    "told_others": "informerade övriga",
}


@dataclass(frozen=True, slots=True)
class Asked:
    """What the address asks for. A code that is none is as nothing; `year` None is every year."""

    year: int | None
    kind: Shown
    order: Order

    @classmethod
    def read(cls, query: QueryDict, *, years: Sequence[int], this_year: int) -> Self:
        said = query.get("ar", "")
        year = next((one for one in years if str(one) == said), this_year)
        return cls(
            year=None if said == "alla" else year,
            kind=_code(query.get("slag", ""), Shown.ALL),
            order=_code(query.get("ordning", ""), Order.NEWEST),
        )

    @property
    def query(self) -> str:
        """The same as stands in an address."""
        codes = {"ar": self.year or "alla", "slag": self.kind.value, "ordning": self.order.value}
        return urlencode(codes)

    def rows(self) -> QuerySet[Activity]:
        """The activities that stand, less those of other years and the other kind."""
        wanted = Q()
        if self.year is not None:
            wanted &= Q(held_on__year=self.year)
        if self.kind in _KINDS:
            wanted &= Q(kind=_KINDS[self.kind].value)
        found: QuerySet[Activity] = Activity.objects.effective().filter(wanted)
        return found.order_by(*_ORDERS[self.order])


def _code(said: str, usual: Code) -> Code:
    return next((one for one in type(usual) if one.value == said), usual)


@dataclass(frozen=True, slots=True)
class ActivityRow:
    """One activity in words. `others` is empty for cooperation."""

    activity: Activity
    kind: str
    party: str
    subject: str
    reached: str
    others: str


def row_of(activity: Activity) -> ActivityRow:
    """No query."""
    others = ""
    if activity.kind == ActivityKind.INFORMATION:
        named, told = (_yes(one) for one in (activity.named_others, activity.told_others))
        others = f"Nämndes: {named}. Informerades: {told}."
    return ActivityRow(
        activity=activity,
        kind=activity.get_kind_display(),
        party=activity.get_audience_display() or activity.get_partner_display(),
        subject=activity.subject,
        reached="" if activity.reached is None else number(activity.reached),
        others=others,
    )


def _yes(said: bool | None) -> str:
    return "ja" if said else "nej"


def totals_of(rows: QuerySet[Activity], kind: Shown) -> list[str]:
    """The sums of everything that was asked for, whatever page is shown, as sentences. By the
    functions that the follow-up counts with (one query).
    """
    found = facts(rows)
    met, told = cooperation_counts(found), information_counts(found)
    sentences = []
    if kind is not Shown.INFORMATION:
        sentences.append(f"Samverkan: {_many(met.meetings, 'möte', 'möten')}.")
    if kind is not Shown.COOPERATION:
        sentences += _information_sentences(told)
    return sentences


def _information_sentences(told: InformationCounts) -> list[str]:
    held = _many(told.activities, "informationsinsats", "informationsinsatser")
    if not told.activities:
        return [capitalised(f"{held}.")]
    reached = f"{held} som nådde {_many(told.reached, 'person', 'personer')}"
    without = told.activities - told.counted
    of = f"av{NBSP}{number(told.activities)}"
    return [
        f"{reached}{f' ({number(without)} utan antal)' if without else ''}.",
        f"Övriga parter nämndes i {number(told.named_others)}{NBSP}{of} "
        f"och informerades om {number(told.told_others)}{NBSP}{of}.",
    ]


def _many(count: int, one: str, more: str) -> str:
    return f"{number(count)}{NBSP}{one if count == 1 else more}"


def years_with_activities(now: datetime) -> list[int]:
    """The years of the list, this one always, the latest first (one query)."""
    held = Activity.objects.effective().dates("held_on", "year")
    return sorted({local_date(now).year, *(day.year for day in held)}, reverse=True)


@dataclass(frozen=True, slots=True)
class VersionLine:
    """One version of an activity: who wrote it, when, and what it changed."""

    when: str
    who: str
    what: str
    row: ActivityRow


def history_of(activity: Activity, *, now: datetime) -> list[VersionLine]:
    """Every version, the latest first (one query)."""
    versions = Activity.objects.filter(public_id=activity.public_id).select_related("noted_by")
    lines: list[VersionLine] = []
    before: Activity | None = None
    for one in versions.order_by("pk"):
        what = "Noterades"
        if before is not None:
            changed = changed_fields(before.to_domain(), one.to_domain())
            what = f"Rättades: {', '.join(_FIELD_WORDS[name] for name in changed)}"
        lines.append(
            VersionLine(
                when=near_instant(one.noted_at, now=now),
                who=one.noted_by.short_name,
                what=what,
                row=row_of(one),
            )
        )
        before = one
    return lines[::-1]
