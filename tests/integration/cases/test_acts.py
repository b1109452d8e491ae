"""The acts on a case through the browser's door: statistics, identity, received time, closing,
opening again, assigning, deciding about calls, notes.
"""

import uuid
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from cases.domain.enums import AgeBand, AgeGroup, CallSafety, Gender, ReachBy
from cases.domain.intake import SafeContact, StatisticsInput
from cases.models import Case, EventKind, Identity, Note
from cases.services import life
from contacts.domain.enums import Result
from tests import factories
from tests.integration.cases.conftest import Hold, logged_in
from tests.integration.cases.sending import text_of
from volunteers.models import User

pytestmark = pytest.mark.django_db
MONDAY = factories.MONDAY
PAGES = ["statistics", "identity", "received", "close", "note"]
COORDINATORS_PAGES = ["assign", "decide_calls"]
RIGHT_NUMBER = {"reach_by": "phone", "phone": "070-174 06 15", "call_safety": "yes"}
ALL = [*PAGES, *COORDINATORS_PAGES, "reopen"]


def url(name: str, case: Case) -> str:
    return reverse(f"cases:{name}", args=[case.public_id])


@pytest.fixture
def case(karin: User) -> Case:
    return factories.open_case(by=karin, phones=("+46701740612",), received_at=MONDAY)


# --- Who may ---------------------------------------------------------------------------------


@pytest.mark.parametrize("name", PAGES)
def test_the_volunteer_on_the_case_and_nobody_else_opens_its_pages(
    evening: Client, birgitta: User, karin: User, case: Case, name: str
) -> None:
    assert evening.get(url(name, case)).status_code == 404
    assert evening.post(url(name, case), {}).status_code == 404
    life.assign(case=case, to=birgitta, by=karin, now=MONDAY)
    assert evening.get(url(name, case)).status_code == 200


@pytest.mark.parametrize("name", ALL)
def test_a_case_that_is_not_there_is_not_found(desk: Client, name: str) -> None:
    target = reverse(f"cases:{name}", args=[uuid.uuid4()])
    assert desk.post(target, {}).status_code == 404


@pytest.mark.parametrize("name", [*COORDINATORS_PAGES, "reopen"])
def test_some_acts_are_the_coordinators_alone(
    evening: Client, birgitta: User, karin: User, case: Case, name: str
) -> None:
    life.assign(case=case, to=birgitta, by=karin, now=MONDAY)
    assert evening.post(url(name, case), {}).status_code == 403


@pytest.mark.parametrize("name", ALL)
def test_the_board_opens_none(case: Case, name: str) -> None:
    answer = logged_in(factories.board()).post(url(name, case), {})
    assert answer.status_code == 403
    assert "Styrelsen ser siffror, inte personer." in text_of(answer)


@pytest.mark.parametrize("name", [*PAGES, *COORDINATORS_PAGES])
def test_an_empty_form_and_nonsense_are_answered_on_the_page(
    desk: Client, case: Case, name: str
) -> None:
    nonsense = {field: "\x00'\"<b>\u202e𝔞" for field in ("reason", "note", "duplicate_of", "born")}
    for data in ({}, nonsense):
        answer = desk.post(url(name, case), data)
        assert answer.status_code in {200, 302}
    assert Case.objects.get().closed_at is None


@pytest.mark.parametrize("name", [*PAGES, *COORDINATORS_PAGES])
def test_no_title_holds_a_name(desk: Client, case: Case, name: str) -> None:
    page = desk.get(url(name, case)).content.decode()
    title = page.partition("<title>")[2].partition("</title>")[0]
    assert case.reference in title
    assert "Amina" not in title


# --- Statistics ------------------------------------------------------------------------------


def test_statistics_are_filled_in_and_shown_again(desk: Client, case: Case) -> None:
    typed = {
        "relation": "victim",
        "crime_type": "assault",
        "circumstances": ["honour_related"],
        "police_report": "unknown",
        "district": "farsta",
        "gender": "man",
        "born": "1961-05-02",
    }
    answer = desk.post(url("statistics", case), typed, follow=True)
    assert "Statistiken är sparad." in text_of(answer)
    case.refresh_from_db()
    assert (case.gender, case.age_group) == (Gender.MAN, AgeGroup.A65_79)
    assert case.honour_related
    form = desk.get(url("statistics", case)).context["form"]
    shown = {name: form[name].value() for name in typed}
    assert shown == typed


