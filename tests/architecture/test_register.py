"""Every stored field is declared: sealed or public, personal or not, and its fate at erasure; and
an erasure does what the declaration says.
"""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.apps import apps
from django.db.models import Field, Model

from cases.domain.enums import CloseReason, IntakeChannel, Source
from cases.models import Case
from cases.services import life, retention
from contacts.models import Contact
from contacts.services import calls, log
from jourcase.kernel.register import Entry, Fate
from jourcase.kernel.sealed import SealedTextField
from reporting.register import REGISTER
from tests.factories import MONDAY, coordinator, entry, open_case, volunteer

TEXTS = {"TextField", "CharField", "JSONField", "BinaryField", "EmailField", "SlugField"}
MODELS = {model._meta.label: model for model in apps.get_models(include_auto_created=True)}
# Tables whose rows are about one case and go with it.
OF_A_CASE = [
    label
    for label, table in REGISTER.items()
    if label.startswith(("cases.", "contacts.")) and not table.with_fate(Fate.KEEP)
]


def stored(model: type[Model]) -> Iterator["Field[Any, Any]"]:
    yield from model._meta.local_fields
    yield from model._meta.local_many_to_many


FIELDS = [
    pytest.param(label, field, id=f"{label}.{field.name}")
    for label, model in MODELS.items()
    for field in stored(model)
]


def test_every_table_and_every_field_is_declared_and_nothing_else() -> None:
    in_code = {label: {field.name for field in stored(model)} for label, model in MODELS.items()}
    declared = {label: set(table.fields) for label, table in REGISTER.items()}
    assert declared == in_code


@pytest.mark.parametrize(("label", "field"), FIELDS)
def test_what_is_declared_sealed_is_sealed_and_the_rest_has_a_reason(
    label: str, field: "Field[Any, Any]"
) -> None:
    declared: Entry = REGISTER[label].fields[field.name]
    assert declared.is_sealed == isinstance(field, SealedTextField)
    assert declared.why.strip()
    if declared.is_sealed:
        assert declared.is_personal
        assert declared.fate is Fate.ERASE


# Texts of the rows of a case that are not sealed: closed lists, keyed digests and codes alone.
FREE_TEXT_OF_A_CASE = {
    "cases.Case.reference",
    "cases.Case.language",
    "cases.CaseEvent.detail",
    "cases.Identity.safe_hours",  # days and clocks alone, as `SafeHours.code` writes them
}


def test_no_free_text_of_a_case_is_left_open() -> None:
    found = {
        f"{label}.{field.name}"
        for label, model in MODELS.items()
        if label.startswith(("cases.", "contacts."))
        for field in stored(model)
        if field.get_internal_type() in TEXTS
        and not isinstance(field, SealedTextField)
        and not field.choices
        and not field.name.endswith("_lookup")
        and field.name not in {"contact_exemption", "tries_exemption"}  # codes of the promise
    }
    assert found == FREE_TEXT_OF_A_CASE
    for name in found:
        label, _, field = name.rpartition(".")
        assert REGISTER[label].fields[field].fate is not Fate.KEEP


def test_whatever_hangs_on_a_case_is_known_to_the_erasure() -> None:
    """A new table with a foreign key to a case or a contact cannot be forgotten."""
    hanging = {
        label
        for label, model in MODELS.items()
        for field in stored(model)
        if field.related_model in {Case, Contact} and label not in {"cases.Case"}
    }
    by_number = {"cases.IntakeDraft"}  # has the case's public id and no foreign key
    by_number |= {"cases.ListImport", "cases.ListChunk"}  # hold rows that are no cases
    # What is counted of these goes over to the row of statistics.
    others = {"cases.Referral", "cases.NumberQuery"}
    others |= {"contacts.Contact", "contacts.Contact_support_forms"}
    assert hanging | by_number == {*OF_A_CASE} | others


# --- The erasure does it ------------------------------------------------------------------------

NOW = MONDAY + timedelta(days=91)


@pytest.fixture
def erased(db: None) -> tuple[dict[str, Any], dict[str, Any]]:
    """The fields of a case and its contact before and after, where as much as can be is filled."""
    karin, birgitta = coordinator(), volunteer()
    case = open_case(
        by=karin,
        received_at=MONDAY - timedelta(days=1, hours=3, minutes=17),
        now=MONDAY - timedelta(days=1),
        source=Source.OWN,
        channel=IntakeChannel.EMAIL,
    )
    life.assign(case=case, to=birgitta, by=karin, now=MONDAY - timedelta(hours=9))
    at = MONDAY - timedelta(hours=2, minutes=13)
    draft = calls.begin_call(case=case, user=birgitta, now=at)
    form = entry(at=at, note="Ring i morgon")
    log.save_draft(draft=draft, entry=form, now=at + timedelta(minutes=4))
    Case.objects.filter(pk=case.pk).update(
        language="nordsamiska", has_support=True, needs_interpreter=True, hate_crime=True
    )
    life.close(case=case, reason=CloseReason.DECLINED, by=karin, now=MONDAY)
    before = values(Case.objects.get(), Contact.objects.get())
    assert retention.gallra(now=NOW).erased == 1
    return before, values(Case.objects.get(), Contact.objects.get())


def values(*rows: Model) -> dict[str, Any]:
    return {
        f"{row._meta.label}.{field.name}": field.value_from_object(row)
        for row in rows
        for field in row._meta.concrete_fields
    }


def test_what_is_kept_is_as_it_was_and_what_is_erased_is_empty(
    erased: tuple[dict[str, Any], dict[str, Any]],
) -> None:
    before, after = erased
    for label in ("cases.Case", "contacts.Contact"):
        for name, declared in REGISTER[label].fields.items():
            key = f"{label}.{name}"
            if key not in after:
                continue  # a many-to-many
            if declared.fate is Fate.KEEP:
                assert after[key] == before[key], key
            if declared.fate is Fate.ERASE:
                assert after[key] in (None, "", False), key
            if declared.fate is Fate.SCRUB:
                assert after[key] != before[key] or before[key] is None, key


def test_nothing_else_of_the_case_is_left(erased: object) -> None:
    left = {label for label in OF_A_CASE if MODELS[label]._default_manager.exists()}
    assert left == set()


def test_what_is_made_coarse_tells_no_moment(erased: tuple[dict[str, Any], dict[str, Any]]) -> None:
    _, after = erased
    moments = {key: value for key, value in after.items() if isinstance(value, datetime)}
    assert moments
    exact = {key for key, at in moments.items() if at.astimezone(UTC).hour not in {10, 11}}
    assert exact == set()
