"""Practice: a database of its own, marked on every page, and no way to mix it with the jour's."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse

from cases.models import Case
from jourcase.doctor import settings_checks
from jourcase.doctor.domain.finding import Level
from jourcase.kernel import pdf
from jourcase.kernel.practice import (
    SENTENCES,
    WATERMARK,
    PracticeMark,
    WrongDatabase,
    wrong_database,
)
from tests.factories import MONDAY, agreement, coordinator, open_case
from tests.integration.cases.sending import text_of

ROOT = Path(__file__).resolve().parents[3]
FITS = [
    (False, False, None),
    (True, True, None),
    (True, False, WrongDatabase.NOT_FOR_PRACTICE),
    (False, True, WrongDatabase.FOR_PRACTICE_ONLY),
]


@pytest.fixture
def practice(settings: LazySettings, db: None) -> None:
    settings.PRACTICE = True
    settings.PRACTICE_PASSWORD = "kursens-eget-ord"
    agreement()


@pytest.mark.parametrize(("is_practice", "is_marked", "found"), FITS)
def test_which_process_fits_which_database(
    is_practice: bool, is_marked: bool, found: WrongDatabase | None
) -> None:
    assert wrong_database(is_practice=is_practice, is_marked=is_marked) is found
    assert set(SENTENCES) == set(WrongDatabase)


# --- Real processes -------------------------------------------------------------------------------


def run(folder: Path, *command: str, practice: bool) -> subprocess.CompletedProcess[str]:
    env = {name: value for name, value in os.environ.items() if name.startswith(("PATH", "HOME"))}
    env |= {
        "JOURCASE_ENV_FILE": str(folder / "no-such-file"),
        "JOURCASE_SECRET_KEY": "s" * 50 + "ecret",
        "JOURCASE_LOOKUP_KEY": "l" * 50 + "ookup",
        "JOURCASE_KEKS": "k1:" + "A" * 43 + "=",
        "JOURCASE_PRACTICE": "1" if practice else "0",
        "JOURCASE_PRACTICE_PASSWORD": "kursens-eget-ord",
        "DATABASE_URL": f"sqlite:///{folder}/data.sqlite3",
        "KEYS_DATABASE_URL": f"sqlite:///{folder}/keys.sqlite3",
    }
    return subprocess.run(
        [sys.executable, *command], cwd=ROOT, env=env, capture_output=True, text=True, check=False
    )


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Both databases with tables, and one marked as practice beside one that is not."""
    made = tmp_path_factory.mktemp("practice")
    for name in ("own", "practice"):
        (made / name).mkdir()
        for database in ("default", "keys"):
            done = run(made / name, "manage.py", "migrate", f"--database={database}", practice=True)
            assert done.returncode == 0, done.stderr
    mark = (
        "from jourcase.kernel.models import PracticeMark as Mark;"
        "Mark(made_at='2026-11-23T12:00Z', seed=1).save()"
    )
    done = run(made / "practice", "manage.py", "shell", "-c", mark, practice=True)
    assert done.returncode == 0, done.stderr
    return made


@pytest.mark.parametrize("door", ["jourcase.wsgi", "celery"])
@pytest.mark.parametrize(("is_practice", "is_marked", "found"), FITS)
def test_a_process_starts_only_on_its_own_kind_of_database(
    folder: Path, door: str, is_practice: bool, is_marked: bool, found: WrongDatabase | None
) -> None:
    code = f"import {door}"
    if door == "celery":
        code = (
            "import jourcase.celery as c, django; django.setup();"
            "from celery.signals import worker_init; r = worker_init.send(sender=None);"
            "bad = [x for _, x in r if isinstance(x, Exception)];"
            "raise bad[0] if bad else SystemExit(0)"
        )
    done = run(folder / ("practice" if is_marked else "own"), "-c", code, practice=is_practice)
    if found is None:
        assert done.returncode == 0, done.stderr
    else:
        assert done.returncode != 0
        assert SENTENCES[found].split(".")[0] in done.stderr


def test_without_a_password_for_the_course_nothing_starts(tmp_path: Path) -> None:
    code = "import os; os.environ['JOURCASE_PRACTICE_PASSWORD'] = 'kort'; import jourcase.settings"
    done = run(tmp_path, "-c", code, practice=True)
    assert "JOURCASE_PRACTICE_PASSWORD ska vara minst 12 tecken" in done.stderr


# --- Data ---------------------------------------------------------------------------------------


def test_practice_data_marks_the_database_and_lets_one_in_by_the_password_of_the_course(
    practice: None, client: Client
) -> None:
    call_command("practice_data", "--cases", "30", "--seed", "3")
    assert PracticeMark.objects.get().seed == 3
    assert Case.objects.filter(is_fictional=False).count() == 0
    assert settings_checks.practice(MONDAY).level is Level.OK
    page = text_of(client.get(reverse("volunteers:login")))
    assert "Lösenordet får du av kursledaren." in page
    assert "kursens-eget-ord" not in page
    said = {"username": "samordnare@example.se", "password": "kursens-eget-ord"}
    answer = client.post(reverse("volunteers:login"), said, follow=True)
    assert answer.redirect_chain[-1][0] == reverse("reporting:dashboard")


def test_practice_is_never_mixed_with_what_is_there(practice: None) -> None:
    open_case(by=coordinator())
    with pytest.raises(CommandError, match="inte tom"):
        call_command("practice_data")
    assert not PracticeMark.objects.exists()
    assert settings_checks.practice(MONDAY).level is Level.FAIL


def test_a_demonstration_is_no_practice_and_the_other_way_about(
    settings: LazySettings, practice: None
) -> None:
    settings.DEMO = True
    with pytest.raises(CommandError, match="practice_data"):
        call_command("demo_data")
    settings.PRACTICE = False
    with pytest.raises(CommandError, match="JOURCASE_PRACTICE"):
        call_command("practice_data")
    assert not Case.objects.exists()


# --- The mark on what people see ----------------------------------------------------------------


def test_every_kind_of_page_is_marked(practice: None, client: Client) -> None:
    karin = coordinator()
    case = open_case(by=karin)
    client.force_login(karin)
    addresses = [
        *(reverse(name) for name in ("reporting:dashboard", "contacts:queue", "contacts:list")),
        *(reverse(name) for name in ("contacts:coming", "help", "volunteers:account")),
        case.get_absolute_url(),
        "/finns-inte/",
    ]
    for address in addresses:
        page = client.get(address, follow=True).content.decode()
        assert WATERMARK in page, address
        assert "<title>Övning: " in page, address
        assert 'class="ovning"' in page, address
    client.logout()
    assert WATERMARK in client.get(reverse("volunteers:login")).content.decode()


def test_the_jours_own_pages_are_not_marked_and_lead_to_the_practice(
    settings: LazySettings, db: None, client: Client
) -> None:
    settings.PRACTICE_URL = "https://ovning.example.se/"
    client.force_login(coordinator())
    page = client.get(reverse("contacts:queue")).content.decode()
    assert WATERMARK not in page
    assert 'href="https://ovning.example.se/"' in page


def test_files_are_marked_too(practice: None, client: Client, settings: LazySettings) -> None:
    html = "<html lang='sv'><head><title>x</title></head><body>x</body></html>"
    marked = pdf.pdf_of(html)
    settings.PRACTICE = False
    assert len(marked) > len(pdf.pdf_of(html))
    settings.PRACTICE = True
    karin = coordinator()
    client.force_login(karin)
    answer = client.get(reverse("volunteers:rota_file"))
    assert answer.headers["Content-Disposition"] == 'attachment; filename="ovning-jourkvallar.ics"'
