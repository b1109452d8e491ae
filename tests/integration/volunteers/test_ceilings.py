"""The ceilings against mass reading, as a person meets them."""

from datetime import datetime, timedelta

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from cases.forms.identity import PHONE_FIELDS
from cases.models import Case
from cases.services import life
from contacts.models import Contact, Draft
from jourcase.kernel import audit
from jourcase.kernel.audit import Action, AuditEvent
from tests import factories
from tests.integration.volunteers.conftest import Hold
from volunteers.ceilings import REASON
from volunteers.models import User

pytestmark = pytest.mark.django_db
MONDAY, MINUTE = factories.MONDAY, timedelta(minutes=1)
LATER = timedelta(seconds=1)
STEP_UP, ENDED = reverse("volunteers:step_up"), reverse("volunteers:ended")
SEARCH, QUEUE = reverse("cases:search"), reverse("contacts:queue")


@pytest.fixture
def karin(db: None, monday: datetime) -> User:
    return factories.coordinator()


@pytest.fixture
def desk(karin: User) -> Client:
    client = Client()
    client.force_login(karin)
    return client


@pytest.fixture
def case(karin: User) -> Case:
    return factories.open_case(by=karin)


def read(user: User, how_many: int, *, at: datetime = MONDAY, first: int = 10_000) -> None:
    """As if the person had been shown so many other cases."""
    ids = range(first, first + how_many)
    audit.record(by_id=user.pk, action=Action.CASE_VIEWED, now=at, case_ids=ids)


def searched(user: User, how_many: int, *, at: datetime = MONDAY) -> None:
    for _ in range(how_many):
        audit.record(by_id=user.pk, action=Action.CASES_SEARCHED, now=at)


def prove(client: Client, fixed_clock: Hold) -> None:
    """A moment later, as time goes."""
    fixed_clock(MONDAY + LATER)
    answer = client.post(STEP_UP, {"passphrase": factories.PASSWORD})
    assert answer.status_code == 302, answer.content.decode()


def count(action: Action) -> int:
    return AuditEvent.objects.filter(action=action).count()


# --- Cases ---------------------------------------------------------------------------------------


def test_the_fortieth_case_is_shown_and_the_next_one_asks_who_it_is(
    desk: Client, karin: User, case: Case, fixed_clock: Hold
) -> None:
    other = factories.open_case(by=karin)
    read(karin, 39)
    assert desk.get(case.get_absolute_url()).status_code == 200
    stopped = desk.get(other.get_absolute_url())
    assert stopped["Location"] == STEP_UP
    assert not AuditEvent.objects.filter(action=Action.CASE_VIEWED, case_id=other.pk).exists(), (
        "what was not shown is not logged as shown"
    )
    assert count(Action.STEP_UP_ASKED) == 1

    wrong = desk.post(STEP_UP, {"passphrase": "inte den rätta frasen"})
    assert wrong.status_code == 200
    assert desk.get(other.get_absolute_url())["Location"] == STEP_UP
    fixed_clock(MONDAY + LATER)
    right = desk.post(STEP_UP, {"passphrase": factories.PASSWORD})
    assert right["Location"] == other.get_absolute_url()
    assert count(Action.STEP_UP_DONE) == 1
    assert desk.get(other.get_absolute_url()).status_code == 200


def test_a_case_that_has_been_shown_is_finished_undisturbed(
    desk: Client, karin: User, case: Case
) -> None:
    address = reverse("cases:note", args=[case.public_id])
    assert desk.get(address).status_code == 200
    read(karin, 39)
    assert desk.get(reverse("contacts:list")).status_code == 200
    saved = desk.post(address, {"note": "Ring efter klockan fyra"})
    assert saved["Location"] == case.get_absolute_url()
    assert desk.get(case.get_absolute_url()).status_code == 200


def test_the_eighty_first_case_ends_the_session_even_after_a_step_up(
    desk: Client, karin: User, case: Case, fixed_clock: Hold
) -> None:
    read(karin, 40)
    prove(desk, fixed_clock)
    read(karin, 39, at=MONDAY + LATER, first=20_000)
    assert desk.get(case.get_absolute_url()).status_code == 200
    other = factories.open_case(by=karin)
    ended = desk.get(other.get_absolute_url())
    assert ended["Location"] == ENDED
    page = desk.get(ENDED).content.decode()
    assert "Väldigt många ärenden öppnades" in page
    assert desk.get(QUEUE).status_code == 302, "the session is over"
    row = AuditEvent.objects.get(action=Action.SESSION_ENDED)
    assert (row.by_id, row.reason) == (karin.pk, REASON)


def test_the_same_case_read_again_and_again_is_one(desk: Client, karin: User, case: Case) -> None:
    for _ in range(50):
        read(karin, 1)
    assert desk.get(case.get_absolute_url()).status_code == 200


def test_what_was_read_more_than_an_hour_ago_does_not_count(
    desk: Client, karin: User, case: Case
) -> None:
    read(karin, 80, at=MONDAY - 60 * MINUTE - timedelta(seconds=1))
    assert desk.get(case.get_absolute_url()).status_code == 200


def test_what_others_have_read_does_not_count(desk: Client, case: Case) -> None:
    read(factories.coordinator("Olle Annan"), 80)
    assert desk.get(case.get_absolute_url()).status_code == 200


def test_a_case_that_may_not_be_known_is_not_told_of_by_the_ceiling(
    desk: Client, karin: User
) -> None:
    hidden = factories.open_case(by=factories.coordinator("Olle Annan"), is_protected=True)
    read(karin, 80)
    assert desk.get(hidden.get_absolute_url()).status_code == 404


