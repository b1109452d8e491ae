"""The acts on a case through the browser's door: statistics, identity, received time, closing,
opening again, assigning, deciding about calls, notes.
"""

import uuid
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from cases.domain.enums import AgeBand, AgeGroup, CallSafety, CloseReason, Gender, ReachBy
from cases.domain.intake import SafeContact, StatisticsInput
from cases.models import Case, EventKind, Identity, Note
from cases.services import life
from contacts.domain.enums import Result
from jourcase.agreement.models import District
from tests import factories
from tests.integration.cases.conftest import Hold, logged_in
from tests.integration.cases.typing import text_of
from volunteers.domain.roles import Role
from volunteers.models import User
from volunteers.services import withdraw_approval

pytestmark = pytest.mark.django_db
MONDAY = factories.MONDAY
PAGES = ["statistics", "identity", "received", "close", "note"]
COORDINATORS_PAGES = ["assign", "decide_calls"]
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
    typed = {name: form[name].value() or "" for name in form.fields}
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
    page = desk.get(url("identity", case))
    assert "Ett nummer stämde inte." in text_of(page)
    desk.post(
        url("identity", case),
        {"reach_by": "phone", "phone": "070-174 06 15", "call_safety": "yes"},
    )
    case.refresh_from_db()
    assert case.has_working_phone
    assert case.events.filter(kind=EventKind.NUMBER_FOUND).exists()


def test_an_anonymous_person_may_give_a_name_later_but_must_then_give_something(
    desk: Client, karin: User
) -> None:
    case = factories.open_case(by=karin, is_anonymous=True)
    nothing = desk.post(url("identity", case), {"reach_by": "calls_us", "call_safety": "no"})
    assert "Annars är den anonym än." in text_of(nothing)
    desk.post(
        url("identity", case),
        {"reach_by": "phone", "phone": "070-174 06 15", "call_safety": "yes", "name": "Kim"},
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


# --- Closing and opening again -----------------------------------------------------------------


def test_closing_shows_what_is_missing_and_does_not_block(desk: Client, case: Case) -> None:
    page = text_of(desk.get(url("close", case)))
    assert "Första kontakten är inte tagen, alla telefonförsök är inte gjorda." in page
    assert "6 kvar" in page
    answer = desk.post(url("close", case), {"reason": "withdrawn"}, follow=True)
    assert f"{case.reference} är avslutat." in text_of(answer)
    case.refresh_from_db()
    assert case.close_reason == CloseReason.WITHDRAWN


def test_a_case_with_nothing_missing_says_so(desk: Client, karin: User) -> None:
    case = factories.open_case(
        by=karin,
        statistics=StatisticsInput(
            relation="victim",
            gender="woman",
            age_band=AgeBand.OVER,
            district_code=District.objects.own()[0].code,
            crime_type="theft",
            police_report="yes",
        ),
    )
    factories.log_contact(case, karin, Result.REACHED)
    page = text_of(desk.get(url("close", case)))
    assert "Löftena Klart Statistikuppgifter Klart Möte erbjudet Inte erbjudet" in page


def test_not_reached_is_proposed_when_the_tries_are_made(desk: Client, karin: User) -> None:
    early = MONDAY - timedelta(days=3)
    case = factories.open_case(by=karin, received_at=early)
    for hours in (1, 24, 28):
        factories.log_contact(case, karin, at=early + timedelta(hours=hours))
    form = desk.get(url("close", case)).context["form"]
    assert form["reason"].value() == "not_reached"


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({}, "Välj varför ärendet avslutas."),
        ({"reason": "tröttnat"}, "Välj ett av alternativen."),
        ({"reason": "duplicate"}, "Skriv numret på det ärende som är det rätta."),
        ({"reason": "duplicate", "duplicate_of": "2020-0001"}, "inget sådant ärende"),
        ({"reason": "duplicate", "duplicate_of": "\x00"}, "Skriv numret"),
        ({"reason": "duplicate", "duplicate_of": "2026-0001"}, "dubblett av sig självt"),
    ],
)
def test_a_closing_that_contradicts_itself_is_explained(
    desk: Client, case: Case, data: dict[str, str], words: str
) -> None:
    answer = desk.post(url("close", case), data)
    assert words in text_of(answer)
    assert text_of(answer).startswith("Fel: Avsluta")
    case.refresh_from_db()
    assert case.closed_at is None


def test_a_duplicate_names_the_other_case(desk: Client, karin: User, case: Case) -> None:
    other = factories.open_case(by=karin)
    desk.post(url("close", case), {"reason": "duplicate", "duplicate_of": f" {other.reference} "})
    case.refresh_from_db()
    assert case.duplicate_of == other


