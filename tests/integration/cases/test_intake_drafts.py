"""What is typed in "Nytt ärende" is kept, is nobody else's, and leaves nothing behind."""

import uuid
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from cases.drafts import KEPT_FOR, IntakeDraft
from cases.models import Case
from cases.services import intake_drafts
from contacts.models import Draft
from contacts.services import calls
from jourcase.kernel.sealed import UNREADABLE
from jourcase.keystore.models import DataKey
from tests.factories import coordinator, open_case, volunteer
from tests.integration.cases.sending import NEW, filled
from volunteers.models import User

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 23, 13, 0, tzinfo=UTC)
TYPED = "Amina Påhittad bor hos sin syster"
Capture = Callable[..., Any]


@pytest.fixture
def karin(fixed_clock: Callable[[datetime], None]) -> User:
    fixed_clock(NOW)
    return coordinator()


@pytest.fixture
def desk(client: Client, karin: User) -> Client:
    client.force_login(karin)
    return client


@pytest.fixture
def key() -> uuid.UUID:
    return uuid.uuid4()


def page_of(key: uuid.UUID) -> str:
    return reverse("cases:typed", args=[key])


def send(client: Client, key: uuid.UUID, sequence: int = 1, **fields: str) -> None:
    said = {"key": str(key), "first_note": TYPED, "sequence": str(sequence), **fields}
    answer = client.post(reverse("cases:autosave", args=[key]), said)
    assert answer.status_code == 204


def keys() -> set[str]:
    return set(DataKey.objects.filter(scope__startswith="draft:").values_list("scope", flat=True))


def test_an_empty_page_writes_nothing_and_has_an_address_of_its_own(desk: Client) -> None:
    first, second = desk.get(NEW)["Location"], desk.get(NEW)["Location"]
    assert first != second
    assert desk.get(first).status_code == 200
    assert not IntakeDraft.objects.exists()
    assert keys() == set()


def test_what_was_typed_is_there_again(desk: Client, key: uuid.UUID) -> None:
    send(desk, key, source="own", phone="nollsju", needs_interpreter="on")
    page = desk.get(page_of(key)).content.decode()
    assert TYPED in page
    assert 'value="nollsju"' in page, "nonsense too: it is theirs to put right"
    assert 'data-autosave-sequence="1"' in page
    form = desk.get(page_of(key)).context["form"]
    assert form["source"].value() == "own"
    assert form["needs_interpreter"].value()
    assert str(form["key"].value()) == str(key)


def test_an_answer_that_was_taken_away_stays_so(desk: Client, key: uuid.UUID) -> None:
    send(desk, key, source="", received_at="")
    form = desk.get(page_of(key)).context["form"]
    assert form["source"].value() == ""
    assert form["received_at"].value() == ""


def test_a_new_page_offers_to_go_on_or_to_throw(desk: Client, key: uuid.UUID) -> None:
    send(desk, key)
    page = desk.get(NEW, follow=True).content.decode()
    assert "Du började på ett ärende" in page
    assert f'href="{page_of(key)}"' in page
    assert reverse("cases:throw", args=[key]) in page
    assert TYPED not in page, "it is shown to whoever asks for it, not beside an empty page"


def test_nobody_else_sees_it_or_writes_in_it(desk: Client, karin: User, key: uuid.UUID) -> None:
    send(desk, key)
    other = Client()
    for stranger in (volunteer(), coordinator("Kerstin Kollega")):
        other.force_login(stranger)
        for address in (page_of(key), NEW):
            page = other.get(address, follow=True).content.decode()
            assert TYPED not in page
            assert "Du började på" not in page
        send(other, key, 9, first_note="överskrivet")
        other.post(reverse("cases:throw", args=[key]))
    draft = IntakeDraft.objects.get()
    assert draft.user == karin
    assert intake_drafts.typed_in(draft) == {"first_note": [TYPED]}


def test_a_late_autosave_does_not_undo_a_newer_one(desk: Client, key: uuid.UUID) -> None:
    send(desk, key, 2)
    send(desk, key, 1, first_note="äldre")
    send(desk, key, 2, first_note="samma")
    assert TYPED in desk.get(page_of(key)).content.decode()


@pytest.mark.parametrize("sequence", ["", "-1", "x", "999999999", "²"])
def test_a_sequence_that_is_none_keeps_nothing(desk: Client, key: uuid.UUID, sequence: str) -> None:
    said = {"first_note": TYPED, "sequence": sequence}
    assert desk.post(reverse("cases:autosave", args=[key]), said).status_code == 204
    assert not IntakeDraft.objects.exists()


