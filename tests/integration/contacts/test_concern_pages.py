"""Oro för barn through the browser's door, and what stands where of somebody under 18."""

import uuid
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from cases.concern import ChildConcern
from cases.domain.concern import ConcernState
from cases.domain.enums import AgeBand, CloseReason, GlassReason, RecusalReason, Source
from cases.domain.intake import StatisticsInput
from cases.models import Case
from cases.services import life
from cases.services.concern import raise_concern, take_concern
from cases.services.glass import break_glass
from contacts.models import Draft
from contacts.rights.gather import extract_of
from contacts.services import calls, log
from contacts.services.recusal import recuse
from jourcase.kernel.audit import Action, AuditEvent
from tests.factories import board, coordinator, entry, evening_shift, open_case, volunteer
from volunteers.models import User

pytestmark = pytest.mark.django_db
EVENING = datetime(2026, 11, 23, 17, 30, tzinfo=UTC)
HOUR = timedelta(hours=1)
Hold = Callable[[datetime], None]


@pytest.fixture
def karin(fixed_clock: Hold) -> User:
    fixed_clock(EVENING)
    return coordinator()


@pytest.fixture
def birgitta(karin: User) -> User:
    return volunteer()


@pytest.fixture
def case(karin: User) -> Case:
    return open_case(by=karin)


