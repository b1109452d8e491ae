"""Somebody who logs calls over HTTP and remembers what they were told."""

import re
import time
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from typing import Any
from urllib.parse import urlencode

from tests.kill.place import Person

TOKEN = "kill" * 8
DRAFT = re.compile(r"^/att-ringa/([0-9a-f-]{36})/$")


class NoAnswerError(Exception):
    """The connection broke before there was an answer: nobody has been told anything."""


@dataclass
class Answer:
    status: int
    location: str
    body: str


@dataclass
class Caller:
    """One person at one browser. `acknowledged` counts, for each case, the calls that were told to
    be saved; `errors` what else was met with.
    """

    port: int
    person: Person
    acknowledged: Counter[int] = field(default_factory=Counter)
    errors: Counter[str] = field(default_factory=Counter)
    timeout: float = 20.0
    _turn: int = 0

    def send(self, method: str, path: str, fields: dict[str, Any] | None = None) -> Answer:
        connection = HTTPConnection("127.0.0.1", self.port, timeout=self.timeout)
        headers = {"Cookie": f"sessionid={self.person.session}; csrftoken={TOKEN}"}
        body = None
        if fields is not None:
            body = urlencode(fields, doseq=True).encode()
            headers |= {
                "X-CSRFToken": TOKEN,
                "Content-Type": "application/x-www-form-urlencoded",
            }
        try:
            connection.request(method, path, body, headers)
            answer = connection.getresponse()
            text = answer.read().decode(errors="replace")
            return Answer(answer.status, answer.getheader("Location") or "", text)
        except (OSError, HTTPException) as error:
            raise NoAnswerError(type(error).__name__) from error
        finally:
            connection.close()

    def begin_patiently(self, case: dict[str, Any]) -> str:
        """The same, a few times over: what was in a dead worker's queue is reset."""
        for _ in range(20):
            with suppress(NoAnswerError):
                return self.begin(case)
            time.sleep(0.2)
        return self.begin(case)

    def begin(self, case: dict[str, Any]) -> str:
        """Begin a call from the case's page; gives the draft's id."""
        answer = self.send("POST", f"/arenden/{case['public_id']}/ring/", {"from": "case"})
        found = DRAFT.match(answer.location)
        if answer.status != 302 or found is None:
            raise NoAnswerError(f"begin {answer.status}")
        return found[1]

    def save(self, draft: str, **fields: Any) -> Answer:
        said = {"result": "no_answer", "when": "now", **fields}
        return self.send("POST", f"/att-ringa/{draft}/spara/", said)

    def save_patiently(self, draft: str, **fields: Any) -> Answer:
        """Press again until there is an answer."""
        for _ in range(20):
            with suppress(NoAnswerError):
                return self.save(draft, **fields)
            time.sleep(0.2)
        return self.save(draft, **fields)

    def autosave(self, draft: str, note: str, sequence: int) -> Answer:
        said = {"note": note, "sequence": str(sequence)}
        return self.send("POST", f"/att-ringa/{draft}/utkast/", said)

    def next_case(self) -> dict[str, Any]:
        self._turn += 1
        return self.person.cases[self._turn % len(self.person.cases)]

    def log_call(self, **fields: Any) -> bool:
        """Begin and save one call, without trying again. True when it was said to be saved."""
        case = self.next_case()
        try:
            return self.note(case, self.save(self.begin(case), **fields))
        except NoAnswerError as error:
            self.errors[str(error)] += 1
            return False

    def note(self, case: dict[str, Any], answer: Answer) -> bool:
        """Remember what was answered to a save."""
        if is_saved(answer):
            self.acknowledged[case["id"]] += 1
            return True
        self.errors[f"answer {answer.status}"] += 1
        return False

    def log_stubbornly(self, *, seconds: float = 30.0, **fields: Any) -> bool:
        """As a person does: the same draft is sent again until it is said to be saved."""
        case, give_up, draft = self.next_case(), time.monotonic() + seconds, ""
        while time.monotonic() < give_up:
            try:
                draft = draft or self.begin(case)
                if self.note(case, self.save(draft, **fields)):
                    return True
            except NoAnswerError as error:
                self.errors[str(error)] += 1
            time.sleep(0.2)
        return False


def is_saved(answer: Answer) -> bool:
    """The answer to a save that was kept: on to the case."""
    return answer.status == 302 and answer.location.startswith("/arenden/")


def told(callers: list[Caller]) -> dict[int, int]:
    """What all of them were told to be saved, by case."""
    total: Counter[int] = Counter()
    for caller in callers:
        total.update(caller.acknowledged)
    return dict(total)
