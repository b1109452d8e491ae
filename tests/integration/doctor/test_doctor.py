"""Each thing that the doctor looks at is found when it is wrong, and told with its cure."""

import json
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.conf import LazySettings
from django.db import OperationalError, connection, connections, transaction

from jourcase.backup import age, making, shelf
from jourcase.doctor import checks, database_checks, key_check, machine_checks, settings_checks
from jourcase.doctor.domain import rules
from jourcase.doctor.domain.finding import Finding, Level
from jourcase.kernel import anchors, audit
from jourcase.kernel.anchors import Anchor
from jourcase.kernel.audit import Action
from jourcase.kernel.practice import PracticeMark
from jourcase.kernel.roles import grant
from jourcase.keystore import store
from jourcase.keystore.models import DataKey
from jourcase.outbox.services import put
from reporting.demo.people import COORDINATOR
from tests import factories
from volunteers.models import User

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
IS_SQLITE = "sqlite" in str(connections.settings["default"]["ENGINE"])


def failed(finding: Finding, words: str = "") -> bool:
    """It is a fault, and the line tells what to do."""
    assert words in finding.text
    return finding.level is Level.FAIL and finding.text.endswith((".", "?", "*", "data", "keys"))


# --- Settings -------------------------------------------------------------------------------------


def test_secrets(settings: LazySettings) -> None:
    settings.SECRET_KEY, settings.LOOKUP_KEY = "0123456789abcdef" * 3, "fedcba9876543210" * 3
    assert settings_checks.secrets(NOW).level is Level.OK
    settings.HEALTH_TOKEN = "kort"
    assert failed(settings_checks.secrets(NOW), "JOURCASE_HEALTH_TOKEN är för kort")
    settings.HEALTH_TOKEN = settings.SECRET_KEY
    assert failed(settings_checks.secrets(NOW), "lika")
    settings.HEALTH_TOKEN = ""
    settings.SECRET_KEY = "x" * 50
    finding = settings_checks.secrets(NOW)
    assert failed(finding, "JOURCASE_SECRET_KEY är för lätt att gissa")
    assert "xxx" not in finding.text
    settings.SECRET_KEY = settings.LOOKUP_KEY
    assert failed(settings_checks.secrets(NOW), "lika")


def test_key_encryption_keys(settings: LazySettings) -> None:
    settings.KEKS = {"k1": bytes(range(32))}
    assert settings_checks.key_encryption_keys(NOW).level is Level.OK
    settings.KEKS = {"k1": bytes(range(32)), "k0": bytes(32)}
    assert failed(settings_checks.key_encryption_keys(NOW), "k0")


def test_env_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "env"
    monkeypatch.setenv("JOURCASE_ENV_FILE", str(path))
    assert settings_checks.env_file(NOW).level is Level.OK
    path.write_text("A=1\n")
    path.chmod(0o640)
    assert f"chmod 600 {path}" in settings_checks.env_file(NOW).text
    path.chmod(0o600)
    assert settings_checks.env_file(NOW).level is Level.OK
    path.write_text(f"# {age.new_pair()[0]}\n")
    assert failed(settings_checks.env_file(NOW), "hemliga nyckel")


def test_hosts_and_https(settings: LazySettings) -> None:
    def told() -> str:
        return settings_checks.hosts_and_https(NOW).text

    assert "Https krävs inte" in told()
    settings.SECURE_SSL_REDIRECT = settings.SESSION_COOKIE_SECURE = True
    settings.ALLOWED_HOSTS = ["localhost", "127.0.0.1"]
    assert "JOURCASE_HOSTS" in told()
    settings.ALLOWED_HOSTS = ["jour.example.se", "*"]
    assert failed(settings_checks.hosts_and_https(NOW), "JOURCASE_HOSTS")
    settings.ALLOWED_HOSTS = ["jour.example.se"]
    settings.CSRF_TRUSTED_ORIGINS = ["http://jour.example.se"]
    assert "JOURCASE_ORIGINS" in told()
    settings.CSRF_TRUSTED_ORIGINS = []
    assert settings_checks.hosts_and_https(NOW).level is Level.WARN
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    assert settings_checks.hosts_and_https(NOW).level is Level.OK


