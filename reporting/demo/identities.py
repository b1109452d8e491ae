"""Who the invented people are, and what was asked about them when they came in."""

from dataclasses import dataclass, replace
from datetime import date, time, timedelta
from random import Random

from cases.domain.age import whole_years
from cases.domain.enums import (
    AgeBand,
    AgeGroup,
    CallSafety,
    CrimeType,
    Gender,
    PoliceReport,
    ReachBy,
    Relation,
    Source,
    WishedGender,
)
from cases.domain.intake import IdentityInput, SafeContact, StatisticsInput
from cases.domain.safe_hours import ALWAYS, WEEKEND, WORKDAYS, SafeHours, SafeSpan
from reporting.demo import shape, texts
from reporting.demo.draw import CaseDraw, Course, Number
from reporting.demo.moments import Span
from reporting.demo.people import PHONES, invent_email, invent_name

_YEARS: dict[AgeGroup, tuple[int, int]] = {
    AgeGroup.A0_11: (4, 11),
    AgeGroup.A12_17: (12, 17),
    AgeGroup.A18_20: (18, 20),
    AgeGroup.A21: (21, 21),
    AgeGroup.A22_24: (22, 24),
    AgeGroup.A25_44: (25, 44),
    AgeGroup.A45_64: (45, 64),
    AgeGroup.A65_79: (65, 79),
    AgeGroup.A80: (80, 93),
}
_UNDER_AGE = frozenset({AgeGroup.A0_11, AgeGroup.A12_17})
_SAFE_HOURS: tuple[Span, ...] = (
    (time(9, 0), time(15, 0)),
    (time(10, 0), time(16, 0)),
    (time(12, 0), time(18, 0)),
    (time(17, 0), time(20, 30)),
)
_AT_HOME = frozenset(
    {
        CrimeType.VIOLATION_OF_INTEGRITY,
        CrimeType.STALKING,
        CrimeType.RAPE,
        CrimeType.GROSS_ASSAULT,
        CrimeType.UNLAWFUL_THREAT,
    }
)
_REACH_BY = {
    Course.ANONYMOUS: ReachBy.CALLS_US,
    Course.NO_PHONE: ReachBy.OTHER_WAY,
    Course.UNSAFE: ReachBy.OTHER_WAY,
}


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who seeks support. An anonymous person has an empty identity."""

    identity: IdentityInput
    statistics: StatisticsInput
    call_safety: CallSafety
    reach_by: ReachBy

    @property
    def safe_hours(self) -> Span | None:
        safe = self.identity.safe
        return (safe.hours.spans[0].start, safe.hours.spans[0].end) if safe.hours else None


def invent_person(rng: Random, draw: CaseDraw) -> Person:
    """The person of a case that is nobody else's double."""
    statistics = _statistics(rng, draw)
    if draw.course == Course.ANONYMOUS:
        return Person(IdentityInput(), statistics, CallSafety.UNKNOWN, ReachBy.CALLS_US)
    call_safety = _call_safety(rng, draw)
    return Person(
        identity=_identity(rng, draw, call_safety),
        statistics=statistics,
        call_safety=call_safety,
        reach_by=_REACH_BY.get(draw.course, ReachBy.PHONE),
    )


def double_of(person: Person, draw: CaseDraw) -> Person:
    """The same person, come in once more: the same matter, told a little shorter."""
    identity = replace(person.identity, email="", safe=SafeContact())
    is_police = draw.source == Source.POLICE
    return Person(
        identity=identity if is_police else replace(identity, k_number=""),
        statistics=person.statistics,
        call_safety=CallSafety.UNKNOWN,
        reach_by=ReachBy.PHONE,
    )


def new_number(rng: Random, identity: IdentityInput) -> IdentityInput:
    """The same identity with a number that works."""
    others = [number for number in PHONES if number not in identity.phones]
    return replace(identity, phones=(rng.choice(others),))


def _statistics(rng: Random, draw: CaseDraw) -> StatisticsInput:
    at_home = shape.chance(rng, 45 if draw.crime in _AT_HOME else 6)
    is_police = draw.source == Source.POLICE
    speaks = rng.choice(texts.LANGUAGES) if shape.chance(rng, 9) else ""
    plain = StatisticsInput(
        relation=draw.relation,
        gender=draw.gender,
        district_code=draw.district,
        crime_type=draw.crime,
        in_close_relation=at_home,
        honour_related=at_home and shape.chance(rng, 8),
        hate_crime=shape.chance(rng, 3),
        school_related=draw.age in _UNDER_AGE and shape.chance(rng, 35),
        police_report=PoliceReport.YES if is_police else _police_report(rng),
        language=speaks,
        needs_interpreter=bool(speaks) and shape.chance(rng, 60),
    )
    return _with_age(rng, draw, plain)


