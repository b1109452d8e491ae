"""The case page: promise clock, timeline, corrections, who may open it, and the trace."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from cases.domain.enums import CloseReason
from cases.domain.intake import StatisticsInput
from cases.models import Case
from cases.services import life
from contacts.clock_boxes import promise_clock
from contacts.domain.enums import Result
from contacts.models import Contact
from jourcase.kernel.audit import Action, AuditEvent
from tests.factories import MONDAY, board, coordinator, log_contact, open_case, volunteer
from volunteers.models import User

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 23, 15, 0, tzinfo=UTC)
Hold = Callable[[datetime], None]


@pytest.fixture
def karin(fixed_clock: Hold) -> User:
    fixed_clock(NOW)
    return coordinator()


@pytest.fixture
def inside(client: Client, karin: User) -> Client:
    client.force_login(karin)
    return client


def clock_words(case: Case, now: datetime = NOW) -> list[tuple[str, str]]:
    found = Case.objects.select_related("terms").get(pk=case.pk)
    return [(b.value, b.tag) for b in promise_clock(found, found.terms.to_domain(), now=now).boxes]


def test_a_new_case_shows_four_promises(karin: User) -> None:
    case = open_case(by=karin)
    assert clock_words(case) == [
        ("3 dagar kvar", "Pågår"),
        ("0 av 3", "Pågår"),
        ("Saknas", "Ring kl. 17–22"),
        ("Inte erbjudet än", "Fråga när ni pratar"),
    ]


def test_the_last_day_is_urgent_and_the_day_after_is_late(karin: User) -> None:
    case = open_case(by=karin, received_at=MONDAY - timedelta(days=3))
    assert clock_words(case)[0] == ("7 timmar kvar", "Brådskar")
    assert clock_words(case, NOW + timedelta(days=1))[0] == ("16 timmar sen", "Försenat")


def test_the_clock_folds_to_a_line_when_the_person_is_reached(karin: User) -> None:
    case = open_case(by=karin)
    log_contact(case, karin, Result.REACHED)
    case.refresh_from_db()
    folded = promise_clock(case, case.terms.to_domain(), now=NOW)
    assert folded.boxes == []
    assert folded.folded[0] == ("bock", "Första kontakt tagen i dag – i tid")


def test_the_page_shows_facts_timeline_and_next_step(inside: Client, karin: User) -> None:
    case = open_case(by=karin, statistics=StatisticsInput(gender="woman", crime_type="assault"))
    log_contact(case, karin, Result.NO_ANSWER, note="Signalen gick fram")
    life.write_note(case=case, text="Vill helst ha sms före", by=karin, now=NOW)
    text = inside.get(case.get_absolute_url()).content.decode()
    for words in (
        "Försök 1 – inget svar",
        "Signalen gick fram",
        "Vill helst ha sms före",
        "Ärendet kom in från polisen",
        "Misshandel",
        "Statistik 2 av 6",
        "Andra försöket",
        "Lämna inget meddelande.",
    ):
        assert words in text, words


@pytest.mark.parametrize(
    ("tab", "seen", "unseen"),
    [
        ("forsok", "Försök 1", "Ärendet kom in"),
        ("anteckningar", "En anteckning", "Försök 1"),
        ("system", "Ärendet kom in", "Försök 1"),
        ("hittepå", "Försök 1", "finns inte"),
    ],
)
def test_the_timeline_can_be_narrowed(
    inside: Client, karin: User, tab: str, seen: str, unseen: str
) -> None:
    case = open_case(by=karin)
    log_contact(case, karin)
    life.write_note(case=case, text="En anteckning", by=karin, now=NOW)
    text = inside.get(case.get_absolute_url(), {"visa": tab}).content.decode()
    assert seen in text
    assert unseen not in text


def test_a_correction_strikes_the_earlier_entry_through_and_keeps_it(
    inside: Client, karin: User
) -> None:
    case = open_case(by=karin)
    contact = log_contact(case, karin, Result.NO_ANSWER, note="fel person")
    url = reverse("contacts:correct", args=[contact.public_id])
    shown = inside.get(url).content.decode()
    assert "fel person" in shown
    answer = inside.post(
        url,
        {
            "result": "busy",
            "when": "other",
            "occurred_at": "2026-11-23T14:00",
            "note": "rätt person",
            "channel": "phone",
            "direction": "out",
        },
        follow=True,
    )
    text = answer.content.decode()
    assert "Försök – inget svar (rättat)" in text
    assert "Försök 1 – upptaget" in text
    assert Contact.objects.effective().get().note == "rätt person"


def test_somebody_elses_contact_cannot_be_corrected_by_a_volunteer(karin: User) -> None:
    contact = log_contact(open_case(by=karin), karin)
    stranger = Client()
    stranger.force_login(volunteer())
    assert stranger.get(reverse("contacts:correct", args=[contact.public_id])).status_code == 404


def test_every_view_is_logged_with_who_and_which_case(inside: Client, karin: User) -> None:
    case = open_case(by=karin)
    inside.get(case.get_absolute_url())
    viewed = AuditEvent.objects.get(action=Action.CASE_VIEWED)
    assert (viewed.by, viewed.case_id, viewed.at) == (karin, case.pk, NOW)


def test_who_may_open_a_case(karin: User) -> None:
    birgitta, stranger = volunteer(), volunteer("Främmande Stödperson")
    case = open_case(by=karin)
    life.assign(case=case, to=birgitta, by=karin, now=NOW)
    protected = open_case(by=karin, is_protected=True)
    expected = {
        birgitta: (200, 404),
        stranger: (404, 404),
        karin: (200, 200),
        coordinator("Annan Samordnare"): (200, 404),
        board(): (403, 403),
    }
    for person, codes in expected.items():
        browser = Client()
        browser.force_login(person)
        found = tuple(browser.get(c.get_absolute_url()).status_code for c in (case, protected))
        assert found == codes, person


def test_a_protected_case_is_named_neutrally_and_shows_no_place(
    inside: Client, karin: User
) -> None:
    case = open_case(
        by=karin, is_protected=True, statistics=StatisticsInput(district_code="farsta")
    )
    text = inside.get(case.get_absolute_url()).content.decode()
    assert "Skyddat ärende 1" in text
    assert case.reference not in text
    assert "Farsta" not in text


def test_an_anonymous_case_shows_its_spoken_code_and_has_no_identity(
    inside: Client, karin: User
) -> None:
    case = open_case(by=karin, is_anonymous=True)
    text = inside.get(case.get_absolute_url()).content.decode()
    assert case.anonymous_code.words in text
    assert not hasattr(case, "identity")


def test_when_the_tries_are_done_closing_is_offered(inside: Client, karin: User) -> None:
    case = open_case(by=karin, received_at=MONDAY - timedelta(days=2))
    for hours in (40, 30, 20):
        log_contact(case, karin, at=MONDAY - timedelta(hours=hours))
    text = inside.get(case.get_absolute_url()).content.decode()
    assert "Försöken är gjorda" in text
    assert "samma dag" not in text


def test_tries_on_one_day_only_give_a_hint_to_try_another_day(inside: Client, karin: User) -> None:
    case = open_case(by=karin, received_at=MONDAY - timedelta(days=2))
    for hours in (2, 1):
        log_contact(case, karin, at=MONDAY - timedelta(days=1, hours=hours))
    log_contact(case, karin, at=MONDAY - timedelta(hours=20))  # the same day at 18.00
    assert (
        "försök gärna en gång till en annan dag"
        in inside.get(case.get_absolute_url()).content.decode()
    )


def test_a_closed_case_offers_reopening_instead_of_calling(inside: Client, karin: User) -> None:
    day_ago = NOW - timedelta(hours=25)
    case = open_case(by=karin, received_at=day_ago, now=day_ago)
    life.close(case=case, reason=CloseReason.DECLINED, by=karin, now=day_ago)
    text = inside.get(case.get_absolute_url()).content.decode()
    assert "Öppna igen" in text
    assert "Ring eller logga" not in text
    assert "Ärendet avslutades: tackade nej" in text
