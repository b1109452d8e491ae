"""An anonymous person rings again: three words let whoever is on the evening shift go on."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cases.domain.enums import CloseReason, IntakeChannel, RecusalReason, Source
from cases.models import AnonymousCode, Case
from cases.services import life
from cases.services.recusal import set_recusal
from contacts.domain.enums import Direction, Result
from contacts.models import Contact, Draft
from contacts.services import calls
from contacts.services.protection import protect
from contacts.words import NO_SUCH_CODE, REFUSALS
from jourcase.kernel.audit import Action, AuditEvent, Outcome
from tests import factories
from tests.integration.cases.sending import text_of
from volunteers.domain.mass_reading import SEARCHES_AT_MOST
from volunteers.models import User

pytestmark = pytest.mark.django_db
EVENING = factories.MONDAY + timedelta(hours=5)
NOT_ONE = "äpple båt sol"


@pytest.fixture
def case(karin: User) -> Case:
    return factories.open_case(
        by=karin, is_anonymous=True, source=Source.OWN, channel=IntakeChannel.PHONE
    )


@pytest.fixture
def words(case: Case) -> str:
    return str(AnonymousCode.objects.get(case=case).words)


@pytest.fixture
def on_shift(
    karin: User, birgitta: User, case: Case, fixed_clock: Callable[[datetime], None]
) -> datetime:
    """Birgitta stands on the evening shift now."""
    factories.evening_shift(birgitta, starts_at=EVENING - timedelta(hours=1), by=karin)
    fixed_clock(EVENING)
    return EVENING


def search(client: Client, said: str) -> str:
    return text_of(client.post(reverse("cases:search"), {"q": said}, follow=True))


def press(client: Client, said: str, *, follow: bool = True) -> str:
    return text_of(client.post(reverse("contacts:continue"), {"words": said}, follow=follow))


def searches() -> int:
    return AuditEvent.objects.filter(action=Action.CASES_SEARCHED).count()


def hide_by_jav(case: Case, karin: User, birgitta: User) -> None:
    set_recusal(case=case, user=birgitta, reason=RecusalReason.KNOWS_PERSON, by=karin, now=EVENING)


def close(case: Case, karin: User, birgitta: User) -> None:
    life.close(case=case, reason=CloseReason.DECLINED, by=karin, now=EVENING)


def hide_by_protection(case: Case, karin: User, birgitta: User) -> None:
    protect(case=case, readers=[karin], by=karin, now=EVENING)


def name(case: Case, karin: User, birgitta: User) -> None:
    """The person has given a name since: the code is no longer all that there is."""
    Case.objects.filter(pk=case.pk).update(is_anonymous=False)


NOT_FOR_HER = [hide_by_jav, close, hide_by_protection, name]


@pytest.mark.usefixtures("on_shift")
def test_the_words_lead_to_one_press_and_the_press_to_the_call(
    client: Client, birgitta: User, case: Case, words: str
) -> None:
    found = search(client, f" {words.upper().replace(' ', ', ')} ")
    assert "Koden stämmer" in found
    assert "Personen ringer oss" in found
    assert case.reference not in found
    assert not Draft.objects.exists()
    page = press(client, words)
    draft = Draft.objects.get()
    assert (draft.case, draft.user, draft.released_at) == (case, birgitta, None)
    assert "Personen ringer oss: Anonym" in page
    claimed = AuditEvent.objects.get(action=Action.CALL_CLAIMED)
    assert (claimed.case_id, claimed.by_id, claimed.outcome) == (
        case.pk,
        birgitta.pk,
        Outcome.DONE,
    )
    assert searches() == 2


@pytest.mark.usefixtures("on_shift")
def test_what_is_logged_came_in_and_gives_no_more_than_the_list_gives(
    client: Client, case: Case, words: str
) -> None:
    press(client, words)
    draft = Draft.objects.get()
    page = client.get(reverse("contacts:call", args=[draft.pk])).content.decode()
    assert case.get_absolute_url() + '"' not in page  # the case's own page is not theirs
    assert "checked" in page.split('name="direction" value="in"')[1].split(">")[0]
    said = {"direction": "in", "channel": "phone", "when": "now", "result": Result.REACHED}
    client.post(reverse("contacts:save", args=[draft.pk]), said)
    contact = Contact.objects.get(case=case)
    assert (contact.direction, contact.occurred_at) == (Direction.IN, EVENING)
    assert Case.objects.get(pk=case.pk).assigned_to is None
    assert client.get(case.get_absolute_url()).status_code == 404


@pytest.mark.usefixtures("on_shift")
@pytest.mark.parametrize("hide", NOT_FOR_HER)
def test_what_is_not_for_her_is_answered_as_no_code_at_all(
    client: Client,
    karin: User,
    birgitta: User,
    case: Case,
    words: str,
    hide: Callable[[Case, User, User], None],
) -> None:
    unknown, nothing = search(client, NOT_ONE), press(client, NOT_ONE)
    hide(case, karin, birgitta)
    assert "Koden leder inte vidare" in unknown
    assert search(client, words).replace(words, NOT_ONE) == unknown
    assert NO_SUCH_CODE in nothing
    assert press(client, words) == nothing
    assert not Draft.objects.exists()
    assert searches() == 4


@pytest.mark.usefixtures("on_shift")
@pytest.mark.parametrize("hide", [None, *NOT_FOR_HER])
def test_as_many_queries_whatever_the_words_are(
    client: Client,
    karin: User,
    birgitta: User,
    case: Case,
    words: str,
    hide: Callable[[Case, User, User], None] | None,
) -> None:
    if hide:
        hide(case, karin, birgitta)
    search(client, NOT_ONE)
    with CaptureQueriesContext(connection) as unknown:
        search(client, NOT_ONE)
    with CaptureQueriesContext(connection) as known:
        search(client, words)
    assert len(known) == len(unknown)


def test_outside_a_shift_the_answer_is_the_same_for_every_code(
    client: Client, birgitta: User, case: Case, words: str
) -> None:
    known, unknown = search(client, words), search(client, NOT_ONE)
    assert "Du står inte på ett pass just nu" in known
    assert "Personen ringer oss" not in known
    assert known.replace(words, NOT_ONE) == unknown
    assert press(client, words) == press(client, NOT_ONE)
    assert not Draft.objects.exists()


def test_whoever_is_not_approved_today_is_on_no_shift(
    client: Client, birgitta: User, on_shift: datetime, words: str
) -> None:
    birgitta.approvals.update(until=EVENING.date() - timedelta(days=1))
    assert "Personen ringer oss" not in search(client, words)
    press(client, words)
    assert not Draft.objects.exists()


@pytest.mark.usefixtures("on_shift")
def test_a_misheard_word_is_told_and_a_name_is_no_code(client: Client, case: Case) -> None:
    page = search(client, "äpple båt sål")
    assert "”sål” är inget ord i våra koder" in page
    assert "Inget ärende matchar" in search(client, "Amina Påhittad Lind")


@pytest.mark.usefixtures("on_shift")
def test_one_who_is_on_the_phone_with_the_person_is_not_disturbed(
    client: Client, karin: User, case: Case, words: str
) -> None:
    lars = factories.coordinator("Lars Nilsson")
    calls.begin_call(case=case, user=lars, now=EVENING)
    page = press(client, words)
    assert REFUSALS[next(one for one in REFUSALS if one.name == "CLAIMED_BY_OTHER")] in page
    assert Draft.objects.get().user == lars


@pytest.mark.usefixtures("on_shift")
def test_guessing_meets_the_ceiling_of_searching(client: Client, case: Case, words: str) -> None:
    for _ in range(SEARCHES_AT_MOST):
        client.post(reverse("contacts:continue"), {"words": NOT_ONE})
    answer = client.post(reverse("contacts:continue"), {"words": words})
    assert answer["Location"] == reverse("volunteers:step_up")
    assert not Draft.objects.exists()


@pytest.mark.usefixtures("on_shift")
def test_it_is_a_press_of_a_volunteer_and_no_address(
    client: Client, karin: User, case: Case, words: str
) -> None:
    assert client.get(reverse("contacts:continue"), {"words": words}).status_code == 405
    client.force_login(karin)
    assert client.post(reverse("contacts:continue"), {"words": words}).status_code in {403, 404}
    assert not Draft.objects.exists()


@pytest.mark.usefixtures("on_shift")
def test_whoever_has_the_case_goes_to_it_as_before(
    client: Client, karin: User, birgitta: User, case: Case, words: str
) -> None:
    life.assign(case=case, to=birgitta, by=karin, now=EVENING)
    answer = client.post(reverse("cases:search"), {"q": words})
    assert answer["Location"] == case.get_absolute_url()


@pytest.mark.usefixtures("on_shift")
@pytest.mark.parametrize("said", ["", "\x00", "x" * 5000, "a b c", "äpple båt sol\x00", "'; --"])
def test_nonsense_is_answered_with_words(client: Client, case: Case, said: str) -> None:
    assert NO_SUCH_CODE in press(client, said)
