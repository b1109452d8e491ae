"""What a note seems to hold that it should not: warned about before saving, never blocked.

Source: domain rules "Intake" (no data about offenders, no personnummer) and "Protected identity"
(no address). A guess by the look of the text: a few harmless notes are warned about, which costs
one more press on the button.
"""

import re
from enum import Enum, auto

from cases.domain.address_like import is_address_like
from cases.domain.personal_number import PERSONAL_NUMBER, is_phone_like


class NoteWarning(Enum):
    """In the order in which they are told."""

    PERSONAL_NUMBER = auto()
    PHONE_NUMBER = auto()
    NAME = auto()
    ADDRESS = auto()


_PHONE_NUMBER = re.compile(r"(?<![\d-])(?:\+\d{2}|00\d{2}|0)(?:[\s-]?\d){7,11}(?!\d)")
_NAME = re.compile(r"\bhet(?:er|te)\s+\w", re.IGNORECASE)


def note_warnings(text: str, *, is_protected: bool = False) -> list[NoteWarning]:
    """What to warn about in a note, none twice. An address is warned about in a protected case."""
    found = []
    if any(not is_phone_like(match) for match in PERSONAL_NUMBER.finditer(text)):
        found.append(NoteWarning.PERSONAL_NUMBER)
    if _PHONE_NUMBER.search(text):
        found.append(NoteWarning.PHONE_NUMBER)
    if _NAME.search(text):
        found.append(NoteWarning.NAME)
    if is_protected and is_address_like(text):
        found.append(NoteWarning.ADDRESS)
    return found