def _police_report(rng: Random) -> PoliceReport:
    return shape.pick(rng, {PoliceReport.YES: 55, PoliceReport.NO: 33, PoliceReport.UNKNOWN: 12})


def _with_age(rng: Random, draw: CaseDraw, plain: StatisticsInput) -> StatisticsInput:
    on = draw.received_on
    if draw.age == AgeGroup.UNKNOWN:
        if shape.chance(rng, 25):
            return replace(plain, birth_year=on.year - 21)  # 20 or 21: has to be asked about
        return replace(plain, age_band=shape.pick(rng, {AgeBand.OVER: 60, AgeBand.UNKNOWN: 40}))
    youngest, oldest = _YEARS[draw.age]
    if youngest == oldest and draw.course == Course.ANONYMOUS:
        return replace(plain, age_band=AgeBand.EXACTLY)
    years = rng.randint(youngest, oldest)
    if youngest < oldest and (draw.course == Course.ANONYMOUS or shape.chance(rng, 20)):
        # The older of the two ages that a year makes possible; both lie in the group.
        return replace(plain, birth_year=on.year - max(years, youngest + 1))
    return replace(plain, born=_born(rng, years, on))


def _born(rng: Random, years: int, on: date) -> date:
    """A birthday that makes somebody `years` old on `on`."""
    last = date(on.year - years, on.month, min(on.day, 28))
    while True:
        born = last - timedelta(days=rng.randrange(364))
        if whole_years(born, on) == years:
            return born


def _call_safety(rng: Random, draw: CaseDraw) -> CallSafety:
    if draw.course == Course.UNSAFE:
        return CallSafety.NO
    if draw.scene is not None:
        return CallSafety.YES
    shares = {CallSafety.YES: 80.0, CallSafety.CONDITIONS: 14.0, CallSafety.UNKNOWN: 6.0}
    if draw.crime in _AT_HOME and draw.gender == Gender.WOMAN:
        shares[CallSafety.CONDITIONS] = 45
    return shape.pick(rng, shares)


def _identity(rng: Random, draw: CaseDraw, call_safety: CallSafety) -> IdentityInput:
    name = invent_name(rng, draw.gender)
    has_phone = draw.course != Course.NO_PHONE
    phones = tuple(rng.sample(PHONES, 2 if shape.chance(rng, 7) else 1)) if has_phone else ()
    if draw.number != Number.RIGHT or draw.scene is not None:
        phones = phones[:1]
    writes = not has_phone or draw.course == Course.UNSAFE
    has_email = (writes and shape.chance(rng, 85)) or shape.chance(rng, 30)
    is_police = draw.source == Source.POLICE
    return IdentityInput(
        name=name,
        phones=phones,
        email=invent_email(rng, name) if has_email else "",
        other_way=rng.choice(texts.OTHER_WAYS) if writes and not has_email else "",
        k_number=_k_number(rng, draw.received_on) if is_police else "",
        guardian=_guardian(rng, draw),
        safe=_safe_contact(rng, draw, call_safety),
    )


def _k_number(rng: Random, received_on: date) -> str:
    return f"5000-K{rng.randrange(100_000, 999_999)}-{received_on:%y}"


def _guardian(rng: Random, draw: CaseDraw) -> str:
    if draw.age not in _UNDER_AGE or draw.relation != Relation.VICTIM:
        return ""
    return f"{invent_name(rng, Gender.WOMAN)} (mamma, påhittad)"


def _as_said(hours: Span) -> SafeHours:
    """Whoever is safe in the evening is so from the morning when it is weekend."""
    start, end = hours
    if start < time(17):
        return SafeHours.daily(start, end)
    weekend = SafeSpan(WEEKEND, time(10), end)
    return SafeHours.of([SafeSpan(WORKDAYS, start, end), weekend])


def _safe_contact(rng: Random, draw: CaseDraw, call_safety: CallSafety) -> SafeContact:
    has_conditions = call_safety == CallSafety.CONDITIONS
    hours = rng.choice(_SAFE_HOURS) if has_conditions and shape.chance(rng, 45) else None
    wishes = draw.gender == Gender.WOMAN and shape.chance(rng, 12)
    return SafeContact(
        may_leave_message=not has_conditions and shape.chance(rng, 30),
        may_send_sms=not has_conditions and shape.chance(rng, 40),
        say_nothing=has_conditions and shape.chance(rng, 40),
        hidden_number=has_conditions and shape.chance(rng, 35),
        hours=_as_said(hours) if hours else ALWAYS,
        wished_gender=WishedGender.WOMAN if wishes else WishedGender.NONE,
        safe_note=rng.choice(texts.SAFE_NOTES) if has_conditions and hours is None else "",
    )
