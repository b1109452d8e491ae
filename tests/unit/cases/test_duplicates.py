"""Whether two cases may be about one person, and what a merge makes of them."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases.domain.duplicates import (
    UNDO_MERGE_WITHIN,
    Advice,
    Likeness,
    MergeFacts,
    MergeRefusal,
    Prints,
    Side,
    advice,
    in_words,
    likeness,
    merge_refusals,
    merged_case_refusals,
    name_key,
    put_back,
    strength,
    suggested_side,
    undo_merge_refusals,
)
from jourcase.kernel.refusals import Refusal
from tests.factories import MONDAY

R = MergeRefusal

# --- Names --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("Anna Svensson", "anna svensson"),
        ("Svensson, Anna", "anna svensson"),
        ("  ANNA   svensson ", "anna svensson"),
        ("Anna-Maria Svensson", "anna svensson"),
        ("Anna Maria Lind Svensson", "anna svensson"),
        ("Svensson, Anna-Maria", "anna svensson"),
        ("Ánna Svénsson", "anna svensson"),
        ("Åsa Öberg", "asa oberg".replace("asa", "åsa").replace("oberg", "öberg")),
        ("A\u030asa O\u0308berg", "åsa öberg"),
        ("Søren Kjær", "kjär sören"),
        ("Mary O'Neill", "mary oneill"),
        ("Mary O’Neill", "mary oneill"),
        ("Straße Weiß", "strasse weiss"),
        ("Anna Anna", "anna anna"),
        ("علي حسن", "حسن علي"),
        ("Anna", ""),
        ("Svensson,", ""),
        (", Anna", ""),
        ("", ""),
        ("12 34", ""),
        ("!!! ???", ""),
    ],
)
def test_two_ways_of_writing_a_name_have_one_key(name: str, key: str) -> None:
    assert name_key(name) == key


def test_a_ring_and_dots_make_another_name() -> None:
    assert name_key("Åsa Berg") != name_key("Asa Berg")
    assert name_key("Måns Öst") != name_key("Mans Ost")


@given(st.text(max_size=60))
def test_a_key_is_two_small_words_in_order_or_nothing(name: str) -> None:
    key = name_key(name)
    assert key == "" or len(key.split(" ")) == 2
    assert key.split(" ") == sorted(key.split(" "))
    assert name_key(f"  {name}  ") == key


WORD = st.text("abcdeåäöéü", min_size=1, max_size=8)


@given(WORD, WORD, WORD)
def test_the_order_case_and_middle_names_do_not_matter(first: str, middle: str, last: str) -> None:
    key = name_key(f"{first} {last}")
    assert key
    assert name_key(f"{last}, {first}") == key
    assert name_key(f"{first.upper()} {middle} {last.title()}") == key


# --- Likeness -----------------------------------------------------------------------------------

A = Prints(frozenset({"p1"}), "k1", "n1")
ALIKE: list[tuple[str, Prints, Prints, set[Likeness], Advice]] = [
    ("all", A, A, set(Likeness), Advice.MERGE),
    ("nothing", A, Prints(frozenset({"p2"}), "k2", "n2"), set(), Advice.MERGE),
    ("both-empty", Prints(), Prints(), set(), Advice.MERGE),
    ("one-empty", A, Prints(), set(), Advice.MERGE),
    ("phone", A, Prints(frozenset({"p1", "p9"})), {Likeness.PHONE}, Advice.MERGE),
    ("name", A, Prints(name="n1"), {Likeness.NAME}, Advice.MERGE),
    ("k-number-no-name", A, Prints(k_number="k1"), {Likeness.K_NUMBER}, Advice.MERGE),
    (
        "two-injured-parties",
        A,
        Prints(k_number="k1", name="n2"),
        {Likeness.K_NUMBER},
        Advice.LINK,
    ),
    (
        "mother-and-child",
        A,
        Prints(frozenset({"p1"}), "k1", "n2"),
        {Likeness.K_NUMBER, Likeness.PHONE},
        Advice.LINK,
    ),
    (
        "a-shared-phone",
        A,
        Prints(frozenset({"p1"}), "k2", "n2"),
        {Likeness.PHONE},
        Advice.MERGE,
    ),
]


@pytest.mark.parametrize(
    ("one", "two", "expected", "offered"), [pytest.param(*row[1:], id=row[0]) for row in ALIKE]
)
def test_what_two_cases_have_in_common(
    one: Prints, two: Prints, expected: set[Likeness], offered: Advice
) -> None:
    for left, right in ((one, two), (two, one)):
        assert likeness(left, right) == expected
        assert advice(left, right) is offered


DIGEST = st.sampled_from(["", "a", "b"])
PRINTS = st.builds(Prints, st.frozensets(st.sampled_from(["1", "2"])), DIGEST, DIGEST)


@given(PRINTS, PRINTS)
def test_likeness_has_no_sides_and_more_of_it_is_stronger(one: Prints, two: Prints) -> None:
    alike = likeness(one, two)
    assert alike == likeness(two, one)
    assert advice(one, two) == advice(two, one)
    assert all(strength(alike) > strength(alike - {part}) for part in alike)
    if advice(one, two) is Advice.LINK:
        assert one.name != two.name
        assert one.k_number == two.k_number != ""


@pytest.mark.parametrize(
    ("alike", "words"),
    [
        (set(), ""),
        ({Likeness.PHONE}, "samma nummer"),
        ({Likeness.K_NUMBER, Likeness.PHONE}, "samma nummer och samma K-nummer"),
        (set(Likeness), "samma nummer, samma namn och samma K-nummer"),
    ],
)
def test_the_reason_in_words(alike: set[Likeness], words: str) -> None:
    assert in_words(alike) == words


# --- Which answer stands ------------------------------------------------------------------------

SIDES: list[tuple[str, object, object, dict[str, Any], Side]] = [
    ("the-same", "a", "a", {}, Side.KEPT),
    ("both-answered", "a", "b", {}, Side.KEPT),
    ("only-the-other", "", "b", {}, Side.OTHER),
    ("only-the-kept", "a", None, {}, Side.KEPT),
    ("known-beats-unknown", "unknown", "woman", {}, Side.OTHER),
    ("unknown-beats-nothing-not", "", "unknown", {}, Side.KEPT),
    ("careful-other", True, False, {"care": (False, True)}, Side.OTHER),
    ("careful-kept", False, True, {"care": (False, True)}, Side.KEPT),
    ("not-of-the-scale", "x", True, {"care": (False, True)}, Side.KEPT),
    ("came-second", "a", "b", {"is_from_first": True, "kept_came_first": False}, Side.OTHER),
    ("came-first", "a", "b", {"is_from_first": True, "kept_came_first": True}, Side.KEPT),
]


@pytest.mark.parametrize(
    ("kept", "other", "how", "side"), [pytest.param(*row[1:], id=row[0]) for row in SIDES]
)
def test_which_answer_is_marked_beforehand(
    kept: Any, other: Any, how: dict[str, Any], side: Side
) -> None:
    assert suggested_side(kept, other, **how) is side


SCALE = ("no", "conditions", "unknown", "yes")


@given(st.sampled_from(SCALE), st.sampled_from(SCALE))
def test_the_more_careful_answer_is_marked_whichever_stands_first(one: str, two: str) -> None:
    marked = {Side.KEPT: one, Side.OTHER: two}[suggested_side(one, two, care=SCALE)]
    swapped = {Side.KEPT: two, Side.OTHER: one}[suggested_side(two, one, care=SCALE)]
    assert marked == swapped == min(one, two, key=SCALE.index)


@given(st.text(max_size=3), st.text(max_size=3), st.text(max_size=3))
def test_undoing_gives_back_what_was_and_never_takes_what_came_later(
    before: str, merged: str, later: str
) -> None:
    assert put_back(before, merged, merged) == before
    assert put_back(before, merged, later) in {before, later}
    if later != merged:
        assert put_back(before, merged, later) == later


# --- What stands against it ---------------------------------------------------------------------

MERGING: list[tuple[str, dict[str, bool], set[Refusal]]] = [
    ("nothing", {}, set()),
    ("itself", {"is_same": True, "kept_is_closed": True}, {R.SAME_CASE}),
    ("kept-closed", {"kept_is_closed": True}, {R.KEPT_IS_CLOSED}),
    ("erased", {"is_erased": True, "kept_is_closed": True}, {R.CASE_IS_ERASED}),
    ("merged-before", {"is_merged": True}, {R.ALREADY_MERGED}),
    (
        "merged-before-is-closed-too",
        {"is_merged": True, "kept_is_closed": True},
        {R.ALREADY_MERGED},
    ),
    ("protected-other", {"other_is_protected": True}, {R.PROTECTED_IS_KEPT}),
    ("protected-kept", {"kept_is_protected": True}, set()),
    ("protected-both", {"kept_is_protected": True, "other_is_protected": True}, set()),
    ("anonymous-kept", {"kept_is_anonymous": True}, {R.NAMED_IS_KEPT}),
    ("anonymous-other", {"other_is_anonymous": True}, set()),
    ("anonymous-both", {"kept_is_anonymous": True, "other_is_anonymous": True}, set()),
    ("two-parties", {"are_two_injured_parties": True}, {R.TWO_INJURED_PARTIES}),
    ("other-has-a-third", {"other_has_duplicates": True}, set()),
    (
        "a-third-below-the-protected",
        {"other_has_duplicates": True, "kept_is_protected": True},
        {R.UNCOVERS_A_THIRD},
    ),
    (
        "a-third-that-somebody-must-not-see",
        {"other_has_duplicates": True, "somebody_is_recused": True},
        {R.UNCOVERS_A_THIRD},
    ),
    ("recused-and-no-third", {"somebody_is_recused": True}, set()),
    ("more-may-see", {"more_may_see_kept": True}, {R.MORE_MAY_SEE}),
    ("rung", {"call_goes_on": True}, {R.CALL_GOES_ON}),
    ("erasure-asked", {"erasure_is_pending": True}, {R.ERASURE_PENDING}),
    ("recused", {"responsible_is_recused": True}, {R.RESPONSIBLE_IS_RECUSED}),
    ("changed", {"is_changed": True, "call_goes_on": True}, {R.CHANGED_MEANWHILE, R.CALL_GOES_ON}),
]


@pytest.mark.parametrize(
    ("facts", "expected"), [pytest.param(row[1], row[2], id=row[0]) for row in MERGING]
)
def test_what_stands_against_a_merge(facts: dict[str, bool], expected: set[Refusal]) -> None:
    assert merge_refusals(replace(MergeFacts(), **facts)) == expected


UNDOING: list[tuple[str, dict[str, Any], set[Refusal]]] = [
    ("at-once", {}, set()),
    ("at-24-hours", {"now": MONDAY + UNDO_MERGE_WITHIN}, set()),
    (
        "a-second-later",
        {"now": MONDAY + UNDO_MERGE_WITHIN + timedelta(seconds=1)},
        {R.TOO_LATE_TO_UNDO},
    ),
    ("twice", {"is_undone": True, "is_latest": False}, {R.ALREADY_UNDONE}),
    ("not-the-latest", {"is_latest": False}, {R.LATER_MERGE_FIRST}),
    ("rung", {"call_goes_on": True}, {R.CALL_GOES_ON}),
    ("erasure-asked", {"erasure_is_pending": True}, {R.ERASURE_PENDING}),
]
_undoing: dict[str, Any] = {
    "merged_at": MONDAY,
    "is_undone": False,
    "is_latest": True,
    "call_goes_on": False,
    "erasure_is_pending": False,
    "now": MONDAY,
}


@pytest.mark.parametrize(
    ("facts", "expected"), [pytest.param(row[1], row[2], id=row[0]) for row in UNDOING]
)
def test_what_stands_against_taking_it_back(facts: dict[str, Any], expected: set[Refusal]) -> None:
    assert undo_merge_refusals(**(_undoing | facts)) == expected


def test_a_day_is_24_hours_also_when_the_clock_changes() -> None:
    night = datetime.fromisoformat("2026-10-24T20:00:00+02:00")
    facts = _undoing | {"merged_at": night}
    assert undo_merge_refusals(**(facts | {"now": night + timedelta(hours=24)})) == set()
    next_evening = datetime.fromisoformat("2026-10-25T20:00:00+01:00")
    assert undo_merge_refusals(**(facts | {"now": next_evening})) == {R.TOO_LATE_TO_UNDO}


def test_nothing_more_is_written_in_what_was_merged() -> None:
    assert merged_case_refusals(is_merged=True) == {R.WAS_MERGED}
    assert merged_case_refusals(is_merged=False) == set()


# Decided in the service, which alone knows: who is approved, whether a text opens, and what has
# been answered of two cases.
BY_THE_SERVICE = {R.RESPONSIBLE_NOT_POSSIBLE, R.TEXT_UNREADABLE, R.PAIR_IS_DECIDED}


def test_every_refusal_is_expected_in_some_table() -> None:
    expected = {refusal for table in (MERGING, UNDOING) for row in table for refusal in row[2]}
    assert expected | BY_THE_SERVICE | {R.WAS_MERGED} == set(MergeRefusal)
