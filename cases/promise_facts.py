"""What a case's row tells of the promises, for the closing."""

from cases.domain.closing import PromiseFacts
from cases.models import Case


def promise_facts(case: Case) -> PromiseFacts:
    """The facts as the rules of closing take them (no query)."""
    return PromiseFacts(
        first_contact_at=case.first_contact_at,
        contact_exemption=case.contact_exemption,
        has_tried_enough=case.has_tried_enough,
        tries_exemption=case.tries_exemption,
    )
