"""A database that goes away at the very end of a request is not the person's mistake."""

from django.contrib.sessions.backends.base import UpdateError
from django.contrib.sessions.exceptions import SessionInterrupted
from django.db import DatabaseError, OperationalError
from django.http import HttpRequest

from jourcase import errors


def interrupted(beginning: DatabaseError) -> SessionInterrupted:
    """As Django raises it while it saves the session: the real reason lies two deep."""
    try:
        try:
            try:
                try:
                    raise ConnectionResetError("what the driver met with")
                except ConnectionResetError as error:
                    raise beginning from error
            except DatabaseError:
                raise UpdateError  # noqa: B904 - so does Django
        except UpdateError:
            raise SessionInterrupted("words")  # noqa: B904 - so does Django
    except SessionInterrupted as error:
        return error


def test_a_session_that_the_database_could_not_keep_is_503() -> None:
    answer = errors.bad_request(HttpRequest(), interrupted(OperationalError("away")))
    assert answer.status_code == 503
    assert answer.headers["Retry-After"]


def test_a_session_that_was_ended_meanwhile_is_400() -> None:
    answer = errors.bad_request(HttpRequest(), interrupted(DatabaseError("no such row")))
    assert answer.status_code == 400
