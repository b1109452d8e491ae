"""Every kind of tampering by raw SQL, past the guards, is found and told of in Swedish."""

import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from jourcase.kernel import audit, chain, tasks
from jourcase.kernel.audit import Action, AuditEvent, Outcome
from tests.factories import MONDAY
from tests.infrastructure.append_only import lifted, triggers

pytestmark = pytest.mark.django_db
SQLITE = "sqlite"


@pytest.fixture(autouse=True)
def anchors(tmp_path: Path, settings: Any, fixed_clock: Callable[[Any], None]) -> Path:
    fixed_clock(MONDAY)
    file = tmp_path / "anchors.jsonl"
    settings.AUDIT_ANCHOR_FILE = str(file)
    return file


@pytest.fixture
def eight() -> None:
    """Eight events, the sixth of them anchored."""
    for case_id in range(1, 9):
        audit.record(by_id=None, action=Action.CASE_VIEWED, now=MONDAY, case_ids=[case_id])
        if case_id == 6:
            call_command("anchor_audit_log", verbosity=0)


def verified(capsys: pytest.CaptureFixture[str]) -> str:
    """What the command says; it must not be content."""
    with pytest.raises(CommandError, match="Loggen håller INTE"):
        call_command("verify_audit_log")
    return capsys.readouterr().out


def execute(*statements: str) -> None:
    with lifted() as cursor:
        for statement in statements:
            cursor.execute(statement)


