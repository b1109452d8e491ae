"""Anmäl att du gått: what a support person reports, and what a coordinator answers. One
transaction each.
"""

from dataclasses import replace
from datetime import datetime

from django.db import transaction

from jourcase.kernel import audit
from jourcase.kernel.audit import Action
from jourcase.kernel.local_time import local_date
from jourcase.kernel.refusals import refuse_if_any
from volunteers.development.people import people
from volunteers.development.services import correct_occasion, note_occasion
from volunteers.domain.development import Kind, Occasion
from volunteers.domain.reported import (
    Reported,
    ReportState,
    answer_refusals,
    report_refusals,
)
from volunteers.models import DevelopmentEvent, ReportedTraining, User

# What the trace says of it, besides the kind.
_FIELD = "reported"


def report(*, said: Occasion, user: User, now: datetime) -> ReportedTraining:
    """Raises `RefusedError`."""
    with transaction.atomic():
        held = _hold(user)
        earlier = ReportedTraining.objects.filter(user=held, on=said.on)
        refuse_if_any(
            report_refusals(
                replace(said, people=frozenset({held.pk})),
                began_on=held.started_on,
                parts=people(User.objects.get_queryset().filter(pk=held.pk))[0].member.parts,
                reported=[Reported(Kind(o.kind), o.on, ReportState(o.state)) for o in earlier],
                today=local_date(now),
            )
        )
        row: ReportedTraining = ReportedTraining.objects.create(
            user=held,
            kind=said.kind,
            on=said.on,
            title=said.title.strip(),
            minutes=said.minutes,
            reported_at=now,
        )
        _record(user, Action.DEVELOPMENT_NOTED, said.kind, now)
    return row


def withdraw(*, row: ReportedTraining, by: User, now: datetime) -> None:
    """Before it is answered. Raises `RefusedError`."""
    with transaction.atomic():
        _answer(row, ReportState.WITHDRAWN, by, now)
        _record(by, Action.DEVELOPMENT_CHANGED, Kind(row.kind), now)


def decline(*, row: ReportedTraining, by: User, now: datetime) -> None:
    """It does not count. Raises `RefusedError`."""
    with transaction.atomic():
        _answer(row, ReportState.DECLINED, by, now)
        _record(by, Action.DEVELOPMENT_CHANGED, Kind(row.kind), now)


def confirm(*, row: ReportedTraining, by: User, now: datetime) -> None:
    """From now on it counts. Where an occasion of that kind stands on that day alone, the person
    was there: otherwise it is an occasion of its own. Raises `RefusedError`.
    """
    with transaction.atomic(), audit.written_last():
        _hold(row.user)
        found = _answer(row, ReportState.CONFIRMED, by, now)
        kind = Kind(found.kind)
        events = list(DevelopmentEvent.objects.standing().filter(kind=found.kind, on=found.on)[:2])
        if len(events) != 1:
            said = Occasion(kind, found.on, found.title, found.minutes)
            note_occasion(said=said, people=[found.user], by=by, now=now)
            return
        event = events[0]
        came = list(event.people.all())
        if found.user not in came:
            said = Occasion(kind, event.on, event.title, event.minutes)
            correct_occasion(event=event, said=said, people=[*came, found.user], by=by, now=now)


def _hold(user: User) -> User:
    return User.objects.get_queryset().select_for_update(no_key=True).get(pk=user.pk)


def _answer(row: ReportedTraining, state: ReportState, by: User, now: datetime) -> ReportedTraining:
    rows = ReportedTraining.objects.select_for_update(of=("self",)).select_related("user")
    found: ReportedTraining = rows.get(pk=row.pk)
    refuse_if_any(answer_refusals(ReportState(found.state), state))
    found.state, found.answered_at, found.answered_by = state, now, by
    found.save(update_fields=["state", "answered_at", "answered_by"])
    return found


def _record(by: User, action: Action, kind: Kind, now: datetime) -> None:
    audit.record(by_id=by.pk, action=action, now=now, fields=[kind.value, _FIELD])