def test_only_the_forms_own_fields_are_kept(desk: Client, key: uuid.UUID) -> None:
    send(desk, key, is_superuser="on", csrfmiddlewaretoken="x", user="1")
    assert intake_drafts.typed_in(IntakeDraft.objects.get()) == {"first_note": [TYPED]}


def test_it_is_stored_sealed_by_a_key_of_its_own(desk: Client, key: uuid.UUID) -> None:
    send(desk, key)
    assert keys() == {f"draft:{key}"}
    with connection.cursor() as cursor:
        cursor.execute("SELECT content FROM cases_intakedraft")
        stored = cursor.fetchone()[0]
    assert "Amina" not in stored
    assert "first_note" not in stored


def test_saving_the_case_ends_the_draft_and_destroys_its_key(
    desk: Client, key: uuid.UUID, django_capture_on_commit_callbacks: Capture
) -> None:
    send(desk, key)
    with django_capture_on_commit_callbacks(execute=True):
        desk.post(NEW, filled(key=str(key)))
    case = Case.objects.get()
    assert case.public_id == key
    draft = IntakeDraft.objects.get()
    assert (draft.content, draft.over_at) == ("", NOW)
    assert keys() == set()

    send(desk, key, 9)  # the page was still open somewhere
    assert IntakeDraft.objects.get().content == ""
    assert keys() == set()


def test_back_and_resubmit_finds_the_case(desk: Client, key: uuid.UUID) -> None:
    for _ in range(2):
        desk.post(NEW, filled(key=str(key)))
    assert Case.objects.count() == 1
    back = desk.get(page_of(key))
    assert back.status_code == 302
    assert back["Location"] == Case.objects.get().get_absolute_url()


def test_a_case_that_is_refused_leaves_the_draft_as_it_was(desk: Client, key: uuid.UUID) -> None:
    send(desk, key)
    answer = desk.post(NEW, filled(key=str(key), source=""))
    assert answer.status_code == 200
    assert TYPED in desk.get(page_of(key)).content.decode()
    assert reverse("cases:autosave", args=[key]) in answer.content.decode()


def test_throwing_it_away_destroys_text_and_key(
    desk: Client, key: uuid.UUID, django_capture_on_commit_callbacks: Capture
) -> None:
    send(desk, key)
    with django_capture_on_commit_callbacks(execute=True):
        answer = desk.post(reverse("cases:throw", args=[key]), follow=True)
    page = answer.content.decode()
    assert "Det du började på är kastat." in page
    assert "Du började på ett ärende" not in page
    assert keys() == set()
    send(desk, key, 9)
    assert TYPED not in desk.get(page_of(key)).content.decode()


def test_one_that_cannot_be_read_can_be_thrown(desk: Client, key: uuid.UUID) -> None:
    send(desk, key)
    DataKey.objects.filter(scope=f"draft:{key}").delete()
    page = desk.get(page_of(key)).content.decode()
    assert "kan inte visas. Släng det och börja om." in page
    assert f">{UNREADABLE}<" not in page
    assert reverse("cases:throw", args=[key]) in page


def test_what_nobody_goes_on_with_is_deleted_with_its_key(desk: Client, karin: User) -> None:
    old, over, fresh = uuid.uuid4(), uuid.uuid4(), uuid.uuid4()
    for one in (old, over, fresh):
        send(desk, one)
    IntakeDraft.objects.filter(pk=fresh).update(saved_at=NOW + timedelta(days=10))
    intake_drafts.throw(key=over, user=karin, now=NOW)
    assert intake_drafts.throw_stale(now=NOW + timedelta(hours=23)) == 0
    assert intake_drafts.throw_stale(now=NOW + timedelta(days=2)) == 1
    assert intake_drafts.throw_stale(now=NOW + KEPT_FOR + timedelta(seconds=1)) == 1
    assert [draft.pk for draft in IntakeDraft.objects.all()] == [fresh]
    assert keys() == {f"draft:{fresh}"}


def test_a_draft_of_a_call_can_be_thrown_from_the_list(desk: Client, karin: User) -> None:
    draft = calls.begin_call(case=open_case(by=karin), user=karin, now=NOW)
    calls.autosave(draft=draft, content={"note": [TYPED]}, sequence=1, now=NOW)
    calls.release(draft=draft, now=NOW)
    address = reverse("contacts:queue")
    page = desk.get(address).content.decode()
    throw = reverse("contacts:discard", args=[draft.pk])
    assert throw in page
    assert "Ja, släng utkastet" in page
    assert throw not in desk.post(throw, follow=True).content.decode()
    assert Draft.objects.get().content == ""
