"""People and cases for tests, made through the services so that no test begins in a state that
could not have come about. Numbers come from the series reserved for fiction.
"""

from datetime import UTC, date, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any

from django.core.management import call_command

from cases.domain.enums import CallSafety, CloseReason, IntakeChannel, ReachBy, Source
from cases.domain.intake import IdentityInput, Intake, SafeContact, StatisticsInput
from cases.models import Case
from cases.promise_port import refresh_promise
from cases.seen import stored_of
from cases.services import intake as intake_service
from cases.services import life
from contacts.domain.entry import ContactEntry
from contacts.domain.enums import Channel, Direction, Result
from contacts.models import Contact
from contacts.services import log
from jourcase.agreement.models import Office, TermsVersion
from volunteers.domain.roles import Engagement, Role
from volunteers.evenings.services import add_shift
from volunteers.evenings.signing import sign_up
from volunteers.models import Shift, User
from volunteers.services import add_person, approve

AGREEMENT_FILE = (
    Path(__file__).resolve().parents[1] / "jourcase/agreement/data/sodra-stockholm-2025.toml"
)
PASSWORD = "en lång lösenfras för prov"
# A Monday afternoon, local time 14.00.
MONDAY = datetime(2026, 11, 23, 13, 0, tzinfo=UTC)
BEGINNING = datetime(2025, 4, 1, 6, 0, tzinfo=UTC)
_serial = count(1)


def agreement() -> None:
    """The agreement of the annex; loading it twice changes nothing."""
    if not TermsVersion.objects.exists():
        call_command("load_agreement", str(AGREEMENT_FILE), verbosity=0)


def someone(name: str, *roles: Role, approved: bool = False, **kwargs: Any) -> User:
    """A person with roles, approved since the agreement began when asked for."""
    agreement()
    user = add_person(
        email=f"{name.split()[0].lower()}{next(_serial)}@example.se",
        full_name=name,
        roles=frozenset(roles),
        started_on=date(2025, 4, 1),
        password=PASSWORD,
        by=None,
        now=BEGINNING,
        **kwargs,
    )
    if approved:
        approve(user=user, since=date(2025, 4, 1), by=None, now=BEGINNING)
    return user


def coordinator(name: str = "Karin Samordnare") -> User:
    return someone(
        name, Role.COORDINATOR, approved=True, engagement=Engagement.EMPLOYEE, gender="woman"
    )


def volunteer(name: str = "Birgitta Nilsson") -> User:
    return someone(name, Role.VOLUNTEER, approved=True, gender="woman")


def board(name: str = "Styrbjörn Ledamot") -> User:
    return someone(name, Role.BOARD, engagement=Engagement.BOARD_MEMBER, gender="man")


def fictional_number(index: int = 12) -> str:
    """+46701740605 to +46701740699."""
    return f"+467017406{5 + index % 95:02d}"


def open_case(
    *,
    by: User,
    received_at: datetime = MONDAY,
    now: datetime | None = None,
    name: str = "Amina Påhittad",
    phones: tuple[str, ...] | None = None,
    source: Source = Source.POLICE,
    channel: IntakeChannel = IntakeChannel.REFERRAL,
    reach_by: ReachBy = ReachBy.PHONE,
    call_safety: CallSafety = CallSafety.YES,
    is_anonymous: bool = False,
    is_protected: bool = False,
    safe: SafeContact | None = None,
    statistics: StatisticsInput | None = None,
    **identity: Any,
) -> Case:
    """A case as the police would send it, unless said otherwise."""
    agreement()
    numbers = phones if phones is not None else (fictional_number(next(_serial)),)
    who = IdentityInput(
        name=name,
        phones=numbers if reach_by == ReachBy.PHONE else (),
        safe=safe or SafeContact(),
        **identity,
    )
    return intake_service.open_case(
        intake=Intake(
            received_at=received_at,
            source=source,
            channel=channel,
            reach_by=reach_by,
            call_safety=call_safety,
            is_anonymous=is_anonymous,
            is_protected=is_protected,
            identity=IdentityInput() if is_anonymous else who,
            statistics=statistics or StatisticsInput(),
        ),
        by=by,
        now=now or max(received_at, MONDAY),
    )


def entry(
    result: Result = Result.NO_ANSWER,
    *,
    at: datetime = MONDAY,
    channel: Channel = Channel.PHONE,
    direction: Direction = Direction.OUT,
    **rest: Any,
) -> ContactEntry:
    return ContactEntry(channel=channel, direction=direction, result=result, occurred_at=at, **rest)


def seen_now(case: Case) -> str:
    """The stamp that a page opened now would carry."""
    return stored_of(Case.objects.get(pk=case.pk)).stamp


def log_contact(
    case: Case, by: User, result: Result = Result.NO_ANSWER, *, at: datetime = MONDAY, **rest: Any
) -> Contact:
    """A contact logged a minute after it began."""
    return log.log_contact(
        case=case, entry=entry(result, at=at, **rest), by=by, now=at + timedelta(minutes=1)
    )


def evening_shift(
    *people: User, starts_at: datetime, hours: int = 3, office: str = "egen", by: User
) -> Shift:
    """A shift with the given people signed up."""
    before = starts_at - timedelta(days=1)
    shift = add_shift(
        office=Office.objects.get(code=office),
        starts_at=starts_at,
        ends_at=starts_at + timedelta(hours=hours),
        needed=2,
        by=by,
        now=before,
    )
    for person in people:
        sign_up(shift=shift, user=person, by=by, now=before)
    return shift


def closed_as_duplicate(case: Case, *, of: Case, by: User, now: datetime = MONDAY) -> Case:
    """A duplicate that was only closed, as could be done before there were merges."""
    closed = life.close(case=case, reason=CloseReason.WITHDRAWN, by=by, now=now)
    closed.close_reason, closed.duplicate_of = CloseReason.DUPLICATE, of
    closed.save(update_fields=["close_reason", "duplicate_of"])
    refresh_promise(closed)
    return closed
