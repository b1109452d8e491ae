"""Hjälp: the volunteers' one page, the same text as in the documents, printable."""

from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.safestring import SafeString
from django.views.decorators.http import require_GET
from markdown_it import MarkdownIt

from volunteers.access import for_everyone
from volunteers.login.gate import before_second_factor


@lru_cache(maxsize=1)
def _page() -> SafeString:
    text = (Path(settings.BASE_DIR) / "docs" / "volontar.md").read_text(encoding="utf-8")
    # Our own file, with raw HTML off: nothing that anybody typed comes this way.
    markdown = MarkdownIt("commonmark", {"html": False}).enable("table")
    html: str = markdown.render(text).replace("<table>", '<table class="tabell">')
    return SafeString(html)


@before_second_factor
@for_everyone
@require_GET
def show(request: HttpRequest) -> HttpResponse:
    """The page, for anyone who is logged in."""
    return render(request, "help.html", {"text": _page()})
