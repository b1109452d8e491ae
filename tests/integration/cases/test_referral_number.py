"""A number that leaves with a referral takes its safe contact along, and stays while calls are
paused: in the preview, in the letter, on paper, and at the hand-over.
"""

import re
from dataclasses import replace
from datetime import time
from typing import Any

import pytest
from django.urls import reverse

from cases.domain.enums import CallSafety, WishedGender
from cases.domain.intake import SafeContact
from cases.domain.referral import Consent
from cases.domain.referral_codes import ConsentHow, HandOverWay, Item
from cases.domain.referral_number import UNRESTRICTED
from cases.domain.safe_hours import SafeHours
from cases.models import Case, Identity
from cases.referrals.letter import what_is_passed
from cases.referring import Referral
from cases.safe_words import how_to_call, safe_contact_outside
from cases.services import life
from cases.services import referral as service
from contacts.domain.enums import Result
from jourcase.kernel.audit import Action, AuditEvent
from jourcase.kernel.refusals import RefusedError
from jourcase.kernel.sealed import UNREADABLE
from reporting.demo.lately import Lately
from tests.factories import MONDAY, coordinator, log_contact, volunteer
from tests.integration.cases.referring import (
    DAY,
    HOUR,
    SHOWN,
    R,
    S,
    aged,
    agreed,
    as_,
    begun,
    consented,
    consented_to,
    handed,
    state_of,
    text,
    url,
)
from volunteers.models import User

pytestmark = pytest.mark.django_db

FREE = SafeContact(may_leave_message=True, may_send_sms=True)
NUMBER = (Item.PHONE, Item.SAFE_CONTACT)
UNKNOWN_WORDS = "Vi vet inte om det är tryggt att ringa. Var försiktiga"
PAUSED_WORDS = "Samtalen är pausade: någon annan än personen svarade."
PAPERS = ("referral_letter", "referral_letter_file")


@pytest.fixture(autouse=True)
def _monday(fixed_clock: Any) -> None:
    fixed_clock(MONDAY)


@pytest.fixture
def karin() -> User:
    return coordinator()


def paused(case: Case, by: User) -> Case:
    log_contact(case, by, Result.OTHER_PERSON)
    case.refresh_from_db()
    assert case.calls_paused_at is not None
    return case


def seen_of(page: Any) -> str:
    found = re.search(r'name="seen" value="(\w{64})"', page.content.decode())
    assert found
    return found[1]


# --- With the number ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("given", "words"),
    [
        pytest.param({"call_safety": CallSafety.UNKNOWN}, UNKNOWN_WORDS, id="unknown"),
        pytest.param({"call_safety": CallSafety.CONDITIONS}, "på vissa villkor", id="conditions"),
        pytest.param({"call_safety": CallSafety.NO}, "Ring inte: det är inte tryggt.", id="no"),
        pytest.param(
            {"safe": replace(FREE, may_leave_message=False)}, "Meddelande får inte", id="message"
        ),
        pytest.param({"safe": replace(FREE, may_send_sms=False)}, "Sms får inte", id="sms"),
        pytest.param({"safe": replace(FREE, say_nothing=True)}, "Säg inte varifrån ni", id="say"),
        pytest.param({"safe": replace(FREE, hidden_number=True)}, "dolt nummer", id="hidden"),
        pytest.param(
            {"safe": replace(FREE, hours=SafeHours.daily(time(9), time(11)))}, "Ring bara", id="at"
        ),
        pytest.param(
            {"safe": replace(FREE, wished_gender=WishedGender.WOMAN)}, "Vill helst", id="wish"
        ),
        pytest.param({"safe": replace(FREE, safe_note="Ej helger")}, "Ej helger.", id="own-words"),
        pytest.param({"guardian": "Mormor Rut"}, "Får kontaktas: Mormor Rut.", id="guardian"),
    ],
)
def test_whatever_is_to_be_known_goes_straight_after_the_number(
    karin: User, given: dict[str, Any], words: str
) -> None:
    case = aged(karin, **({"safe": FREE} | given))
    referral, client = begun(case, karin), as_(karin)
    bare = consented(referral, items=["first_name", "phone"])
    answer = text(client.post(url(referral, "referral_consent"), bare))
    assert "Numret lämnas bara tillsammans med trygg kontakt" in answer
    assert words in answer  # what the recipient will read is shown where it is asked for
    assert state_of(referral) == S.OFFERED

    said = consented(
        referral, items=["first_name", "phone", "safe_contact", "event"], event="Rånad"
    )
    client.post(url(referral, "referral_consent"), said)
    for name in ("referral", "referral_hand_over", "referral_letter"):
        shown = text(client.get(url(referral, name)))
        assert shown.index(SHOWN) < shown.index("Trygg kontakt", shown.index(SHOWN)), name
        assert shown.index(SHOWN) < shown.index(words) < shown.index("Rånad"), name
    seen = seen_of(client.get(url(referral, "referral_hand_over")))
    client.post(url(referral, "referral_hand_over"), {"way": "letter", "seen": seen})
    assert words in Referral.objects.get().passed


