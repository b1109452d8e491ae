"""The activity log: what may be entered, and what is counted of it."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reporting.activities.words import REFUSALS
from reporting.domain.activities import (
    LONGEST_SUBJECT,
    MOST_REACHED,
    UNDO_WITHIN,
    Activity,
    ActivityKind,
    ActivityRefusal,
    AudienceGroup,
    PartnerType,
    activity_refusals,
    changed_fields,
    cooperation_counts,
    copied,
    correction_refusals,
    information_counts,
    tidied,
    undo_refusals,
)

TODAY = date(2026, 11, 23)
FIRST_DAY = date(2025, 4, 1)
NOW = datetime(2026, 11, 23, 13, 0, tzinfo=UTC)
MEETING = Activity(
    ActivityKind.COOPERATION, TODAY, partner=PartnerType.POLICE, subject="Rutin för länkning"
)
TALK = Activity(
    ActivityKind.INFORMATION,
    TODAY,
    audience=AudienceGroup.PUBLIC,
    reached=40,
    named_others=True,
    told_others=False,
)
R = ActivityRefusal

TABLE = [
    (MEETING, set()),
    (TALK, set()),
    (replace(TALK, reached=None), set()),  # nobody counted
    (replace(TALK, reached=0), set()),
    (replace(TALK, reached=MOST_REACHED), set()),
    (replace(TALK, subject="Föredrag"), set()),
    (replace(MEETING, held_on=FIRST_DAY), set()),
    (replace(MEETING, held_on=date(2026, 11, 24)), {R.IN_FUTURE}),
    (replace(MEETING, held_on=date(2025, 3, 31)), {R.BEFORE_AGREEMENT}),
    (replace(MEETING, partner=None), {R.PARTNER_MISSING}),
    (replace(MEETING, subject=""), {R.SUBJECT_MISSING}),
    (replace(MEETING, subject="x" * LONGEST_SUBJECT), set()),
    (replace(MEETING, subject="x" * (LONGEST_SUBJECT + 1)), {R.SUBJECT_TOO_LONG}),
    (replace(TALK, audience=None), {R.AUDIENCE_MISSING}),
    (replace(TALK, reached=-1), {R.REACHED_OUT_OF_RANGE}),
    (replace(TALK, reached=MOST_REACHED + 1), {R.REACHED_OUT_OF_RANGE}),
    (replace(TALK, named_others=None), {R.NAMED_MISSING}),
    (replace(TALK, told_others=None), {R.TOLD_MISSING}),
    (
        Activity(ActivityKind.INFORMATION, TODAY),
        {R.AUDIENCE_MISSING, R.NAMED_MISSING, R.TOLD_MISSING},
    ),
    (Activity(ActivityKind.COOPERATION, TODAY), {R.PARTNER_MISSING, R.SUBJECT_MISSING}),
]


@pytest.mark.parametrize(("activity", "expected"), TABLE)
def test_what_stands_against_an_activity(activity: Activity, expected: set[R]) -> None:
    assert activity_refusals(activity, today=TODAY, earliest=FIRST_DAY) == expected


def test_without_an_agreement_any_earlier_day_will_do() -> None:
    long_ago = replace(MEETING, held_on=date(2024, 2, 29))
    assert activity_refusals(long_ago, today=TODAY, earliest=None) == set()


@pytest.mark.parametrize(
    ("is_latest", "is_removed", "expected"),
    [
        (True, False, set()),
        (False, False, {R.CHANGED_MEANWHILE}),
        (True, True, {R.ALREADY_REMOVED}),
        (False, True, {R.ALREADY_REMOVED}),
    ],
)
def test_what_stands_against_a_correction(
    is_latest: bool, is_removed: bool, expected: set[R]
) -> None:
    assert correction_refusals(is_latest=is_latest, is_removed=is_removed) == expected


@pytest.mark.parametrize(
    ("removed_at", "expected"),
    [
        (None, {R.NOT_REMOVED}),
        (NOW, set()),
        (NOW - UNDO_WITHIN, set()),
        (NOW - UNDO_WITHIN - timedelta(seconds=1), {R.TOO_LATE_TO_UNDO}),
    ],
)
def test_a_removal_is_undone_within_a_day(removed_at: datetime | None, expected: set[R]) -> None:
    assert undo_refusals(removed_at=removed_at, now=NOW) == expected


def test_every_refusal_occurs_and_has_its_words() -> None:
    found = {refusal for _, expected in TABLE for refusal in expected}
    found |= {R.CHANGED_MEANWHILE, R.ALREADY_REMOVED, R.NOT_REMOVED, R.TOO_LATE_TO_UNDO}
    assert found == set(R) == set(REFUSALS)


def test_tidying_takes_away_what_is_no_part_of_the_kind() -> None:
    mixed = replace(
        TALK, kind=ActivityKind.COOPERATION, partner=PartnerType.SCHOOL, subject=" a \n b "
    )
    assert tidied(mixed) == Activity(
        ActivityKind.COOPERATION, TODAY, PartnerType.SCHOOL, subject="a b"
    )
    assert tidied(replace(TALK, partner=PartnerType.SCHOOL)) == TALK


def test_a_copy_is_of_today_and_counts_anew() -> None:
    earlier = replace(TALK, held_on=date(2024, 2, 29), subject="Öppet hus")
    assert copied(earlier, today=TODAY) == replace(earlier, held_on=TODAY, reached=None)


def test_what_a_correction_changes_is_named_and_not_told() -> None:
    assert changed_fields(TALK, TALK) == []
    assert changed_fields(TALK, replace(TALK, reached=41, told_others=True)) == [
        "reached",
        "told_others",
    ]


def test_counts_of_a_few() -> None:
    activities = [
        MEETING,
        MEETING,
        replace(MEETING, partner=PartnerType.NETWORK),
        TALK,
        replace(TALK, reached=None, named_others=False),
        replace(TALK, audience=AudienceGroup.YOUNG, reached=3, told_others=True),
    ]
    met = cooperation_counts(activities)
    assert met.meetings == 3
    assert {one: n for one, n in met.by_partner.items() if n} == {
        PartnerType.POLICE: 2,
        PartnerType.NETWORK: 1,
    }
    told = information_counts(activities)
    assert (told.activities, told.counted, told.reached) == (3, 2, 43)
    assert (told.named_others, told.told_others) == (2, 1)
    assert told.by_audience[AudienceGroup.PUBLIC] == 2
    assert told.reached_by_audience[AudienceGroup.YOUNG] == 3


DAYS = st.dates(min_value=FIRST_DAY, max_value=date(2028, 2, 29))
MEETINGS = st.builds(
    Activity,
    kind=st.just(ActivityKind.COOPERATION),
    held_on=DAYS,
    partner=st.sampled_from(PartnerType),
    subject=st.text(min_size=1, max_size=20),
)
TALKS = st.builds(
    Activity,
    kind=st.just(ActivityKind.INFORMATION),
    held_on=DAYS,
    subject=st.text(max_size=20),
    audience=st.sampled_from(AudienceGroup),
    reached=st.none() | st.integers(0, MOST_REACHED),
    named_others=st.booleans(),
    told_others=st.booleans(),
)
ACTIVITIES = st.lists(MEETINGS | TALKS, max_size=30)


@given(ACTIVITIES)
def test_every_activity_is_counted_once_and_every_division_adds_up(rows: list[Activity]) -> None:
    met, told = cooperation_counts(rows), information_counts(rows)
    assert met.meetings + told.activities == len(rows)
    assert sum(met.by_partner.values()) == met.meetings
    assert sum(told.by_audience.values()) == told.activities
    assert sum(told.reached_by_audience.values()) == told.reached
    assert max(told.named_others, told.told_others, told.counted) <= told.activities
    assert set(met.by_partner) == set(PartnerType)
    assert set(told.by_audience) == set(told.reached_by_audience) == set(AudienceGroup)


@given(ACTIVITIES, ACTIVITIES)
def test_counts_add_up_over_parts_of_the_time(some: list[Activity], rest: list[Activity]) -> None:
    whole, one, other = (information_counts(rows) for rows in (some + rest, some, rest))
    assert whole.reached == one.reached + other.reached
    assert whole.named_others == one.named_others + other.named_others
    meetings = [cooperation_counts(rows).meetings for rows in (some + rest, some, rest)]
    assert meetings[0] == meetings[1] + meetings[2]


@given(MEETINGS | TALKS)
def test_tidying_twice_is_tidying_once(activity: Activity) -> None:
    assert tidied(tidied(activity)) == tidied(activity)
    assert changed_fields(tidied(activity), tidied(activity)) == []
