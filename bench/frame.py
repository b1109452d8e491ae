"""What stands around every page, and the small tools of the hand-written ones.

The frame is put together from the same files as the templates' (icons, the dialog of keys, the
cover) and one format string; nothing here goes through the template engine.
"""

import uuid
from collections.abc import Sequence
from datetime import UTC, datetime
from functools import cache
from html import escape
from typing import Any

from django.conf import settings
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.templatetags.static import static
from django.urls import reverse

from jourcase.kernel import sealed
from volunteers.models import User

Row = tuple[Any, ...]
_ANY_ID = uuid.UUID(int=0)
_MENU = (
    ("Samordning", "reporting:dashboard", ""),
    ("Att ringa nu", "contacts:queue", ""),
    ("Ärenden", "contacts:list", ' data-shortcut="/"'),
    ("Nytt ärende", "cases:new", ' class="topp-bred"\n             data-shortcut="n"'),
)
_MORE = (
    ("Kommande", "contacts:coming"),
    ("Hänvisningar", "cases:referrals"),
    ("Rapport", "reporting:followup"),
    ("Budget", "reporting:budget"),
    ("Gallring", "cases:erasures"),
    ("Loggkontroll", "reporting:log_check"),
    ("Medarbetare", "contacts:people"),
)


def rows(sql: str, *values: Any) -> Sequence[Row]:
    """What a query gives. Instants among the values are turned into the database's own."""
    adapt = connection.ops.adapt_datetimefield_value
    with connection.cursor() as cursor:
        cursor.execute(sql, [adapt(v) if isinstance(v, datetime) else v for v in values])
        found: Sequence[Row] = cursor.fetchall()
    return found


def plain(table: str, column: str, case_id: int, row: object, stored: str) -> str:
    """A sealed text, opened: by hand nothing is gained here, and nothing may be left out."""
    return sealed.read_stored(table, column, scope=f"case:{case_id}", row=row, stored=stored)


def instant(value: Any) -> datetime:
    """An instant as either database gives it."""
    at: datetime = datetime.fromisoformat(value) if isinstance(value, str) else value
    return at.replace(tzinfo=UTC) if at.tzinfo is None else at


def maybe_instant(value: Any) -> datetime | None:
    return None if value is None else instant(value)


def public(value: Any) -> str:
    """A public id as either database gives it."""
    if isinstance(value, uuid.UUID):
        return str(value)
    return f"{value[:8]}-{value[8:12]}-{value[12:16]}-{value[16:20]}-{value[20:]}"


def stored_id(value: uuid.UUID) -> object:
    """A public id as the database at hand wants it."""
    return value if connection.features.has_native_uuid_field else value.hex


def short_name(full_name: str) -> str:
    first, _, rest = full_name.partition(" ")
    return f"{first} {rest.rpartition(' ')[2][:1]}." if rest else first


@cache
def address(name: str) -> tuple[str, str]:
    """What stands before and after the id in the address of a page."""
    before, _, after = reverse(name, args=[_ANY_ID]).partition(str(_ANY_ID))
    return before, after


def to(name: str, public_id: str) -> str:
    before, after = address(name)
    return f"{before}{public_id}{after}"


@cache
def _piece(name: str) -> str:
    text = (settings.BASE_DIR / "templates/components" / name).read_text(encoding="utf-8")
    return text.partition("{% endcomment %}")[2] or text


@cache
def _head() -> tuple[str, str]:
    return (
        '\n\n<!DOCTYPE html>\n<html lang="sv">\n  <head>\n    <meta charset="utf-8">\n'
        '    <meta name="viewport" content="width=device-width, initial-scale=1">\n    <title>',
        f""" – Jourcase</title>
    <meta name="description"
          content="Ärenden och löften för en brottsofferjour.">
    <meta name="referrer" content="no-referrer">
    <meta name="robots" content="noindex, nofollow">
    <meta name="theme-color" content="#14515a">
    <meta name="htmx-config"
          content='{{"historyCacheSize":0,"allowEval":false,"includeIndicatorStyles":false,\
"selfRequestsOnly":true,"timeout":15000}}'>
    <link rel="icon"
          href="{static("jourcase/favicon.svg")}"
          type="image/svg+xml">
    <link rel="stylesheet" href="{static("jourcase/jourcase.css")}">
    <script src="{static("jourcase/jourcase.js")}"></script>
    <script src="{static("jourcase/autosave.js")}" defer></script>
    <script src="{static("jourcase/page.js")}" defer></script>
    <script src="{static("django_htmx/htmx-2.min.js")}" defer></script>
  </head>
""",
    )


