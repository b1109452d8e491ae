"""N cases in a second or so a thousand: drawn, judged by the rule in memory, stored in bulk.

About one case in seventeen is open: half of those are still sought, half are reached and in
support. The outcome columns are written by `promise_columns.outcome_from`, the same rule that
the services use; `sample_is_right` asks the database whether they are.
"""

import random
import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from itertools import islice

from django.db import connection, transaction

from bench.moment import BEGINNING, NOW
from bench.people import People
from cases.domain.duplicates import name_key
from cases.domain.enums import (
    AgeBand,
    AgeGroup,
    CallSafety,
    CloseReason,
    CrimeType,
    Gender,
    IntakeChannel,
    PoliceReport,
    ReachBy,
    Relation,
    Source,
)
from cases.models import Case, CaseEvent, EventKind, Identity, Note, Phone
from contacts.domain.enums import Channel, Direction, MeetingOffer, Result
from contacts.models import Callback, Contact, Draft
from contacts.services.promise_columns import COLUMNS, differences, outcome_from
from contacts.services.promise_material import Material
from jourcase.agreement.models import District, SupportForm, TermsVersion
from jourcase.kernel.local_time import at_local, local_date
from jourcase.kernel.sealed import key_ring, lookup_digest
from jourcase.keystore.store import mint_many
from volunteers.models import User

AT_A_TIME = 1000
OPEN_SHARE = 0.06
LINES_OF_BUSY_CASE = 24
_FIRST_NAMES = ("Amina", "Jonas", "Mirja", "Kerstin", "Åke", "Zofia", "Ömer", "Li")
_LAST_NAMES = ("Påhittad", "Exempelsson", "Diktad", "Modell")
_DISTRICT_WEIGHTS = (27, 29, 18, 14, 12)


@dataclass
class Story:
    """One case and all that hangs on it, before it is stored."""

    case: Case
    identity: Identity
    phone: Phone
    contacts: list[Contact] = field(default_factory=list)
    with_support: dict[uuid.UUID, list[SupportForm]] = field(default_factory=dict)
    notes: list[Note] = field(default_factory=list)
    events: list[CaseEvent] = field(default_factory=list)
    callback_at: datetime | None = None