def test_closing_twice_is_told_of(desk: Client, case: Case) -> None:
    desk.post(url("close", case), {"reason": "withdrawn"})
    answer = desk.post(url("close", case), {"reason": "declined"})
    assert "Ärendet är avslutat. Öppna det igen först." in text_of(answer)


def test_a_closed_case_is_opened_again_by_post(desk: Client, case: Case) -> None:
    desk.post(url("close", case), {"reason": "withdrawn"})
    assert desk.get(url("reopen", case)).status_code == 405
    answer = desk.post(url("reopen", case), follow=True)
    assert f"{case.reference} är öppet igen." in text_of(answer)
    again = desk.post(url("reopen", case), follow=True)
    assert "Ärendet är redan öppet." in text_of(again)


def test_it_is_too_late_to_open_a_case_after_ninety_days(
    desk: Client, case: Case, fixed_clock: Hold
) -> None:
    desk.post(url("close", case), {"reason": "withdrawn"})
    fixed_clock(MONDAY + timedelta(days=91))
    answer = desk.post(url("reopen", case), follow=True)
    assert "Det har gått för lång tid" in text_of(answer)


# --- Who is responsible ------------------------------------------------------------------------


def test_somebody_is_made_responsible_and_it_can_be_undone_in_place(
    desk: Client, birgitta: User, case: Case
) -> None:
    htmx: dict[str, Any] = {"HTTP_HX_REQUEST": "true"}
    answer = desk.post(url("assign", case), {"assignee": str(birgitta.public_id)}, **htmx)
    assert "Sparat" in text_of(answer)
    assert "<html" not in answer.content.decode()
    case.refresh_from_db()
    assert case.assigned_to == birgitta
    back = {"assignee": str(birgitta.public_id), "back_to": ""}
    assert 'name="back_to" value=""' in answer.content.decode()
    desk.post(url("assign", case), back, **htmx)
    case.refresh_from_db()
    assert case.assigned_to is None


def test_without_javascript_it_leads_back_to_the_case(
    desk: Client, birgitta: User, case: Case
) -> None:
    page = desk.get(url("assign", case))
    assert "Birgitta N." in text_of(page)
    answer = desk.post(url("assign", case), {"assignee": str(birgitta.public_id)}, follow=True)
    assert "Ansvarig är ändrad." in text_of(answer)


def test_whoever_is_not_approved_today_cannot_be_chosen(
    desk: Client, karin: User, birgitta: User, case: Case
) -> None:
    withdraw_approval(
        user=birgitta, last_day=(MONDAY - timedelta(days=1)).date(), by=karin, now=MONDAY
    )
    noor = factories.someone("Noor Ny", Role.VOLUNTEER)
    page = " ".join(desk.get(url("assign", case)).content.decode().split())
    for person, name in ((birgitta, "Birgitta N."), (noor, "Noor N.")):
        assert f'value="{person.public_id}" disabled> {name} (inte godkänd i dag)' in page
        answer = desk.post(url("assign", case), {"assignee": str(person.public_id)})
        assert "inte godkänd som stödperson i dag" in text_of(answer)
    case.refresh_from_db()
    assert case.assigned_to is None


@pytest.mark.parametrize("said", ["inget", "\x00", str(uuid.uuid4())])
def test_nobody_unknown_is_made_responsible(desk: Client, case: Case, said: str) -> None:
    assert desk.post(url("assign", case), {"assignee": said}).status_code == 404


# --- After somebody else answered ----------------------------------------------------------------


@pytest.mark.parametrize(
    ("decision", "safety"), [("continue", CallSafety.YES), ("stop", CallSafety.NO)]
)
def test_the_coordinator_decides_about_calls(
    desk: Client, karin: User, case: Case, decision: str, safety: CallSafety
) -> None:
    factories.log_contact(case, karin, Result.OTHER_PERSON)
    assert "Samtalen pausades i dag kl. 14.01." in text_of(desk.get(url("decide_calls", case)))
    unsaid = desk.post(url("decide_calls", case), {"decision": decision, "reason": ""})
    assert "Skriv kort varför" in text_of(unsaid)
    desk.post(url("decide_calls", case), {"decision": decision, "reason": "Mamman svarade"})
    case.refresh_from_db()
    assert (case.calls_paused_at, case.call_safety) == (None, safety)


def test_there_is_nothing_to_decide_while_calls_go_on(desk: Client, case: Case) -> None:
    answer = desk.post(url("decide_calls", case), {"decision": "stop", "reason": "osäkert"})
    assert "Samtalen är inte pausade." in text_of(answer)
    assert "osäkert" in answer.content.decode()


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
