"""The extract of a case says that there is another about the same person."""

import pytest

from contacts.rights.gather import DOUBLE, extract_of
from tests.factories import coordinator, open_case
from tests.integration.contacts.pairs import LATER, merged

pytestmark = pytest.mark.django_db


def test_the_extract_names_what_was_merged_into_it() -> None:
    karin = coordinator()
    kept, other = open_case(by=karin), open_case(by=karin)
    told = {one.what: one.why for one in extract_of(kept, now=LATER).left_out}
    assert other.reference not in told
    merged(kept, other, karin)
    kept.refresh_from_db()
    told = {one.what: one.why for one in extract_of(kept, now=LATER).left_out}
    assert told[other.reference] == DOUBLE