def test_a_number_that_nothing_limits_may_go_alone(karin: User) -> None:
    case = aged(karin, safe=FREE)
    assert how_to_call(case, Identity.objects.get()) == UNRESTRICTED
    referral, client = begun(case, karin), as_(karin)
    assert "Trygg kontakt följer med numret.</b>" not in text(
        client.get(url(referral, "referral_consent"))
    )
    client.post(url(referral, "referral_consent"), consented(referral, items=["phone"]))
    handed(Referral.objects.get(), karin)
    assert state_of(referral) == S.HANDED_OVER


def test_somebody_who_wants_no_calls_is_said_to_want_none(karin: User) -> None:
    case = aged(karin, safe=FREE)
    Case.objects.update(declines_phone=True)
    case.refresh_from_db()
    identity = Identity.objects.get()
    assert how_to_call(case, identity) == replace(UNRESTRICTED, declines_phone=True)
    assert safe_contact_outside(case, identity)[0] == "Personen vill inte bli uppringd."


def test_a_note_that_cannot_be_read_is_told_and_not_left_out(karin: User) -> None:
    case = aged(karin, safe=replace(FREE, safe_note="Ej helger"))
    identity = Identity.objects.get()
    identity.safe_note = UNREADABLE
    said = " ".join(safe_contact_outside(case, identity))
    assert "Ej helger" not in said
    assert "Det finns mer att tänka på som vi inte kan läsa just nu." in said


def test_a_number_agreed_to_alone_stays_when_it_is_no_longer_free(karin: User) -> None:
    case = aged(karin, safe=FREE)
    referral, client = agreed(case, karin, Item.FIRST_NAME, Item.PHONE), as_(karin)
    seen = seen_of(client.get(url(referral, "referral_hand_over")))
    Case.objects.update(call_safety=CallSafety.UNKNOWN)
    shown = text(client.get(url(referral)))
    assert "Numret lämnas inte utan trygg kontakt." in shown
    assert url(referral, "referral_consent") in shown
    assert SHOWN not in shown
    for name in ("referral_hand_over", *PAPERS):
        told = text(client.get(url(referral, name), follow=True))
        assert "Numret lämnas bara tillsammans med trygg kontakt" in told, name
        assert SHOWN not in told, name
    told = text(
        client.post(
            url(referral, "referral_hand_over"), {"way": "letter", "seen": seen}, follow=True
        )
    )
    assert "Numret lämnas bara tillsammans med trygg kontakt" in told
    assert state_of(referral) == S.ACCEPTED
    consented_to(referral, Consent(ConsentHow.PHONE, MONDAY, frozenset(NUMBER)), karin)
    assert UNKNOWN_WORDS in text(client.get(url(referral, "referral_letter")))


def test_a_bare_number_that_never_arrived_is_asked_about_anew(karin: User) -> None:
    referral = handed(agreed(aged(karin, safe=FREE), karin, Item.PHONE), karin)
    client = as_(karin)
    Case.objects.update(call_safety=CallSafety.NO)
    shown = text(client.get(url(referral)))
    assert "Stödcentrum har numret men inte trygg kontakt." in shown
    service.note_feedback(referral=referral, state=S.NEVER_ARRIVED, by=karin, now=MONDAY)
    shown = text(client.get(url(referral)))
    assert "Numret lämnas inte utan trygg kontakt." in shown
    assert reverse("cases:refer", args=[referral.case.public_id]) in shown
    assert "Läs igenom och lämna över" not in shown


# --- While calls are paused -----------------------------------------------------------------------


