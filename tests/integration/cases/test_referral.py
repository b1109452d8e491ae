"""Consent, exact preview, hand-over and letter: nothing is passed but what was agreed to."""

import builtins
import re
import zlib
from typing import Any

import pytest

from cases.domain.duplicates import MergeRefusal
from cases.domain.enums import AgeBand, CallSafety, Source
from cases.domain.intake import IdentityInput, SafeContact, StatisticsInput
from cases.domain.referral import Consent, Offer
from cases.domain.referral_codes import (
    ConsentHow,
    Item,
    Recipient,
)
from cases.models import Case
from cases.referring import Referral
from cases.services import life
from cases.services import referral as service
from jourcase.kernel.audit import Action, AuditEvent
from jourcase.kernel.refusals import RefusedError
from tests.factories import MONDAY, coordinator, fictional_number, open_case, seen_now, volunteer
from tests.integration.cases.referring import (
    DAY,
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
    offered,
    refer_url,
    state_of,
    text,
    url,
)
from tests.integration.contacts.pairs import merged
from volunteers.models import User

pytestmark = pytest.mark.django_db
# Nobody is reached in any way at all, so the words go with the number.
NUMBER = (Item.PHONE, Item.SAFE_CONTACT)


@pytest.fixture(autouse=True)
def _monday(fixed_clock: Any) -> None:
    fixed_clock(MONDAY)


@pytest.fixture
def karin() -> User:
    return coordinator()


@pytest.fixture
def birgitta() -> User:
    return volunteer()


# --- Consent, preview, hand-over ------------------------------------------------------------------


def test_from_yes_to_a_confirmed_hand_over(karin: User) -> None:
    case, client = aged(karin), as_(karin)
    answer = client.post(refer_url(case), offered(answer="consents"))
    referral = Referral.objects.get()
    assert answer["Location"] == url(referral, "referral_consent")
    shown = text(client.get(answer["Location"]))
    assert "checked" not in shown  # nothing is ticked beforehand
    items = ["first_name", "phone", "event", "safe_contact"]
    said = consented(referral, items=items, event="Rånad på väg hem")
    client.post(url(referral, "referral_consent"), said)
    assert state_of(referral) == S.ACCEPTED

    page = client.get(url(referral, "referral_hand_over"))
    shown = text(page)
    for word in ("Amina", SHOWN, "Rånad på väg hem", "Meddelande får inte lämnas"):
        assert word in shown
    assert "Påhittad" not in shown  # the first name only
    seen = re.search(r'name="seen" value="(\w{64})"', page.content.decode())
    assert seen
    said = {"way": "letter", "seen": seen[1]}
    told = text(client.post(url(referral, "referral_hand_over"), said, follow=True))
    assert "Vi påminner om sju dagar" in told
    row = Referral.objects.get()
    assert (row.state, row.handed_over_by, row.way) == (S.HANDED_OVER, karin, "letter")
    assert "Amina" in row.passed
    event = AuditEvent.objects.get(action=Action.REFERRAL_HANDED_OVER)
    assert event.fields == ["event", "first_name", "phone", "safe_contact"]
    assert event.case_id == case.pk

    # Told again, a second press does nothing.
    told = text(client.post(url(referral, "referral_hand_over"), said, follow=True))
    assert "Någon annan har hunnit före" in told
    client.post(url(referral, "referral_feedback"), {"state": "confirmed"})
    assert state_of(referral) == S.CONFIRMED
    assert Case.objects.get().closed_at is None  # closing is offered, not forced


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"how": ""}, "Välj hur personen sade ja"),
        ({"given_at": "2026-11-24 10:00"}, "Tiden ligger framåt"),
        ({"given_at": "2026-11-20 10:00"}, "före den dag ärendet kom in"),
        ({"given_at": "när som helst"}, "Skriv dag och tid"),
        ({"items": []}, "Kryssa för vad vi får lämna"),
        ({"items": ["event"]}, "Skriv vad som får lämnas"),
        ({"items": ["personnummer"]}, "Välj ett av alternativen"),
        ({"items": ["event"], "event": "x" * 3000}, "Texten är för lång"),
    ],
)
def test_a_consent_that_lacks_something_is_not_kept(
    karin: User, said: dict[str, Any], words: str
) -> None:
    referral = begun(aged(karin), karin)
    answer = as_(karin).post(url(referral, "referral_consent"), consented(referral, **said))
    assert words in text(answer)
    assert state_of(referral) == S.OFFERED


