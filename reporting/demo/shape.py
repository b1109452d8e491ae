"""The shape of the invented cases: shares out of 100, from national figures of such jourer.

The summary of `demo_data` prints them beside what came out.
"""

from collections.abc import Mapping, Sequence
from random import Random
from typing import TypeVar

from cases.domain.enums import AgeGroup, CrimeType, Gender, IntakeChannel, Relation, Source

Kind = TypeVar("Kind")

GENDERS: Mapping[Gender, float] = {
    Gender.WOMAN: 63,
    Gender.MAN: 36,
    Gender.OTHER: 0.5,
    Gender.UNKNOWN: 0.5,
}
SOURCES: Mapping[Source, float] = {
    Source.POLICE: 74,
    Source.OWN: 18,
    Source.HELPLINE_116006: 4,
    Source.SOCIAL_SERVICES: 2,
    Source.STODCENTRUM: 1,
    Source.OTHER_JOUR: 1,
}
# Among the jour's own five; besides, a few people live elsewhere or have not said where.
DISTRICTS: Mapping[str, float] = {
    "hagersten-alvsjo": 29,
    "enskede-arsta-vantor": 27,
    "farsta": 18,
    "skarholmen": 14,
    "skarpnack": 12,
}
ELSEWHERE: Mapping[str, float] = {"annan-kommun": 50, "sodermalm": 25, "bromma": 15, "jarva": 10}
OUTSIDE_SHARE = 3
UNKNOWN_PLACE_SHARE = 1.5

# Under 21: 9. Exactly 21: 2. 65 and over: 17.
AGES: Mapping[AgeGroup, float] = {
    AgeGroup.A0_11: 1,
    AgeGroup.A12_17: 3.5,
    AgeGroup.A18_20: 4.5,
    AgeGroup.A21: 2,
    AgeGroup.A22_24: 6,
    AgeGroup.A25_44: 38,
    AgeGroup.A45_64: 25,
    AgeGroup.A65_79: 11.5,
    AgeGroup.A80: 5.5,
    AgeGroup.UNKNOWN: 3,
}
CRIMES: Mapping[CrimeType, float] = {
    CrimeType.ASSAULT: 22,
    CrimeType.UNLAWFUL_THREAT: 10,
    CrimeType.FRAUD: 10,
    CrimeType.MOLESTATION: 7.5,
    CrimeType.THEFT: 5.6,
    CrimeType.BURGLARY: 5.5,
    CrimeType.VIOLATION_OF_INTEGRITY: 5,
    CrimeType.GROSS_ASSAULT: 4.5,
    CrimeType.ROBBERY: 4.5,
    CrimeType.OTHER_SEXUAL: 4.4,
    CrimeType.RAPE: 4,
    CrimeType.DAMAGE: 3.5,
    CrimeType.OTHER: 3.5,
    CrimeType.STALKING: 2.5,
    CrimeType.UNKNOWN: 2,
    CrimeType.TRAFFIC: 1.8,
    CrimeType.EXTORTION: 1.5,
    CrimeType.INTERFERENCE_IN_JUSTICE: 1.5,
    CrimeType.HOMICIDE: 0.7,
}
RELATIONS: Mapping[Relation, float] = {
    Relation.VICTIM: 92.5,
    Relation.RELATIVE: 5,
    Relation.WITNESS: 2,
    Relation.RELATIVE_OF_OFFENDER: 0.5,
}
OWN_CHANNELS: Mapping[IntakeChannel, float] = {
    IntakeChannel.PHONE: 48,
    IntakeChannel.WALK_IN: 14,
    IntakeChannel.WEB_FORM: 17,
    IntakeChannel.EMAIL: 15,
    IntakeChannel.SOCIAL_MEDIA: 6,
}
# On which try those who were rung were reached; 0 is never.
REACHED_ON: Mapping[int, float] = {1: 52, 2: 19, 3: 10, 0: 19}
IN_TIME_SHARE = 90

ANONYMOUS_SHARE = 3
NO_PHONE_SHARE = 2
WRONG_NUMBER_SHARE = 4
OTHER_PERSON_SHARE = 2
DUPLICATE_SHARE = 4
PROTECTED_SHARE = 1
FORWARDED_SHARE = 1.5
WITHDRAWN_SHARE = 1
UNSAFE_SHARE = 1

# How the arrivals spread over the week, Monday first, and over the year, January first.
WEEKDAYS = (30.0, 18.0, 16.0, 14.0, 12.0, 5.0, 5.0)
MONTHS = (1.0, 1.0, 1.0, 1.0, 1.05, 1.0, 0.9, 1.05, 1.05, 1.0, 1.0, 0.95)

# How many come in: the first period of the agreement, and a year thereafter.
CASES_IN_FIRST_PERIOD = 870
CASES_A_YEAR = 1160


def deck(rng: Random, shares: Mapping[Kind, float], size: int) -> list[Kind]:
    """`size` draws whose counts follow the shares as exactly as whole numbers can, shuffled."""
    total = sum(shares.values())
    exact = {kind: size * share / total for kind, share in shares.items()}
    counts = {kind: int(count) for kind, count in exact.items()}
    by_rest = sorted(shares, key=lambda kind: counts[kind] - exact[kind])
    for kind in by_rest[: size - sum(counts.values())]:
        counts[kind] += 1
    cards = [kind for kind, count in counts.items() for _ in range(count)]
    rng.shuffle(cards)
    return cards


def yes_no(rng: Random, share: float, size: int) -> list[bool]:
    """A deck of which `share` out of 100 is True."""
    return deck(rng, {True: share, False: 100 - share}, size)


def chance(rng: Random, share: float) -> bool:
    """True with a probability of `share` out of 100."""
    return rng.random() * 100 < share


def pick(rng: Random, shares: Mapping[Kind, float]) -> Kind:
    """One draw by the shares."""
    return rng.choices(list(shares), list(shares.values()))[0]


def share_of(size: int, share: float) -> int:
    """How many `share` out of 100 is of `size`."""
    return round(size * share / 100)


def pick_some(rng: Random, candidates: Sequence[int], count: int) -> list[int]:
    """Up to `count` different ones, in no order."""
    return rng.sample(candidates, min(count, len(candidates)))
