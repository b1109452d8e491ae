"""What the jour of the demonstration has under way on the last morning besides its calls: people
passed on to Stödcentrum, meetings next week, languages, somebody who is away, worries for a child.

Which case it is follows from what has happened before each moment, so the same plan gives the same.
"""

import uuid
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from functools import partial

from cases.domain.enums import AgeBand, CallSafety
from cases.domain.referral import Consent, Offer
from cases.domain.referral_codes import ConsentHow, HandOverWay, Item, Recipient, ReferralState
from cases.models import Case
from cases.referrals.letter import what_is_passed
from cases.referrals.seen import consent_stamp
from cases.referring import Referral
from cases.services import referral as referrals
from cases.services.concern import raise_concern, report_concern, take_concern
from contacts.domain.agenda import AgendaKind
from contacts.services import agenda
from jourcase.kernel.local_time import at_local, local_date
from reporting.demo.events import Closed, Plan, Reopened
from reporting.demo.people import COORDINATOR, SUPPORT_PERSONS, VOLUNTEER
from volunteers.domain.absence import Away
from volunteers.domain.languages import Language
from volunteers.models import User
from volunteers.presence_services import add_absence, set_languages

_DAY = timedelta(days=1)
_EVENT = "Påhittat: rånad på väg hem från skolan."
_SPEAKS = {
    VOLUNTEER: (Language.ENGLISH, Language.FINNISH),
    SUPPORT_PERSONS[-3].email: (Language.ARABIC,),
}
_AWAY = SUPPORT_PERSONS[10].email

Step = tuple[datetime, Callable[[], None]]


@dataclass(frozen=True, slots=True)
class Lately:
    """Whoever builds gives the people and the cases as they have come about so far."""

    plan: Plan
    people: Mapping[str, User]
    cases: Mapping[int, Case]

    def steps(self) -> Iterator[Step]:
        """Each at its own moment, told by the coordinator of the demonstration."""
        for email, languages in _SPEAKS.items():
            yield self._step(30, time(10, 0), partial(self._speaks, email, languages))
        yield self._step(3, time(9, 0), self._is_away)
        yield self._step(12, time(10, 0), partial(self._refer, "waits", ReferralState.OFFERED))
        yield self._step(20, time(14, 0), partial(self._refer, "no", ReferralState.DECLINED))
        yield self._step(2, time(11, 0), partial(self._refer, "yes", ReferralState.OFFERED))
        yield self._step(1, time(15, 0), self._meetings)
        # One that a coordinator has answered, and one that still waits for it.
        yield self._step(9, time(16, 0), partial(self._worry, is_reported=True))
        yield self._step(1, time(19, 30), partial(self._worry, is_reported=False))

    def _step(self, days_ago: int, clock: time, act: Callable[[datetime], None]) -> Step:
        at = at_local(local_date(self.plan.now) - days_ago * _DAY, clock)
        return at, partial(act, at)

    @property
    def _desk(self) -> User:
        return self.people[COORDINATOR]

    def _speaks(self, email: str, languages: tuple[Language, ...], now: datetime) -> None:
        person = self.people[email]
        set_languages(person=person, languages=languages, by=self._desk, now=now)

    def _is_away(self, now: datetime) -> None:
        today = local_date(now)
        away = Away(today, today + 14 * _DAY)
        add_absence(person=self.people[_AWAY], period=away, by=self._desk, now=now)

    # --- Stödcentrum --------------------------------------------------------------------------

    def _refer(self, what: str, state: ReferralState, now: datetime) -> None:
        case = self._young(now)
        if case is None:
            return
        desk = self._desk
        offer = Offer(Recipient.STODCENTRUM, state)
        made = referrals.begin(case=case, offer=offer, key=_key(what), by=desk, now=now)
        if state is not ReferralState.OFFERED:
            return
        given = Consent(ConsentHow.PHONE, now, frozenset(Item), _EVENT)
        seen = consent_stamp(made)
        made = referrals.give_consent(referral=made, consent=given, seen=seen, by=desk, now=now)
        if what == "waits":
            later = now + timedelta(minutes=20)
            seen = what_is_passed(made, Case.objects.get(pk=case.pk), anew=True).digest
            referrals.hand_over(
                referral=made,
                way=HandOverWay.PHONE,
                seen=seen,
                closes=False,
                by=desk,
                now=later,
            )

    def _young(self, now: datetime) -> Case | None:
        """Under 21, not unsafe to ring or paused, not spoken of before; whoever came in last."""
        spoken_of = Referral.objects.values("case")
        young = Case.objects.open().filter(
            age_band=AgeBand.UNDER,
            is_anonymous=False,
            is_protected=False,
            has_working_phone=True,
            call_safety__in=[CallSafety.YES, CallSafety.UNKNOWN],
            calls_paused_at__isnull=True,
            received_at__lt=now,
        )
        return young.exclude(pk__in=spoken_of).order_by("-received_at", "-pk").first()

    # --- Meetings -----------------------------------------------------------------------------

    def _meetings(self, now: datetime) -> None:
        monday = local_date(self.plan.now)
        monday += (7 - monday.weekday()) * _DAY
        mine = self._supported(now, by=VOLUNTEER)
        others = self._supported(now, by="")
        for kind, case, day, clock, place in (
            (AgendaKind.MEETING, next(mine, None), 1, time(13, 0), "Jourens lokal"),
            (AgendaKind.ACCOMPANIMENT, next(mine, None), 2, time(9, 30), "Tingsrätten"),
            (AgendaKind.MEETING, next(others, None), 3, time(15, 0), "Biblioteket"),
            (AgendaKind.COURT, next(others, None), 4, time(9, 0), "Tingsrätten, sal 4"),
        ):
            if case is None:
                continue
            starts_at = at_local(monday + day * _DAY, clock)
            ends_at = starts_at + timedelta(hours=1)
            planned = agenda.Plan(kind, starts_at, ends_at, place=place)
            key = _key(f"{kind.value} {case.reference}")
            agenda.plan(case=case, plan=planned, key=key, by=self._desk, now=now)

    # --- Oro för barn -------------------------------------------------------------------------

    def _worry(self, now: datetime, *, is_reported: bool) -> None:
        by = "" if is_reported else VOLUNTEER
        case = next(self._supported(now, by=by), None)
        if case is None or case.assigned_to is None:
            return
        said = raise_concern(case=case, by=case.assigned_to, now=now)
        if is_reported:
            at = now + timedelta(minutes=15)
            take_concern(concern=said, by=self._desk, now=at)
            at += timedelta(minutes=40)
            report_concern(concern=said, on=local_date(at), by=self._desk, now=at)

    def _supported(self, now: datetime, *, by: str) -> Iterator[Case]:
        """Cases that are open and theirs until the end of the plan, in the order they came in."""
        closed: set[int] = set()
        for event in self.plan.events:
            if isinstance(event.what, Closed):
                closed.add(event.case)
            if isinstance(event.what, Reopened):
                closed.discard(event.case)
        volunteers = {one.email for one in SUPPORT_PERSONS} - {VOLUNTEER}
        wanted = {by} if by else volunteers
        stay = [case.pk for index, case in self.cases.items() if index not in closed]
        theirs = Case.objects.open().filter(
            pk__in=stay, assigned_to__email__in=wanted, is_protected=False, received_at__lt=now
        )
        yield from theirs.order_by("-received_at", "-pk")[:4]


def _key(what: str) -> uuid.UUID:
    """The page draws these; here they are the same each time."""
    return uuid.uuid5(uuid.NAMESPACE_URL, f"jourcase-demo/{what}")
