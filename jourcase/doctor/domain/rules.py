"""The limits, as plain functions of what was read off the machine."""

from collections.abc import Collection, Mapping
from datetime import timedelta

from jourcase.doctor.domain.finding import Finding, fail, ok, warn

# PostgreSQL writes statements, their parameters and rows that broke a rule into its log, unless it
# is told not to. `none`, since even DDL can hold a password. Source: PostgreSQL, "Error Reporting
# and Logging".
QUIET_LOG: Mapping[str, str] = {
    "log_statement": "none",
    "log_min_duration_statement": "-1",
    "log_min_duration_sample": "-1",
    "log_transaction_sample_rate": "0",
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
    "log_parameter_max_length": "0",
    "log_parameter_max_length_on_error": "0",
}
DURABLE: Mapping[str, Collection[str]] = {
    "fsync": {"on"},
    "full_page_writes": {"on"},
    "synchronous_commit": {"on", "remote_write", "remote_apply"},
}
_GB = 1024**3
CLOCK_MAY_DIFFER = timedelta(minutes=2)
OUTBOX_MAY_WAIT = timedelta(minutes=15)
BACKUP_MAY_BE = timedelta(hours=36)
PROOF_MAY_BE = timedelta(days=100)
ANCHOR_MAY_BE_DAYS = 2
SHORTEST_SECRET = 40
SHORTEST_TOKEN = 32


def loud_log_settings(said: Mapping[str, str]) -> list[str]:
    """Those of PostgreSQL's settings under which its log would hold what people typed."""
    return [
        f"{name} = {quiet}" for name, quiet in QUIET_LOG.items() if said.get(name, quiet) != quiet
    ]


def undurable_settings(said: Mapping[str, str]) -> list[str]:
    """Those under which a power cut would lose what has been answered as saved."""
    return [name for name, good in DURABLE.items() if said.get(name, "on") not in good]


def disk(free: int, total: int) -> Finding:
    """Bytes. Below the first limit nothing more can be relied on."""
    told = f"{free / _GB:.1f} GB ledigt av {total / _GB:.1f}."
    if free < 0.5 * _GB or free < total * 0.03:
        return fail(f"Disken är snart full: {told} Gör plats nu; annars kan inget sparas.")
    if free < 2 * _GB or free < total * 0.1:
        return warn(f"Disken fylls: {told} Gör plats i god tid.")
    return ok(told)


def is_weak(secret: str) -> bool:
    """Too short, or of so few different signs that nobody drew it by lot."""
    return len(secret) < SHORTEST_SECRET or len(set(secret)) < 10


def is_private(mode: int) -> bool:
    """Whether a file's mode keeps everyone but the owner out."""
    return mode & 0o077 == 0
