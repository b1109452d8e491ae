"""Hänvisa: what the age says, the decision at 21, the offer and its answer."""

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from cases.domain.enums import AgeBand, AgeGroup
from cases.domain.referral import Offer
from cases.domain.referral_codes import (
    NotRelevant,
    Recipient,
)
from cases.models import Case, Identity
from cases.referring import Referral
from cases.services import life
from cases.services import referral as service
from jourcase.agreement.models import TermsVersion
from jourcase.kernel import clock
from jourcase.kernel.audit import Action, AuditEvent
from tests.factories import (
    MONDAY,
    coordinator,
    volunteer,
)
from tests.integration.cases.referring import (
    DAY,
    SHOWN,
    S,
    aged,
    as_,
    begun,
    offered,
    refer_url,
    state_of,
    text,
    url,
)
from volunteers.models import User

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _monday(fixed_clock: Any) -> None:
    fixed_clock(MONDAY)


@pytest.fixture
def karin() -> User:
    return coordinator()


@pytest.fixture
def birgitta() -> User:
    return volunteer()


# --- What the case page says ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("age", "words", "button"),
    [
        ("2010-05-02", "Under 21 år: Stödcentrum tar emot unga", "Erbjud Stödcentrum"),
        ("2005-05-02", "21 år: överenskommelsen säger inte", "Besluta"),
        ("2005", "Födelseåret ger två åldrar", "Svara"),
        (AgeBand.UNDER.value, "Under 21 år: Stödcentrum tar emot unga", "Erbjud Stödcentrum"),
    ],
)
def test_the_case_page_says_what_the_age_asks_for(
    karin: User, age: str, words: str, button: str
) -> None:
    shown = text(as_(karin).get(aged(karin, age).get_absolute_url()))
    assert words in shown
    assert button in shown


@pytest.mark.parametrize("age", ["1990-05-02", "", AgeBand.UNKNOWN.value])
def test_over_21_or_unknown_the_case_page_is_silent(karin: User, age: str) -> None:
    shown = text(as_(karin).get(aged(karin, age).get_absolute_url()))
    assert "Erbjud Stödcentrum" not in shown
    assert "Hänvisa" in shown


def test_it_is_suggested_once(karin: User) -> None:
    case = aged(karin)
    referral = begun(case, karin)
    said = Offer(Recipient.STODCENTRUM, S.DECLINED)
    service.answer(referral=referral, offer=said, by=karin, now=MONDAY)
    shown = text(as_(karin).get(case.get_absolute_url()))
    assert "Erbjud Stödcentrum" not in shown
    assert "Hänvisning till Stödcentrum: tackade nej" in shown  # the timeline


def test_whoever_turned_21_during_support_is_not_moved(karin: User) -> None:
    case = aged(karin, "2005-11-24")
    Case.objects.filter(pk=case.pk).update(has_support=True)
    with clock.fixed(MONDAY + 2 * DAY):
        client = as_(karin)
        assert "Besluta" not in text(client.get(case.get_absolute_url()))
        # Whoever asks all the same meets the decision, and no dead end.
        assert "Beslut vid 21 år" in text(client.get(refer_url(case)))


# --- The age that is lacking ----------------------------------------------------------------------


def test_a_year_that_makes_20_or_21_asks_only_which(karin: User) -> None:
    case, client = aged(karin, "2005"), as_(karin)
    shown = text(client.get(refer_url(case)))
    assert "Under 21 år" in shown
    assert "22 år eller äldre" not in shown
    client.post(reverse("cases:refer_age", args=[case.public_id]), {"band": "exactly"})
    case.refresh_from_db()
    assert (case.age_band, case.age_group) == (AgeBand.EXACTLY, AgeGroup.A21)
    shown = text(client.get(refer_url(case)))
    assert "Beslut vid 21 år" in shown
    assert "Hur gammal är personen?" not in shown


def test_an_unknown_age_is_the_one_thing_asked(karin: User) -> None:
    case, client = aged(karin, ""), as_(karin)
    answer = client.post(refer_url(case), offered())
    assert "Fråga först hur gammal personen är" in text(answer)
    assert not Referral.objects.exists()
    age = reverse("cases:refer_age", args=[case.public_id])
    assert "Välj det personen svarar" in text(client.post(age, {}))
    assert "Välj ett av alternativen" in text(client.post(age, {"band": "gammal"}))
    client.post(age, {"band": "unknown"})
    assert client.post(refer_url(case), offered()).status_code == 302
    assert Referral.objects.get().age_band == AgeBand.UNKNOWN


# --- Exactly 21 -----------------------------------------------------------------------------------


def decided(client: Client, case: Case, **said: str) -> Any:
    address = reverse("cases:refer_decision", args=[case.public_id])
    return client.post(address, {"decision": "jour", "reason": "Vill vara kvar hos oss"} | said)


def test_at_21_the_coordinator_decides_and_says_why(karin: User) -> None:
    case, client = aged(karin, "2005-05-02"), as_(karin)
    answer = decided(client, case, reason="")
    assert "Skriv kort varför du beslutar så" in text(answer)
    # Stödcentrum is not offered past the decision.
    assert "I den åldern fattas ett beslut först" in text(client.post(refer_url(case), offered()))
    assert not Referral.objects.exists()
    decided(client, case)
    row = Referral.objects.get()
    assert (row.state, row.why_not, row.age_band) == (
        S.NOT_RELEVANT,
        NotRelevant.JOUR_AT_21,
        AgeBand.EXACTLY,
    )
    assert row.reason == "Vill vara kvar hos oss"
    assert "Besluta" not in text(client.get(case.get_absolute_url()))
    # The person thinks better of it: there it can be decided anew, and both are counted.
    assert "Beslut vid 21 år" in text(client.get(refer_url(case)))
    decided(client, case, decision="stodcentrum")
    assert set(Referral.objects.values_list("state", flat=True)) == {S.NOT_RELEVANT, S.OFFERED}
    assert "Beslut vid 21 år" not in text(client.get(refer_url(case)))