def test_a_personal_number_in_what_happened_is_warned_about_once(karin: User) -> None:
    referral, client = begun(aged(karin), karin), as_(karin)
    said = consented(referral, items=["event"], event="Född 20050502-1234")
    assert "personnummer" in text(client.post(url(referral, "referral_consent"), said))
    assert state_of(referral) == S.OFFERED
    client.post(url(referral, "referral_consent"), said | {"note_seen": "on"})
    assert state_of(referral) == S.ACCEPTED


def test_only_what_is_agreed_to_is_in_the_preview_and_the_letter(karin: User) -> None:
    referral, client = agreed(aged(karin), karin, *NUMBER), as_(karin)
    for name in ("referral_hand_over", "referral_letter"):
        shown = text(client.get(url(referral, name)))
        assert SHOWN in shown
        assert "Amina" not in shown, name
        assert "Rånad" not in shown, name


def test_a_number_that_is_not_safe_goes_with_the_safe_contact(karin: User) -> None:
    case = aged(karin, call_safety=CallSafety.CONDITIONS, safe=SafeContact(say_nothing=True))
    with pytest.raises(RefusedError) as refused:
        agreed(case, karin, Item.PHONE)
    assert refused.value.refusals == {R.NUMBER_WITHOUT_SAFETY}
    given = Consent(ConsentHow.PHONE, MONDAY, frozenset(NUMBER))
    referral = consented_to(Referral.objects.get(case=case), given, karin)
    assert "Säg inte varifrån ni ringer" in text(as_(karin).get(url(referral, "referral_letter")))


def test_a_consent_withdrawn_between_preview_and_hand_over_stops_it(karin: User) -> None:
    referral, client = agreed(aged(karin), karin), as_(karin)
    page = client.get(url(referral, "referral_hand_over")).content.decode()
    seen = re.search(r'name="seen" value="(\w{64})"', page)
    assert seen
    other = as_(coordinator("Kerstin Samordnare"))
    other.post(url(referral, "referral_withdraw"))
    said = {"way": "phone", "seen": seen[1], "closes": "on"}
    told = text(client.post(url(referral, "referral_hand_over"), said, follow=True))
    assert "Stopp: personen har tagit tillbaka sitt samtycke" in told
    assert "Amina" not in told
    row = Referral.objects.get()
    assert (row.state, row.handed_over_at, row.passed, row.event) == (S.WITHDRAWN, None, "", "")
    assert Case.objects.get().closed_at is None
    assert not AuditEvent.objects.filter(action=Action.REFERRAL_HANDED_OVER).exists()
    for name in ("referral_letter", "referral_letter_file", "referral_hand_over"):
        assert client.get(url(referral, name)).status_code == 302, name


def test_what_changed_since_it_was_read_is_read_again(karin: User) -> None:
    case = aged(karin)
    referral, client = agreed(case, karin, *NUMBER), as_(karin)
    page = client.get(url(referral, "referral_hand_over")).content.decode()
    seen = re.findall(r'name="seen" value="(\w{64})"', page)
    life.change_identity(
        case=case,
        identity=IdentityInput(name="Amina Påhittad", phones=(fictional_number(41),)),
        reach_by=case.reach_by,  # type: ignore[arg-type]
        call_safety=CallSafety.YES,
        declines_phone=False,
        seen=seen_now(case),
        by=karin,
        now=MONDAY,
    )
    said = {"way": "phone", "seen": seen[0]}
    answer = client.post(url(referral, "referral_hand_over"), said)
    assert "Läs igenom igen" in text(answer)
    assert "070-174 06 46" in text(answer)
    again = re.findall(r'name="seen" value="(\w{64})"', answer.content.decode())
    assert again != seen
    client.post(url(referral, "referral_hand_over"), {"way": "phone", "seen": again[0]})
    assert state_of(referral) == S.HANDED_OVER


@pytest.mark.parametrize("seen", ["", "0" * 64, "x" * 500, "<script>"])
def test_a_made_up_preview_hands_nothing_over(karin: User, seen: str) -> None:
    referral = agreed(aged(karin), karin)
    said = {"way": "phone", "seen": seen}
    answer = as_(karin).post(url(referral, "referral_hand_over"), said)
    assert answer.status_code == 200
    assert state_of(referral) == S.ACCEPTED


def test_an_anonymous_case_passes_what_happened_and_says_what_is_missing(karin: User) -> None:
    case = open_case(
        by=karin,
        is_anonymous=True,
        source=Source.OWN,
        statistics=StatisticsInput(age_band=AgeBand.UNDER),
    )
    referral = agreed(case, karin, Item.FIRST_NAME, *NUMBER, Item.EVENT)
    shown = text(as_(karin).get(url(referral, "referral_hand_over")))
    assert "Rånad på väg hem" in shown
    assert "Saknas hos oss och lämnas därför inte: förnamn, telefon, trygg kontakt." in shown


