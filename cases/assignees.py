"""Who may be made responsible for a case, in which order, and what speaks for each of them.

The rule is `cases.domain.assignment`; here it meets the rows, and the words of a select.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce
from django.utils.html import format_html
from django.utils.safestring import SafeString

from cases.domain.assignment import Bar, Candidate, Wish, is_as_wished, rank, speaks
from cases.marks import Recusal
from cases.models import Case, Identity
from jourcase.kernel.local_time import local_date
from jourcase.kernel.swedish import number
from volunteers.absence import Absence
from volunteers.domain.languages import known_languages, languages_named
from volunteers.domain.roles import Role
from volunteers.models import Approval, Pause, User

BAR_WORDS: dict[Bar, str] = {
    Bar.NOT_APPROVED: "inte godkänd i dag",
    Bar.RECUSED: "jäv",
    Bar.MAY_NOT_SEE: "får inte se skyddade ärenden",
    Bar.AWAY: "frånvarande",
}


@dataclass(frozen=True, slots=True)
class Assignee:
    """One person of the choice, as they stand today whatever the case."""

    candidate: Candidate
    public_id: str
    away_until: date | None = None

    @property
    def pk(self) -> int:
        return self.candidate.key

    @property
    def name(self) -> str:
        return self.candidate.name

    def barred_by(self, *bars: Bar) -> "Assignee":
        return replace(self, candidate=_with(self.candidate, bars))

    @property
    def reason(self) -> str:
        """Why the person is not offered; empty when they are."""
        bar = self.candidate.bar
        if bar is Bar.AWAY:
            until = self.away_until
            return (
                f"frånvarande t.o.m. {until.isoformat()}" if until else "frånvarande tills vidare"
            )
        return BAR_WORDS[bar] if bar else ""

    @property
    def spoken(self) -> str:
        """The languages besides Swedish, in words."""
        return ", ".join(one.label for one in known_languages(self.candidate.languages))


@dataclass(frozen=True, slots=True)
class Choices:
    """The choice for each of the cases of a page, the same people in all of them."""

    people: list[Assignee]
    recused: frozenset[tuple[int, int]]  # case, person
    readers: frozenset[tuple[int, int]]  # of the protected cases
    wished: dict[int, str] = field(default_factory=dict)  # case: gender

    def wish(self, case: Case) -> Wish:
        """What the person of the case asks for."""
        spoken = frozenset(one.value for one in languages_named(case.language))
        return Wish(spoken, self.wished.get(case.pk, ""))

    def ranked(self, case: Case) -> list[Assignee]:
        """Everybody, with what bars them from this case; those who can be chosen first."""
        people = {one.pk: self._for(case, one) for one in self.people}
        return [
            people[one.key] for one in rank(self.wish(case), (p.candidate for p in people.values()))
        ]

    def options(self, case: Case) -> list[SafeString]:
        """The lines for one case, whoever is responsible now marked."""
        wish = self.wish(case)
        return [_option(one, wish, one.pk == case.assigned_to_id) for one in self.ranked(case)]

    def barred(self, case: Case) -> frozenset[int]:
        """The persons who cannot have this case, whatever day it is."""
        lasting = {Bar.RECUSED, Bar.MAY_NOT_SEE}
        return frozenset(one.pk for one in self.people if lasting & set(self._bars(case, one)))

    def _for(self, case: Case, one: Assignee) -> Assignee:
        bars = self._bars(case, one)
        return one.barred_by(*bars) if bars else one

    def _bars(self, case: Case, one: Assignee) -> list[Bar]:
        bars = [Bar.RECUSED] if (case.pk, one.pk) in self.recused else []
        if case.is_protected and (case.pk, one.pk) not in self.readers:
            bars.append(Bar.MAY_NOT_SEE)
        return bars


def choices_for(cases: Sequence[Case], now: datetime) -> Choices:
    """Who may be made responsible for these cases today (two queries, however many they are)."""
    ids = [case.pk for case in cases]
    recused = Recusal.objects.standing().filter(case__in=ids).annotate(kind=Value("recused"))
    coordinators = User.objects.active().with_role(Role.COORDINATOR).values("pk")
    named: QuerySet[Any] = Case.protected_readers.through.objects.filter(
        case__in=ids, user__in=coordinators
    )
    wished = Identity.objects.filter(case__in=ids).exclude(wished_gender="")
    found = list(
        recused.values_list("kind", "case_id", "user_id").union(
            named.annotate(kind=Value("reader")).values_list("kind", "case_id", "user_id"),
            wished.annotate(nobody=Value(0)).values_list("wished_gender", "case_id", "nobody"),
        )
    )
    return Choices(
        people=assignees(now),
        recused=frozenset((case, user) for kind, case, user in found if kind == "recused"),
        readers=frozenset((case, user) for kind, case, user in found if kind == "reader"),
        wished={case: kind for kind, case, user in found if not user},
    )


def assignees(now: datetime) -> list[Assignee]:
    """Volunteers and coordinators by name, with what is so of them today (1 query).

    Open cases are counted without the protected ones, whose number not everybody may know.
    """
    today = local_date(now)
    approved = Approval.objects.filter(
        Q(until__isnull=True) | Q(until__gte=today), user=OuterRef("pk"), since__lte=today
    )
    held = User.groups.through.objects.filter(
        user=OuterRef("pk"), group__name__in=(Role.VOLUNTEER, Role.COORDINATOR)
    )
    away = Absence.objects.on(today).filter(user=OuterRef("pk"))
    paused = Pause.objects.on(today).filter(user=OuterRef("pk"))
    theirs = Case.objects.open().filter(assigned_to=OuterRef("pk"), is_protected=False)
    load = theirs.order_by().values("assigned_to").annotate(cases=Count("pk")).values("cases")
    people = (
        User.objects.active()
        .filter(Exists(held))
        .annotate(
            is_approved=Exists(approved),
            is_absent=Exists(away),
            absent_until=Subquery(away.values("until")[:1]),
            is_paused=Exists(paused),
            paused_until=Subquery(paused.values("until")[:1]),
            open_cases=Coalesce(Subquery(load), 0),
        )
    )
    shown = people.only("public_id", "full_name", "gender", "languages")
    return [_assignee(person) for person in shown.order_by("full_name", "pk")]


def _assignee(person: Any) -> Assignee:
    ends = [person.absent_until] if person.is_absent else []
    ends += [person.paused_until] if person.is_paused else []
    bars = {Bar.NOT_APPROVED: not person.is_approved, Bar.AWAY: bool(ends)}
    return Assignee(
        candidate=Candidate(
            key=person.pk,
            name=person.short_name,
            languages=frozenset(person.languages),
            gender=person.gender,
            open_cases=person.open_cases,
            bars=frozenset(bar for bar, stands in bars.items() if stands),
        ),
        public_id=str(person.public_id),
        # A pause and an absence may meet; the later end is when the person is back.
        away_until=None if None in ends else max(ends, default=None),
    )


def _with(candidate: Candidate, bars: Iterable[Bar]) -> Candidate:
    return replace(candidate, bars=candidate.bars | frozenset(bars))


def advantages(wish: Wish, one: Candidate) -> list[str]:
    """What speaks for the person in this case, in words."""
    found = []
    if speaks(wish, one):
        spoken = known_languages(wish.languages & one.languages)
        found.append(f"talar {', '.join(language.label.lower() for language in spoken)}")
    if is_as_wished(wish, one):
        found.append("enligt önskemålet")
    return found


def _option(one: Assignee, wish: Wish, is_chosen: bool) -> SafeString:
    """The reason alone of somebody who cannot be chosen; otherwise what speaks for them."""
    count = one.candidate.open_cases
    told = [
        *advantages(wish, one.candidate),
        f"{number(count)} {'öppet' if count == 1 else 'öppna'}",
    ]
    state = SafeString(" selected" if is_chosen else " disabled" if one.reason else "")
    return format_html(
        '<option value="{}"{}>\n{}</option>\n',
        one.public_id,
        state,
        f"{one.name} ({one.reason})" if one.reason else " · ".join([one.name, *told]),
    )
