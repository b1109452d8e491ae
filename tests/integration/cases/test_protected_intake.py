"""A volunteer takes in somebody with skyddade personuppgifter: saved whole, and out of sight."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from cases.hints import similar_hints
from cases.models import Case, IntakeDraft, Note
from cases.notices import SUBJECT, TEXT
from cases.services import life
from jourcase.kernel.audit import Action, AuditEvent
from jourcase.outbox.models import OutboxRow
from jourcase.outbox.services import drain
from tests import factories
from tests.infrastructure.mail_sink import MailSink
from tests.integration.cases.conftest import Hold, logged_in
from tests.integration.cases.sending import NEW, filled, take_in, text_of
from volunteers.models import User

pytestmark = pytest.mark.django_db
MONDAY = factories.MONDAY
SAID = {
    "protected": "on",
    "name": "Amina Påhittad",
    "district": "farsta",
    "first_note": "Vill bli uppringd på dagen",
    "source": "own",
    "channel": "phone",
}


@pytest.fixture
def olle(db: None, monday: object) -> User:
    return factories.coordinator("Olle Annan")


def test_it_is_protected_at_once_and_nothing_typed_is_lost(
    evening: Client, karin: User, olle: User, birgitta: User
) -> None:
    ended = factories.coordinator("Ester Slutat")
    User.objects.filter(pk=ended.pk).update(is_active=False)
    answer = evening.post(NEW, filled(**SAID), follow=True)
    case = Case.objects.get()
    assert (case.is_protected, case.district, case.assigned_to) == (True, None, None)
    assert set(case.protected_readers.all()) == {karin, olle}
    assert case.identity.name == "Amina Påhittad"
    assert Note.objects.get().text == "Vill bli uppringd på dagen"

    told = text_of(answer)
    assert "Skyddat ärende 1 är sparat" in told
    assert "det gör bara Karin S. och Olle A., som tar över" in told
    assert "ring Karin S. eller Olle A. och säg Skyddat ärende 1" in told
    assert "Samordnaren loggar samtalet" in told
    for hidden in ("Amina", "070-174", case.reference, "inte godkänd"):
        assert hidden not in told


def test_the_volunteer_sees_it_nowhere_and_the_receipt_for_an_hour(
    evening: Client, karin: User, birgitta: User, fixed_clock: Hold
) -> None:
    evening.post(NEW, filled(**SAID))
    case = Case.objects.get()
    assert evening.get(case.get_absolute_url()).status_code == 404
    assert similar_hints(["+46701740612"], "", birgitta) == []
    assert "Skyddat" not in text_of(evening.get(reverse("contacts:list")))
    assert not IntakeDraft.objects.unfinished_by(birgitta).exists()
    receipt = reverse("cases:saved", args=[case.public_id])
    assert evening.get(receipt).status_code == 200
    fixed_clock(MONDAY + timedelta(hours=1, minutes=1))
    assert evening.get(receipt).status_code == 404


def test_sent_twice_or_with_the_call_button_it_is_one_case_and_the_same_page(
    evening: Client, karin: User
) -> None:
    data = filled(**SAID, then="call")
    first, second = (evening.post(NEW, data, follow=True) for _ in range(2))
    assert Case.objects.count() == 1
    assert "Skyddat ärende 1 är sparat" in text_of(first)
    assert "Skyddat ärende 1 är sparat" in text_of(second)


def test_an_anonymous_one_has_its_code_read_out(evening: Client, karin: User) -> None:
    said = filled(protected="on", anonymous="on", phone="", call_safety=None)
    told = text_of(evening.post(NEW, said, follow=True))
    assert Case.objects.get().anonymous_code.words in told
    assert "Personen har skyddade uppgifter." in told


def test_the_coordinators_get_the_mail_of_every_new_case(
    mail_sink: MailSink, evening: Client, karin: User, olle: User
) -> None:
    told = text_of(evening.post(NEW, filled(**SAID), follow=True))
    assert "som tar över och får ett mejl utan innehåll" in told
    assert all(row.payload.keys() == {"user", "since"} for row in OutboxRow.objects.all())
    drain(now=MONDAY + timedelta(minutes=5))
    assert set(mail_sink.recipients) == {karin.email, olle.email}
    for letter in mail_sink.letters:
        assert (letter["Subject"], letter.get_content().replace("\r", "")) == (SUBJECT, TEXT)


def test_the_mail_is_not_sent_when_somebody_has_it_already(
    mail_sink: MailSink, evening: Client, karin: User, olle: User
) -> None:
    evening.post(NEW, filled(**SAID))
    life.assign(case=Case.objects.get(), to=karin, by=karin, now=MONDAY)
    drain(now=MONDAY + timedelta(minutes=5))
    assert mail_sink.letters == []


def test_without_a_coordinator_it_is_said_and_what_was_typed_stays(evening: Client) -> None:
    answer = take_in(evening, **SAID)
    assert "Det finns ingen samordnare som kan ta över ärendet." in text_of(answer)
    assert "Vill bli uppringd på dagen" in answer.content.decode()
    assert not Case.objects.exists()


def test_a_coordinator_who_knows_another_case_sees_this_one(evening: Client, karin: User) -> None:
    evening.post(NEW, filled(**SAID))
    shown = text_of(logged_in(karin).get(Case.objects.get().get_absolute_url()))
    assert "Amina Påhittad" in shown
    assert AuditEvent.objects.filter(action=Action.CASE_OPENED).count() == 1


def test_an_address_in_the_first_note_is_warned_about(evening: Client, karin: User) -> None:
    note = {"first_note": "Bor på Påhittsgatan 12"}
    answer = evening.post(NEW, filled(**SAID | note))
    assert "Det ser ut att stå en adress i anteckningen." in text_of(answer)
    assert not Case.objects.exists()
    evening.post(NEW, filled(**SAID | note, note_seen="on"))
    assert Case.objects.get().is_protected