def test_nobody_gets_a_number_that_nobody_rings(karin: User) -> None:
    case = aged(karin)
    referral, client = agreed(case, karin), as_(karin)
    seen = seen_of(client.get(url(referral, "referral_hand_over")))
    paused(case, karin)
    decide = reverse("cases:decide_calls", args=[case.public_id])
    shown = text(client.get(url(referral)))
    assert "Numret lämnas inte till någon förrän du har beslutat." in shown
    assert decide in shown
    assert SHOWN not in shown
    for name in ("referral_hand_over", *PAPERS):
        told = text(client.get(url(referral, name), follow=True))
        assert PAUSED_WORDS in told, name
        assert decide in told, name
        assert SHOWN not in told, name
    said = {"way": "letter", "seen": seen, "closes": "on"}
    told = text(client.post(url(referral, "referral_hand_over"), said, follow=True))
    assert PAUSED_WORDS in told
    assert decide in told
    row = Referral.objects.get()
    assert (row.state, row.handed_over_at, row.passed) == (S.ACCEPTED, None, "")
    assert Case.objects.get().closed_at is None
    acts = (Action.REFERRAL_HANDED_OVER, Action.REFERRAL_PRINTED)
    assert not AuditEvent.objects.filter(action__in=acts).exists()

    life.decide_calls(case=case, may_continue=True, reason="", by=karin, now=MONDAY + HOUR)
    assert SHOWN in text(client.get(url(referral, "referral_letter")))
    handed(referral, karin, at=MONDAY + HOUR)
    assert state_of(referral) == S.HANDED_OVER


def test_the_service_refuses_what_the_preview_of_a_paused_case_says(karin: User) -> None:
    case = aged(karin)
    referral = agreed(case, karin)
    paused(case, karin)
    fresh = Case.objects.get()
    seen = what_is_passed(referral, fresh, anew=True)
    assert [label for label, _ in seen.lines] == ["Förnamn", "Trygg kontakt", "Vad som har hänt"]
    assert dict(seen.lines)["Trygg kontakt"].startswith("Ring inte nu: någon annan än personen")
    with pytest.raises(RefusedError) as refused:
        service.hand_over(
            referral=referral,
            way=HandOverWay.PHONE,
            seen=seen.digest,
            closes=False,
            by=karin,
            now=MONDAY,
        )
    assert refused.value.refusals == {R.CALLS_PAUSED}


def test_without_the_number_the_rest_goes_and_says_first_not_to_ring(karin: User) -> None:
    case = paused(aged(karin, call_safety=CallSafety.UNKNOWN), karin)
    referral = agreed(case, karin, Item.FIRST_NAME, Item.SAFE_CONTACT)
    client = as_(karin)
    shown = text(client.get(url(referral, "referral_letter")))
    assert shown.index("Ring inte nu: någon annan") < shown.index(UNKNOWN_WORDS)
    seen = seen_of(client.get(url(referral, "referral_hand_over")))
    client.post(url(referral, "referral_hand_over"), {"way": "letter", "seen": seen})
    assert state_of(referral) == S.HANDED_OVER


def test_a_letter_of_before_the_pause_is_not_printed_again(karin: User) -> None:
    case = aged(karin)
    referral, client = handed(agreed(case, karin), karin), as_(karin)
    assert client.get(url(referral, "referral_letter")).status_code == 200
    paused(case, karin)
    for name in PAPERS:
        assert PAUSED_WORDS in text(client.get(url(referral, name), follow=True)), name
    shown = text(client.get(url(referral)))
    assert "Någon annan svarade, och Stödcentrum har numret. Be dem vänta" in shown
    assert referral.code in shown


def test_a_volunteer_is_told_who_decides(karin: User) -> None:
    birgitta = volunteer()
    case = life.assign(case=aged(karin), to=birgitta, by=karin, now=MONDAY)
    referral = agreed(case, birgitta)
    paused(case, birgitta)
    shown = text(as_(birgitta).get(url(referral)))
    assert "Numret lämnas inte till någon förrän samordnaren har beslutat." in shown
    assert reverse("cases:decide_calls", args=[case.public_id]) not in shown


def test_a_withdrawn_consent_has_no_word_of_the_number(karin: User) -> None:
    case = paused(aged(karin), karin)
    referral = agreed(case, karin)
    service.withdraw(referral=referral, by=karin, now=MONDAY)
    client = as_(karin)
    assert "Samtalen är pausade" not in text(client.get(url(referral)))
    told = text(client.get(url(referral, "referral_letter"), follow=True))
    assert "Det finns inget samtycke" in told


