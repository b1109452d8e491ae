"""Is Jourcase set up as it should be? Of the settings and the file that they come from."""

import os
import zoneinfo
from datetime import datetime
from pathlib import Path

from django.conf import settings

from jourcase.backup import databases
from jourcase.doctor.domain import rules
from jourcase.doctor.domain.finding import Finding, fail, ok, warn
from jourcase.kernel.practice import SENTENCES, is_marked, wrong_database
from reporting.demo.people import login_hints
from volunteers.models import User

_LOCAL = {"localhost", "127.0.0.1", "[::1]"}


def secrets(now: datetime) -> Finding:
    keys = {"JOURCASE_SECRET_KEY": settings.SECRET_KEY, "JOURCASE_LOOKUP_KEY": settings.LOOKUP_KEY}
    if settings.HEALTH_TOKEN in keys.values() or len(set(keys.values())) < len(keys):
        return fail("Två hemligheter i .env är lika. Varje ska vara sin egen.")
    weak = [name for name, value in keys.items() if rules.is_weak(value)]
    if weak:
        return fail(
            f"{' och '.join(weak)} är för lätt att gissa. Använd minst {rules.SHORTEST_SECRET} "
            "slumpade tecken."
        )
    if settings.HEALTH_TOKEN and len(settings.HEALTH_TOKEN) < rules.SHORTEST_TOKEN:
        return fail(
            f"JOURCASE_HEALTH_TOKEN är för kort. Använd minst {rules.SHORTEST_TOKEN} slumpade "
            "tecken."
        )
    return ok()


def key_encryption_keys(now: datetime) -> Finding:
    weak = [name for name, key in settings.KEKS.items() if len(set(key)) < 10]
    if weak:
        return fail(
            f"Huvudnyckeln {', '.join(weak)} är inte slumpad. Gör en med manage.py new_kek, sätt "
            "den först i JOURCASE_KEKS och kör manage.py rotate_keys."
        )
    return ok()


def env_file(now: datetime) -> Finding:
    """The settings may come from the environment alone; a file must be for the owner's eyes."""
    path = env_path()
    if not path.is_file():
        return ok("Inställningarna kommer från miljön.")
    if not rules.is_private(path.stat().st_mode):
        return fail(f"{path} kan läsas av andra. Kör: chmod 600 {path}")
    if "AGE-SECRET-KEY-1" in path.read_text("utf-8", errors="replace"):
        return fail(
            f"{path} innehåller säkerhetskopiornas hemliga nyckel. Flytta den från servern och "
            "skriv bara den öppna (age1…) i JOURCASE_BACKUP_RECIPIENTS."
        )
    return ok()


def env_path() -> Path:
    return Path(os.environ.get("JOURCASE_ENV_FILE", str(settings.BASE_DIR / ".env")))


def hosts_and_https(now: datetime) -> Finding:
    if settings.DEMO:
        return ok("Demoläge: bara på den här datorn.")
    if not (settings.SECURE_SSL_REDIRECT and settings.SESSION_COOKIE_SECURE):
        return fail("Https krävs inte. Ta bort det som stänger av det ur inställningarna.")
    hosts = set(settings.ALLOWED_HOSTS)
    if "*" in hosts or not hosts - _LOCAL:
        return fail("JOURCASE_HOSTS ska vara jourens egna adresser, till exempel jour.example.se.")
    plain = [one for one in settings.CSRF_TRUSTED_ORIGINS if not one.startswith("https://")]
    if plain:
        return fail("JOURCASE_ORIGINS ska börja med https://.")
    if not getattr(settings, "SECURE_PROXY_SSL_HEADER", None):
        return warn(
            "JOURCASE_BEHIND_PROXY är 0. Avslutar en proxy https ska den vara 1; annars skickas "
            "alla runt i ring."
        )
    return ok()


def demo_mode(now: datetime) -> Finding:
    emails = [hint.email for hint in login_hints()]
    if settings.DEMO:
        if databases.engine_of(databases.configured("default")) == databases.POSTGRESQL:
            return fail(
                "Demoläget är på med PostgreSQL: lösenorden är kända och https krävs inte. Sätt "
                "JOURCASE_DEMO=0."
            )
        return warn("Påslaget. Lägg aldrig in riktiga uppgifter. I drift ska JOURCASE_DEMO vara 0.")
    if User.objects.active().filter(email__in=emails).exists():
        return fail(
            "Demots konton finns kvar, och lösenordet är känt. Börja om med en tom databas, eller "
            "avsluta kontona."
        )
    return ok()


def practice(now: datetime) -> Finding:
    """The practice and the jour's own work never meet in one database."""
    found = wrong_database(is_practice=settings.PRACTICE, is_marked=is_marked())
    if found is not None:
        return fail(SENTENCES[found])
    if settings.PRACTICE:
        return ok("Övning: alla är påhittade, och inget mejl skickas.")
    if settings.PRACTICE_URL and not settings.PRACTICE_URL.startswith("https://"):
        return fail("JOURCASE_PRACTICE_URL ska börja med https://.")
    return ok()


def time_zone(now: datetime) -> Finding:
    if settings.TIME_ZONE not in zoneinfo.available_timezones():
        return fail(f"Tidszonen {settings.TIME_ZONE} finns inte på datorn. Installera tzdata.")
    return ok()
