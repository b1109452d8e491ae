"""docs/sakerhet.md and docs/hotmodell.md say what the code does."""

import ast
import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.auth.password_validation import (
    MinimumLengthValidator,
    get_default_password_validators,
)

from cases.domain import glass
from cases.importing import models as list_models
from cases.importing import reading as reading_lists
from contacts.domain import entry
from jourcase import refused
from tests.architecture.named_tests import missing
from volunteers.domain import locking, logins, mass_reading
from volunteers.domain.guessable import OWN_WORDS
from volunteers.login.limits import RATES

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs"
CRYPTOGRAPHY = {"hashlib", "hmac", "cryptography", "pyrage", "nacl", "jwt", "ssl"}
APPS = ("jourcase", "volunteers", "cases", "contacts", "reporting")
NAMED = re.compile(r"`(tests/[\w/]+\.py::\w+)`")


def text_of(name: str) -> str:
    return (DOCS / name).read_text(encoding="utf-8")


def part(name: str) -> str:
    """What stands between `<!-- name -->` and `<!-- /name -->`."""
    found = re.search(rf"<!-- {name} -->(.*)<!-- /{name} -->", text_of("sakerhet.md"), re.DOTALL)
    assert found is not None
    return found[1]


def minutes(span: timedelta) -> str:
    return f"{span // timedelta(minutes=1)} minuter"


def rate(name: str, whose: str) -> str:
    """ "5 på 5 minuter" of "20/m/ip,5/5m/key"."""
    found = re.search(rf"(\d+)/(\d*)m/{whose}", RATES[name])
    assert found is not None
    length = found[2] or "1"
    return f"{found[1]} på {length} {'minut' if length == '1' else 'minuter'}"


def limits() -> dict[str, str]:
    shortest = next(
        one.min_length
        for one in get_default_password_validators()
        if isinstance(one, MinimumLengthValidator)
    )
    reading = mass_reading
    an_hour = minutes(reading.CASE_WINDOW)
    return {
        "Lösenord, minst": f"{shortest} tecken",
        "Lösenord, högst": f"{logins.LONGEST_PASSPHRASE} tecken",
        "Fel lösenord innan dörren stängs för kontot": rate("passphrase", "key"),
        "Fel koder innan dörren stängs för kontot": rate("code", "key"),
        "Försök från en adress": rate("passphrase", "ip"),
        "Lösenordskontroller för alla tillsammans": rate("hash", "key"),
        "Försök med nyckel från en adress": rate("passkey", "ip"),
        "Hämtningar av kalendern från en adress": rate("calendar", "ip"),
        "En inloggning varar": f"{logins.SESSION_LENGTH // timedelta(hours=1)} timmar",
        "Skärmen låses utan rörelse": minutes(locking.LOCK_AFTER),
        "Skärmen låses på en delad dator": minutes(locking.LOCK_SHARED_AFTER),
        "Skärmen låses under ett samtal": minutes(locking.LOCK_CALL_AFTER),
        "Ändra sin inloggning efter nytt bevis": minutes(logins.FRESH_FOR),
        "Inbjudan gäller": f"{logins.INVITATION_LENGTH // timedelta(hours=1)} timmar",
        "Nycklar per person": str(logins.PASSKEYS_AT_MOST),
        "Sökningar innan man visar igen vem man är": (
            f"{reading.SEARCHES_AT_MOST} på {minutes(reading.SEARCH_WINDOW)}"
        ),
        "Olika ärenden innan man visar igen vem man är": f"{reading.CASES_AT_MOST} på {an_hour}",
        "Olika ärenden innan sessionen avslutas": f"{reading.CASES_BEFORE_THE_END} på {an_hour}",
        "Nödöppning varar": minutes(glass.OPEN_FOR),
        "Nödöppning bedöms inom": f"{glass.JUDGED_WITHIN_WORKING_DAYS} vardagar",
        "Ångra en loggad kontakt": minutes(entry.UNDO_WITHIN),
        "Fält i ett formulär": str(settings.DATA_UPLOAD_MAX_NUMBER_FIELDS),
        "Text i en begäran": f"{settings.DATA_UPLOAD_MAX_MEMORY_SIZE // 1024} kB",
        "En lista som lämnas in, högst": (
            f"{reading_lists.MOST_BYTES // 1024**2} MB och {reading_lists.MOST_ROWS} rader"
        ),
        "En lista som ingen går vidare med sparas": f"{list_models.KEPT_FOR.days} dagar",
        "Nekade försök av okända som skrivs i loggen": f"{refused.STRANGERS_A_MINUTE} på 1 minut",
        "Säkerhetskopior av uppgifter sparas": f"{settings.BACKUP_DAYS} dagar",
        "Säkerhetskopior av nycklar sparas": f"{settings.KEYS_BACKUP_DAYS} dagar",
    }


