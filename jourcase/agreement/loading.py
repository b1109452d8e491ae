"""Storing an agreement file row by row; `services.load_agreement` is the door to it."""

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import TypeVar

from django.db import models

from jourcase.agreement.domain.agreement_file import AgreementFile
from jourcase.agreement.domain.districts import normalised
from jourcase.agreement.domain.file_checks import overlapping
from jourcase.agreement.domain.file_problems import FileFault, FileProblem
from jourcase.agreement.domain.period import ends_on
from jourcase.agreement.domain.terms import Terms
from jourcase.agreement.models import (
    Agreement,
    BudgetRow,
    District,
    Neighbourhood,
    Office,
    SupportForm,
    TermsVersion,
    Undertaking,
)

Row = TypeVar("Row", bound=models.Model)
Values = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Difference:
    """One field in which a stored row and the file differ."""

    kind: str  # the model's Swedish name
    row: str
    field: str  # the field's Swedish name
    stored: object
    in_file: object


@dataclass(slots=True)
class LoadOutcome:
    """What a loading did: rows created by kind, and differences kept or written over."""

    created: Counter[str] = field(default_factory=Counter)
    replaced: list[Difference] = field(default_factory=list)
    kept: list[Difference] = field(default_factory=list)
    written: set[str] = field(default_factory=set)  # names of the tables written to

    @property
    def has_changes(self) -> bool:
        """Whether anything was written."""
        return bool(self.written)


