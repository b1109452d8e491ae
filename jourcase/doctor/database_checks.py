"""Are the databases there, whole, and do they keep what they are given to themselves?"""

import functools
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError, connection, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

from jourcase.doctor.domain import rules
from jourcase.doctor.domain.finding import Finding, fail, ok, warn
from jourcase.kernel import audit_keeping
from jourcase.kernel.audit import AuditEvent

_TITLES = {"default": "databasen", "keys": "nyckelförrådet"}


def _all() -> Iterator[tuple[str, BaseDatabaseWrapper]]:
    for alias in connections:
        yield _TITLES.get(alias, alias), connections[alias]


def reachable(now: datetime) -> Finding:
    for title, on in _all():
        if on.vendor == "sqlite" and not Path(str(on.settings_dict["NAME"])).exists():
            return fail(
                f"Filen för {title} finns inte. Kör manage.py migrate --database {on.alias}."
            )
        try:
            with on.cursor() as cursor:
                cursor.execute("SELECT 1")
        except DatabaseError:
            return fail(
                f"Det går inte att nå {title}. Är servern igång, och stämmer DATABASE_URL och "
                "KEYS_DATABASE_URL?"
            )
    return ok()


def apart(now: datetime) -> Finding:
    one, other = (
        [on.settings_dict.get(key) or "" for key in ("NAME", "HOST", "PORT")] for _, on in _all()
    )
    if one == other:
        return fail(
            "Uppgifter och nycklar ligger i samma databas. Ge nyckelförrådet en egen i "
            "KEYS_DATABASE_URL: annars går inget att gallra ur kopiorna."
        )
    return ok()


def migrations(now: datetime) -> Finding:
    for title, on in _all():
        missing = _on_disk() - set(MigrationRecorder(on).applied_migrations())
        if missing:
            return fail(
                f"{len(missing)} ändringar är inte gjorda i {title}. Kör manage.py migrate och "
                "manage.py migrate --database keys."
            )
    return ok()


@functools.cache
def _on_disk() -> frozenset[tuple[str, str]]:
    return frozenset(MigrationLoader(None).disk_migrations)


def cache_table(now: datetime) -> Finding:
    if settings.CACHES["default"]["LOCATION"] in connection.introspection.table_names():
        return ok()
    return fail("Tabellen för gränser vid inloggning saknas. Kör manage.py createcachetable.")


def append_only(now: datetime) -> Finding:
    if audit_keeping._is_guarded():
        return ok()
    return fail(
        "Databasen hindrar inte att loggen ändras. Kör manage.py migrate, och sedan manage.py "
        "verify_audit_log."
    )


def role(now: datetime) -> Finding:
    """On PostgreSQL the role that runs may add to the log, and not change it or take away its
    guard.
    """
    if connection.vendor != "postgresql":
        return ok("SQLite har inga roller.")
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT rolsuper, has_table_privilege(%s, 'UPDATE, DELETE, TRUNCATE')"
            " FROM pg_roles WHERE rolname = current_user",
            [AuditEvent._meta.db_table],
        )
        is_super, may_change = cursor.fetchone()
    if is_super or may_change:
        return fail(
            "Jourcase är inloggat i databasen som en roll som kan ändra loggen. Kör manage.py "
            "grant_roles ROLL och använd den rollen i DATABASE_URL och KEYS_DATABASE_URL."
        )
    return ok()


def durability(now: datetime) -> Finding:
    for title, on in _all():
        with on.cursor() as cursor:
            if on.vendor == "postgresql":
                wrong = rules.undurable_settings(_settings_of(on, list(rules.DURABLE)))
                if wrong:
                    return fail(
                        f"Ett strömavbrott kan förlora det som sparats i {title}. Sätt "
                        f"{', '.join(f'{name} = on' for name in wrong)} i postgresql.conf."
                    )
                continue
            cursor.execute("PRAGMA synchronous")
            synchronous = cursor.fetchone()[0]
            cursor.execute("PRAGMA journal_mode")
            if synchronous < 2 or cursor.fetchone()[0] != "wal":
                return fail(
                    f"Ett strömavbrott kan förlora det som sparats i {title}. Återställ "
                    "init_command i jourcase/settings.py (WAL och synchronous=FULL)."
                )
    return ok()


def quiet_log(now: datetime) -> Finding:
    for title, on in _all():
        if on.vendor != "postgresql":
            continue
        loud = rules.loud_log_settings(_settings_of(on, list(rules.QUIET_LOG)))
        if loud:
            return fail(
                f"Loggen hos PostgreSQL kan innehålla det som står i {title}. Lägg "
                f"deploy/postgresql/jourcase.conf i conf.d ({'; '.join(loud)}) och ladda om."
            )
    return ok()


def _settings_of(on: BaseDatabaseWrapper, names: list[str]) -> dict[str, str]:
    with on.cursor() as cursor:
        cursor.execute("SELECT name, setting FROM pg_settings WHERE name = ANY(%s)", [names])
        return dict(cursor.fetchall())


def clocks(now: datetime) -> Finding:
    """Ours, the database server's, and that of whoever wrote the last line of the log."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT clock_timestamp()")
            if abs(cursor.fetchone()[0] - now) > rules.CLOCK_MAY_DIFFER:
                return fail(
                    "Databasens klocka och den här datorns går olika. Slå på tidssynkronisering "
                    "(timedatectl set-ntp true) på båda."
                )
    last = AuditEvent.objects.order_by("-seq").values_list("at", flat=True).first()
    if last is not None and last - now > rules.CLOCK_MAY_DIFFER:
        return fail(
            "Loggens sista rad ligger i framtiden, så klockan går eller har gått fel. Slå på "
            "tidssynkronisering (timedatectl set-ntp true)."
        )
    return ok()


def file_modes(now: datetime) -> Finding:
    """The embedded files, with their journals."""
    for title, on in _all():
        if on.vendor != "sqlite":
            continue
        path = Path(str(on.settings_dict["NAME"]))
        for one in sorted(path.parent.glob(f"{path.name}*")):
            if not rules.is_private(one.stat().st_mode):
                return fail(f"Filen för {title} kan läsas av andra. Kör: chmod 600 {path}*")
    if connection.vendor == "sqlite" and not settings.DEMO:
        return warn("Den inbyggda databasen används. I drift med flera samtidigt: PostgreSQL.")
    return ok()
