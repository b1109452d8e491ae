"""Whether two cases may be about the same person, what a merge makes of them, and when it may not
be made.

Source: domain rules "Intake": duplicates are suggested on K-nummer, phone and name and merged only
by a person; the earliest received time governs; one K-nummer with two målsägande is two linked
cases.
"""

import re
import unicodedata
from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from jourcase.kernel.labelled import Labelled
from jourcase.kernel.refusals import Refusal

UNDO_MERGE_WITHIN = timedelta(hours=24)


class Likeness(Labelled):
    """What two cases have in common, the most telling first."""

    PHONE = "phone", "samma nummer"
    NAME = "name", "samma namn"
    K_NUMBER = "k_number", "samma K-nummer"


class Advice(Labelled):
    """What is offered first: two injured parties of one crime are linked and never merged."""

    MERGE = "merge", "Jämför och slå samman"
    LINK = "link", "Länka"


class Side(Labelled):
    """Whose answer stands after a merge."""

    KEPT = "kept", "Det som blir kvar"
    OTHER = "other", "Dubbletten"


class PairKind(Labelled):
    """What a person has said of two cases that look alike. The last is no answer but a question,
    of somebody who may not merge; a coordinator answers it.
    """

    LINKED = "linked", "Hör ihop"
    APART = "apart", "Inte samma person"
    ASKED = "asked", "Kan vara dubblett"


# What a coordinator says of two cases.
ANSWERS = (PairKind.LINKED, PairKind.APART)


@dataclass(frozen=True, slots=True)
class Prints:
    """What a case is compared by: keyed digests, never the text. An empty one is like nothing."""

    phones: frozenset[str] = frozenset()
    k_number: str = ""
    name: str = ""


def likeness(one: Prints, two: Prints) -> frozenset[Likeness]:
    """What the two have in common; the same whichever stands first."""
    found: set[Likeness] = set()
    if one.phones & two.phones:
        found.add(Likeness.PHONE)
    if one.name and one.name == two.name:
        found.add(Likeness.NAME)
    if one.k_number and one.k_number == two.k_number:
        found.add(Likeness.K_NUMBER)
    return frozenset(found)


def are_two_injured_parties(one: Prints, two: Prints) -> bool:
    """One K-nummer and two names: a mother and her child, also when they share a telephone."""
    alike = likeness(one, two)
    return Likeness.K_NUMBER in alike and bool(one.name and two.name and one.name != two.name)


def advice(one: Prints, two: Prints) -> Advice:
    return Advice.LINK if are_two_injured_parties(one, two) else Advice.MERGE


def in_words(alike: Iterable[Likeness]) -> str:
    """ "samma nummer och samma K-nummer"; empty for nothing."""
    known = set(alike)
    labels = [one.label for one in Likeness if one in known]
    return " och ".join([", ".join(labels[:-1]), labels[-1]] if len(labels) > 1 else labels)


def strength(alike: frozenset[Likeness]) -> tuple[int, int]:
    """For sorting, the most telling last: how many, and then which."""
    weights = {Likeness.PHONE: 4, Likeness.NAME: 2, Likeness.K_NUMBER: 1}
    return len(alike), sum(weights[one] for one in alike)


# --- Names --------------------------------------------------------------------------------------

_KEPT_MARKS = {"å": "\ue000", "ä": "\ue001", "ö": "\ue002"}
_ONE_LETTER = str.maketrans({"æ": "ä", "ø": "ö", "ł": "l", "đ": "d"})


def name_key(name: str) -> str:
    """What two ways of writing one name have in common: the first given name and the last surname
    in small letters, in alphabetical order. Empty when there are not two words: a first name alone
    is everybody's.

    "Svensson, Anna-Maria", "Anna SVENSSON" and "Anna Lind Svensson" are one. Accents are left out;
    å, ä and ö are letters of their own and stay.
    """
    before, comma, after = name.partition(",")
    tidy = f"{after} {before}" if comma and after.strip() and before.strip() else name
    words = re.findall(r"[^\W\d_]+", _plain(tidy))
    return " ".join(sorted((words[0], words[-1]))) if len(words) > 1 else ""


def _plain(text: str) -> str:
    small = unicodedata.normalize("NFKC", text).casefold().translate(_ONE_LETTER)
    for letter, mark in _KEPT_MARKS.items():
        small = small.replace(letter, mark)
    bare = "".join(
        sign for sign in unicodedata.normalize("NFKD", small) if not unicodedata.combining(sign)
    )
    for letter, mark in _KEPT_MARKS.items():
        bare = bare.replace(mark, letter)
    # An apostrophe is part of the name: O'Neill and ONeill.
    return re.sub("['’´`]", "", bare)


# --- What stands after a merge ------------------------------------------------------------------

_NO_ANSWER = frozenset({"", None, "unknown"})


def suggested_side(
    kept: Hashable,
    other: Hashable,
    *,
    care: tuple[Hashable, ...] = (),
    is_from_first: bool = False,
    kept_came_first: bool = True,
) -> Side:
    """Which answer is marked beforehand. An answer beats none; in what is about safety (`care`
    lists the values, the most careful first) the more careful one; what belongs to how it came in
    (`is_from_first`) follows the case that came first; otherwise what is there already stays.
    """
    if kept == other:
        return Side.KEPT
    if kept in care and other in care:
        return Side.OTHER if care.index(other) < care.index(kept) else Side.KEPT
    if is_from_first:
        return Side.KEPT if kept_came_first else Side.OTHER
    return Side.OTHER if kept in _NO_ANSWER and other not in _NO_ANSWER else Side.KEPT


