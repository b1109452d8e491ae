"""Skyddade personuppgifter: what stands against protecting a case, naming its readers, and taking
the protection away.

Source: domain rule "Protected identity" (visible to named coordinators only); decision 0108.
"""

from collections.abc import Collection
from dataclasses import dataclass

from cases.domain.rules import CaseRefusal
from jourcase.kernel.refusals import Refusal


class ProtectionRefusal(Refusal):
    ALREADY_PROTECTED = "already_protected"
    NOT_PROTECTED = "not_protected"
    NO_READER = "no_reader"
    READER_RECUSED = "reader_recused"
    READER_NO_COORDINATOR = "reader_no_coordinator"
    NOBODY_TAKES_OVER = "nobody_takes_over"
    REASON_MISSING = "reason_missing"


@dataclass(frozen=True, slots=True)
class Reader:
    """Somebody who reads the case, or is to."""

    is_coordinator: bool  # one who works here today
    is_recused: bool = False

    @property
    def is_able(self) -> bool:
        """Would really see the case."""
        return self.is_coordinator and not self.is_recused


def protecting_refusals(
    *, is_erased: bool, is_protected: bool, readers: Collection[Reader]
) -> set[Refusal]:
    """Against protecting a case that is to be seen by `readers` alone."""
    found: set[Refusal] = set()
    if is_erased:
        found.add(CaseRefusal.IS_ERASED)
    if is_protected:
        found.add(ProtectionRefusal.ALREADY_PROTECTED)
    return found | _named_refusals(readers) | _left_refusals(readers)


def reading_refusals(
    *, is_erased: bool, is_protected: bool, named: Collection[Reader], left: Collection[Reader]
) -> set[Refusal]:
    """Against changing who may read: `named` are the new ones, `left` all who may afterwards."""
    found = _protected_refusals(is_erased=is_erased, is_protected=is_protected)
    return found | _named_refusals(named) | _left_refusals(left)


def unprotecting_refusals(*, is_erased: bool, is_protected: bool, reason: str) -> set[Refusal]:
    """Against taking the protection away. It is always said why: others will see who it is."""
    found = _protected_refusals(is_erased=is_erased, is_protected=is_protected)
    if not reason.strip():
        found.add(ProtectionRefusal.REASON_MISSING)
    return found


def protected_intake_refusals(*, is_protected: bool, reader_count: int) -> set[Refusal]:
    """A case that nobody could see would be followed up by nobody."""
    if is_protected and not reader_count:
        return {ProtectionRefusal.NOBODY_TAKES_OVER}
    return set()


def _protected_refusals(*, is_erased: bool, is_protected: bool) -> set[Refusal]:
    found: set[Refusal] = set()
    if is_erased:
        found.add(CaseRefusal.IS_ERASED)
    if not is_protected:
        found.add(ProtectionRefusal.NOT_PROTECTED)
    return found


def _named_refusals(named: Collection[Reader]) -> set[Refusal]:
    found: set[Refusal] = set()
    if any(one.is_recused for one in named):
        found.add(ProtectionRefusal.READER_RECUSED)
    if not all(one.is_coordinator for one in named):
        found.add(ProtectionRefusal.READER_NO_COORDINATOR)
    return found


def _left_refusals(left: Collection[Reader]) -> set[Refusal]:
    if any(one.is_able for one in left):
        return set()
    return {ProtectionRefusal.NO_READER}
