"""Stödpersoner and Min utbildning: rows with their words chosen, filters and order."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Self, TypeVar
from urllib.parse import urlencode

from jourcase.kernel.labelled import Labelled
from jourcase.kernel.swedish import long_date
from volunteers.development import words
from volunteers.development.people import Person
from volunteers.domain.development import (
    Kind,
    Owed,
    RequirementsHistory,
    Totals,
    lapses_on,
    owed,
    totals,
)
from volunteers.domain.steps import Standing, Step, missing_steps, standing

_Code = TypeVar("_Code", bound=Labelled)
_LAST = date.max


class Wanted(Labelled):
    """What may stand as ?krav= in the address."""

    ALL = "alla", "Alla krav"
    SOON = "snart", "Något saknas eller går ut inom tre månader"
    TRAINING = "vidareutbildning", "Vidareutbildning kvar"
    EXCHANGE = "erfarenhetsutbyte", "Erfarenhetsutbyte kvar"
    CONVERSATION = "medarbetarsamtal", "Medarbetarsamtal kvar"
    STEPS = "steg", "Steg som inte är noterade"


class Order(Labelled):
    """What may stand as ?ordning= in the address."""

    NAME = "namn", "Namn"
    DUE = "forst", "Det som går ut först"


_KIND_OF = {
    Wanted.TRAINING: Kind.TRAINING,
    Wanted.EXCHANGE: Kind.EXCHANGE,
    Wanted.CONVERSATION: Kind.CONVERSATION,
}


@dataclass(frozen=True, slots=True)
class Asked:
    """What the address asks for. An unknown code is as none."""

    standing: Standing = Standing.ACTIVE
    wanted: Wanted = Wanted.ALL
    order: Order = Order.NAME

    @classmethod
    def read(cls, query: Mapping[str, str]) -> Self:
        return cls(
            standing=_code(query.get("visa"), Standing.ACTIVE),
            wanted=_code(query.get("krav"), Wanted.ALL),
            order=_code(query.get("ordning"), Order.NAME),
        )

    @property
    def query(self) -> str:
        """The same as stands in an address."""
        return urlencode(
            {"visa": self.standing, "krav": self.wanted.value, "ordning": self.order.value}
        )


def _code(said: str | None, default: _Code) -> _Code:
    return next((code for code in type(default) if code.value == said), default)


@dataclass(frozen=True, slots=True)
class Cell:
    """A tag or plain words; `hint` is read with it."""

    text: str
    tone: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the list."""

    public_id: str
    name: str
    standing: Standing
    training: Cell
    cells: tuple[Cell, ...]
    may_take: Cell
    owed: tuple[Owed, ...]
    missing: tuple[Step, ...]

    @property
    def lapses(self) -> date:
        return lapses_on(self.owed) or _LAST

    def is_wanted(self, wanted: Wanted) -> bool:
        match wanted:
            case Wanted.ALL:
                return True
            case Wanted.STEPS:
                return bool(self.missing)
            case Wanted.SOON:
                return any(one.is_pressing for one in self.owed)
            case _:
                kind = _KIND_OF[wanted]
                return any(one.kind is kind and one.is_left for one in self.owed)


def rows(people: Sequence[Person], history: RequirementsHistory, *, today: date) -> list[Row]:
    """Everybody, by name."""
    return [_row(one, history, today) for one in people]


def _row(one: Person, history: RequirementsHistory, today: date) -> Row:
    where = standing_of(one, today)
    found = owed(one.member, history, today=today)
    missing = missing_steps(one.days)
    return Row(
        public_id=str(one.user.public_id),
        name=one.user.full_name,
        standing=where,
        training=_training(one, where, missing),
        cells=tuple(Cell(words.short(each, today=today), words.tone(each)) for each in found),
        may_take=_may_take(one, where, found, today),
        owed=found,
        missing=missing,
    )


def standing_of(one: Person, today: date) -> Standing:
    return standing(
        is_active=one.user.is_active,
        approvals=one.member.approvals,
        pauses=one.member.pauses,
        on=today,
    )


def _training(one: Person, where: Standing, missing: tuple[Step, ...]) -> Cell:
    passed = one.steps.get(Step.PASSED)
    if passed is not None:
        return Cell(str(passed.on.year), "ok")
    if where is Standing.ON_THE_WAY:
        return Cell(f"Nästa: {missing[0].label.lower()}")
    return Cell("Inte noterad", "today" if where is Standing.ACTIVE else "")


def _may_take(one: Person, where: Standing, found: tuple[Owed, ...], today: date) -> Cell:
    match where:
        case Standing.ACTIVE:
            remind = any(each.is_pressing for each in found)
            return Cell("Ja, påminn" if remind else "Ja", "ok")
        case Standing.PAUSED:
            pause = next(each for each in one.member.pauses if each.covers(today))
            return Cell(
                f"Nej – vilar till {long_date(pause.until)}" if pause.until else "Nej – vilar"
            )
        case Standing.LEFT:
            return Cell("Nej – har slutat")
        case _:
            return Cell("Nej – inte godkänd")


def chosen(everybody: Sequence[Row], asked: Asked) -> list[Row]:
    """The rows of the view, in its order."""
    found = [
        row for row in everybody if row.standing is asked.standing and row.is_wanted(asked.wanted)
    ]
    if asked.order is Order.DUE:
        found.sort(key=lambda row: row.lapses)
    return found


def summary(
    people: Sequence[Person], history: RequirementsHistory, *, today: date
) -> tuple[str, ...]:
    """ "11 av 14 vidareutbildning": this year, of those who are active today."""
    active = [one for one in people if standing_of(one, today) is Standing.ACTIVE]
    passed = sum(Step.PASSED in one.steps for one in active)
    year = year_totals(active, history, since=date(today.year, 1, 1), until=today)
    return (
        f"{passed} av {len(active)} aktiva har godkänd grundutbildning noterad",
        *(f"{one.took_part} av {one.members} {words.what_of(one.kind)}" for one in year),
    )


def year_totals(
    people: Sequence[Person], history: RequirementsHistory, *, since: date, until: date
) -> tuple[Totals, ...]:
    return totals([one.member for one in people], history, since=since, until=until)
