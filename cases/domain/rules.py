"""What stands against an act on a case. Values in, refusals out; words are in `cases.words`."""

from dataclasses import dataclass
from datetime import date, datetime

from cases.domain.enums import CallSafety, CloseReason, ReachBy
from jourcase.kernel.local_time import local_date
from jourcase.kernel.refusals import Refusal


class CaseRefusal(Refusal):
    RECEIVED_IN_FUTURE = "received_in_future"
    RECEIVED_BEFORE_AGREEMENT = "received_before_agreement"
    RECEIVED_AFTER_CONTACT = "received_after_contact"
    CORRECTION_WITHOUT_REASON = "correction_without_reason"
    PHONE_MISSING = "phone_missing"
    ANONYMOUS_WITH_IDENTITY = "anonymous_with_identity"
    BORN_IN_FUTURE = "born_in_future"
    ALREADY_CLOSED = "already_closed"
    NOT_CLOSED = "not_closed"
    DUPLICATE_OF_NOTHING = "duplicate_of_nothing"
    DUPLICATE_OF_ITSELF = "duplicate_of_itself"
    DUPLICATE_OF_DUPLICATE = "duplicate_of_duplicate"
    DUPLICATE_IS_MERGED = "duplicate_is_merged"
    REOPENED_TOO_LATE = "reopened_too_late"
    IS_ERASED = "is_erased"
    ASSIGNEE_NOT_APPROVED = "assignee_not_approved"
    ASSIGNEE_IS_RECUSED = "assignee_is_recused"
    ASSIGNEE_MAY_NOT_SEE = "assignee_may_not_see"
    CALLS_NOT_PAUSED = "calls_not_paused"
    ALREADY_RECUSED = "already_recused"
    NOT_RECUSED = "not_recused"
    OWN_RECUSAL = "own_recusal"
    NOBODY_ELSE_SEES = "nobody_else_sees"
    BREAKER_NOT_APPROVED = "breaker_not_approved"
    REASON_TOO_SHORT = "reason_too_short"
    ALREADY_JUDGED = "already_judged"
    OWN_GLASS = "own_glass"
    RUNG_NOW = "rung_now"
    OPENING_UNJUDGED = "opening_unjudged"
    CONCERN_UNSETTLED = "concern_unsettled"
    ERASURE_ALREADY_ASKED = "erasure_already_asked"
    ERASURE_NOT_ASKED = "erasure_not_asked"
    OWN_ERASURE = "own_erasure"
    COORDINATOR_ANSWERS = "coordinator_answers"


class Gap(Refusal):
    """What is still missing when a case is closed. Shown as a list; never blocks."""

    GENDER = "gender"
    AGE = "age"
    DISTRICT = "district"
    CRIME = "crime"
    RELATION = "relation"
    POLICE_REPORT = "police_report"


@dataclass(frozen=True, slots=True)
class StatisticsFacts:
    """The answers of the statistics; "vet inte" is an answer, an empty one is not."""

    gender: str
    age_known: bool
    has_district: bool
    crime_type: str
    relation: str
    police_report: str
    is_protected: bool


def received_refusals(
    received_at: datetime,
    *,
    first_terms_on: date,
    first_contact_at: datetime | None,
    now: datetime,
) -> set[CaseRefusal]:
    """`first_terms_on` is the local date of the oldest terms; a case before it has no rules."""
    found: set[CaseRefusal] = set()
    if received_at > now:
        found.add(CaseRefusal.RECEIVED_IN_FUTURE)
    if local_date(received_at) < first_terms_on:
        found.add(CaseRefusal.RECEIVED_BEFORE_AGREEMENT)
    if first_contact_at is not None and received_at > first_contact_at:
        found.add(CaseRefusal.RECEIVED_AFTER_CONTACT)
    return found


def identity_refusals(
    *,
    is_anonymous: bool,
    has_identity: bool,
    reach_by: ReachBy,
    phone_count: int,
    born: date | None,
    today: date,
) -> set[CaseRefusal]:
    """Anonymous means no identity at all; a person reached by phone needs a number."""
    found: set[CaseRefusal] = set()
    if is_anonymous and has_identity:
        found.add(CaseRefusal.ANONYMOUS_WITH_IDENTITY)
    if reach_by == ReachBy.PHONE and not phone_count and not is_anonymous:
        found.add(CaseRefusal.PHONE_MISSING)
    if born is not None and born > today:
        found.add(CaseRefusal.BORN_IN_FUTURE)
    return found


