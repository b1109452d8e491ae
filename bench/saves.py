"""How many calls a second can be logged: several people at once, each saving call after call.

One save is what "Spara" does: the contact with all that follows from it, encrypted and audited, in
one transaction. From a case that is all; from the call list the next person is looked up and
claimed as well. Two web workers, as `make run` starts them; the callers share the machine.
"""

import re
import threading
import time
from abc import ABC, abstractmethod
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.client import HTTPConnection
from itertools import islice

from bench.moment import NOW
from bench.people import People, session_of
from cases.models import Case
from contacts.models import Contact, Draft
from volunteers.models import Shift, ShiftSignup, User

CALLERS = 6
SECONDS = 10
# Cases of the list, more than can be saved while it is measured: calls have begun on so many of
# them, and the rest is left to the list.
SOUGHT, BEGUN = 2400, 1600
# As many as one log-in may be shown in an hour before it is asked who it is.
CASES_A_PERSON = 38
_DRAFT = re.compile(r"/att-ringa/([0-9a-f-]{36})/")
_TOKEN = re.compile(rb'name="csrfmiddlewaretoken" value="([^"]+)"')
FORM = "application/x-www-form-urlencoded"


@dataclass(frozen=True, slots=True)
class Rate:
    """What one kind of caller reached together."""

    kind: str
    a_second: float
    saved: int
    problems: list[str]


@dataclass
class Caller(ABC):
    """One thread with a kept-alive connection, as one person after another."""

    port: int
    people: list[User]
    saved: int = 0
    problems: list[str] = field(default_factory=list)

    def run(self, until: float) -> None:
        self.http = HTTPConnection("127.0.0.1", self.port, timeout=60)
        for user in self.people:
            self._log_in(user)
            for address in self.calls(user):
                if time.perf_counter() >= until:
                    return
                status = self._post(f"{address}spara/", "&result=no_answer&note=Svarade+inte")
                if status != 302:
                    self.problems.append(f"a save was answered {status}")
                    return
                self.saved += 1
        self.problems.append("nobody left to ring")

    @abstractmethod
    def calls(self, user: User) -> Iterator[str]:
        """The addresses of the calls that this person has begun, one at a time."""

    def _log_in(self, user: User) -> None:
        self.cookies = f"sessionid={session_of(user)}"
        self.token, self.to = "", ""
        found = _TOKEN.search(self._ask("GET", "/att-ringa/")[1])
        if found is None:
            raise RuntimeError("the list could not be opened")
        self.token = found[1].decode()

    def _post(self, path: str, said: str = "") -> int:
        status, _ = self._ask("POST", path, f"csrfmiddlewaretoken={self.token}{said}")
        return status

    def _ask(self, method: str, path: str, body: str | None = None) -> tuple[int, bytes]:
        headers = {"Cookie": self.cookies, "Content-Type": FORM}
        self.http.request(method, path, body=body, headers=headers)
        answer = self.http.getresponse()
        content = answer.read()
        self.to = answer.headers.get("Location", "")
        for cookie in answer.headers.get_all("Set-Cookie") or []:
            if cookie.startswith("csrftoken="):
                session = self.cookies.split(";")[0]
                self.cookies = f"{session}; {cookie.split(';')[0]}"
        return answer.status, content


class FromTheList(Caller):
    """Each save gives the next person, who is claimed."""

    def calls(self, user: User) -> Iterator[str]:
        self._post("/att-ringa/nasta/")
        for _ in range(CASES_A_PERSON):
            draft = _DRAFT.search(self.to)
            if draft is None:
                self.problems.append(f"led to {self.to or 'nowhere'}")
                return
            yield draft[0]


class FromTheCase(Caller):
    """The calls have begun on the pages of the cases; saving leads back there."""

    def calls(self, user: User) -> Iterator[str]:
        for draft in Draft.objects.unfinished_by(user).filter(from_case=True):
            yield f"/att-ringa/{draft.pk}/"


def saves_a_second(kind: type[Caller], people: People, port: int) -> Rate:
    """The rate over some seconds, and what went wrong (a list that ran out, for one)."""
    staff = people.volunteers[2:]
    if kind is FromTheCase:
        _begin_calls(staff)
    else:
        _put_on_shift(staff)
    callers = [kind(port, staff[place::CALLERS]) for place in range(CALLERS)]
    began = time.perf_counter()
    threads = [threading.Thread(target=one.run, args=(began + SECONDS,)) for one in callers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    took = time.perf_counter() - began
    saved = sum(one.saved for one in callers)
    problems = [problem for one in callers for problem in one.problems]
    if Contact.objects.filter(logged_at=NOW, draft__isnull=False).count() < saved:
        problems.append("fewer calls are stored than were answered")
    return Rate(kind.__doc__ or "", saved / took, saved, problems)


def _put_on_shift(staff: list[User]) -> None:
    """They hold the evening that is running."""
    shift = Shift.objects.running(NOW).get()
    ShiftSignup.objects.bulk_create(
        ShiftSignup(shift=shift, user=user, signed_up_at=NOW) for user in staff
    )


def _begin_calls(staff: list[User]) -> None:
    """Each has begun calls from the cases; no two share one."""
    cases = Case.objects.open().filter(is_protected=False).order_by("-pk")
    ids = iter(list(cases.values_list("pk", flat=True)[:BEGUN]))
    latest = dict(Contact.objects.order_by("pk").values_list("case_id", "pk"))
    each = BEGUN // len(staff)
    Draft.objects.bulk_create(
        Draft(
            case_id=case_id,
            user=user,
            started_at=NOW,
            claimed_until=NOW,
            released_at=NOW,
            from_case=True,
            seen_contact_id=latest.get(case_id),
        )
        for user in staff
        for case_id in islice(ids, each)
    )