def test_every_limit_is_written_as_it_is() -> None:
    table = text_of("sakerhet.md").partition("## Gränser")[2].partition("\n## ")[0]
    rows = re.findall(r"^\| (.+?) \| (.+?) \|$", table, re.MULTILINE)
    assert dict(rows[1:]) == limits()


def test_the_words_that_no_passphrase_is_made_of_are_listed() -> None:
    assert set(part("ord").replace("\n", " ").strip().split(", ")) == set(OWN_WORDS)


def test_every_place_with_cryptography_is_listed() -> None:
    found = set()
    for path in (path for app in APPS for path in (ROOT / app).rglob("*.py")):
        if "reporting/demo" in str(path) or path.parent.name == "migrations":
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = [one.name for one in node.names] if isinstance(node, ast.Import) else []
            module = node.module if isinstance(node, ast.ImportFrom) else None
            if {one.partition(".")[0] for one in [*names, module or ""]} & CRYPTOGRAPHY:
                found.add(str(path.relative_to(ROOT)))
    assert set(re.findall(r"`([\w/]+\.py)`", part("kryptering"))) == found


def test_every_connection_and_secret_is_told_of() -> None:
    """Each address and each secret that comes from the environment."""
    example = (ROOT / ".env.example").read_text(encoding="utf-8")
    names = re.findall(r"^(?:# )?([A-Z_]+_URL|\w+_KEY|\w+_KEKS)=", example, re.MULTILINE)
    assert len(names) >= 7
    assert [name for name in names if f"`{name}`" not in text_of("sakerhet.md")] == []


def test_logs_heavy_work_and_libraries_have_their_own_parts() -> None:
    headings = re.findall(r"^## (.+)$", text_of("sakerhet.md"), re.MULTILINE)
    assert headings == [
        "Gränser",
        "Vad som får skrivas in",
        "Vägar in",
        "Vem som ser vad",
        "Nycklar och kryptering",
        "Förbindelser",
        "Loggar",
        "Tungt arbete",
        "Bibliotek",
        "Driftens egna uppgifter",
    ]


def test_the_threat_model_has_its_parts_and_says_what_is_not_protected() -> None:
    headings = re.findall(r"^## (.+)$", text_of("hotmodell.md"), re.MULTILINE)
    assert headings == [
        "Vad som skyddas",
        "Från vem",
        "Löften",
        "Vad som inte skyddas",
        "Proven",
    ]
    unprotected = text_of("hotmodell.md").partition("## Vad som inte skyddas")[2]
    assert unprotected.count("\n- ") >= 10


def test_every_promise_of_the_threat_model_names_tests_that_exist() -> None:
    before, _, after = text_of("hotmodell.md").partition("## Proven")
    promises = re.findall(r"^\| (\d+) \| (.+?) \| (.+?) \|$", before, re.MULTILINE)
    proofs = re.findall(r"^\| (\d+) \| (.+?) \|$", after, re.MULTILINE)
    numbers = [str(number) for number in range(1, len(promises) + 1)]
    assert [number for number, *_ in promises] == [number for number, _ in proofs] == numbers
    assert len(promises) > 25
    assert [number for number, tests in proofs if not NAMED.findall(tests)] == []
    assert missing(NAMED.findall(after)) == []


def test_every_file_of_code_that_the_threat_model_names_exists() -> None:
    named = set(
        re.findall(r"`((?:[a-z_]+/)+[\w.]+)`", text_of("hotmodell.md").partition("## Proven")[0])
    )
    assert len(named) > 20
    assert [one for one in named if not (ROOT / one).exists()] == []


@pytest.mark.parametrize("name", ["hotmodell.md", "sakerhet.md"])
def test_every_file_that_is_named_exists(name: str) -> None:
    named = set(re.findall(r"`([a-z-]+\.(?:md|csv))`", text_of(name)))
    assert named
    assert [one for one in named if not (DOCS / one).exists()] == []
