"""Min inloggning: adding, removing, codes that work once, freshness, the list of log-ins."""

import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.sessions.models import Session
from django.db import connections
from django.test import Client

from jourcase.kernel.audit import Action, AuditEvent
from tests.factories import MONDAY, PASSWORD, volunteer
from tests.infrastructure.authenticators import SoftPasskey, app_code
from tests.infrastructure.logged_in import by_passphrase_only
from tests.integration.volunteers.conftest import Visitor
from volunteers.domain.one_time_codes import step_at
from volunteers.login import factors, sessions, totp
from volunteers.models import LoginSession, TotpUse, User

pytestmark = pytest.mark.django_db
Hold = Callable[[datetime], None]
MINUTE = timedelta(minutes=1)
NEW = "en alldeles ny lösenfras"


@pytest.fixture
def inside(visitor: Visitor, monday: datetime) -> User:
    """Birgitta, inside by a passkey that she has just added."""
    birgitta = volunteer()
    visitor.by_passphrase(birgitta)
    visitor.add_passkey(SoftPasskey())
    return birgitta


def factors_of(user: User) -> list[str]:
    return sorted(Authenticator.objects.filter(user=user).values_list("type", flat=True))


def secret_of(user: User) -> str:
    row = Authenticator.objects.get(user=user, type="totp")
    return totp.open_secret(row.data["secret"])


# --- Codes work once -----------------------------------------------------------------------------


def test_the_code_that_added_the_app_does_not_log_in(visitor: Visitor, monday: datetime) -> None:
    birgitta = volunteer()
    visitor.by_passphrase(birgitta)
    secret, _ = visitor.add_app(monday)
    again = Visitor()
    again.by_passphrase(birgitta)
    again.post("second_step", {"code": app_code(secret, monday)})
    assert not again.is_inside()


@pytest.mark.parametrize("seconds", [0, 20, 40, 70, 89])
def test_a_code_never_works_twice(visitor: Visitor, fixed_clock: Hold, seconds: int) -> None:
    """Within its time and after it: with the tolerance a code counts for ninety seconds."""
    fixed_clock(MONDAY)
    birgitta = volunteer()
    visitor.by_passphrase(birgitta)
    secret, _ = visitor.add_app(MONDAY)
    later = MONDAY + 10 * MINUTE
    fixed_clock(later)
    code = app_code(secret, later, steps=1)
    assert totp.accepts(user=birgitta, code=code, now=later)
    assert not totp.accepts(user=birgitta, code=code, now=later + timedelta(seconds=seconds))


def test_an_older_code_does_not_work_after_a_newer(visitor: Visitor, monday: datetime) -> None:
    birgitta = volunteer()
    visitor.by_passphrase(birgitta)
    secret, _ = visitor.add_app(monday)
    later = monday + 10 * MINUTE
    newer, older = app_code(secret, later, steps=1), app_code(secret, later)
    assert totp.accepts(user=birgitta, code=newer, now=later)
    assert not totp.accepts(user=birgitta, code=older, now=later)


def test_a_new_app_does_not_bring_old_steps_back(
    visitor: Visitor, inside: User, monday: datetime
) -> None:
    visitor.add_app(monday)
    used = TotpUse.objects.get(user=inside).last_step
    visitor.post("remove_app")
    assert TotpUse.objects.get(user=inside).last_step == used == step_at(monday)


@pytest.mark.django_db(transaction=True)
def test_of_many_at_once_one_gets_in_by_a_code(fixed_clock: Hold) -> None:
    fixed_clock(MONDAY)
    birgitta = volunteer()
    factors.add_app(user=birgitta, stored_secret=totp.new_secret(), is_full=False, now=MONDAY)
    code = app_code(secret_of(birgitta), MONDAY)

    def use(_: int) -> bool:
        try:
            return totp.accepts(user=birgitta, code=code, now=MONDAY)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(8) as pool:
        let_in = list(pool.map(use, range(16)))
    assert let_in.count(True) == 1


def test_the_seeds_are_stored_sealed(visitor: Visitor, inside: User, monday: datetime) -> None:
    secret, _ = visitor.add_app(monday)
    stored = str(list(Authenticator.objects.values_list("data", flat=True)))
    assert secret.replace(" ", "") not in stored
    codes = Authenticator.objects.get(user=inside, type="recovery_codes")
    assert not re.search(r"\b[0-9a-f]{80}\b", str(codes.data))


def test_a_seed_that_cannot_be_opened_opens_nothing(
    visitor: Visitor, inside: User, monday: datetime
) -> None:
    visitor.add_app(monday)
    for row in Authenticator.objects.filter(user=inside).exclude(type="webauthn"):
        for name in {"secret", "seed"} & set(row.data):
            row.data[name] = row.data[name][:-6] + "AAAAAA"
        row.save()
    again = Visitor()
    again.by_passphrase(inside)
    assert again.post("second_step", {"code": "123456"}).status_code == 200
    assert not again.is_inside()


