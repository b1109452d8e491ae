"""Enums whose members carry the Swedish word that a person sees."""

from enum import StrEnum
from typing import Self


class Labelled(StrEnum):
    """A closed set of stored codes, each with its one Swedish label.

    Written `NAME = "code", "Svensk text"`. The code is what is stored and exported; the label
    is what stands on the screen. This is the one place where the two are tied together.
    """

    label: str

    def __new__(cls, value: str, label: str = "") -> Self:
        member = str.__new__(cls, value)
        member._value_ = value
        member.label = label
        return member

    @classmethod
    def choices(cls) -> list[tuple[str, str]]:
        """(code, label) in the order of definition, as Django's fields and forms want it."""
        return [(member.value, member.label) for member in cls]
