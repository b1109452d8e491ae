"""How many queries a page asks."""

from contextlib import ExitStack

from django.db import connections
from django.test import Client
from django.test.utils import CaptureQueriesContext

_NOT_A_QUERY = ("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE", "ROLLBACK")


def queries_of(session_key: str, path: str) -> int:
    """Queries of one GET, log-in included; the marks of transactions are not counted."""
    client = Client()
    client.cookies["sessionid"] = session_key
    with ExitStack() as held:
        captured = [held.enter_context(CaptureQueriesContext(one)) for one in connections.all()]
        client.get(path)
    return sum(
        not str(query["sql"]).startswith(_NOT_A_QUERY)
        for one in captured
        for query in one.captured_queries
    )