def test_a_birth_that_is_taken_away_takes_the_age_with_it(desk: Client, karin: User) -> None:
    case = factories.open_case(
        by=karin, statistics=StatisticsInput(born=datetime(1961, 5, 2, tzinfo=UTC).date())
    )
    desk.post(url("statistics", case), {"born": "", "age_band": "unknown"})
    case.refresh_from_db()
    assert (case.age_group, case.age_band) == (AgeGroup.UNKNOWN, AgeBand.UNKNOWN)
    assert Identity.objects.get().born == ""


def test_a_protected_case_asks_for_no_district_and_an_anonymous_one_for_no_birth(
    desk: Client, karin: User
) -> None:
    protected = factories.open_case(by=karin, is_protected=True)
    anonymous = factories.open_case(by=karin, is_anonymous=True)
    assert "Stadsdel sparas inte" in text_of(desk.get(url("statistics", protected)))
    assert 'name="born"' not in desk.get(url("statistics", anonymous)).content.decode()
    desk.post(url("statistics", protected), {"district": "farsta", "gender": "woman"})
    desk.post(url("statistics", anonymous), {"born": "1961", "gender": "woman"})
    assert Case.objects.filter(gender=Gender.WOMAN, district__isnull=True).count() == 2


def test_what_has_been_erased_is_not_written_again(desk: Client, case: Case) -> None:
    desk.post(url("close", case), {"reason": "declined"})
    Case.objects.update(erased_at=MONDAY)
    form = {"reach_by": "phone", "phone": "070-174 06 13", "call_safety": "yes"}
    for name, data in (("statistics", {"gender": "man"}), ("identity", form)):
        assert "Ärendet är gallrat." in text_of(desk.post(url(name, case), data))


# --- Identity --------------------------------------------------------------------------------


def test_what_is_known_stands_in_the_form_and_what_is_typed_replaces_it(
    desk: Client, karin: User
) -> None:
    case = factories.open_case(
        by=karin,
        phones=("+46701740612", "+46701740613", "+46701740614"),
        call_safety=CallSafety.CONDITIONS,
        safe=SafeContact(say_nothing=True, safe_note="Ring efter fem", may_send_sms=True),
        guardian="Mormor",
    )
    form = desk.get(url("identity", case)).context["form"]
    typed = {name: form[name].value() for name in form.fields if form[name].value()}
    assert typed["name"] == "Amina Påhittad"
    assert (typed["phone"], typed["phone_2"]) == ("070-174 06 12", "070-174 06 13")
    assert typed["safe_note"] == "Ring efter fem"
    changed = {**typed, "phone": "070-174 06 15", "name": "Amina P.", "say_nothing": ""}
    answer = desk.post(url("identity", case), changed, follow=True)
    assert "Uppgifterna är sparade." in text_of(answer)
    identity = Identity.objects.get()
    numbers = [phone.number[-2:] for phone in identity.phones.all()]
    assert (identity.name, numbers) == ("Amina P.", ["15", "13", "14"])
    assert (identity.say_nothing, identity.may_send_sms) == (False, True)


def test_a_number_put_right_after_a_wrong_one_works_again(
    desk: Client, karin: User, case: Case
) -> None:
    factories.log_contact(case, karin, Result.WRONG_NUMBER)
    assert "Ett nummer stämde inte." in text_of(desk.get(url("identity", case)))
    desk.post(
        url("identity", case),
        {
            "seen": factories.seen_now(case),
            "reach_by": "phone",
            "phone": "070-174 06 15",
            "call_safety": "yes",
        },
    )
    case.refresh_from_db()
    assert case.has_working_phone
    assert case.events.filter(kind=EventKind.NUMBER_FOUND).exists()


def test_an_anonymous_person_may_give_a_name_later_but_must_then_give_something(
    desk: Client, karin: User
) -> None:
    case = factories.open_case(by=karin, is_anonymous=True)
    seen = {"seen": factories.seen_now(case)}
    blank = {**seen, "reach_by": "calls_us", "call_safety": "no"}
    nothing = desk.post(url("identity", case), blank)
    assert "Annars är den anonym än." in text_of(nothing)
    desk.post(
        url("identity", case),
        {
            **seen,
            "reach_by": "phone",
            "phone": "070-174 06 15",
            "call_safety": "yes",
            "name": "Kim",
        },
    )
    case.refresh_from_db()
    assert not case.is_anonymous
    assert case.reach_by == ReachBy.PHONE


