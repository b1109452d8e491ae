"""Nothing that was typed is lost, and nobody keeps seeing a person who is no longer theirs."""

from collections.abc import Callable
from datetime import UTC, datetime, time, timedelta
from urllib.parse import unquote

import pytest
from django.test import Client
from django.urls import reverse

from cases.domain.enums import CallSafety
from cases.domain.intake import SafeContact
from cases.domain.safe_hours import SafeHours
from cases.models import Case
from cases.services import life
from contacts.domain.entry import ContactRefusal
from contacts.domain.enums import Channel, Result
from contacts.models import Contact, Draft
from contacts.services import calls, log
from jourcase.kernel.audit import Action, AuditEvent
from jourcase.kernel.refusals import RefusedError
from tests.factories import (
    closed_as_duplicate,
    coordinator,
    entry,
    evening_shift,
    log_contact,
    open_case,
    volunteer,
)
from volunteers.models import User

pytestmark = pytest.mark.django_db
EVENING = datetime(2026, 11, 23, 17, 30, tzinfo=UTC)
NUMBER, SHOWN = "+46701740611", "070-174 06 11"
Hold = Callable[[datetime], None]


@pytest.fixture
def karin(fixed_clock: Hold) -> User:
    fixed_clock(EVENING)
    return coordinator()


@pytest.fixture
def case(karin: User) -> Case:
    safe = SafeContact(safe_note="Fråga efter receptet", may_leave_message=True)
    return open_case(by=karin, name="Amina Påhittad", phones=(NUMBER,), safe=safe)


@pytest.fixture
def inside(client: Client, karin: User) -> Client:
    client.force_login(karin)
    return client


def text_of(client: Client, draft: Draft) -> str:
    return client.get(reverse("contacts:call", args=[draft.pk])).content.decode()


def test_what_is_typed_after_a_long_silent_call_is_kept(karin: User, case: Case) -> None:
    draft = calls.begin_call(case=case, user=karin, now=EVENING)
    after = EVENING + timedelta(minutes=40)
    calls.end_forgotten_claims(now=after)
    assert calls.autosave(draft=draft, content={"note": ["allt"]}, sequence=1, now=after)
    assert list(Draft.objects.unfinished_by(karin).exclude(content="")) == [draft]


def test_what_is_typed_in_the_first_of_two_tabs_is_kept(karin: User, case: Case) -> None:
    draft = calls.begin_call(case=case, user=karin, now=EVENING)
    calls.begin_call(case=open_case(by=karin), user=karin, now=EVENING)
    assert calls.autosave(draft=draft, content={"note": ["allt"]}, sequence=1, now=EVENING)


def test_what_was_thrown_away_stays_so(karin: User, case: Case) -> None:
    draft = calls.begin_call(case=case, user=karin, now=EVENING)
    calls.discard(draft=draft, now=EVENING)
    assert not calls.autosave(draft=draft, content={"note": ["x"]}, sequence=9, now=EVENING)
    with pytest.raises(RefusedError) as raised:
        log.save_draft(draft=draft, entry=entry(at=EVENING), now=EVENING)
    assert raised.value.refusals == {ContactRefusal.DRAFT_DISCARDED}


def test_every_end_of_a_claim_leaves_a_trace(karin: User, case: Case) -> None:
    for end in (calls.release, calls.discard):
        end(draft=calls.begin_call(case=case, user=karin, now=EVENING), now=EVENING)
    calls.begin_call(case=case, user=karin, now=EVENING)
    calls.begin_call(case=open_case(by=karin), user=karin, now=EVENING)
    ended = AuditEvent.objects.filter(action=Action.CALL_RELEASED, case_id=case.pk)
    assert ended.count() == 3


def test_a_case_taken_up_anew_asks_only_about_what_was_logged_since(
    karin: User, case: Case
) -> None:
    calls.release(draft=calls.begin_call(case=case, user=karin, now=EVENING), now=EVENING)
    log_contact(case, coordinator("Lars-Erik Svensson"), at=EVENING - timedelta(hours=1))
    draft = calls.begin_call(case=case, user=karin, now=EVENING)
    assert log.save_draft(draft=draft, entry=entry(at=EVENING), now=EVENING).draft == draft


def test_undo_brings_everything_back_that_was_said(inside: Client, karin: User, case: Case) -> None:
    at = EVENING - timedelta(minutes=10)
    fields = {
        "when": "other",
        "occurred_at": "2026-11-23T18:20",
        "channel": "video",
        "direction": "out",
        "result": "reached",
        "support_forms": ["stodsamtal", "medfoljning"],
        "minutes": "25",
        "note": "Vill träffas",
        "what_next": "again",
        "next_on": "2026-12-01",
    }
    draft = calls.begin_call(case=case, user=karin, now=EVENING)
    inside.post(reverse("contacts:save", args=[draft.pk]), fields)
    first = Contact.objects.get()
    answer = inside.post(reverse("contacts:undo", args=[first.public_id]), follow=True)
    again = Draft.objects.claiming().get(user=karin)
    form = answer.context["page"].card.form
    assert form["support_forms"].value() == ["stodsamtal", "medfoljning"]
    inside.post(reverse("contacts:save", args=[again.pk]), fields | {"note": form["note"].value()})
    second = Contact.objects.effective().get()
    assert (second.occurred_at, second.channel) == (at, Channel.VIDEO)
    for name in ("minutes", "what_next", "next_on"):
        assert str(form[name].value()) == str(getattr(first, name))


