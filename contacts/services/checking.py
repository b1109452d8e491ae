"""Proves that the stored outcome columns are what the rule says, for every case."""

import logging
from collections.abc import Iterator
from dataclasses import dataclass

from django.db import transaction

from cases.models import Case
from cases.services.life import hold
from contacts.services.promise_columns import differences, refresh
from contacts.services.promise_material import material_of

logger = logging.getLogger(__name__)

_AT_A_TIME = 500


@dataclass(frozen=True, slots=True)
class Checked:
    """`wrong` counts the cases that differed, `fixed` those of them that were rewritten;
    `failed` those that could not be judged at all.
    """

    cases: int = 0
    wrong: int = 0
    fixed: int = 0
    failed: int = 0

    @property
    def all_right(self) -> bool:
        """Nothing differs any more."""
        return self.wrong == self.fixed and not self.failed


def check_promises(*, fix: bool = False, at_a_time: int = _AT_A_TIME) -> Checked:
    """Compare the columns of every case with the rule; with `fix` rewrite those that differ. An
    erased case has no moments left to judge it by, and is left out.

    Reads `at_a_time` cases with three queries, so that memory does not grow with their number. A
    case that differs is judged once more with its row locked: somebody may have been logging a
    contact meanwhile. What differs is logged by the case's id and the columns' names; one case
    that fails is logged and skipped.
    """
    cases = wrong = fixed = failed = 0
    for chunk in _chunks(at_a_time):
        material = material_of(chunk)
        cases += len(chunk)
        for case in chunk:
            try:
                if not differences(case, material[case.pk]):
                    continue
                names = _judge_again(case.pk, fix=fix)
            except Exception:
                logger.exception("promise.unjudged", extra={"case": case.pk})
                failed += 1
                continue
            if names:
                told = {"case": case.pk, "columns": ",".join(names)}
                logger.error("promise.differs", extra=told)
                wrong += 1
                fixed += fix
    return Checked(cases=cases, wrong=wrong, fixed=fixed, failed=failed)


def _chunks(size: int) -> Iterator[list[Case]]:
    last = 0
    while True:
        found = Case.objects.kept().filter(pk__gt=last).select_related("terms").order_by("pk")
        chunk = list(found[:size])
        if not chunk:
            return
        yield chunk
        last = chunk[-1].pk


def _judge_again(case_id: int, *, fix: bool) -> list[str]:
    with transaction.atomic():
        held = hold(case_id)
        names = differences(held)
        if names and fix:
            refresh(held)
    return names