class Teller:
    """Draws stories; the same seed draws the same."""

    def __init__(self, people: People, *, seed: int = 1) -> None:
        self.draw = random.Random(seed)  # noqa: S311
        self.people = people
        self.terms = TermsVersion.objects.begun(local_date(NOW)).get()
        self.districts = list(District.objects.order_by("pk")[: len(_DISTRICT_WEIGHTS)])
        self.forms = list(SupportForm.objects.all())
        self.numbers: dict[int, int] = {}

    def story(self, *, is_open: bool, is_sought: bool) -> Story:
        """An open case that is sought is a few days old; every other one is any age."""
        days = 4.5 if is_sought else (NOW - BEGINNING).days
        at = self._daytime(NOW - timedelta(days=self.draw.uniform(0.3, days)))
        case = self._case(min(at, NOW - timedelta(hours=1)))
        case.assigned_to = None if is_sought and self.draw.random() < 0.5 else self._someone()
        story = self._with_identity(case)
        tries = self._tries(story, is_sought=is_sought)
        if not is_sought and tries < 4:
            self._talks(story)
        elif is_sought and self.draw.random() < 0.1:
            self._promises_a_call(story)
        if not is_open:
            last = story.contacts[-1].occurred_at if story.contacts else case.received_at
            case.closed_at = min(last + timedelta(days=self.draw.randint(1, 10)), NOW)
            reached = any(c.result == Result.REACHED for c in story.contacts)
            case.close_reason = CloseReason.SUPPORT_ENDED if reached else CloseReason.NOT_REACHED
            self._event(story, EventKind.CLOSED, case.closed_at, close_reason=case.close_reason)
        return story

    def busy_story(self) -> Story:
        """One in support for long, with many lines: the case page that is measured."""
        case = self._case(NOW - timedelta(days=60))
        case.assigned_to = self.people.volunteers[0]
        story = self._with_identity(case)
        for number in range(LINES_OF_BUSY_CASE):
            at = case.received_at + timedelta(days=2 * number, hours=3)
            if number % 4 == 3:
                self._note(story, at)
            else:
                result = Result.REACHED if number % 4 == 2 else Result.NO_ANSWER
                self._contact(story, at, result)
        return story

    def _case(self, received_at: datetime) -> Case:
        pick = self.draw.choice
        year = local_date(received_at).year
        self.numbers[year] = self.numbers.get(year, 0) + 1
        is_known = self.draw.random() < 0.9
        return Case(
            reference=f"{year}-{self.numbers[year]:05d}",
            is_fictional=True,
            received_at=received_at,
            terms=self.terms,
            source=self.draw.choices(list(Source), weights=(74, 18, 4, 2, 1, 1, 1, 1, 1))[0],
            channel=IntakeChannel.REFERRAL,
            opened_at=received_at,
            opened_by=self.people.coordinator,
            relation=Relation.VICTIM if is_known else "",
            gender=self.draw.choices(list(Gender), weights=(63, 36, 1, 1))[0],
            age_group=pick(list(AgeGroup)),
            age_band=AgeBand.OVER if is_known else "",
            district=self.draw.choices(self.districts, weights=_DISTRICT_WEIGHTS)[0],
            crime_type=pick(list(CrimeType)),
            police_report=PoliceReport.YES if is_known else "",
            reach_by=ReachBy.PHONE,
            call_safety=pick([CallSafety.YES] * 9 + [CallSafety.CONDITIONS]),
            has_working_phone=True,
        )

    def _with_identity(self, case: Case) -> Story:
        pick = self.draw.choice
        number = f"+467017406{self.draw.randrange(5, 100):02d}"
        safe_hours = pick([""] * 9 + ["1-7 16:00-20:30"])
        name = f"{pick(_FIRST_NAMES)} {pick(_LAST_NAMES)}"
        identity = Identity(
            case=case,
            name=name,
            name_lookup=lookup_digest("name", name_key(name)),
            may_leave_message=self.draw.random() < 0.5,
            say_nothing=self.draw.random() < 0.3,
            safe_hours=safe_hours,
        )
        phone = Phone(
            identity=identity, number=number, number_lookup=lookup_digest("phone", number)
        )
        story = Story(case, identity, phone)
        self._event(story, EventKind.RECEIVED, case.received_at, source=case.source)
        if case.assigned_to is not None:
            to = case.assigned_to.short_name
            self._event(story, EventKind.ASSIGNED, case.received_at, to=to)
        return story

    def _tries(self, story: Story, *, is_sought: bool) -> int:
        """Unanswered calls, a day or so apart; how many there were."""
        weights = (52, 19, 10, 0, 19) if not is_sought else (55, 25, 20, 0, 0)
        tries = self.draw.choices(range(5), weights=weights)[0]
        at, made = story.case.received_at, 0
        for number in range(min(tries, 3)):
            later = at + timedelta(hours=self.draw.randint(5, 30))
            at = max(self._daytime(later, evening=number == 1), at + timedelta(hours=4))
            if at > NOW - timedelta(hours=5):
                break
            self._contact(story, at, self.draw.choice([Result.NO_ANSWER, Result.BUSY]))
            made += 1
        return tries if tries > 3 else made

    def _talks(self, story: Story) -> None:
        at = story.contacts[-1].occurred_at if story.contacts else story.case.received_at
        for _ in range(self.draw.choice((1, 1, 2, 3))):
            at = max(self._daytime(at + timedelta(hours=self.draw.randint(4, 40))), at)
            if at >= NOW:
                return
            self._contact(story, at, Result.REACHED)

    def _promises_a_call(self, story: Story) -> None:
        last = story.contacts[-1].occurred_at if story.contacts else story.case.received_at
        at = max(NOW - timedelta(hours=self.draw.randint(6, 20)), last)
        self._contact(story, at, Result.CALL_LATER)
        story.callback_at = NOW + timedelta(minutes=15 * self.draw.randint(-4, 200))

    def _contact(self, story: Story, at: datetime, result: Result) -> None:
        by = story.case.assigned_to or self._someone()
        logged_at = at + timedelta(minutes=12)
        contact = Contact(
            case=story.case,
            draft=Draft(
                case=story.case,
                user=by,
                started_at=at,
                claimed_until=logged_at,
                released_at=logged_at,
                content='{"note": ["Ringer igen"]}' if self.draw.random() < 0.5 else "",
            ),
            occurred_at=at,
            logged_at=logged_at,
            made_by=by,
            maker_was_approved=True,
            channel=Channel.PHONE,
            direction=Direction.OUT,
            result=result,
        )
        if result == Result.REACHED:
            contact.minutes = self.draw.randint(5, 50)
            contact.meeting_offer = self.draw.choice(list(MeetingOffer))
            story.with_support[contact.public_id] = self.draw.sample(self.forms, 2)
        story.contacts.append(contact)

    def _note(self, story: Story, at: datetime) -> None:
        text = "Vill helst bli uppringd på eftermiddagen.\nHar en kontakt på kommunen sedan förr."
        by = story.case.assigned_to or self._someone()
        story.notes.append(Note(case=story.case, text=text, written_at=at, written_by=by))

    def _event(self, story: Story, kind: EventKind, at: datetime, **detail: str) -> None:
        by = self.people.coordinator
        story.events.append(CaseEvent(case=story.case, at=at, by=by, kind=kind, detail=detail))

    def _someone(self) -> User:
        return self.draw.choice(self.people.volunteers)

    def _daytime(self, at: datetime, *, evening: bool = False) -> datetime:
        hour = self.draw.randint(17, 20) if evening else self.draw.randint(9, 16)
        minute = self.draw.randrange(60)
        return at_local(local_date(at), time(hour, minute))


