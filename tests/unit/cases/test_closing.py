"""What is left to do when a case is ended."""

from datetime import UTC, datetime
from typing import Any

import pytest

from cases.domain.closing import PromiseFacts, Unfinished, unfinished_promises
from cases.words import UNFINISHED

AT = datetime(2026, 11, 23, 17, 0, tzinfo=UTC)
FIRST, TRIES = Unfinished.FIRST_CONTACT, Unfinished.TRIES


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({}, [FIRST, TRIES]),
        ({"first_contact_at": AT}, [TRIES]),
        ({"first_contact_at": AT, "has_tried_enough": True}, []),
        ({"first_contact_at": AT, "tries_exemption": "reached"}, []),
        ({"contact_exemption": "no_way", "tries_exemption": "no_number"}, []),
        ({"contact_exemption": "unsafe"}, [TRIES]),
    ],
)
def test_what_is_not_done_is_told(changed: dict[str, Any], expected: list[Unfinished]) -> None:
    facts: dict[str, Any] = {
        "first_contact_at": None,
        "contact_exemption": "",
        "has_tried_enough": False,
        "tries_exemption": "",
    }
    assert unfinished_promises(PromiseFacts(**(facts | changed))) == expected


def test_each_has_its_words() -> None:
    assert set(UNFINISHED) == set(Unfinished)
