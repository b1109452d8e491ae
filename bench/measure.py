"""Taking the time of a page and of the one written by hand, in turn, from the same server."""

import gzip
import re
import time
from collections.abc import Callable
from dataclasses import dataclass
from difflib import SequenceMatcher
from html import unescape
from http.client import HTTPConnection
from statistics import median

import brotli  # type: ignore[import-untyped]

from bench.bare import HEADER

WARM_UP = 5


class PageError(RuntimeError):
    """The server did not answer 200."""


@dataclass(frozen=True)
class Weight:
    """Bytes of one answer: as it is, and as compressed by the proxy in front."""

    raw: int
    gzip: int
    brotli: int


@dataclass(frozen=True)
class Pair:
    """Medians in milliseconds of the same page made in the two ways."""

    page: float
    hand: float
    weight: Weight
    hand_weight: Weight
    elements: int
    differing_words: int

    @property
    def ratio(self) -> float:
        return self.page / self.hand


class Browser:
    """One kept-alive connection of one logged-in person."""

    def __init__(self, port: int, session_key: str) -> None:
        self._connection = HTTPConnection("127.0.0.1", port, timeout=60)
        self._headers = {"Cookie": f"sessionid={session_key}", "Connection": "keep-alive"}

    def get(self, path: str, *, bare: bool = False) -> tuple[float, bytes]:
        """Milliseconds and body; `bare` without encryption and audit."""
        headers = {**self._headers, HEADER: "1"} if bare else self._headers
        began = time.perf_counter()
        self._connection.request("GET", path, headers=headers)
        response = self._connection.getresponse()
        body = response.read()
        took = (time.perf_counter() - began) * 1000
        if response.status != 200:
            raise PageError(f"{path} answered {response.status}: {body[:300]!r}")
        return took, body


def weigh(body: bytes) -> Weight:
    return Weight(len(body), len(gzip.compress(body, 6)), len(brotli.compress(body, quality=5)))


def words_shown(body: bytes) -> list[str]:
    """The words on the page, in order, without markup."""
    text = re.sub(r"(?s)<!--.*?-->|<[^>]*>", " ", body.decode())
    return unescape(text).split()


def differing_words(one: bytes, other: bytes) -> int:
    """How many words stand on one of the two pages only; 0 means that they say the same."""
    compared = SequenceMatcher(None, words_shown(one), words_shown(other), autojunk=False)
    return sum(
        max(end - begin, other_end - other_begin)
        for kind, begin, end, other_begin, other_end in compared.get_opcodes()
        if kind != "equal"
    )


def in_turn(browser: Browser, page: str, hand: str, rounds: int) -> Pair:
    """A, B, A, B: whatever else the machine does falls on both alike."""
    for _ in range(WARM_UP):
        browser.get(page)
        browser.get(hand)
    times: dict[str, list[float]] = {page: [], hand: []}
    bodies: dict[str, bytes] = {}
    for _ in range(rounds):
        for path in (page, hand):
            took, bodies[path] = browser.get(path)
            times[path].append(took)
    return Pair(
        page=median(times[page]),
        hand=median(times[hand]),
        weight=weigh(bodies[page]),
        hand_weight=weigh(bodies[hand]),
        elements=len(re.findall(rb"<[a-z]", bodies[page])),
        differing_words=differing_words(bodies[page], bodies[hand]),
    )


def protection(browser: Browser, page: str, rounds: int) -> tuple[float, float]:
    """Medians in milliseconds of a page as it is and bare, in turn. Both must say the same."""
    for _ in range(WARM_UP):
        browser.get(page)
    times: dict[bool, list[float]] = {False: [], True: []}
    bodies = {}
    for _ in range(rounds):
        for bare in (False, True):
            took, bodies[bare] = browser.get(page, bare=bare)
            times[bare].append(took)
    if differing_words(bodies[False], bodies[True]):
        raise PageError(f"{page} says something else without encryption")
    return median(times[False]), median(times[True])


def milliseconds(act: Callable[[], object], rounds: int) -> float:
    """The median time of a call in this process."""
    act()
    times = []
    for _ in range(rounds):
        began = time.perf_counter()
        act()
        times.append((time.perf_counter() - began) * 1000)
    return median(times)
