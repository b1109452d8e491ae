"""The example files for production say what docs/sakerhet.md asks for."""

import re
from pathlib import Path

import pytest

DEPLOY = Path(__file__).resolve().parents[2] / "deploy"
UNITS = sorted((DEPLOY / "systemd").glob("*.service"))


def proxy() -> str:
    text = (DEPLOY / "nginx/jourcase.conf").read_text(encoding="utf-8")
    return "\n".join(line for line in text.splitlines() if not line.strip().startswith("#"))


def said(name: str) -> list[str]:
    return re.findall(rf"^\s*{name}\s+(.+?);", proxy(), re.MULTILINE)


def test_the_proxy_speaks_new_tls_with_forward_secrecy_only() -> None:
    assert said("ssl_protocols") == ["TLSv1.2 TLSv1.3"]
    (ciphers,) = said("ssl_ciphers")
    # Those of TLS 1.3 are all good and not chosen here.
    assert all(
        re.fullmatch(r"ECDHE-(ECDSA|RSA)-(AES\d{3}-GCM-SHA\d{3}|CHACHA20-POLY1305)", one)
        for one in ciphers.split(":")
    )


def test_the_proxy_leaves_http_at_once_and_tells_nothing() -> None:
    first, *_ = proxy().split("listen 443")
    assert "return 301 https://$host$request_uri;" in first
    assert said("server_tokens") == ["off"]
    assert said("access_log") == ["off"]


def test_the_proxy_replaces_what_a_visitor_says_of_the_way() -> None:
    headers = dict(one.split(" ", 1) for one in said("proxy_set_header"))
    assert headers["X-Forwarded-For"] == "$remote_addr"
    assert headers["X-Forwarded-Proto"] == "$scheme"
    assert headers["X-Health-Token"] == headers["Forwarded"] == '""'
    assert said("proxy_max_temp_file_size") == ["0"]


@pytest.mark.parametrize("unit", UNITS, ids=[unit.stem for unit in UNITS])
def test_every_unit_runs_with_few_rights(unit: Path) -> None:
    text = unit.read_text(encoding="utf-8")
    for line in ("User=jourcase", "NoNewPrivileges=yes", "ProtectSystem=strict", "UMask=0077"):
        assert f"\n{line}\n" in text, line
    assert "JOURCASE_SECRET_KEY" not in text


def test_the_web_server_answers_this_machine_only() -> None:
    text = (DEPLOY / "systemd/jourcase-web.service").read_text(encoding="utf-8")
    assert "--host 127.0.0.1 " in text
