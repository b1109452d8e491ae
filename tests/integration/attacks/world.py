"""People and cases to attack, every page with its addresses, and a picture of all that is stored.

Everything is made through the services. Canaries: each personal field of a case holds a word that
says whose case and which field, so that a leak tells where it came from.
"""

import hashlib
import re
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.apps import apps
from django.db import connections
from django.test import Client

from cases.concern import ChildConcern
from cases.domain.enums import CloseReason, EarlyClose, ReachBy
from cases.domain.intake import SafeContact
from cases.domain.referral import Consent, Offer
from cases.domain.referral_codes import ConsentHow, Item, Recipient, ReferralState
from cases.models import Case
from cases.referrals.seen import consent_stamp
from cases.referring import Referral
from cases.services import concern, intake_drafts, life, referral
from contacts.agenda import AgendaItem
from contacts.domain.agenda import AgendaKind
from contacts.domain.enums import Result
from contacts.models import Contact, Draft
from contacts.services import agenda, calls
from contacts.services.agenda import Plan
from jourcase.kernel.local_time import local_date
from jourcase.kernel.phones import show_phone
from reporting.activities.models import Activity
from reporting.activities.services import note_activity
from reporting.domain.activities import Activity as ActivityFacts
from reporting.domain.activities import ActivityKind, AudienceGroup
from tests.factories import (
    MONDAY,
    board,
    coordinator,
    evening_shift,
    log_contact,
    open_case,
    someone,
    volunteer,
)
from volunteers.models import Shift, User
from volunteers.routes import Route, routes

# The test client gives its answers attributes that Django's own have not.
Answer = Any
# In the agreement file that the tests load.
AGREEMENT, UNDERTAKING = "sodra-stockholm-2025", "stod-till-alla"
PERIOD = "2026-01-01--2026-12-31"
_PARAMETER = re.compile(r"<(?:(\w+):)?(\w+)>")
# What a page may write though nothing was asked for: the trace, and when a session was last seen.
_MAY_CHANGE = {
    "kernel_auditevent",
    "django_session",
    "volunteers_loginsession",
}


@dataclass
class World:
    """Karin coordinates and keeps the protected case, which Maj, who coordinates too, may not
    know of. Birgitta has a case and a closed one; Lars-Erik has another.
    """

    karin: User
    birgitta: User
    lars: User
    styrbjorn: User
    maj: User
    superuser: User
    cases: dict[str, Case]
    contacts: dict[str, Contact]
    drafts: dict[str, Draft]
    # What was begun in "Nytt ärende" and not saved: the id of the page.
    intakes: dict[str, uuid.UUID]
    canaries: dict[str, set[str]] = field(default_factory=dict)
    items: dict[str, AgendaItem] = field(default_factory=dict)
    referrals: dict[str, Referral] = field(default_factory=dict)
    concerns: dict[str, ChildConcern] = field(default_factory=dict)
    # Of no case: one talk, which coordinators may correct, and what the board may decide anew.
    activity: Activity | None = None
    evening: Shift | None = None  # held by Lars-Erik

    def people(self) -> dict[str, User]:
        return {
            "coordinator": self.karin,
            "another coordinator": self.maj,
            "volunteer": self.birgitta,
            "board": self.styrbjorn,
            "superuser": self.superuser,
        }

    def ids(self, whose: str) -> dict[str, str]:
        """The ids of one person's things, by the name that they have in addresses."""
        return {
            "case": str(self.cases[whose].public_id),
            "contact": str(self.contacts[whose].public_id),
            "draft": str(self.drafts[whose].pk if whose in self.drafts else uuid.UUID(int=7)),
            "intake": str(self.intakes.get(whose, uuid.UUID(int=8))),
            "item": str(self.items[whose].public_id),
            # To compare with: one that coordinators may see.
            "other": str(self.cases["closed"].public_id),
            "referral": str(self.referrals[whose].public_id),
            "concern": str(self.concerns[whose].public_id),
            "activity": str(self.activity.public_id if self.activity else uuid.UUID(int=9)),
            "evening": str(self.evening.public_id if self.evening else uuid.UUID(int=10)),
            "holder": str(self.lars.public_id),
        }


def canary(whose: str, what: str) -> str:
    """A word that occurs nowhere else."""
    return f"Kanarie{whose.capitalize()}{what.capitalize()}Zq"


