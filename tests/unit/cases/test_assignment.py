"""Whom to propose: the order, the one reason shown, and a fair spread."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases.domain.assignment import (
    Bar,
    Candidate,
    Row,
    Wish,
    is_as_wished,
    proposals,
    rank,
    speaks,
)

ANNA = Candidate(1, "Anna A.", languages=frozenset({"ar"}), gender="woman", open_cases=4)
BENGT = Candidate(2, "Bengt B.", languages=frozenset({"so"}), gender="man", open_cases=0)
CECILIA = Candidate(3, "Cecilia C.", gender="woman", open_cases=2)
AWAY = Candidate(4, "Didrik D.", languages=frozenset({"ar"}), bars=frozenset({Bar.AWAY}))
ALL = [AWAY, ANNA, BENGT, CECILIA]


@pytest.mark.parametrize(
    ("wish", "expected"),
    [
        pytest.param(Wish(), "BCAD", id="the-fewest-cases-first"),
        pytest.param(Wish(frozenset({"ar"})), "ABCD", id="the-language-first"),
        pytest.param(Wish(gender="woman"), "CABD", id="as-wished-first"),
        pytest.param(Wish(frozenset({"so"}), "woman"), "BCAD", id="language-before-gender"),
        pytest.param(Wish(frozenset({"pl"})), "BCAD", id="nobody-speaks-it"),
    ],
)
def test_the_order(wish: Wish, expected: str) -> None:
    assert "".join(one.name[0] for one in rank(wish, ALL)) == expected


def test_a_wish_that_nobody_made_is_fulfilled_by_nobody() -> None:
    assert not is_as_wished(Wish(), replace(ANNA, gender=""))
    assert not speaks(Wish(), ANNA)


@pytest.mark.parametrize(
    ("bars", "shown"),
    [
        (set(), None),
        ({Bar.AWAY}, Bar.AWAY),
        ({Bar.AWAY, Bar.RECUSED}, Bar.RECUSED),
        ({Bar.AWAY, Bar.MAY_NOT_SEE}, Bar.MAY_NOT_SEE),
        (set(Bar), Bar.NOT_APPROVED),
    ],
)
def test_the_weightiest_reason_is_shown(bars: set[Bar], shown: Bar | None) -> None:
    assert Candidate(1, "Anna A.", bars=frozenset(bars)).bar is shown


def test_proposals_spread_the_load_and_pass_over_who_may_not() -> None:
    rows = [Row(10), Row(11), Row(12), Row(13, barred=frozenset({1, 2, 3}))]
    assert proposals(rows, ALL) == {10: 2, 11: 2, 12: 2, 13: None}
    assert proposals([Row(10, barred=frozenset({2})), Row(11)], ALL) == {10: 3, 11: 2}


CODES = st.frozensets(st.sampled_from(["ar", "so", "pl"]))
GENDERS = st.sampled_from(["", "woman", "man", "other"])
CANDIDATES = st.lists(
    st.builds(
        Candidate,
        key=st.integers(1, 30),
        name=st.sampled_from(["Anna", "Bo", "Cecilia"]),
        languages=CODES,
        gender=GENDERS,
        open_cases=st.integers(0, 5),
        bars=st.frozensets(st.sampled_from(list(Bar)), max_size=2),
    ),
    unique_by=lambda one: one.key,
    max_size=8,
)
WISHES = st.builds(Wish, CODES, st.sampled_from(["", "woman", "man"]))
ROWS = st.lists(
    st.builds(Row, st.integers(1, 40), WISHES, st.frozensets(st.integers(1, 30), max_size=4)),
    unique_by=lambda row: row.key,
    max_size=12,
)


@given(WISHES, CANDIDATES)
def test_ranking_keeps_everybody_and_never_puts_a_barred_person_first(
    wish: Wish, candidates: list[Candidate]
) -> None:
    found = rank(wish, candidates)
    assert sorted(one.key for one in found) == sorted(one.key for one in candidates)
    assert [one.bar is not None for one in found] == sorted(one.bar is not None for one in found)
    assert found == rank(wish, list(reversed(candidates)))


@given(ROWS, CANDIDATES)
def test_a_proposal_is_somebody_who_can_and_none_only_when_nobody_can(
    rows: list[Row], candidates: list[Candidate]
) -> None:
    found = proposals(rows, candidates)
    able = {one.key for one in candidates if one.bar is None}
    assert set(found) == {row.key for row in rows}
    for row in rows:
        chosen = found[row.key]
        assert (chosen is None) == (not able - row.barred)
        assert chosen is None or chosen in able - row.barred


@given(st.integers(0, 20), st.integers(1, 6))
def test_equal_people_get_equally_many(cases: int, people: int) -> None:
    same = [Candidate(key, f"P{key}") for key in range(people)]
    given_to = list(proposals([Row(key) for key in range(cases)], same).values())
    counts = [given_to.count(one.key) for one in same]
    assert max(counts) - min(counts) <= 1
