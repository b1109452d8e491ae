"""The pages of what is coming: the case's, and the person's list."""

import html
import re
import uuid
from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from django.conf import LazySettings
from django.test import Client
from django.urls import reverse

from cases.domain.enums import CloseReason
from cases.models import Case
from cases.services import life
from contacts.agenda import AgendaItem
from contacts.agenda_forms import REMINDED
from contacts.models import Contact, Draft
from contacts.services import agenda
from jourcase.kernel.audit import Action, AuditEvent
from tests.factories import (
    MONDAY,
    open_case,
)
from tests.integration.contacts.agenda_pages import AT, FORM, HOUR, act, page_of, planned, text
from volunteers.models import User

pytestmark = pytest.mark.django_db


def test_an_event_is_planned_on_the_cases_page(client: Client, case: Case) -> None:
    case_page = client.get(case.get_absolute_url()).content.decode()
    assert page_of(case) in case_page
    assert "Inget är inlagt" in text(client.get(page_of(case)))
    said = FORM | {"ends_at": "2026-11-25T16:00", "place": "Sal 4", "about": "Ta med brevet"}
    answer = client.post(page_of(case), said, follow=True)
    assert answer.redirect_chain == [(page_of(case), 302)]
    shown = text(answer)
    assert "Det är inlagt." in shown
    assert "Rättegång ons 25 nov. kl. 14.00–16.00 Ansvarig: Birgitta N. · Sal 4" in shown
    assert "Ta med brevet" in shown
    assert AgendaItem.objects.get().starts_at == AT


def test_reminders_are_spoken_of_where_mail_is_sent(
    client: Client, case: Case, settings: LazySettings
) -> None:
    assert REMINDED not in text(client.get(page_of(case)))
    settings.MAIL_IS_SENT = True
    assert REMINDED in text(client.get(page_of(case)))


def test_two_presses_on_the_button_make_one_event(client: Client, case: Case) -> None:
    page = client.get(page_of(case)).content.decode()
    key = re.search(r'name="key" value="([0-9a-f-]{36})"', page)
    assert key
    for _ in range(2):
        assert client.post(page_of(case), FORM | {"key": key[1]}).status_code == 302
    assert AgendaItem.objects.count() == 1


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"kind": ""}, "Välj vad som ska hända."),
        ({"kind": "hej"}, "Välj ett av alternativen."),
        ({"starts_at": ""}, "Skriv dag och tid"),
        ({"starts_at": "i morgon"}, "Skriv dag och tid"),
        ({"starts_at": "2026-11-23T13:00"}, "Tiden har redan varit."),
        ({"starts_at": "2062-11-25T14:00"}, "Kontrollera årtalet."),
        ({"starts_at": "2027-03-28T02:30"}, "Den tiden finns inte"),
        ({"starts_at": "2027-10-31T02:30"}, "Var det första eller andra gången?"),
        ({"ends_at": "2026-11-25T13:00"}, "Sluttiden måste vara efter"),
        ({"ends_at": "2026-11-27T13:00"}, "Längre än ett dygn."),
        ({"responsible": str(uuid.uuid4())}, "Välj ett av alternativen."),
        ({"place": "x" * 201}, "Texten är för lång."),
    ],
)
def test_what_is_wrong_is_said_by_its_field_and_what_was_typed_stays(
    client: Client, case: Case, wrong: dict[str, str], sentence: str
) -> None:
    answer = client.post(page_of(case), FORM | {"about": "Ta med brevet"} | wrong)
    assert answer.status_code == 200
    shown = text(answer)
    assert sentence in shown
    assert "Ta med brevet" in shown
    assert not AgendaItem.objects.exists()