def test_undo_keeps_what_has_been_typed_for_the_case_since(
    inside: Client, karin: User, case: Case
) -> None:
    first = calls.begin_call(case=case, user=karin, now=EVENING, from_case=True)
    contact = log.save_draft(draft=first, entry=entry(at=EVENING), now=EVENING)
    second = calls.begin_call(case=case, user=karin, now=EVENING)
    calls.autosave(draft=second, content={"note": ["en lång text"]}, sequence=1, now=EVENING)
    inside.post(reverse("contacts:undo", args=[contact.public_id]))
    assert "en lång text" in text_of(inside, second)


def test_a_volunteer_sees_the_person_during_the_call_and_not_the_day_after(
    client: Client, karin: User, case: Case, fixed_clock: Hold
) -> None:
    birgitta = volunteer()
    evening_shift(birgitta, starts_at=EVENING - timedelta(hours=2, minutes=50), by=karin)
    client.force_login(birgitta)
    client.post(reverse("contacts:begin", args=[case.public_id]))
    draft = Draft.objects.get(user=birgitta)
    calls.autosave(draft=draft, content={"note": ["mitt"]}, sequence=1, now=EVENING)
    fixed_clock(EVENING + timedelta(minutes=15))  # the shift is over, the call is not
    assert SHOWN in text_of(client, draft)
    fixed_clock(EVENING + timedelta(days=1))
    for url in ("call", "resume"):
        ask = client.get if url == "call" else client.post
        text = ask(reverse(f"contacts:{url}", args=[draft.pk]), follow=True).content.decode()
        assert SHOWN not in text
        assert NUMBER not in text
        assert "Amina" not in text
        assert "receptet" not in text
        assert "mitt" in text
    assert not Draft.objects.live(EVENING + timedelta(days=1)).exists()
    data = {"result": "no_answer", "when": "other", "occurred_at": "2026-11-23T18:31"}
    client.post(reverse("contacts:save", args=[draft.pk]), data)
    assert Contact.objects.get().draft == draft


def test_a_case_that_becomes_protected_during_the_call_is_covered(
    client: Client, karin: User, case: Case
) -> None:
    birgitta = volunteer()
    life.assign(case=case, to=birgitta, by=karin, now=EVENING)
    client.force_login(birgitta)
    draft = calls.begin_call(case=case, user=birgitta, now=EVENING)
    assert SHOWN in text_of(client, draft)
    Case.objects.filter(pk=case.pk).update(is_protected=True, protected_number=7, district=None)
    text = text_of(client, draft)
    assert SHOWN not in text
    assert "Amina" not in text


@pytest.mark.parametrize("kind", ["paused", "unsafe", "declines"])
def test_nobody_is_given_a_number_to_press_that_must_not_be_rung(
    inside: Client, karin: User, case: Case, kind: str
) -> None:
    match kind:
        case "paused":
            log_contact(case, karin, Result.OTHER_PERSON, at=EVENING)
        case "unsafe":
            Case.objects.filter(pk=case.pk).update(call_safety=CallSafety.NO)
        case _:
            Case.objects.filter(pk=case.pk).update(declines_phone=True)
    inside.post(reverse("contacts:begin", args=[case.public_id]), {"from": "case"})
    text = text_of(inside, Draft.objects.get())
    assert "tel:" not in text
    assert "Ring inte" in text


def test_a_draft_shown_without_its_claim_is_logged_as_a_view(
    inside: Client, karin: User, case: Case
) -> None:
    draft = calls.begin_call(case=case, user=karin, now=EVENING)
    views = AuditEvent.objects.filter(action=Action.CASE_VIEWED, case_id=case.pk)
    text_of(inside, draft)
    assert not views.exists()
    calls.autosave(draft=draft, content={"note": ["x"]}, sequence=1, now=EVENING)
    calls.release(draft=draft, now=EVENING)
    text_of(inside, draft)
    assert views.count() == 1


def test_a_contact_opened_for_correction_is_logged_as_a_view(
    inside: Client, karin: User, case: Case
) -> None:
    contact = log_contact(case, karin, at=EVENING - timedelta(hours=1))
    inside.get(reverse("contacts:correct", args=[contact.public_id]))
    assert AuditEvent.objects.filter(action=Action.CASE_VIEWED, case_id=case.pk).count() == 1


