"""Nytt ärende through the browser's door."""

from datetime import UTC, datetime
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from cases.domain.enums import AgeBand, AgeGroup, CallSafety, ReachBy
from cases.models import AnonymousCode, Case, Identity, Note, Phone
from contacts.models import Draft
from jourcase.kernel.audit import Action, AuditEvent
from tests import factories
from tests.integration.cases.conftest import logged_in
from tests.integration.cases.sending import NEW, filled, take_in, text_of
from volunteers.domain.roles import Role
from volunteers.models import User

pytestmark = pytest.mark.django_db
# A browser cannot send what is not among the choices; there is no box to keep it in.
CHOICES = {"source", "channel", "district", "crime_type", "age_band", "call_safety"}


def test_two_answers_are_enough(desk: Client) -> None:
    page = desk.get(NEW, follow=True)
    assert "checked" not in str(page.context["form"]["call_safety"])
    key = page.content.decode().partition('name="key" value="')[2].partition('"')[0]
    answer = take_in(desk, key=key)
    case = Case.objects.get()
    assert answer["Location"] == f"/arenden/{case.public_id}/"
    assert str(case.public_id) == key
    assert case.call_safety == CallSafety.YES
    assert Phone.objects.get().number == "+46701740612"


def test_reading_the_page_writes_nothing(desk: Client) -> None:
    desk.get(NEW, follow=True)
    assert not Case.objects.exists()
    assert not AuditEvent.objects.exclude(action=Action.PERSON_CHANGED).exclude(
        action=Action.AGREEMENT_LOADED
    )


