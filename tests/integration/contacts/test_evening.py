"""The evening itself: check in, what the others do, the card, and logged out."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from cases.domain.enums import RecusalReason
from cases.models import Case
from cases.services import life
from contacts.domain.enums import Result
from contacts.evening.models import EveningStay, SilenceLook
from contacts.evening.services import come, end
from contacts.models import Draft
from contacts.services import calls, log
from contacts.services.protection import protect
from contacts.services.recusal import recuse
from jourcase.kernel.audit import Action, AuditEvent
from jourcase.kernel.local_time import local_date
from jourcase.kernel.refusals import RefusedError
from tests.browser.conftest import EVENING
from tests.factories import (
    coordinator,
    entry,
    evening_shift,
    log_contact,
    open_case,
    volunteer,
)
from tests.integration.cases.conftest import Hold, logged_in
from tests.integration.cases.sending import text_of
from volunteers.models import Shift, User
from volunteers.services import withdraw_approval

pytestmark = pytest.mark.django_db
HOUR, MINUTE, DAY = timedelta(hours=1), timedelta(minutes=1), timedelta(days=1)
JUST_NOW = EVENING - 2 * MINUTE


@pytest.fixture
def karin(fixed_clock: Hold) -> User:
    fixed_clock(EVENING)
    return coordinator()


@pytest.fixture
def birgitta(karin: User) -> User:
    return volunteer()


@pytest.fixture
def shift(karin: User, birgitta: User) -> Shift:
    return evening_shift(birgitta, starts_at=EVENING - HOUR, by=karin)


@pytest.fixture
def evening(birgitta: User, shift: Shift) -> Client:
    return logged_in(birgitta)


def address(name: str) -> str:
    return reverse(f"contacts:{name}")


def test_one_press_and_the_list_is_there(evening: Client, birgitta: User, shift: Shift) -> None:
    assert "Jag är här" in text_of(evening.get(address("queue")))
    answer = evening.post(address("check_in"), follow=True)
    assert answer.redirect_chain == [(address("queue"), 302)]
    text = text_of(answer)
    assert "Du är på plats." in text
    assert "Klart för i kväll" in text
    assert "Jag är här" not in text
    assert EveningStay.objects.get().came_at == EVENING
    evening.post(address("check_in"))
    assert AuditEvent.objects.filter(action=Action.EVENING_STARTED).count() == 1


def test_somebody_who_is_not_on_the_rota_is_told(karin: User, shift: Shift) -> None:
    lars = logged_in(volunteer("Lars Annan"))
    assert "Du är inte anmäld till kvällen." in text_of(lars.post(address("check_in"), follow=True))
    assert not EveningStay.objects.exists()


def test_without_an_evening_the_page_leads_to_the_rota(karin: User, birgitta: User) -> None:
    client = logged_in(birgitta)
    assert "Ingen öppen kväll i dag" in text_of(client.get(address("evening")))
    assert "ingen öppen kväll" in text_of(client.post(address("check_in"), follow=True))
    assert client.get(address("hand_over")).status_code == 404


def test_the_page_says_what_the_others_do_and_of_whom_nothing(
    evening: Client, birgitta: User, karin: User, shift: Shift
) -> None:
    case = open_case(by=karin, name="Amina Påhittad", received_at=EVENING - DAY)
    log_contact(case, birgitta, at=EVENING - MINUTE * 10)
    calls.begin_call(case=Case.objects.get(pk=case.pk), user=birgitta, now=EVENING)
    text = text_of(logged_in(karin).get(address("evening")))
    assert "Birgitta N. ringer nu · 1 samtal" in text
    assert "Amina" not in text


def test_the_card_says_what_must_be_rung_what_was_promised_and_what_was_done(
    evening: Client, birgitta: User, karin: User, shift: Shift
) -> None:
    owed = open_case(by=karin, name="Sara Påhittad", received_at=EVENING - 3 * DAY)
    mail = open_case(by=karin, name="Nora Påhittad", received_at=EVENING - DAY)
    others = open_case(by=karin, name="Vera Påhittad", received_at=EVENING - DAY)
    come(shift=shift, user=birgitta, now=EVENING)
    log_contact(owed, birgitta, Result.CALL_LATER, at=JUST_NOW, callback_at=EVENING + 20 * HOUR)
    log_contact(mail, birgitta, Result.REACHED, at=JUST_NOW)
    log_contact(others, karin, Result.REACHED, at=JUST_NOW)
    card = evening.get(address("hand_over")).context["card"]
    assert {part.title: [line.name for line in part.lines] for part in card.parts} == {
        "Måste ringas före nästa pass": ["Sara"],
        "Försökt i kväll": ["Nora"],
    }
    assert card.calls == 2
    all_of_it = logged_in(karin).get(address("hand_over"), {"visa": "alla"}).context["card"]
    assert all_of_it.calls == 3


def test_what_was_hidden_since_is_counted_and_not_shown(
    evening: Client, birgitta: User, karin: User, shift: Shift
) -> None:
    known, hidden = open_case(by=karin, name="Sara Ett"), open_case(by=karin, name="Nora Ett")
    for case in (known, hidden):
        log_contact(case, birgitta, Result.NO_ANSWER, at=JUST_NOW)
    recuse(case=known, user=birgitta, reason=RecusalReason.RELATED, by=karin, now=EVENING)
    protect(case=hidden, readers=[karin], by=karin, now=EVENING)
    answer = evening.get(address("hand_over"))
    assert answer.context["card"].hidden == 2
    assert "Sara" not in text_of(answer)
    assert "Nora" not in text_of(answer)


def test_klart_logs_out_and_a_call_on_the_screen_comes_first(
    evening: Client, birgitta: User, karin: User, shift: Shift
) -> None:
    evening.post(address("check_in"))
    case = open_case(by=karin, received_at=EVENING - DAY)
    draft = calls.begin_call(case=Case.objects.get(pk=case.pk), user=birgitta, now=EVENING)
    told = text_of(evening.post(address("hand_over"), follow=True))
    assert "Du har ett samtal på skärmen." in told
    assert EveningStay.objects.here().exists()
    Draft.objects.filter(pk=draft.pk).update(released_at=EVENING)
    answer = evening.post(address("hand_over"), follow=True)
    assert "Tack för i kväll" in text_of(answer)
    assert "Cache-Control" in answer.headers
    assert evening.get(address("queue")).status_code == 302
    assert EveningStay.objects.get().left_at == EVENING
    # Whoever comes back checks in again.
    assert come(shift=shift, user=birgitta, now=EVENING + MINUTE).left_at is None


def test_an_approval_that_ends_in_the_middle_takes_nothing_that_was_typed(
    birgitta: User, karin: User, shift: Shift
) -> None:
    come(shift=shift, user=birgitta, now=EVENING)
    case = open_case(by=karin, received_at=EVENING - DAY)
    life.assign(case=case, to=birgitta, by=karin, now=EVENING)
    log_contact(case, birgitta, at=JUST_NOW)
    yesterday = local_date(EVENING - DAY)
    withdraw_approval(user=birgitta, last_day=yesterday, by=karin, now=EVENING + MINUTE)
    card = logged_in(birgitta).get(address("hand_over")).context["card"]
    assert card.calls == 1
    assert end(user=birgitta, now=EVENING + 2 * MINUTE).left_at == EVENING + 2 * MINUTE
    with pytest.raises(RefusedError):
        come(shift=shift, user=birgitta, now=EVENING + 3 * MINUTE)


def test_a_call_that_goes_on_when_the_approval_ends_is_saved_and_reported(
    birgitta: User, karin: User, shift: Shift
) -> None:
    come(shift=shift, user=birgitta, now=EVENING - MINUTE)
    case = open_case(by=karin, received_at=EVENING - DAY)
    life.assign(case=case, to=birgitta, by=karin, now=EVENING - MINUTE)
    draft = calls.begin_call(case=Case.objects.get(pk=case.pk), user=birgitta, now=EVENING)
    calls.autosave(draft=draft, content={"note": ["Ringer igen"]}, sequence=1, now=EVENING)
    yesterday = local_date(EVENING - DAY)
    withdraw_approval(user=birgitta, last_day=yesterday, by=karin, now=EVENING)
    assert Draft.objects.get(pk=draft.pk).content == '{"note": ["Ringer igen"]}'
    contact = log.save_draft(draft=draft, entry=entry(at=EVENING), now=EVENING)
    assert not contact.maker_was_approved
    other = open_case(by=karin, received_at=EVENING - DAY)
    with pytest.raises(RefusedError):
        calls.begin_call(case=other, user=birgitta, now=EVENING)
    told = logged_in(karin).get(reverse("reporting:dashboard")).context["page"].notices.unapproved
    assert [(one.public_id, one.cases) for one in told] == [(birgitta.public_id, 1)]


# --- The weekly look ----------------------------------------------------------------------------


def test_the_silent_are_listed_and_ticked_once_a_week(karin: User, fixed_clock: Hold) -> None:
    case = open_case(by=karin, name="Amina Påhittad", received_at=EVENING - 30 * DAY)
    log_contact(case, karin, Result.REACHED, at=EVENING - 20 * DAY)
    fresh = open_case(by=karin, name="Nora Påhittad", received_at=EVENING - 30 * DAY)
    log_contact(fresh, karin, Result.REACHED, at=EVENING - 2 * DAY)
    desk = logged_in(karin)
    page = desk.get(address("silent"))
    assert [one.pk for one in page.context["page"]] == [case.pk]
    desk.post(address("silent"))
    told = text_of(desk.post(address("silent"), follow=True))
    assert "är genomgången." in told
    look = SilenceLook.objects.get()
    assert (look.silent, look.looked_by) == (1, karin)
    assert AuditEvent.objects.filter(action=Action.SILENT_LOOKED_AT).count() == 1


def test_a_volunteer_has_no_such_list(evening: Client) -> None:
    assert evening.get(address("silent")).status_code == 403
