"""The database role of the running Jourcase: everything it needs, and in the audit log only to add.

On SQLite, which has no roles, the command says so; what guards the log there is in test_audit.py.
"""

import os
from collections.abc import Iterator

import pytest
from django.core.management import call_command
from django.db import connection, connections, transaction
from django.db.utils import DatabaseError, ProgrammingError

from cases.services import life
from jourcase.kernel import audit
from jourcase.kernel.audit import Action, AuditEvent
from tests.factories import MONDAY, coordinator, open_case
from tests.infrastructure.append_only import lifted
from volunteers.models import User

# Really committed: a role belongs to the whole cluster, and both databases are given it.
pytestmark = pytest.mark.django_db(transaction=True)
ROLE = f"jourcase_app_{os.environ.get('PYTEST_XDIST_WORKER', 'main')}"


@pytest.fixture(autouse=True)
def role_removed() -> Iterator[None]:
    """Gone again with all that it was given."""
    yield
    if connection.vendor == "postgresql":
        for on in (connections["default"], connections["keys"]):
            with on.cursor() as cursor:
                cursor.execute("RESET ROLE")
                cursor.execute(f"DROP OWNED BY {ROLE}")
        with connection.cursor() as cursor:
            cursor.execute(f"DROP ROLE {ROLE}")


@pytest.fixture
def as_app() -> None:
    """The rest of the test speaks as the role, on PostgreSQL."""
    coordinator()
    call_command("grant_roles", ROLE, verbosity=0)
    call_command("grant_roles", ROLE, verbosity=0)  # as often as one likes
    for on in (connections["default"], connections["keys"]):
        if on.vendor == "postgresql":
            with on.cursor() as cursor:
                cursor.execute(f"SET ROLE {ROLE}")


def test_it_says_what_was_done(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("grant_roles", ROLE)
    told = capsys.readouterr().out
    if connection.vendor == "postgresql":
        assert f"default: {ROLE} får bara lägga till rader i loggen." in told
        assert f"keys: {ROLE}" in told
    else:
        assert "default: SQLite har inga roller. Loggen skyddas av databasens spärr." in told


def test_the_app_works_as_the_role(as_app: None) -> None:
    karin = User.objects.get()
    case = open_case(by=karin)
    life.write_note(case=case, text="Ringer helst sent.", by=karin, now=MONDAY)
    life.assign(case=case, to=karin, by=karin, now=MONDAY)
    assert AuditEvent.objects.filter(case_id=case.pk).count() == 3


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE kernel_auditevent SET reason = 'x'",
        "DELETE FROM kernel_auditevent",
        "TRUNCATE kernel_auditevent",
        "DROP TRIGGER audit_append_only ON kernel_auditevent",
        "ALTER TABLE kernel_auditevent DISABLE TRIGGER ALL",
        "DROP TABLE kernel_auditevent",
        "SET session_replication_role = replica",
        "CREATE TABLE mine (id int)",
        "DELETE FROM django_migrations",
    ],
)
def test_the_role_can_neither_change_the_log_nor_lift_its_guard(
    as_app: None, statement: str
) -> None:
    audit.record(by_id=None, action=Action.LOG_VIEWED, now=MONDAY)
    if connection.vendor == "postgresql":
        with (
            pytest.raises(ProgrammingError, match=r"permission denied|must be owner"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(statement)
        assert AuditEvent.objects.exists()
    elif statement.startswith(("UPDATE kernel", "DELETE FROM kernel")):
        with (
            pytest.raises(DatabaseError, match="append-only"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(statement)


def test_the_role_is_refused_even_where_the_guard_is_gone() -> None:
    """Two locks, and either holds alone."""
    call_command("grant_roles", ROLE, verbosity=0)
    audit.record(by_id=None, action=Action.LOG_VIEWED, now=MONDAY)
    if connection.vendor == "sqlite":
        with lifted() as cursor:
            cursor.execute("DELETE FROM kernel_auditevent")
        assert not AuditEvent.objects.exists()  # which is why the anchor is outside
        return
    with lifted() as cursor:
        cursor.execute(f"SET LOCAL ROLE {ROLE}")
        with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
            cursor.execute("DELETE FROM kernel_auditevent")
        cursor.execute("RESET ROLE")
    assert AuditEvent.objects.exists()
