"""Gallring as people meet it: the seven-day list, and "Gallra nu" by two persons."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from cases import views_erasure
from cases.domain.enums import CloseReason, GlassReason
from cases.erasing import ErasureRequest
from cases.models import Case
from cases.services import glass, life, retention
from contacts.services import calls
from jourcase.kernel import clock
from jourcase.kernel.audit import Action, AuditEvent
from jourcase.keystore.models import Erasure
from jourcase.outbox.models import OutboxRow
from tests.factories import MONDAY, coordinator, log_contact, open_case, someone, volunteer
from volunteers.models import User

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
PAGE = "/gallring/"


@pytest.fixture
def karin() -> User:
    return coordinator()


@pytest.fixture
def kerstin() -> User:
    return coordinator("Kerstin Samordnare")


@pytest.fixture
def case(karin: User) -> Case:
    made = open_case(by=karin, received_at=MONDAY - DAY, now=MONDAY - DAY)
    log_contact(made, karin, at=MONDAY - timedelta(hours=5))
    return made


def as_(user: User, client_at: object = None) -> Client:
    client = Client()
    client.force_login(user)
    return client


def text(answer: object) -> str:
    return " ".join(answer.content.decode().split())  # type: ignore[attr-defined]


def ask_page(case: Case) -> str:
    return reverse("cases:ask_erasure", args=[case.public_id])


def asked(case: Case, by: User, **said: str) -> ErasureRequest:
    form = {"reason": "person_asks", "close_reason": "declined"} | said
    answer = as_(by).post(ask_page(case), form)
    assert answer.status_code == 302, text(answer)
    return ErasureRequest.objects.get(case=case, answered_at=None)


def respond(who: User, request: ErasureRequest, say: str) -> str:
    client = as_(who)
    page = reverse("cases:answer_erasure", args=[request.public_id])
    return text(client.post(page, {"answer": say}, follow=True))


def events(*actions: Action) -> list[tuple[str, int | None, int | None, str]]:
    found = AuditEvent.objects.filter(action__in=actions).order_by("seq")
    return list(found.values_list("action", "by_id", "case_id", "reason"))


# --- The seven days ------------------------------------------------------------------------------


def test_the_list_tells_what_goes_within_seven_days_and_when(karin: User, case: Case) -> None:
    life.close(case=case, reason=CloseReason.DECLINED, by=karin, now=MONDAY)
    client = as_(karin)
    with clock.fixed(MONDAY + 83 * DAY):
        client.force_login(karin)
        assert "Inget gallras inom sju dagar" in text(client.get(PAGE))
    with clock.fixed(MONDAY + 84 * DAY):
        client.force_login(karin)
        shown = text(client.get(PAGE))
        assert case.reference in shown
        assert "2027-02-22" in shown  # 91 days after 23 November
        client.post(reverse("cases:reopen", args=[case.public_id]))
        assert "Inget gallras inom sju dagar" in text(client.get(PAGE))
    assert not retention.gallra(now=MONDAY + 91 * DAY).erased


def test_what_waits_for_a_judgement_says_so(karin: User, case: Case) -> None:
    lars = volunteer("Lars Nilsson")
    glass.break_glass(
        said=case.reference, code=GlassReason.OTHER, reason="Det brådskar nu", by=lars, now=MONDAY
    )
    life.close(case=case, reason=CloseReason.DECLINED, by=karin, now=MONDAY)
    with clock.fixed(MONDAY + 95 * DAY):
        shown = text(as_(karin).get(PAGE))
    assert "bedöm nödöppningen" in shown
    assert "Kan inte öppnas igen" in shown


def test_a_protected_case_of_others_is_not_told_of(karin: User, kerstin: User) -> None:
    hidden = open_case(by=karin, received_at=MONDAY, now=MONDAY, is_protected=True)
    life.close(case=hidden, reason=CloseReason.DECLINED, by=karin, now=MONDAY)
    with clock.fixed(MONDAY + 90 * DAY):
        assert hidden.name_for_lists in text(as_(karin).get(PAGE))
        assert hidden.name_for_lists not in text(as_(kerstin).get(PAGE))


def test_the_list_asks_as_many_queries_with_many_as_with_one(
    karin: User, django_assert_max_num_queries: object
) -> None:
    for _ in range(12):
        made = open_case(by=karin, received_at=MONDAY, now=MONDAY)
        life.close(case=made, reason=CloseReason.DECLINED, by=karin, now=MONDAY)
    with clock.fixed(MONDAY + 90 * DAY):
        client = as_(karin)
        with django_assert_max_num_queries(12):  # type: ignore[operator]
            client.get(PAGE)


def test_many_are_shown_page_by_page_the_nearest_first(
    karin: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(views_erasure, "ROWS_SHOWN", 2)
    closed = []
    for hours in range(3):
        at = MONDAY + timedelta(hours=hours)
        closed.append(open_case(by=karin, received_at=MONDAY, now=MONDAY))
        life.close(case=closed[-1], reason=CloseReason.DECLINED, by=karin, now=at)
    with clock.fixed(MONDAY + 90 * DAY):
        pages = [text(as_(karin).get(PAGE, {"sida": number})) for number in (1, 2)]
    found = [[case.reference in shown for case in closed] for shown in pages]
    assert found == [[True, True, False], [False, False, True]]
    assert "Sida 2 av 2" in pages[1]


# --- Gallra nu -----------------------------------------------------------------------------------


def test_one_asks_and_another_confirms(karin: User, kerstin: User, case: Case) -> None:
    with clock.fixed(MONDAY):
        shown = text(as_(karin).get(ask_page(case)))
        assert "Raderas, för alltid" in shown
        assert "Hur räknas det?" in shown
        request = asked(case, karin)
        assert case.reference in text(as_(kerstin).get(PAGE))
        assert "väntar på ditt svar" in text(as_(kerstin).get(reverse("reporting:dashboard")))
        assert "väntar på ditt svar" not in text(as_(karin).get(reverse("reporting:dashboard")))
        assert "Ärendet är gallrat" in respond(kerstin, request, "yes")
        assert as_(karin).get(case.get_absolute_url()).status_code == 404
    left = Case.objects.get()
    assert left.close_reason == CloseReason.DECLINED
    assert left.erased_at is not None
    assert not ErasureRequest.objects.exists()
    assert Erasure.objects.get().reason == "person_asks"
    assert events(Action.ERASURE_ASKED, Action.CASE_CLOSED, Action.CASE_ERASED) == [
        ("erasure_asked", karin.pk, case.pk, "person_asks"),
        ("case_closed", kerstin.pk, case.pk, ""),
        ("case_erased", kerstin.pk, case.pk, "person_asks"),
    ]
    assert OutboxRow.objects.filter(kind="cases.sweep_after_erasure").count() == 1


def test_nobody_confirms_their_own(karin: User, kerstin: User, case: Case) -> None:
    with clock.fixed(MONDAY):
        request = asked(case, karin)
        page = reverse("cases:answer_erasure", args=[request.public_id])
        assert "Gallra ärendet nu" not in text(as_(karin).get(page))
        assert "av någon annan" in respond(karin, request, "yes")
    assert Case.objects.kept().filter(pk=case.pk).exists()


def test_one_who_asked_may_take_it_back_and_another_may_refuse(
    karin: User, kerstin: User, case: Case
) -> None:
    with clock.fixed(MONDAY):
        assert "återtagen" in respond(karin, asked(case, karin), "no")
        assert "avslagen" in respond(kerstin, asked(case, karin), "no")
    assert [reason for *_, reason in events(Action.ERASURE_REFUSED)] == ["återtagen", "avslagen"]
    assert Case.objects.open().filter(pk=case.pk).exists()


def test_it_is_asked_for_once(karin: User, kerstin: User, case: Case) -> None:
    with clock.fixed(MONDAY):
        asked(case, karin)
        form = {"reason": "not_needed", "close_reason": "declined"}
        assert "redan begärd" in text(as_(kerstin).post(ask_page(case), form))
        assert "Välj varför" in text(as_(kerstin).post(ask_page(case), {}))
    assert ErasureRequest.objects.count() == 1


def test_a_closed_case_is_not_asked_how_it_counts(karin: User, kerstin: User, case: Case) -> None:
    life.close(case=case, reason=CloseReason.SUPPORT_ENDED, by=karin, now=MONDAY)
    with clock.fixed(MONDAY):
        assert "Hur räknas det?" not in text(as_(karin).get(ask_page(case)))
        respond(kerstin, asked(case, karin), "yes")
    assert Case.objects.get().close_reason == CloseReason.SUPPORT_ENDED


def test_while_somebody_rings_the_person_nothing_is_erased(
    karin: User, kerstin: User, case: Case
) -> None:
    with clock.fixed(MONDAY):
        request = asked(case, karin)
        draft = calls.begin_call(case=case, user=karin, now=MONDAY)
        assert "Någon ringer personen" in respond(kerstin, request, "yes")
        assert Case.objects.kept().filter(pk=case.pk).exists()
        calls.release(draft=draft, now=MONDAY)
        assert "är gallrat" in respond(kerstin, request, "yes")


def test_whoever_runs_the_system_answers_only_when_no_other_coordinator_can(
    karin: User, case: Case
) -> None:
    runs = someone("Sixten Systemansvarig")
    User.objects.get_queryset().filter(pk=runs.pk).update(is_superuser=True)
    runs = User.objects.get(pk=runs.pk)
    with clock.fixed(MONDAY):
        request = asked(case, karin)
        page = reverse("cases:answer_erasure", args=[request.public_id])
        shown = text(as_(runs).get(page))
        assert case.reference in shown
        assert "Amina" not in shown
        second = coordinator("Kerstin Samordnare")
        assert as_(runs).get(page).status_code == 404
        User.objects.get_queryset().filter(pk=second.pk).update(is_active=False)
        assert "är gallrat" in respond(runs, request, "yes")


def test_volunteers_and_board_have_no_such_pages(case: Case, karin: User) -> None:
    birgitta = volunteer()
    for address in (PAGE, ask_page(case)):
        assert as_(birgitta).get(address).status_code == 403


def test_a_request_about_a_case_that_one_may_not_see_is_unknown(karin: User, kerstin: User) -> None:
    hidden = open_case(by=karin, received_at=MONDAY, now=MONDAY, is_protected=True)
    with clock.fixed(MONDAY):
        request = asked(hidden, karin)
        page = reverse("cases:answer_erasure", args=[request.public_id])
        assert as_(kerstin).get(page).status_code == 404
        assert as_(kerstin).post(page, {"answer": "yes"}).status_code == 404
        assert as_(karin).get(page).status_code == 200


# --- The erased case -----------------------------------------------------------------------------


def test_the_page_of_an_erased_case_has_statistics_only_and_acts_are_refused(
    karin: User, kerstin: User, case: Case
) -> None:
    life.close(case=case, reason=CloseReason.DECLINED, by=karin, now=MONDAY)
    now = MONDAY + 91 * DAY
    retention.gallra(now=now)
    left = Case.objects.get()
    with clock.fixed(now):
        client = as_(karin)
        shown = text(client.get(left.get_absolute_url()))
        assert "Ärendet är gallrat" in shown
        assert "Polisen" in shown
        assert "Amina" not in shown
        for name, form in (
            ("statistics", {"gender": "man"}),
            ("identity", {"reach_by": "phone", "phone": "070-174 06 13", "call_safety": "yes"}),
            ("note", {"note": "Ring efter fem"}),
            ("reopen", {}),
            ("close", {"reason": "declined"}),
            ("ask_erasure", {"reason": "person_asks"}),
        ):
            answer = client.post(reverse(f"cases:{name}", args=[left.public_id]), form, follow=True)
            assert answer.status_code in {200, 409}, name
            assert "gallrat" in text(answer) or "avslutat" in text(answer), name
        again = Case.objects.get()
        assert (again.gender, again.erased_at) == (left.gender, left.erased_at)
        lists = text(client.get(f"{reverse('contacts:list')}?urval=alla"))
        assert left.reference not in lists
