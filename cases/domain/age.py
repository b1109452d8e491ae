"""Age at the day a case was received, as groups that survive the erasure of the birth date.

Source: domain rules "Intake" (what may be recorded) and "Referrals" (whole years on the day;
a birth year that makes 20 or 21 must be asked about).
"""

from dataclasses import dataclass
from datetime import date

from cases.domain.enums import AgeBand, AgeGroup

_LAST_YEAR_OF_GROUP = (
    (11, AgeGroup.A0_11),
    (17, AgeGroup.A12_17),
    (20, AgeGroup.A18_20),
    (21, AgeGroup.A21),
    (24, AgeGroup.A22_24),
    (44, AgeGroup.A25_44),
    (64, AgeGroup.A45_64),
    (79, AgeGroup.A65_79),
)


@dataclass(frozen=True, slots=True)
class AgeFacts:
    """What is kept about age: the report's group, and the side of the referral age."""

    group: AgeGroup
    band: AgeBand


def whole_years(born: date, on: date) -> int:
    """Age in whole years on `on`; someone born on 29 February has birthday on 1 March."""
    return on.year - born.year - ((on.month, on.day) < (born.month, born.day))


def age_group(years: int) -> AgeGroup:
    """The report's group of an age in whole years (0 or more)."""
    return next((group for last, group in _LAST_YEAR_OF_GROUP if years <= last), AgeGroup.A80)


def _band(years: int, referral_age: int) -> AgeBand:
    if years < referral_age:
        return AgeBand.UNDER
    return AgeBand.EXACTLY if years == referral_age else AgeBand.OVER


def age_facts(
    *,
    on: date,
    referral_age: int,
    born: date | None = None,
    birth_year: int | None = None,
    stated: AgeBand = AgeBand.UNKNOWN,
) -> AgeFacts:
    """The most exact source wins: birth date, then birth year, then what was stated.

    A birth year makes two ages possible. The group is given when both fall in the same group
    and is otherwise unknown; the band is ASK when they lie on different sides of the referral
    age, unless the person has said which (`stated`): that settles the age and so the group.
    """
    if born is not None:
        years = max(whole_years(born, on), 0)
        return AgeFacts(age_group(years), _band(years, referral_age))
    if birth_year is not None:
        older = max(on.year - birth_year, 0)
        younger = max(older - 1, 0)
        years_of = {_band(years, referral_age): years for years in (younger, older)}
        if len(years_of) == 2 and stated in years_of:
            return AgeFacts(age_group(years_of[stated]), stated)
        groups = {age_group(younger), age_group(older)}
        group = groups.pop() if len(groups) == 1 else AgeGroup.UNKNOWN
        band = next(iter(years_of)) if len(years_of) == 1 else AgeBand.ASK
        return AgeFacts(group, band)
    if stated == AgeBand.EXACTLY and referral_age == 21:
        return AgeFacts(AgeGroup.A21, stated)
    return AgeFacts(AgeGroup.UNKNOWN, stated)