def test_an_untouched_log_holds(eight: None, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("verify_audit_log")
    assert capsys.readouterr().out == "Loggen håller: 8 rader.\n"
    call_command("verify_audit_log")  # the first walk is in the log now
    assert "9 rader" in capsys.readouterr().out
    done = AuditEvent.objects.filter(action=Action.LOG_VERIFIED, outcome=Outcome.DONE)
    assert [event.role for event in done] == ["system", "system"]


def test_an_empty_log_holds(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("anchor_audit_log")
    call_command("verify_audit_log")
    told = capsys.readouterr().out
    assert "Inget nytt ankare" in told
    assert "inget ankare finns" in told


def rewritten(after: int) -> None:
    """Someone who can do all in the database tells a new, whole story from a row on."""
    with lifted() as cursor:
        cursor.execute("DELETE FROM kernel_auditevent WHERE seq = %s", [after + 1])
        rows = list(AuditEvent.objects.filter(seq__gt=after).order_by("seq"))
        previous = AuditEvent.objects.get(seq=after).digest if after else chain.BEGINNING
        for number, event in enumerate(rows, start=after + 1):
            event.seq, event.previous = number, previous
            previous = event.digest = chain.digest(event.link())
            cursor.execute(
                "UPDATE kernel_auditevent SET seq = %s, previous = %s, digest = %s"
                " WHERE case_id = %s",
                [event.seq, event.previous, event.digest, event.case_id],
            )


UPDATE = "UPDATE kernel_auditevent SET {} WHERE seq = {}"
DELETE = "DELETE FROM kernel_auditevent WHERE seq {}"
COPY = (
    "INSERT INTO kernel_auditevent (id, seq, previous, digest, at, by_id, action, case_id, fields,"
    " reason, role, outcome) SELECT '00000000000040008000000000000001', {}, previous, digest, at,"
    " by_id, action, case_id, fields, reason, role, outcome FROM kernel_auditevent WHERE seq = 4"
)


@pytest.mark.parametrize(
    ("statements", "expected"),
    [
        ([UPDATE.format("case_id = 99", 3)], "Rad 3 har ändrats efter att den skrevs."),
        ([UPDATE.format("by_id = 7", 3)], "Rad 3 har ändrats"),
        ([UPDATE.format("by_id = NULL, reason = 'x'", 3)], "Rad 3 har ändrats"),
        ([UPDATE.format("at = '2026-11-01 03:00:00'", 3)], "Rad 3 har ändrats"),
        ([UPDATE.format("action = 'logged_out'", 3)], "Rad 3 har ändrats"),
        ([UPDATE.format("role = 'board'", 3)], "Rad 3 har ändrats"),
        ([UPDATE.format("outcome = 'failed'", 3)], "Rad 3 har ändrats"),
        ([UPDATE.format("""fields = '["x"]'""", 3)], "Rad 3 har ändrats"),
        ([UPDATE.format("id = '00000000000040008000000000000001'", 3)], "Rad 3 har ändrats"),
        ([UPDATE.format("digest = '0'", 3)], "Rad 3 har ändrats"),
        ([UPDATE.format("previous = '0'", 3)], "Rad 3 har ändrats"),
        ([DELETE.format("= 4")], "Rad 4 saknas."),
        ([DELETE.format("IN (4, 5)")], "Rad 4–5 saknas."),
        ([DELETE.format("= 1")], "Rad 1 saknas."),
        ([DELETE.format(">= 5")], "Rad 5–6 är borta: loggens slut är avklippt, det visar ankaret."),
        (["DELETE FROM kernel_auditevent"], "Rad 1–6 är borta"),
        ([COPY.format(9)], "Rad 9 hör inte ihop med raden före"),
        ([COPY.format(0)], "Rad 0 har ett nummer som inte hör dit."),
        (
            [DELETE.format("= 5"), COPY.format(5)],
            "Rad 5 hör inte ihop med raden före: en rad har skjutits in, bytts eller skrivits om.",
        ),
        # Swapped: all that they tell, their numbers stay. And the other way round.
        (
            [UPDATE.format("case_id = 5", 3), UPDATE.format("case_id = 3", 5)],
            "Rad 3 har ändrats efter att den skrevs.\nRad 5 har ändrats efter att den skrevs.",
        ),
        (
            [
                UPDATE.format("seq = 99", 3),
                UPDATE.format("seq = 3", 5),
                UPDATE.format("seq = 5", 99),
            ],
            "Rad 3 hör inte ihop med raden före",
        ),
    ],
)
def test_tampering_is_found_where_it_is(
    eight: None, capsys: pytest.CaptureFixture[str], statements: list[str], expected: str
) -> None:
    execute(*statements)
    assert expected in verified(capsys)
    event = AuditEvent.objects.filter(action=Action.LOG_VERIFIED).latest("at")
    assert event.outcome == Outcome.FAILED
    assert event.fields


@pytest.mark.parametrize("after", [0, 3, 5])
def test_a_whole_new_story_does_not_meet_the_anchor(
    eight: None, capsys: pytest.CaptureFixture[str], after: int
) -> None:
    rewritten(after)
    told = verified(capsys)
    assert told == "Rad 6 är inte den som ankrades: loggen har skrivits om fram till dit.\n"


def test_a_new_story_after_the_anchor_waits_for_the_next(
    eight: None, capsys: pytest.CaptureFixture[str]
) -> None:
    """What is promised holds up to the last anchor: so it is set every day."""
    rewritten(6)
    call_command("verify_audit_log")
    assert "Loggen håller" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("column", "value", "expected"),
    [
        ("at", "'i går'", "Rad 3 går inte att läsa"),
        ("id", "'inget'", "Rad 3 går inte att läsa"),
        ("fields", "'{\"en\": 1}'", "Rad 3 har ändrats"),
        ("case_id", "'många'", "Rad 3 har ändrats"),
        ("reason", "x'ff00'", "Rad 3 "),
        ("seq", "'tre'", "1 rader har fått något annat än ett nummer."),
    ],
)
def test_what_is_not_even_of_its_kind_does_not_stop_the_walk(
    eight: None, capsys: pytest.CaptureFixture[str], column: str, value: str, expected: str
) -> None:
    if connection.vendor == SQLITE:
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA ignore_check_constraints = 1")
            execute(UPDATE.format(f"{column} = {value}", 3))
            cursor.execute("PRAGMA ignore_check_constraints = 0")
        told = verified(capsys)
        assert expected in told
        assert ("Rad 3 saknas." in told) == (column == "seq")
    else:
        # PostgreSQL holds the kinds itself; what it allows is found as any other change.
        execute(UPDATE.format("fields = '{\"en\": null}'", 3))
        assert "Rad 3 har ändrats" in verified(capsys)


def test_missing_guards_are_told_of(eight: None, capsys: pytest.CaptureFixture[str]) -> None:
    with connection.cursor() as cursor:
        if connection.vendor == SQLITE:
            statement = triggers(connection)["audit_no_delete"]
            cursor.execute("DROP TRIGGER audit_no_delete")
        else:
            statement = "ALTER TABLE kernel_auditevent ENABLE TRIGGER ALL"
            cursor.execute("ALTER TABLE kernel_auditevent DISABLE TRIGGER ALL")
        assert "Databasens spärr mot ändring av loggen saknas." in verified(capsys)
        cursor.execute(statement)


def test_a_changed_anchor_is_told_of(
    eight: None, anchors: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    line = json.loads(anchors.read_text())
    anchors.write_text(json.dumps({**line, "seq": 5}) + "\n")
    assert "Ankarfilens rad 1 är inte den som skrevs." in verified(capsys)


def test_many_flaws_are_counted_and_the_first_told_of(capsys: pytest.CaptureFixture[str]) -> None:
    audit.record(by_id=None, action=Action.FIGURES_LISTED, now=MONDAY, case_ids=range(1, 71))
    execute("UPDATE kernel_auditevent SET role = 'x'")
    told = verified(capsys)
    assert told.count("har ändrats") == 50
    assert "… och 20 fel till." in told


def test_a_log_longer_than_a_batch_is_walked_to_its_end(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("jourcase.kernel.audit_keeping._AT_A_TIME", 3)
    audit.record(by_id=None, action=Action.FIGURES_LISTED, now=MONDAY, case_ids=range(1, 11))
    call_command("verify_audit_log")
    assert "10 rader" in capsys.readouterr().out
    execute(UPDATE.format("role = 'x'", 10))
    assert "Rad 10 har ändrats" in verified(capsys)


# --- Anchors -------------------------------------------------------------------------------------


def test_the_day_is_anchored_once_and_tomorrow_again(
    eight: None, anchors: Path, fixed_clock: Callable[[Any], None]
) -> None:
    tasks.anchor_audit_log()
    assert len(anchors.read_text().splitlines()) == 1
    fixed_clock(MONDAY + timedelta(days=1))
    tasks.anchor_audit_log()
    tasks.anchor_audit_log()
    lines = [json.loads(line) for line in anchors.read_text().splitlines()]
    assert [(line["date"], line["seq"]) for line in lines] == [("2026-11-23", 6), ("2026-11-24", 8)]
    call_command("verify_audit_log", verbosity=0)


def test_an_old_anchor_is_remarked_on(
    eight: None, fixed_clock: Callable[[Any], None], capsys: pytest.CaptureFixture[str]
) -> None:
    fixed_clock(MONDAY + timedelta(days=3))
    call_command("verify_audit_log")
    assert "Obs: senaste ankaret är från 23 november 2026." in capsys.readouterr().out


def test_the_daily_walk_shouts_when_something_is_wrong(
    eight: None, expects_error_log: list[Any]
) -> None:
    execute(UPDATE.format("role = 'x'", 2))
    tasks.verify_audit_log()
    assert AuditEvent.objects.filter(action=Action.LOG_VERIFIED, outcome=Outcome.FAILED).exists()
