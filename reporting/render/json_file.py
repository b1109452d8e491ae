"""The follow-up as JSON: docs/followup.schema.json is its contract."""

import json
from decimal import Decimal

from reporting.domain.figures import Cell, Column, FollowUp, Row, Section, Table
from reporting.domain.periods import ReportPeriod
from reporting.render.text import plain
from reporting.render.tidy import tidy
from reporting.words import period_label

FORMAT = "jourcase-followup"
VERSION = 1

Json = dict[str, object]


def json_file(followup: FollowUp) -> bytes:
    """UTF-8, keys in the order of the schema."""
    return (json.dumps(as_json(followup), ensure_ascii=False, indent=1) + "\n").encode()


def as_json(followup: FollowUp) -> Json:
    """What the file holds. Instants are UTC in ISO 8601, days are local dates."""
    parties = followup.parties
    return {
        "format": FORMAT,
        "version": VERSION,
        "audience": followup.audience.value,
        "made_at": followup.made_at.isoformat(),
        "period": _period(followup.period),
        "previous_period": _period(followup.previous) if followup.previous else None,
        "agreement": {
            "name": parties.agreement,
            "jour": parties.jour,
            "jour_orgnr": parties.jour_orgnr,
            "city": parties.city,
        },
        "method": list(followup.method),
        "sections": [_section(section) for section in followup.sections],
    }


def _period(period: ReportPeriod) -> Json:
    return {
        "first": period.first.isoformat(),
        "last": period.last.isoformat(),
        "label": period_label(period),
    }


def _section(section: Section) -> Json:
    return {
        "code": section.code,
        "title": section.title,
        "undertakings": list(section.undertakings),
        "definitions": list(section.definitions),
        "tables": [_table(table) for table in section.tables],
    }


def _table(table: Table) -> Json:
    return {
        "code": table.code,
        "title": table.title,
        "kind": table.kind.value,
        "split": table.split.value,
        "note": table.note,
        "columns": [_column(column) for column in table.columns],
        "rows": [_row(row) for row in table.rows],
    }


def _column(column: Column) -> Json:
    return {
        "code": column.code,
        "title": column.title,
        "role": column.role.value,
        "period": _period(column.period) if column.period else None,
    }


def _row(row: Row) -> Json:
    return {
        "code": row.code,
        "title": row.title,
        "role": row.role.value,
        "cells": [_cell(cell) for cell in row.cells],
    }


def _cell(cell: Cell) -> Json:
    value = tidy(cell)
    number = float(value.value) if isinstance(value.value, Decimal) else value.value
    return {
        "type": value.kind,
        "value": number,
        "numerator": value.numerator,
        "denominator": value.denominator,
        "shown": plain(value.shown),
    }
