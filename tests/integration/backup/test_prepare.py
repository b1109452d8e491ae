"""What `make run` does with an older installation, without ever touching one that is in use."""

import importlib.util
import re
import stat
from pathlib import Path
from types import ModuleType, SimpleNamespace

import pytest

from cases.models import Case
from jourcase.keystore.models import DataKey
from jourcase.keystore.wrapping import read_keks

ROOT = Path(__file__).resolve().parents[3]
DEMO = "A=1\nJOURCASE_DEMO=1\n"


@pytest.fixture
def prepare(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    spec = importlib.util.spec_from_file_location("prepare", ROOT / "bin" / "prepare.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    for name in ("JOURCASE_KEKS", "JOURCASE_DEMO"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(module, "ENV_FILE", tmp_path / ".env")
    files = {alias: tmp_path / f"{alias}.sqlite3" for alias in ("default", "keys")}
    monkeypatch.setattr(module, "DATABASES", files)
    return module


def keys_in(path: Path) -> list[str]:
    return re.findall(r"^JOURCASE_KEKS=(.*)$", path.read_text(), re.MULTILINE)


def test_a_new_file_has_secrets_of_its_own_and_is_for_ones_own_eyes(prepare: ModuleType) -> None:
    prepare.write_env_file()
    written = prepare.ENV_FILE.read_text()
    prepare.write_env_file()
    prepare.add_missing_kek()
    assert prepare.ENV_FILE.read_text() == written
    assert stat.S_IMODE(prepare.ENV_FILE.stat().st_mode) == 0o600
    (key,) = keys_in(prepare.ENV_FILE)
    assert list(read_keks(key)) == ["k1"]


@pytest.mark.parametrize("text", [DEMO, f"JOURCASE_KEKS=\n{DEMO}", DEMO.strip()])
def test_an_older_demo_gets_a_key(prepare: ModuleType, text: str) -> None:
    prepare.ENV_FILE.write_text(text)
    prepare.add_missing_kek()
    (key,) = keys_in(prepare.ENV_FILE)
    read_keks(key)
    assert "JOURCASE_DEMO=1\n" in prepare.ENV_FILE.read_text()
    assert stat.S_IMODE(prepare.ENV_FILE.stat().st_mode) == 0o600


@pytest.mark.parametrize("text", ["A=1\n", "JOURCASE_DEMO=0\nJOURCASE_KEKS=\n"])
def test_one_in_use_is_told_what_to_do_and_not_touched(prepare: ModuleType, text: str) -> None:
    prepare.ENV_FILE.write_text(text)
    with pytest.raises(SystemExit, match="lägg tillbaka den huvudnyckel som användes"):
        prepare.add_missing_kek()
    assert prepare.ENV_FILE.read_text() == text


def test_only_the_two_files_of_the_demonstration_may_be_thrown_away(
    prepare: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    def may(*, demo: bool, **databases: dict[str, str]) -> bool:
        said = SimpleNamespace(DEMO=demo, DATABASES=databases)
        monkeypatch.setattr("django.conf.settings", said)
        return bool(prepare.is_embedded_demo())

    ours = {alias: {"NAME": str(path)} for alias, path in prepare.DATABASES.items()}
    assert may(demo=True, **ours)
    assert not may(demo=False, **ours)
    assert not may(demo=True, **{**ours, "default": {"NAME": "jourcase"}})
    assert not may(demo=True, **{**ours, "keys": {"NAME": "/elsewhere/keys.sqlite3"}})


@pytest.fixture
def thrown_away(prepare: ModuleType, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    done: list[str] = []
    monkeypatch.setattr(prepare, "throw_away", lambda: done.append("thrown away"))
    return done


def migrate_fails_once(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    called: list[str] = []

    def call(name: str, database: str, **how: object) -> None:
        called.append(database)
        if len(called) == 1:
            raise RuntimeError("Databasen har text från tiden före krypteringen.")

    monkeypatch.setattr("django.core.management.call_command", call)
    return called


def test_a_demo_from_before_the_encryption_is_made_anew(
    prepare: ModuleType,
    thrown_away: list[str],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    called = migrate_fails_once(monkeypatch)
    monkeypatch.setattr(prepare, "is_embedded_demo", lambda: True)
    prepare.migrate()
    assert thrown_away == ["thrown away"]
    assert called == ["default", "default", "keys"]
    assert capsys.readouterr().out == "Demodatabasen är från en äldre version och görs om.\n"


def test_another_database_from_before_the_encryption_stops_it(
    prepare: ModuleType, thrown_away: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    migrate_fails_once(monkeypatch)
    monkeypatch.setattr(prepare, "is_embedded_demo", lambda: False)
    with pytest.raises(SystemExit, match="före krypteringen"):
        prepare.migrate()
    assert thrown_away == []


@pytest.mark.django_db(transaction=True)
def test_a_demo_whose_keys_are_gone_is_made_anew_and_nothing_else_is(
    prepare: ModuleType, thrown_away: list[str], monkeypatch: pytest.MonkeyPatch, case: Case
) -> None:
    monkeypatch.setattr("django.core.management.call_command", lambda *args, **how: None)
    monkeypatch.setattr(prepare, "is_embedded_demo", lambda: True)
    prepare.migrate()
    assert thrown_away == []
    DataKey.objects.all().delete()
    monkeypatch.setattr(prepare, "is_embedded_demo", lambda: False)
    prepare.migrate()
    assert thrown_away == []
    monkeypatch.setattr(prepare, "is_embedded_demo", lambda: True)
    prepare.migrate()
    assert thrown_away == ["thrown away"]


def test_throwing_away_takes_both_files_and_their_journals(prepare: ModuleType) -> None:
    folder = prepare.DATABASES["default"].parent
    for name in ("default.sqlite3", "default.sqlite3-wal", "keys.sqlite3", "keys.sqlite3-shm"):
        (folder / name).touch()
    (folder / "other.sqlite3").touch()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("django.db.connections.close_all", lambda: None)
        prepare.throw_away()
    assert [path.name for path in folder.glob("*sqlite3*")] == ["other.sqlite3"]