@cache
def _menu(current: str) -> str:
    items = "".join(
        f'\n          <a href="{reverse(name)}"\n             {more}\n'
        f"             {'aria-current=' + chr(34) + 'page' + chr(34) if name == current else ''}"
        f">{label}</a>\n"
        for label, name, more in _MENU
    )
    narrow = "".join(
        '                <li class="topp-smal">\n'
        f'                  <a href="{reverse(name)}"\n'
        f"                     >{label}</a>\n                </li>\n"
        for label, name, _ in _MENU[3:]
    )
    more = "".join(
        f'                <li>\n                  <a href="{reverse(name)}"\n'
        f"                     >{label}</a>\n                </li>\n"
        for label, name in _MORE
    )
    return f"""<nav class="topp-meny" aria-label="Huvudmeny">{items}
          <details class="topp-mer"
                   data-menu>
            <summary>Mer</summary>
            <ul>
{narrow}{more}            </ul>
          </details>
      </nav>"""


_ICONS = {"late": "varning", "today": "klocka", "evening": "mane", "neutral": "cirkel"}


def tag(tone: str, text: str) -> str:
    """A tag: icon, words and colour."""
    return f"""<span class="tagg tagg-{tone}">
                    <svg class="ikon" aria-hidden="true">
                      <use href="#i-{_ICONS[tone]}" />
                    </svg>
                    <span>{text}</span>
                  </span>"""


def csrf_field(token: str) -> str:
    return f'<input type="hidden" name="csrfmiddlewaretoken" value="{token}">'


def _search_dialog(token: str) -> str:
    return f"""<dialog class="dialog" id="sokdialog" aria-labelledby="sokdialog-titel">
  <h2 id="sokdialog-titel">Sök ärende</h2>
  <form method="post" action="{reverse("cases:search")}" role="search" data-quiet>
    {csrf_field(token)}
    <div class="falt falt-sok">
      <label for="id_sokdialog">Telefonnummer, namn, K-nummer eller ärendenummer</label>
      <input type="search" name="q" id="id_sokdialog" maxlength="120" autocomplete="off"
             data-search="{reverse("cases:suggest")}">
    </div>
    <div class="sok-traffar" role="status" data-hits-place></div>
    <div class="rad">
      <button type="submit" class="knapp">Sök</button>
      <button type="button" class="knapp knapp-secondary" data-dialog-close>Stäng</button>
    </div>
  </form>
</dialog>"""


def framed(request: HttpRequest, title: str, current: str, main: str) -> HttpResponse:
    """The whole page of the logged-in coordinator around its main part."""
    user = request.user
    assert isinstance(user, User)  # noqa: S101
    token, name = get_token(request), escape(user.short_name)
    before, after = _head()
    shortcuts = "on" if user.has_shortcuts else "off"
    return HttpResponse(
        f"""{before}{title}{after}  <body hx-headers='{{"X-CSRFToken": "{token}"}}'
        data-shortcuts="{shortcuts}">
{_piece("_icons.html")}
    <a class="hoppa" href="#innehall">Hoppa till innehållet</a>
<header class="topp">
  <div class="topp-inre">
    <a class="topp-namn" href="/">
      <img src="{static("jourcase/favicon.svg")}"
           alt=""
           width="28"
           height="28">
      <span>Jourcase</span>
    </a>
      {_menu(current)}
      <div class="topp-person">
        <button type="button" class="kraver-js" data-search-open>
          <svg class="ikon" aria-hidden="true">
            <use href="#i-sok" />
          </svg>
          <span>Sök</span>
        </button>
        <span><span class="dold">Inloggad: </span>{name}</span>
        <button type="button" class="kraver-js" data-cover>
          <svg class="ikon" aria-hidden="true">
            <use href="#i-oga" />
          </svg>
          <span>Dölj<span class="dold-smal"> skärmen</span></span>
        </button>
        <form method="post" action="{reverse("volunteers:logout")}" data-quiet>
          {csrf_field(token)}
          <button type="submit">
            <svg class="ikon" aria-hidden="true">
              <use href="#i-las" />
            </svg>
            <span>Lås och logga ut</span>
          </button>
        </form>
      </div>
  </div>
</header>
    <div id="network" class="natverk" role="alert">
      <p hidden>
        <svg class="ikon" aria-hidden="true">
          <use href="#i-varning" />
        </svg>
        <span></span>
      </p>
    </div>
    <main id="innehall" class="sida" tabindex="-1">
{main}
    </main>
    <footer class="fot">
      <div>
          <a href="{reverse("help")}">Hjälp</a>
          <button type="button" class="lank kraver-js" data-dialog-open="kortkommandon">\
Kortkommandon</button>
      </div>
    </footer>
      <p class="bara-utskrift">Utskrivet av {name} – strimlas efter användning</p>
{_search_dialog(token)}
      {_piece("_keys_dialog.html")}
      {_piece("_cover.html")}
  </body>
</html>
"""
    )
