"""How many queries a page asks."""

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

_NOT_A_QUERY = ("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE", "ROLLBACK")


def queries_of(session_key: str, path: str) -> int:
    """Queries of one GET, log-in included; the marks of transactions are not counted."""
    client = Client()
    client.cookies["sessionid"] = session_key
    with CaptureQueriesContext(connection) as captured:
        client.get(path)
    return sum(
        not str(query["sql"]).startswith(_NOT_A_QUERY) for query in captured.captured_queries
    )
