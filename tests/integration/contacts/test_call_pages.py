"""The call list and the call page through the browser's door."""

import uuid
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from cases.domain.intake import SafeContact
from cases.models import Case
from contacts.domain.enums import Result, WhatNext
from contacts.models import Callback, Contact, Draft
from contacts.queue import Moment
from contacts.services import calls
from jourcase.kernel.local_time import local
from tests.factories import board, coordinator, evening_shift, log_contact, open_case, volunteer
from volunteers.models import User

pytestmark = pytest.mark.django_db
EVENING = datetime(2026, 11, 23, 17, 30, tzinfo=UTC)
Hold = Callable[[datetime], None]


@pytest.fixture
def karin(fixed_clock: Hold) -> User:
    fixed_clock(EVENING)
    return coordinator()


@pytest.fixture
def inside(client: Client, karin: User) -> Client:
    client.force_login(karin)
    return client


def begun(client: Client, case: Case) -> Draft:
    client.post(reverse("contacts:begin", args=[case.public_id]))
    return Draft.objects.claiming().get(case=case)


def save(client: Client, draft: Draft, **fields: object) -> object:
    return client.post(
        reverse("contacts:save", args=[draft.pk]), {"when": "now", **fields}, follow=True
    )


def test_reading_the_list_writes_nothing_and_shows_no_number(inside: Client, karin: User) -> None:
    open_case(by=karin, phones=("+46701740611",))
    answer = inside.get(reverse("contacts:queue"))
    assert b"Amina" in answer.content
    assert b"070-174" not in answer.content
    assert not Draft.objects.exists()


def test_one_press_gives_the_first_person_with_number_and_safe_contact(
    inside: Client, karin: User
) -> None:
    open_case(by=karin, phones=("+46701740611",), safe=SafeContact(say_nothing=True))
    answer = inside.post(reverse("contacts:begin_next"), follow=True)
    text = answer.content.decode()
    assert "070-174 06 11" in text
    assert text.index("Säg inte varifrån du ringer") < text.index("070-174 06 11")
    assert 'href="tel:+46701740611"' in text


def test_saving_shows_what_was_saved_and_the_next_person(inside: Client, karin: User) -> None:
    first = open_case(by=karin, received_at=EVENING - timedelta(days=1), name="Amina Ett")
    open_case(by=karin, name="Jonas Två", received_at=EVENING - timedelta(hours=1))
    draft = begun(inside, first)
    answer = save(inside, draft, result="no_answer")
    text = answer.content.decode()  # type: ignore[attr-defined]
    assert "Sparat:" in text
    assert "Räknas som kvällsförsök" in text
    assert "Ring: Jonas" in text
    assert Contact.objects.get().result == Result.NO_ANSWER


def test_an_htmx_save_answers_with_the_same_partial_that_the_page_holds(
    inside: Client, karin: User
) -> None:
    case = open_case(by=karin)
    draft = begun(inside, case)
    url = reverse("contacts:call", args=[draft.pk])
    page, partial = (
        inside.get(url).content.decode(),
        inside.get(url, HTTP_HX_REQUEST="true").content.decode(),
    )
    assert partial.strip().startswith('<div id="ringlista"')
    assert "<html" not in partial
    without_token = [line for line in partial.splitlines() if "csrfmiddlewaretoken" not in line]
    assert all(line in page for line in without_token)


def test_a_missing_result_is_asked_for_and_the_note_is_still_there(
    inside: Client, karin: User
) -> None:
    draft = begun(inside, open_case(by=karin))
    answer = save(inside, draft, note="Ring efter sex")
    text = answer.content.decode()  # type: ignore[attr-defined]
    assert "Välj hur det gick." in text
    assert "Ring efter sex" in text
    assert not Contact.objects.exists()


def test_a_double_press_saves_once_and_claims_one_more_person_only(
    inside: Client, karin: User
) -> None:
    cases = [open_case(by=karin) for _ in range(3)]
    draft = begun(inside, cases[0])
    save(inside, draft, result="no_answer")
    save(inside, draft, result="no_answer")
    assert Contact.objects.count() == 1
    assert Draft.objects.claiming().count() == 1


