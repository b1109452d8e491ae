"""Is a backup what it says, and can it be used? Asked of a database that stands in for ours."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db import DatabaseError, connections
from django.db.migrations.executor import MigrationExecutor
from django.db.models import QuerySet

from jourcase.backup import databases, facts
from jourcase.backup.domain.receipt import Receipt, What
from jourcase.backup.domain.refusals import Refusal, RestoreRefusedError
from jourcase.kernel import audit_keeping
from jourcase.kernel.proof import Flaw
from jourcase.kernel.sealed import SealedModel, SealedTextField, SealedToken, scope_of
from jourcase.keystore import crypto, store, wrapping
from jourcase.keystore.models import DataKey

_SAMPLE = 10
# A backup ends before our anchors do, and a line of the anchor file is not in the backup.
_NOT_THE_BACKUPS = {Flaw.CUT_OFF, Flaw.ANCHOR_BROKEN}


@dataclass(slots=True)
class Proof:
    """What was found in a backup that holds."""

    receipt: Receipt
    rows: int = 0
    events: int = 0
    ends_before_anchor: bool = False
    texts_opened: int = 0
    texts_without_key: int = 0
    keys_opened: int = 0
    migrations_run: list[str] = field(default_factory=list)


def prove(receipt: Receipt, *, now: datetime) -> Proof:
    """Count, verify, migrate and open, in the database that stands in under the backup's alias.
    Raises `RestoreRefusedError` at the first thing that does not hold.
    """
    proof = Proof(receipt)
    try:
        _prove(What(receipt.what), proof, now=now)
    except DatabaseError as error:
        raise RestoreRefusedError(Refusal.BROKEN_INSIDE) from error
    return proof


def _prove(what: What, proof: Proof, *, now: datetime) -> None:
    _compare(proof.receipt, databases.alias_of(what), proof)
    _migrate(databases.alias_of(what), proof)
    if what is What.KEYS:
        _prove_keys(proof)
    else:
        _prove_log(proof, now=now)
        _prove_texts(proof)


def _compare(receipt: Receipt, alias: str, proof: Proof) -> None:
    on = connections[alias]
    with on.cursor() as cursor:

        def ask(question: str) -> Any:
            cursor.execute(question)
            return cursor.fetchall()

        found = facts.take(ask, on.vendor)
    names = found.rows.keys() | receipt.rows.keys()
    differ = sorted(name for name in names if found.rows.get(name) != receipt.rows.get(name))
    if differ:
        raise RestoreRefusedError(Refusal.COUNTS_DIFFER, ", ".join(differ[:5]))
    if (found.chain_seq, found.chain_digest) != (receipt.chain_seq, receipt.chain_digest):
        raise RestoreRefusedError(Refusal.HEAD_DIFFERS)
    proof.rows = sum(found.rows.values())


def _migrate(alias: str, proof: Proof) -> None:
    executor = MigrationExecutor(connections[alias])
    unknown = [
        f"{app}.{name}"
        for app, name in sorted(executor.loader.applied_migrations)
        if (app, name) not in executor.loader.disk_migrations
    ]
    if unknown:
        raise RestoreRefusedError(Refusal.NEWER_THAN_CODE, ", ".join(unknown[:5]))
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    proof.migrations_run = [f"{one.app_label}.{one.name}" for one, _ in plan]
    if plan:
        call_command("migrate", database=alias, verbosity=0, interactive=False)


def _prove_log(proof: Proof, *, now: datetime) -> None:
    log = audit_keeping.verify_log(now=now)
    broken = sorted(flaw.name.lower() for flaw in log.flaws if flaw not in _NOT_THE_BACKUPS)
    if broken:
        raise RestoreRefusedError(Refusal.CHAIN_BROKEN, ", ".join(broken))
    proof.events = log.events
    proof.ends_before_anchor = Flaw.CUT_OFF in log.flaws


def _prove_keys(proof: Proof) -> None:
    closed: Counter[str] = Counter()
    rows = DataKey.objects.values_list("scope", "kek_id", "wrapped")
    for scope, kek_id, wrapped in rows.iterator():
        if wrapping.unwrap(bytes(wrapped), scope, kek_id, settings.KEKS) is None:
            closed[kek_id] += 1
        else:
            proof.keys_opened += 1
    if closed:
        told = ", ".join(f"{count} nycklar under {kek_id}" for kek_id, count in closed.items())
        raise RestoreRefusedError(Refusal.KEYS_DO_NOT_OPEN, told)


def _prove_texts(proof: Proof) -> None:
    """A text whose key is gone was erased after the backup; one that has a key must open. When no
    text has a key, the key store is another one.
    """
    closed = 0
    for scope, where, stored in _sample():
        key = store.fetch([scope]).get(scope)
        if key is None:
            proof.texts_without_key += 1
            # A key that is there but does not unwrap is no erased one.
            closed += DataKey.objects.filter(scope=scope).exists()
            continue
        try:
            crypto.open_text(key, stored, where)
        except crypto.SealBrokenError:
            closed += 1
        else:
            proof.texts_opened += 1
    if closed or (proof.texts_without_key and not proof.texts_opened):
        told = f"{closed or proof.texts_without_key} av proven"
        raise RestoreRefusedError(Refusal.KEYS_DO_NOT_OPEN, told)


def _sample() -> Iterator[tuple[str, bytes, str]]:
    """Scope, place and stored text: some of the oldest and some of the newest of each column."""
    for model in apps.get_models():
        if not issubclass(model, SealedModel):
            continue
        for column in model._meta.get_fields():
            if not isinstance(column, SealedTextField):
                continue
            rows: QuerySet[Any] = model._base_manager.exclude(**{column.attname: ""})
            for row in {*rows.order_by("pk")[:_SAMPLE], *rows.order_by("-pk")[:_SAMPLE]}:
                token = row.__dict__[column.attname]
                if isinstance(token, SealedToken):
                    name, scope = str(getattr(row, row.sealed_row)), scope_of(row)
                    where = crypto.place(model._meta.db_table, str(column.column), scope, name)
                    yield scope, where, token.stored
