"""Every page is attacked in every way here, as everyone: never a 500, never an echo, nothing
changed, and one row in the audit log for what was refused.
"""

import re
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from functools import partial
from http.cookies import SimpleCookie

import pytest
from django.test import Client

from jourcase.kernel.audit import Action, AuditEvent
from tests.integration.attacks.conftest import lines
from tests.integration.attacks.world import (
    Answer,
    World,
    address,
    all_routes,
    log_in,
    picture,
    with_ids,
    writes,
)
from volunteers.models import User

ECHO = "EkoKanarieZq"
RLO, ZWSP, NUL, EMOJI = "\u202e", "\u200b", "\x00", "\U0001f9d1\u200d\U0001f9d2"
FLOOD = "a" + "\u0301" * 3000
ODD = [
    f"{ECHO}{NUL}{RLO}{ZWSP}",
    f"{ECHO}\r\nX-Injicerad: ja",
    f"{ECHO}{EMOJI}{FLOOD}",
    f"<script>{ECHO}</script>",
    f"={ECHO}|' /C calc'!A0",
    f"{ECHO}' OR 1=1 --",
    f"../../{ECHO}%00",
    f"{{{{{ECHO}}}}}{{% debug %}}",
    "9" * 400,
    "-1",
    "1e999",
    "NaN",
    "99999-99-99T99:99",
    "0001-01-01T00:00",
    "9999-12-31T23:59",
    "٣",  # a digit to Python, not to us
    "",
]
Undone = Callable[[], AbstractContextManager[None]]


EVERYONE = ["coordinator", "volunteer", "board", "stranger"]


@pytest.fixture
def who(request: pytest.FixtureRequest, world: World) -> User | None:
    return world.people().get(request.param)


def ids_of(world: World, who: User | None) -> dict[str, str]:
    return world.ids("birgitta" if who == world.birgitta else "lars")


def refused_rows() -> int:
    return AuditEvent.objects.filter(action=Action.REQUEST_REFUSED).count()


def problems(answer: Answer) -> Iterator[str]:
    """What no answer may be, whatever was sent."""
    if answer.status_code >= 500:
        yield f"{answer.status_code}"
    if answer.status_code >= 400 and ECHO in answer.content.decode(errors="replace"):
        yield "echo in an error page"
    if f"<script>{ECHO}" in answer.content.decode(errors="replace"):
        yield "a script in the page"
    if any(ECHO in value for _, value in answer.items()):
        yield "echo in a header"
    if "X-Injicerad" in answer.headers:
        yield "a header was put in"
    if any(ECHO in morsel.OutputString() for morsel in answer.cookies.values()):
        yield "echo in a cookie"


def attack(
    send: Callable[[], Answer], undone: Undone, before: dict[str, str], *, changes: bool
) -> Iterator[str]:
    """Send, and tell what went wrong. `changes`: the page may do what it is for."""
    rows = refused_rows()
    with undone(), writes() as written:
        answer = send()
        yield from problems(answer)
        is_refused = answer.status_code in {400, 403, 404, 405, 413}
        if (is_refused or not changes) and written and (now := picture()) != before:
            yield "changed: " + ", ".join(table for table in now if now[table] != before[table])
        new = refused_rows() - rows
        is_row_due = answer.status_code in {400, 403, 405, 413}
        if (is_row_due and new != 1) or (answer.status_code < 400 and new):
            yield f"{answer.status_code} left {new} rows"


