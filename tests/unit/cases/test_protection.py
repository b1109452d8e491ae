"""Skyddade personuppgifter: what stands against protecting, naming readers and taking it away."""

from typing import Any

import pytest
from hypothesis import given as for_all
from hypothesis import strategies as st

from cases.domain.protection import (
    ProtectionRefusal,
    Reader,
    protected_intake_refusals,
    protecting_refusals,
    reading_refusals,
    unprotecting_refusals,
)
from cases.domain.rules import CaseRefusal
from cases.words import REFUSALS
from jourcase.kernel.refusals import Refusal

R = ProtectionRefusal
ABLE, RECUSED, NOBODY = Reader(True), Reader(True, is_recused=True), Reader(False)
Row = tuple[str, dict[str, Any], set[Refusal]]


def _rows(table: list[Row]) -> pytest.MarkDecorator:
    return pytest.mark.parametrize(
        ("given", "expected"), [pytest.param(given, found, id=name) for name, given, found in table]
    )


NEW = {"is_erased": False, "is_protected": False}
OLD = {"is_erased": False, "is_protected": True}
PROTECTING: list[Row] = [
    ("one-reader", NEW | {"readers": [ABLE]}, set()),
    ("two-readers", NEW | {"readers": [ABLE, ABLE]}, set()),
    ("no-reader", NEW | {"readers": []}, {R.NO_READER}),
    ("recused-beside-another", NEW | {"readers": [ABLE, RECUSED]}, {R.READER_RECUSED}),
    ("recused-alone", NEW | {"readers": [RECUSED]}, {R.READER_RECUSED, R.NO_READER}),
    ("a-volunteer", NEW | {"readers": [ABLE, NOBODY]}, {R.READER_NO_COORDINATOR}),
    ("again", OLD | {"readers": [ABLE]}, {R.ALREADY_PROTECTED}),
    (
        "erased",
        {"is_erased": True, "is_protected": False, "readers": [ABLE]},
        {CaseRefusal.IS_ERASED},
    ),
]
READING: list[Row] = [
    ("one-more", OLD | {"named": [ABLE], "left": [ABLE, ABLE]}, set()),
    ("one-less", OLD | {"named": [], "left": [ABLE]}, set()),
    ("nobody-left", OLD | {"named": [], "left": []}, {R.NO_READER}),
    ("only-a-recused-left", OLD | {"named": [], "left": [RECUSED]}, {R.NO_READER}),
    ("only-one-who-has-left", OLD | {"named": [], "left": [NOBODY]}, {R.NO_READER}),
    ("a-recused-stays-beside", OLD | {"named": [], "left": [ABLE, RECUSED]}, set()),
    ("recused", OLD | {"named": [RECUSED], "left": [ABLE, RECUSED]}, {R.READER_RECUSED}),
    ("a-volunteer", OLD | {"named": [NOBODY], "left": [ABLE]}, {R.READER_NO_COORDINATOR}),
    ("not-protected", NEW | {"named": [ABLE], "left": [ABLE]}, {R.NOT_PROTECTED}),
    (
        "erased",
        {"is_erased": True, "is_protected": True, "named": [], "left": [ABLE]},
        {CaseRefusal.IS_ERASED},
    ),
]
UNPROTECTING: list[Row] = [
    ("with-a-reason", OLD | {"reason": "Kryssat av misstag"}, set()),
    ("without", OLD | {"reason": " \n"}, {R.REASON_MISSING}),
    ("not-protected", NEW | {"reason": "Fel"}, {R.NOT_PROTECTED}),
    (
        "erased",
        {"is_erased": True, "is_protected": True, "reason": "Fel"},
        {CaseRefusal.IS_ERASED},
    ),
]
INTAKE: list[Row] = [
    ("protected", {"is_protected": True, "reader_count": 1}, set()),
    ("nobody", {"is_protected": True, "reader_count": 0}, {R.NOBODY_TAKES_OVER}),
    ("not-protected", {"is_protected": False, "reader_count": 0}, set()),
]


@_rows(PROTECTING)
def test_a_case_is_protected_for_somebody_who_can_see_it(
    given: dict[str, Any], expected: set[Refusal]
) -> None:
    assert protecting_refusals(**given) == expected


@_rows(READING)
def test_somebody_who_can_see_it_is_always_left(
    given: dict[str, Any], expected: set[Refusal]
) -> None:
    assert reading_refusals(**given) == expected


@_rows(UNPROTECTING)
def test_protection_is_taken_away_with_a_reason(
    given: dict[str, Any], expected: set[Refusal]
) -> None:
    assert unprotecting_refusals(**given) == expected


@_rows(INTAKE)
def test_a_protected_case_is_taken_in_only_if_somebody_follows_it_up(
    given: dict[str, Any], expected: set[Refusal]
) -> None:
    assert protected_intake_refusals(**given) == expected


def test_every_refusal_has_words_and_a_row() -> None:
    rows = [*PROTECTING, *READING, *UNPROTECTING, *INTAKE]
    assert set(ProtectionRefusal) <= {one for *_, found in rows for one in found}
    assert set(ProtectionRefusal) <= REFUSALS.keys()


READERS = st.lists(st.builds(Reader, st.booleans(), st.booleans()), max_size=5)


@for_all(READERS, READERS)
def test_what_is_not_refused_leaves_an_able_reader_and_names_able_ones_only(
    named: list[Reader], others: list[Reader]
) -> None:
    left = [*named, *others]
    if not reading_refusals(is_erased=False, is_protected=True, named=named, left=left):
        assert any(one.is_able for one in left)
        assert all(one.is_able for one in named)
    if not protecting_refusals(is_erased=False, is_protected=False, readers=named):
        assert named
        assert all(one.is_able for one in named)
