"""Write the two lock files from `pyproject.toml`, or check that they still follow it.

The locks hold versions and hashes and name no package index, so that they install from any.
Their first line holds a digest of what `pyproject.toml` asks for: `--check` compares that
without a network. `--upgrade` lets every version rise; without it the pinned ones stay.
"""

import hashlib
import json
import re
import subprocess
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LOCKS = {"run": [], "dev": ["--group", "dev", "--constraint", "requirements/run.txt"]}
DIGEST = "# follows pyproject.toml "


def asked_for() -> str:
    """A digest of every requirement in `pyproject.toml`."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    asked = [
        project["project"]["requires-python"],
        project["project"]["dependencies"],
        project["dependency-groups"],
    ]
    return hashlib.sha256(json.dumps(asked, sort_keys=True).encode()).hexdigest()[:16]


def pins(text: str) -> dict[str, str]:
    return dict(re.findall(r"^([\w.\[\],-]+)==(\S+)", text, re.MULTILINE))


def write(name: str, extra: list[str], upgrade: bool) -> None:
    target = ROOT / "requirements" / f"{name}.txt"
    subprocess.run(
        [
            *(sys.executable, "-m", "uv", "pip", "compile", "--quiet", "--universal"),
            *("--generate-hashes", "--no-emit-index-url", "--no-annotate", "--no-header"),
            *("--python-version", "3.11", *extra, *(["--upgrade"] if upgrade else [])),
            *("--output-file", str(target), "pyproject.toml"),
        ],
        cwd=ROOT,
        check=True,
    )
    locked = target.read_text()
    target.write_text(f"{DIGEST}{asked_for()}; written by `make lock`\n{locked}")


def problems() -> list[str]:
    found = []
    texts = {name: (ROOT / "requirements" / f"{name}.txt").read_text() for name in LOCKS}
    for name, text in texts.items():
        if not text.startswith(DIGEST + asked_for()):
            found.append(f"requirements/{name}.txt does not follow pyproject.toml: run `make lock`")
        if "://" in text:
            found.append(f"requirements/{name}.txt names an address")
    run, dev = pins(texts["run"]), pins(texts["dev"])
    found += [
        f"{package} is {version} in run.txt and {dev.get(package)} in dev.txt: run `make lock`"
        for package, version in run.items()
        if dev.get(package) != version
    ]
    return found


if __name__ == "__main__":
    if "--check" in sys.argv:
        sys.exit("\n".join(problems()) or 0)
    for lock, arguments in LOCKS.items():
        write(lock, arguments, "--upgrade" in sys.argv)
