"""What "Skydd och läsare" tells before its buttons: who loses sight, and what is dropped."""

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings

from cases.marks import Recusal
from cases.models import Case
from cases.services.protection import coordinators
from contacts.agenda import AgendaItem
from contacts.models import Draft
from volunteers.models import User


@dataclass(frozen=True, slots=True)
class ProtectionPage:
    """`able` can be named; `recused` cannot, and the page says so by name."""

    able: list[User]
    recused: list[User]
    readers: list[User]
    lost: list[str]

    @property
    def former(self) -> list[User]:
        """Readers who cannot see it any more: no coordinators, gone, or recused."""
        able = {one.pk for one in self.able}
        return [one for one in self.readers if one.pk not in able]


def protection_page(case: Case, *, now: datetime) -> ProtectionPage:
    """Five queries at most."""
    recused = set(Recusal.objects.standing().filter(case=case).values_list("user_id", flat=True))
    people = list(coordinators())
    return ProtectionPage(
        able=[one for one in people if one.pk not in recused],
        recused=[one for one in people if one.pk in recused],
        readers=list(case.protected_readers.order_by("full_name", "pk")),
        lost=[] if case.is_protected else _lost(case, people, now),
    )


def _lost(case: Case, people: list[User], now: datetime) -> list[str]:
    """What this case has that goes, in sentences."""
    could_see = {one.pk for one in people}
    found = []
    person = case.assigned_to
    if person is not None and person.pk not in could_see:
        mailed = ", och hen får ett mejl utan innehåll" if settings.MAIL_IS_SENT else ""
        found.append(
            f"{person.short_name} är ansvarig och ser inte ärendet längre. Ärendet blir utan "
            f"ansvarig{mailed}."
        )
    elif person is not None:
        found.append(
            f"{person.short_name} är ansvarig. Om hen inte kryssas för blir ärendet utan ansvarig."
        )
    if case.district is not None:
        found.append(f"Stadsdelen ({case.district.name}) tas bort.")
    ringing = Draft.objects.live(now).filter(case=case).select_related("user").first()
    if ringing is not None and ringing.user_id not in could_see:
        found.append(
            f"{ringing.user.short_name} ringer personen just nu. Samtalet släpps och numret "
            "försvinner från skärmen. Det hen har skrivit kan ändå sparas."
        )
    named = AgendaItem.objects.planned().filter(case=case).exclude(responsible=None)
    if named.exclude(responsible__in=could_see).exists():
        found.append("Kommande möten som en stödperson ansvarar för blir utan ansvarig.")
    return found