# --- Adding and removing -------------------------------------------------------------------------


def test_each_factor_added_and_removed_is_told_of(
    visitor: Visitor, inside: User, monday: datetime
) -> None:
    visitor.add_app(monday)
    visitor.post("remove_app")
    told = AuditEvent.objects.filter(action__in=[Action.FACTOR_ADDED, Action.FACTOR_REMOVED])
    assert [(event.action, event.fields, event.by_id) for event in told.order_by("seq")] == [
        ("factor_added", ["webauthn"], inside.pk),
        ("factor_added", ["recovery_codes"], inside.pk),
        ("factor_added", ["totp"], inside.pk),
        ("factor_removed", ["totp"], inside.pk),
    ]


def test_the_last_factor_cannot_be_removed(visitor: Visitor, inside: User) -> None:
    key = Authenticator.objects.get(user=inside, type="webauthn").pk
    visitor.post("remove_passkey", {"key": key})
    assert "ditt enda sätt" in visitor.get("account").content.decode()
    assert "webauthn" in factors_of(inside)


def test_the_passkey_of_somebody_else_is_neither_removed_nor_renamed(
    visitor: Visitor, inside: User
) -> None:
    other = Visitor()
    lars = volunteer("Lars Nilsson")
    other.by_passphrase(lars)
    other.add_passkey(SoftPasskey())
    key = Authenticator.objects.get(user=lars, type="webauthn")
    for name in ("remove_passkey", "rename_passkey"):
        assert visitor.post(name, {"key": key.pk, "name": "spare"}).status_code == 404
        assert visitor.post(name, {"key": "9" * 30, "name": "spare"}).status_code == 404
    key.refresh_from_db()
    assert key.data["name"] == "phone"


def test_a_passkey_has_a_name_from_the_list_only(visitor: Visitor, inside: User) -> None:
    key = Authenticator.objects.get(user=inside, type="webauthn")
    visitor.post("rename_passkey", {"key": key.pk, "name": "spare"})
    assert "Reservnyckeln" in visitor.get("account").content.decode()
    assert visitor.post("rename_passkey", {"key": key.pk, "name": "Annas"}).status_code == 404
    refused = visitor.add_passkey(SoftPasskey(), name="Annas").content.decode()
    assert "gick inte att använda" in refused


def test_new_codes_replace_the_old(visitor: Visitor, inside: User) -> None:
    def shown() -> list[str]:
        page = visitor.post("codes").content.decode()
        return re.findall(r'<b class="nummer">(\d{8})</b>', page)

    old, new = shown(), shown()
    assert len(old) == len(new) == 10
    assert set(old) != set(new)
    again = Visitor()
    again.by_passphrase(inside)
    again.post("second_step", {"code": old[0]})
    assert not again.is_inside()
    again.post("second_step", {"code": new[0]})
    assert again.is_inside()


def test_codes_are_not_kept_by_the_browser(visitor: Visitor, inside: User) -> None:
    assert visitor.post("codes").headers["Cache-Control"] == "no-store"


def test_who_knows_the_passphrase_cannot_add_a_factor_beside_the_owners(
    visitor: Visitor, monday: datetime
) -> None:
    """The thief logs in first and waits; the owner adds a passkey; the thief tries to."""
    birgitta, thief = volunteer(), Visitor()
    thief.by_passphrase(birgitta)
    kept = thief.client.session.session_key
    visitor.by_passphrase(birgitta)
    visitor.add_passkey(SoftPasskey())
    assert not Session.objects.filter(session_key=kept).exists()

    # Even from a session that somehow lives on.
    survivor = Client()
    by_passphrase_only(survivor, birgitta)
    answer = survivor.get("/konto/andra-steg/", secure=True)
    assert answer.headers["Location"] == "/konto/bekrafta/"
    again = Visitor()
    again.client = survivor
    again.add_passkey(SoftPasskey())
    again.add_app(monday)
    assert factors_of(birgitta) == ["recovery_codes", "webauthn"]
    refused = again.post("verify", {"passphrase": PASSWORD})
    assert "Det stämmer inte" in refused.content.decode()
    assert not again.is_inside()


# --- Freshness -----------------------------------------------------------------------------------


def test_what_changes_the_log_in_asks_again_after_five_minutes(
    visitor: Visitor, inside: User, fixed_clock: Hold
) -> None:
    fixed_clock(MONDAY + 5 * MINUTE)
    for name in ("codes", "remove_app", "remove_passkey", "rename_passkey", "passphrase"):
        answer = visitor.post(name, {"passphrase": NEW, "again": NEW, "key": 1})
        assert answer.headers["Location"].startswith("/konto/bekrafta/"), name
    inside.refresh_from_db()
    assert inside.check_password(PASSWORD)
    assert visitor.post("verify", {"passphrase": PASSWORD, "next": "/konto/losenfras/"}).headers[
        "Location"
    ] == ("/konto/losenfras/")
    assert visitor.post("codes").status_code == 200


