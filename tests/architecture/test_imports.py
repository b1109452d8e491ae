"""The arrows between apps: which part may import which."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
# From the bottom up; each may import itself and what stands before it.
ORDER = [
    *("jourcase.keystore", "jourcase.kernel", "jourcase.outbox", "jourcase.agreement"),
    *("volunteers", "cases", "contacts", "reporting"),
    *("jourcase.backup", "jourcase.doctor"),
]
TOP = {
    "jourcase.settings",
    "jourcase.urls",
    "jourcase.shell",
    "jourcase.home",
    "jourcase.job_page",
    "jourcase.errors",
    "jourcase.health",
    "jourcase.celery",
}
FORBIDDEN_IN_DOMAIN = ("django", "jourcase.kernel.clock")


def python_files(package: str) -> list[Path]:
    return sorted((ROOT / package.replace(".", "/")).rglob("*.py"))


def imports_of(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"relative import in {path}"
            yield f"{node.module}"
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def package_of(name: str) -> str | None:
    return next((p for p in ORDER if name == p or name.startswith(f"{p}.")), None)


def arrows_up(package: str) -> list[str]:
    allowed = ORDER[: ORDER.index(package) + 1]
    return [
        f"{path.relative_to(ROOT)} imports {name}"
        for path in python_files(package)
        for name in imports_of(path)
        if (package_of(name) not in (None, *allowed)) or any(name.startswith(t) for t in TOP)
    ]


@pytest.mark.parametrize("package", ORDER)
def test_no_app_imports_what_stands_above_it(package: str) -> None:
    assert arrows_up(package) == []


def test_the_check_sees_an_arrow_that_points_up(tmp_path: Path) -> None:
    bad = tmp_path / "bad.py"
    bad.write_text("from contacts.models import Contact\n")
    assert package_of(next(imports_of(bad))) == "contacts"
    assert "contacts" not in ORDER[: ORDER.index("cases") + 1]


@pytest.mark.parametrize("package", ORDER[ORDER.index("jourcase.outbox") :])
def test_domain_is_plain_python(package: str) -> None:
    found = [
        f"{path.relative_to(ROOT)} imports {name}"
        for path in python_files(f"{package}.domain")
        for name in imports_of(path)
        if any(name == bad or name.startswith(f"{bad}.") for bad in FORBIDDEN_IN_DOMAIN)
    ]
    assert python_files(f"{package}.domain"), f"{package} has no domain"
    assert found == []


def test_no_python_file_is_longer_than_four_hundred_lines() -> None:
    long = {
        str(path.relative_to(ROOT)): count
        for package in [*ORDER, "tests", "bench"]
        for path in python_files(package)
        if "migrations" not in path.parts
        and (count := len(path.read_text(encoding="utf-8").splitlines())) > 420
    }
    assert long == {}
