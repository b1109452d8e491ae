"""The drill: what was backed up can be read again, whole, and nothing else can."""

import re
from datetime import UTC, datetime
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.conf import LazySettings
from django.core.management import CommandError, call_command
from django.db import connection, transaction

from cases.domain.enums import CloseReason
from cases.domain.retention import ErasureReason
from cases.models import Case, Identity
from cases.services.erasure import erase_case
from contacts.models import Contact
from jourcase.backup import (
    databases,
    making,
    postgresql_server,
    restoring,
    shelf,
    sqlite_files,
)
from jourcase.backup.domain.receipt import What
from jourcase.kernel import audit, audit_keeping
from jourcase.kernel.audit import Action, AuditEvent
from jourcase.kernel.sealed import Unreadable, key_ring
from jourcase.keystore.models import DataKey
from tests import factories
from tests.integration.backup.conftest import CANARY, NOW, NewPlace, nothing_is_left, url_of

pytestmark = pytest.mark.django_db(transaction=True)
LATER = datetime(2026, 11, 25, 8, 0, tzinfo=UTC)


def counted() -> dict[str, int]:
    return {
        "cases": Case.objects.count(),
        "open": Case.objects.filter(closed_at=None).count(),
        "reached": Case.objects.exclude(reached_at=None).count(),
        "contacts": Contact.objects.count(),
    }


def restore_both(
    made: dict[What, Path], identity: Path, new_place: NewPlace
) -> tuple[dict[str, Any], dict[str, Any]]:
    keys, data = new_place("keys"), new_place("default")
    restoring.restore(made[What.KEYS], identity=identity, into=url_of(keys), now=LATER)
    with databases.standing_in("keys", keys):
        restoring.restore(made[What.DATA], identity=identity, into=url_of(data), now=LATER)
    return data, keys


# --- The drill ------------------------------------------------------------------------------------


def test_after_everything_is_lost_everything_is_back(
    made: dict[What, Path], identity: Path, new_place: NewPlace
) -> None:
    before = counted()
    call_command("flush", interactive=False, verbosity=0)
    call_command("flush", database="keys", interactive=False, verbosity=0)
    assert counted()["cases"] == DataKey.objects.count() == 0
    data, keys = restore_both(made, identity, new_place)
    with (
        databases.standing_in("default", data),
        databases.standing_in("keys", keys),
        key_ring(),
    ):
        assert counted() == before
        names = {one.name for one in Identity.objects.order_by("pk")}
        assert names == {CANARY, "Någon Annan"}
        assert [one.note for one in Contact.objects.order_by("pk")] == [f"{CANARY} svarade inte"]
        last = AuditEvent.objects.order_by("-seq")[0]
        assert (last.action, last.fields) == (Action.BACKUP_RESTORED, ["data"])
        assert audit_keeping.verify_log(now=LATER).holds
    # The negative control: without its keys nothing reads.
    with databases.standing_in("default", data), key_ring():
        assert isinstance(Identity.objects.order_by("pk")[0].name, Unreadable)


def test_no_session_comes_back(
    made: dict[What, Path], identity: Path, new_place: NewPlace, case: Case, client: Any
) -> None:
    client.force_login(case.opened_by)
    later = making.make_backup(What.DATA, now=LATER).path
    data = new_place("default")
    restoring.restore(later, identity=identity, into=url_of(data), now=LATER)
    with databases.standing_in("default", data) as on, on.cursor() as cursor:
        cursor.execute("SELECT COUNT(*) FROM django_session")
        assert cursor.fetchone()[0] == 0


def test_a_case_erased_after_the_backup_is_unreadable_and_erased_again(
    made: dict[What, Path], identity: Path, new_place: NewPlace, case: Case
) -> None:
    data = new_place("default")
    scope = f"case:{case.pk}"
    _erase(case)
    restoring.restore(made[What.DATA], identity=identity, into=url_of(data), now=LATER)
    with databases.standing_in("default", data), key_ring():
        assert not Identity.objects.filter(case_id=case.pk).exists()
        assert not Contact.objects.exclude(note="").exists()
        assert {one.name for one in Identity.objects.order_by("pk")} == {"Någon Annan"}
        assert AuditEvent.objects.filter(action=Action.CASE_ERASED, case_id=case.pk).exists()
    assert not DataKey.objects.filter(scope=scope).exists()


