"""What stands against an act on a case. The last tests prove that no refusal lacks its row."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

import cases.domain
from cases import words
from cases.domain.closing import ClosingRefusal
from cases.domain.concern import ConcernRefusal
from cases.domain.duplicates import MergeRefusal
from cases.domain.enums import CallSafety, CloseReason, ReachBy
from cases.domain.protection import ProtectionRefusal
from cases.domain.rules import (
    CaseRefusal,
    Gap,
    StatisticsFacts,
    assignment_refusals,
    call_decision_refusals,
    closing_refusals,
    correction_refusals,
    duplicate_refusals,
    editing_refusals,
    identity_refusals,
    may_be_called,
    received_refusals,
    reopening_refusals,
    statistics_gaps,
)
from cases.domain.seen import SeenRefusal
from jourcase.kernel.refusals import Refusal
from tests.unit.cases.test_marks import BREAKING, JUDGING, LIFTING, RECUSING
from tests.unit.cases.test_retention import ANSWERING, ASKING, HOLDING
from tests.unit.kernel.refusal_tables import refusals_defined_in

R = CaseRefusal
Row = tuple[str, dict[str, Any], set[CaseRefusal]]


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def rows(table: Iterable[Row]) -> pytest.MarkDecorator:
    return pytest.mark.parametrize(
        ("given", "expected"), [pytest.param(given, found, id=name) for name, given, found in table]
    )


NOW = utc("2026-05-22 10:00")
SECOND = timedelta(seconds=1)

_received = {
    "received_at": NOW,
    "first_terms_on": date(2025, 4, 1),
    "first_contact_at": None,
    "now": NOW,
}
RECEIVED: list[Row] = [
    ("now", _received, set()),
    ("a-second-ahead", _received | {"received_at": NOW + SECOND}, {R.RECEIVED_IN_FUTURE}),
    ("first-local-second", _received | {"received_at": utc("2025-03-31 22:00")}, set()),
    (
        "the-local-second-before",
        _received | {"received_at": utc("2025-03-31 21:59:59")},
        {R.RECEIVED_BEFORE_AGREEMENT},
    ),
    ("at-the-first-contact", _received | {"first_contact_at": NOW}, set()),
    (
        "after-the-first-contact",
        _received | {"first_contact_at": NOW - SECOND},
        {R.RECEIVED_AFTER_CONTACT},
    ),
    (
        "ahead-and-after-the-first-contact",
        _received | {"received_at": NOW + SECOND, "first_contact_at": NOW},
        {R.RECEIVED_IN_FUTURE, R.RECEIVED_AFTER_CONTACT},
    ),
]


@rows(RECEIVED)
def test_when_a_case_can_have_been_received(
    given: dict[str, Any], expected: set[CaseRefusal]
) -> None:
    assert received_refusals(given["received_at"], **_without(given, "received_at")) == expected


CORRECTION: list[Row] = [
    ("with-a-reason", {"reason": "Läste mejlet fel", "is_closed": False}, set()),
    ("without", {"reason": "", "is_closed": False}, {R.CORRECTION_WITHOUT_REASON}),
    ("only-spaces", {"reason": " \n", "is_closed": False}, {R.CORRECTION_WITHOUT_REASON}),
    ("closed", {"reason": "Läste mejlet fel", "is_closed": True}, {R.ALREADY_CLOSED}),
    (
        "closed-without",
        {"reason": "", "is_closed": True},
        {R.CORRECTION_WITHOUT_REASON, R.ALREADY_CLOSED},
    ),
]


@rows(CORRECTION)
def test_a_received_time_is_corrected_with_a_reason(
    given: dict[str, Any], expected: set[CaseRefusal]
) -> None:
    assert correction_refusals(**given) == expected


_identity = {
    "is_anonymous": False,
    "has_identity": True,
    "reach_by": ReachBy.PHONE,
    "phone_count": 1,
    "born": None,
    "today": date(2026, 5, 22),
}
IDENTITY: list[Row] = [
    ("a-number", _identity, set()),
    ("no-number", _identity | {"phone_count": 0}, {R.PHONE_MISSING}),
    ("another-way", _identity | {"phone_count": 0, "reach_by": ReachBy.OTHER_WAY}, set()),
    ("calls-us", _identity | {"phone_count": 0, "reach_by": ReachBy.CALLS_US}, set()),
    (
        "anonymous",
        _identity | {"is_anonymous": True, "has_identity": False, "phone_count": 0},
        set(),
    ),
    ("anonymous-named", _identity | {"is_anonymous": True}, {R.ANONYMOUS_WITH_IDENTITY}),
    ("born-today", _identity | {"born": date(2026, 5, 22)}, set()),
    ("born-tomorrow", _identity | {"born": date(2026, 5, 23)}, {R.BORN_IN_FUTURE}),
    (
        "all-wrong",
        _identity | {"phone_count": 0, "born": date(2027, 1, 1)},
        {R.PHONE_MISSING, R.BORN_IN_FUTURE},
    ),
]


@rows(IDENTITY)
def test_what_an_identity_can_be(given: dict[str, Any], expected: set[CaseRefusal]) -> None:
    assert identity_refusals(**given) == expected


_closing = {"is_closed": False, "reason": CloseReason.SUPPORT_ENDED}
CLOSING: list[Row] = [
    *((f"as-{reason.value}", _closing | {"reason": reason}, set())
      for reason in CloseReason if reason != CloseReason.DUPLICATE),
    ("twice", _closing | {"is_closed": True}, {R.ALREADY_CLOSED}),
    ("a-duplicate", _closing | {"reason": CloseReason.DUPLICATE}, {R.DUPLICATE_IS_MERGED}),
    (
        "a-duplicate-twice",
        {"is_closed": True, "reason": CloseReason.DUPLICATE},
        {R.DUPLICATE_IS_MERGED, R.ALREADY_CLOSED},
    ),
]  # fmt: skip


@rows(CLOSING)
def test_only_a_contradiction_stands_against_closing(
    given: dict[str, Any], expected: set[CaseRefusal]
) -> None:
    assert closing_refusals(**given) == expected


_double = {"case_id": 7, "right_id": 8, "is_duplicate": False}
DOUBLES: list[Row] = [
    ("of-another", _double, set()),
    ("of-nothing", _double | {"right_id": None}, {R.DUPLICATE_OF_NOTHING}),
    ("of-itself", _double | {"right_id": 7}, {R.DUPLICATE_OF_ITSELF}),
    ("of-a-duplicate", _double | {"is_duplicate": True}, {R.DUPLICATE_OF_DUPLICATE}),
]


@rows(DOUBLES)
def test_what_a_case_can_double(given: dict[str, Any], expected: set[CaseRefusal]) -> None:
    assert duplicate_refusals(**given) == expected


_reopening = {
    "closed_at": utc("2026-01-10 10:00"),
    "erased_at": None,
    "reopen_within_days": 90,
    "now": utc("2026-04-10 10:00"),
}
REOPENING: list[Row] = [
    ("on-day-90", _reopening, set()),
    ("last-local-second-of-day-90", _reopening | {"now": utc("2026-04-10 21:59:59")}, set()),
    ("on-day-91", _reopening | {"now": utc("2026-04-10 22:00")}, {R.REOPENED_TOO_LATE}),
    ("open", _reopening | {"closed_at": None}, {R.NOT_CLOSED}),
    ("erased", _reopening | {"erased_at": utc("2026-04-10 09:00")}, {R.IS_ERASED}),
    (
        "erased-and-late",
        _reopening | {"erased_at": utc("2026-04-11 09:00"), "now": utc("2026-05-22 10:00")},
        {R.IS_ERASED, R.REOPENED_TOO_LATE},
    ),
    ("same-day", _reopening | {"reopen_within_days": 0, "now": utc("2026-01-10 22:59:59")}, set()),
    (
        "next-day-when-none-are-given",
        _reopening | {"reopen_within_days": 0, "now": utc("2026-01-10 23:00")},
        {R.REOPENED_TOO_LATE},
    ),
]


@rows(REOPENING)
def test_a_case_is_reopened_within_the_days_of_the_terms(
    given: dict[str, Any], expected: set[CaseRefusal]
) -> None:
    assert reopening_refusals(**given) == expected


EDITING: list[Row] = [
    ("kept", {"is_erased": False}, set()),
    ("erased", {"is_erased": True}, {R.IS_ERASED}),
]


@rows(EDITING)
def test_what_is_erased_is_not_written_again(
    given: dict[str, Any], expected: set[CaseRefusal]
) -> None:
    assert editing_refusals(**given) == expected


ASSIGNMENT: list[Row] = [
    ("approved", {"is_closed": False, "is_approved": True}, set()),
    ("nobody", {"is_closed": False, "is_approved": None}, set()),
    ("not-approved", {"is_closed": False, "is_approved": False}, {R.ASSIGNEE_NOT_APPROVED}),
    ("closed", {"is_closed": True, "is_approved": True}, {R.ALREADY_CLOSED}),
    (
        "closed-and-not-approved",
        {"is_closed": True, "is_approved": False},
        {R.ALREADY_CLOSED, R.ASSIGNEE_NOT_APPROVED},
    ),
    (
        "knows-the-person",
        {"is_closed": False, "is_approved": True, "is_recused": True},
        {R.ASSIGNEE_IS_RECUSED},
    ),
    (
        "protected-from-them",
        {"is_closed": False, "is_approved": True, "may_see": False},
        {R.ASSIGNEE_MAY_NOT_SEE},
    ),
]


@rows(ASSIGNMENT)
def test_only_a_person_approved_that_day_is_assigned(
    given: dict[str, Any], expected: set[CaseRefusal]
) -> None:
    assert assignment_refusals(**given) == expected


CALL_DECISION: list[Row] = [
    ("paused", {"is_paused": True}, set()),
    ("not-paused", {"is_paused": False}, {R.CALLS_NOT_PAUSED}),
]


@rows(CALL_DECISION)
def test_the_coordinator_decides_about_calls_that_are_paused(
    given: dict[str, Any], expected: set[CaseRefusal]
) -> None:
    assert call_decision_refusals(**given) == expected


ANSWERED = StatisticsFacts(
    gender="unknown",
    age_known=True,
    has_district=True,
    crime_type="unknown",
    relation="victim",
    police_report="unknown",
    is_protected=False,
)
GAPS: list[tuple[str, StatisticsFacts, list[Gap]]] = [
    ("all-answered-with-vet-inte", ANSWERED, []),
    ("gender", replace(ANSWERED, gender=""), [Gap.GENDER]),
    ("age", replace(ANSWERED, age_known=False), [Gap.AGE]),
    ("district", replace(ANSWERED, has_district=False), [Gap.DISTRICT]),
    ("protected-has-none", replace(ANSWERED, has_district=False, is_protected=True), []),
    ("crime", replace(ANSWERED, crime_type=""), [Gap.CRIME]),
    ("relation", replace(ANSWERED, relation=""), [Gap.RELATION]),
    ("police-report", replace(ANSWERED, police_report=""), [Gap.POLICE_REPORT]),
    (
        "all-in-the-order-of-the-form",
        StatisticsFacts("", False, False, "", "", "", False),
        [Gap.RELATION, Gap.GENDER, Gap.AGE, Gap.DISTRICT, Gap.CRIME, Gap.POLICE_REPORT],
    ),
]


@pytest.mark.parametrize(
    ("facts", "expected"), [pytest.param(facts, gaps, id=name) for name, facts, gaps in GAPS]
)
def test_what_is_missing_is_listed(facts: StatisticsFacts, expected: list[Gap]) -> None:
    assert statistics_gaps(facts) == expected


@pytest.mark.parametrize(
    ("safety", "expected"),
    [
        (CallSafety.YES, True),
        (CallSafety.CONDITIONS, True),
        (CallSafety.UNKNOWN, True),
        (CallSafety.NO, False),
    ],
)
def test_only_ring_inte_forbids_a_call(safety: CallSafety, expected: bool) -> None:
    assert may_be_called(safety) is expected


TABLES = (
    *(RECEIVED, CORRECTION, IDENTITY, CLOSING, DOUBLES, REOPENING, EDITING, ASSIGNMENT),
    CALL_DECISION,
    *(RECUSING, LIFTING, BREAKING, JUDGING),
    *(ASKING, ANSWERING, HOLDING),
)


def test_every_refusal_is_expected_in_some_table() -> None:
    expected: set[Refusal] = {refusal for table in TABLES for row in table for refusal in row[2]}
    expected |= {gap for _, _, gaps in GAPS for gap in gaps}
    # Merges, referrals and closings have tables of their own: test_duplicates, _referral, _closing.
    defined = refusals_defined_in(cases.domain)
    assert expected == {one for one in defined if isinstance(one, CaseRefusal | Gap)}


def test_every_refusal_has_words_and_no_two_the_same() -> None:
    assert set(words.REFUSALS) == {
        *(*CaseRefusal, *ClosingRefusal, *MergeRefusal),
        *(*ConcernRefusal, *ProtectionRefusal, *SeenRefusal),
    }
    assert set(words.GAPS) == set(Gap)
    texts = [*words.REFUSALS.values(), *words.GAPS.values()]
    assert all(texts)
    assert len(set(texts)) == len(texts)


def _without(given: dict[str, Any], name: str) -> dict[str, Any]:
    return {key: value for key, value in given.items() if key != name}