def walk(
    who: User | None,
    world: World,
    undone: Undone,
    send: Callable[[Client, str], Answer],
    *,
    csrf: bool = False,
    changes: bool = False,
) -> None:
    """Send it to every page."""
    found = []
    client, ids, before = log_in(who, csrf=csrf), ids_of(world, who), picture()
    cookies = dict(client.cookies)
    for route in all_routes():
        client.cookies = SimpleCookie(cookies)
        path = address(route, ids)
        told = attack(partial(send, client, path), undone, before, changes=changes)
        found += [f"{route.name}: {problem}" for problem in told]
    assert not found, lines(found)


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE", "TRACE", "get"])
@pytest.mark.parametrize("who", EVERYONE, indirect=True)
def test_a_method_that_no_page_has(
    who: User | None, world: World, undone: Undone, method: str
) -> None:
    walk(who, world, undone, lambda client, path: client.generic(method, path))


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"origin": "https://ond.example"},
        {"origin": "null"},
        {"referer": "https://ond.example/"},
        {"x-csrftoken": ECHO},
        {"cookie": f"csrftoken={ECHO}"},
    ],
    ids=["no token", "origin", "null", "referer", "token", "cookie"],
)
@pytest.mark.parametrize("who", EVERYONE, indirect=True)
def test_a_form_from_another_site(
    who: User | None, world: World, undone: Undone, headers: dict[str, str]
) -> None:
    walk(
        who,
        world,
        undone,
        lambda client, path: client.post(path, {"x": ECHO}, headers=headers),
        csrf=True,
    )


BODIES: dict[str, tuple[str, bytes]] = {
    "1 MB": ("application/x-www-form-urlencoded", b"note=" + ECHO.encode() + b"x" * 1_000_000),
    "1001 fields": (
        "application/x-www-form-urlencoded",
        "&".join(f"f{n}={ECHO}" for n in range(1001)).encode(),
    ),
    "1001 times the same": (
        "application/x-www-form-urlencoded",
        "&".join(f"note={ECHO}" for n in range(1001)).encode(),
    ),
    "utf-16": ("application/x-www-form-urlencoded; charset=utf-16", f"q={ECHO}".encode("utf-16")),
    "zip": (
        "multipart/form-data; boundary=x; charset=zip",
        b'--x\r\nContent-Disposition: form-data; name="note"\r\n\r\nx\r\n--x--\r\n',
    ),
    "latin-1": ("application/x-www-form-urlencoded; charset=latin-1", b"q=\xe5"),
    "no boundary": ("multipart/form-data", b"--x--"),
    "odd boundary": ("multipart/form-data; boundary=\xc3\xa5", b"--x--"),
    "a file": (
        "multipart/form-data; boundary=x",
        b'--x\r\nContent-Disposition: form-data; name="note"; filename="../../x.html"\r\n'
        b"Content-Type: text/html\r\n\r\n<script>EkoKanarieZq</script>\r\n--x--",
    ),
    "a large file": (
        "multipart/form-data; boundary=x",
        b'--x\r\nContent-Disposition: form-data; name="note"; filename="x"\r\n\r\n'
        + b"x" * 1_000_000
        + b"\r\n--x--",
    ),
}


@pytest.mark.parametrize(("kind", "body"), BODIES.values(), ids=BODIES.keys())
@pytest.mark.parametrize("who", EVERYONE, indirect=True)
def test_a_body_that_cannot_be_read(
    who: User | None, world: World, undone: Undone, kind: str, body: bytes
) -> None:
    walk(who, world, undone, lambda client, path: client.generic("POST", path, body, kind))


ODD_BODIES: dict[str, tuple[str, bytes]] = {
    "bytes that are no text": ("application/x-www-form-urlencoded", b"note=%ff%fe%00&q=%ed%a0%80"),
    "raw bytes": ("application/x-www-form-urlencoded", b"note=\xff\xfe&q=\xed\xa0\x80"),
    "lone surrogates in JSON": (
        "application/json",
        b'{"note": "\\ud800", "credential": "\\udfff"}',
    ),
    "deep JSON": ("application/json", b'{"credential":' + b"[" * 20_000),
    "JSON in a field": (
        "application/x-www-form-urlencoded",
        b"credential=" + b"%5B" * 10_000 + b"&code=%5Cud800",
    ),
    "lone surrogates in a part": (
        "multipart/form-data; boundary=x",
        b'--x\r\nContent-Disposition: form-data; name="note"\r\n\r\n\xed\xa0\x80\x00\r\n--x--',
    ),
    "broken base64": (
        "multipart/form-data; boundary=x",
        b'--x\r\nContent-Disposition: form-data; name="note"\r\n'
        b"Content-Transfer-Encoding: base64\r\n\r\n\xff\xff\r\n--x--",
    ),
    "unknown encoding of a name": (
        "multipart/form-data; boundary=x",
        b"--x\r\nContent-Disposition: form-data; name*=okand''n%41me\r\n\r\nEko\r\n--x--",
    ),
    "no body": ("application/x-www-form-urlencoded", b""),
    "XML": ("application/xml", b'<!DOCTYPE x [<!ENTITY y SYSTEM "file:///etc/passwd">]><x>&y;</x>'),
    "an odd kind": ("\xe5\x00/../", b"note=x"),
}