def test_the_autumn_hour_is_answered(client: Client, case: Case) -> None:
    for later, at in (("0", 0), ("1", 1)):
        said = FORM | {"starts_at": "2027-10-31T02:30", "starts_at_later": later}
        answer = client.post(page_of(case), said)  # outside the safe hours: asked about once
        seen = re.search(r'name="hours_seen" value="([^"]+)"', answer.content.decode())
        assert seen
        client.post(page_of(case), said | {"hours_seen": html.unescape(seen[1])})
        assert AgendaItem.objects.filter(
            starts_at=datetime(2027, 10, 31, at, 30, tzinfo=UTC)
        ).exists()


def test_outside_the_safe_hours_is_warned_about_once_for_each_time(
    client: Client, case: Case
) -> None:
    late = FORM | {"starts_at": "2026-11-25T18:00"}
    warned = client.post(page_of(case), late)
    assert "tryggt 09.00–17.00. Tiden ligger utanför." in text(warned)
    assert "Inget är sparat än." in text(warned)
    seen = re.search(r'name="hours_seen" value="([^"]+)"', warned.content.decode())
    assert seen
    told = {"note_seen": "on", "hours_seen": html.unescape(seen[1])}
    later = client.post(page_of(case), late | told | {"starts_at": "2026-11-25T19:00"})
    assert "Tiden ligger utanför." in text(later), "another time is warned about anew"
    assert not AgendaItem.objects.exists()
    assert client.post(page_of(case), late | told).status_code == 302
    assert AgendaItem.objects.count() == 1


def test_the_next_safe_time_is_taken_with_one_press(client: Client, case: Case) -> None:
    late = FORM | {"starts_at": "2026-11-25T18:00", "about": "Ta med brevet"}
    warned = client.post(page_of(case), late)
    assert "Ta tors 26 nov. kl. 09.00 i stället" in text(warned)
    assert "Ta med brevet" in text(warned)
    assert client.post(page_of(case), late | {"take_safe": "2026-11-26T09:00"}).status_code == 302
    item = AgendaItem.objects.get()
    assert item.starts_at == AT + 19 * HOUR
    assert item.about == "Ta med brevet"
    assert client.post(page_of(case), late | {"take_safe": "nonsens"}).status_code == 200


def test_an_interpreter_is_asked_for_where_we_book_one(
    client: Client, case: Case, birgitta: User
) -> None:
    Case.objects.filter(pk=case.pk).update(language="dari", needs_interpreter=True)
    client.post(page_of(case), FORM)
    assert "Tolk behövs: dari." not in text(client.get(page_of(case)))
    client.post(page_of(case), FORM | {"kind": "meeting", "starts_at": "2026-11-26T14:00"})
    assert "Tolk behövs: dari." in text(client.get(page_of(case)))


def test_a_personnummer_in_the_text_is_warned_about(client: Client, case: Case) -> None:
    said = FORM | {"about": "Hon heter Maja och har 19850709-9805"}
    assert "Inget är sparat än." in text(client.post(page_of(case), said))
    assert client.post(page_of(case), said | {"note_seen": "on"}).status_code == 302


def test_it_is_moved_cancelled_and_undone(client: Client, case: Case, birgitta: User) -> None:
    item = planned(case, birgitta)
    form = client.get(act("agenda_change", item)).content.decode()
    assert 'value="2026-11-25T14:00"' in form
    assert 'value="Sal 4"' in form
    said = FORM | {"kind": "meeting", "starts_at": "2026-11-26T10:00", "place": "Sal 4"}
    moved = client.post(act("agenda_change", item), said, follow=True)
    was = "Personligt möte ons 25 nov. kl. 14.00 Flyttat till tors 26 nov. kl. 10.00"
    assert was in text(moved)
    [undo] = re.findall(r'action="([^"]+/angra/)"', moved.content.decode())
    assert "Ångrat." in text(client.post(undo, follow=True))
    assert AgendaItem.objects.get().starts_at == AT
    cancelled = client.post(act("agenda_cancel", item), follow=True)
    assert "Inställt · Birgitta N." in text(cancelled)
    assert "Inget är inlagt" in text(cancelled)
    client.post(act("agenda_undo", item))
    assert AgendaItem.objects.planned().count() == 1