class Loading:
    """One loading. `at` names the kind of row being stored, for the message when it fails."""

    def __init__(self, *, replace: bool) -> None:
        self.outcome = LoadOutcome()
        self.at = ""
        self._replace = replace

    def store(self, file: AgreementFile) -> None:
        """Store every section; rows that others point to come first."""
        facts = file.agreement
        agreement = self._put(
            Agreement,
            lambda row: row.code,
            [
                {
                    "code": facts.code,
                    "name": facts.name,
                    "city_party": facts.city_party,
                    "jour_party": facts.jour_party,
                    "jour_orgnr": facts.jour_orgnr,
                    "starts_on": facts.dates.starts_on,
                    "first_period_ends_on": facts.dates.first_period_ends_on,
                    "last_end_on": facts.dates.last_end_on,
                    "notice_month": facts.dates.notice_month,
                    "notice_day": facts.dates.notice_day,
                    "paid_basis": facts.paid_basis,
                }
            ],
        )[facts.code]
        self._store_places(file)
        self._put(TermsVersion, lambda row: row.valid_from, map(_terms_values, file.terms))
        self._put(
            SupportForm,
            lambda row: row.code,
            (
                {"code": form.code, "name": form.name, "order": order}
                for order, form in enumerate(file.support_forms, start=1)
            ),
        )
        self._store_undertakings(file, agreement)
        self._store_budgets(file, agreement)

    def conflicts(self) -> list[FileProblem]:
        """What no constraint of the database can see: spans of time that now overlap."""
        agreements = [
            ("", row.starts_on, ends_on(row.dates(), row.notice_received_on))
            for row in Agreement.objects.all()
        ]
        undertakings = [
            (f"{row.agreement_id} {row.code}", row.valid_from, row.valid_to)
            for row in Undertaking.objects.all()
        ]
        budget_rows = [
            (f"{row.agreement_id} {row.table} {row.name}", row.valid_from, row.valid_to)
            for row in BudgetRow.objects.all()
        ]
        return [
            conflict_with_stored(str(model._meta.verbose_name_plural))
            for model, spans in (
                (Agreement, agreements),
                (Undertaking, undertakings),
                (BudgetRow, budget_rows),
            )
            if overlapping(spans)
        ]

    def _store_places(self, file: AgreementFile) -> None:
        offices = self._put(
            Office,
            lambda row: row.code,
            (
                {"code": o.code, "name": o.name, "is_own": o.is_own, "order": order}
                for order, o in enumerate(file.offices, start=1)
            ),
        )
        districts = self._put(
            District,
            lambda row: row.code,
            (
                {
                    "code": d.code,
                    "name": d.name,
                    "kind": d.kind,
                    "office_id": None if d.office_code is None else offices[d.office_code].pk,
                    "order": order,
                }
                for order, d in enumerate(file.districts, start=1)
            ),
        )
        names = [
            {
                "name": name,
                "key": normalised(name),
                "district_id": districts[district.code].pk,
                "is_postal_town": is_postal_town,
            }
            for district in file.districts
            for is_postal_town, group in (
                (False, district.neighbourhoods),
                (True, district.postal_towns),
            )
            for name in group
        ]
        self._put(Neighbourhood, _neighbourhood_key, names)

    def _store_undertakings(self, file: AgreementFile, agreement: Agreement) -> None:
        self._put(
            Undertaking,
            lambda row: (row.agreement_id, row.code, row.valid_from),
            (
                {
                    "agreement_id": agreement.pk,
                    "code": undertaking.code,
                    "text": undertaking.text,
                    "measure": undertaking.measure,
                    "valid_from": undertaking.valid_from,
                    "valid_to": undertaking.valid_to,
                    "order": order,
                }
                for order, undertaking in enumerate(file.undertakings, start=1)
            ),
        )

    def _store_budgets(self, file: AgreementFile, agreement: Agreement) -> None:
        self._put(
            BudgetRow,
            lambda row: (row.agreement_id, row.table, row.name, row.valid_from),
            (
                {
                    "agreement_id": agreement.pk,
                    "table": budget.table,
                    "name": line.name,
                    "amount_kr": line.amount_kr,
                    "earmarked": line.earmarked,
                    "valid_from": budget.valid_from,
                    "valid_to": budget.valid_to,
                    "order": order,
                }
                for budget in file.budgets
                for order, line in enumerate(budget.lines, start=1)
            ),
        )

    def _put(
        self,
        model: type[Row],
        key_of: Callable[[Row], Hashable],
        wanted: Iterable[Values],
    ) -> dict[Hashable, Row]:
        """Create the missing rows, compare the others. Answers with all rows by their key."""
        meta = model._meta
        self.at = str(meta.verbose_name_plural)
        stored = {key_of(row): row for row in model._default_manager.all()}
        missing: list[Row] = []
        for values in wanted:
            new = model(**values)
            row = stored.get(key_of(new))
            if row is None:
                missing.append(new)
            else:
                self._compare(row, values)
        if missing:
            for row in model._default_manager.bulk_create(missing):
                stored[key_of(row)] = row
            self.outcome.created[self.at] += len(missing)
            self.outcome.written.add(meta.model_name or "")
        return stored

    def _compare(self, row: Row, values: Values) -> None:
        changed = [name for name, value in values.items() if getattr(row, name) != value]
        # By column name, which is how the values of foreign keys are given.
        labels = {field.attname: str(field.verbose_name) for field in row._meta.concrete_fields}
        differences = [
            Difference(
                kind=str(row._meta.verbose_name),
                row=str(row),
                field=labels[name],
                stored=getattr(row, name),
                in_file=values[name],
            )
            for name in changed
        ]
        if not self._replace:
            self.outcome.kept += differences
        elif changed:
            for name in changed:
                setattr(row, name, values[name])
            row.save(update_fields=changed)
            self.outcome.replaced += differences
            self.outcome.written.add(row._meta.model_name or "")


def conflict_with_stored(what: str) -> FileProblem:
    """The file and the stored rows of one kind contradict each other."""
    return FileProblem(FileFault.CONFLICTS_WITH_STORED, details={"what": what})


def _neighbourhood_key(row: Neighbourhood) -> Hashable:
    # A postal town is one row a district; a part of the city is one row, and may be moved.
    return (row.key, row.district_id) if row.is_postal_town else row.key


def _terms_values(terms: Terms) -> dict[str, object]:
    return {name: getattr(terms, name) for name in Terms.__slots__}
