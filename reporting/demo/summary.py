"""What the demonstration came to, read back from the database beside the shape it was to have."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from cases.domain.enums import AgeBand, AgeGroup, CloseReason, Gender, ReachBy, Source
from cases.models import Case
from contacts.domain.enums import MeasureState, Result
from contacts.domain.promise import judge
from contacts.models import Contact
from contacts.services.promise_columns import standing_of
from jourcase.kernel.local_time import local
from jourcase.kernel.swedish import number, percent
from reporting.demo import shape
from reporting.demo.build import Built

_OLD = frozenset({AgeGroup.A65_79, AgeGroup.A80})
# They are in no cohort of the follow-up.
_NOT_COUNTED = frozenset({CloseReason.DUPLICATE, CloseReason.WITHDRAWN})
_WIDTH = 34
# Younger cases are still being rung, so that they do not tell on which try people are reached.
_SETTLED_AFTER = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Share:
    """One line: what was wanted of 100, and `count` of `total` that it came to."""

    label: str
    wanted: float
    count: int
    total: int

    @property
    def line(self) -> str:
        wanted = f"{self.wanted:g}".replace(".", ",")
        return f"  {self.label:<{_WIDTH}} {wanted:>5} %   {percent(self.count, self.total):>7}"


def summary_lines(built: Built, now: datetime) -> list[str]:
    """The table that `demo_data` prints at its end."""
    made = (
        f"{number(built.cases)} ärenden, {number(built.contacts)} kontakter, "
        f"{built.people} medarbetare, {built.evenings} kvällspass"
    )
    head = f"  {'':<{_WIDTH}}  önskat      blev"
    return [made, head, *(share.line for share in shares(now))]


def shares(now: datetime) -> list[Share]:
    """The shape that was reached, as of `now`."""
    cases = list(Case.objects.select_related("district").order_by("pk"))
    return [*_of_persons(cases), *_of_courses(cases), *_of_the_promise(cases, now)]


def _share(label: str, wanted: float, is_so: Iterable[bool]) -> Share:
    answers = list(is_so)
    return Share(label, wanted, sum(answers), len(answers))


def _of_persons(cases: Sequence[Case]) -> Iterable[Share]:
    for gender in (Gender.WOMAN, Gender.MAN):
        yield _share(gender.label, shape.GENDERS[gender], (c.gender == gender for c in cases))
    yield _share("under 21 år", 9, (c.age_band == AgeBand.UNDER for c in cases))
    yield _share("21 år", 2, (c.age_band == AgeBand.EXACTLY for c in cases))
    yield _share("65 år och äldre", 17, (c.age_group in _OLD for c in cases))
    for source in (Source.POLICE, Source.OWN, Source.HELPLINE_116006):
        yield _share(source.label, shape.SOURCES[source], (c.source == source for c in cases))
    for crime in list(shape.CRIMES)[:5]:
        yield _share(crime.label, shape.CRIMES[crime], (c.crime_type == crime for c in cases))
    near = [c.district for c in cases if c.district and c.district.code in shape.DISTRICTS]
    for code, wanted in shape.DISTRICTS.items():
        here = [place.code == code for place in near]
        name = next((place.name for place in near if place.code == code), code)
        yield _share(name, wanted, here)


def _of_courses(cases: Sequence[Case]) -> Iterable[Share]:
    wrong = _with_result(Result.WRONG_NUMBER) | _with_result(Result.NOT_IN_USE)
    others = _with_result(Result.OTHER_PERSON)
    closed_as = [case.close_reason for case in cases]
    yield _share("anonyma", shape.ANONYMOUS_SHARE, (c.is_anonymous for c in cases))
    yield _share(
        "nås bara på annan väg",
        shape.NO_PHONE_SHARE + shape.UNSAFE_SHARE,
        (c.reach_by == ReachBy.OTHER_WAY for c in cases),
    )
    yield _share("fel nummer", shape.WRONG_NUMBER_SHARE, (c.pk in wrong for c in cases))
    yield _share("någon annan svarade", shape.OTHER_PERSON_SHARE, (c.pk in others for c in cases))
    yield _share(
        "dubbletter",
        shape.DUPLICATE_SHARE,
        (reason == CloseReason.DUPLICATE for reason in closed_as),
    )
    yield _share("skyddade", shape.PROTECTED_SHARE, (c.is_protected for c in cases))
    monday = (local(c.received_at).weekday() == 0 for c in cases)
    yield _share("kom in en måndag", shape.WEEKDAYS[0], monday)


def _with_result(result: Result) -> set[int]:
    return set(Contact.objects.filter(result=result).values_list("case_id", flat=True))


def _of_the_promise(cases: Sequence[Case], now: datetime) -> Iterable[Share]:
    settled = [case for case in cases if case.received_at < now - _SETTLED_AFTER]
    rung = [
        case
        for case in settled
        if case.phone_tries and not case.person_was_there and not case.is_protected
    ]
    for nth, wanted in shape.REACHED_ON.items():
        label = f"nådd på försök {nth}" if nth else "aldrig nådd"
        count = sum(1 for case in rung if (case.reached_on_try or 0) == nth)
        yield Share(label, wanted, count, len(rung))
    states = Counter(
        judge(standing_of(case), now=now).first_contact.state
        for case in settled
        if case.close_reason not in _NOT_COUNTED
    )
    met, missed = states[MeasureState.MET], states[MeasureState.MISSED]
    yield Share("första kontakt i tid", shape.IN_TIME_SHARE, met, met + missed)