def inside(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def page(case: Case) -> str:
    return reverse("contacts:concern", args=[case.public_id])


def answer(client: Client, concern: ChildConcern, act: str, **fields: str) -> Any:
    ids = [concern.case.public_id, concern.public_id]
    said = {f"oro-{concern.pk}-{name}": value for name, value in fields.items()}
    return client.post(
        reverse("contacts:answer_concern", args=ids), {"act": act, **said}, follow=True
    )


def text_of(response: Any) -> str:
    return " ".join(response.content.decode().split())


# --- Saying it ----------------------------------------------------------------------------------


def test_in_the_midst_of_a_call_on_somebody_elses_case_the_call_goes_on(
    karin: User, birgitta: User, case: Case
) -> None:
    evening_shift(birgitta, starts_at=EVENING - HOUR, by=karin)
    draft = calls.begin_call(case=case, user=birgitta, now=EVENING)
    calls.autosave(draft=draft, content={"note": ["Barn gråter"]}, sequence=1, now=EVENING)
    client = inside(birgitta)
    call = reverse("contacts:call", args=[draft.pk])
    assert page(case) in client.get(call).content.decode()
    shown = text_of(client.get(page(case)))
    assert "ring 112" in shown
    assert "Amina" not in shown, "the number of the case alone"
    back = client.post(page(case))
    assert back.headers["Location"] == call
    text = text_of(client.get(call))
    assert "Det står först på Samordning, men ingen har fått mejl: ring samordnaren nu." in text
    assert "Barn gråter" in text
    draft.refresh_from_db()
    assert (draft.released_at, draft.claimed_until > EVENING) == (None, True)
    assert ChildConcern.objects.get().raised_by == birgitta


def test_afterwards_too_from_the_notice_of_what_was_saved_and_until_the_next_day(
    karin: User, birgitta: User, case: Case, fixed_clock: Hold
) -> None:
    evening_shift(birgitta, starts_at=EVENING - HOUR, by=karin)
    draft = calls.begin_call(case=case, user=birgitta, now=EVENING)
    log.save_draft(draft=draft, entry=entry(at=EVENING), now=EVENING)
    client = inside(birgitta)
    assert page(case) in client.get(reverse("contacts:queue")).content.decode()
    fixed_clock(EVENING + 23 * HOUR)
    assert client.get(page(case)).status_code == 200
    fixed_clock(EVENING + 25 * HOUR)
    assert client.get(page(case)).status_code == 404


def test_the_one_who_said_it_can_undo_it_and_sees_no_more_than_that(
    karin: User, birgitta: User, case: Case
) -> None:
    evening_shift(birgitta, starts_at=EVENING - HOUR, by=karin)
    calls.begin_call(case=case, user=birgitta, now=EVENING)
    somebody = raise_concern(case=case, by=karin, now=EVENING - 25 * HOUR)
    own = raise_concern(case=case, by=birgitta, now=EVENING)
    client = inside(birgitta)
    shown = client.get(page(case)).content.decode()
    assert str(somebody.public_id) not in shown
    assert "Jag tar hand om det" not in shown
    undo = [
        reverse("contacts:undo_concern", args=[case.public_id, it.public_id])
        for it in (somebody, own)
    ]
    assert client.post(undo[0]).status_code == 404
    assert "Ångrat." in text_of(client.post(undo[1], follow=True))
    assert "redan tillbakataget" in text_of(client.post(undo[1], follow=True))
    own.refresh_from_db()
    assert own.state is ConcernState.WITHDRAWN


def test_after_ten_minutes_the_raiser_is_told_to_speak_with_the_coordinator(
    karin: User, birgitta: User, case: Case
) -> None:
    life.assign(case=case, to=birgitta, by=karin, now=EVENING)
    own = raise_concern(case=case, by=birgitta, now=EVENING - timedelta(minutes=11))
    client = inside(birgitta)
    undo = reverse("contacts:undo_concern", args=[case.public_id, own.public_id])
    assert undo not in client.get(page(case)).content.decode()
    assert "mer än tio minuter" in text_of(client.post(undo, follow=True))
    own.refresh_from_db()
    assert own.state is ConcernState.WAITING


# --- Whom it is for -----------------------------------------------------------------------------


def test_who_may_not_know_of_the_case_finds_nothing(
    karin: User, birgitta: User, case: Case
) -> None:
    concern = raise_concern(case=case, by=karin, now=EVENING)
    undo = reverse("contacts:undo_concern", args=[case.public_id, concern.public_id])
    act = reverse("contacts:answer_concern", args=[case.public_id, concern.public_id])
    for user, codes in ((birgitta, {404}), (board(), {403})):
        client = inside(user)
        assert {client.get(page(case)).status_code, client.post(page(case)).status_code} == codes
        assert client.post(undo).status_code in codes
        assert client.post(act, {"act": "take"}).status_code == 403
    assert ChildConcern.objects.get().state is ConcernState.WAITING


def test_jav_and_protection_hide_it_from_a_coordinator_everywhere(
    karin: User, birgitta: User, case: Case
) -> None:
    maj = coordinator("Maj Samordnare")
    hidden = open_case(by=karin, is_protected=True)
    recuse(case=case, user=maj, reason=RecusalReason.KNOWS_PERSON, by=karin, now=EVENING)
    concerns = [raise_concern(case=one, by=karin, now=EVENING) for one in (case, hidden)]
    client = inside(maj)
    assert "Oro för barn" not in client.get(reverse("reporting:dashboard")).content.decode()
    for one, concern in zip((case, hidden), concerns, strict=True):
        assert client.get(page(one)).status_code == 404
        assert client.post(page(one)).status_code == 404
        assert answer(client, concern, "take").status_code == 404
    assert (
        text_of(inside(karin).get(reverse("reporting:dashboard"))).count("Jag tar hand om det") == 2
    )


def test_of_a_case_protected_in_the_midst_of_a_call_the_caller_can_say_it_and_sees_nothing(
    karin: User, birgitta: User, case: Case, fixed_clock: Hold
) -> None:
    life.assign(case=case, to=birgitta, by=karin, now=EVENING)
    calls.begin_call(case=case, user=birgitta, now=EVENING)
    Case.objects.filter(pk=case.pk).update(is_protected=True, protected_number=7)
    client, stranger = inside(birgitta), inside(volunteer("Sten Utanför"))
    for answered in (client.get(page(case)), client.post(page(case), follow=True)):
        text = text_of(answered)
        assert "ring 112" in text
        for hidden in ("Amina", case.reference, "Skyddat"):
            assert hidden not in text
    assert ChildConcern.objects.get().raised_by == birgitta
    assert stranger.post(page(case)).status_code == stranger.get(page(case)).status_code == 404
    fixed_clock(EVENING + 25 * HOUR)
    assert client.post(page(case)).status_code == client.get(page(case)).status_code == 404


@pytest.mark.parametrize(("sent", "said"), [(True, "Samordnaren har fått veta."), (False, "ring")])
def test_it_is_said_that_somebody_was_told_only_when_somebody_was(
    karin: User, birgitta: User, case: Case, settings: Any, sent: bool, said: str
) -> None:
    settings.MAIL_IS_SENT, settings.HELP_PHONE = sent, "070-174 06 90"
    life.assign(case=case, to=birgitta, by=karin, now=EVENING)
    text = text_of(inside(birgitta).post(page(case), follow=True))
    assert said in text
    assert ("Samordnaren har fått veta" in text) is sent
    alone = open_case(by=karin)
    text = text_of(inside(karin).post(page(alone), follow=True))
    assert "ingen annan har fått mejl" in text, "she is the only coordinator"
    assert "Samordnaren har fått veta" not in text


def test_a_nodoppning_reads_and_does_nothing(karin: User, birgitta: User, case: Case) -> None:
    break_glass(
        said=case.reference,
        code=GlassReason.PERSON_CALLS,
        reason="Personen ringer nu",
        by=birgitta,
        now=EVENING,
    )
    client = inside(birgitta)
    shown = client.get(case.get_absolute_url())
    assert shown.status_code == 200
    assert page(case) not in shown.content.decode()
    assert client.post(page(case)).status_code == 404
    assert not ChildConcern.objects.exists()


def test_a_concern_of_another_case_is_not_found_through_this_one(karin: User, case: Case) -> None:
    other = raise_concern(case=open_case(by=karin), by=karin, now=EVENING)
    client = inside(karin)
    for name in ("contacts:undo_concern", "contacts:answer_concern"):
        for key in (other.public_id, uuid.UUID(int=7)):
            address = reverse(name, args=[case.public_id, key])
            assert client.post(address, {"act": "take"}).status_code == 404
    assert ChildConcern.objects.get().state is ConcernState.WAITING


# --- Answering ----------------------------------------------------------------------------------


def test_it_stands_first_on_the_dashboard_until_somebody_takes_it(
    karin: User, birgitta: User, case: Case
) -> None:
    raise_concern(case=case, by=birgitta, now=EVENING)
    maj = coordinator("Maj Samordnare")
    board_of = {user: reverse("reporting:dashboard") for user in (karin, maj)}
    text = text_of(inside(karin).get(board_of[karin]))
    assert text.index("Oro för barn") < text.index('aria-label="Läget"')
    assert "sagt av Birgitta N." in text
    assert "Du tar hand om det" in text_of(
        answer(inside(karin), ChildConcern.objects.get(), "take")
    )
    assert "Oro för barn" not in text_of(inside(maj).get(board_of[maj])), "somebody has it"
    assert "skriv när orosanmälan är gjord" in text_of(inside(karin).get(board_of[karin]))
    assert "redan tagit hand om det" in text_of(
        answer(inside(maj), ChildConcern.objects.get(), "take")
    )


def test_the_date_the_mistakes_in_it_and_that_nothing_else_is_stored(
    karin: User, case: Case
) -> None:
    concern, client = raise_concern(case=case, by=karin, now=EVENING), inside(karin)
    wrong = {
        "": "Skriv vilken dag orosanmälan gjordes.",
        "igår": "Skriv datumet som år-månad-dag",
        "2026-11-24": "Datumet ligger framåt.",
        "2026-11-01": "mer än en vecka före",
    }
    for typed, sentence in wrong.items():
        shown = answer(client, concern, "report", reported_on=typed)
        assert sentence in text_of(shown), typed
        assert f'value="{typed}"' in shown.content.decode() or not typed
    concern.refresh_from_db()
    assert concern.state is ConcernState.WAITING
    shown = answer(client, concern, "report", reported_on="23/11 2026")
    assert "Datumet är sparat" in text_of(shown)
    concern.refresh_from_db()
    assert concern.reported_on == date(2026, 11, 23)
    assert "Orosanmälan gjordes 2026-11-23" in text_of(client.get(case.get_absolute_url()))
    assert "Ta bort" not in text_of(shown)
    assert "Datumet för en orosanmälan står här" in text_of(answer(client, concern, "withdraw"))
    assert "ingen anmälan behövdes" in text_of(answer(client, concern, "not_needed"))
    assert "ingen anmälan behövdes" in text_of(client.get(case.get_absolute_url()))
    assert answer(client, concern, "hack").status_code == 200
    assert ChildConcern.objects.get(pk=concern.pk).state is ConcernState.NOT_NEEDED


def test_the_case_page_says_that_it_waits_and_so_does_the_closing(karin: User, case: Case) -> None:
    concern, client = raise_concern(case=case, by=karin, now=EVENING), inside(karin)
    assert "Väntar på samordnaren" in text_of(client.get(case.get_absolute_url()))
    closing = reverse("cases:close", args=[case.public_id])
    assert "Har inget svar än." in text_of(client.get(closing))
    take_concern(concern=concern, by=karin, now=EVENING)
    assert "Tas om hand" in text_of(client.get(case.get_absolute_url()))
    answer(client, concern, "not_needed")
    assert "Har inget svar än." not in text_of(client.get(closing))


def test_reading_the_page_leaves_a_trace_and_the_extract_says_nothing_of_it(
    karin: User, case: Case
) -> None:
    concern = raise_concern(case=case, by=karin, now=EVENING)
    take_concern(concern=concern, by=karin, now=EVENING)
    answer(inside(karin), concern, "report", reported_on="2026-11-23")
    before = AuditEvent.objects.filter(action=Action.CASE_VIEWED, case_id=case.pk).count()
    inside(karin).get(page(case))
    after = AuditEvent.objects.filter(action=Action.CASE_VIEWED, case_id=case.pk).count()
    assert after == before + 1
    extract = extract_of(case, now=EVENING)
    said = repr(extract.sections)
    assert "Oro" not in said
    assert "rosanmälan" not in said
    assert "oro för ett barn" in repr(extract.left_out), "said in every extract, whatever it holds"


def test_the_routine_is_for_who_reads_cases(karin: User, birgitta: User) -> None:
    address = reverse("contacts:concern_routine")
    for user in (karin, birgitta):
        text = text_of(inside(user).get(address))
        assert "ring 112" in text
        assert (
            "var och en som får veta att ett barn far illa bör anmäla det till socialnämnden"
            in text
        )
    assert inside(board()).get(address).status_code == 403


# --- Under 18 -----------------------------------------------------------------------------------

MINORS = [
    pytest.param(StatisticsInput(born=date(2010, 5, 2)), "Under 18", id="born"),
    pytest.param(StatisticsInput(birth_year=2008), "Kan vara under 18", id="17-or-18"),
    pytest.param(StatisticsInput(age_band=AgeBand.UNDER), "Kan vara under 18", id="under-21"),
]


@pytest.mark.parametrize(("statistics", "words"), MINORS)
def test_whom_to_contact_comes_first_on_the_card_and_on_the_case(
    karin: User, statistics: StatisticsInput, words: str
) -> None:
    case = open_case(by=karin, statistics=statistics)
    client = inside(karin)
    for text in (begun(client, case), text_of(client.get(case.get_absolute_url()))):
        assert f"Trygg kontakt:</b> {words} – fråga samordnaren vem vi får kontakta." in text
    assert "Att komplettera:" in text_of(client.get(case.get_absolute_url()))


def test_a_guardian_who_is_known_comes_first_and_once(karin: User) -> None:
    case = open_case(
        by=karin,
        statistics=StatisticsInput(born=date(2010, 5, 2)),
        guardian="Mormor Rut, 070-174 06 33",
    )
    client = inside(karin)
    for text in (begun(client, case), text_of(client.get(case.get_absolute_url()))):
        assert "Trygg kontakt:</b> Under 18. Kontakta först: Mormor Rut, 070-174 06 33." in text
        assert text.count("Mormor Rut") == 1
    assert "Att komplettera:" not in text_of(client.get(case.get_absolute_url()))


@pytest.mark.parametrize(
    "rest",
    [
        pytest.param({"statistics": StatisticsInput(born=date(2008, 11, 23))}, id="18-today"),
        pytest.param({"statistics": StatisticsInput()}, id="nothing-known"),
        pytest.param(
            {"statistics": StatisticsInput(age_band=AgeBand.UNDER), "is_anonymous": True},
            id="anonymous",
        ),
    ],
)
def test_of_others_nothing_is_said(karin: User, rest: dict[str, Any]) -> None:
    case = open_case(by=karin, source=Source.OWN, **rest)
    text = text_of(inside(karin).get(case.get_absolute_url()))
    assert "fråga samordnaren vem" not in text
    assert "vem vi får kontakta" not in text


def test_a_closed_case_is_not_to_be_completed(karin: User) -> None:
    case = open_case(by=karin, statistics=StatisticsInput(born=date(2010, 5, 2)))
    life.close(case=case, reason=CloseReason.DECLINED, by=karin, now=EVENING)
    assert "Att komplettera:" not in text_of(inside(karin).get(case.get_absolute_url()))


def begun(client: Client, case: Case) -> str:
    """The card of a call that has begun, given up at once."""
    client.post(reverse("contacts:begin", args=[case.public_id]))
    draft = Draft.objects.claiming().get(case=case)
    text = text_of(client.get(reverse("contacts:call", args=[draft.pk])))
    calls.discard(draft=draft, now=EVENING)
    return text


def test_the_intake_asks_for_it_beside_the_age_and_keeps_what_was_typed(karin: User) -> None:
    client, address = inside(karin), reverse("cases:new")
    text = text_of(client.get(address, follow=True))
    assert text.index('id="falt-age_band"') < text.index('id="falt-guardian"')
    assert text.count('id="falt-guardian"') == 1
    assert 'data-reveal="minor"' in text
    said = {"born": "2010-05-02", "guardian": "Mormor Rut", "reach_by": "phone", "source": "own"}
    again = text_of(client.post(address, said))
    assert 'value="Mormor Rut"' in again
    assert 'data-reveal="minor"' not in again, "what was typed is never hidden"
