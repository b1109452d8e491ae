"""Every contact says whether whoever made it was approved that day. When the days of an approval
are decided or put right afterwards, what was logged on them is judged again.

Source: domain rule "Volunteers": judged by history, and a contact by somebody not approved that
day is kept and reported.
"""

from collections.abc import Callable
from datetime import datetime

from django.db import transaction

from contacts.models import Contact
from jourcase.kernel import audit
from jourcase.kernel.local_time import local_date
from volunteers.domain.approval import Approved, was_approved
from volunteers.models import Approval, User


def then_judged(person: User, act: Callable[[], object]) -> None:
    """Do what changes the person's approvals, and judge their contacts by them: both or neither.
    Raises what `act` raises.
    """
    with transaction.atomic(), audit.written_last():
        act()
        judge_again(person)


def judge_again(person: User) -> int:
    """By the approvals as they stand; gives how many contacts changed. Of an erased case nobody's
    name is left: what was judged while it was there stands.
    """
    history = [
        Approved(since, until)
        for since, until in Approval.objects.filter(user=person).values_list("since", "until")
    ]
    rows = Contact.objects.filter(made_by=person)
    wrong: dict[bool, list[int]] = {True: [], False: []}
    said: tuple[int, datetime, bool]
    for said in rows.values_list("pk", "occurred_at", "maker_was_approved").iterator():
        pk, at, stored = said
        approved = was_approved(history, local_date(at))
        if approved != stored:
            wrong[approved].append(pk)
    for approved, keys in wrong.items():
        for first in range(0, len(keys), 500):
            batch = rows.filter(pk__in=keys[first : first + 500])
            batch.update(maker_was_approved=approved)
    return sum(len(keys) for keys in wrong.values())