def closing_refusals(*, is_closed: bool, reason: CloseReason) -> set[CaseRefusal]:
    """A missed goal never blocks closing; only a contradiction does. A duplicate is merged with
    the case that it doubles and never only closed: its tries and its earlier day would be lost.
    """
    found: set[CaseRefusal] = set()
    if is_closed:
        found.add(CaseRefusal.ALREADY_CLOSED)
    if reason == CloseReason.DUPLICATE:
        found.add(CaseRefusal.DUPLICATE_IS_MERGED)
    return found


def duplicate_refusals(
    *, case_id: int, right_id: int | None, is_duplicate: bool
) -> set[CaseRefusal]:
    """What stands against saying that a case doubles another, the right one. `is_duplicate` says
    that the right one is a duplicate itself: two that name each other would count nowhere.
    """
    if right_id is None:
        return {CaseRefusal.DUPLICATE_OF_NOTHING}
    if right_id == case_id:
        return {CaseRefusal.DUPLICATE_OF_ITSELF}
    return {CaseRefusal.DUPLICATE_OF_DUPLICATE} if is_duplicate else set()


def reopening_refusals(
    *,
    closed_at: datetime | None,
    erased_at: datetime | None,
    reopen_within_days: int,
    now: datetime,
) -> set[CaseRefusal]:
    """Within `reopen_within_days` local days of closing the same matter continues as one case."""
    if closed_at is None:
        return {CaseRefusal.NOT_CLOSED}
    found: set[CaseRefusal] = set()
    if erased_at is not None:
        found.add(CaseRefusal.IS_ERASED)
    if (local_date(now) - local_date(closed_at)).days > reopen_within_days:
        found.add(CaseRefusal.REOPENED_TOO_LATE)
    return found


def editing_refusals(*, is_erased: bool) -> set[CaseRefusal]:
    """What has been erased is not written again, neither identity nor statistics."""
    return {CaseRefusal.IS_ERASED} if is_erased else set()


def correction_refusals(*, reason: str, is_closed: bool) -> set[CaseRefusal]:
    """A received time is put right on an open case only, and says why: it moves the deadline."""
    found: set[CaseRefusal] = set()
    if not reason.strip():
        found.add(CaseRefusal.CORRECTION_WITHOUT_REASON)
    if is_closed:
        found.add(CaseRefusal.ALREADY_CLOSED)
    return found


def call_decision_refusals(*, is_paused: bool) -> set[CaseRefusal]:
    """Whether to go on ringing is only decided while the calls are paused."""
    return set() if is_paused else {CaseRefusal.CALLS_NOT_PAUSED}


def assignment_refusals(
    *, is_closed: bool, is_approved: bool | None, is_recused: bool = False, may_see: bool = True
) -> set[CaseRefusal]:
    """`is_approved` is judged on the day of the assignment; None means that nobody is assigned.
    Nobody is made responsible for a case that stays hidden from them: `is_recused` says that they
    know the person, `may_see` that a protected case is open to them.
    """
    found: set[CaseRefusal] = set()
    if is_closed:
        found.add(CaseRefusal.ALREADY_CLOSED)
    if is_approved is False:
        found.add(CaseRefusal.ASSIGNEE_NOT_APPROVED)
    if is_recused:
        found.add(CaseRefusal.ASSIGNEE_IS_RECUSED)
    if not may_see:
        found.add(CaseRefusal.ASSIGNEE_MAY_NOT_SEE)
    return found


def statistics_gaps(facts: StatisticsFacts) -> list[Gap]:
    """The unanswered statistics in the order of the form. A protected case has no district."""
    answered = {
        Gap.RELATION: bool(facts.relation),
        Gap.GENDER: bool(facts.gender),
        Gap.AGE: facts.age_known,
        Gap.DISTRICT: facts.has_district or facts.is_protected,
        Gap.CRIME: bool(facts.crime_type),
        Gap.POLICE_REPORT: bool(facts.police_report),
    }
    return [gap for gap, is_answered in answered.items() if not is_answered]


def may_be_called(safety: CallSafety) -> bool:
    """Only "ring inte" forbids. "Vet inte än" is rung with a warning: the promise still runs."""
    return safety != CallSafety.NO
