"""The one place for text that identifies a person or tells what happened.

Every column that holds such text is a `SealedTextField` on a `SealedModel`. It is stored as
AES-256-GCM under the key of its scope (for what belongs to a case "case:<id>"), bound to its table,
column, scope and row; the database never sees plain text. Lookups by exact value go through
`lookup_digest`. What does not open reads as `Unreadable` ("kan inte visas"), leaves a trace in the
audit log, and can never be saved: everything here fails closed.

Keys are read once a request, all that the fetched rows need in one query, inside `key_ring()`.
"""

import hashlib
import hmac
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, ClassVar, Self

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.db import models
from django.db.models.query_utils import DeferredAttribute

from jourcase.keystore import crypto, store

if TYPE_CHECKING:
    _TextField = models.TextField[str, str]
else:
    _TextField = models.TextField

UNREADABLE = "kan inte visas"


class UnreadableError(Exception):
    """A text could not be opened: wrong or destroyed key, altered or moved ciphertext."""


class PlainTextRefusedError(TypeError):
    """Plain text was on its way into a sealed column past the seal."""


class Unreadable(str):
    """What stands in place of a text that could not be opened."""

    __slots__ = ()

    def __new__(cls) -> Self:
        return super().__new__(cls, UNREADABLE)


@dataclass(frozen=True, slots=True)
class SealedToken:
    """A text as it is stored. Not a string, so that nothing takes it for the text itself."""

    stored: str = field(repr=False)

    def __bool__(self) -> bool:
        return bool(self.stored)


# --- Keys ---------------------------------------------------------------------------------------


@dataclass(slots=True)
class _Ring:
    """The opened keys of one request, and the scopes of rows whose key has not been asked for."""

    keys: dict[str, AESGCM | None] = field(default_factory=dict)
    pending: set[str] = field(default_factory=set)
    told: set[tuple[str, str, str]] = field(default_factory=set)


_ring: ContextVar[_Ring | None] = ContextVar("key_ring", default=None)


@contextmanager
def key_ring() -> Iterator[None]:
    """Keep opened keys until the block ends: a request, a task, a command. Inside another ring
    that one serves.
    """
    if _ring.get() is not None:
        yield
        return
    token = _ring.set(_Ring())
    try:
        yield
    finally:
        _ring.reset(token)


def open_keys(scopes: Iterable[str]) -> None:
    """Open the keys of many scopes in one query. Rows read by the ORM do it by themselves."""
    ring = _ring.get()
    if ring is None:
        return
    missing = [scope for scope in scopes if scope not in ring.keys]
    found = store.fetch(missing) if missing else {}
    for scope in missing:
        ring.keys[scope] = crypto.cipher(found[scope]) if scope in found else None


def learn_key(scope: str, key: bytes) -> None:
    """A key that has just been made need not be asked for; rows of its scope are sealed next."""
    ring = _ring.get()
    if ring is not None:
        ring.keys[scope] = crypto.cipher(key)


def forget_keys(scopes: Iterable[str]) -> None:
    """For after a key was made or destroyed."""
    ring = _ring.get()
    for scope in scopes if ring is not None else ():
        ring.keys.pop(scope, None)  # type: ignore[union-attr]


def _key(scope: str) -> AESGCM | None:
    ring = _ring.get()
    if ring is None:
        found = store.fetch([scope])
        return crypto.cipher(found[scope]) if scope in found else None
    if scope not in ring.keys:
        open_keys({scope, *ring.pending})
        ring.pending.clear()
    return ring.keys[scope]


# --- Free-standing texts ------------------------------------------------------------------------


def seal_text(*, scope: str, place: str, text: str) -> str:
    """`text` as it may be stored. Raises `UnreadableError` when the scope has no key."""
    key = _key(scope)
    if key is None:
        raise UnreadableError(scope)
    return crypto.seal_text(key, text, crypto.place(place, scope))


def open_text(*, scope: str, place: str, token: str) -> str:
    """What `seal_text` was given. Raises `UnreadableError`."""
    key = _key(scope)
    if key is None:
        raise UnreadableError(scope)
    try:
        return crypto.open_text(key, token, crypto.place(place, scope))
    except crypto.SealBrokenError as error:
        raise UnreadableError(scope) from error


# --- Columns ------------------------------------------------------------------------------------


class SealedModel(models.Model):
    """A row with sealed columns. It says whose key seals it and by what it is told from others:
    both are values that the row has before it is stored.
    """

    sealed_scope: ClassVar[tuple[str, str]] = ("case", "case_id")  # kind, attribute
    sealed_row: ClassVar[str] = "row_key"

    class Meta:
        abstract = True

    @classmethod
    def from_db(cls, db: str | None, field_names: Any, values: Any, **more: Any) -> Self:
        row = super().from_db(db, field_names, values, **more)
        ring = _ring.get()
        kind, attribute = cls.sealed_scope
        owner = row.__dict__.get(attribute)
        if ring is not None and owner is not None:
            scope = f"{kind}:{owner}"
            if scope not in ring.keys:
                ring.pending.add(scope)
        return row


