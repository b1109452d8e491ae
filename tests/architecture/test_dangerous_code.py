"""What code can do that must not be done with what somebody typed is done nowhere, or in few named
places: run text as code, shell, SQL, a pattern or a template; unpack foreign objects; call out.
"""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
APPS = ("jourcase", "volunteers", "cases", "contacts", "reporting")

# Modules that read foreign objects or markup, or that call another machine.
CLOSED_MODULES = {
    *("pickle", "marshal", "shelve", "dill", "yaml", "xml", "lxml", "ctypes", "jinja2", "ldap3"),
    *("requests", "httpx", "aiohttp", "urllib3", "urllib.request", "http.client", "ftplib"),
    *("socket", "smtplib", "telnetlib", "paramiko"),
}
# Calls that run text, or that say that text needs no escaping.
CLOSED_CALLS = {
    *("eval", "exec", "compile", "__import__", "mark_safe", "RawSQL", "Template", "from_string"),
    *("system", "popen", "extra", "raw"),
}
# What is allowed, and where: each with its reason.
SUBPROCESS = {"jourcase/backup/postgresql_server.py"}  # fixed commands as lists, no shell
SAFE_TEXT = {
    "cases/assignees.py",  # the constant " disabled"
    "jourcase/help.py",  # the project's own help document
}
COOKIES = {"volunteers/login/views_lock.py"}  # the mark of a shared computer, prefixed as the rest
RANDOM = {"jourcase/outbox/timer.py"}  # spreads workers in time; no secret
SHA1 = {"volunteers/domain/one_time_codes.py"}  # RFC 6238 with HMAC-SHA-1, as the apps have it
# Compiled from constants a few lines above or below.
PATTERNS = {"jourcase/logs.py", "cases/domain/safe_hours.py", "cases/domain/address_like.py"}
# Sentences of our own with a place for a value; and names quoted by psycopg's `sql`.
SENTENCES = {
    *("contacts/words.py", "reporting/words.py", "reporting/measures/dimensions.py"),
    *("cases/referrals/words.py", "cases/referrals/page.py"),
    *("jourcase/backup/words.py", "jourcase/kernel/management/commands/verify_audit_log.py"),
    *("jourcase/kernel/roles.py", "jourcase/backup/postgresql_server.py"),
    "jourcase/logs.py",  # a log formatter's own method of that name
}
# SQL put together of names of our own tables and sequences, quoted; never of a value.
SQL = {
    *("jourcase/kernel/vacuum.py", "jourcase/kernel/roles.py", "cases/services/erasure.py"),
    *("jourcase/backup/postgresql_server.py", "jourcase/backup/sqlite_files.py"),
    *("jourcase/backup/restoring.py", "jourcase/kernel/migrations/0007_append_only.py"),
}
CIPHERS = {"AESGCM", "InvalidTag"}
HASHES = {"sha256", "sha1"}
_RE = {"compile", "match", "fullmatch", "search", "findall", "finditer", "split", "sub", "subn"}


def files() -> list[Path]:
    found = [path for app in APPS for path in (ROOT / app).rglob("*.py")]
    return [path for path in found if "reporting/demo" not in str(path)]


def imported(node: ast.AST) -> set[str]:
    if isinstance(node, ast.Import):
        return {one.name for one in node.names}
    if isinstance(node, ast.ImportFrom):
        module = node.module or ""
        return {module, *(f"{module}.{one.name}" for one in node.names)}
    return set()


def is_closed(module: str) -> bool:
    return any(module == one or module.startswith(f"{one}.") for one in CLOSED_MODULES)


def called(node: ast.Call) -> str:
    if isinstance(node.func, ast.Name):
        return node.func.id
    return node.func.attr if isinstance(node.func, ast.Attribute) else ""


def of(node: ast.Call) -> str:
    """`re` of `re.compile(...)`, and "" of anything less plain."""
    is_plain = isinstance(node.func, ast.Attribute) and isinstance(node.func.value, ast.Name)
    return node.func.value.id if is_plain else ""  # type: ignore[attr-defined]


def faults_of_call(node: ast.Call, where: str) -> Iterator[str]:
    name, owner = called(node), of(node)
    if name in CLOSED_CALLS and not (name == "compile" and owner == "re"):
        yield f"{name}()"
    if any(word.arg == "shell" for word in node.keywords):
        yield "a shell"
    if name == "SafeString" and where not in SAFE_TEXT:
        yield "text that is called safe"
    if name in {"set_cookie", "set_signed_cookie"} and where not in COOKIES:
        yield "a cookie"
    is_pattern = owner == "re" and name in _RE and where not in PATTERNS
    if is_pattern and node.args and not isinstance(node.args[0], ast.Constant):
        yield "a pattern that is put together"
    is_sql = name in {"execute", "executemany", "executescript"} and where not in SQL
    if is_sql and node.args and isinstance(node.args[0], ast.JoinedStr | ast.BinOp | ast.Call):
        yield "SQL that is put together"
    is_put_together = name == "format" and where not in SENTENCES
    if is_put_together and not isinstance(node.func.value, ast.Constant):  # type: ignore[attr-defined]
        yield "a format string that is put together"