@pytest.mark.parametrize(
    ("changed", "field", "words"),
    [
        ({"call_safety": ""}, "call_safety", "Svara på om det är tryggt att ringa."),
        ({"call_safety": None}, "call_safety", "Svara på om det är tryggt att ringa."),
        ({"call_safety": "kanske"}, "call_safety", "Välj ett av alternativen."),
        ({"phone": ""}, "phone", "Skriv ett telefonnummer"),
        ({"phone": "", "reach_by": ""}, "reach_by", "Svara på hur vi når personen"),
        ({"phone": "07O-174"}, "phone", "eller välj Annan väg."),
        ({"phone": "", "reach_by": "other_way"}, "other_way", "Skriv hur vi når personen"),
        ({"call_safety": "conditions", "safe_from": "17"}, "safe_to", "Skriv både från och till"),
        ({"call_safety": "conditions", "safe_to": "17"}, "safe_from", "Skriv både från och till"),
        (
            {"call_safety": "conditions", "safe_from_2": "19:00", "safe_to_2": "19:00"},
            "safe_to_2",
            "Tiden ska sluta efter att den börjat",
        ),
        ({"call_safety": "conditions", "safe_to_3": "19"}, "safe_from_3", "både från och till"),
        (
            {"call_safety": "conditions", "safe_days_2": ["6", "7"]},
            "safe_from_2",
            "Skriv från och till för de dagar",
        ),
        (
            {"call_safety": "conditions", "safe_days": ["8"], "safe_from": "8", "safe_to": "9"},
            "safe_days",
            "Välj ett av alternativen.",
        ),
        (
            {"call_safety": "yes", "safe_from_3": "8", "safe_to_3": "9"},
            "call_safety",
            "Du har svarat Ja men också skrivit villkor.",
        ),
        (
            {"call_safety": "conditions", "safe_from": "19:00", "safe_to": "17:00"},
            "safe_to",
            "Tiden ska sluta efter",
        ),
        ({"say_nothing": "on"}, "call_safety", "Du har svarat Ja men också skrivit villkor."),
        ({"k_number": "K-12"}, "k_number", "Det skrivs som 5000-K123456-26."),
        ({"email": "hej"}, "email", "Skriv som namn@exempel.se."),
        ({"born": "2027-01-01"}, "born", "Födelsedatumet ligger framåt."),
        ({"born": "2027"}, "born", "Födelsedatumet ligger framåt."),
        ({"born": "1800"}, "born", "Skriv födelsedatum som 1961-05-02"),
        ({"born": "11/12/1961"}, "born", "Menar du 1961-12-11 eller 1961-11-12?"),
        ({"born": "19610502-1234"}, "born", "Vi samlar inte in personnummer."),
        ({"received_at": ""}, "received_at", "Skriv dag och tid"),
        ({"received_at": "2026-11-23T14:01"}, "received_at", "Tiden ligger framåt."),
        ({"received_at": "2025-03-31T23:59"}, "received_at", "före överenskommelsens första dag"),
        ({"received_at": "2026-03-29T02:30"}, "received_at", "Den tiden finns inte"),
        ({"received_at": "2026-10-25T02:30"}, "received_at", "fanns två gånger"),
        ({"source": ""}, "source", "Välj hur ärendet kom in."),
        ({"source": "grannen"}, "source", "Välj ett av alternativen."),
        ({"channel": "duva"}, "channel", "Välj ett av alternativen."),
        ({"district": "atlantis"}, "district", "Välj ett av alternativen."),
        ({"crime_type": "9"}, "crime_type", "Välj ett av alternativen."),
        ({"circumstances": ["hate_crime", "x"]}, "circumstances", "Välj ett av alternativen."),
        ({"age_band": "ask"}, "age_band", "Välj ett av alternativen."),
        ({"name": "x" * 121}, "name", "högst 120 tecken"),
        ({"first_note": "x" * 20_001}, "first_note", "högst 20000 tecken"),
    ],
)
def test_what_cannot_be_saved_is_explained_and_stays_on_the_page(
    desk: Client, changed: dict[str, Any], field: str, words: str
) -> None:
    answer = take_in(desk, **({"name": "Kim med hatten", "language": "arabiska"} | changed))
    assert answer.status_code == 200
    form = answer.context["form"]
    assert list(form.errors) == [field]
    page = text_of(answer)
    assert words in page
    assert page.startswith("Fel: Nytt ärende – Jourcase")
    html = answer.content.decode()
    assert f'href="#falt-{field}"' in html
    assert f'id="falt-{field}"' in html
    for name, typed in changed.items():
        if isinstance(typed, str) and len(typed) < 40 and name not in CHOICES:
            assert typed in html
    assert ("Kim med hatten" in html) != ("name" in changed)
    assert "arabiska" in html
    assert not Case.objects.exists()


def test_all_that_is_wrong_is_told_at_once(desk: Client) -> None:
    answer = take_in(desk, phone="", call_safety="", received_at="2030-01-01T10:00", born="2040")
    assert set(answer.context["form"].errors) == {"phone", "call_safety", "received_at", "born"}
    assert "Ett par saker behöver rättas" in text_of(answer)


@pytest.mark.parametrize(("later", "hour"), [("0", 0), ("1", 1)])
def test_the_doubled_hour_is_saved_once_it_is_said_which(
    desk: Client, later: str, hour: int
) -> None:
    take_in(desk, received_at="2026-10-25T02:30", received_at_later=later)
    assert Case.objects.get().received_at == datetime(2026, 10, 25, hour, 30, tzinfo=UTC)