def test_an_old_contact_on_a_case_of_somebody_else_is_not_found(
    client: Client, karin: User, case: Case, fixed_clock: Hold
) -> None:
    birgitta = volunteer()
    contact = log_contact(case, birgitta, at=EVENING - timedelta(minutes=2))
    client.force_login(birgitta)
    url = reverse("contacts:correct", args=[contact.public_id])
    assert client.get(url).status_code == 200
    answer = client.post(url, {"result": "busy", "when": "now"}, follow=True)
    assert answer.status_code == 200
    fixed_clock(EVENING + timedelta(minutes=20))
    latest = Contact.objects.effective().get()
    assert client.get(reverse("contacts:correct", args=[latest.public_id])).status_code == 404


def test_a_correction_shows_what_was_said_and_keeps_the_second(
    inside: Client, karin: User, case: Case
) -> None:
    at = datetime(2026, 11, 23, 17, 1, 31, tzinfo=UTC)
    due = EVENING + timedelta(days=2)
    contact = log_contact(case, karin, Result.CALL_LATER, at=at, callback_at=due)
    url = reverse("contacts:correct", args=[contact.public_id])
    form = inside.get(url).context["form"]
    said = {
        name: form[name].value() for name in ("result", "channel", "direction", "when", "callback")
    }
    boxes = {"occurred_at": "2026-11-23T18:01", "callback_at": "2026-11-25T18:30", "note": "rätt"}
    inside.post(url, said | boxes)
    corrected = Contact.objects.effective().get()
    assert (corrected.occurred_at, corrected.note) == (at, "rätt")
    case.refresh_from_db()
    assert case.callback_at == due


def test_a_contact_in_the_doubled_hour_is_corrected_without_a_question(
    inside: Client, karin: User
) -> None:
    second = datetime(2026, 10, 25, 1, 30, tzinfo=UTC)
    case = open_case(by=karin, received_at=datetime(2026, 10, 24, 10, 0, tzinfo=UTC))
    contact = log_contact(case, karin, at=second)
    text = inside.get(reverse("contacts:correct", args=[contact.public_id])).content.decode()
    later = text.split('name="occurred_at_later"')[2].split(">")[0]
    assert "checked" in later


def test_a_saving_address_opened_again_shows_the_draft(
    inside: Client, karin: User, case: Case
) -> None:
    draft = calls.begin_call(case=case, user=karin, now=EVENING)
    calls.autosave(draft=draft, content={"note": ["kvar"]}, sequence=1, now=EVENING)
    answer = inside.get(reverse("contacts:save", args=[draft.pk]), follow=True)
    assert "kvar" in answer.content.decode()


def test_an_address_that_takes_only_a_form_answers_with_a_page(inside: Client, case: Case) -> None:
    answer = inside.get(reverse("contacts:begin", args=[case.public_id]))
    assert answer.status_code == 405
    assert answer.headers["Allow"] == "POST"
    assert "Ingenting har ändrats" in answer.content.decode()


def test_a_logged_out_call_of_the_page_is_sent_to_the_log_in(
    inside: Client, karin: User, case: Case
) -> None:
    draft = calls.begin_call(case=case, user=karin, now=EVENING)
    here = reverse("contacts:call", args=[draft.pk])
    headers = {"HX-Request": "true", "HX-Current-URL": f"http://testserver{here}"}
    url = reverse("contacts:save", args=[draft.pk])
    answer = Client().post(url, {"result": "no_answer"}, headers=headers)
    assert unquote(answer.headers["HX-Redirect"]) == f"{reverse('volunteers:login')}?next={here}"
    assert Client().post(url).status_code == 302


def test_tries_that_lack_an_evening_are_not_called_a_kept_promise(
    inside: Client, karin: User, fixed_clock: Hold
) -> None:
    case = open_case(by=karin, safe=SafeContact(hours=SafeHours.daily(time(9), time(15))))
    for days in range(3):
        log_contact(case, karin, at=datetime(2026, 11, 23 + days, 13, 30, tzinfo=UTC))
    fixed_clock(EVENING + timedelta(days=4))
    text = inside.get(case.get_absolute_url()).content.decode()
    assert "Löftet är inte hållet" in text
    assert "minst ett av dem på kvällen" not in text


def test_a_note_sent_twice_is_written_once(inside: Client, karin: User, case: Case) -> None:
    url = reverse("cases:note", args=[case.public_id])
    for text in ("Ring systern först", "Ring systern först", "Något annat"):
        inside.post(url, {"note": text})
    assert sorted(note.text for note in case.notes.all()) == ["Något annat", "Ring systern först"]


def test_two_cases_never_name_each_other_as_the_right_one(inside: Client, karin: User) -> None:
    one, two = open_case(by=karin), open_case(by=karin)
    closed_as_duplicate(one, of=two, by=karin, now=EVENING)
    data = {"reason": "duplicate", "duplicate_of": one.reference}
    text = inside.post(reverse("cases:close", args=[two.public_id]), data).content.decode()
    assert "självt en dubblett" in text
    two.refresh_from_db()
    assert two.closed_at is None
