"""Everything the doctor looks at, in the order in which one would mend it."""

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import NamedTuple

from django.db import DatabaseError

from jourcase.doctor import database_checks, key_check, machine_checks, settings_checks
from jourcase.doctor.domain.finding import Finding, fail

Check = Callable[[datetime], Finding]


class Named(NamedTuple):
    """A check and what it is about, in a word or two."""

    name: str
    check: Check


def keys(now: datetime) -> Finding:
    return key_check.check_key()


CHECKS: tuple[Named, ...] = (
    Named("Hemligheter", settings_checks.secrets),
    Named("Huvudnycklar", settings_checks.key_encryption_keys),
    Named("Filen .env", settings_checks.env_file),
    Named("Https och adresser", settings_checks.hosts_and_https),
    Named("Tidszon", settings_checks.time_zone),
    Named("Databaser", database_checks.reachable),
    Named("Nycklar för sig", database_checks.apart),
    Named("Databasfiler", database_checks.file_modes),
    Named("Ändringar av databasen", database_checks.migrations),
    Named("Gränser vid inloggning", database_checks.cache_table),
    Named("Nyckelprov", keys),
    Named("Loggens spärr", database_checks.append_only),
    Named("Databasroll", database_checks.role),
    Named("Hållbarhet", database_checks.durability),
    Named("PostgreSQL:s logg", database_checks.quiet_log),
    Named("Klockor", database_checks.clocks),
    Named("Demoläge", settings_checks.demo_mode),
    Named("Övning", settings_checks.practice),
    Named("Disk", machine_checks.disk),
    Named("Program", machine_checks.programs),
    Named("Sidornas utseende", machine_checks.static_files),
    Named("Redis", machine_checks.redis),
    Named("Utkorg", machine_checks.outbox),
    Named("Säkerhetskopior", machine_checks.backups),
    Named("Återläsningsprov", machine_checks.proved_backups),
    Named("Ankare", machine_checks.audit_anchors),
)


def examine(checks: tuple[Named, ...] = CHECKS, *, now: datetime) -> Iterator[tuple[str, Finding]]:
    """Every check, whatever becomes of the others."""
    for name, check in checks:
        yield name, run(check, now)


def run(check: Check, now: datetime) -> Finding:
    """What the check says; that it could not be made is a fault of its own."""
    try:
        return check(now)
    except DatabaseError as error:
        return fail(f"Gick inte att kontrollera: databasen svarade {type(error).__name__}.")
    except OSError as error:
        return fail(f"Gick inte att kontrollera: {error.strerror or type(error).__name__}.")
