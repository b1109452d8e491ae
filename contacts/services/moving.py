"""Somebody falls ill: their open cases go to others in one press, all of them or none.

What the person had begun stays theirs: a call that goes on can be saved, a draft is never shown to
anybody else. A promised call belongs to the case and goes with it, and so does what was planned.
Rows are taken in order of number, and both are told last, so that two who move at once wait for
each other and no more.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from cases.services.life import assign, hold, rows_kept
from contacts.services.agenda import let_go
from jourcase.kernel import audit
from jourcase.kernel.refusals import Refusal, RefusedError
from jourcase.outbox.services import put_together
from volunteers.models import User


class MoveRefusedError(Exception):
    """Nothing was moved. `found` says for which cases, by number, and why."""

    def __init__(self, found: Mapping[int, frozenset[Refusal]]) -> None:
        self.found = dict(found)
        super().__init__(", ".join(str(pk) for pk in sorted(self.found)))


@dataclass(frozen=True, slots=True)
class Moved:
    """How many went to somebody, how many to nobody, and how many were no longer the person's."""

    moved: int
    left: int
    gone: int


def move_cases(*, person: User, moves: Mapping[int, User | None], by: User, now: datetime) -> Moved:
    """Give each of these cases of `person` to somebody else, or to nobody.

    A case that is closed or somebody else's by now is passed over. Raises `MoveRefusedError`.
    """
    moved = left = gone = 0
    refused: dict[int, frozenset[Refusal]] = {}
    with transaction.atomic(), audit.written_last(), put_together(), rows_kept():
        for pk in sorted(moves):
            held, to = hold(pk), moves[pk]
            if held.closed_at is not None or held.assigned_to_id != person.pk:
                gone += 1
                continue
            try:
                assign(case=held, to=to, by=by, now=now)
            except RefusedError as error:
                refused[pk] = error.refusals
                continue
            let_go(person=person, by=by, now=now, cases=[pk])
            moved, left = moved + (to is not None), left + (to is None)
        if refused:
            raise MoveRefusedError(refused)
    return Moved(moved, left, gone)
