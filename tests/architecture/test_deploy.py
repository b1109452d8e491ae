"""The examples for running in production name what there is."""

import re
from pathlib import Path

import pytest
from django.core.management import get_commands

ROOT = Path(__file__).resolve().parents[2]
DEPLOY = ROOT / "deploy"
UNITS = sorted((DEPLOY / "systemd").glob("*"))
FILES = sorted(path for path in DEPLOY.rglob("*") if path.is_file())


def test_every_file_stands_in_the_readme() -> None:
    readme = (DEPLOY / "README.md").read_text("utf-8")
    named = {path.relative_to(DEPLOY).parts[0] for path in FILES} - {"README.md"}
    assert all(f"`{name}/" in readme for name in named)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_every_variable_that_is_named_stands_in_the_example(path: Path) -> None:
    example = (ROOT / ".env.example").read_text("utf-8")
    named = set(re.findall(r"\bJOURCASE_[A-Z_]+", path.read_text("utf-8")))
    assert {name for name in named if name not in example} == set()


@pytest.mark.parametrize("path", UNITS, ids=lambda path: path.name)
def test_every_unit_is_whole(path: Path) -> None:
    text = path.read_text("utf-8")
    if path.suffix == ".timer":
        assert path.with_suffix(".service").exists()
        assert re.search(r"^On\w+=", text, re.MULTILINE)
        return
    assert "UMask=0077" in text
    assert "NoNewPrivileges=yes" in text
    command = re.search(r"manage\.py (\w+)", text)
    assert (command is not None) is ("Type=oneshot" in text)
    if command is not None:
        assert command[1] in get_commands()


def test_the_web_server_is_started_as_make_run_starts_it() -> None:
    """So that the example is not left behind when the options change."""
    flags = re.compile(r"--(?:workers|blocking-threads|no-ws|workers-kill-timeout)\b(?: \d+)?")
    started = flags.findall((ROOT / "bin/run").read_text("utf-8"))
    unit = flags.findall((DEPLOY / "systemd/jourcase-web.service").read_text("utf-8"))
    assert set(unit) == set(started) != set()


def test_the_proxy_shuts_the_health_pages_and_believes_no_visitor() -> None:
    text = (DEPLOY / "nginx/jourcase.conf").read_text("utf-8")
    for page in ("livez", "readyz"):
        assert re.search(rf"location = /{page}\s+{{ return 404; }}", text)
    assert "X-Forwarded-For $remote_addr;" in text
    assert "$proxy_add_x_forwarded_for" not in text
    assert 'X-Health-Token "";' in text
