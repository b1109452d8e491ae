"""What must stay equal between files: settings and their example, templates and their use."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
APPS = ("jourcase", "volunteers", "cases", "contacts", "reporting")


def test_every_setting_from_the_environment_stands_in_the_example() -> None:
    settings = (ROOT / "jourcase/settings.py").read_text(encoding="utf-8")
    read = set(re.findall(r'env\.\w+\(\s*"([A-Z_]+)"', settings))
    named = set(
        re.findall(r"^(?:# )?([A-Z_]{6,})=", (ROOT / ".env.example").read_text(), re.MULTILINE)
    )
    assert read == named


def templates() -> set[str]:
    folder = ROOT / "templates"
    return {str(path.relative_to(folder)) for path in folder.rglob("*.html")}


def test_every_template_is_used() -> None:
    text = "".join(
        path.read_text(encoding="utf-8")
        for app in (*APPS, "templates")
        for path in (ROOT / app).rglob("*")
        if path.suffix in {".py", ".html"}
    )
    unused = {name for name in templates() if f'"{name}"' not in text}
    assert unused == set()


def test_no_template_holds_a_style_a_script_or_a_handler() -> None:
    found = []
    for name in templates():
        text = (ROOT / "templates" / name).read_text(encoding="utf-8")
        if re.search(r"<style|\sstyle=|\son[a-z]+=\"|<script(?![^>]*\ssrc=)", text):
            found.append(name)
    assert found == []