def test_demo_mode(settings: LazySettings) -> None:
    assert settings_checks.demo_mode(NOW).level is Level.OK
    user = factories.volunteer()
    User.objects.get_queryset().filter(pk=user.pk).update(email=COORDINATOR)
    assert failed(settings_checks.demo_mode(NOW), "Demots konton")
    settings.DEMO = True
    assert settings_checks.demo_mode(NOW).level is (Level.WARN if IS_SQLITE else Level.FAIL)


def test_practice(settings: LazySettings) -> None:
    assert settings_checks.practice(NOW).level is Level.OK
    settings.PRACTICE_URL = "http://ovning.example.se/"
    assert failed(settings_checks.practice(NOW), "https://")
    settings.PRACTICE = True
    assert failed(settings_checks.practice(NOW), "inte gjord för övning")
    PracticeMark.objects.create(made_at=NOW, seed=1)
    assert settings_checks.practice(NOW).level is Level.OK
    settings.PRACTICE = False
    assert failed(settings_checks.practice(NOW), "gjord för övning, men JOURCASE_PRACTICE är 0")


def test_time_zone(settings: LazySettings) -> None:
    assert settings_checks.time_zone(NOW).level is Level.OK
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("zoneinfo.available_timezones", set)
        assert failed(settings_checks.time_zone(NOW), "tzdata")


# --- Databases ------------------------------------------------------------------------------------