def test_at_21_stodcentrum_may_be_decided_too(karin: User) -> None:
    case = aged(karin, "2005-05-02")
    decided(as_(karin), case, decision="stodcentrum")
    assert Referral.objects.get().state == S.OFFERED


def test_at_21_a_volunteer_decides_nothing(karin: User, birgitta: User) -> None:
    case = life.assign(case=aged(karin, "2005-05-02"), to=birgitta, by=karin, now=MONDAY)
    client = as_(birgitta)
    assert decided(client, case).status_code == 403
    assert "Beslut vid 21 år" not in text(client.get(refer_url(case)))
    page = client.get(refer_url(case))
    assert "Vid 21 år avgör samordnaren vem som ger stödet" in text(page)
    assert 'value="stodcentrum"' not in page.content.decode()  # no button that always refuses
    client.post(refer_url(case), offered())
    assert not Referral.objects.exists()


def test_the_age_in_the_words_is_that_of_the_terms(karin: User) -> None:
    case, client = aged(karin, "2010-05-02"), as_(karin)
    TermsVersion.objects.update(referral_age=25)
    assert "Under 25 år: Stödcentrum tar emot unga" in text(client.get(case.get_absolute_url()))
    Identity.objects.update(born="")
    Case.objects.update(age_band="")
    shown = text(client.get(refer_url(case)))
    assert "26 år eller äldre" in shown
    assert "21 år" not in shown
    Case.objects.update(age_band="exactly", asked_band="", asked_on=None)
    assert "Beslut vid 25 år" in text(client.get(refer_url(case)))


# --- The offer and its answer ---------------------------------------------------------------------


def test_a_refusal_is_counted_and_the_person_keeps_the_jour(karin: User, settings: Any) -> None:
    settings.STODCENTRUM_PHONE = SHOWN
    case, client = aged(karin), as_(karin)
    shown = text(client.post(refer_url(case), offered(answer="no"), follow=True))
    assert "Tackade nej" in shown
    assert SHOWN in shown  # the number of Stödcentrum, for later
    found = service.counts(MONDAY - DAY, MONDAY + DAY, recipient=Recipient.STODCENTRUM)
    assert (found.offered, found.declined, found.accepted) == (1, 1, 0)
    assert Case.objects.get().closed_at is None


def test_without_consent_nothing_is_passed_and_the_person_gets_the_number(
    karin: User, settings: Any
) -> None:
    settings.STODCENTRUM_PHONE = SHOWN
    case, client = aged(karin), as_(karin)
    shown = text(client.post(refer_url(case), offered(answer="self"), follow=True))
    assert "Tackade ja, tar själv kontakt" in shown
    assert SHOWN in shown
    referral = Referral.objects.get()
    for name in ("referral_hand_over", "referral_letter", "referral_letter_file"):
        answer = client.get(url(referral, name), follow=True)
        assert "Det finns inget samtycke" in text(answer), name
    answer = client.post(url(referral, "referral_hand_over"), {"way": "phone"}, follow=True)
    assert "Det finns inget samtycke" in text(answer)
    assert state_of(referral) == S.ACCEPTED
    assert not AuditEvent.objects.filter(action=Action.REFERRAL_HANDED_OVER).exists()


def test_two_presses_make_one_referral(karin: User) -> None:
    case, client = aged(karin), as_(karin)
    page = client.get(refer_url(case)).content.decode()
    key = re.findall(r'name="key" value="([^"]+)"', page)[-1]
    for _ in range(2):
        client.post(refer_url(case), offered(answer="no", key=key))
    assert Referral.objects.count() == 1


def test_one_that_is_under_way_is_continued(karin: User) -> None:
    case, client = aged(karin), as_(karin)
    client.post(refer_url(case), offered())
    assert "Fortsätt med den" in text(client.post(refer_url(case), offered()))
    assert Referral.objects.count() == 1


def test_an_answer_that_was_a_slip_is_taken_back(karin: User) -> None:
    case, client = aged(karin), as_(karin)
    client.post(refer_url(case), offered(answer="not_relevant", why_not="has_contact"))
    referral = Referral.objects.get()
    client.post(url(referral, "referral_undo"))
    assert state_of(referral) == S.OFFERED
    answer = client.post(url(referral, "referral_answer"), {"answer": "not_relevant"})
    assert "Välj varför det inte är aktuellt" in text(answer)
    client.post(url(referral, "referral_answer"), {"answer": "no"})
    assert state_of(referral) == S.DECLINED
    # Somebody with an old page of it open:
    answer = client.post(url(referral, "referral_answer"), {"answer": "self"})
    assert "Någon annan har hunnit före" in text(answer)


def test_somebody_over_21_stays_with_the_jour(karin: User) -> None:
    answer = as_(karin).post(refer_url(aged(karin, "1990-05-02")), offered())
    assert "Då är det jouren som ger stödet" in text(answer)
