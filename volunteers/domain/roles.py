"""Who a person is to the jour, and what the menu shows them. Source: domain rule "Who uses it"."""

from jourcase.kernel.labelled import Labelled


class Role(Labelled):
    """The roles are Django groups with these names. The one that may do most with cases first."""

    COORDINATOR = "coordinator", "Samordnare"
    VOLUNTEER = "volunteer", "Stödperson"
    BOARD = "board", "Styrelse"


def foremost(roles: frozenset[Role]) -> str:
    """The code of the role that lets the person do most, for the audit log; empty without one."""
    return next((role.value for role in Role if role in roles), "")


class Engagement(Labelled):
    """How the person is engaged, for the equality measure."""

    SUPPORT_PERSON = "support_person", "Stödperson"
    EMPLOYEE = "employee", "Anställd"
    BOARD_MEMBER = "board_member", "Styrelse"


class PersonGender(Labelled):
    """Optional, shown as totals only, and asked of where a support seeker wishes for a woman or a
    man. An empty value means that nobody asked.
    """

    WOMAN = "woman", "Kvinna"
    MAN = "man", "Man"
    OTHER = "other", "Annat"
