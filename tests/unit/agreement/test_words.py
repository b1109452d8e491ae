"""Every refusal of the agreement has Swedish words, and they say what to put right."""

import pytest

from jourcase.agreement.domain.file_problems import FileFault, FileProblem
from jourcase.agreement.domain.money import Basis, BudgetTable
from jourcase.agreement.domain.orgnr import OrgnrRefusal
from jourcase.agreement.domain.period import DatesRefusal
from jourcase.agreement.domain.terms import TermsRefusal
from jourcase.agreement.words import basis_text, problem_text, refusal_text
from jourcase.kernel.refusals import Refusal

DETAILS: dict[str, object] = {
    "value": "x",
    "known": ["a", "b"],
    "options": ["a", "b"],
    "expected": "day",
    "length": 3,
    "longest": 2,
    "low": 1,
    "high": 2,
    "first": 1,
    "starts_on": 2,
    "other": 1,
    "typed": 3,
    "sum": 2,
    "difference": 1,
    "table": BudgetTable.REIMBURSEMENT,
    "count": 2,
    "what": "åtaganden",
}


@pytest.mark.parametrize("refusal", [*OrgnrRefusal, *DatesRefusal, *TermsRefusal])
def test_every_refusal_has_a_sentence(refusal: Refusal) -> None:
    assert refusal_text(refusal).endswith((".", "?"))


@pytest.mark.parametrize(
    "fault",
    [
        fault
        for fault in FileFault
        if fault
        not in {FileFault.BAD_ORGNR, FileFault.DATES_CONTRADICT, FileFault.TERMS_CONTRADICT}
    ],
)
def test_every_fault_of_a_file_has_a_sentence_with_its_place(fault: FileFault) -> None:
    text = problem_text(FileProblem(fault, ("terms", 1, "code"), 7, details=DETAILS))
    assert text.startswith("Rad 7, terms nr 2, code: ")
    assert text.endswith((".", "?"))


def test_a_fault_with_a_reason_says_the_reason() -> None:
    problem = FileProblem(FileFault.BAD_ORGNR, ("agreement",), why=OrgnrRefusal.WRONG_SHAPE)
    assert problem_text(problem) == f"agreement: {refusal_text(OrgnrRefusal.WRONG_SHAPE)}"


@pytest.mark.parametrize(("difference", "word"), [(1000, "mycket"), (-1000, "lite")])
def test_a_wrong_sum_says_by_how_much_and_in_which_direction(difference: int, word: str) -> None:
    details = {"typed": 5000, "sum": 5000 - difference, "difference": difference}
    text = problem_text(FileProblem(FileFault.SUM_DIFFERS, details=details))
    assert f"1\u00a0000\u00a0kr för {word}" in text


def test_the_basis_is_said_in_words() -> None:
    assert basis_text(Basis(9)) == "9 av 12 månader"
