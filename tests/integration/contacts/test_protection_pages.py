"""The page "Skydda ärendet" and "Skydd och läsare": what it says before, and who may use it."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cases.domain.enums import RecusalReason
from cases.domain.intake import StatisticsInput
from cases.models import Case, Note
from cases.services import life
from contacts.services import calls
from contacts.services.protection import protect
from contacts.services.recusal import recuse
from jourcase.kernel.audit import AuditEvent
from tests import factories
from tests.integration.cases.conftest import Hold, logged_in
from tests.integration.cases.sending import text_of
from volunteers.models import User

pytestmark = pytest.mark.django_db
MONDAY = factories.MONDAY


@pytest.fixture
def karin(db: None, fixed_clock: Hold) -> User:
    fixed_clock(MONDAY)
    return factories.coordinator()


@pytest.fixture
def olle(karin: User) -> User:
    return factories.coordinator("Olle Annan")


@pytest.fixture
def birgitta(karin: User) -> User:
    return factories.volunteer()


@pytest.fixture
def desk(karin: User) -> Client:
    return logged_in(karin)


@pytest.fixture
def case(karin: User, birgitta: User) -> Case:
    made = factories.open_case(by=karin, statistics=StatisticsInput(district_code="farsta"))
    return life.assign(case=made, to=birgitta, by=karin, now=MONDAY)


def url(name: str, case: Case) -> str:
    return reverse(f"contacts:{name}", args=[case.public_id])


def ticked(*people: User) -> list[str]:
    return [str(one.public_id) for one in people]


def test_what_follows_is_said_before_the_button_and_then_happens(
    desk: Client, karin: User, olle: User, birgitta: User, case: Case
) -> None:
    calls.begin_call(case=case, user=birgitta, now=MONDAY)
    assert "Skydda ärendet" in text_of(desk.get(case.get_absolute_url()))
    page = text_of(desk.get(url("protection", case)))
    for said in (
        "Birgitta N. är ansvarig och ser inte ärendet längre.",
        "Stadsdelen (Farsta) tas bort.",
        "Birgitta N. ringer personen just nu. Samtalet släpps",
        "Ta bort skyddet direkt, på den här sidan. Stadsdel och ansvarig kommer inte tillbaka",
        "Kryssar du inte för dig själv ser du inte ärendet längre.",
    ):
        assert said in page
    answer = desk.post(url("protection", case), {"readers": ticked(karin)}, follow=True)
    told = text_of(answer)
    assert "Ärendet är skyddat. Ingen är ansvarig: välj en av dem som får se det." in told
    assert "Skyddat ärende 1" in told
    assert case.reference not in told.split("Ta bort skyddet")[0]
    assert "Skydd och läsare" in text_of(desk.get(case.get_absolute_url()))


def test_oneself_is_ticked_and_somebody_must_be(
    desk: Client, karin: User, olle: User, case: Case
) -> None:
    page = desk.get(url("protection", case)).content.decode()
    assert f'value="{karin.public_id}"' in page.split("checked")[0].rsplit("<input", 1)[1]
    assert page.count("checked") == 1
    answer = desk.post(url("protection", case), {"readers": []})
    assert "Välj minst en samordnare som får se ärendet." in text_of(answer)
    stranger = factories.volunteer("Lars Nilsson")
    for wrong in (ticked(stranger), ["x"], ["\x00"]):
        assert desk.post(url("protection", case), {"readers": wrong}).status_code == 200
    case.refresh_from_db()
    assert not case.is_protected


def test_whoever_leaves_themselves_out_is_sent_home(
    desk: Client, karin: User, olle: User, case: Case
) -> None:
    answer = desk.post(url("protection", case), {"readers": ticked(olle)}, follow=True)
    assert "Du ser inte ärendet längre. De som får se det tar över." in text_of(answer)
    assert desk.get(url("protection", case)).status_code == 404


def test_a_recused_coordinator_is_named_as_one_who_cannot_be_chosen(
    desk: Client, karin: User, olle: User, case: Case
) -> None:
    recuse(case=case, user=olle, reason=RecusalReason.RELATED, by=karin, now=MONDAY)
    page = desk.get(url("protection", case))
    assert "Olle A. kan inte väljas: jäv." in text_of(page)
    assert str(olle.public_id) not in page.content.decode()
    answer = desk.post(url("protection", case), {"readers": ticked(karin, olle)})
    assert answer.status_code == 200
    case.refresh_from_db()
    assert not case.is_protected


def test_a_second_press_says_that_it_is_protected_already(
    desk: Client, karin: User, olle: User, case: Case
) -> None:
    protect(case=case, readers=[karin, olle], by=olle, now=MONDAY)
    answer = desk.post(url("protection", case), {"readers": ticked(karin)}, follow=True)
    assert "Ärendet är redan skyddat. Någon annan hann före." in text_of(answer)
    assert set(case.protected_readers.all()) == {karin, olle}


def test_readers_are_changed_and_the_protection_taken_away(
    desk: Client, karin: User, olle: User, case: Case
) -> None:
    protect(case=case, readers=[karin], by=karin, now=MONDAY)
    shown = {"shown": " ".join(ticked(karin))}
    desk.post(url("readers", case), shown | {"readers": ticked(karin, olle)})
    assert set(case.protected_readers.all()) == {karin, olle}
    # What another has said since the page was shown stands.
    desk.post(url("readers", case), shown | {"readers": ticked(karin)})
    assert set(case.protected_readers.all()) == {karin, olle}
    both = {"shown": " ".join(ticked(karin, olle))}
    desk.post(url("readers", case), both | {"readers": ticked(karin)})
    assert set(case.protected_readers.all()) == {karin}
    assert "Välj minst en" in text_of(desk.post(url("readers", case), shown))

    without = text_of(desk.post(url("unprotect", case), {"reason": " "}))
    assert "Skriv kort varför skyddet tas bort." in without
    answer = text_of(desk.post(url("unprotect", case), {"reason": "Av misstag"}, follow=True))
    assert "Skyddet är borttaget. Fyll i stadsdelen och välj ansvarig." in answer
    assert "Av misstag" in answer
    again = text_of(desk.post(url("unprotect", case), {"reason": "Av misstag"}, follow=True))
    assert "Ärendet är inte skyddat längre." in again
    said = shown | {"readers": ticked(karin)}
    late = text_of(desk.post(url("readers", case), said, follow=True))
    assert "Ärendet är inte skyddat längre." in late


@pytest.mark.parametrize("who", ["volunteer", "other", "board", "recused"])
def test_nobody_else_comes_near(
    karin: User, olle: User, birgitta: User, case: Case, who: str
) -> None:
    maj = factories.coordinator("Maj Tredje")
    people = {"volunteer": birgitta, "other": olle, "board": factories.board(), "recused": maj}
    protect(case=case, readers=[karin, maj], by=karin, now=MONDAY)
    recuse(case=case, user=maj, reason=RecusalReason.RELATED, by=karin, now=MONDAY)
    browser = logged_in(people[who])
    expected = 404 if who in {"other", "recused"} else 403
    log_before = AuditEvent.objects.filter(case_id=case.pk).count()
    posted = {"readers": ticked(people[who]), "shown": "", "reason": "Nyfiken"}
    assert browser.get(url("protection", case)).status_code == expected
    for name in ("protection", "readers", "unprotect"):
        assert browser.post(url(name, case), posted).status_code == expected, name
    case.refresh_from_db()
    assert case.is_protected
    assert set(case.protected_readers.all()) == {karin, maj}
    done = AuditEvent.objects.filter(case_id=case.pk).exclude(action="request_refused")
    assert done.count() == log_before


def test_a_volunteer_cannot_protect_what_is_theirs(birgitta: User, case: Case) -> None:
    browser = logged_in(birgitta)
    assert browser.get(url("protection", case)).status_code == 403
    assert "Skydda ärendet" not in text_of(browser.get(case.get_absolute_url()))


def test_the_page_asks_twelve_queries_at_most_however_many_there_are(
    desk: Client, karin: User, case: Case
) -> None:
    calls.begin_call(case=case, user=factories.volunteer("Lars Nilsson"), now=MONDAY)

    def asked() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert desk.get(url("protection", case)).status_code == 200
        return len(captured)

    desk.get(url("protection", case))
    few = asked()
    for number in range(8):
        factories.coordinator(f"Samordnare {number}")
    assert asked() == few <= 12
    everybody = User.objects.active().filter(pk__in=[karin.pk])
    protect(case=case, readers=list(everybody), by=karin, now=MONDAY)
    assert asked() <= 12


# --- Notes --------------------------------------------------------------------------------------


def test_an_address_in_a_note_is_warned_about_once_and_saved_the_second_time(
    desk: Client, karin: User, case: Case
) -> None:
    page = reverse("cases:note", args=[case.public_id])
    text = "Hon bor på Påhittsgatan 12 tills vidare"
    desk.post(page, {"note": text})
    assert Note.objects.count() == 1, "an address in an ordinary case is the writer's matter"
    protect(case=case, readers=[karin], by=karin, now=MONDAY)
    text += ", säger hon"
    warned = desk.post(page, {"note": text})
    assert "Det ser ut att stå en adress i anteckningen." in text_of(warned)
    assert text in warned.content.decode()
    assert Note.objects.count() == 1
    desk.post(page, {"note": text, "note_seen": "on"})
    assert Note.objects.count() == 2


def test_an_address_said_of_a_contact_is_warned_about_too(
    desk: Client, karin: User, case: Case
) -> None:
    protect(case=case, readers=[karin], by=karin, now=MONDAY)
    draft = calls.begin_call(case=case, user=karin, now=MONDAY + timedelta(minutes=1))
    said = {"result": "reached", "note": "Möts på Påhittsvägen 3"}
    answer = desk.post(reverse("contacts:save", args=[draft.pk]), said)
    assert "Det ser ut att stå en adress i anteckningen." in text_of(answer)
