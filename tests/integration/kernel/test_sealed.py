"""What stands in the database opens with its key, in its place, and nowhere else."""

import uuid
from typing import Any

import pytest
from django.core.exceptions import FieldError
from django.core.management import CommandError, call_command
from django.db import connection, connections, transaction
from django.test.utils import CaptureQueriesContext

from cases.models import Case, Identity, Note, Phone
from cases.services import life
from contacts.models import Draft
from jourcase.kernel import sealed
from jourcase.kernel.audit import Action, AuditEvent
from jourcase.kernel.sealed import PlainTextRefusedError, UnreadableError, key_ring
from jourcase.keystore import store
from jourcase.keystore.models import DataKey
from tests.factories import coordinator, open_case
from volunteers.models import User

pytestmark = pytest.mark.django_db
OLD, NEW = bytes(range(32)), bytes(range(32, 64))


@pytest.fixture
def karin() -> User:
    return coordinator()


@pytest.fixture
def case(karin: User) -> Case:
    case = open_case(by=karin, name="Vera Kanariefågel")
    life.write_note(case=case, text="Behöver tala i lugn och ro", by=karin, now=case.opened_at)
    return case


def stored(table: str, column: str) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {column} FROM {table} ORDER BY id")  # noqa: S608
        return [row[0] for row in cursor.fetchall()]


