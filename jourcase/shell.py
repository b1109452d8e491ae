"""What stands around every page: the menu of the person's roles, help, and demonstration."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse

from jourcase.kernel.phones import parse_phone, show_phone
from jourcase.kernel.practice import WATERMARK, only_invented
from volunteers.domain.locking import cover_after
from volunteers.login.gate import may_go_on
from volunteers.login.locking import is_shared
from volunteers.models import User


@dataclass(frozen=True, slots=True)
class MenuItem:
    """One word in the menu."""

    label: str
    url: str
    current: bool
    shortcut: str = ""


_DASHBOARD = ("Samordning", "reporting:dashboard", "")
_QUEUE = ("Att ringa nu", "contacts:queue", "")
_CASES = ("Ärenden", "contacts:list", "")
_NEW = ("Nytt ärende", "cases:new", "n")
_COMING = ("Kommande", "contacts:coming", "")
_FOLLOWUP = ("Rapport", "reporting:followup", "")
_BUDGET = ("Budget", "reporting:budget", "")
_REFERRALS = ("Hänvisningar", "cases:referrals", "")
_ERASURES = ("Gallring", "cases:erasures", "")
_LOG_CHECK = ("Loggkontroll", "reporting:log_check", "")
_ACTIVITIES = ("Aktiviteter", "reporting:activities", "")
_PEOPLE = ("Medarbetare", "contacts:people", "")
_BOARD = ("Administration", "board:index", "")
_SUPPORT = ("Stödpersoner", "volunteers:support_persons", "")
_ROTA = ("Kvällsschema", "volunteers:rota", "")
_MY_TRAINING = ("Min utbildning", "volunteers:my_training", "")


def _items(user: User) -> list[tuple[str, str, str]]:
    if user.is_coordinator:
        work = [_DASHBOARD, _QUEUE, _CASES, _NEW, _COMING, _ROTA, _REFERRALS, _ACTIVITIES]
        return [*work, _FOLLOWUP, _BUDGET, _ERASURES, _LOG_CHECK, _PEOPLE, _SUPPORT]
    if user.is_volunteer:
        return [_QUEUE, _CASES, _NEW, _COMING, _ROTA, _MY_TRAINING]
    if user.is_board:
        return [_FOLLOWUP, _BUDGET, _BOARD, _ACTIVITIES, _LOG_CHECK, _PEOPLE, _SUPPORT]
    return []


def _menu(request: HttpRequest, user: User) -> list[MenuItem]:
    items = [(label, reverse(name), key) for label, name, key in _items(user)]
    # The longest address that the page lies under is the current one: "Nytt ärende" lies under
    # "Ärenden".
    under = [url for _, url, _ in items if request.path.startswith(url)]
    current = max(under, key=len, default="")
    shown = [MenuItem(label, url, url == current, key) for label, url, key in items]
    if settings.PRACTICE_URL and not settings.PRACTICE and not user.is_board:
        shown.append(MenuItem("Övning", settings.PRACTICE_URL, current=False))
    return shown


def help_line() -> dict[str, str]:
    """Whom to ring, as the foot of every page has it."""
    number = parse_phone(settings.HELP_PHONE)
    if not number:
        return {"help_phone": settings.HELP_PHONE}
    return {"help_phone": number, "help_phone_shown": show_phone(number)}


def invented_words() -> dict[str, Any]:
    """What every page, also one of an error, says of the people in it."""
    words = "Påhittade uppgifter – demonstration" if settings.DEMO else ""
    return {"is_practice": settings.PRACTICE, "invented": WATERMARK if settings.PRACTICE else words}


def shell(request: HttpRequest) -> dict[str, Any]:
    """Context for `templates/base.html`."""
    context: dict[str, Any] = {
        **invented_words(),
        "menu": [],
        "menu_more": [],
        "help_url": reverse("help"),
        **help_line(),
    }
    user = getattr(request, "user", None)
    if isinstance(user, User):
        # Before the second factor nothing else is open, so nothing else is offered.
        items = _menu(request, user) if may_go_on(request) else []
        shown = 4 if len(items) > 5 else len(items)
        context |= {
            "menu": items[:shown],
            "menu_more": items[shown:],
            "can_search": bool(items) and (user.is_coordinator or user.is_volunteer),
            "shortcuts_off": not user.has_shortcuts,
            "cover_after": int(cover_after(is_shared=is_shared(request)).total_seconds()),
            "account_is_current": request.path == reverse("volunteers:account"),
        }
    elif only_invented():
        from reporting.demo.people import DEMO_PASSWORD, login_hints

        told = "" if settings.PRACTICE_PASSWORD else DEMO_PASSWORD
        context |= {"demo_logins": login_hints(), "demo_password": told}
    return context
