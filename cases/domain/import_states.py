"""How a row of a list stands, and whether it may be taken in now."""

from jourcase.kernel.labelled import Labelled


class RowState(Labelled):
    READY = "ready", "Kan tas in"
    ALIKE = "alike", "Kan redan finnas"
    FAULTY = "faulty", "Behöver rättas"
    SAME = "same", "Står två gånger"
    KNOWN = "known", "Är redan intagen"
    DONE = "done", "Intagen"
    REFUSED = "refused", "Gick inte att ta in"
    GONE = "gone", "Gallrad"


# What may be taken in: one that may be a case already only when a person has chosen it.
CHOOSABLE = frozenset({RowState.READY, RowState.ALIKE})
# What is not in Jourcase yet, and so stands in the file of rows that were left.
LEFT = frozenset({RowState.READY, RowState.ALIKE, RowState.FAULTY, RowState.REFUSED})


def state_of_row(*, has_fault: bool, is_known: bool, is_same: bool, is_alike: bool) -> RowState:
    """`is_known`: the same row of the same list has become a case before. `is_same`: it stands
    earlier in this list. `is_alike`: a case or an earlier row has its number or its K-nummer.
    """
    if has_fault:
        return RowState.FAULTY
    if is_known:
        return RowState.KNOWN
    if is_same:
        return RowState.SAME
    return RowState.ALIKE if is_alike else RowState.READY


def may_be_taken(state: RowState, *, is_chosen: bool) -> bool:
    """Of all rows those that nothing speaks against; of chosen ones those that can be."""
    return state in CHOOSABLE if is_chosen else state is RowState.READY
