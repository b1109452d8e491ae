"""When a log-in ends, when it counts as fresh, and which factors a person may add or remove."""

from datetime import datetime, timedelta

from jourcase.kernel.labelled import Labelled
from jourcase.kernel.refusals import Refusal

# ASVS 5.0 7.3.2 asks for an absolute length; the jour's longest evening is well within it.
SESSION_LENGTH = timedelta(hours=8)
# How long after proving who one is one may change how one logs in (ASVS 5.0 7.5.1).
FRESH_FOR = timedelta(minutes=5)
# "Last seen" is told this coarsely, and written no oftener.
SEEN_EVERY = timedelta(minutes=5)
# Time for a volunteer who reads mail twice a week.
INVITATION_LENGTH = timedelta(hours=72)
PASSKEYS_AT_MOST = 10
# What is longer is refused before it is hashed: each hash takes 100 MiB.
LONGEST_PASSPHRASE = 1024


class KeyName(Labelled):
    """What a person may call a passkey. A closed list: a free name would say who owns what."""

    COMPUTER = "computer", "Datorn"
    WORK_COMPUTER = "work_computer", "Jobbdatorn"
    PHONE = "phone", "Telefonen"
    TABLET = "tablet", "Surfplattan"
    SECURITY_KEY = "security_key", "Säkerhetsnyckeln"
    SPARE = "spare", "Reservnyckeln"


class FactorRefusal(Refusal):
    """Why a way to log in may not be added or removed."""

    LAST_ONE = "last one"
    TOO_MANY = "too many"
    NEEDS_THE_OTHER = "needs the other"
    ALREADY_THERE = "already there"


def has_ended(started_at: datetime | None, *, now: datetime) -> bool:
    """True from eight hours after the log-in on, whatever has been done since.

    A session that does not say when it began has ended: nobody knows who made it.
    """
    return started_at is None or now - started_at >= SESSION_LENGTH


def is_fresh(proved_at: datetime | None, *, now: datetime) -> bool:
    """True while less than five minutes have passed since the person proved who they are."""
    return proved_at is not None and now - proved_at < FRESH_FOR


def adding_refusals(
    *, is_full: bool, passkeys: int, has_app: bool, adds_app: bool
) -> frozenset[Refusal]:
    """May a factor be added from this session?

    `is_full`: the session itself was opened with a second factor. Without one only somebody who
    has none may add one: else whoever knows the passphrase could add a key beside the owner's.
    """
    found: set[Refusal] = set()
    if not is_full and (passkeys or has_app):
        found.add(FactorRefusal.NEEDS_THE_OTHER)
    if adds_app and has_app:
        found.add(FactorRefusal.ALREADY_THERE)
    if not adds_app and passkeys >= PASSKEYS_AT_MOST:
        found.add(FactorRefusal.TOO_MANY)
    return frozenset(found)


def removing_refusals(*, passkeys: int, has_app: bool, one_is_needed: bool) -> frozenset[Refusal]:
    """May one of these factors be removed? The last only where none is needed: else the door
    would close behind.
    """
    left = passkeys + int(has_app) - 1
    return frozenset({FactorRefusal.LAST_ONE} if one_is_needed and left < 1 else ())