def test_the_back_button_after_saving_leads_on(inside: Client, karin: User) -> None:
    draft = begun(inside, open_case(by=karin))
    save(inside, draft, result="no_answer")
    answer = inside.get(reverse("contacts:call", args=[draft.pk]))
    assert answer.status_code == 302


def test_a_call_begun_on_the_case_page_leads_back_there(inside: Client, karin: User) -> None:
    case = open_case(by=karin)
    inside.post(reverse("contacts:begin", args=[case.public_id]), {"from": "case"})
    answer = save(inside, Draft.objects.get(), result="reached")
    assert answer.redirect_chain[-1][0] == case.get_absolute_url()  # type: ignore[attr-defined]


def test_ring_later_takes_a_chip_or_a_chosen_time(inside: Client, karin: User) -> None:
    draft = begun(inside, open_case(by=karin))
    chip = f"{local(EVENING + timedelta(hours=16)):%Y-%m-%dT%H:%M}"
    save(inside, draft, result="call_later", callback=chip)
    assert Callback.objects.get().due_at == EVENING + timedelta(hours=16)
    other = begun(inside, open_case(by=karin))
    save(inside, other, result="call_later", callback="chosen", callback_at="2026-11-25T18:30")
    latest = Callback.objects.latest("pk")
    assert latest.due_at == datetime(2026, 11, 25, 17, 30, tzinfo=UTC)


def test_a_conversation_keeps_support_meeting_and_next_step(inside: Client, karin: User) -> None:
    draft = begun(inside, open_case(by=karin))
    save(
        inside,
        draft,
        result="reached",
        support_forms=["stodsamtal", "medfoljning"],
        meeting_offer="accepted",
        what_next="again",
        next_on="2026-12-01",
        minutes="25",
        note="Vill träffas",
    )
    contact = Contact.objects.get()
    assert contact.support_forms.count() == 2
    assert (contact.what_next, contact.minutes) == (WhatNext.AGAIN, 25)
    assert contact.next_on is not None


def test_an_email_that_was_sent_is_a_contact_and_no_try(inside: Client, karin: User) -> None:
    case = open_case(by=karin)
    save(inside, begun(inside, case), result="no_answer", channel="email", direction="out")
    case.refresh_from_db()
    assert Contact.objects.get().result == Result.SENT
    assert (case.phone_tries, case.first_contact_at) == (0, EVENING)


def test_the_person_ringing_us_needs_no_tile(inside: Client, karin: User) -> None:
    case = open_case(by=karin)
    save(inside, begun(inside, case), channel="phone", direction="in")
    case.refresh_from_db()
    assert case.reached_at == EVENING


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("occurred_at", "2027-01-01T10:00", "Tiden ligger framåt"),
        ("occurred_at", "2026-03-29T02:30", "Den tiden finns inte"),
        ("occurred_at", "2026-10-25T02:30", "första eller andra"),
        ("occurred_at", "i går", "Skriv dag och tid"),
        ("occurred_at", "2025-04-02T10:00", "innan ärendet kom in"),
        ("minutes", "många", "hela minuter"),
        ("minutes", "-5", "hela minuter"),
        ("minutes", "99999999999999999999", "hela minuter"),
        ("next_on", "11/12/2026", "Menar du"),
        ("result", "hittepå", ""),
        ("channel", "duva", ""),
        ("support_forms", "guld", ""),
        ("callback", "2026-13-45T99:99", ""),
        ("note", "x" * 20_001, "för lång"),
    ],
)
def test_nonsense_gets_words_and_loses_nothing(
    inside: Client, karin: User, field: str, value: str, words: str
) -> None:
    draft = begun(inside, open_case(by=karin))
    fields = {
        "result": "call_later" if field == "callback" else "reached",
        "note": "Det jag skrev",
        "when": "other" if field == "occurred_at" else "now",
        "what_next": "again",
        field: value,
    }
    answer = inside.post(reverse("contacts:save", args=[draft.pk]), fields)
    text = answer.content.decode()
    assert answer.status_code == 200
    assert words in text
    assert "felruta" in text
    assert not Contact.objects.exists()
    if field != "note":
        assert "Det jag skrev" in text


