"""Reading a backup: first into a database that stands in, where it is proved and what was erased
since is erased again; only then, whole and in one transaction, into the one that is used.
"""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, BinaryIO

from django.conf import settings
from django.core.management import call_command
from django.db import DatabaseError, connections, transaction

from jourcase.backup import age, databases, postgresql_server, private, shelf, sqlite_files
from jourcase.backup.domain.receipt import Receipt, What
from jourcase.backup.domain.refusals import Refusal, RestoreRefusedError
from jourcase.backup.proving import Proof, prove
from jourcase.kernel import audit, audit_keeping
from jourcase.kernel.audit import Action, AuditEvent
from jourcase.keystore import store
from jourcase.keystore.models import Erasure
from jourcase.keystore.router import ALIAS as KEYS_ALIAS

_LOG = AuditEvent._meta.db_table
# What a database holds as soon as it is migrated, before anyone has used it.
_MADE_BY_MIGRATE = {
    *("django_migrations", "django_content_type", "auth_permission", "auth_group"),
    *("auth_group_permissions", "shared_cache", "sqlite_sequence"),
}


def check(file: Path, *, identity: Path, keys: Path | None = None, now: datetime) -> Proof:
    """Prove the backup in a database that is thrown away. `keys` is a backup of the key store to
    prove it with, instead of the key store in use. Raises `RestoreRefusedError`.
    """
    by = age.identities(identity)
    with ExitStack() as held:
        if keys is not None:
            held.enter_context(_stood_in(keys, by, What.KEYS))
        receipt, _ = held.enter_context(_stood_in(file, by, None))
        proof = prove(receipt, now=now)
    _mark(file, now=now)
    return proof


def restore(
    file: Path,
    *,
    identity: Path,
    into: str = "",
    replace: str = "",
    now: datetime,
) -> Proof:
    """Read the backup into the database it is of, or into that at the address `into`.

    One that is not empty is left alone, unless `replace` is its name. Raises
    `RestoreRefusedError`, and then nothing has changed.
    """
    by = age.identities(identity)
    what = What(shelf.read_receipt(file).what)
    target = _target(what, into)
    is_used = _refuse_if_used(target, databases.alias_of(what), replace)
    ledger = _ledger_of(target) if is_used and what is What.KEYS else []
    with _stood_in(file, by, what) as (receipt, stand_in):
        proof = prove(receipt, now=now)
        _carry_over(ledger)
        _replay(what)
        if what is What.DATA:
            _record(what, file, now=now)
        connections[databases.alias_of(what)].close()
        if databases.engine_of(target) == databases.SQLITE:
            sqlite_files.put_into(Path(stand_in["NAME"]), Path(target["NAME"]))
        else:
            postgresql_server.put_into(stand_in, target)
    if what is What.KEYS:
        with suppress(DatabaseError):  # the data may be what is read next
            if _has_log():
                _record(what, file, now=now)
    elif not into:
        _begin_anchors_anew(proof, now=now)
    _mark(file, now=now)
    return proof


# --- The database that stands in ------------------------------------------------------------------


@contextmanager
def _stood_in(
    file: Path, by: list[Any], wanted: What | None
) -> Iterator[tuple[Receipt, dict[str, Any]]]:
    """The backup, unpacked, in place of the database it is of, until the block ends."""
    receipt = shelf.read_receipt(file)
    if wanted is not None and receipt.what != wanted.value:
        raise RestoreRefusedError(Refusal.OTHER_FILE)
    shelf.check_file(file, receipt)
    alias = databases.alias_of(What(receipt.what))
    like = databases.configured(alias)
    if receipt.engine != databases.engine_of(like):
        raise RestoreRefusedError(Refusal.WRONG_ENGINE, receipt.engine)

    def unpack(into: BinaryIO) -> None:
        age.decrypt(file, into, by)

    try:
        with _unpacked(like, alias, unpack) as stand_in, databases.standing_in(alias, stand_in):
            yield receipt, stand_in
    except OSError as error:
        raise RestoreRefusedError(Refusal.LOAD_FAILED, error.strerror or "") from error


