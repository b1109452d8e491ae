"""The police's case number, which the jour calls K-nummer."""

import re

_SHAPE = re.compile(r"[0-9]{4}-K[0-9]{1,7}-[0-9]{2}")
_DASHES = re.compile("[\u2010-\u2015\u2212]")  # what a word processor makes of a hyphen


def parse_k_number(text: str) -> str | None:
    """The stored form (`5000-K123456-26`) of what was typed, or None when it is none.

    Spaces and lower case are tolerated; it is text and never a number.
    """
    tidy = _DASHES.sub("-", re.sub(r"\s", "", text)).upper()
    return tidy if _SHAPE.fullmatch(tidy) else None
