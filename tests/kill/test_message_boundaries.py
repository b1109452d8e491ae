"""Where one request ends and the next begins is never told in two ways (request smuggling). Asked
of the web server as it is in use, byte by byte.
"""

import re
import socket
from collections.abc import Callable

from tests.kill.server import Server

Start = Callable[..., Server]
SECOND = b"GET /finns-inte/ HTTP/1.1\r\nHost: localhost\r\n\r\n"


def answers(server: Server, sent: bytes) -> list[int]:
    """The status of each answer, until the server closes or says nothing for a while."""
    with socket.create_connection(("127.0.0.1", server.port), timeout=10) as connection:
        connection.settimeout(3)
        heard = b""
        try:
            connection.sendall(sent)
            while part := connection.recv(65536):
                heard += part
        except (TimeoutError, ConnectionError):
            pass
    return [int(status) for status in re.findall(rb"HTTP/1\.1 (\d{3}) ", heard)]


def post(*headers: bytes, body: bytes) -> bytes:
    lines = [b"POST /logga-in/ HTTP/1.1", b"Host: localhost", *headers]
    return b"\r\n".join(lines) + b"\r\n\r\n" + body


def test_where_a_message_ends_is_told_in_one_way(start: Start) -> None:
    server = start()
    length = str(len(SECOND)).encode()
    # Two requests after one another: the measure that follows can tell them apart.
    assert len(answers(server, post(b"Content-Length: 0", body=b"") + SECOND)) == 2

    # Length and chunks: the chunks count (else it would wait for 9999 bytes), and nothing that
    # follows is taken for a request of its own.
    both = (b"Content-Length: 9999", b"Transfer-Encoding: chunked")
    for headers in (both, both[::-1]):
        assert len(answers(server, post(*headers, body=b"0\r\n\r\n" + SECOND))) == 1

    unclear: dict[str, bytes] = {
        "two lengths": post(b"Content-Length: 0", b"Content-Length: " + length, body=SECOND),
        "a list of lengths": post(b"Content-Length: 0, " + length, body=SECOND),
        "a signed length": post(b"Content-Length: +" + length, body=SECOND),
        "a blank before the colon": post(b"Content-Length : " + length, body=SECOND),
        "not chunked last": post(b"Transfer-Encoding: chunked, x", body=b"0\r\n\r\n" + SECOND),
        "a chunk of no size": post(b"Transfer-Encoding: chunked", body=b"-1\r\n\r\n" + SECOND),
        "a bare return in a header": post(b"X: a\rb", b"Content-Length: 0", body=SECOND),
    }
    found = {what: answers(server, sent) for what, sent in unclear.items()}
    assert {what: said for what, said in found.items() if len(said) > 1} == {}
    assert [what for what, said in found.items() if said == [400]] == [
        *list(unclear)[:5],
        "a bare return in a header",
    ]
    assert server.answers()


def test_headers_without_end_are_cut_off(start: Start) -> None:
    server = start()
    said = answers(server, post(b"X-Long: " + b"a" * 2_000_000, body=b""))
    assert said in ([], [400], [431]), said
    assert server.answers()
