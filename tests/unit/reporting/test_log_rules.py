"""What stands out in a week of the audit log."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reporting.domain.log_rules import (
    MANY_A_DAY,
    REFUSED_A_DAY,
    RETURNS_ON_DAYS,
    Access,
    Hit,
    LogRule,
    Refused,
    hits,
    is_at_night,
    night_of,
    same_surname,
)

# A Monday, 14.00 local time.
NOON = datetime(2026, 11, 16, 13, 0, tzinfo=UTC)
MONDAY = date(2026, 11, 16)
DAY = timedelta(days=1)


def access(
    case_id: int = 1, at: datetime = NOON, by_id: int = 7, *, cause: bool = False, kin: bool = False
) -> Access:
    return Access(case_id, at, by_id, case_id, has_cause=cause, shares_name=kin)


def many(count: int, **rest: object) -> list[Access]:
    return [access(case_id, **rest) for case_id in range(1, count + 1)]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("accesses", "refused", "expected"),
    [
        ([], [], []),
        (many(MANY_A_DAY), [], []),
        (many(MANY_A_DAY + 1), [], [(LogRule.MANY, MANY_A_DAY + 1)]),
        (many(MANY_A_DAY + 1, cause=True), [], []),
        # The same cases again are not more cases, and two days are not one.
        (many(MANY_A_DAY) * 3, [], []),
        (many(8) + [access(n, NOON + DAY) for n in range(9, 17)], [], []),
        (many(8) + [access(n, by_id=8) for n in range(9, 17)], [], []),
        ([access(at=datetime(2026, 11, 16, 22, 0, tzinfo=UTC))], [], [(LogRule.NIGHT, 1)]),
        ([access(at=datetime(2026, 11, 16, 21, 59, tzinfo=UTC))], [], []),
        ([access(at=datetime(2026, 11, 17, 3, 59, tzinfo=UTC))], [], [(LogRule.NIGHT, 1)]),
        ([access(at=datetime(2026, 11, 17, 4, 0, tzinfo=UTC))], [], []),
        # Before and after midnight is one night; work is no excuse, only a reason to ask less.
        (
            [
                access(at=datetime(2026, 11, 16, 22, 30, tzinfo=UTC), cause=True),
                access(2, at=datetime(2026, 11, 17, 1, 0, tzinfo=UTC)),
            ],
            [],
            [(LogRule.NIGHT, 2)],
        ),
        ([access(at=NOON + n * DAY) for n in range(RETURNS_ON_DAYS)], [], [(LogRule.RETURNS, 3)]),
        ([access(at=NOON + n * DAY) for n in range(RETURNS_ON_DAYS - 1)], [], []),
        ([access(at=NOON + n * DAY, cause=n == 1) for n in range(5)], [], []),
        ([access(at=NOON + n * DAY, by_id=n) for n in range(5)], [], []),
        ([access()] * 9, [], []),
        ([], [Refused(NOON, 7)] * REFUSED_A_DAY, [(LogRule.REFUSED, REFUSED_A_DAY)]),
        ([], [Refused(NOON, 7)] * (REFUSED_A_DAY - 1) + [Refused(NOON, 8)], []),
        ([access(kin=True), access(kin=True)], [], [(LogRule.SAME_NAME, 2)]),
        ([access(kin=True, cause=True)], [], [(LogRule.SAME_NAME, 1)]),
    ],
)
def test_a_hit_is_what_the_work_does_not_explain(
    accesses: list[Access], refused: list[Refused], expected: list[tuple[LogRule, int]]
) -> None:
    assert [(hit.rule, hit.count) for hit in hits(accesses, refused)] == expected


def test_a_hit_says_who_when_and_which_cases() -> None:
    found = hits([access(3, kin=True), access(4, kin=True, by_id=2)], [])
    assert found == (
        Hit(LogRule.SAME_NAME, 2, MONDAY, 1, (4,)),
        Hit(LogRule.SAME_NAME, 7, MONDAY, 1, (3,)),
    )


# Both nights on which the clock is changed, New Year, Midsummer.
@pytest.mark.parametrize(
    ("at", "is_night", "evening"),
    [
        (datetime(2026, 3, 29, 0, 59, tzinfo=UTC), True, date(2026, 3, 28)),
        (datetime(2026, 3, 29, 2, 59, tzinfo=UTC), True, date(2026, 3, 28)),
        (datetime(2026, 3, 29, 3, 0, tzinfo=UTC), False, date(2026, 3, 29)),
        (datetime(2026, 10, 25, 0, 30, tzinfo=UTC), True, date(2026, 10, 24)),
        (datetime(2026, 10, 25, 3, 59, tzinfo=UTC), True, date(2026, 10, 24)),
        (datetime(2026, 10, 25, 4, 0, tzinfo=UTC), False, date(2026, 10, 25)),
        (datetime(2026, 12, 31, 23, 30, tzinfo=UTC), True, date(2026, 12, 31)),
        (datetime(2026, 6, 19, 21, 0, tzinfo=UTC), True, date(2026, 6, 19)),
        (datetime(2026, 6, 19, 20, 59, tzinfo=UTC), False, date(2026, 6, 19)),
    ],
)
def test_the_night_goes_by_the_local_clock(at: datetime, is_night: bool, evening: date) -> None:
    assert is_at_night(at) is is_night
    if is_night:
        assert night_of(at) == evening


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("Birgitta Nilsson", "Amina nilsson", True),
        ("Birgitta Nilsson", "Nilsson", False),
        ("Birgitta", "Birgitta", False),
        ("Birgitta Nilsson", "", False),
        ("", "", False),
        ("Anna von Platen", "Bo  Platen ", True),
        ("Birgitta Åberg", "Amina ÅBERG", True),
    ],
)
def test_a_surname_is_the_last_of_several_words(one: str, other: str, expected: bool) -> None:
    assert same_surname(one, other) is expected
    assert same_surname(other, one) is expected


@given(
    st.lists(
        st.builds(
            Access,
            seq=st.integers(1, 10_000),
            at=st.integers(0, 6 * 24 * 60).map(lambda minutes: NOON + timedelta(minutes=minutes)),
            by_id=st.integers(1, 3),
            case_id=st.integers(1, 30),
            has_cause=st.booleans(),
            shares_name=st.booleans(),
        ),
        max_size=60,
        unique_by=lambda access: access.seq,
    ),
    st.randoms(),
)
def test_the_order_of_reading_changes_nothing(accesses: list[Access], random: object) -> None:
    shuffled = list(accesses)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert hits(shuffled, []) == hits(accesses, [])
    assert {case_id for hit in hits(accesses, []) for case_id in hit.case_ids} <= {
        access.case_id for access in accesses
    }
