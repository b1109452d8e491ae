"""The board's administration: an `AdminSite` of Django, and only what is needed has an address.

No table with a person of a case is registered, nothing registered has a foreign key to one, and no
list can be narrowed by what the address says (`lookup_allowed`): a reverse relation, such as the
cases of a person, is asked for in no way. `django.contrib.admin` is not installed. So there is
no log of changes beside the audit log, no log-in of its own, and no look-up by row number.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, ClassVar

from django.contrib.admin import AdminSite, ModelAdmin
from django.db.models import Model
from django.http import HttpRequest, HttpResponse, QueryDict
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.views.decorators.http import require_safe

from volunteers.access import roles
from volunteers.domain.roles import Role
from volunteers.models import User

View = Callable[..., Any]
ROWS_SHOWN = 25
if TYPE_CHECKING:
    _Lists = ModelAdmin[Any]
else:
    _Lists = ModelAdmin


def board_page(view: View) -> View:
    """Declare a page for the board and nobody else: `volunteers.middleware.RoleGate` holds it."""
    return roles(Role.BOARD)(view)


class BoardSite(AdminSite):
    site_title = "Jourcase"
    site_header = "Jourcase – styrelsen"
    index_title = "Administration"
    # Pages that are no list of rows: address, view, name.
    pages: tuple[tuple[str, View, str], ...] = ()

    def has_permission(self, request: HttpRequest) -> bool:
        """Asked by Django once more behind the door."""
        return isinstance(request.user, User) and request.user.is_active and request.user.is_board

    def each_context(self, request: HttpRequest) -> dict[str, Any]:
        """The shell around every page is Jourcase's own."""
        return {"site_title": self.site_title, "site_header": self.site_header}

    def get_urls(self) -> list[Any]:
        own = [
            path(address, board_page(self.admin_view(view)), name=name)
            for address, view, name in self.pages
        ]
        lists: list[URLPattern] = []
        for shown in self._registry.values():
            lists += shown.get_urls()
        return [*own, *lists]


class BoardList(_Lists):
    """A list that is read. What may be changed is changed on a page of its own, by a service."""

    address: ClassVar[str]  # under the site's own
    intro: ClassVar[str] = ""
    above: ClassVar[tuple[tuple[str, str], ...]] = ()  # name of a page, and the words of the link
    actions = None
    list_per_page = ROWS_SHOWN
    change_list_template = "reporting/board/list.html"

    def get_urls(self) -> list[URLPattern]:
        view = board_page(self.admin_site.admin_view(require_safe(self.show)))
        return [path(self.address, view, name=self.address.strip("/"))]

    def show(self, request: HttpRequest) -> HttpResponse:
        """Django's list with what the address may say: the filters and the page, nothing else."""
        asked = QueryDict(mutable=True)
        for name in self._filters():
            if request.GET.get(name):
                asked[name] = request.GET[name]
        kept = asked.urlencode()
        number = request.GET.get("sida", "")
        if number.isascii() and number.isdecimal() and len(number) < 6:
            asked["p"] = number
        request.GET = asked  # type: ignore[assignment]
        answer = self.changelist_view(request)
        if not isinstance(answer, TemplateResponse):  # a page that there is not
            asked.pop("p", None)
            answer = self.changelist_view(request)
        return self._filled(answer, f"{kept}&" if kept else "")

    def _filled(self, answer: HttpResponse, query: str) -> HttpResponse:
        if not isinstance(answer, TemplateResponse) or answer.context_data is None:
            return answer
        found = answer.context_data["cl"]
        cells = [getattr(self, str(name)) for name in self.list_display]
        heads = [cell.short_description for cell in cells]
        answer.context_data |= {
            "page": found.paginator.get_page(found.page_num),
            "query": query,
            "heads": heads,
            "rows": [
                (list(zip(heads, [cell(row) for cell in cells], strict=True)), self.links(row))
                for row in found.result_list
            ],
            "shown": self,
            "has_links": any(self.links(row) for row in found.result_list),
        }
        return answer

    def links(self, row: Model) -> list[tuple[str, str]]:
        """Addresses and words of what may be done with a row."""
        return []

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest | None = None) -> bool:
        return lookup in self._filters()

    def _filters(self) -> list[str]:
        return [str(spec.parameter_name) for spec in self.list_filter]  # type: ignore[union-attr]

    def has_view_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        site: Any = self.admin_site
        return bool(site.has_permission(request))

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False