# --- Searches -------------------------------------------------------------------------------------


def test_the_thirty_first_search_asks_who_it_is(
    desk: Client, karin: User, case: Case, fixed_clock: Hold
) -> None:
    searched(karin, 29)
    assert desk.post(SEARCH, {"q": "Amina"})["Location"] == case.get_absolute_url()
    assert count(Action.CASES_SEARCHED) == 30
    stopped = desk.post(SEARCH, {"q": "Amina"})
    assert stopped["Location"] == STEP_UP
    assert count(Action.CASES_SEARCHED) == 30
    assert desk.get(SEARCH).status_code == 200, "the page itself says nothing"
    prove(desk, fixed_clock)
    assert desk.post(SEARCH, {"q": "Amina"})["Location"] == case.get_absolute_url()


def test_searches_of_more_than_ten_minutes_ago_do_not_count(desk: Client, karin: User) -> None:
    searched(karin, 40, at=MONDAY - 10 * MINUTE - timedelta(seconds=1))
    assert desk.post(SEARCH, {"q": "Amina"}).status_code == 200


def test_a_search_is_logged_without_what_was_searched_for(desk: Client, case: Case) -> None:
    desk.post(SEARCH, {"q": "Amina"})
    row = AuditEvent.objects.get(action=Action.CASES_SEARCHED)
    assert (row.case_id, row.fields, row.reason) == (None, [], "")


def test_the_hint_at_similar_cases_is_a_search_and_falls_silent(desk: Client, karin: User) -> None:
    factories.open_case(by=karin, phones=("+46701740612",))
    address, typed = reverse("cases:similar"), {PHONE_FIELDS[0]: "070-174 06 12"}
    assert "2026-0001" in desk.post(address, typed).content.decode()
    assert count(Action.CASES_SEARCHED) == 1
    desk.post(address, {PHONE_FIELDS[0]: ""})
    assert count(Action.CASES_SEARCHED) == 1
    searched(karin, 29)
    silent = desk.post(address, typed)
    assert silent.status_code == 200, "what is being written is left alone"
    assert "2026-0001" not in silent.content.decode()


def test_tries_at_a_nodoppning_are_searches(monday: datetime) -> None:
    birgitta = factories.volunteer()
    client = Client()
    client.force_login(birgitta)
    searched(birgitta, 29)
    data = {"said": "2026-0999", "code": "danger", "why": "Det är bråttom"}
    address = reverse("cases:break_glass")
    assert client.post(address, data).status_code == 200
    assert client.post(address, data)["Location"] == STEP_UP


# --- Calls ----------------------------------------------------------------------------------------


def test_a_call_is_saved_at_the_ceiling_and_no_further_one_is_begun(
    desk: Client, karin: User, case: Case
) -> None:
    factories.open_case(by=karin)
    desk.post(reverse("contacts:begin_next"))
    draft = Draft.objects.get()
    read(karin, 80)
    said = {"result": "no_answer", "channel": "phone", "direction": "out", "when": "now"}
    saved = desk.post(reverse("contacts:save", args=[draft.pk]), said)
    assert saved["Location"] == QUEUE
    assert Contact.objects.get().draft == draft
    assert Draft.objects.count() == 1
    assert desk.post(reverse("contacts:begin_next"))["Location"] == ENDED


def test_a_page_in_parts_is_led_away_whole(desk: Client, karin: User, case: Case) -> None:
    read(karin, 40)
    begin = reverse("contacts:begin", args=[case.public_id])
    answer = desk.post(begin, headers={"HX-Request": "true"})
    assert answer["HX-Redirect"] == STEP_UP


# --- The page -------------------------------------------------------------------------------------


def test_guessing_at_the_passphrase_is_slowed_down(desk: Client, karin: User, case: Case) -> None:
    cache.clear()
    read(karin, 40)
    desk.get(case.get_absolute_url())
    codes = [
        desk.post(STEP_UP, {"passphrase": f"fel fras nummer {n}"}).status_code for n in range(7)
    ]
    assert codes[0] == 200
    assert codes[-1] == 429
    assert count(Action.STEP_UP_DONE) == 0


def test_another_person_s_passphrase_is_no_proof(desk: Client, karin: User, case: Case) -> None:
    factories.coordinator("Olle Annan")
    karin.set_password("något helt annat än provet")
    karin.save(update_fields=["password"])
    client = Client()
    client.force_login(karin)
    assert client.post(STEP_UP, {"passphrase": factories.PASSWORD}).status_code == 200
    assert count(Action.STEP_UP_DONE) == 0


def test_a_step_up_holds_for_its_own_session_only(
    desk: Client, karin: User, case: Case, fixed_clock: Hold
) -> None:
    read(karin, 40)
    prove(desk, fixed_clock)
    stolen = Client()
    stolen.force_login(karin)
    assert stolen.get(case.get_absolute_url())["Location"] == STEP_UP
    assert desk.get(case.get_absolute_url()).status_code == 200


# --- Lists ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["contacts:list", "contacts:queue"])
def test_a_list_with_names_leaves_one_row_without_whose(
    desk: Client, karin: User, case: Case, name: str
) -> None:
    life.assign(case=case, to=karin, by=karin, now=MONDAY)
    desk.get(reverse(name))
    row = AuditEvent.objects.get(action=Action.LIST_VIEWED)
    assert (row.by_id, row.case_id, row.fields) == (karin.pk, None, ["rows"])