@pytest.mark.parametrize(("kind", "body"), ODD_BODIES.values(), ids=ODD_BODIES.keys())
@pytest.mark.parametrize("who", ["coordinator", "volunteer"], indirect=True)
def test_an_odd_body_breaks_nothing(
    who: User | None, world: World, undone: Undone, kind: str, body: bytes
) -> None:
    walk(
        who,
        world,
        undone,
        lambda client, path: client.generic("POST", path, body, kind),
        changes=True,
    )


NAMES = ["sida", "urval", "ordning", "next", "fran", "till", "period", "q", "id", "jour", "visa"]


@pytest.mark.parametrize("shift", range(0, len(ODD), 2))
@pytest.mark.parametrize("who", ["coordinator", "stranger"], indirect=True)
def test_nonsense_in_the_query(who: User | None, world: World, undone: Undone, shift: int) -> None:
    """Each name gets another nonsense, twice."""
    asked = {
        name: [ODD[(shift + n) % len(ODD)], ODD[(shift + n + 1) % len(ODD)]]
        for n, name in enumerate(NAMES)
    }
    walk(who, world, undone, lambda client, path: client.get(path, asked))


HEADERS: list[dict[str, str]] = [
    {"host": "ond.example"},
    {"host": f"localhost:{'9' * 40}"},
    {"host": "localhost\x00"},
    {"x-forwarded-host": "ond.example", "x-forwarded-proto": "https", "x-forwarded-for": ECHO},
    {"x-forwarded-for": f"127.0.0.1, {ECHO}", "forwarded": f"for={ECHO}"},
    {"hx-request": "true", "hx-current-url": "http://[", "hx-target": ECHO, "hx-trigger": ECHO},
    {"hx-request": "true", "hx-current-url": f"https://ond.example//{ECHO}", "hx-prompt": ECHO},
    {"hx-request": "true", "hx-history-restore-request": "true", "hx-boosted": "true"},
    {"hx-current-url": "%ff%00", "hx-current-url-uri-autoencoded": "true", "hx-request": "true"},
    {"accept-language": f"{ECHO};q=9" + ",sv" * 500, "accept": ECHO, "accept-encoding": ECHO},
    {"x-http-method-override": "DELETE", "x-original-url": "/budget/", "x-rewrite-url": "/budget/"},
    {"remote-user": "karin@example.se", "authorization": f"Basic {ECHO}"},
    {"range": "bytes=9999999-", "if-none-match": ECHO, "if-modified-since": ECHO},
    {"x-request-id": f"{ECHO}\r\nX-Injicerad: ja", "user-agent": ECHO},
    {"content-length": "-1"},
]


@pytest.mark.parametrize("headers", HEADERS, ids=range(len(HEADERS)))
@pytest.mark.parametrize("who", ["volunteer", "stranger"], indirect=True)
def test_forged_headers(
    who: User | None, world: World, undone: Undone, headers: dict[str, str]
) -> None:
    walk(who, world, undone, lambda client, path: client.get(path, headers=headers))


COOKIES = [
    ECHO * 500,
    '"\\000\\000\\000\\000\\000\\000\\000\\000\\000"',
    "../../etc/passwd",
    "' OR 1=1 --",
    '"\\303\\050"',
]


