"""Which cases there are: what each is about and what course it takes, before any of it is told."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import Enum, auto
from random import Random

from cases.domain.enums import (
    LIVE_CHANNELS,
    AgeGroup,
    CrimeType,
    Gender,
    IntakeChannel,
    Relation,
    Source,
)
from jourcase.agreement.domain.terms import is_working_day
from reporting.demo import shape
from reporting.demo.scenes import SCENES, Scene, SceneKind

FIRST_DAY = date(2025, 4, 1)
_FIRST_PERIOD_ENDS = date(2025, 12, 31)
_SMALLEST_FOR_SCENES = 5
_DUPLICATES_WITHIN = 14

_MOSTLY_WOMEN = frozenset(
    {
        CrimeType.RAPE,
        CrimeType.OTHER_SEXUAL,
        CrimeType.VIOLATION_OF_INTEGRITY,
        CrimeType.STALKING,
    }
)


class Course(Enum):
    """How a case goes, in large."""

    RUNG = auto()
    LIVE = auto()
    ANONYMOUS = auto()
    NO_PHONE = auto()
    PROTECTED = auto()
    DUPLICATE = auto()
    FORWARDED = auto()
    WITHDRAWN = auto()
    UNSAFE = auto()


class Number(Enum):
    """What the telephone number turns out to be."""

    RIGHT = auto()
    REPLACED = auto()  # wrong, and the coordinator finds the right one
    LOST = auto()  # wrong, and nobody finds another


@dataclass(slots=True)
class CaseDraw:
    """One case. `reached_on` is the number of the try, 0 for never."""

    index: int
    received_on: date
    scene: Scene | None
    source: Source
    gender: Gender
    age: AgeGroup
    crime: CrimeType
    relation: Relation
    district: str
    channel: IntakeChannel = IntakeChannel.REFERRAL
    course: Course = Course.RUNG
    reached_on: int = 1
    is_in_time: bool = True
    number: Number = Number.RIGHT
    other_person: bool = False
    duplicate_of: int | None = None


def usual_number(today: date) -> int:
    """How many cases such a jour has had from the first day of the agreement until today."""
    return round(sum(_expected(today)))


def _expected(today: date) -> tuple[float, float]:
    first_days = (_FIRST_PERIOD_ENDS - FIRST_DAY).days + 1
    days_so_far = (min(today, _FIRST_PERIOD_ENDS) - FIRST_DAY).days + 1
    days_after = max((today - _FIRST_PERIOD_ENDS).days, 0)
    return (
        shape.CASES_IN_FIRST_PERIOD * days_so_far / first_days,
        shape.CASES_A_YEAR * days_after / 365,
    )


def draw_cases(rng: Random, size: int, today: date) -> list[CaseDraw]:
    """`size` cases in the order in which they came in."""
    days = _received_days(rng, size, today)
    decks = zip(
        days,
        shape.deck(rng, shape.SOURCES, size),
        shape.deck(rng, shape.GENDERS, size),
        shape.deck(rng, shape.AGES, size),
        shape.deck(rng, shape.CRIMES, size),
        shape.deck(rng, shape.RELATIONS, size),
        _places(rng, size),
        strict=True,
    )
    draws = [
        CaseDraw(index, on, scene, source, gender, age, crime, relation, place)
        for index, ((on, scene), source, gender, age, crime, relation, place) in enumerate(decks)
    ]
    _fit_scenes(rng, draws)
    _fit_crimes(rng, draws)
    _give_channels(rng, draws, today)
    _give_courses(rng, draws)
    _give_tries(rng, draws)
    return draws


def _received_days(rng: Random, size: int, today: date) -> list[tuple[date, Scene | None]]:
    scenes = [
        (today - timedelta(days=scene.days_ago), scene)
        for scene in SCENES[: size // _SMALLEST_FOR_SCENES]
        if today - timedelta(days=scene.days_ago) >= FIRST_DAY
    ]
    before, after = _expected(today)
    rest = size - len(scenes)
    in_first = round(rest * before / (before + after))
    first_end = min(today, _FIRST_PERIOD_ENDS)
    days = _spread(rng, FIRST_DAY, first_end, in_first, today)
    days += _spread(rng, first_end + timedelta(days=1), today, rest - in_first, today)
    plain: list[tuple[date, Scene | None]] = [(on, None) for on in days]
    return sorted([*plain, *scenes], key=lambda item: item[0])


def _spread(rng: Random, first: date, last: date, count: int, today: date) -> list[date]:
    days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    if not days:
        return []
    weights = [
        shape.WEEKDAYS[on.weekday()]
        * shape.MONTHS[on.month - 1]
        * (0.4 if on.weekday() < 5 and not is_working_day(on) else 1)
        * (0.2 if on == today else 1)  # it is still morning
        for on in days
    ]
    return rng.choices(days, weights, k=count)


def _places(rng: Random, size: int) -> list[str]:
    shares = {
        "outside": shape.OUTSIDE_SHARE,
        "okant": shape.UNKNOWN_PLACE_SHARE,
        "own": 100 - shape.OUTSIDE_SHARE - shape.UNKNOWN_PLACE_SHARE,
    }
    kinds = shape.deck(rng, shares, size)
    own = iter(shape.deck(rng, shape.DISTRICTS, kinds.count("own")))
    outside = iter(shape.deck(rng, shape.ELSEWHERE, kinds.count("outside")))
    drawn = {"own": own, "outside": outside}
    return [next(drawn[kind]) if kind in drawn else kind for kind in kinds]


def _fit_scenes(rng: Random, draws: Sequence[CaseDraw]) -> None:
    """What is shown in a scene came from the police; the sources as a whole stay as dealt."""
    police = [d for d in draws if d.scene is None and d.source == Source.POLICE]
    rng.shuffle(police)
    for draw in draws:
        if draw.scene is not None and draw.source != Source.POLICE and police:
            other = police.pop()
            draw.source, other.source = other.source, draw.source
        if draw.scene is not None and draw.scene.kind == SceneKind.WRITTEN_ONLY:
            draw.course = Course.NO_PHONE


def _fit_crimes(rng: Random, draws: Sequence[CaseDraw]) -> None:
    """Some crimes are mostly against women; crimes and genders as wholes stay as dealt."""
    women = [d for d in draws if d.gender == Gender.WOMAN and d.crime not in _MOSTLY_WOMEN]
    rng.shuffle(women)
    for draw in draws:
        is_rare = draw.gender == Gender.MAN and draw.crime in _MOSTLY_WOMEN
        if is_rare and women and shape.chance(rng, 85):
            other = women.pop()
            draw.crime, other.crime = other.crime, draw.crime


def _give_channels(rng: Random, draws: Sequence[CaseDraw], today: date) -> None:
    """Nobody rings or walks in when the office is closed: those write instead."""
    own = [draw for draw in draws if draw.source == Source.OWN]
    cards = shape.deck(rng, shape.OWN_CHANNELS, len(own))
    live = [card for card in cards if card in LIVE_CHANNELS]
    written = [card for card in cards if card not in LIVE_CHANNELS]
    closed = [d for d in own if d.received_on == today or not is_working_day(d.received_on)]
    opened = [d for d in own if d.received_on != today and is_working_day(d.received_on)]
    for draw in closed:
        draw.channel = written.pop() if written else IntakeChannel.WEB_FORM
    rest = live + written
    rng.shuffle(rest)
    for draw, channel in zip(opened, rest, strict=False):
        draw.channel = channel
        if channel in LIVE_CHANNELS:
            draw.course = Course.LIVE


def _give_courses(rng: Random, draws: Sequence[CaseDraw]) -> None:
    size = len(draws)
    live = [draw.index for draw in draws if draw.course == Course.LIVE]
    for index in shape.pick_some(rng, live, shape.share_of(size, shape.ANONYMOUS_SHARE)):
        draws[index].course = Course.ANONYMOUS
    pool = [d.index for d in draws if d.course == Course.RUNG and d.scene is None]
    rng.shuffle(pool)
    # Who lives elsewhere comes first: they are the ones most often passed on.
    pool.sort(key=lambda index: draws[index].district in shape.ELSEWHERE)
    for course, share in (
        (Course.FORWARDED, shape.FORWARDED_SHARE),
        (Course.PROTECTED, shape.PROTECTED_SHARE),
        (Course.NO_PHONE, shape.NO_PHONE_SHARE),
        (Course.UNSAFE, shape.UNSAFE_SHARE),
        (Course.WITHDRAWN, shape.WITHDRAWN_SHARE),
    ):
        taken = min(shape.share_of(size, share), len(pool))
        for _ in range(taken):
            draws[pool.pop()].course = course
        if course == Course.FORWARDED:
            rng.shuffle(pool)
    _give_duplicates(rng, draws, pool[: shape.share_of(size, shape.DUPLICATE_SHARE)])


def _give_duplicates(rng: Random, draws: Sequence[CaseDraw], chosen: Sequence[int]) -> None:
    doubles = set(chosen)
    alike = [d.index for d in draws if d.scene and d.scene.kind == SceneKind.LOOKS_LIKE_ANOTHER]
    for index in sorted([*chosen, *alike]):
        originals = [d for d in _shortly_before(draws, index) if d.index not in doubles]
        if originals:
            draws[index].duplicate_of = rng.choice(originals).index
            # Nobody has yet seen that the one of the scene has come in twice.
            if index in doubles:
                draws[index].course = Course.DUPLICATE


def _shortly_before(draws: Sequence[CaseDraw], index: int) -> Iterator[CaseDraw]:
    """The ordinary cases of the days before this one's."""
    last = draws[index].received_on
    for earlier in range(index - 1, -1, -1):
        draw = draws[earlier]
        if draw.received_on < last - timedelta(days=_DUPLICATES_WITHIN):
            return
        is_plain = draw.scene is None and draw.course in {Course.RUNG, Course.LIVE}
        if is_plain and draw.received_on < last:
            yield draw