def put_back(before: Hashable, merged: Hashable, current: Hashable) -> Hashable:
    """What a field holds after a merge is undone: what stood before it, unless somebody has written
    something else since, which stays.
    """
    return before if current == merged else current


# --- What stands against it ---------------------------------------------------------------------


class MergeRefusal(Refusal):
    SAME_CASE = "same_case"
    KEPT_IS_CLOSED = "kept_is_closed"
    CASE_IS_ERASED = "case_is_erased"
    ALREADY_MERGED = "already_merged"
    PROTECTED_IS_KEPT = "protected_is_kept"
    NAMED_IS_KEPT = "named_is_kept"
    TWO_INJURED_PARTIES = "two_injured_parties"
    UNCOVERS_A_THIRD = "uncovers_a_third"
    MORE_MAY_SEE = "more_may_see"
    CALL_GOES_ON = "call_goes_on"
    ERASURE_PENDING = "erasure_pending"
    RESPONSIBLE_IS_RECUSED = "responsible_is_recused"
    RESPONSIBLE_NOT_POSSIBLE = "responsible_not_possible"
    CHANGED_MEANWHILE = "changed_meanwhile"
    TEXT_UNREADABLE = "text_unreadable"
    TOO_LATE_TO_UNDO = "too_late_to_undo"
    ALREADY_UNDONE = "already_undone"
    LATER_MERGE_FIRST = "later_merge_first"
    PAIR_IS_DECIDED = "pair_is_decided"
    WAS_MERGED = "was_merged"


@dataclass(frozen=True, slots=True)
class MergeFacts:
    """Two cases as they stand when both rows are held."""

    is_same: bool = False
    kept_is_closed: bool = False
    is_erased: bool = False
    is_merged: bool = False  # one of them is a duplicate of a third
    kept_is_protected: bool = False
    other_is_protected: bool = False
    kept_is_anonymous: bool = False
    other_is_anonymous: bool = False
    are_two_injured_parties: bool = False
    other_has_duplicates: bool = False
    somebody_is_recused: bool = False  # from one of the two
    more_may_see_kept: bool = False  # than may see the other, both being protected
    call_goes_on: bool = False
    erasure_is_pending: bool = False
    responsible_is_recused: bool = False
    is_changed: bool = False  # since the person compared them


def merge_refusals(facts: MergeFacts) -> set[MergeRefusal]:
    """What stands against merging, all of it at once."""
    if facts.is_same:
        return {MergeRefusal.SAME_CASE}
    if facts.is_erased:
        return {MergeRefusal.CASE_IS_ERASED}
    found = {
        MergeRefusal.ALREADY_MERGED: facts.is_merged,
        MergeRefusal.KEPT_IS_CLOSED: facts.kept_is_closed and not facts.is_merged,
        # The protection is never lost, and neither is what is known of who it is.
        MergeRefusal.PROTECTED_IS_KEPT: facts.other_is_protected and not facts.kept_is_protected,
        MergeRefusal.NAMED_IS_KEPT: facts.kept_is_anonymous and not facts.other_is_anonymous,
        MergeRefusal.TWO_INJURED_PARTIES: facts.are_two_injured_parties,
        # What hides the two from somebody would not reach the third, which says who it is too.
        MergeRefusal.UNCOVERS_A_THIRD: facts.other_has_duplicates
        and (facts.kept_is_protected or facts.somebody_is_recused),
        MergeRefusal.MORE_MAY_SEE: facts.more_may_see_kept,
        MergeRefusal.CALL_GOES_ON: facts.call_goes_on,
        MergeRefusal.ERASURE_PENDING: facts.erasure_is_pending,
        MergeRefusal.RESPONSIBLE_IS_RECUSED: facts.responsible_is_recused,
        MergeRefusal.CHANGED_MEANWHILE: facts.is_changed,
    }
    return {refusal for refusal, holds in found.items() if holds}


def undo_merge_refusals(
    *,
    merged_at: datetime,
    is_undone: bool,
    is_latest: bool,
    call_goes_on: bool,
    erasure_is_pending: bool,
    now: datetime,
) -> set[MergeRefusal]:
    """Within 24 hours to the second, the latest merge of a case first. `is_latest` is False too
    when the case that was kept has itself become a duplicate.
    """
    if is_undone:
        return {MergeRefusal.ALREADY_UNDONE}
    found: set[MergeRefusal] = set()
    if now - merged_at > UNDO_MERGE_WITHIN:
        found.add(MergeRefusal.TOO_LATE_TO_UNDO)
    if not is_latest:
        found.add(MergeRefusal.LATER_MERGE_FIRST)
    if call_goes_on:
        found.add(MergeRefusal.CALL_GOES_ON)
    if erasure_is_pending:
        found.add(MergeRefusal.ERASURE_PENDING)
    return found


def merged_case_refusals(*, is_merged: bool) -> set[MergeRefusal]:
    """Nothing more is written in a case that has been merged into another."""
    return {MergeRefusal.WAS_MERGED} if is_merged else set()