def scope_of(row: SealedModel) -> str:
    """ "case:12" """
    kind, attribute = row.sealed_scope
    return f"{kind}:{getattr(row, attribute)}"


def token_for(model: type[SealedModel], column: str, *, scope: str, row: Any, text: str) -> Any:
    """A sealed value for `QuerySet.update`, where the field cannot know the row by itself."""
    if not text:
        return ""
    key = _key(scope)
    if key is None:
        raise UnreadableError(scope)
    where = crypto.place(model._meta.db_table, column, scope, str(row))
    return SealedToken(crypto.seal_text(key, text, where))


def read_stored(table: str, column: str, *, scope: str, row: Any, stored: str) -> str:
    """A stored value that was read without the ORM; `Unreadable` when it does not open."""
    if not stored:
        return ""
    key = _key(scope)
    if key is not None:
        try:
            return crypto.open_text(key, stored, crypto.place(table, column, scope, str(row)))
        except crypto.SealBrokenError:
            pass
    _tell_unreadable(scope, table, column)
    return Unreadable()


def _tell_unreadable(scope: str, table: str, column: str) -> None:
    """One row in the audit log for each column of a scope, once a request."""
    from jourcase.kernel import audit, clock

    ring = _ring.get()
    if ring is not None:
        if (scope, table, column) in ring.told:
            return
        ring.told.add((scope, table, column))
    kind, _, owner = scope.partition(":")
    audit.record(
        by_id=None,
        action=audit.Action.TEXT_UNREADABLE,
        now=clock.now(),
        case_ids=[int(owner)] if kind == "case" else [],
        fields=[f"{table}.{column}"],
        outcome=audit.Outcome.FAILED,
    )


class _SealedAttribute(DeferredAttribute):
    """Opens the text when it is asked for, and not before."""

    field: "SealedTextField"

    def __get__(self, row: Any, owner: Any = None) -> Any:
        value = super().__get__(row, owner)
        if not isinstance(value, SealedToken):
            return value
        name = self.field.attname
        kept = row.__dict__.setdefault("_opened", {})
        if name not in kept:
            kept[name] = read_stored(
                row._meta.db_table,
                str(self.field.column),
                scope=scope_of(row),
                row=getattr(row, row.sealed_row),
                stored=value.stored,
            )
        return kept[name]

    def __set__(self, row: Any, value: Any) -> None:
        row.__dict__[self.field.attname] = value
        row.__dict__.get("_opened", {}).pop(self.field.attname, None)


class SealedTextField(_TextField):
    """Text that identifies a person or tells their story. Never searched, sorted or indexed; only
    whether it is empty can be asked in a query.
    """

    description = "Text som skyddas"
    descriptor_class = _SealedAttribute

    def from_db_value(self, value: str | None, expression: Any, connection: Any) -> Any:
        return SealedToken(value) if value else value

    def get_prep_value(self, value: Any) -> Any:
        if isinstance(value, SealedToken):
            return value.stored
        if value in (None, ""):
            return value
        raise PlainTextRefusedError(f"{self.model._meta.label}.{self.name}")

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        """What is stored of a row: an untouched text as it was, a new one sealed."""
        value = model_instance.__dict__.get(self.attname)
        if isinstance(value, SealedToken) or value in (None, ""):
            return value
        if not isinstance(model_instance, SealedModel):
            raise PlainTextRefusedError(f"{self.model._meta.label} is no SealedModel")
        if value == UNREADABLE:
            raise UnreadableError(f"{self.model._meta.label}.{self.name}")
        return token_for(
            type(model_instance),
            str(self.column),
            scope=scope_of(model_instance),
            row=getattr(model_instance, model_instance.sealed_row),
            text=str(value),
        )

    def get_lookup(self, lookup_name: str) -> Any:
        return super().get_lookup(lookup_name) if lookup_name in {"exact", "isnull"} else None

    def get_transform(self, lookup_name: str) -> Any:
        return None


def lookup_digest(domain: str, value: str) -> str:
    """A keyed digest (hex, 64 characters) for finding `value` exactly without storing it openly.

    `domain` keeps equal values of different kinds apart ("phone", "k-number"). The key is
    `settings.LOOKUP_KEY`. An empty value has no digest and gives "".
    """
    if not value:
        return ""
    key = settings.LOOKUP_KEY.encode()
    return hmac.new(key, f"{domain}\x1f{value}".encode(), hashlib.sha256).hexdigest()
