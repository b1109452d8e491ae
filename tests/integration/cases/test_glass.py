"""Nödöppning: one case, half an hour, read only, and judged by somebody else."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from cases.access import GLASS_REASON
from cases.domain.enums import GlassVerdict, RecusalReason
from cases.domain.rules import CaseRefusal
from cases.marks import GlassBreak
from cases.models import Case
from cases.services import life
from cases.services.glass import judge_glass
from contacts.queue import Moment
from contacts.services.recusal import recuse
from contacts.timeline import timeline
from jourcase.kernel.audit import Action, AuditEvent, Outcome
from jourcase.kernel.refusals import RefusedError
from reporting.dashboard import dashboard
from tests import factories
from tests.integration.cases.conftest import Hold, logged_in
from tests.integration.cases.sending import text_of
from volunteers.domain.roles import Role
from volunteers.models import User

pytestmark = pytest.mark.django_db
MONDAY, MINUTE = factories.MONDAY, timedelta(minutes=1)
NUMBER, K_NUMBER = "+46701740612", "5000-K12-26"
WHY = "Personen ringer och Lars svarar inte"


@pytest.fixture
def case(karin: User) -> Case:
    lars = factories.volunteer("Lars Nilsson")
    case = factories.open_case(by=karin, name="Amina Påhittad", phones=(NUMBER,), k_number=K_NUMBER)
    return life.assign(case=case, to=lars, by=karin, now=MONDAY)


@pytest.fixture
def system(db: None, monday: Any) -> User:
    user = factories.someone("Drift Ansvarig")
    user.is_superuser = True
    user.save(update_fields=["is_superuser"])
    return user


def ask(client: Client, said: str, **other: str) -> Any:
    data = {"said": said, "code": "person_calls", "why": WHY} | other
    return client.post(reverse("cases:break_glass"), data)


def opened(client: Client, case: Case) -> GlassBreak:
    assert ask(client, case.reference)["Location"] == case.get_absolute_url()
    return GlassBreak.objects.get(case=case)


# --- Opening ------------------------------------------------------------------------------------


@pytest.mark.parametrize("said", ["2026-0001", "070-174 06 12", NUMBER, "5000-k12-26"])
def test_an_exact_number_and_a_reason_open_the_case_for_reading(
    evening: Client, case: Case, said: str
) -> None:
    assert evening.get(case.get_absolute_url()).status_code == 404
    answer = ask(evening, said)
    assert answer["Location"] == case.get_absolute_url()
    page = evening.get(case.get_absolute_url())
    assert "Nödöppning. Du får läsa ärendet i 30 minuter" in text_of(page)
    assert "Amina Påhittad" in text_of(page)


@pytest.mark.parametrize("said", ["1", "0001", "Amina", "070-174", "K12", "2026-1", "26-0001"])
def test_a_part_of_a_number_or_a_name_opens_nothing(evening: Client, case: Case, said: str) -> None:
    assert "Vi hittar inget ärende med det numret." in text_of(ask(evening, said))
    assert not GlassBreak.objects.exists()


def test_it_opens_for_reading_only(evening: Client, case: Case) -> None:
    opened(evening, case)
    page = evening.get(case.get_absolute_url()).content.decode()
    main = page[page.index("<main") : page.index("</main>")]
    assert "<form" not in main
    for word in ("Ändra", "Fyll i", "Skriv anteckning", "Ring eller logga", "Avsluta", "Rätta"):
        assert word not in main
    acts = ["statistics", "identity", "received", "close", "note"]
    for name in acts:
        address = reverse(f"cases:{name}", args=[case.public_id])
        assert evening.get(address).status_code == 404, name
        assert evening.post(address, {"note": "x"}).status_code == 404, name
    for name in ("begin", "i_know_them"):
        assert evening.post(reverse(f"contacts:{name}", args=[case.public_id])).status_code == 404
    assert evening.post(case.get_absolute_url()).status_code == 405


def test_it_closes_by_itself_after_thirty_minutes(
    evening: Client, case: Case, fixed_clock: Hold
) -> None:
    opened(evening, case)
    fixed_clock(MONDAY + 30 * MINUTE - timedelta(seconds=1))
    assert evening.get(case.get_absolute_url()).status_code == 200
    fixed_clock(MONDAY + 30 * MINUTE)
    assert evening.get(case.get_absolute_url()).status_code == 404


def test_it_opens_this_case_and_no_list_and_no_search(
    evening: Client, karin: User, case: Case
) -> None:
    other = factories.open_case(by=karin)
    opened(evening, case)
    assert evening.get(other.get_absolute_url()).status_code == 404
    assert case.reference not in text_of(evening.get(reverse("contacts:list") + "?urval=alla"))
    found = text_of(evening.post(reverse("cases:search"), {"q": case.reference}))
    assert "Inget ärende matchar" in found


def test_every_view_carries_the_reason(evening: Client, birgitta: User, case: Case) -> None:
    opened(evening, case)
    evening.get(case.get_absolute_url())
    mine = AuditEvent.objects.filter(by=birgitta, case_id=case.pk)
    assert mine.filter(action=Action.GLASS_BROKEN, outcome=Outcome.DONE).count() == 1
    assert mine.get(action=Action.CASE_VIEWED).reason == GLASS_REASON


def test_pressing_twice_opens_once(evening: Client, case: Case) -> None:
    opened(evening, case)
    opened(evening, case)
    assert GlassBreak.objects.count() == 1


def test_one_s_own_case_is_shown_without_any_opening(
    evening: Client, karin: User, birgitta: User, case: Case
) -> None:
    life.assign(case=case, to=birgitta, by=karin, now=MONDAY)
    assert ask(evening, case.reference)["Location"] == case.get_absolute_url()
    assert not GlassBreak.objects.exists()


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({"why": "akut idag"}, "Skriv varför du behöver se ärendet, minst tio tecken."),
        ({"why": ""}, "Skriv varför du behöver se ärendet, minst tio tecken."),
        ({"code": ""}, "Välj ett skäl."),
        ({"code": "nyfiken"}, "Välj ett av alternativen."),
        ({"said": "\x00"}, "Skriv ärendets nummer."),
    ],
)
def test_what_is_missing_is_said(
    evening: Client, case: Case, data: dict[str, str], words: str
) -> None:
    answer = ask(evening, data.pop("said", case.reference), **data)
    assert words in text_of(answer)
    assert not GlassBreak.objects.exists()


def test_whoever_is_not_approved_opens_nothing(case: Case) -> None:
    noor = factories.someone("Noor Ny", Role.VOLUNTEER)
    assert "Du är inte godkänd" in text_of(ask(logged_in(noor), case.reference))
    assert not GlassBreak.objects.exists()


def test_whoever_runs_the_system_opens_one_case_and_sees_no_other_page(
    system: User, case: Case
) -> None:
    client = logged_in(system)
    assert "Gör en nödöppning" in text_of(client.get(reverse("home")))
    assert client.get(case.get_absolute_url()).status_code == 404
    opened(client, case)
    assert client.get(case.get_absolute_url()).status_code == 200
    assert client.get(reverse("contacts:list")).status_code == 403
    assert client.get(reverse("cases:search")).status_code == 403


def test_coordinators_and_the_board_have_no_such_page(karin: User) -> None:
    for user in (karin, factories.board()):
        assert logged_in(user).get(reverse("cases:break_glass")).status_code == 403


# --- What stays closed looks like what does not exist -------------------------------------------


def test_protected_jav_several_and_unknown_have_one_and_the_same_answer(
    evening: Client, karin: User, birgitta: User, case: Case
) -> None:
    protected = factories.open_case(by=karin, is_protected=True, phones=("+46701740620",))
    known = factories.open_case(by=karin, phones=("+46701740621",))
    recuse(case=known, user=birgitta, reason=RecusalReason.RELATED, by=karin, now=MONDAY)
    for _ in range(2):
        factories.open_case(by=karin, phones=("+46701740622",))

    def shape(said: str) -> tuple[int, str]:
        return (answer := ask(evening, said)).status_code, text_of(answer)

    unknown = shape("2026-0999")
    assert "Vi hittar inget ärende" in unknown[1]
    for said in (protected.reference, known.reference, "070-174 06 20", "070-174 06 22", "x"):
        assert shape(said) == unknown, said
    assert not GlassBreak.objects.exists()
    tried = AuditEvent.objects.filter(action=Action.GLASS_BROKEN, outcome=Outcome.REFUSED)
    assert tried.filter(case_id=protected.pk).count() == 2


def test_jav_or_protection_closes_what_was_open(
    evening: Client, karin: User, birgitta: User, case: Case
) -> None:
    opened(evening, case)
    recuse(case=case, user=birgitta, reason=RecusalReason.RELATED, by=karin, now=MONDAY)
    assert evening.get(case.get_absolute_url()).status_code == 404


# --- Judging ------------------------------------------------------------------------------------


def test_the_coordinator_is_told_and_judges(
    evening: Client, desk: Client, karin: User, case: Case
) -> None:
    glass = opened(evening, case)
    assert "En nödöppning väntar på bedömning." in text_of(desk.get(reverse("reporting:dashboard")))
    assert "Nödöppning" in [line.title for line in timeline(case, karin, now=MONDAY)]
    listed = text_of(desk.get(reverse("cases:glass_breaks")))
    assert f"{case.reference} Birgitta N." in listed
    assert "2026-11-26" in listed

    address = reverse("cases:judge_glass", args=[glass.public_id])
    assert WHY in text_of(desk.get(address))
    assert "Välj en bedömning." in text_of(desk.post(address, {}))
    said = {"verdict": "needs_talk", "comment": "Vi talas vid i morgon"}
    after = text_of(desk.post(address, said, follow=True))
    assert "Bedömningen är sparad." in after
    assert "Behöver samtal" in after
    assert "Vi talas vid i morgon" in text_of(desk.get(address))
    assert "redan bedömd" in text_of(desk.post(address, said))
    assert AuditEvent.objects.filter(action=Action.GLASS_JUDGED).count() == 1
    assert dashboard(karin, Moment.at(MONDAY)).notices.to_judge == 0


def test_what_has_waited_too_long_is_said(
    evening: Client, desk: Client, case: Case, fixed_clock: Hold
) -> None:
    opened(evening, case)
    fixed_clock(MONDAY + timedelta(days=4))
    assert "och är för sen" in text_of(desk.get(reverse("reporting:dashboard")))
    assert "tagg-late" in desk.get(reverse("cases:glass_breaks")).content.decode()


def test_an_opening_that_was_not_justified_ends_at_once(
    evening: Client, karin: User, case: Case
) -> None:
    glass = opened(evening, case)
    judge_glass(glass=glass, verdict=GlassVerdict.UNJUSTIFIED, comment="", by=karin, now=MONDAY)
    assert evening.get(case.get_absolute_url()).status_code == 404


def test_nobody_judges_their_own(karin: User, case: Case) -> None:
    both = factories.someone("Båda Roller", Role.COORDINATOR, Role.VOLUNTEER, approved=True)
    glass = GlassBreak.objects.create(
        case=case,
        user=both,
        reason_code="danger",
        reason_text=WHY,
        opened_at=MONDAY,
        until=MONDAY + 30 * MINUTE,
    )
    client = logged_in(both)
    assert "Din egen: någon annan bedömer" in text_of(client.get(reverse("cases:glass_breaks")))
    address = reverse("cases:judge_glass", args=[glass.public_id])
    assert "Din bedömning" not in text_of(client.get(address))
    client.post(address, {"verdict": "justified"})
    glass.refresh_from_db()
    assert glass.verdict == ""
    with pytest.raises(RefusedError) as refused:
        judge_glass(glass=glass, verdict=GlassVerdict.JUSTIFIED, comment="", by=both, now=MONDAY)
    assert refused.value.refusals == {CaseRefusal.OWN_GLASS}
    assert dashboard(both, Moment.at(MONDAY)).notices.to_judge == 0
    assert dashboard(karin, Moment.at(MONDAY)).notices.to_judge == 1


def test_the_opening_of_a_case_of_one_s_own_jav_is_neither_listed_nor_shown(
    evening: Client, karin: User, case: Case
) -> None:
    glass = opened(evening, case)
    olle = factories.coordinator("Olle Annan")
    recuse(case=case, user=olle, reason=RecusalReason.RELATED, by=karin, now=MONDAY)
    client = logged_in(olle)
    assert case.reference not in text_of(client.get(reverse("cases:glass_breaks")))
    address = reverse("cases:judge_glass", args=[glass.public_id])
    assert client.get(address).status_code == 404
    assert client.post(address, {"verdict": "justified"}).status_code == 404
