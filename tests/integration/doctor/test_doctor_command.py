"""What the doctor's command says, and what it does with a check that breaks."""

from datetime import datetime
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import OperationalError

from jourcase.doctor import checks, settings_checks
from jourcase.doctor.domain.finding import Finding, Level
from tests.integration.doctor.test_doctor import NOW, failed

pytestmark = pytest.mark.django_db


def test_the_command_tells_a_line_each_and_fails_when_something_is_wrong() -> None:
    out = StringIO()
    with pytest.raises(CommandError, match=rf"\d+ av {len(checks.CHECKS)} är fel\."):
        call_command("doctor", stdout=out)
    lines = out.getvalue().splitlines()
    assert len(lines) == len(checks.CHECKS)
    assert {line[:4].strip() for line in lines} <= {"ok", "obs", "fel"}
    # It has laid the check key, so that this one is well.
    assert "ok   Nyckelprov" in lines


def test_when_all_is_well_it_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    only = tuple(one for one in checks.CHECKS if one.name == "Gränser vid inloggning")
    monkeypatch.setattr("jourcase.doctor.checks.CHECKS", only)
    monkeypatch.setattr(
        "jourcase.doctor.management.commands.doctor.examine",
        lambda now: checks.examine(only, now=now),
    )
    out = StringIO()
    call_command("doctor", stdout=out)
    assert out.getvalue() == "ok   Gränser vid inloggning\nInget är fel.\n"


@pytest.mark.parametrize("error", [OperationalError("hemligt"), PermissionError(13, "Nekat")])
def test_what_cannot_be_looked_at_is_a_fault_and_stops_nothing(error: Exception) -> None:
    def breaks(now: datetime) -> Finding:
        raise error

    named = (checks.Named("a", breaks), checks.Named("b", settings_checks.time_zone))
    (_, first), (_, second) = checks.examine(named, now=NOW)
    assert failed(first, "Gick inte att kontrollera")
    assert "hemligt" not in first.text
    assert second.level is Level.OK
