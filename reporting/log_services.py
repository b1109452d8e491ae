"""Ticking off a section of the loggkontroll: one transaction, audited inside."""

from datetime import datetime

from django.db import transaction

from jourcase.kernel import audit
from jourcase.kernel.audit import Action
from jourcase.kernel.refusals import refuse_if_any
from reporting.domain.log_week import CheckOutcome, Part, Section, Week, check_refusals
from reporting.models import LogCheck
from volunteers.models import User


def check_section(
    *, week: Week, part: Part, section: Section, outcome: CheckOutcome, by: User, now: datetime
) -> LogCheck:
    """Say that a section has been checked, and what it came to; a later word replaces an earlier.
    The same word twice is said once. Raises `RefusedError`.
    """
    refuse_if_any(
        check_refusals(
            part=part,
            is_coordinator=by.is_coordinator,
            is_board=by.is_board,
            week=week,
            now=now,
        )
    )
    with transaction.atomic():
        row, is_new = LogCheck.objects.select_for_update(of=("self",)).get_or_create(
            year=week.year,
            week=week.number,
            part=part,
            section=section,
            defaults={"outcome": outcome, "checked_by": by, "at": now},
        )
        if not is_new and row.outcome == outcome:
            return row
        row.outcome, row.checked_by, row.at = outcome, by, now
        row.save(update_fields=["outcome", "checked_by", "at"])
        audit.record(
            by_id=by.pk,
            action=Action.LOG_CHECKED,
            now=now,
            fields=[week.key, part.value, section.value],
            reason=outcome.value,
        )
    return row
