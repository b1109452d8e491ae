"""The contacts of a case that is erased: what is counted goes over to the row of statistics."""

import secrets
import uuid
from collections import defaultdict
from typing import Any

from cases.domain.coarse import coarse_day
from cases.models import Case
from contacts.agenda import AgendaItem
from contacts.models import Callback, Contact, Draft
from contacts.register import CONTACT
from jourcase.kernel.register import Fate

_LARGEST = 2**62


def random_pk() -> int:
    """A number that tells nothing of when the row came. Below zero, so that the database's own
    numbering never meets it.
    """
    return -1 - secrets.randbelow(_LARGEST)


def detach(*, case: Case, facts: Case) -> None:
    """New rows for what is counted, and the old ones deleted. Undone and corrected contacts count
    nowhere and are gone.
    """
    given = _support_forms(case)
    left = [(old, _left_of(old, facts)) for old in Contact.objects.effective().filter(case=case)]
    AgendaItem.objects.filter(case=case).update(moved_to=None, end="", ended_at=None, ended_by=None)
    AgendaItem.objects.filter(case=case).delete()
    # A merge that was undone can leave the event of one case with the draft of the other.
    AgendaItem.objects.filter(told_in__case=case).update(told_in=None)
    Callback.objects.filter(case=case).delete()
    Contact.objects.filter(case=case).update(replaced_by=None)
    Contact.objects.filter(case=case).delete()
    Draft.objects.filter(case=case).delete()
    Contact.objects.bulk_create([new for _, new in left])
    through = Contact.support_forms.through
    through._default_manager.bulk_create(
        through(id=random_pk(), contact_id=new.pk, supportform_id=form)
        for old, new in left
        for form in given[old.pk]
    )


def _support_forms(case: Case) -> dict[int, list[int]]:
    found: dict[int, list[int]] = defaultdict(list)
    rows = Contact.support_forms.through._default_manager.filter(contact__case=case)
    for contact_id, form_id in rows.values_list("contact_id", "supportform_id"):
        found[contact_id].append(form_id)
    return found


def _left_of(old: Contact, facts: Case) -> Contact:
    columns = {field.name for field in Contact._meta.concrete_fields}
    kept: dict[str, Any] = {
        name: getattr(old, name) for name in CONTACT.with_fate(Fate.KEEP) if name in columns
    }
    on = coarse_day(old.occurred_at)
    return Contact(
        id=random_pk(), public_id=uuid.uuid4(), case=facts, occurred_at=on, logged_at=on, **kept
    )