def faults_of_import(node: ast.AST, where: str) -> Iterator[str]:
    modules = imported(node)
    yield from (f"import {one}" for one in modules if is_closed(one))
    if "subprocess" in modules and where not in SUBPROCESS:
        yield "import subprocess"
    if "random" in modules and where not in RANDOM:
        yield "import random"
    if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("cryptography"):
        yield from (f"cipher {one.name}" for one in node.names if one.name not in CIPHERS)


def faults(source: str, where: str) -> Iterator[str]:
    for node in ast.walk(ast.parse(source)):
        yield from faults_of_import(node, where)
        if isinstance(node, ast.Call):
            yield from faults_of_call(node, where)
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            if node.value.id == "hashlib" and node.attr not in HASHES:
                yield f"hash {node.attr}"
            if node.value.id == "hashlib" and node.attr == "sha1" and where not in SHA1:
                yield "hash sha1"


def test_no_code_runs_unpacks_or_fetches_what_somebody_typed() -> None:
    found = []
    for path in files():
        where = str(path.relative_to(ROOT))
        told = faults(path.read_text(encoding="utf-8"), where)
        found += [f"{where}: {one}" for one in told]
    assert found == []


@pytest.mark.parametrize(
    "source",
    [
        "eval(x)",
        "import pickle",
        "from urllib.request import urlopen",
        "import xml.etree.ElementTree as x",
        "import subprocess",
        "run(x, shell=True)",
        "os.system(x)",
        "Case.objects.raw(x)",
        "qs.extra(where=x)",
        "mark_safe(x)",
        "Template(x)",
        "SafeString(x)",
        "re.compile(f'{x}')",
        "x.format(1)",
        "hashlib.md5(x)",
        "hashlib.sha1(x)",
        "from cryptography.hazmat.primitives.ciphers import Cipher",
        "import random",
        "response.set_cookie('x', 'y')",
        "cursor.execute(f'SELECT {x}')",
        "cursor.execute('SELECT %s' % x)",
    ],
)
def test_the_check_sees_each(source: str) -> None:
    assert list(faults(source, "jourcase/x.py"))


# --- What the browser runs and shows -----------------------------------------------------------
IN_SCRIPTS = re.compile(
    r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function|__proto__"
    r"|localStorage\.|sessionStorage\.(?!removeItem\()|indexedDB|[\"']paste[\"']"
    # A BroadcastChannel reaches our own windows only; other windows' messages are not listened to.
    r"|(?<!\bchannel\.)postMessage|(?<!\bchannel\.addEventListener\()[\"']message[\"']"
    r"|https?://(?!www\.w3\.org)"
)
IN_TEMPLATES = re.compile(r"\|\s*safe\b|autoescape|\bon[a-z]+=\"|javascript:|\{%\s*filter\b")


def test_no_script_of_ours_writes_markup_stores_or_stops_pasting() -> None:
    scripts = list((ROOT / "static/jourcase").glob("*.js"))
    assert scripts
    found = {path.name: IN_SCRIPTS.findall(path.read_text(encoding="utf-8")) for path in scripts}
    assert not any(found.values()), found


def test_no_template_switches_escaping_off() -> None:
    pages = list((ROOT / "templates").rglob("*.html"))
    assert pages
    found = {str(path): IN_TEMPLATES.findall(path.read_text(encoding="utf-8")) for path in pages}
    assert not any(found.values()), {path: one for path, one in found.items() if one}


@pytest.mark.parametrize(
    "script",
    [
        "a.innerHTML = b",
        "localStorage.x = 1",
        'on("paste", f)',
        'window.addEventListener("message")',
    ],
)
def test_the_check_of_scripts_sees(script: str) -> None:
    assert IN_SCRIPTS.search(script)


# --- What is installed -------------------------------------------------------------------------
@pytest.mark.parametrize("name", ["run.txt", "dev.txt"])
def test_every_library_is_one_version_known_by_its_digest(name: str) -> None:
    """A list of all that is installed: exact versions, each file by its sha256."""
    text = (ROOT / "requirements" / name).read_text(encoding="utf-8").replace("\\\n", " ")
    lines = [line for line in text.splitlines() if line.strip() and not line.startswith("#")]
    assert lines
    for line in lines:
        assert re.match(r"[A-Za-z0-9._-]+(\[[\w,-]+\])?==\S+", line), line
        assert "--hash=sha256:" in line, line
    assert "--index-url" not in text
    assert "git+" not in text