def test_the_doubled_hour_is_kept_as_the_one_that_was_chosen(inside: Client, karin: User) -> None:
    received = datetime(2026, 10, 24, 10, 0, tzinfo=UTC)
    draft = begun(inside, open_case(by=karin, received_at=received, now=EVENING))
    save(
        inside,
        draft,
        result="reached",
        when="other",
        occurred_at="2026-10-25T02:30",
        occurred_at_later="1",
    )
    assert Contact.objects.get().occurred_at == datetime(2026, 10, 25, 1, 30, tzinfo=UTC)


def test_autosave_keeps_the_text_for_the_same_person_only(inside: Client, karin: User) -> None:
    draft = begun(inside, open_case(by=karin))
    url = reverse("contacts:autosave", args=[draft.pk])
    answer = inside.post(url, {"note": "halva berättelsen", "result": "reached", "sequence": "1"})
    assert answer.status_code == 204
    shown = inside.get(reverse("contacts:call", args=[draft.pk])).content.decode()
    assert "halva berättelsen" in shown
    other = Client()
    other.force_login(coordinator("Annan Samordnare"))
    assert other.get(reverse("contacts:call", args=[draft.pk])).status_code == 404
    assert other.post(url, {"note": "stulet", "sequence": "9"}).status_code == 404


@pytest.mark.parametrize("sequence", ["", "-1", "1e9", "999999999999", "²", "1"])
def test_autosave_with_any_sequence_is_never_an_error(
    inside: Client, karin: User, sequence: str
) -> None:
    draft = begun(inside, open_case(by=karin))
    url = reverse("contacts:autosave", args=[draft.pk])
    assert inside.post(url, {"note": "x", "sequence": sequence}).status_code == 204


def test_the_start_of_the_call_decides_when_ring_was_pressed(
    client: Client, fixed_clock: Hold
) -> None:
    before_five = datetime(2026, 11, 23, 15, 58, tzinfo=UTC)
    fixed_clock(before_five)
    karin = coordinator()
    client.force_login(karin)
    case = open_case(by=karin)
    draft = begun(client, case)
    url = reverse("contacts:alive", args=[draft.pk])
    assert client.post(url, {"dialled": "1"}).status_code == 204
    fixed_clock(before_five + timedelta(minutes=4))
    save(client, draft, result="no_answer")
    case.refresh_from_db()
    assert Contact.objects.get().occurred_at == before_five
    assert (case.phone_tries, case.evening_tries) == (1, 0)


def test_a_call_of_so_many_minutes_began_then_but_never_before_the_case_came_in(
    inside: Client, karin: User
) -> None:
    older = open_case(by=karin, received_at=EVENING - timedelta(hours=5))
    save(inside, begun(inside, older), result="reached", minutes="40")
    assert Contact.objects.get().occurred_at == EVENING - timedelta(minutes=40)
    fresh = open_case(by=karin, received_at=EVENING - timedelta(minutes=5))
    save(inside, begun(inside, fresh), result="reached", minutes="40")
    latest = Contact.objects.latest("pk")
    assert latest.occurred_at == EVENING - timedelta(minutes=5)


def test_an_open_page_holds_its_person_for_an_hour_and_no_longer(
    client: Client, fixed_clock: Hold
) -> None:
    fixed_clock(EVENING)
    karin, lars = coordinator(), coordinator("Lars-Erik Svensson")
    client.force_login(karin)
    open_case(by=karin, received_at=EVENING - timedelta(hours=1))
    case = Case.objects.get()
    draft = begun(client, case)
    url = reverse("contacts:alive", args=[draft.pk])
    for minutes in range(5, 81, 5):
        fixed_clock(EVENING + timedelta(minutes=minutes))
        assert client.post(url).status_code == 204
        taken = calls.begin_next(user=lars, moment=Moment.at(EVENING + timedelta(minutes=minutes)))
        assert (taken is None) == (minutes < 80)


