"""Entering what the board has decided: one transaction each, with a trace, and never over what has
begun to hold.

Each takes `seen`, what the person had before their eyes (`terms_seen` and so on). When somebody
else has entered a decision meanwhile it is another, and the later of the two is told.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256
from typing import Any

from django.db import models, transaction

from jourcase.agreement.domain.deciding import (
    DecisionRefusal,
    day_before,
    refusals_of_new_terms,
    refusals_of_new_version,
    refusals_of_notice,
    refusals_of_period_start,
)
from jourcase.agreement.domain.terms import Terms
from jourcase.agreement.domain.undertakings import Measure
from jourcase.agreement.models import Agreement, BudgetRow, TermsVersion, Undertaking
from jourcase.kernel.audit import Action, record
from jourcase.kernel.local_time import local_date
from jourcase.kernel.refusals import RefusedError, refuse_if_any


@dataclass(frozen=True, slots=True)
class Decision:
    """From which day, why, who enters it, and what they saw when they began."""

    valid_from: date
    reason: str
    by_id: int
    seen: str

    def marks(self, now: datetime) -> dict[str, object]:
        """What each row made by it says of it."""
        return {"reason": self.reason, "noted_at": now, "noted_by_id": self.by_id}


def terms_seen() -> str:
    """Changes with every decision about the terms (one query)."""
    return _mark(TermsVersion.objects.order_by("-valid_from").values_list("pk", "noted_at"))


def undertaking_seen(code: str, agreement: Agreement) -> str:
    rows = Undertaking.objects.filter(agreement=agreement, code=code).order_by("-valid_from")
    return _mark(rows.values_list("pk", "noted_at", "valid_to"))


def budget_seen(agreement: Agreement) -> str:
    rows = BudgetRow.objects.filter(agreement=agreement).order_by("pk")
    return _mark(rows.values_list("pk", "noted_at", "amount_kr", "valid_to"))


def notice_seen(agreement: Agreement) -> str:
    return f"{agreement.notice_received_on or '-'}"


def decide_terms(*, new: Terms, decision: Decision, now: datetime) -> TermsVersion:
    """Terms from a day ahead. Cases are judged by those of the day that they came in, so nothing
    that has been judged changes. Raises `RefusedError`.
    """
    with transaction.atomic():
        _hold_agreements()
        _refuse_if_changed(decision.seen, terms_seen())
        stored = [row.to_domain() for row in TermsVersion.objects.all()]
        refuse_if_any(refusals_of_new_terms(new, stored, today=local_date(now)))
        said = {name: getattr(new, name) for name in Terms.__slots__ if name != "valid_from"}
        row, _ = TermsVersion.objects.update_or_create(
            valid_from=new.valid_from, defaults={**said, **decision.marks(now)}
        )
        _record(decision.by_id, "terms", now)
    return row


def decide_undertaking(
    *, current: Undertaking, text: str, measure: Measure, decision: Decision, now: datetime
) -> Undertaking:
    """The undertaking in other words, or followed up by another measure. Raises `RefusedError`."""
    with transaction.atomic():
        agreement, rows, latest = _undertaking(current, decision)
        is_new = (text, measure.value) != (latest.text, latest.measure)
        _refuse_version(agreement, rows, decision.valid_from, now, is_new=is_new, last=latest)
        if latest.valid_from == decision.valid_from:
            row = latest
        else:
            _end(latest, decision.valid_from)
            row = Undertaking(agreement=agreement, code=latest.code, order=latest.order)
            row.valid_from = decision.valid_from
        row.text, row.measure = text, measure.value
        _marked(row, decision, now)
        _record(decision.by_id, "undertaking", now)
    return row


def drop_undertaking(*, current: Undertaking, decision: Decision, now: datetime) -> None:
    """From `decision.valid_from` on it is no longer an undertaking. Raises `RefusedError`."""
    with transaction.atomic():
        agreement, rows, latest = _undertaking(current, decision)
        _refuse_version(agreement, rows, decision.valid_from, now, is_new=True, last=latest)
        if latest.valid_from >= decision.valid_from:
            raise RefusedError({DecisionRefusal.OVERLAPS})
        latest.end_reason = decision.reason
        _end(latest, decision.valid_from)
        _record(decision.by_id, "undertaking", now)


def decide_budget(
    *, agreement: Agreement, amounts: Mapping[int, int], decision: Decision, now: datetime
) -> None:
    """Other amounts for 12 months from an agreement period on, by the ids of the rows that hold
    now; a row that is not named, or has the same amount, is left. Raises `RefusedError`.
    """
    with transaction.atomic():
        held = _hold_agreements().get(pk=agreement.pk)
        _refuse_if_changed(decision.seen, budget_seen(held))
        rows = open_budget_rows(held)
        changed = [row for row in rows if amounts.get(row.pk, row.amount_kr) != row.amount_kr]
        starts = [row.valid_from for row in rows]
        _refuse_version(held, starts, decision.valid_from, now, is_new=bool(changed))
        refuse_if_any(
            refusals_of_period_start(decision.valid_from, held.dates(), held.notice_received_on)
        )
        for row in changed:
            _put_amount(row, amounts[row.pk], decision, now)
        _record(decision.by_id, "budget_row", now)


def note_notice(
    *, agreement: Agreement, received_on: date | None, by_id: int, seen: str, now: datetime
) -> None:
    """The day on which notice was received; None takes it back. Raises `RefusedError`."""
    with transaction.atomic():
        held = _hold_agreements().get(pk=agreement.pk)
        _refuse_if_changed(seen, notice_seen(held))
        refuse_if_any(refusals_of_notice(received_on, held.dates(), today=local_date(now)))
        if received_on == held.notice_received_on:
            raise RefusedError({DecisionRefusal.NOTHING_NEW})
        held.notice_received_on = received_on
        held.save(update_fields=["notice_received_on"])
        _record(by_id, "notice_received_on", now)


def open_budget_rows(agreement: Agreement) -> list[BudgetRow]:
    """The last version of each row, in the annex's order (one query)."""
    rows = BudgetRow.objects.filter(agreement=agreement, valid_to__isnull=True)
    return list(rows.order_by("-table", "order", "pk"))


