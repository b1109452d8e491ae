"""Every page by everyone, as the registry says; and what may not be known looks unknown."""

import re
import uuid
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import timedelta
from http.cookies import SimpleCookie
from itertools import product
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from cases.domain.enums import RecusalReason
from cases.models import Case
from contacts.models import Draft
from contacts.services.recusal import recuse
from tests import factories
from tests.integration.attacks.conftest import EVENING, lines, undone, world
from tests.integration.attacks.world import World, address, all_routes, log_in, with_ids
from volunteers.models import User
from volunteers.routes import Route
from volunteers.services import withdraw_approval

__all__ = ["undone", "world"]  # fixtures

pytestmark = pytest.mark.django_db
Undone = Callable[[], AbstractContextManager[None]]
METHODS = ("get", "post")
# The exact figures: a page for the board too, and these of its files for the coordinator alone.
_REFUSED_INSIDE = {"reporting:download"}
_TOKEN = re.compile(r'(name="csrfmiddlewaretoken" value="|"X-CSRFToken": ")[^"]*"')


def people(world: World) -> dict[str, User | None]:
    ended = factories.volunteer("Eva Slutat")
    last_day = (factories.MONDAY - timedelta(days=1)).date()
    withdraw_approval(user=ended, last_day=last_day, by=world.karin, now=factories.MONDAY)
    return {
        **world.people(),
        "stranger": None,
        "ended": ended,
        "system": world.superuser,
        "no-role": factories.someone("Ny Konto"),
    }


def send(client: Client, method: str, route: Route, ids: dict[str, str]) -> HttpResponse:
    answer: HttpResponse = getattr(client, method)(address(route, ids))
    return answer


@contextmanager
def same_session(client: Client) -> Iterator[None]:
    """Whatever the page does to the browser's cookies is forgotten, as its writes are."""
    kept = {name: morsel.value for name, morsel in client.cookies.items()}
    yield
    client.cookies = SimpleCookie(kept)


def wrong(route: Route, user: User | None, answer: HttpResponse) -> str:
    """What is not as the registry says; empty when all is."""
    code, whom = answer.status_code, route.declared
    if code >= 500:
        return f"{code}"
    if user is None:
        goes_to_login = answer.headers.get("Location", "").startswith(reverse("volunteers:login"))
        return "" if whom.is_open or (code == 302 and goes_to_login) else f"open to all: {code}"
    # Said once more here: the door itself may be wrong.
    may = whom.is_open or whom.is_for_everyone or bool(user.roles & whom.roles)
    if not may and not (whom.is_for_system and user.is_superuser):
        return "" if code == 403 else f"let in: {code}"
    if code == 403 and route.name not in _REFUSED_INSIDE:
        return "not let in"
    return ""


@pytest.mark.parametrize(
    ("who", "whose"),
    [
        *(("coordinator", "birgitta"), ("volunteer", "birgitta"), ("volunteer", "lars")),
        *(("board", "lars"), ("stranger", "lars"), ("ended", "lars")),
        *(("system", "lars"), ("no-role", "lars")),
    ],
)
def test_every_page_opens_as_the_registry_says(
    world: World, undone: Undone, who: str, whose: str
) -> None:
    user, ids, found = people(world)[who], world.ids(whose), []
    client = log_in(user)
    for route in all_routes():
        for method in METHODS:
            with undone(), same_session(client):
                problem = wrong(route, user, send(client, method, route, ids))
            if problem:
                found.append(f"{method} {route.name}: {problem}")
    assert not found, lines(found)


def test_somebody_switched_off_is_out_at_once_with_a_session_that_still_runs(
    world: World, undone: Undone
) -> None:
    client, found = log_in(world.karin), []
    assert client.get(reverse("contacts:list")).status_code == 200
    User.objects.filter(pk=world.karin.pk).update(is_active=False)
    for route in all_routes():
        for method in METHODS:
            with undone(), same_session(client):
                problem = wrong(route, None, send(client, method, route, world.ids("birgitta")))
            if problem:
                found.append(f"{method} {route.name}: {problem}")
    assert not found, lines(found)


def test_whoever_is_no_longer_approved_begins_no_call(world: World, fixed_clock: Any) -> None:
    client = log_in(people(world)["ended"])
    before = Draft.objects.count()
    client.post(reverse("contacts:begin_next"))
    for case in Case.objects.all():
        client.post(reverse("contacts:begin", args=[case.public_id]))
    assert Draft.objects.count() == before