def test_withdrawn_after_the_hand_over_says_whom_to_ring(karin: User) -> None:
    referral = handed(agreed(aged(karin), karin), karin)
    shown = text(as_(karin).post(url(referral, "referral_withdraw"), follow=True))
    assert "Uppgifterna är redan lämnade" in shown
    assert referral.code in shown


def test_what_never_arrived_is_handed_over_again(karin: User) -> None:
    referral, client = handed(agreed(aged(karin), karin), karin), as_(karin)
    client.post(url(referral, "referral_feedback"), {"state": "never_arrived"})
    shown = text(client.get(url(referral, "referral_hand_over")))
    assert "Amina" in shown
    handed(Referral.objects.get(), karin, at=MONDAY + DAY)
    row = Referral.objects.get()
    assert (row.state, row.handed_over_at, row.answered_at) == (
        S.HANDED_OVER,
        MONDAY + DAY,
        None,
    )


# --- The letter -----------------------------------------------------------------------------------


def unpacked(pdf: bytes) -> bytes:
    """The streams of a PDF, those that are packed opened."""
    streams = re.findall(rb"stream\r?\n(.*?)\r?\nendstream", pdf, re.DOTALL)
    return b"".join(zlib.decompressobj().decompress(one) for one in streams if one[:1] == b"x")


def test_the_letter_is_a_pdf_that_assistive_technology_reads(karin: User) -> None:
    case = aged(karin)
    referral = agreed(case, karin)
    answer = as_(karin).get(url(referral, "referral_letter_file"))
    assert answer["Content-Type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF-")
    inside = unpacked(answer.content)
    assert b"pdfuaid" in inside
    assert b"/Lang (sv)" in inside
    assert b"/StructTreeRoot" in inside
    assert "Amina" not in answer["Content-Disposition"]
    assert "no-store" in answer["Cache-Control"]
    assert AuditEvent.objects.filter(action=Action.REFERRAL_PRINTED, case_id=case.pk).count() == 1


def test_where_pango_is_missing_the_page_says_what_to_install(
    karin: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    usual = builtins.__import__

    def missing(name: str, *rest: Any, **more: Any) -> Any:
        if name.startswith("weasyprint"):
            raise OSError("cannot load library 'libpango-1.0-0'")
        return usual(name, *rest, **more)

    referral, client = agreed(aged(karin), karin), as_(karin)
    monkeypatch.setattr(builtins, "__import__", missing)
    shown = text(client.get(url(referral, "referral_letter_file"), follow=True))
    assert "Pango saknas" in shown
    assert "Hänvisning till Stödcentrum" in shown


def test_the_letter_does_not_name_the_case(karin: User) -> None:
    case = aged(karin)
    referral = agreed(case, karin)
    shown = text(as_(karin).get(url(referral, "referral_letter")))
    assert case.reference not in shown
    assert referral.code in shown


# --- Two who answer at the same time --------------------------------------------------------------


def test_a_consent_is_never_answered_over(karin: User) -> None:
    referral = agreed(aged(karin), karin)
    for said in (
        Offer(Recipient.STODCENTRUM, S.ACCEPTED),
        Offer(Recipient.STODCENTRUM, S.DECLINED),
    ):
        with pytest.raises(RefusedError) as raised:
            service.answer(referral=referral, offer=said, by=karin, now=MONDAY)
        assert raised.value.refusals == {R.CHANGED_MEANWHILE}
    assert Referral.objects.get(pk=referral.pk).has_consent


def test_what_was_moved_to_another_case_meanwhile_is_not_written_to(karin: User) -> None:
    referral = begun(aged(karin), karin)
    Referral.objects.filter(pk=referral.pk).update(case=open_case(by=karin))
    with pytest.raises(RefusedError) as raised:
        service.withdraw(referral=referral, by=karin, now=MONDAY)
    assert raised.value.refusals == {R.CHANGED_MEANWHILE}


def test_nothing_is_begun_in_a_case_that_became_another(karin: User) -> None:
    kept = open_case(by=karin, phones=("+46701740612",))
    gone = open_case(by=karin, phones=("+46701740612",))
    merged(kept, gone, karin)
    with pytest.raises(RefusedError) as raised:
        begun(gone, karin)
    assert raised.value.refusals == {MergeRefusal.WAS_MERGED}