def hostile(whose: str, what: str) -> str:
    """The same, and what breaks out of a page that forgets to escape."""
    return f"={canary(whose, what)}'\"><script>window.kanarie=1</script><img src=x onerror=kanarie>"


Spell = Callable[[str, str], str]


def personal(whose: str, spell: Spell) -> dict[str, Any]:
    """Every free text of a case, each with its own canary."""
    return {
        "name": spell(whose, "namn"),
        "email": f"{spell(whose, 'epost')}@example.se",
        "other_way": spell(whose, "vag"),
        "guardian": spell(whose, "vardnad"),
        "safe": SafeContact(safe_note=spell(whose, "trygg")),
    }


def numbers(whose: str) -> tuple[str, str]:
    """Numbers reserved for fiction that no other case of the world has."""
    place = {"birgitta": 40, "lars": 60, "protected": 80, "closed": 90}[whose]
    return f"+467017406{place:02d}", f"+467017406{place + 1:02d}"


def make_world(spell: Spell = canary) -> World:
    karin, birgitta, lars = coordinator(), volunteer(), volunteer("Lars-Erik Ek")
    superuser = someone("Driftansvarig Nilsson")
    superuser.is_superuser = True
    superuser.save(update_fields=["is_superuser"])
    evening = evening_shift(lars, starts_at=MONDAY + timedelta(hours=4), by=karin)
    world = World(
        karin, birgitta, lars, board(), coordinator("Maj Samordnare"), superuser, {}, {}, {}, {}
    )
    for whose, user in {"birgitta": birgitta, "lars": lars}.items():
        _make_case(world, whose, spell, to=user)
    _make_case(world, "protected", spell, to=None, is_protected=True)
    _make_case(world, "closed", spell, to=birgitta)
    talk = ActivityFacts(
        ActivityKind.INFORMATION,
        local_date(MONDAY),
        audience=AudienceGroup.YOUNG,
        subject="Öppet hus",
        named_others=True,
        told_others=False,
    )
    world.evening = evening
    world.activity = note_activity(activity=talk, by=karin, now=MONDAY)
    return world


def _make_case(world: World, whose: str, spell: Spell, *, to: User | None, **rest: Any) -> None:
    day = MONDAY - timedelta(days=3)
    said = personal(whose, spell)
    case = open_case(
        by=world.karin,
        received_at=day,
        now=day,
        phones=numbers(whose),
        reach_by=ReachBy.PHONE,
        k_number=f"5000-K{987_654 - len(world.cases)}-26",
        **said,
        **rest,
    )
    texts = {str(said[name]) for name in ("name", "email", "other_way", "guardian")}
    texts |= {said["safe"].safe_note, *numbers(whose), case.identity.k_number}
    texts |= {show_phone(number) for number in numbers(whose)}
    if to is not None:
        case = life.assign(case=case, to=to, by=world.karin, now=day)
    note = spell(whose, "anteckning")
    life.write_note(case=case, text=note, by=world.karin, now=day)
    about = spell(whose, "samtal")
    contact = log_contact(case, world.karin, Result.NO_ANSWER, at=day, note=about)
    texts |= {note, about}
    why = spell(whose, "skal")
    life.correct_received(
        case=case, received_at=day - timedelta(hours=1), reason=why, by=world.karin, now=day
    )
    texts.add(why)
    place, thought = spell(whose, "plats"), spell(whose, "tanke")
    coming = Plan(
        kind=AgendaKind.COURT,
        starts_at=MONDAY + timedelta(days=2),
        responsible=None if to else world.karin,
        place=place,
        about=thought,
    )
    key = uuid.uuid4()
    world.items[whose] = agenda.plan(case=case, plan=coming, key=key, by=world.karin, now=MONDAY)
    texts |= {place, thought}
    to_whom, happened = spell(whose, "mottagare"), spell(whose, "handelse")
    offer = Offer(Recipient.OTHER_JOUR, ReferralState.OFFERED, to_whom=to_whom)
    asked = referral.begin(case=case, offer=offer, key=uuid.uuid4(), by=world.karin, now=MONDAY)
    agreed = Consent(ConsentHow.PHONE, MONDAY, frozenset(Item), happened)
    world.referrals[whose] = referral.give_consent(
        referral=asked, consent=agreed, seen=consent_stamp(asked), by=world.karin, now=MONDAY
    )
    texts |= {to_whom, happened}
    worry = concern.raise_concern(case=case, by=to or world.karin, now=MONDAY)
    world.concerns[whose] = worry
    if whose == "closed":
        concern.settle_without_report(concern=worry, by=world.karin, now=MONDAY)
        life.close(
            case=case,
            reason=CloseReason.NOT_REACHED,
            early=EarlyClose.NO_TIME,
            by=world.karin,
            now=MONDAY,
        )
    elif to is not None:
        typed = spell(whose, "utkast")
        draft = calls.begin_call(case=case, user=to, now=MONDAY, from_case=True)
        calls.autosave(draft=draft, content={"note": [typed]}, sequence=1, now=MONDAY)
        begun, key = spell(whose, "paborjat"), uuid.uuid4()
        intake_drafts.autosave(key=key, user=to, content={"name": [begun]}, sequence=1, now=MONDAY)
        world.drafts[whose], world.intakes[whose] = draft, key
        texts |= {typed, begun}
    world.cases[whose], world.contacts[whose] = case, contact
    world.canaries[whose] = texts