# --- What may not be known looks unknown ---------------------------------------------------------


def looks(answer: Any) -> tuple[int, str, str]:
    """Status, where it leads, and the body without what is drawn anew for every page."""
    body = _TOKEN.sub(r"\1…", answer.content.decode(errors="replace"))
    return answer.status_code, answer.headers.get("Location", ""), body


def hidden(world: World) -> Iterator[tuple[str, User, dict[str, str]]]:
    """Somebody, and ids of real things that they may not know of."""
    yield "another's case", world.birgitta, world.ids("lars")
    protected = world.ids("protected")
    yield "protected", world.birgitta, world.ids("lars") | {"case": protected["case"]}
    olle = factories.coordinator("Olle Annan")
    hers = {name: protected[name] for name in ("case", "contact", "item", "referral", "concern")}
    yield "another coordinator's protected", olle, world.ids("lars") | hers
    recuse(
        case=world.cases["lars"],
        user=olle,
        reason=RecusalReason.RELATED,
        by=world.karin,
        now=EVENING,
    )
    yield "jäv", olle, world.ids("lars")
    lars = world.lars
    recuse(
        case=world.cases["birgitta"],
        user=lars,
        reason=RecusalReason.RELATED,
        by=world.karin,
        now=EVENING,
    )
    # Their own id stands in each of their pages.
    others = world.ids("birgitta") | {"holder": str(world.birgitta.public_id)}
    yield "jäv of a volunteer on shift", lars, others


# What a person on the evening shift is given to ring, though it is another's: their work.
_GIVEN_ON_SHIFT = {"contacts:begin", "contacts:i_know_them"}
# Activities and evenings of the rota: of no case, and open to everyone who may come there.
_OF_NO_CASE = ("/aktiviteter/", "/kvallsschema/")


def test_an_id_that_may_not_be_known_answers_as_one_that_does_not_exist(
    world: World, undone: Undone
) -> None:
    found, seen = [], {}
    unknown = {name: str(uuid.UUID(int=99)) for name in world.ids("lars")}

    def asked(user: User, method: str, route: Route, ids: dict[str, str]) -> tuple[int, str, str]:
        with undone():
            return looks(send(log_in(user), method, route, ids))

    for why, user, ids in hidden(world):
        for route, method in product(with_ids(), METHODS):
            if why == "another's case" and route.name in _GIVEN_ON_SHIFT:
                continue
            if route.path.startswith(_OF_NO_CASE):
                continue
            known, key = asked(user, method, route, ids), (user.pk, method, route.name)
            if key not in seen:
                seen[key] = asked(user, method, route, unknown)
            if not _same(known, seen[key], ids, unknown):
                found.append(f"{why}: {method} {route.name} {known[:2]} {seen[key][:2]}")
    assert not found, lines(found)


def _same(
    known: tuple[int, str, str],
    other: tuple[int, str, str],
    ids: dict[str, str],
    unknown: dict[str, str],
) -> bool:
    """A page that leads on says the id that was asked for; nothing else may differ."""

    def plain(look: tuple[int, str, str], said: dict[str, str]) -> tuple[int, str, str]:
        where, body = look[1], look[2]
        for value in said.values():
            where, body = where.replace(value, "id"), body.replace(value, "id")
        return look[0], where, body

    return plain(known, ids) == plain(other, unknown)


@pytest.mark.parametrize("who", ["volunteer", "coordinator"])
def test_a_search_that_hits_what_one_may_not_see_is_byte_for_byte_a_miss(
    fixed_clock: Callable[..., None], who: str
) -> None:
    """The same searches before the case is there and afterwards."""
    fixed_clock(EVENING)
    karin = factories.coordinator()
    asker = factories.volunteer() if who == "volunteer" else factories.coordinator("Olle Annan")
    client = log_in(asker)
    texts = ["2026-0001", "1", "070-174 06 12", "Kanarie Namnsson", "5000-K12-26"]

    def search() -> list[tuple[int, str, str]]:
        return [looks(client.post(reverse("cases:search"), {"q": text})) for text in texts]

    before = search()
    case = factories.open_case(
        by=karin,
        name="Kanarie Namnsson",
        phones=("+46701740612",),
        k_number="5000-K12-26",
        is_protected=who == "coordinator",
    )
    assert case.reference == "2026-0001"
    assert search() == before
    assert {look[0] for look in before} == {200}
