"""Jäv: somebody who knows the person has nothing to do with the case, and does not see it.

Source: the jour's rule that a support person never helps somebody they know (security design,
"Jäv"; administrative law, sections 16-18, as the model for who may lift it).
"""

from cases.domain.rules import CaseRefusal


def recusal_refusals(*, is_recused: bool, is_seen_by_others: bool) -> set[CaseRefusal]:
    """`is_seen_by_others`: somebody who coordinates still sees the case afterwards; a case that
    nobody follows up would be forgotten.
    """
    found: set[CaseRefusal] = set()
    if is_recused:
        found.add(CaseRefusal.ALREADY_RECUSED)
    if not is_seen_by_others:
        found.add(CaseRefusal.NOBODY_ELSE_SEES)
    return found


def lifting_refusals(*, is_standing: bool, is_own: bool) -> set[CaseRefusal]:
    """Nobody judges their own jäv."""
    found: set[CaseRefusal] = set()
    if not is_standing:
        found.add(CaseRefusal.NOT_RECUSED)
    if is_own:
        found.add(CaseRefusal.OWN_RECUSAL)
    return found


def is_new_and_unasked(
    *, is_responsible: bool, is_open: bool, given: int | None, answered: int | None
) -> bool:
    """Whether a person is to be asked, as they open a case that was given to them, if they know
    somebody in it.

    `given` and `answered`: where in the case's history (its running numbers) the case was last
    given to somebody, and where this person last answered no. One who gets it a second time is
    asked again: much may have become known between.
    """
    if not is_responsible or not is_open or given is None:
        return False
    return answered is None or answered < given