def test_what_was_erased_cannot_be_read_in_the_old_backup_with_the_new_keys(
    made: dict[What, Path], identity: Path, new_place: NewPlace, case: Case
) -> None:
    _erase(case)
    told = StringIO()
    call_command("restore", made[What.DATA], identity=identity, check=True, stdout=told)
    assert "prov har ingen nyckel: de är gallrade efter kopian" in told.getvalue()
    # The negative control: with the key store of that time it can, which is why such backups are
    # short-lived.
    told = StringIO()
    call_command(
        "restore",
        made[What.DATA],
        identity=identity,
        check=True,
        keys=made[What.KEYS],
        stdout=told,
    )
    assert "ingen nyckel" not in told.getvalue()


def test_an_old_key_store_does_not_bring_back_what_was_erased(
    made: dict[What, Path], identity: Path, new_place: NewPlace, case: Case
) -> None:
    keys = new_place("keys")
    restoring.restore(made[What.KEYS], identity=identity, into=url_of(keys), now=LATER)
    with databases.standing_in("keys", keys):
        assert DataKey.objects.filter(scope=case.key_scope).exists()
        _erase(case)
        assert not DataKey.objects.filter(scope=case.key_scope).exists()
    title = databases.title_of(keys)
    restoring.restore(
        made[What.KEYS], identity=identity, into=url_of(keys), replace=title, now=LATER
    )
    with databases.standing_in("keys", keys):
        assert DataKey.objects.exists()
        assert not DataKey.objects.filter(scope=case.key_scope).exists()


def _erase(case: Case) -> None:
    with transaction.atomic(), audit.written_last():
        found = Case.objects.select_for_update(of=("self",)).get(pk=case.pk)
        found.closed_at, found.close_reason = NOW, CloseReason.WITHDRAWN
        erase_case(found, reason=ErasureReason.PERSON_ASKS, by_id=None, now=NOW)


def test_the_counts_are_of_the_same_moment_as_the_file(
    case: Case, identity: Path, shelves: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Something is logged while the backup is being made: it is in neither, or the check fails."""
    is_file = connection.vendor == "sqlite"
    module: Any = sqlite_files if is_file else postgresql_server
    name = "_without_what_is_left_out" if is_file else "_pg_dump"
    goes_on = getattr(module, name)

    def after_a_write(*args: Any) -> Any:
        audit.record(by_id=None, action=Action.SHIFT_CHANGED, now=NOW)
        return goes_on(*args)

    monkeypatch.setattr(module, name, after_a_write)
    made = making.make_backup(What.DATA, now=NOW)
    meanwhile = AuditEvent.objects.get(action=Action.SHIFT_CHANGED)
    assert made.receipt.chain_seq == meanwhile.seq - 1
    proof = restoring.check(made.path, identity=identity, now=LATER)
    assert proof.events == meanwhile.seq - 1


# --- Check ----------------------------------------------------------------------------------------


def test_the_check_tells_what_it_found_and_changes_nothing(
    made: dict[What, Path], identity: Path, case: Case
) -> None:
    before = AuditEvent.objects.count(), DataKey.objects.count()
    out = StringIO()
    call_command("restore", made[What.DATA], identity=identity, check=True, stdout=out)
    told = out.getvalue()
    assert "som kvittot säger" in told
    assert "Loggens kedja håller" in told
    assert re.search(r"Prov av skyddade texter: [1-9]\d* öppnade\.", told)
    assert told.endswith("Kopian håller. Inget har ändrats.\n")
    out = StringIO()
    call_command("restore", made[What.KEYS], identity=identity, check=True, stdout=out)
    assert f"Huvudnycklarna öppnar alla nycklar: {DataKey.objects.count()}." in out.getvalue()
    assert (AuditEvent.objects.count(), DataKey.objects.count()) == before
    assert shelf.backups(What.DATA)[0].is_proved
    assert nothing_is_left(made)


def test_the_check_of_keys_fails_without_their_key_encryption_key(
    made: dict[What, Path], identity: Path, settings: LazySettings
) -> None:
    settings.KEKS = {"other": b"x" * 32}
    with pytest.raises(CommandError, match="nycklar under tests"):
        call_command("restore", made[What.KEYS], identity=identity, check=True)


def test_a_log_restored_to_an_earlier_end_gets_anchors_anew(
    made: dict[What, Path], identity: Path, shelves: Path, case: Case
) -> None:
    """Into the database in use itself: what was logged since is lost, and told of."""
    factories.open_case(by=case.opened_by, name="Efteråt")
    anchors = shelves.parent / "anchors.jsonl"
    audit_keeping.anchor_log(now=NOW)
    title = databases.title_of(databases.configured("default"))
    restoring.restore(made[What.DATA], identity=identity, replace=title, now=LATER)
    assert audit_keeping.verify_log(now=LATER).holds
    assert len(anchors.read_text().splitlines()) == 1
    assert len(list(anchors.parent.glob("anchors.jsonl.fore-*"))) == 1
