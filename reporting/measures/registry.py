"""Which module follows up which measure.

A new measure is one new module and its name here. An undertaking that is replaced or dropped is
data alone: its measure stands in the follow-up while some undertaking in force points to it.
"""

from collections.abc import Callable, Mapping

from jourcase.agreement.domain.undertakings import Measure
from reporting.measures import (
    approved_volunteers,
    cooperation,
    development,
    economy,
    equality,
    evening_opening,
    first_contact,
    information,
    personal_meeting,
    phone_tries,
    support_forms,
    support_to_all,
)
from reporting.measures.specs import Context, SectionSpec

MEASURES: Mapping[Measure, Callable[[Context], SectionSpec]] = {
    module.MEASURE: module.section
    for module in (
        support_to_all,
        first_contact,
        phone_tries,
        personal_meeting,
        evening_opening,
        support_forms,
        approved_volunteers,
        development,
        cooperation,
        information,
        equality,
        economy,
    )
}
