"""What a receipt tells of a database: counted in the very snapshot that is in the file."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

# Of no worth after a restore, or of harm: a log-in from before must not live again.
LEFT_OUT = ("django_session", "shared_cache")

Ask = Callable[[str], Sequence[Sequence[Any]]]
_TABLES = {
    "sqlite": "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite!_%' "
    "ESCAPE '!' ORDER BY name",
    "postgresql": "SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY tablename",
}
_LOG, _MIGRATIONS = "kernel_auditevent", "django_migrations"


@dataclass(frozen=True, slots=True)
class Facts:
    """Rows by table (what is left out counts as none), migrations, and where the log ends."""

    rows: Mapping[str, int]
    migrations: tuple[str, ...]
    chain_seq: int
    chain_digest: str


def take(ask: Ask, vendor: str) -> Facts:
    """`ask` answers a question in SQL with rows."""
    tables = [str(name) for (name,) in ask(_TABLES[vendor])]
    rows = {name: 0 if name in LEFT_OUT else _count(ask, name) for name in tables}
    migrations = ask(f"SELECT app, name FROM {_MIGRATIONS} ORDER BY app, name")  # noqa: S608
    head = ask(f"SELECT seq, digest FROM {_LOG} ORDER BY seq DESC LIMIT 1") if _LOG in rows else ()  # noqa: S608
    seq, digest = head[0] if head else (0, "")
    return Facts(rows, tuple(f"{app}.{name}" for app, name in migrations), int(seq), str(digest))


def _count(ask: Ask, table: str) -> int:
    quoted = table.replace('"', '""')
    return int(ask(f'SELECT COUNT(*) FROM "{quoted}"')[0][0])  # noqa: S608
