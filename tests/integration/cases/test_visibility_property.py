"""One rule of who sees what, told in five ways: known ⇔ page ⇔ list ⇔ search ⇔ counted.

Every kind of person meets every kind of case. What is expected is written here once more, by hand
and without the database, so that neither a page nor `visible_to` can be wrong alone.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from itertools import product

import pytest
from django.test import Client
from django.urls import reverse

from cases.domain.enums import CloseReason, RecusalReason
from cases.marks import Recusal
from cases.models import Case
from cases.services import life
from contacts.queue import Moment, callable_cases
from contacts.selections import Selection, counts
from tests import factories
from volunteers.domain.roles import Role
from volunteers.models import User

pytestmark = pytest.mark.django_db
MONDAY = factories.MONDAY
SELECTIONS = [Selection.ALL, Selection.OPEN, Selection.CLOSED, Selection.MINE]


@dataclass(frozen=True)
class Kind:
    """A kind of case: who may have something to do with it, and what state it is in."""

    is_protected: bool
    is_closed: bool
    is_anonymous: bool
    named: frozenset[str]  # of the coordinators, when protected
    assigned: str
    recused: str


KINDS = [
    Kind(protected, closed, anonymous, named, assigned, recused)
    for (protected, closed, anonymous), named, assigned, recused in product(
        ((False, False, False), (False, True, True), (True, False, True), (True, True, False)),
        (frozenset({"karin"}), frozenset({"karin", "olle"})),
        ("", "birgitta", "karin"),
        ("", "birgitta", "karin"),
    )
    # What cannot come about: somebody responsible who may not see the case or knows the person,
    # and readers of a case that is not protected.
    if (protected or len(named) == 1)
    and not (protected and assigned == "birgitta")
    and not (assigned and assigned == recused)
]


def expected(who: str, kind: Kind) -> bool:
    """Who knows of such a case."""
    if who == kind.recused:
        return False
    if who in {"karin", "olle", "both"}:
        return not kind.is_protected or who in kind.named
    if who in {"birgitta", "lars", "ended"}:
        return not kind.is_protected and who == kind.assigned
    return False


@pytest.fixture(autouse=True)
def unhurried(monkeypatch: pytest.MonkeyPatch) -> None:
    """The ceilings against mass reading are another story."""
    for name in ("SEARCHES_AT_MOST", "CASES_AT_MOST", "CASES_BEFORE_THE_END"):
        monkeypatch.setattr(f"volunteers.domain.mass_reading.{name}", 10_000)


@pytest.fixture
def people(db: None, fixed_clock: Callable[..., None]) -> dict[str, User]:
    fixed_clock(MONDAY)
    found = {
        "karin": factories.coordinator(),
        "olle": factories.coordinator("Olle Annan"),
        "both": factories.someone("Båda Roller", Role.COORDINATOR, Role.VOLUNTEER, approved=True),
        "birgitta": factories.volunteer(),
        "lars": factories.volunteer("Lars Nilsson"),
        "ended": factories.someone("Eva Slutat", Role.VOLUNTEER),
        "board": factories.board(),
        "system": factories.someone("Drift Ansvarig"),
        "nobody": factories.someone("Ny Konto"),
    }
    User.objects.filter(pk=found["system"].pk).update(is_superuser=True)
    return found


@pytest.fixture
def cases(people: dict[str, User]) -> dict[int, Kind]:
    return {make(kind, people).pk: kind for kind in KINDS}


def make(kind: Kind, people: dict[str, User]) -> Case:
    karin = people["karin"]
    case = factories.open_case(
        by=karin, is_protected=kind.is_protected, is_anonymous=kind.is_anonymous
    )
    if kind.is_protected:
        case.protected_readers.set([people[name] for name in kind.named])
    if kind.assigned:
        case = life.assign(case=case, to=people[kind.assigned], by=karin, now=MONDAY)
    if kind.is_closed:
        life.close(case=case, reason=CloseReason.DECLINED, by=karin, now=MONDAY)
    if kind.recused:
        Recusal.objects.create(
            case=case,
            user=people[kind.recused],
            reason=RecusalReason.RELATED,
            set_at=MONDAY,
            set_by=karin,
        )
    return case


WHO = ["karin", "olle", "both", "birgitta", "lars", "ended", "board", "system", "nobody"]


@pytest.mark.parametrize("who", WHO)
def test_known_is_page_is_list_is_search_is_counted(
    who: str, people: dict[str, User], cases: dict[int, Kind]
) -> None:
    user = people[who]
    known = {pk for pk, kind in cases.items() if expected(who, kind)}
    visible = Case.objects.visible_to(user)
    assert set(visible.values_list("pk", flat=True)) == known
    numbers = counts(visible, SELECTIONS, moment=Moment.at(MONDAY), user=user)
    assert numbers == {
        Selection.ALL: len(known),
        Selection.OPEN: sum(not cases[pk].is_closed for pk in known),
        Selection.CLOSED: sum(cases[pk].is_closed for pk in known),
        Selection.MINE: sum(cases[pk].assigned == who and not cases[pk].is_closed for pk in known),
    }
    client = Client()
    client.force_login(user)
    assert listed(client) == known
    by_reference = dict(Case.objects.values_list("reference", "pk"))
    assert {pk for said, pk in by_reference.items() if is_found(client, said)} == known
    shown = set()
    for case in Case.objects.all():
        answer = client.get(case.get_absolute_url())
        assert answer.status_code in {200, 404, 403}
        if answer.status_code == 200:
            shown.add(case.pk)
    assert shown == known


@pytest.mark.parametrize("who", WHO)
def test_nobody_is_given_to_ring_what_is_protected_or_of_their_own_jav(
    who: str, people: dict[str, User], cases: dict[int, Kind]
) -> None:
    user = people[who]
    evening = MONDAY + timedelta(hours=5)
    if who in {"birgitta", "lars"}:
        factories.evening_shift(user, starts_at=evening, by=people["karin"])
    given = set(callable_cases(user, now=evening).values_list("pk", flat=True))
    rings_all = who in {"karin", "olle", "both", "birgitta", "lars"}
    assert given == {
        pk
        for pk, kind in cases.items()
        if rings_all and not (kind.is_protected or kind.is_closed or kind.is_anonymous)
        if who != kind.recused
    }


def listed(client: Client) -> set[int]:
    """What stands on all pages of the list of all cases, by the ids in its links."""
    found: set[str] = set()
    number, pages = 1, 1
    while number <= pages:
        answer = client.get(reverse("contacts:list"), {"urval": "alla", "sida": str(number)})
        if answer.status_code == 403:
            return set()
        found |= {row.public_id for row in answer.context["rows"]}
        pages = answer.context["page"].paginator.num_pages
        number += 1
    return set(Case.objects.filter(public_id__in=found).values_list("pk", flat=True))


def is_found(client: Client, said: str) -> bool:
    """Whether a search by the whole case number leads to it."""
    answer = client.post(reverse("cases:search"), {"q": said})
    return answer.status_code == 302