def test_only_mail_please_ends_the_phone_tries(desk: Client, case: Case) -> None:
    typed = {
        "reach_by": "other_way",
        "other_way": "kim@example.se",
        "phone": "070-174 06 12",
        "call_safety": "yes",
        "declines_phone": "on",
        "seen": factories.seen_now(case),
    }
    desk.post(url("identity", case), typed)
    case.refresh_from_db()
    assert case.declines_phone
    assert case.next_due_at is None


# --- Received time -----------------------------------------------------------------------------


def test_a_received_time_is_put_right_with_its_reason(desk: Client, case: Case) -> None:
    page = desk.get(url("received", case))
    assert "2026-11-23T14:00" in page.content.decode()
    assert "Första kontakt senast torsdag 26 nov. kl. 23.59" in text_of(page)
    typed = {"received_at": "2026-11-21T10:00", "reason": "Mejlet låg i skräpposten"}
    desk.post(url("received", case), typed)
    case.refresh_from_db()
    assert case.received_at == datetime(2026, 11, 21, 9, tzinfo=UTC)
    assert case.deadline_at == datetime(2026, 11, 24, 22, 59, 59, tzinfo=UTC)
    assert case.events.get(kind=EventKind.RECEIVED_CORRECTED).reason == "Mejlet låg i skräpposten"


@pytest.mark.parametrize(
    ("received_at", "reason", "words"),
    [
        ("2026-11-21T10:00", "", "Skriv kort varför tiden rättas."),
        ("2026-11-23T14:01", "fel", "Tiden ligger framåt."),
        ("2025-03-31T10:00", "fel", "före överenskommelsens första dag"),
        ("2026-03-29T02:30", "fel", "Den tiden finns inte"),
        ("nyss", "fel", "Skriv dag och tid"),
    ],
)
def test_a_received_time_that_cannot_be_is_explained(
    desk: Client, case: Case, received_at: str, reason: str, words: str
) -> None:
    answer = desk.post(url("received", case), {"received_at": received_at, "reason": reason})
    assert words in text_of(answer)
    assert received_at in answer.content.decode()
    assert reason in answer.content.decode()


def test_a_case_cannot_have_come_in_after_its_first_contact(
    desk: Client, karin: User, fixed_clock: Hold, case: Case
) -> None:
    factories.log_contact(case, karin)
    fixed_clock(MONDAY + timedelta(hours=2))
    typed = {"received_at": "2026-11-23T15:00", "reason": "fel"}
    assert "Rätta kontakten först." in text_of(desk.post(url("received", case), typed))


# --- Notes ---------------------------------------------------------------------------------------


def test_a_note_is_saved(desk: Client, case: Case) -> None:
    answer = desk.post(url("note", case), {"note": "Vill helst ha sms före."}, follow=True)
    assert "Anteckningen är sparad." in text_of(answer)
    assert Note.objects.get().text == "Vill helst ha sms före."


def test_a_note_with_a_number_is_warned_about_and_saved_at_the_second_press(
    desk: Client, case: Case
) -> None:
    note = "Nås på 070-174 06 12"
    answer = desk.post(url("note", case), {"note": note})
    assert "Det ser ut att stå ett telefonnummer" in text_of(answer)
    assert note in answer.content.decode()
    assert not Note.objects.exists()
    desk.post(url("note", case), {"note": note, "note_seen": "on"})
    assert Note.objects.get().text == note


def test_an_empty_note_is_not_a_note(desk: Client, case: Case) -> None:
    answer = desk.post(url("note", case), {"note": " \n "})
    assert "Skriv något, eller gå tillbaka till ärendet." in text_of(answer)


# --- What the pages cost -------------------------------------------------------------------------


@pytest.mark.parametrize("name", [*PAGES, *COORDINATORS_PAGES, "new"])
def test_a_page_costs_at_most_twelve_queries(
    desk: Client, case: Case, name: str, django_assert_max_num_queries: Any
) -> None:
    # "Nytt ärende" leads on to the page of a draft.
    target = (
        desk.get(reverse("cases:new")).headers["Location"] if name == "new" else url(name, case)
    )
    with django_assert_max_num_queries(12):
        assert desk.get(target).status_code == 200