def test_whoever_is_late_is_told_that_somebody_was_faster(
    client: Client, case: Case, karin: User, birgitta: User
) -> None:
    item = planned(case, birgitta)
    agenda.cancel(item=item, by=karin, now=MONDAY)
    answer = client.post(act("agenda_cancel", item), follow=True)
    assert "Någon annan har redan flyttat" in text(answer)
    said = FORM | {"starts_at": "2026-11-26T10:00", "about": "Ta med brevet"}
    late = client.post(act("agenda_change", item), said)
    assert "Någon annan har redan flyttat" in text(late)
    assert "Ta med brevet" in text(late)


def test_what_has_been_is_logged_with_its_time(
    client: Client, case: Case, birgitta: User, fixed_clock: Callable[[datetime], None]
) -> None:
    item = planned(case, birgitta)
    assert "Har varit" not in text(client.get(page_of(case)))
    fixed_clock(AT + HOUR)
    shown = text(client.get(page_of(case)))
    assert "Har varit" in shown
    assert "Blev inte av" in shown
    answer = client.post(act("agenda_tell", item), follow=True)
    call = answer.redirect_chain[-1][0]
    assert call == reverse("contacts:call", args=[Draft.objects.get().pk])
    body = answer.content.decode()
    assert 'value="2026-11-25T14:00"' in body
    saved = client.post(
        reverse("contacts:save", args=[Draft.objects.get().pk]),
        {
            "result": "reached",
            "channel": "meeting",
            "direction": "out",
            "when": "other",
            "occurred_at": "2026-11-25T14:00",
        },
    )
    assert saved.status_code == 302
    assert Contact.objects.get().occurred_at == AT
    assert "Genomfört, kontakten är loggad" in text(client.get(page_of(case)))
    assert "/angra/" not in client.get(page_of(case)).content.decode()


def test_what_stands_against_a_contact_stands_against_telling(
    client: Client, case: Case, karin: User, birgitta: User, fixed_clock: Callable[[datetime], None]
) -> None:
    item = planned(case, birgitta)
    fixed_clock(AT)
    other = Client()
    other.force_login(karin)
    other.post(reverse("contacts:begin", args=[case.public_id]), {"from": "case"})
    answer = client.post(act("agenda_tell", item), follow=True)
    assert "Någon annan ringer den personen just nu." in text(answer)
    assert AgendaItem.objects.planned().count() == 1
    done = client.post(act("agenda_done", item), follow=True)
    assert "Genomfört" in text(done)


def test_a_closed_case_shows_and_takes_nothing(
    client: Client, case: Case, karin: User, birgitta: User
) -> None:
    planned(case, birgitta)
    life.close(case=case, reason=CloseReason.DECLINED, by=karin, now=MONDAY)
    shown = client.get(page_of(case)).content.decode()
    assert "Öppna det igen" in shown
    assert "<form" not in shown.partition("<main")[2].partition("</main")[0]
    assert "Ärendet är avslutat" in text(client.post(page_of(case), FORM))


def test_an_event_belongs_to_its_case_and_the_page_leaves_a_trace(
    client: Client, case: Case, karin: User, birgitta: User
) -> None:
    item = planned(case, birgitta)
    other = life.assign(case=open_case(by=karin), to=birgitta, by=karin, now=MONDAY)
    hers = open_case(by=karin)
    for name in ("agenda_change", "agenda_cancel", "agenda_done", "agenda_tell", "agenda_undo"):
        for public_id in (other.public_id, hers.public_id):
            path = reverse(f"contacts:{name}", args=[public_id, item.public_id])
            assert client.post(path, FORM).status_code == 404
    assert client.get(page_of(hers)).status_code == 404
    assert AgendaItem.objects.planned().count() == 1
    seen = AuditEvent.objects.filter(action=Action.CASE_VIEWED, by=birgitta, case_id=case.pk)
    before = seen.count()
    client.get(page_of(case))
    assert seen.count() == before + 1