def put(table: str, column: str, value: str, pk: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE {table} SET {column} = %s WHERE id = %s", [value, pk])  # noqa: S608


def test_the_database_never_sees_the_text(case: Case) -> None:
    assert Identity.objects.get(case=case).name == "Vera Kanariefågel"
    for table, column in [
        ("cases_identity", "name"),
        ("cases_phone", "number"),
        ("cases_note", "text"),
    ]:
        found = stored(table, column)
        assert found
        assert all(text.startswith("j1.") for text in found)


def test_an_untouched_text_is_stored_as_it_was(case: Case) -> None:
    before = stored("cases_identity", "name")
    row = Identity.objects.get(case=case)
    row.save()
    assert stored("cases_identity", "name") == before
    row.name = "Vera Kanariefågel"
    row.save()
    assert stored("cases_identity", "name") != before


def test_an_empty_text_needs_no_key_and_can_be_asked_for(case: Case) -> None:
    assert Identity.objects.filter(email="").count() == 1
    assert Identity.objects.exclude(name="").count() == 1


@pytest.mark.parametrize("lookup", ["name", "name__icontains", "name__in", "name__startswith"])
def test_a_text_cannot_be_searched_for(case: Case, lookup: str) -> None:
    value: Any = ["Vera"] if lookup.endswith("__in") else "Vera"
    with pytest.raises((PlainTextRefusedError, FieldError)):
        Identity.objects.filter(**{lookup: value}).count()


def test_plain_text_does_not_get_past_the_seal(case: Case) -> None:
    with pytest.raises(PlainTextRefusedError), transaction.atomic():
        Identity.objects.filter(case=case).update(name="Vera")
    row = Identity.objects.get(case=case)
    row.name = "Ny"
    with pytest.raises(PlainTextRefusedError), transaction.atomic():
        Identity.objects.bulk_update([row], ["name"])
    assert Identity.objects.get(case=case).name == "Vera Kanariefågel"


def test_values_give_no_text_that_could_be_taken_for_it(case: Case) -> None:
    values: list[object] = list(Identity.objects.values_list("name", flat=True))
    (value,) = values
    assert not isinstance(value, str)
    assert "j1." not in repr(value)


def flip(text: str) -> str:
    at = len(text) // 2
    return text[:at] + ("A" if text[at] != "A" else "B") + text[at + 1 :]


def damage_byte(case: Case, karin: User) -> None:
    put("cases_identity", "name", flip(stored("cases_identity", "name")[0]), case.identity.pk)


def damage_moved_row(case: Case, karin: User) -> None:
    open_case(by=karin, name="Annan Person")
    put("cases_identity", "name", stored("cases_identity", "name")[1], case.identity.pk)


def damage_moved_column(case: Case, karin: User) -> None:
    put("cases_identity", "name", stored("cases_phone", "number")[0], case.identity.pk)


def damage_plain(case: Case, karin: User) -> None:
    put("cases_identity", "name", "Vera i klartext", case.identity.pk)


def damage_key_gone(case: Case, karin: User) -> None:
    assert store.destroy([case.key_scope]) == 1


def damage_key_swapped(case: Case, karin: User) -> None:
    other = open_case(by=karin, name="Annan Person")
    row = DataKey.objects.get(scope=other.key_scope)
    DataKey.objects.filter(scope=case.key_scope).update(wrapped=row.wrapped)


@pytest.mark.parametrize(
    "damage",
    [
        damage_byte,
        damage_moved_row,
        damage_moved_column,
        damage_plain,
        damage_key_gone,
        damage_key_swapped,
    ],
)
def test_what_does_not_open_is_told_traced_and_never_saved(
    case: Case, karin: User, damage: Any
) -> None:
    damage(case, karin)
    before = stored("cases_identity", "name")
    row = Identity.objects.get(case=case)
    with key_ring():
        assert row.name == "kan inte visas"
        assert isinstance(row.name, sealed.Unreadable)
        assert row.first_name == "kan"  # harmless: only that word can be seen
    event = AuditEvent.objects.get(action=Action.TEXT_UNREADABLE)
    assert (event.case_id, event.fields) == (case.pk, ["cases_identity.name"])
    row.name = str(row.name)
    with pytest.raises(UnreadableError), transaction.atomic():
        row.save()
    assert stored("cases_identity", "name") == before


def test_a_wrong_key_encryption_key_opens_nothing(case: Case, settings: Any) -> None:
    settings.KEKS = {"tests": NEW}
    assert Identity.objects.get(case=case).name == "kan inte visas"


def test_without_a_key_nothing_can_be_written(case: Case, karin: User) -> None:
    store.destroy([case.key_scope])
    with pytest.raises(UnreadableError):
        Note.objects.create(case=case, text="Ny", written_at=case.received_at, written_by=karin)


def test_a_key_is_never_replaced(case: Case) -> None:
    assert store.mint(case.key_scope, now=case.received_at) == store.mint(
        case.key_scope, now=case.received_at
    )
    assert Identity.objects.get(case=case).name == "Vera Kanariefågel"


def test_the_keys_of_a_whole_list_are_one_query(karin: User) -> None:
    for number in range(12):
        open_case(by=karin, name=f"Person {number}")
    with CaptureQueriesContext(connections["keys"]) as asked, key_ring():
        names = [identity.name for identity in list(Identity.objects.order_by("pk"))]
        assert len(list(Phone.objects.all())) == 12
    assert len(names) == 12
    assert all(name.startswith("Person ") for name in names)
    assert len(asked) == 1


def test_a_sealed_value_for_an_update_opens_again(case: Case, karin: User) -> None:
    draft = Draft.objects.create(
        id=uuid.uuid4(),
        case=case,
        user=karin,
        started_at=case.opened_at,
        claimed_until=case.opened_at,
    )
    value = sealed.token_for(
        Draft, "content", scope=case.key_scope, row=draft.pk, text='{"note": ["Hej"]}'
    )
    Draft.objects.filter(pk=draft.pk).update(content=value)
    assert Draft.objects.get(pk=draft.pk).content == '{"note": ["Hej"]}'


def test_a_text_of_its_own_opens_in_its_place_only(case: Case) -> None:
    token = sealed.seal_text(scope=case.key_scope, place="totp", text="frö")
    assert sealed.open_text(scope=case.key_scope, place="totp", token=token) == "frö"
    for scope, place, given in [
        (case.key_scope, "annat", token),
        ("case:0", "totp", token),
        (case.key_scope, "totp", "frö"),
    ]:
        with pytest.raises(UnreadableError):
            sealed.open_text(scope=scope, place=place, token=given)


# --- Rotation -----------------------------------------------------------------------------------


def test_rotation_changes_the_wrapping_and_no_text(karin: User, settings: Any, capsys: Any) -> None:
    settings.KEKS = {"old": OLD}
    cases = [open_case(by=karin, name=f"Person {number}") for number in range(5)]
    texts = stored("cases_identity", "name")
    settings.KEKS = {"new": NEW, "old": OLD}
    call_command("rotate_keys", "--batch", "2")
    assert "old: används inte längre" in capsys.readouterr().out
    assert store.wrapped_by("old") == 0
    assert stored("cases_identity", "name") == texts
    settings.KEKS = {"new": NEW}
    assert Identity.objects.get(case=cases[3]).name == "Person 3"
    assert AuditEvent.objects.filter(action=Action.KEYS_ROTATED).count() == 1


def test_rotation_that_was_stopped_goes_on(karin: User, settings: Any, capsys: Any) -> None:
    settings.KEKS = {"old": OLD}
    cases = [open_case(by=karin, name=f"Person {number}") for number in range(5)]
    settings.KEKS = {"new": NEW, "old": OLD}
    assert store.rewrap(at_most=2) == 2
    assert {Identity.objects.get(case=case).name for case in cases} == {
        f"Person {number}" for number in range(5)
    }
    call_command("rotate_keys")
    assert "Omlagda nycklar: 3" in capsys.readouterr().out
    call_command("rotate_keys")
    assert "Omlagda nycklar: 0" in capsys.readouterr().out


def test_rotation_without_the_old_key_says_so_and_destroys_nothing(
    case: Case, settings: Any
) -> None:
    before = settings.KEKS
    settings.KEKS = {"new": NEW}
    with pytest.raises(CommandError, match="JOURCASE_KEKS"):
        call_command("rotate_keys")
    settings.KEKS = before
    assert Identity.objects.get(case=case).name == "Vera Kanariefågel"