# --- Addresses ------------------------------------------------------------------------------------


def address(route: Route, ids: dict[str, str]) -> str:
    """The route's path with these ids; what has none in the world gets an example."""

    def put(found: re.Match[str]) -> str:
        kind, name = found[1], found[2]
        if name == "draft_id":
            return ids["draft"]
        if name == "key":
            return ids["intake"]
        if name == "other_id":
            return ids["other"]
        if name == "item_id":
            return ids["item"]
        if name == "concern_id":
            return ids["concern"]
        if name == "of":
            return ids.get("holder", str(uuid.UUID(int=11)))
        if name == "public_id" and route.path.startswith("/kvallsschema/"):
            return ids.get("evening", str(uuid.UUID(int=10)))
        if name == "public_id" and route.path.startswith("/aktiviteter/"):
            return ids.get("activity", str(uuid.UUID(int=9)))
        if name == "code":
            return AGREEMENT if "overenskommelse" in route.path else UNDERTAKING
        if name == "public_id" and route.path.startswith("/hanvisningar/"):
            return ids["referral"]
        if name == "public_id":
            return ids["contact" if route.path.startswith("/kontakter/") else "case"]
        return {"uuid": str(uuid.UUID(int=7)), "period": PERIOD}.get(kind, "exempel")

    return _PARAMETER.sub(put, route.path)


def all_routes() -> list[Route]:
    return list(routes())


def with_ids() -> Iterator[Route]:
    yield from (route for route in routes() if "<uuid:" in route.path)


def log_in(user: User | None, *, csrf: bool = False) -> Client:
    client = Client(enforce_csrf_checks=csrf, raise_request_exception=False)
    if user is not None:
        client.force_login(user)
    return client


# --- What is stored -------------------------------------------------------------------------------


def picture() -> dict[str, str]:
    """Each table with its number of rows and a digest of all that stands in them."""
    found = {}
    for model in apps.get_models():
        table = model._meta.db_table
        if table in _MAY_CHANGE or not model._meta.managed:
            continue
        alias = "keys" if model._meta.app_label == "keystore" else "default"
        with connections[alias].cursor() as cursor:
            quoted = connections[alias].ops.quote_name(table)
            cursor.execute(f"SELECT * FROM {quoted}")  # noqa: S608 - our own table names
            rows = sorted(map(repr, cursor.fetchall()))
        digest = hashlib.sha256("\n".join(rows).encode()).hexdigest()[:16]
        found[table] = f"{len(rows)} {digest}"
    return found


@contextmanager
def writes() -> Iterator[list[str]]:
    """What is written meanwhile, but for what any request may write. Cheaper than a picture, which
    is then taken only when there is something in it.
    """
    found: list[str] = []

    def look(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        words = sql.split(None, 3)
        if words and words[0].upper() in {"INSERT", "UPDATE", "DELETE", "REPLACE"}:
            table = next(word for word in words[1:] if word.upper() not in {"INTO", "FROM", "OR"})
            if table.strip('"') not in _MAY_CHANGE:
                found.append(sql)
        return execute(sql, params, many, context)

    with connections["default"].execute_wrapper(look), connections["keys"].execute_wrapper(look):
        yield found