def _give_tries(rng: Random, draws: Sequence[CaseDraw]) -> None:
    """Wrong numbers and others who answer are a share of all cases; the tries of those rung."""
    size = len(draws)
    rung = [d.index for d in draws if d.course == Course.RUNG and d.scene is None]
    in_scenes = sum(1 for d in draws if d.scene and d.scene.kind.has_wrong_number)
    wrong = shape.pick_some(
        rng, rung, max(shape.share_of(size, shape.WRONG_NUMBER_SHARE) - in_scenes, 0)
    )
    for index, is_replaced in zip(wrong, shape.yes_no(rng, 55, len(wrong)), strict=True):
        draws[index].number = Number.REPLACED if is_replaced else Number.LOST
    tried = [index for index in rung if draws[index].number != Number.LOST]
    cards = zip(
        tried,
        shape.deck(rng, shape.REACHED_ON, len(tried)),
        shape.yes_no(rng, shape.IN_TIME_SHARE, len(tried)),
        strict=True,
    )
    for index, reached_on, is_in_time in cards:
        draws[index].reached_on, draws[index].is_in_time = reached_on, is_in_time
    later = [
        index
        for index in tried
        if draws[index].reached_on != 1 and draws[index].number == Number.RIGHT
    ]
    in_scenes = sum(1 for d in draws if d.scene and d.scene.kind.has_other_person)
    others = max(shape.share_of(size, shape.OTHER_PERSON_SHARE) - in_scenes, 0)
    for index in shape.pick_some(rng, later, others):
        draws[index].other_person = True
