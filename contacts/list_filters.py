"""What may be asked of the list in its address: closed codes, and never a word about a person."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Self, TypeVar
from urllib.parse import urlencode

from django.db.models import Q
from django.http import QueryDict

from cases.domain.enums import CrimeType, Source, Status
from contacts.selections import Selection
from jourcase.agreement.models import District
from jourcase.kernel.labelled import Labelled

_Code = TypeVar("_Code", bound=Labelled)

_OPEN = Q(closed_at__isnull=True)
_EARLY = _OPEN & Q(has_support=False, reached_at__isnull=True)
# `cases.domain.status` in the database; a test holds the two equal.
STATUS: dict[Status, Q] = {
    Status.RECEIVED: _EARLY & Q(phone_tries=0, assigned_to__isnull=True),
    Status.ASSIGNED: _EARLY & Q(phone_tries=0, assigned_to__isnull=False),
    Status.TRYING: _EARLY & Q(phone_tries__gt=0),
    Status.REACHED: _OPEN & Q(has_support=False, reached_at__isnull=False),
    Status.IN_SUPPORT: _OPEN & Q(has_support=True),
    Status.CLOSED: Q(closed_at__isnull=False, erased_at__isnull=True),
}


class Order(Labelled):
    """What may stand as ?ordning= in the address."""

    DUE = "senast", "Senast"
    RECEIVED = "mottaget", "Kom in"
    ASSIGNEE = "ansvarig", "Ansvarig"


@dataclass(frozen=True, slots=True)
class Asked:
    """What the address asks for. An unknown code is as none, so that an old link still works."""

    selection: Selection = Selection.OPEN
    order: Order = Order.DUE
    status: Status | None = None
    source: Source | None = None
    crime: CrimeType | None = None
    district: District | None = None

    @classmethod
    def read(cls, query: QueryDict, districts: Iterable[District]) -> Self:
        by_code = {district.code: district for district in districts}
        status = _code(query.get("lage"), Status)
        return cls(
            selection=_code(query.get("urval"), Selection) or Selection.OPEN,
            order=_code(query.get("ordning"), Order) or Order.DUE,
            status=status if status in STATUS else None,
            source=_code(query.get("kalla"), Source),
            crime=_code(query.get("brott"), CrimeType),
            district=by_code.get(query.get("stadsdel") or ""),
        )

    @property
    def is_narrowed(self) -> bool:
        return bool(self.status or self.source or self.crime or self.district)

    @property
    def condition(self) -> Q:
        """What a case must fulfil besides being in the selection."""
        wanted = STATUS[self.status] if self.status else Q()
        if self.source:
            wanted &= Q(source=self.source)
        if self.crime:
            wanted &= Q(crime_type=self.crime)
        if self.district:
            wanted &= Q(district=self.district)
        return wanted

    @property
    def query(self) -> str:
        """The same as stands in an address: codes alone, and only what was chosen."""
        codes = {
            "urval": self.selection.value,
            "ordning": self.order.value,
            "lage": self.status.value if self.status else "",
            "kalla": self.source.value if self.source else "",
            "brott": self.crime.value if self.crime else "",
            "stadsdel": self.district.code if self.district else "",
        }
        return urlencode({name: code for name, code in codes.items() if code})

    def ordered_by(self, order: Order) -> Self:
        return replace(self, order=order)

    @property
    def whole(self) -> "Asked":
        """The same selection with nothing left out."""
        return Asked(selection=self.selection, order=self.order)


def _code(said: str | None, codes: type[_Code]) -> _Code | None:
    return next((code for code in codes if code.value == said), None)
