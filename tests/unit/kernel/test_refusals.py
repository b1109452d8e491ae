"""Refusals are values; the error that carries them tells their names."""

from enum import auto

import pytest

from jourcase.kernel.refusals import Refusal, RefusedError, refuse_if_any


class Sample(Refusal):
    TOO_LATE = auto()
    NOT_YOURS = auto()


def test_nothing_found_refuses_nothing() -> None:
    refuse_if_any(set())


def test_what_was_found_is_carried_by_the_error() -> None:
    with pytest.raises(RefusedError, match=r"^NOT_YOURS, TOO_LATE$") as raised:
        refuse_if_any({Sample.TOO_LATE, Sample.NOT_YOURS})
    assert raised.value.refusals == {Sample.TOO_LATE, Sample.NOT_YOURS}