def _hold_agreements() -> models.QuerySet[Agreement]:
    """All of them, in one order: whoever decides anything waits for whoever decides now."""
    held = Agreement.objects.order_by("pk").select_for_update()
    list(held)
    return Agreement.objects.all()


def _undertaking(
    current: Undertaking, decision: Decision
) -> tuple[Agreement, list[date], Undertaking]:
    agreement = _hold_agreements().get(pk=current.agreement_id)
    _refuse_if_changed(decision.seen, undertaking_seen(current.code, agreement))
    rows = list(
        Undertaking.objects.filter(agreement=agreement, code=current.code).order_by("valid_from")
    )
    return agreement, [row.valid_from for row in rows], rows[-1]


def _refuse_version(
    agreement: Agreement,
    starts: list[date],
    valid_from: date,
    now: datetime,
    *,
    is_new: bool,
    last: Undertaking | None = None,
) -> None:
    refuse_if_any(
        refusals_of_new_version(
            valid_from,
            starts,
            is_new=is_new,
            is_ended=last is not None and last.valid_to is not None,
            dates=agreement.dates(),
            notice_on=agreement.notice_received_on,
            today=local_date(now),
        )
    )


def _put_amount(row: BudgetRow, amount: int, decision: Decision, now: datetime) -> None:
    if row.valid_from < decision.valid_from:
        _end(row, decision.valid_from)
        row = BudgetRow(
            agreement_id=row.agreement_id,
            table=row.table,
            name=row.name,
            earmarked=row.earmarked,
            order=row.order,
            valid_from=decision.valid_from,
        )
    row.amount_kr = amount
    _marked(row, decision, now)


def _end(row: Undertaking | BudgetRow, valid_from: date) -> None:
    row.valid_to = day_before(valid_from)
    row.save()


def _marked(row: Undertaking | BudgetRow, decision: Decision, now: datetime) -> None:
    row.reason, row.noted_at, row.noted_by_id = decision.reason, now, decision.by_id
    row.save()


def _refuse_if_changed(seen: str, now_there: str) -> None:
    if seen != now_there:
        raise RefusedError({DecisionRefusal.CHANGED_MEANWHILE})


def _mark(rows: models.QuerySet[Any, Any]) -> str:
    """Short, and the same for the same rows."""
    told = repr([tuple(str(value) for value in row) for row in rows])
    return sha256(told.encode()).hexdigest()[:16]


def _record(by_id: int, what: str, now: datetime) -> None:
    record(by_id=by_id, action=Action.SETTING_CHANGED, now=now, fields=[what])
