"""The machine around: disk, programs, static files, Redis; and what is done by the clock."""

import json
import shutil
from datetime import datetime
from pathlib import Path

import redis as redis_client
from django.conf import settings
from django.db import connections

from jourcase.backup import shelf
from jourcase.backup.age import recipients
from jourcase.backup.domain.receipt import What
from jourcase.backup.domain.refusals import BackupFailedError
from jourcase.backup.words import failure_words
from jourcase.doctor.domain import rules
from jourcase.doctor.domain.finding import Finding, Level, fail, ok, warn
from jourcase.kernel import anchors
from jourcase.kernel.audit import AuditEvent
from jourcase.kernel.local_time import local_date
from jourcase.kernel.swedish import span_text
from jourcase.outbox.services import oldest_waiting_age, stuck

_TITLES = {What.DATA: "uppgifterna", What.KEYS: "nyckelförrådet"}


def disk(now: datetime) -> Finding:
    """The fullest of the disks that something of ours is written on."""
    worst = ok()
    for folder in _written_folders():
        usage = shutil.disk_usage(folder)
        found = rules.disk(usage.free, usage.total)
        if list(Level).index(found.level) >= list(Level).index(worst.level):
            worst = found
    return worst


def _written_folders() -> set[Path]:
    folders = {Path(settings.BACKUP_DIR), Path(settings.KEYS_BACKUP_DIR)}
    for alias in connections:
        on = connections[alias]
        if on.vendor == "sqlite":
            folders.add(Path(str(on.settings_dict["NAME"])).resolve().parent)
    return {next(one for one in (folder, *folder.parents) if one.is_dir()) for folder in folders}


def programs(now: datetime) -> Finding:
    """What backups of PostgreSQL are made with."""
    if all(connections[alias].vendor != "postgresql" for alias in connections):
        return ok()
    missing = [name for name in ("pg_dump", "pg_restore", "psql") if shutil.which(name) is None]
    if missing:
        return fail(
            f"{', '.join(missing)} saknas, så ingen säkerhetskopia kan göras. Installera "
            "postgresql-client i serverns version."
        )
    return ok()


def static_files(now: datetime) -> Finding:
    manifest = Path(settings.STATIC_ROOT) / "staticfiles.json"
    try:
        known = json.loads(manifest.read_text("utf-8"))["paths"]
    except (OSError, ValueError, KeyError):
        known = {}
    wanted = "jourcase/jourcase.css"
    if wanted not in known or not (Path(settings.STATIC_ROOT) / known[wanted]).exists():
        return fail("Sidornas utseende är inte samlat. Kör manage.py collectstatic --noinput.")
    return ok()


def redis(now: datetime) -> Finding:
    try:
        with redis_client.Redis.from_url(
            settings.CELERY_BROKER_URL, socket_connect_timeout=1, socket_timeout=1
        ) as broker:
            broker.ping()
    except (redis_client.RedisError, ValueError, OSError):
        return warn("Svarar inte. Inget stannar: webben gör bakgrundsarbetet själv.")
    return ok()


def outbox(now: datetime) -> Finding:
    waited = oldest_waiting_age(now)
    failing = stuck(now)
    if waited > rules.OUTBOX_MAY_WAIT:
        told = f" Det gäller {', '.join(sorted(failing))}." if failing else ""
        return fail(
            f"Bakgrundsarbete har väntat i {span_text(waited)}.{told} Starta webben eller kör "
            "manage.py drain_outbox, och läs sedan loggen (outbox.failed)."
        )
    return ok()


def backups(now: datetime) -> Finding:
    """Made, and of late; and that somebody has tried to read one."""
    if not settings.BACKUP_RECIPIENTS:
        told = (
            "Inga säkerhetskopior görs. Kör manage.py backup_key på en annan dator och skriv den "
            "öppna nyckeln i JOURCASE_BACKUP_RECIPIENTS."
        )
        return warn(told) if settings.DEMO else fail(told)
    try:
        recipients(settings.BACKUP_RECIPIENTS)
    except BackupFailedError as error:
        return fail(failure_words(error.failure, error.about))
    for what, title in _TITLES.items():
        folder = shelf.folder_of(what)
        there = shelf.backups(what)
        if not there:
            return fail(f"Ingen säkerhetskopia av {title} finns i {folder}. Kör manage.py backup.")
        age = now - there[-1].receipt.made_at
        if age > rules.BACKUP_MAY_BE:
            return fail(
                f"Den senaste kopian av {title} är {span_text(age)} gammal. Kör manage.py backup "
                "och se vad det säger."
            )
        if not rules.is_private(folder.stat().st_mode):
            return fail(f"Andra kan se kopiorna av {title}. Kör: chmod 700 {folder}")
    return ok()


def proved_backups(now: datetime) -> Finding:
    """Whether a restore has been tried. A warning only, since it is done on another machine."""
    if not settings.BACKUP_RECIPIENTS:
        return ok()
    proved = [one for one in shelf.backups(What.DATA) if one.is_proved]
    if not proved or now - proved[-1].receipt.made_at > rules.PROOF_MAY_BE:
        return warn(
            "Ingen har prövat att läsa en kopia på länge. Gör återläsningsprovet i docs/drift.md."
        )
    return ok()


def audit_anchors(now: datetime) -> Finding:
    said = anchors.read(
        Path(settings.AUDIT_ANCHOR_FILE), key=anchors.derived_key(settings.LOOKUP_KEY)
    )
    if said.broken_lines:
        return fail("Ankarfilen är ändrad. Kör manage.py verify_audit_log och följ docs/drift.md.")
    if said.anchors:
        last = said.anchors[-1].on
    else:
        first = AuditEvent.objects.order_by("seq").values_list("at", flat=True).first()
        if first is None:
            return ok()
        last = local_date(first)
    if (local_date(now) - last).days > rules.ANCHOR_MAY_BE_DAYS:
        return fail(
            "Loggen har inte ankrats på flera dagar. Starta webben eller kör manage.py "
            "anchor_audit_log."
        )
    return ok()