def test_reachable(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    assert database_checks.reachable(NOW).level is Level.OK

    def away(*args: object, **kwargs: object) -> None:
        raise OperationalError("password=hemligt")

    monkeypatch.setattr(connections["keys"], "cursor", away)
    finding = database_checks.reachable(NOW)
    assert failed(finding, "nyckelförrådet")
    assert "hemligt" not in finding.text


def test_a_missing_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """SQLite would make an empty one."""
    gone = SimpleNamespace(
        vendor="sqlite", alias="keys", settings_dict={"NAME": str(tmp_path / "none")}
    )
    monkeypatch.setattr(database_checks, "_all", lambda: iter([("nyckelförrådet", gone)]))
    assert failed(database_checks.reachable(NOW), "migrate --database keys")
    assert not (tmp_path / "none").exists()


def test_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    assert database_checks.apart(NOW).level is Level.OK
    same = [("databasen", connection), ("nyckelförrådet", connection)]
    monkeypatch.setattr(database_checks, "_all", lambda: iter(same))
    assert failed(database_checks.apart(NOW), "KEYS_DATABASE_URL")


@pytest.mark.parametrize("alias", ["default", "keys"])
def test_migrations(alias: str) -> None:
    assert database_checks.migrations(NOW).level is Level.OK
    with connections[alias].cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE name = '0007_append_only'")
    assert failed(database_checks.migrations(NOW), "1 ändringar")


def test_cache_table(settings: LazySettings) -> None:
    assert database_checks.cache_table(NOW).level is Level.OK
    settings.CACHES = {"default": {**settings.CACHES["default"], "LOCATION": "no_such_table"}}
    assert failed(database_checks.cache_table(NOW), "createcachetable")


def test_append_only() -> None:
    assert database_checks.append_only(NOW).level is Level.OK
    audit.record(by_id=None, action=Action.SHIFT_CHANGED, now=NOW)
    with transaction.atomic(), connection.cursor() as cursor:
        if IS_SQLITE:
            cursor.execute("DROP TRIGGER audit_no_update")
        else:
            cursor.execute("DROP TRIGGER audit_append_only ON kernel_auditevent")
        assert failed(database_checks.append_only(NOW), "migrate")
        transaction.set_rollback(True)


def test_role() -> None:
    finding = database_checks.role(NOW)
    if IS_SQLITE:
        assert finding.level is Level.OK
        return
    assert failed(finding, "grant_roles")
    grant("jourcase_doctor_test", on=connection)
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL ROLE jourcase_doctor_test")
        assert database_checks.role(NOW).level is Level.OK
        cursor.execute("RESET ROLE")
        cursor.execute("DROP OWNED BY jourcase_doctor_test")
        cursor.execute("DROP ROLE jourcase_doctor_test")


def test_durability() -> None:
    if not IS_SQLITE:
        # The tests' own server does not keep anything.
        assert failed(database_checks.durability(NOW), "fsync = on")
        return
    assert database_checks.durability(NOW).level is Level.OK


@pytest.mark.django_db(transaction=True)
def test_durability_of_files() -> None:
    if IS_SQLITE:
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA synchronous=NORMAL")
            try:
                assert failed(database_checks.durability(NOW), "synchronous=FULL")
            finally:
                cursor.execute("PRAGMA synchronous=FULL")
    assert (database_checks.durability(NOW).level is Level.OK) is IS_SQLITE


def test_quiet_log() -> None:
    if IS_SQLITE:
        assert database_checks.quiet_log(NOW).level is Level.OK
        return
    assert failed(database_checks.quiet_log(NOW), "deploy/postgresql/jourcase.conf")
    for alias in connections:
        with connections[alias].cursor() as cursor:
            for name, value in rules.QUIET_LOG.items():
                cursor.execute(f"SET LOCAL {name} = '{value}'")
    assert database_checks.quiet_log(NOW).level is Level.OK


def test_clocks(fixed_clock: Callable[[datetime], None]) -> None:
    really = datetime.now(UTC)  # noqa: TID251 - the database server's clock cannot be held
    assert database_checks.clocks(really).level is Level.OK
    if not IS_SQLITE:
        assert failed(database_checks.clocks(really + timedelta(hours=1)), "Databasens klocka")
    audit.record(by_id=None, action=Action.SHIFT_CHANGED, now=really + timedelta(days=1))
    assert failed(database_checks.clocks(really), "framtiden")


def test_file_modes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "x.sqlite3"
    for one in (path, tmp_path / "x.sqlite3-wal"):
        one.touch(0o600)
    embedded = SimpleNamespace(vendor="sqlite", settings_dict={"NAME": str(path)})
    monkeypatch.setattr(database_checks, "_all", lambda: iter([("databasen", embedded)]))
    assert database_checks.file_modes(NOW).level is (Level.WARN if IS_SQLITE else Level.OK)
    (tmp_path / "x.sqlite3-wal").chmod(0o644)
    finding = database_checks.file_modes(NOW)
    assert finding.level is Level.FAIL
    assert f"chmod 600 {path}*" in finding.text


# --- Keys -----------------------------------------------------------------------------------------


def test_the_key_check_is_made_once_and_opens(settings: LazySettings) -> None:
    assert failed(key_check.check_key(), "Kör manage.py doctor")
    key_check.make_check_key(now=NOW)
    key_check.make_check_key(now=NOW)
    assert DataKey.objects.count() == 1
    assert key_check.check_key().level is Level.OK
    settings.KEKS = {"tests": bytes(range(32))}
    assert failed(key_check.check_key(), "öppnar inte nyckelförrådet")


def test_another_known_key_does_not_pass(settings: LazySettings) -> None:
    store.mint(key_check.SCOPE, now=NOW)
    assert failed(key_check.check_key(), "öppnar inte nyckelförrådet")


def test_with_the_wrong_keys_no_check_key_is_made_that_would_say_all_is_well(
    settings: LazySettings,
) -> None:
    store.mint("case:1", now=NOW)
    settings.KEKS = {"tests": bytes(range(32))}
    key_check.make_check_key(now=NOW)
    assert not DataKey.objects.filter(scope=key_check.SCOPE).exists()
    assert failed(key_check.check_key(), "öppnar inte nyckelförrådet")


def test_a_key_encryption_key_that_is_still_needed(settings: LazySettings) -> None:
    key_check.make_check_key(now=NOW)
    store.mint("case:1", now=NOW)
    DataKey.objects.filter(scope="case:1").update(kek_id="2024")
    assert failed(key_check.check_key(), "2024")


# --- The machine ----------------------------------------------------------------------------------


def test_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    full = SimpleNamespace(free=10, total=1000)
    monkeypatch.setattr("shutil.disk_usage", lambda folder: full)
    assert failed(machine_checks.disk(NOW), "Gör plats")


def test_programs(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    assert machine_checks.programs(NOW).level is Level.OK
    monkeypatch.setenv("PATH", str(tmp_path))
    assert machine_checks.programs(NOW).level is (Level.OK if IS_SQLITE else Level.FAIL)


def test_static_files(settings: LazySettings, tmp_path: Path) -> None:
    settings.STATIC_ROOT = str(tmp_path)
    assert machine_checks.static_files(NOW).level is Level.FAIL
    names = {"paths": {"jourcase/jourcase.css": "x.css"}}
    (tmp_path / "staticfiles.json").write_text(json.dumps(names))
    assert machine_checks.static_files(NOW).level is Level.FAIL
    (tmp_path / "x.css").touch()
    assert machine_checks.static_files(NOW).level is Level.OK
    (tmp_path / "staticfiles.json").write_text("trasig")
    assert "collectstatic" in machine_checks.static_files(NOW).text


def test_redis_is_only_a_warning() -> None:
    assert machine_checks.redis(NOW).level is Level.WARN


def test_redis_that_answers(settings: LazySettings, redis_url: str) -> None:
    settings.CELERY_BROKER_URL = redis_url.replace("redis+socket", "unix").partition("?")[0]
    assert machine_checks.redis(NOW).level is Level.OK


def test_outbox() -> None:
    with transaction.atomic():
        put(kind="no.such", payload={}, now=NOW)
    assert machine_checks.outbox(NOW + timedelta(minutes=15)).level is Level.OK
    assert failed(machine_checks.outbox(NOW + timedelta(minutes=16)), "drain_outbox")


@pytest.fixture
def shelves(tmp_path: Path, settings: LazySettings) -> Path:
    settings.BACKUP_RECIPIENTS = [age.new_pair()[1]]
    settings.BACKUP_DIR, settings.KEYS_BACKUP_DIR = str(tmp_path / "d"), str(tmp_path / "k")
    return tmp_path


@pytest.mark.django_db(transaction=True)
def test_backups(shelves: Path, settings: LazySettings) -> None:
    assert failed(machine_checks.backups(NOW), "av uppgifterna")
    made = making.make_all(now=NOW)
    assert machine_checks.backups(NOW + timedelta(hours=30)).level is Level.OK
    assert failed(machine_checks.backups(NOW + timedelta(hours=37)), "manage.py backup")
    (shelves / "k").chmod(0o755)
    assert "chmod 700" in machine_checks.backups(NOW).text
    assert machine_checks.proved_backups(NOW).level is Level.WARN
    shelf.mark_proved(made[0].path, now=NOW)
    assert machine_checks.proved_backups(NOW).level is Level.OK
    assert machine_checks.proved_backups(NOW + timedelta(days=101)).level is Level.WARN
    made[1].path.write_bytes(b"halv")
    assert failed(machine_checks.backups(NOW), "av nyckelförrådet")
    settings.BACKUP_RECIPIENTS = ["age1hemligt"]
    assert failed(machine_checks.backups(NOW), "Mottagare 1")
    settings.BACKUP_RECIPIENTS = []
    assert failed(machine_checks.backups(NOW), "manage.py backup_key")
    settings.DEMO = True
    assert machine_checks.backups(NOW).level is Level.WARN


def test_audit_anchors(settings: LazySettings, tmp_path: Path) -> None:
    path = tmp_path / "anchors"
    settings.AUDIT_ANCHOR_FILE = str(path)
    assert machine_checks.audit_anchors(NOW).level is Level.OK
    audit.record(by_id=None, action=Action.SHIFT_CHANGED, now=NOW - timedelta(days=5))
    assert failed(machine_checks.audit_anchors(NOW), "anchor_audit_log")
    key = anchors.derived_key(settings.LOOKUP_KEY)
    anchors.append(path, Anchor(date(2026, 11, 22), 1, "0" * 64), key=key)
    assert machine_checks.audit_anchors(NOW).level is Level.OK
    assert failed(machine_checks.audit_anchors(NOW + timedelta(days=3)), "anchor_audit_log")
    path.write_text(path.read_text().replace("2026-11-22", "2026-11-23"))
    assert "Ankarfilen är ändrad" in machine_checks.audit_anchors(NOW).text


# --- All of them ----------------------------------------------------------------------------------


def test_every_check_has_a_test_of_its_own_here() -> None:
    text = Path(__file__).read_text("utf-8")
    for _, check in checks.CHECKS:
        name = "check_key" if check is checks.keys else check.__name__
        assert f".{name}(NOW" in text or f".{name}()" in text or f".{name}(really" in text
