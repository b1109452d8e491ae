from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import transaction

from tests.factories import MONDAY
from tests.integration.attacks.world import World, make_world

EVENING = MONDAY + timedelta(hours=5)  # 19.00 in Stockholm


@pytest.fixture
def world(db: None, fixed_clock: Callable[[datetime], None]) -> World:
    made = make_world()
    fixed_clock(EVENING)
    return made


@pytest.fixture
def undone() -> Callable[[], AbstractContextManager[None]]:
    """A block whose writes are taken back: each attack meets the same world."""

    @contextmanager
    def block() -> Iterator[None]:
        with transaction.atomic(), transaction.atomic(using="keys"):
            yield
            transaction.set_rollback(True)
            transaction.set_rollback(True, using="keys")

    return block


def lines(found: list[Any]) -> str:
    """The failures of a walk, one a line, the first forty."""
    return "\n".join(map(str, found[:40]))
