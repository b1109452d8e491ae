"""Everything that a person can reach by links and by forms that are sent by GET."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urlencode, urljoin, urlsplit

from django.test import Client
from django.urls import reverse

from tests.integration.attacks.world import Answer, World, address, all_routes

_ADDRESSES = {"href", "src", "action", "formaction", "hx-get", "hx-post", "data-autosave-url"}
# A page that always links on to another of its kind makes more than this.
_MOST_PAGES_A_ROUTE = 8


@dataclass
class Form:
    action: str = ""
    method: str = "get"
    fields: dict[str, list[str]] = field(default_factory=dict)
    # Names of fields that anything can be typed in.
    free: set[str] = field(default_factory=set)


class Page(HTMLParser):
    """The addresses, the forms and the title of a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.addresses: list[str] = []
        self.forms: list[Form] = []
        self.title = ""
        self._in_title = False
        self._select = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = {name: value or "" for name, value in attrs}
        self.addresses += [said[name] for name in _ADDRESSES & set(said)]
        self._in_title = tag == "title"
        if tag == "form":
            self.forms.append(Form(said.get("action", ""), said.get("method", "get").lower()))
        elif self.forms and tag in {"input", "textarea", "select", "option", "button"}:
            self._field(tag, said)

    def _field(self, tag: str, said: dict[str, str]) -> None:
        form = self.forms[-1]
        if tag == "option":
            form.fields.setdefault(self._select, []).append(said.get("value", ""))
            return
        name, kind = said.get("name", ""), said.get("type", "text")
        if tag == "select":
            self._select = name
        elif name:
            form.fields.setdefault(name, []).append(said.get("value", ""))
            if tag == "textarea" or (tag == "input" and kind not in {"radio", "checkbox"}):
                form.free.add(name)

    def handle_endtag(self, tag: str) -> None:
        self._in_title = False

    def handle_data(self, data: str) -> None:
        if self._in_title:
            self.title += data


@dataclass(frozen=True, slots=True)
class Seen:
    asked: str
    answer: Answer

    @property
    def text(self) -> str:
        return str(self.answer.content.decode(errors="replace"))

    @property
    def is_html(self) -> bool:
        return "html" in self.answer.headers.get("Content-Type", "")

    @property
    def page(self) -> Page:
        return Page(self.text if self.is_html else "")


def crawl(client: Client, world: World, *, queries: int = 4, search: bool = True) -> Iterator[Seen]:
    """Every page once: from the start page by its links, every route with the ids of each case in
    the world, and a search for each canary. The same page with so many different queries.
    """
    waiting = ["/"]
    for whose in world.cases:
        ids = world.ids(whose)
        waiting += [address(route, ids) for route in all_routes()]
    done: set[str] = set()
    times: Counter[str] = Counter()
    most = _MOST_PAGES_A_ROUTE * len(all_routes())
    while waiting and len(done) < most:
        path = waiting.pop(0)
        bare = path.partition("?")[0]
        if path in done or bare == "/logga-ut/" or times[bare] >= queries:
            continue
        done.add(path)
        times[bare] += 1
        seen = Seen(path, client.get(path))
        yield seen
        waiting += list(_further(path, seen))
    assert len(done) < most, "the crawl did not come to an end"
    for texts in world.canaries.values() if search else ():
        for text in sorted(texts):
            yield Seen("search", client.post(reverse("cases:search"), {"q": text}))


def _further(path: str, seen: Seen) -> Iterator[str]:
    found = seen.page.addresses
    if "Location" in seen.answer.headers:
        found = [*found, seen.answer.headers["Location"]]
    for form in seen.page.forms:
        if form.method == "get":
            asked = [(name, value) for name, values in form.fields.items() for value in values[:1]]
            found = [*found, f"{form.action}?{urlencode(asked)}"]
    for one in found:
        parts = urlsplit(urljoin(path, one))
        is_ours = parts.scheme in {"", "http"} and parts.netloc in {"", "testserver"}
        if is_ours and parts.path.startswith("/") and not parts.path.startswith("/static/"):
            yield parts.path + (f"?{parts.query}" if parts.query else "")
