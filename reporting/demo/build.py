"""Makes a planned demonstration happen, through the same services as everything real.

Each event is told with `now` at its own moment, in the order of time, all in one transaction.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import partial
from random import Random
from typing import assert_never

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.db import transaction

from cases.domain.enums import CloseReason, EarlyClose
from cases.models import Case
from cases.seen import stored_of
from cases.services.intake import open_case
from cases.services.life import (
    assign,
    change_identity,
    close,
    correct_received,
    decide_calls,
    hold,
    keep_row,
    reopen,
    rows_kept,
    write_note,
)
from contacts.compare import compare
from contacts.models import Contact
from contacts.services.log import correct, log_contact, undo
from contacts.services.merging import merge
from contacts.services.promise_columns import written_together
from jourcase.agreement.models import Office
from jourcase.agreement.services import terms_on
from jourcase.kernel import audit
from jourcase.kernel.local_time import at_local
from jourcase.kernel.practice import only_invented
from jourcase.kernel.sealed import key_ring
from reporting.demo.activities import activity_steps
from reporting.demo.development import development_steps
from reporting.demo.draw import FIRST_DAY
from reporting.demo.evenings_held import held_steps
from reporting.demo.events import (
    Assigned,
    CallsDecided,
    Closed,
    Corrected,
    Evening,
    Event,
    IdentityChanged,
    Logged,
    Member,
    NoteWritten,
    Opened,
    Plan,
    ReceivedCorrected,
    Reopened,
    Undone,
)
from reporting.demo.lately import Lately
from reporting.demo.people import DEMO_PASSWORD, SYSTEM
from reporting.demo.rota import Rota
from volunteers.domain.roles import foremost
from volunteers.evenings.services import add_shift
from volunteers.evenings.signing import sign_up
from volunteers.models import Shift, User
from volunteers.services import add_person, approve, withdraw_approval

# What is done so far, and how much there is in all.
Progress = Callable[[int, int], None]


class NotADemonstrationError(Exception):
    """Invented people were asked for where JOURCASE_DEMO is off. Nothing was changed."""


class AlreadyFilledError(Exception):
    """There are people or cases already, and invented ones are not mixed in. Nothing changed."""


@dataclass(frozen=True, slots=True)
class Built:
    """How much was made."""

    people: int
    evenings: int
    cases: int
    contacts: int


def is_filled() -> bool:
    """Whether the database holds any people or cases, invented or not."""
    return Case.objects.exists() or User.objects.exists()


def refuse_outside_demo() -> None:
    """Raise `NotADemonstrationError` unless everybody here is to be invented."""
    if not only_invented():
        raise NotADemonstrationError


def build(plan: Plan, *, progress: Progress) -> Built:
    """Make it all happen, or nothing of it.

    Raises `NotADemonstrationError`, `AlreadyFilledError`, or `NoTermsOn` when no agreement has
    been loaded for the first day.
    """
    refuse_outside_demo()
    if is_filled():
        raise AlreadyFilledError
    terms_on(FIRST_DAY)
    with transaction.atomic():
        building = _Building(plan)
        with key_ring(), written_together(), rows_kept(), audit.written_last():
            building.run(progress)
    return building.built()


Step = tuple[datetime, Callable[[], None]]


class _Building:
    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self._password = make_password(settings.PRACTICE_PASSWORD or DEMO_PASSWORD)
        self._offices = {office.code: office for office in Office.objects.all()}
        self._words = Random(plan.seed)  # noqa: S311 - invented people, nothing secret
        self._people: dict[str, User] = {}
        self._shifts: dict[datetime, Shift] = {}
        self._cases: dict[int, Case] = {}
        self._contacts: dict[int, list[Contact]] = {}

    def run(self, progress: Progress) -> None:
        steps = sorted(self._steps(), key=lambda step: step[0])
        for done, (_, act) in enumerate(steps):
            progress(done, len(steps))
            act()
        progress(len(steps), len(steps))

    def built(self) -> Built:
        return Built(
            people=len(self._people),
            evenings=len(self._plan.evenings),
            cases=len(self._cases),
            contacts=sum(len(contacts) for contacts in self._contacts.values()),
        )

    def _steps(self) -> list[Step]:
        steps: list[Step] = []
        for member in self._plan.members:
            steps += self._steps_of_member(member)
        for evening in self._plan.evenings:
            steps += self._steps_of_evening(evening)
        steps += [(event.at, partial(self._tell, event)) for event in self._plan.events]
        steps += Lately(self._plan, self._people, self._cases).steps()
        steps += Rota(self._plan.evenings, self._shifts, self._people, self._plan.now).steps()
        steps += activity_steps(self._people, now=self._plan.now)
        steps += development_steps(self._plan.members, self._people, now=self._plan.now)
        steps += held_steps(self._plan.evenings, self._shifts, self._people, now=self._plan.now)
        return steps

    # --- People and evenings ------------------------------------------------------------------

    def _steps_of_member(self, member: Member) -> list[Step]:
        began = self._at(member.started_on, time(9, 0))
        steps: list[Step] = [(began, partial(self._add, member, began))]
        if member.approved_since is not None:
            since = member.approved_since
            decided = self._at(since, time(6, 0))
            steps.append((decided, partial(self._approve, member, since, decided)))
        if member.approved_until is not None:
            last_day = member.approved_until
            ended = self._at(last_day, time(21, 0))
            steps.append((ended, partial(self._withdraw, member, last_day, ended)))
        return steps

    def _at(self, on: date, clock: time) -> datetime:
        return min(at_local(on, clock), self._plan.now)

    def _add(self, member: Member, now: datetime) -> None:
        colleague = member.colleague
        person = add_person(
            email=colleague.email,
            full_name=colleague.full_name,
            roles=colleague.roles,
            started_on=member.started_on,
            gender=colleague.gender,
            engagement=colleague.engagement,
            password_hash=self._password,
            is_fictional=True,
            by=None,
            now=now,
        )
        if colleague.email == SYSTEM:
            person.is_superuser = True
            person.save(update_fields=["is_superuser"])
        self._remember(person)

    def _approve(self, member: Member, since: date, now: datetime) -> None:
        person = self._people[member.email]
        approve(user=person, since=since, by=None, now=now)
        self._remember(person)

    def _withdraw(self, member: Member, last_day: date, now: datetime) -> None:
        person = self._people[member.email]
        withdraw_approval(user=person, last_day=last_day, by=None, now=now)
        self._remember(person)

    def _remember(self, person: User) -> None:
        """With the approvals read once, since every contact asks for them."""
        with_approvals = User.objects.get_queryset().prefetch_related("approvals")
        self._people[person.email] = with_approvals.get(pk=person.pk)

    def _steps_of_evening(self, evening: Evening) -> list[Step]:
        steps: list[Step] = [(evening.added_at, partial(self._add_evening, evening))]
        steps += [
            (said_at, partial(self._sign_up, evening, email, said_at))
            for email, said_at in evening.signups
        ]
        return steps

    def _add_evening(self, evening: Evening) -> None:
        self._shifts[evening.starts_at] = add_shift(
            office=self._offices[evening.office_code],
            starts_at=evening.starts_at,
            ends_at=evening.ends_at,
            needed=evening.needed,
            by=None,
            now=evening.added_at,
        )

    def _sign_up(self, evening: Evening, email: str, now: datetime) -> None:
        person = self._people[email]
        sign_up(shift=self._shifts[evening.starts_at], user=person, by=person, now=now)

    # --- Cases --------------------------------------------------------------------------------

    def _tell(self, event: Event) -> None:
        by = self._people[event.by]
        # Said once for each event: otherwise every trace asks the database for the role.
        with audit.acting(lambda: audit.Actor(by.pk, foremost(by.roles))):
            self._happen(event, by)

    def _happen(self, event: Event, by: User) -> None:
        now, what = event.at, event.what
        if isinstance(what, Opened):
            opened = open_case(
                intake=what.intake, by=by, now=now, choose=self._words.choice, is_fictional=True
            )
            keep_row(opened)
            self._cases[event.case] = opened
            self._contacts[event.case] = []
            return
        case, contacts = self._cases[event.case], self._contacts[event.case]
        match what:
            case Assigned():
                assign(case=case, to=self._people[what.to], by=by, now=now)
            case Logged():
                contacts.append(log_contact(case=case, entry=what.entry, by=by, now=now))
            case Undone():
                undo(contact=contacts[what.nth], by=by, now=now)
            case Corrected():
                correct(contact=contacts[what.nth], entry=what.entry, by=by, now=now)
            case CallsDecided():
                decide_calls(
                    case=case, may_continue=what.may_continue, reason=what.reason, by=by, now=now
                )
            case IdentityChanged():
                change_identity(
                    case=case,
                    identity=what.identity,
                    reach_by=what.reach_by,
                    call_safety=what.call_safety,
                    declines_phone=False,
                    seen=stored_of(hold(case.pk)).stamp,
                    by=by,
                    now=now,
                )
            case ReceivedCorrected():
                correct_received(
                    case=case, received_at=what.received_at, reason=what.reason, by=by, now=now
                )
            case NoteWritten():
                write_note(case=case, text=what.text, by=by, now=now)
            case Closed() if what.duplicate_of is not None:
                self._take_up(case, self._cases[what.duplicate_of], by=by, now=now)
            case Closed():
                close(case=case, reason=what.reason, early=EarlyClose.NO_TIME, by=by, now=now)
            case Reopened():
                reopen(case=case, by=by, now=now)
            case _:
                assert_never(what)

    def _take_up(self, double: Case, original: Case, *, by: User, now: datetime) -> None:
        """The two become one. What has been closed meanwhile is opened for it, and closed again."""
        kept = hold(original.pk)
        ended = kept.close_reason if kept.closed_at else ""
        if ended:
            reopen(case=kept, by=by, now=now)
        seen = compare(kept, hold(double.pk)).stamp
        merge(kept=kept, other=double, sides={}, seen=seen, by=by, now=now)
        if ended:
            early = EarlyClose.NO_TIME
            close(case=kept, reason=CloseReason(ended), early=early, by=by, now=now)
