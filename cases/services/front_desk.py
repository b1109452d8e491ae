"""A new case as it comes from the form: once, and with somebody responsible."""

import uuid
from datetime import datetime

from django.db import IntegrityError, transaction

from cases.domain.intake import Intake
from cases.models import Case
from cases.notices import tell_reader
from cases.services.intake import open_case
from cases.services.intake_drafts import finish
from cases.services.life import assign
from jourcase.kernel import audit
from jourcase.kernel.local_time import local_date
from volunteers.models import User


def take_in(*, key: uuid.UUID, intake: Intake, by: User, now: datetime) -> tuple[Case, bool]:
    """The case of this form, and whether it was opened now.

    `key` becomes the case's public id, so that a double click or a page sent again makes one
    case. A volunteer who is approved today becomes responsible for what they take in; otherwise
    they would not see it. A protected case they never see: the coordinators are told and take over.
    Raises `RefusedError`.
    """
    known = _opened_before(key, by)
    if known is not None:
        return known, False
    try:
        with transaction.atomic(), audit.written_last():
            finish(key=key, user=by, now=now)
            case = open_case(intake=intake, by=by, now=now, public_id=_free(key))
            is_theirs = not by.is_coordinator and not case.is_protected
            if is_theirs and by.was_approved_on(local_date(now)):
                case = assign(case=case, to=by, by=by, now=now)
            if case.is_protected and not by.is_coordinator:
                for reader in case.protected_readers.order_by("pk"):
                    tell_reader(to=reader, by=by, now=now)
    except IntegrityError:
        # The same form, sent twice at once: the other one was faster.
        known = _opened_before(key, by)
        if known is None:
            raise
        return known, False
    return case, True


def _opened_before(key: uuid.UUID, by: User) -> Case | None:
    return Case.objects.filter(public_id=key, opened_by=by).first()


def _free(key: uuid.UUID) -> uuid.UUID:
    """The key, or a new one when somebody else's case has it: nobody may learn of that case."""
    return uuid.uuid4() if Case.objects.filter(public_id=key).exists() else key
