"""How many calls a second can be logged: several people at once, each saving call after call.

One save is what "Spara" does: the contact with all that follows from it, encrypted and audited, in
one transaction, and the next person claimed. Two web workers, as `make run` starts them.
"""

import re
import threading
import time
from dataclasses import dataclass, field
from http.client import HTTPConnection

from bench.moment import NOW
from bench.people import People, session_of
from volunteers.models import Shift, ShiftSignup, User

CALLERS = 6
SECONDS = 10
_DRAFT = re.compile(r"/att-ringa/([0-9a-f-]{36})/")
_TOKEN = re.compile(rb'name="csrfmiddlewaretoken" value="([^"]+)"')
FORM = "application/x-www-form-urlencoded"


@dataclass
class Caller:
    """One logged-in person with a kept-alive connection."""

    port: int
    session_key: str
    saved: int = 0
    problems: list[str] = field(default_factory=list)

    def run(self, until: float) -> None:
        self.http = HTTPConnection("127.0.0.1", self.port, timeout=60)
        self.cookies = f"sessionid={self.session_key}"
        _, _, page = self._ask("GET", "/att-ringa/")
        found = _TOKEN.search(page)
        if found is None:
            self.problems.append("the list could not be opened")
            return
        token = found[1].decode()
        begun = f"csrfmiddlewaretoken={token}"
        _, to, _ = self._ask("POST", "/att-ringa/nasta/", begun)
        while time.perf_counter() < until:
            draft = _DRAFT.search(to)
            if draft is None:
                self.problems.append(f"led to {to or 'nowhere'}")
                return
            status, to, _ = self._ask(
                "POST",
                f"/att-ringa/{draft[1]}/spara/",
                f"{begun}&result=no_answer&note=Svarade+inte",
            )
            if status != 302:
                self.problems.append(f"a save was answered {status}")
                return
            self.saved += 1

    def _ask(self, method: str, path: str, body: str | None = None) -> tuple[int, str, bytes]:
        headers = {"Cookie": self.cookies, "Content-Type": FORM}
        self.http.request(method, path, body=body, headers=headers)
        answer = self.http.getresponse()
        content = answer.read()
        given = answer.headers.get_all("Set-Cookie") or []
        for cookie in given:
            if cookie.startswith("csrftoken="):
                self.cookies = f"sessionid={self.session_key}; {cookie.split(';')[0]}"
        return answer.status, answer.headers.get("Location", ""), content


def callers(people: People) -> list[User]:
    """Volunteers who hold the evening that is running."""
    chosen = people.volunteers[2 : 2 + CALLERS]
    shift = Shift.objects.running(NOW).get()
    ShiftSignup.objects.bulk_create(
        ShiftSignup(shift=shift, user=user, signed_up_at=NOW) for user in chosen
    )
    return chosen


def saves_a_second(people: People, port: int) -> tuple[float, list[str]]:
    """The rate over some seconds, and what went wrong (a list that ran out, for one)."""
    all_of_them = [Caller(port, session_of(user)) for user in callers(people)]
    began = time.perf_counter()
    until = began + SECONDS
    threads = [threading.Thread(target=caller.run, args=(until,)) for caller in all_of_them]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    took = time.perf_counter() - began
    problems = [problem for caller in all_of_them for problem in caller.problems]
    saved = sum(caller.saved for caller in all_of_them)
    return saved / took, [*problems, f"{saved} saved in {took:.1f} s"]
