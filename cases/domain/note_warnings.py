"""What a note seems to hold that it should not: warned about before saving, never blocked.

Source: domain rule "Intake" (no data about offenders, no personnummer). A guess by the look of
the text: a few harmless notes are warned about, which costs one more press on the button.
"""

import re
from enum import Enum, auto


class NoteWarning(Enum):
    """In the order in which they are told."""

    PERSONAL_NUMBER = auto()
    PHONE_NUMBER = auto()
    NAME = auto()


# Year (two or four digits), month, day (plus 60 in a samordningsnummer), four more digits.
_PERSONAL_NUMBER = re.compile(
    r"(?<![\d-])(?:18|19|20)?\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01]|6[1-9]|[78]\d|9[01])"
    r"(?P<between>\s?[-+]?\s?)\d{4}(?![\d-])"
)
_PHONE_NUMBER = re.compile(r"(?<![\d-])(?:\+\d{2}|00\d{2}|0)(?:[\s-]?\d){7,11}(?!\d)")
_NAME = re.compile(r"\bhet(?:er|te)\s+\w", re.IGNORECASE)


def note_warnings(text: str) -> list[NoteWarning]:
    """What to warn about in a note, none twice."""
    found = []
    if any(not _is_phone_like(match) for match in _PERSONAL_NUMBER.finditer(text)):
        found.append(NoteWarning.PERSONAL_NUMBER)
    if _PHONE_NUMBER.search(text):
        found.append(NoteWarning.PHONE_NUMBER)
    if _NAME.search(text):
        found.append(NoteWarning.NAME)
    return found


def _is_phone_like(match: re.Match[str]) -> bool:
    """Ten digits in a row that begin with 0 are a telephone number more often than not."""
    return match[0].startswith("0") and not match["between"]