def test_everything_that_can_be_told_is_kept(desk: Client) -> None:
    take_in(
        desk,
        name="Amina Påhittad",
        reach_by="phone",
        phone="0046 70 174 06 12",
        phone_2="070-174 06 13",
        email="amina@example.se",
        k_number="5000-k123456 -26",
        guardian="Mormor",
        call_safety="conditions",
        may_send_sms="on",
        safe_from="17.00",
        safe_to="20.00",
        safe_days=["work"],
        safe_from_2="10",
        safe_to_2="12.30",
        safe_days_2=["6", "7"],
        safe_from_3="8",
        safe_to_3="9",
        safe_days_3="3",
        say_nothing="on",
        hidden_number="on",
        safe_note="Ring inte på fredagar",
        wished_gender="woman",
        relation="victim",
        crime_type="assault",
        circumstances=["in_close_relation", "hate_crime"],
        police_report="yes",
        district="farsta",
        gender="woman",
        born="2005-11-24",
        language=" Arabiska ",
        needs_interpreter="on",
        first_note="Vill helst bli uppringd efter jobbet.",
    )
    case, identity = Case.objects.get(), Identity.objects.get()
    assert [phone.number for phone in identity.phones.all()] == ["+46701740612", "+46701740613"]
    assert (identity.k_number, identity.born) == ("5000-K123456-26", "2005-11-24")
    assert (identity.may_send_sms, identity.may_leave_message) == (True, False)
    assert identity.safe_hours == "1-5 17:00-20:00;3 08:00-09:00;6-7 10:00-12:30"
    assert (case.age_group, case.age_band) == (AgeGroup.A18_20, AgeBand.UNDER)
    assert (case.in_close_relation, case.honour_related, case.hate_crime) == (True, False, True)
    assert case.district is not None
    assert case.district.name == "Farsta"
    assert (case.language, case.needs_interpreter) == ("arabiska", True)
    assert Note.objects.get().text == "Vill helst bli uppringd efter jobbet."


def test_a_typed_number_is_answer_enough_to_how_to_reach(desk: Client) -> None:
    take_in(desk, reach_by=None)
    assert Case.objects.get().reach_by == ReachBy.PHONE


@pytest.mark.parametrize(
    ("born", "band"), [("2005", AgeBand.ASK), ("1990", AgeBand.OVER), ("2010", AgeBand.UNDER)]
)
def test_a_year_of_birth_is_enough(desk: Client, born: str, band: AgeBand) -> None:
    take_in(desk, born=born)
    assert Case.objects.get().age_band == band


def test_a_person_under_21_is_told_of_stodcentrum(desk: Client) -> None:
    answer = desk.post(NEW, filled(born="2010"), follow=True)
    assert "Stödcentrum tar emot unga" in text_of(answer)


# --- Anonymous -------------------------------------------------------------------------------


def test_an_anonymous_person_has_no_identity_and_gets_three_words(desk: Client) -> None:
    answer = desk.post(
        NEW,
        filled(anonymous="on", phone="", reach_by=None, call_safety=None, source="own"),
        follow=True,
    )
    case = Case.objects.get()
    assert case.is_anonymous
    assert not Identity.objects.exists()
    words = AnonymousCode.objects.get().words
    assert len(words.split()) == 3
    assert "Läs upp koden för personen" in text_of(answer)
    assert words in text_of(answer)
    assert answer.redirect_chain[0][0] == f"/arenden/{case.public_id}/sparat/"


@pytest.mark.parametrize(
    "told",
    [
        {"name": "Kim"},
        {"phone": "070-174 06 12"},
        {"phone_2": "inget nummer"},
        {"email": "kim@example.se"},
        {"other_way": "biblioteket"},
        {"k_number": "5000-K1-26"},
        {"guardian": "Mormor"},
        {"born": "1961"},
    ],
    ids=lambda told: next(iter(told)),
)
def test_whoever_is_anonymous_has_told_nothing(desk: Client, told: dict[str, str]) -> None:
    answer = take_in(desk, anonymous="on", **({"phone": ""} | told))
    assert "Den som är anonym ska inte ha namn, nummer" in text_of(answer)
    html = answer.content.decode()
    assert next(iter(told.values())) in html
    # Nothing that has to be taken away may be hidden.
    assert 'data-reveal="anonymous!=on"' not in html
    assert not Case.objects.exists()


# --- Who takes in ----------------------------------------------------------------------------


