"""A real SMTP server on loopback that keeps what it is sent, and can be told to refuse."""

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage

import pytest
from django.conf import LazySettings


@dataclass
class MailSink:
    """What came, in order. `is_refusing` answers every message with 451, try again later."""

    port: int = 0
    is_refusing: bool = False
    letters: list[EmailMessage] = field(default_factory=list)
    recipients: list[str] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.port}"


class _Conversation(socketserver.StreamRequestHandler):
    sink: MailSink

    def _say(self, line: str) -> None:
        self.wfile.write(f"{line}\r\n".encode())

    def handle(self) -> None:
        self._say("220 sink")
        while line := self.rfile.readline().strip().upper():
            if line.startswith((b"EHLO", b"HELO")):
                self._say("250 sink")
            elif line.startswith(b"RCPT"):
                address = line.partition(b"<")[2].partition(b">")[0]
                self.sink.recipients.append(address.decode().lower())
                self._say("250 ok")
            elif line == b"DATA":
                self._take_letter()
            elif line == b"QUIT":
                self._say("221 bye")
                return
            else:
                self._say("250 ok")

    def _take_letter(self) -> None:
        self._say("354 go on")
        lines = list(iter(self.rfile.readline, b".\r\n"))
        if self.sink.is_refusing:
            self._say("451 later")
            return
        self.sink.letters.append(message_from_bytes(b"".join(lines), policy=policy.default))
        self._say("250 kept")


@contextmanager
def running() -> Iterator[MailSink]:
    sink = MailSink()
    handler = type("Conversation", (_Conversation,), {"sink": sink})
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), handler) as server:
        server.daemon_threads = True
        sink.port = server.server_address[1]
        thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
        thread.start()
        try:
            yield sink
        finally:
            server.shutdown()
            thread.join()


@pytest.fixture
def mail_sink(settings: LazySettings) -> Iterator[MailSink]:
    """A running sink, with the project's mail sent to it."""
    with running() as sink:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", sink.port
        settings.MAIL_IS_SENT = True
        yield sink