def test_a_wrong_proof_does_not_freshen(visitor: Visitor, inside: User, fixed_clock: Hold) -> None:
    fixed_clock(MONDAY + 5 * MINUTE)
    for typed in ({"passphrase": "fel"}, {"code": "123456"}, {"credential": "{}"}, {}):
        answer = visitor.post("verify", typed)
        assert "Det stämmer inte" in answer.content.decode()
    assert visitor.post("codes").status_code == 302


def test_the_passkey_of_a_colleague_is_no_proof(
    visitor: Visitor, inside: User, fixed_clock: Hold
) -> None:
    lars, other, theirs = volunteer("Lars Nilsson"), Visitor(), SoftPasskey()
    other.by_passphrase(lars)
    other.add_passkey(theirs)
    fixed_clock(MONDAY + 5 * MINUTE)
    question = visitor.post("passkey_question").json()
    visitor.post("verify", {"credential": theirs.show(question)})
    assert visitor.post("codes").status_code == 302


def test_a_new_passphrase_ends_the_other_log_ins(visitor: Visitor, inside: User) -> None:
    passkey, other = SoftPasskey(), Visitor()
    visitor.add_passkey(passkey)
    other.by_passkey(passkey)
    assert other.is_inside()
    visitor.post("passphrase", {"passphrase": NEW, "again": NEW})
    assert (visitor.is_inside(), other.is_inside()) == (True, False)
    assert len(sessions.running(inside, now=MONDAY)) == 1
    inside.refresh_from_db()
    assert inside.check_password(NEW)


@pytest.mark.parametrize(
    ("passphrase", "again", "said"),
    [
        ("för kort", "för kort", "minst 15 tecken"),
        ("a" * 1025, "a" * 1025, "för långt"),
        (NEW, NEW + "!", "inte lika"),
        ("", "", "Skriv ett lösenord"),
    ],
)
def test_a_passphrase_that_is_not_good_is_refused_in_words(
    visitor: Visitor, inside: User, passphrase: str, again: str, said: str
) -> None:
    page = visitor.post("passphrase", {"passphrase": passphrase, "again": again})
    assert said in page.content.decode()
    inside.refresh_from_db()
    assert inside.check_password(PASSWORD)


# --- The list of log-ins -------------------------------------------------------------------------


def test_a_log_in_is_listed_and_can_be_ended_from_another(visitor: Visitor, inside: User) -> None:
    passkey, other = SoftPasskey(), Visitor()
    visitor.add_passkey(passkey)
    other.client = Client(headers={"user-agent": "Mozilla/5.0 (iPhone) Safari/604"})
    other.by_passkey(passkey)
    page = visitor.get("account").content.decode()
    assert "Chrome på Windows" in page
    assert "Safari på iPhone" in page
    theirs = LoginSession.objects.get(device="Safari på iPhone").public_id
    visitor.post("end_session", {"which": theirs})
    assert (visitor.is_inside(), other.is_inside()) == (True, False)
    assert AuditEvent.objects.get(action=Action.SESSION_ENDED).by_id == inside.pk


def test_all_other_log_ins_can_be_ended_at_once(visitor: Visitor, inside: User) -> None:
    passkey = SoftPasskey()
    visitor.add_passkey(passkey)
    others = [Visitor(), Visitor()]
    for other in others:
        other.by_passkey(passkey)
    visitor.post("end_session", {"which": "others"})
    assert [one.is_inside() for one in (visitor, *others)] == [True, False, False]


def test_the_log_in_of_somebody_else_cannot_be_ended(visitor: Visitor, inside: User) -> None:
    lars, other = volunteer("Lars Nilsson"), Visitor()
    other.by_passphrase(lars)
    theirs = LoginSession.objects.get(user=lars).public_id
    for which in (str(theirs), "", "nonsens"):
        assert visitor.post("end_session", {"which": which}).status_code == 404
    assert LoginSession.objects.filter(user=lars).exists()


def test_being_seen_is_noted_no_oftener_than_every_five_minutes(
    visitor: Visitor, inside: User, fixed_clock: Hold
) -> None:
    for minutes, seen in ((4, 0), (5, 5), (9, 5), (11, 11)):
        fixed_clock(MONDAY + minutes * MINUTE)
        visitor.is_inside()
        assert LoginSession.objects.get().seen_at == MONDAY + seen * MINUTE


def test_no_address_and_no_exact_browser_is_kept() -> None:
    assert {field.name for field in LoginSession._meta.get_fields()} == {
        *("id", "public_id", "user", "session_key", "started_at", "seen_at", "device")
    }


def test_what_is_left_of_old_log_ins_is_forgotten(visitor: Visitor, inside: User) -> None:
    assert sessions.forget_old(now=MONDAY + timedelta(hours=7)) == 0
    assert sessions.forget_old(now=MONDAY + timedelta(hours=8)) == 1