def test_a_volunteer_becomes_responsible_for_what_they_take_in(
    evening: Client, birgitta: User
) -> None:
    answer = evening.post(NEW, filled(), follow=True)
    assert Case.objects.get().assigned_to == birgitta
    assert "är sparat. Första kontakt senast torsdag 26 nov. kl. 23.59." in text_of(answer)


def test_a_coordinators_case_waits_for_somebody_responsible(desk: Client) -> None:
    take_in(desk)
    assert Case.objects.get().assigned_to is None


def test_a_volunteer_not_yet_approved_reads_the_code_and_hands_over(monday: datetime) -> None:
    noor = factories.someone("Noor Ny", Role.VOLUNTEER)
    answer = logged_in(noor).post(
        NEW, filled(anonymous="on", phone="", call_safety=None), follow=True
    )
    assert AnonymousCode.objects.get().words in text_of(answer)
    assert "Samordnaren ser ärendet och tar över." in text_of(answer)
    assert Case.objects.get().assigned_to is None


def test_the_receipt_is_for_whoever_took_in_and_only_for_an_hour(
    evening: Client, birgitta: User, fixed_clock: Any
) -> None:
    noor = factories.someone("Noor Ny", Role.VOLUNTEER)
    case = factories.open_case(by=noor, is_anonymous=True)
    receipt = reverse("cases:saved", args=[case.public_id])
    assert evening.get(receipt).status_code == 404
    assert logged_in(noor).get(receipt).status_code == 200
    fixed_clock(factories.MONDAY.replace(hour=14, minute=1))
    assert logged_in(noor).get(receipt).status_code == 404


def test_a_case_that_a_coordinator_protects_is_seen_by_that_one_alone(
    desk: Client, karin: User
) -> None:
    factories.coordinator("Olle Annan")
    take_in(desk, protected="on", district="farsta", phone="070-174 06 14")
    case = Case.objects.get(is_protected=True)
    assert case.district is None
    assert list(case.protected_readers.all()) == [karin]


def test_the_board_takes_in_nothing(monday: datetime) -> None:
    browser = logged_in(factories.board())
    assert browser.get(NEW).status_code == 403
    assert browser.post(NEW, filled()).status_code == 403
    assert not Case.objects.exists()


# --- On to the call --------------------------------------------------------------------------


def test_save_and_ring_begins_the_call(desk: Client, karin: User) -> None:
    answer = desk.post(NEW, filled(then="call"), follow=True)
    draft = Draft.objects.get()
    assert draft.from_case
    assert answer.redirect_chain[-1][0] == reverse("contacts:call", args=[draft.pk])
    assert "070-174 06 12" in text_of(answer)


@pytest.mark.parametrize("changed", [{"call_safety": "no"}, {"reach_by": "calls_us", "phone": ""}])
def test_whoever_may_not_be_rung_is_not_rung(desk: Client, changed: dict[str, str]) -> None:
    answer = take_in(desk, then="call", **changed)
    assert answer["Location"] == f"/arenden/{Case.objects.get().public_id}/"
    assert not Draft.objects.exists()


def test_whoever_called_us_has_the_call_logged(evening: Client) -> None:
    evening.post(
        NEW,
        filled(source="own", channel="phone", reach_by="calls_us", phone="", then="call"),
        follow=True,
    )
    assert Draft.objects.get().case == Case.objects.get()


# --- Notes -----------------------------------------------------------------------------------


def test_a_note_with_a_name_is_warned_about_once_and_then_saved(desk: Client) -> None:
    data = filled(first_note="Grannen heter Kalle")
    answer = desk.post(NEW, data)
    assert "Det ser ut att stå vad någon heter." in text_of(answer)
    assert "Inget är sparat än." in text_of(answer)
    assert 'name="note_seen" value="on"' in answer.content.decode()
    assert not Case.objects.exists()
    desk.post(NEW, data | {"note_seen": "on"})
    assert Note.objects.get().text == "Grannen heter Kalle"