# --- A consent that was changed while a page stood open -------------------------------------------


def test_an_old_page_does_not_widen_what_was_narrowed_meanwhile(karin: User) -> None:
    referral = agreed(aged(karin), karin, event="Rånad på väg hem")
    kerstin, client = coordinator("Kerstin Samordnare"), as_(karin)
    page = client.get(url(referral, "referral_consent")).content.decode()
    found = re.search(r'name="seen" value="([^"]+)"', page)
    assert found
    old = consented(
        referral,
        seen=found[1],
        items=["first_name", "phone", "safe_contact", "event"],
        event="Rånad, och mer som sades i går",
    )
    narrowed = Consent(ConsentHow.WRITTEN, MONDAY, frozenset({Item.FIRST_NAME}))
    consented_to(referral, narrowed, kerstin)
    told = AuditEvent.objects.filter(action=Action.REFERRAL_CHANGED)
    before = told.count()

    answer = client.post(url(referral, "referral_consent"), old)
    shown = text(answer)
    assert "Någon har ändrat uppgifterna sedan du öppnade sidan" in shown
    assert '<dt>Får lämnas</dt> <dd class="tidslinje-text">Förnamn</dd>' in shown
    assert "Skriftligt, i dag kl. 14.00" in shown
    assert "Rånad, och mer som sades i går" in shown  # what was typed stays
    assert shown.count("checked") == 5  # and what was ticked
    row = Referral.objects.get()
    assert row.items == {Item.FIRST_NAME}
    assert (row.consent_how, row.event) == ("written", "")
    assert told.count() == before

    # Saved again on the page that has shown it: this person knows.
    again = re.search(r'name="seen" value="([^"]+)"', answer.content.decode())
    assert again
    client.post(url(referral, "referral_consent"), old | {"seen": again[1]})
    assert Referral.objects.get().items == frozenset(Item)


def test_an_old_page_does_not_bring_back_a_consent_that_is_gone(karin: User) -> None:
    referral, client = agreed(aged(karin), karin), as_(karin)
    old = consented(referral)
    service.withdraw(referral=referral, by=coordinator("Kerstin Samordnare"), now=MONDAY)
    shown = text(client.post(url(referral, "referral_consent"), old))
    assert '<dt>Läget</dt> <dd class="tidslinje-text">Personen ångrade sig</dd>' in shown
    assert state_of(referral) == S.WITHDRAWN


@pytest.mark.parametrize("seen", ["", "items=0;event=0", "x" * 5000, "<script>"])
def test_a_page_that_has_seen_nothing_changes_nothing(karin: User, seen: str) -> None:
    referral = agreed(aged(karin), karin, Item.FIRST_NAME)
    said = consented(referral, seen=seen)
    answer = as_(karin).post(url(referral, "referral_consent"), said)
    assert answer.status_code == 200
    assert "<script>" not in answer.content.decode()
    assert Referral.objects.get().items == {Item.FIRST_NAME}


def test_a_second_press_on_the_button_saves_once(karin: User) -> None:
    referral, client = begun(aged(karin), karin), as_(karin)
    said = consented(referral)
    for _ in range(2):
        answer = client.post(url(referral, "referral_consent"), said, follow=True)
        assert "Samtycket är sparat" in text(answer)
    assert AuditEvent.objects.filter(action=Action.REFERRAL_CHANGED, reason="accepted").count() == 1


def test_the_stamp_tells_nothing_and_is_of_one_referral_alone(karin: User) -> None:
    one, two = (agreed(aged(karin), karin) for _ in range(2))
    stamps = [consented(referral)["seen"] for referral in (one, two)]
    prints = [set(re.findall(r"=(\w+)", stamp)) for stamp in stamps]
    assert len(prints[0]) == 4
    assert not prints[0] & prints[1]


# --- The demonstration ----------------------------------------------------------------------------


def test_the_demonstration_hands_over_no_paused_number(karin: User) -> None:
    free = aged(karin)
    paused(aged(karin), karin)  # who came in last
    lately = Lately(plan=None, people={}, cases={})  # type: ignore[arg-type]
    assert lately._young(MONDAY + DAY) == free
