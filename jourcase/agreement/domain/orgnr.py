"""Swedish organisation numbers: ten digits, the last one a check digit (Luhn).

The third digit is at least 2, which is what tells an organisation from a person: a personnummer
is refused here even when its check digit is right.
"""

import re
from enum import auto

from jourcase.kernel.refusals import Refusal

_SHAPE = re.compile(r"([0-9]{6})-?([0-9]{4})")


class OrgnrRefusal(Refusal):
    """Why a text is no organisation number."""

    WRONG_SHAPE = auto()
    THIRD_DIGIT_BELOW_TWO = auto()
    WRONG_CHECK_DIGIT = auto()


def read_orgnr(text: str) -> str | OrgnrRefusal:
    """The number as NNNNNN-NNNN, or why not. The hyphen and spaces around may be missing."""
    match = _SHAPE.fullmatch(text.strip())
    if match is None:
        return OrgnrRefusal.WRONG_SHAPE
    digits = match[1] + match[2]
    if int(digits[2]) < 2:
        return OrgnrRefusal.THIRD_DIGIT_BELOW_TWO
    if _luhn_sum(digits) % 10:
        return OrgnrRefusal.WRONG_CHECK_DIGIT
    return f"{match[1]}-{match[2]}"


def _luhn_sum(digits: str) -> int:
    doubled = (int(digit) * (2 - i % 2) for i, digit in enumerate(digits))
    return sum(value // 10 + value % 10 for value in doubled)