@pytest.mark.parametrize("cookie", COOKIES, ids=range(len(COOKIES)))
def test_cookies_of_nonsense(world: World, undone: Undone, cookie: str) -> None:
    def send(client: Client, path: str) -> Answer:
        said = f"sessionid={cookie}; csrftoken={cookie}; messages={cookie}"
        return client.get(path, headers={"cookie": said})

    walk(None, world, undone, send)


TAMPERED = [
    lambda one: one[:-1] + ("0" if one[-1] != "0" else "1"),
    lambda one: one.upper(),
    lambda one: one.replace("-", ""),
    lambda one: "1",
    lambda one: "-1",
    lambda one: f"..%2f{one}",
    lambda one: f"../{one}",
    lambda one: f"{one}%00",
    lambda one: f"{one}{ECHO}",
    lambda one: "00000000-0000-0000-0000-000000000000",
    lambda one: f"%7B{one}%7D",
    lambda one: "٣" * 32,
]


@pytest.mark.parametrize("tamper", TAMPERED, ids=range(len(TAMPERED)))
@pytest.mark.parametrize("method", ["get", "post"])
def test_a_tampered_id_finds_nothing(
    world: World, undone: Undone, tamper: Callable[[str], str], method: str
) -> None:
    found = []
    client, before = log_in(world.birgitta), picture()
    ids = {name: tamper(one) for name, one in world.ids("birgitta").items()}
    for route in with_ids():
        path = address(route, ids)

        def send(path: str = path) -> Answer:
            return getattr(client, method)(path)

        told = [*attack(send, undone, before, changes=False)]
        status = send().status_code
        # Whoever loads "spara" again is sent on to the call, whatever it is; and the id of a page
        # for a new case is made by whoever opens it. Both are the same for any id.
        is_any = route.name == "contacts:save" or "<uuid:key>" in route.path
        if status not in {400, 403, 404, 405} and not is_any:
            told.append(f"{status}")
        found += [f"{route.name}: {problem}" for problem in told]
    assert not found, lines(found)


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("whose", ["lars", "protected", "closed"])
def test_what_is_somebody_elses_is_as_if_it_were_not(
    world: World, undone: Undone, method: str, whose: str
) -> None:
    """A volunteer asks for another's case, contact and draft, and a coordinator for a draft."""
    other = {
        "case": str(world.cases[whose].public_id),
        "contact": str(world.contacts[whose].public_id),
        "draft": str(world.drafts["lars"].pk),
        "intake": str(world.intakes["lars"]),
        "item": str(world.items[whose].public_id),
        "referral": str(world.referrals[whose].public_id),
        "concern": str(world.concerns[whose].public_id),
        "other": str(world.cases["closed"].public_id),
    }
    client, nothing = log_in(world.birgitta if whose != "closed" else world.lars), []
    if whose == "closed":
        other["draft"] = str(world.drafts["birgitta"].pk)
        other["intake"] = str(world.intakes["birgitta"])
    unknown = dict.fromkeys(other, "00000000-0000-4000-8000-000000000000")
    before = picture()
    for route in with_ids():
        with undone():
            answer = getattr(client, method)(address(route, other))
            changed = picture() != before
        with undone():
            same = getattr(client, method)(address(route, unknown))
        if changed:
            nothing.append(f"{route.name}: changed")
        if _bare(answer, other) != _bare(same, unknown):
            nothing.append(f"{route.name}: differs from an unknown id")
        nothing += [
            f"{route.name}: shows {text}"
            for text in world.canaries[whose]
            if text in answer.content.decode()
        ]
    assert not nothing, lines(nothing)


def _bare(answer: Answer, ids: dict[str, str]) -> tuple[int, str, str]:
    """What tells two answers apart: without the form's token and the ids that were asked for."""
    text = answer.content.decode()
    text = re.sub(r'(name="csrfmiddlewaretoken" value="|X-CSRFToken": ")\w+', r"\1", text)
    place = answer.headers.get("Location", "")
    for one in ids.values():
        text, place = text.replace(one, "ID"), place.replace(one, "ID")
    return answer.status_code, place, text
