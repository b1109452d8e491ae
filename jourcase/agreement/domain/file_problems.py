"""What can be wrong with an agreement file, as values. The words are in `agreement/words.py`."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import auto

from jourcase.kernel.refusals import Refusal

Path = tuple[str | int, ...]


class FileFault(Refusal):
    """One kind of fault in an agreement file."""

    # the text
    NOT_UTF8 = auto()
    GARBLED_LETTERS = auto()
    NOT_TOML = auto()
    # one value
    MISSING = auto()
    UNKNOWN_KEY = auto()
    WRONG_TYPE = auto()
    EMPTY = auto()
    TOO_LONG = auto()
    OUT_OF_RANGE = auto()
    NOT_A_CHOICE = auto()
    BAD_CODE = auto()
    BAD_ORGNR = auto()
    # values together
    DATES_CONTRADICT = auto()
    TERMS_CONTRADICT = auto()
    ENDS_BEFORE_START = auto()
    OUTSIDE_AGREEMENT = auto()
    NO_TERMS_AT_START = auto()
    OVERLAP = auto()
    DUPLICATE = auto()
    SUM_DIFFERS = auto()
    EARMARKED_REIMBURSEMENT = auto()
    BUDGET_TABLE_MISSING = auto()
    UNKNOWN_REFERENCE = auto()
    NOT_ONE_OWN_OFFICE = auto()
    OFFICE_OUTSIDE_CITY = auto()
    # the file beside what is already stored
    CONFLICTS_WITH_STORED = auto()


@dataclass(frozen=True, slots=True)
class FileProblem:
    """A fault, where it is (keys, and positions counted from 0) and the values that show it.

    `line` counts from 1 and is None when the place has no line of its own. `why` is the refusal
    of the rule that was asked, when a rule was.
    """

    fault: FileFault
    path: Path = ()
    line: int | None = None
    why: Refusal | None = None
    details: Mapping[str, object] = field(default_factory=dict)