def build_cases(teller: Teller, how_many: int) -> Case:
    """Store this many cases; gives the busy one, which is one of them."""
    busy = teller.busy_story()
    with key_ring():
        _store([busy])
    _build(_stories(teller, how_many - 1))
    return busy.case


def build_sought(teller: Teller, how_many: int) -> None:
    """Store this many more that are open and not reached."""
    _build(teller.story(is_open=True, is_sought=True) for _ in range(how_many))


def _build(stories: Iterator[Story]) -> None:
    while batch := list(islice(stories, AT_A_TIME)):
        with key_ring():
            _store(batch)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")  # what a server in use has done long ago


def _stories(teller: Teller, how_many: int) -> Iterator[Story]:
    open_cases = int(how_many * OPEN_SHARE)
    for number in range(how_many):
        yield teller.story(is_open=number < open_cases, is_sought=number < open_cases // 2)


def _store(stories: Sequence[Story]) -> None:
    for story in stories:
        _judge(story)
    with transaction.atomic():
        Case.objects.bulk_create([story.case for story in stories])
        for story in stories:
            story.phone.case = story.case
        mint_many((story.case.key_scope for story in stories), now=NOW)
        Identity.objects.bulk_create([story.identity for story in stories])
        Phone.objects.bulk_create([story.phone for story in stories])
        CaseEvent.objects.bulk_create([row for story in stories for row in story.events])
        Note.objects.bulk_create([row for story in stories for row in story.notes])
        Draft.objects.bulk_create([c.draft for s in stories for c in s.contacts if c.draft])
        contacts = Contact.objects.bulk_create([row for s in stories for row in s.contacts])
        Contact.support_forms.through.objects.bulk_create(
            Contact.support_forms.through(contact_id=contact.pk, supportform_id=form.pk)
            for contact, forms in zip(contacts, _forms(stories), strict=True)
            for form in forms
        )
        Callback.objects.bulk_create(
            Callback(case=s.case, due_at=s.callback_at, promised_in=s.contacts[-1])
            for s in stories
            if s.callback_at is not None
        )


def _forms(stories: Sequence[Story]) -> Iterator[list[SupportForm]]:
    for story in stories:
        for contact in story.contacts:
            yield story.with_support.get(contact.public_id, [])


def _judge(story: Story) -> None:
    offered = {MeetingOffer.ACCEPTED, MeetingOffer.DECLINED}
    material = Material(
        attempts=tuple(contact.attempt for contact in story.contacts),
        has_support=bool(story.with_support),
        meeting_offered=any(c.meeting_offer in offered for c in story.contacts),
        callback_at=story.callback_at,
        safe=story.identity.hours,
    )
    outcome = outcome_from(story.case, material)
    for name in COLUMNS:
        setattr(story.case, name, outcome.column(name))


def sample_is_right(how_many: int) -> bool:
    """Whether the stored columns of so many cases, open ones first, are what the rule says."""
    sample = Case.objects.select_related("terms").order_by("pk")[:how_many]
    return not any(differences(case) for case in sample)