def test_undo_brings_the_case_back_with_what_was_said(inside: Client, karin: User) -> None:
    case = open_case(by=karin)
    save(inside, begun(inside, case), result="no_answer", note="Ingen svarade")
    contact = Contact.objects.get()
    answer = inside.post(reverse("contacts:undo", args=[contact.public_id]), follow=True)
    text = answer.content.decode()
    assert "Ångrat" in text
    assert "Ingen svarade" in text
    case.refresh_from_db()
    assert case.phone_tries == 0


def test_undo_by_somebody_else_is_not_found(inside: Client, karin: User) -> None:
    contact = log_contact(open_case(by=karin), karin, at=EVENING - timedelta(minutes=1))
    stranger = Client()
    stranger.force_login(volunteer())
    assert stranger.post(reverse("contacts:undo", args=[contact.public_id])).status_code == 404


def test_leaving_frees_the_person_for_others(inside: Client, karin: User) -> None:
    case = open_case(by=karin)
    draft = begun(inside, case)
    inside.post(reverse("contacts:release", args=[draft.pk]))
    assert not Draft.objects.claiming().exists()
    other = coordinator("Annan Samordnare")
    assert calls.begin_next(user=other, moment=Moment.at(EVENING)) is not None


def test_a_person_whom_another_rings_is_refused_in_words(inside: Client, karin: User) -> None:
    case = open_case(by=karin)
    calls.begin_call(case=case, user=coordinator("Annan Samordnare"), now=EVENING)
    answer = inside.post(reverse("contacts:begin", args=[case.public_id]), follow=True)
    assert "Någon annan ringer" in answer.content.decode()


def test_two_people_at_one_case_are_asked_whether_both_count(inside: Client, karin: User) -> None:
    case = open_case(by=karin)
    draft = begun(inside, case)
    log_contact(case, coordinator("Lars-Erik Svensson"), at=EVENING - timedelta(minutes=2))
    asked = save(inside, draft, result="no_answer", note="min text")
    text = asked.content.decode()  # type: ignore[attr-defined]
    assert "Lars-Erik S. loggade" in text
    assert "min text" in text
    save(inside, draft, result="no_answer", confirmed="on")
    assert Contact.objects.count() == 2


def test_a_volunteer_on_shift_sees_no_case_page_of_the_person_they_ring(
    client: Client, karin: User
) -> None:
    birgitta = volunteer()
    evening_shift(birgitta, starts_at=EVENING - timedelta(hours=1), by=karin)
    case = open_case(by=karin, name="Amina Efternamn", email="hemlig@example.se")
    client.force_login(birgitta)
    draft = begun(client, case)
    text = client.get(reverse("contacts:call", args=[draft.pk])).content.decode()
    assert "Ring: Amina" in text
    assert "Efternamn" not in text
    assert "hemlig@" not in text
    assert client.get(case.get_absolute_url()).status_code == 404


@pytest.mark.parametrize(
    "name",
    [
        "alive",
        "call",
        "save",
        "autosave",
        "release",
        "discard",
        "resume",
        "begin",
        "undo",
        "correct",
    ],
)
def test_an_unknown_id_is_not_found(inside: Client, name: str) -> None:
    url = reverse(f"contacts:{name}", args=[uuid.uuid4()])
    answer = inside.get(url) if name in {"call", "correct"} else inside.post(url)
    assert answer.status_code == 404


@pytest.mark.parametrize("name", ["queue", "list"])
def test_the_board_is_told_that_it_sees_figures(client: Client, karin: User, name: str) -> None:
    client.force_login(board())
    answer = client.get(reverse(f"contacts:{name}"))
    assert answer.status_code == 403
    assert "Styrelsen ser siffror, inte personer." in answer.content.decode()


def test_no_page_title_or_address_holds_a_name_or_number(inside: Client, karin: User) -> None:
    case = open_case(by=karin, name="Amina Efternamn", phones=("+46701740611",))
    draft = begun(inside, case)
    for url in (reverse("contacts:call", args=[draft.pk]), case.get_absolute_url()):
        title = inside.get(url).content.decode().split("<title>")[1].split("</title>")[0]
        assert "Amina" not in title
        assert "070" not in title