@contextmanager
def _unpacked(like: dict[str, Any], alias: str, unpack: Any) -> Iterator[dict[str, Any]]:
    if databases.engine_of(like) == databases.POSTGRESQL:
        with postgresql_server.throw_away(like, alias) as database:
            postgresql_server.load(database, unpack)
            yield database
        return
    near = Path(like["NAME"]).resolve().parent
    private.make_folder(near)
    with private.work_folder(near) as folder:
        path = folder / "stand-in.sqlite3"
        with private.new_file(path) as plain:
            unpack(plain)
        sqlite_files.check_whole(path)
        yield databases.named(like, str(path))


# --- The database that is used --------------------------------------------------------------------


def _target(what: What, into: str) -> dict[str, Any]:
    alias = databases.alias_of(what)
    if not into:
        return databases.configured(alias)
    try:
        return databases.at_url(alias, into)
    except ValueError as error:
        engine = databases.engine_of(databases.configured(alias))
        raise RestoreRefusedError(Refusal.WRONG_ENGINE, engine) from error


def _refuse_if_used(target: dict[str, Any], alias: str, replace: str) -> bool:
    """Whether something stands there, which then may be replaced."""
    is_file = databases.engine_of(target) == databases.SQLITE
    if is_file and not Path(target["NAME"]).exists():
        return False
    title = databases.title_of(target)
    if replace == title:
        return True
    on = databases.opened(target, alias)
    try:
        with on.cursor() as cursor:
            for table in set(on.introspection.table_names(cursor)) - _MADE_BY_MIGRATE:
                cursor.execute(f"SELECT 1 FROM {on.ops.quote_name(table)} LIMIT 1")  # noqa: S608
                if cursor.fetchone():
                    raise RestoreRefusedError(Refusal.NOT_EMPTY, title)
    except DatabaseError as error:
        raise RestoreRefusedError(Refusal.LOAD_FAILED, type(error).__name__) from error
    finally:
        on.close()
    return False


def _ledger_of(target: dict[str, Any]) -> list[dict[str, Any]]:
    """The ledger of erasures in the key store that is to be replaced, if it can be read at all."""
    with databases.standing_in(KEYS_ALIAS, target), suppress(DatabaseError):
        return [dict(entry) for entry in Erasure.objects.values()]
    return []


def _carry_over(ledger: list[dict[str, Any]]) -> None:
    """What was erased stays erased: an older key store gets the newer one's ledger, and loses the
    keys that stand in it.
    """
    for entry in ledger:
        Erasure.objects.update_or_create(scope=entry["scope"], defaults=entry)
    store.destroy(entry["scope"] for entry in ledger)


def _replay(what: What) -> None:
    """Erase again what was erased after the backup was made, before anyone can open it."""
    if what is What.KEYS and not _has_log():
        return  # the data is lost too; it is replayed when it is read
    try:
        call_command("replay_erasures", verbosity=0)
    except Exception as error:
        raise RestoreRefusedError(Refusal.REPLAY_FAILED, type(error).__name__) from error


def _has_log() -> bool:
    try:
        return _LOG in connections["default"].introspection.table_names()
    except DatabaseError:
        return False


def _record(what: What, file: Path, *, now: datetime) -> None:
    with transaction.atomic():
        audit.record(
            by_id=None,
            action=Action.BACKUP_RESTORED,
            now=now,
            fields=[what.value],
            reason=file.name,
        )


def _begin_anchors_anew(proof: Proof, *, now: datetime) -> None:
    """What was logged after the backup is lost, and its anchors with it would call the restored
    log cut off for ever. The old file is kept beside, as a witness of what there was.
    """
    if proof.ends_before_anchor:
        path = Path(settings.AUDIT_ANCHOR_FILE)
        stamp = f"{now.astimezone(UTC):%Y%m%dT%H%M%SZ}"
        kept = path.with_name(f"{path.name}.fore-{stamp}")
        path.rename(kept)
        audit_keeping.anchor_log(now=now)


def _mark(file: Path, *, now: datetime) -> None:
    with suppress(OSError):  # a folder that may only be read
        shelf.mark_proved(file, now=now)
