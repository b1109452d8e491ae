"""What the call list and the call card show: rows and cards with their words already chosen."""

import json
import uuid
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Exists, OuterRef
from django.urls import reverse

from cases.domain.recusal import is_new_and_unasked
from cases.marks import Recusal
from cases.models import Case, Identity, Phone
from cases.safe_words import safe_contact as safe_contact
from contacts import access, words
from contacts.domain.counting import is_phone_try
from contacts.domain.entry import UNDO_WITHIN
from contacts.domain.enums import Direction
from contacts.domain.evening import COMES_BEFORE
from contacts.domain.next_step import NextStep, no_call
from contacts.evening.models import EveningStay
from contacts.forms import ContactForm, initial_from_draft
from contacts.models import Contact, Draft
from contacts.queue import (
    Moment,
    QueueRow,
    callable_cases,
    in_call_order,
    listed_today,
    rows,
)
from contacts.services.promise_columns import COLUMNS, selected_hours, standing_of, step_facts_of
from jourcase.agreement.domain.terms import is_evening
from jourcase.agreement.models import SupportForm
from jourcase.kernel.local_time import end_of_local_day, local_date, start_of_local_day
from jourcase.kernel.phones import show_phone
from jourcase.kernel.swedish import near_instant
from volunteers.models import Shift, User

ROWS_SHOWN = 50
_ANY_ID = str(uuid.UUID(int=0))
# What a row of a list needs of a case for its name, standing and next step: half of the columns.
STEP_COLUMNS = (
    *("public_id", "reference", "terms", "received_at", "closed_at", "assigned_to"),
    *("is_protected", "protected_number", "is_anonymous", "calls_paused_at"),
    *("reach_by", "call_safety", "has_working_phone", "declines_phone"),
    *(name for name in COLUMNS if name not in {"has_support", "meeting_offered"}),
)
_NAME_COLUMNS = ("identity__case", "identity__name", "identity__safe_hours")
_CALLED_COLUMNS = ("reference", "is_protected", "protected_number")
# The same for the notice of what was saved last, which is read on every page.
_SAVED_COLUMNS = (
    *("public_id", "occurred_at", "channel", "direction", "result"),
    *(f"case__{name}" for name in STEP_COLUMNS),
    "case__identity__safe_hours",
)


@dataclass(frozen=True, slots=True)
class ListRow:
    """One line of the list. Only a first name and what is needed to choose."""

    begin_url: str
    name: str
    reference: str
    tone: str
    icon: str
    why: str
    facts: str
    blocked: str

    @property
    def can_take(self) -> bool:
        return not self.blocked


@dataclass(frozen=True, slots=True)
class CallCard:
    """The person to ring now."""

    draft: Draft
    case: Case
    name: str
    tone: str
    why: str
    safe_contact: list[str]
    phone: str
    phone_shown: str
    no_call: str  # why there is no number to press
    tries: str
    tries_done: int
    tries_needed: int
    evening_from: str
    evening_to: str
    may_open_case: bool
    form: ContactForm
    is_hidden: bool = False  # protected from them since they began: their own text is all there is
    asks_of_recusal: bool = False  # given to them, and never asked if they know anybody in it
    taken_over_by: str = ""  # who rings the person now, when this draft's claim has run out


@dataclass(frozen=True, slots=True)
class Saved:
    """The latest contact that this person can still undo."""

    contact: Contact
    text: str
    following: str


@dataclass(frozen=True, slots=True)
class Tonight:
    """The shift of today: whose it is and who has signed up."""

    starts_at: datetime
    ends_at: datetime
    is_own: bool
    office: str
    people: dict[int, str]  # by the id of the person
    may_come: bool = False  # signed up, and not checked in
    is_here: bool = False


@dataclass(frozen=True, slots=True)
class CallPage:
    """Everything on the page "Att ringa nu"."""

    card: CallCard | None
    first: ListRow | None
    rows: list[ListRow]
    saved: Saved | None
    drafts: list[Draft]
    waiting: int
    evening_only: int
    shift: Tonight | None
    is_own_list: bool
    next_deadline: str


def first_name(case: Case) -> str:
    """What a list or card may call the person."""
    identity = selected_identity(case)
    return (identity.first_name if identity else "") or "Namn saknas"


def selected_identity(case: Case) -> Identity | None:
    """The identity that came with the query, None for an anonymous or erased case."""
    return case._state.fields_cache.get("identity")


def list_row(row: QueueRow, moment: Moment, *, begin_url: str, holder: str = "") -> ListRow:
    """A row with its words; `holder` is who rings it just now."""
    standing, terms = standing_of(row.case), moment.terms[row.case.terms_id]
    tries = words.tries(
        standing,
        needed=terms.minimum_phone_attempts,
        evening_needed=terms.minimum_evening_attempts,
    )
    return ListRow(
        begin_url=begin_url,
        name=first_name(row.case),
        reference=row.case.reference,
        tone=words.tone(row.step),
        icon=words.ICONS[words.tone(row.step)],
        why=words.why(row.step, standing, received_at=row.case.received_at, now=moment.now),
        facts=f"{words.deadline(standing, now=moment.now)} · {tries}"
        if standing.first_contact_at is None
        else tries,
        blocked=f"{holder} ringer nu" if holder else words.hindrance(row.step, now=moment.now),
    )


def working_phone(case: Case) -> str:
    """The first number that still works, E.164, or empty."""
    first = Phone.objects.filter(case=case, found_wrong_at__isnull=True).first()
    return first.number if first else ""


def bind_form(draft: Draft, moment: Moment, data: Any = None) -> ContactForm:
    """The form of a draft: what was posted, or what was autosaved."""
    identity = selected_identity(draft.case)
    form = ContactForm(
        data,
        now=moment.now,
        support_forms=list(SupportForm.objects.all()),
        may_leave_message=identity is None or identity.may_leave_message,
        next_shift_at=moment.next_shift_at,
        initial=_said_so_far(draft),
        received_at=draft.case.received_at,
        dialled_at=draft.dialled_at,
        safe=selected_hours(draft.case),
    )
    form.is_of_protected = draft.case.is_protected
    return form


def _said_so_far(draft: Draft) -> dict[str, Any]:
    """What was autosaved. Of a person whom nobody can ring, a call is one that came in."""
    if draft.content:
        return initial_from_draft(json.loads(draft.content))
    return {"direction": Direction.IN} if draft.case.is_anonymous else {}


def call_card(draft: Draft, moment: Moment, user: User, form: ContactForm) -> CallCard:
    """The card of a begun call."""
    case = draft.case
    terms, standing = moment.terms[case.terms_id], standing_of(case)
    identity = selected_identity(case)
    step: NextStep = moment.step(case)
    known = access.knows_person(draft, now=moment.now)
    forbidden = no_call(step_facts_of(case))
    no_call_words = words.NO_CALLS[forbidden] if forbidden else ""
    phone = working_phone(case) if known and not forbidden else ""
    return CallCard(
        draft=draft,
        case=case,
        name=_called_on_card(case) if known else case.name_for_lists,
        tone=words.tone(step),
        why=words.why(step, standing, received_at=case.received_at, now=moment.now),
        safe_contact=safe_contact(case, identity, now=moment.now) if known else [],
        phone=phone,
        phone_shown=show_phone(phone) if phone else "",
        no_call=no_call_words if known else _not_theirs(case),
        tries=words.tries(
            standing,
            needed=terms.minimum_phone_attempts,
            evening_needed=terms.minimum_evening_attempts,
        ),
        tries_done=standing.phone_tries,
        tries_needed=terms.minimum_phone_attempts,
        evening_from=f"{terms.evening_start:%H:%M}",
        evening_to=f"{terms.evening_end:%H:%M}",
        may_open_case=known and (user.is_coordinator or case.assigned_to_id == user.pk),
        is_hidden=case.is_protected and not known,
        asks_of_recusal=known and _is_new_here(draft, user),
        form=form,
    )


def _is_new_here(draft: Draft, user: User) -> bool:
    return is_new_and_unasked(
        is_responsible=draft.case.assigned_to_id == user.pk,
        is_open=draft.case.closed_at is None,
        given=getattr(draft, access.GIVEN, None),
        answered=getattr(draft, access.ANSWERED, None),
    )


def _not_theirs(case: Case) -> str:
    return words.PROTECTED_NOW if case.is_protected else words.NOT_YOURS_NOW


def _called_on_card(case: Case) -> str:
    return first_name(case) if selected_identity(case) else "Anonym"


def saved_notice(user: User, moment: Moment) -> Saved | None:
    """What the person saved last, while it can still be undone."""
    contact = (
        Contact.objects.effective()
        .filter(made_by=user, logged_at__gt=moment.now - UNDO_WITHIN, draft__isnull=False)
        .exclude(case__in=Recusal.objects.hidden_from(user))
        .exclude(case__in=Case.objects.closed_by_protection(user).values("pk"))
        .select_related("case__identity")
        .only(*_SAVED_COLUMNS)
        .order_by("-logged_at", "-pk")
        .first()
    )
    if contact is None:
        return None
    terms, step = moment.terms[contact.case.terms_id], moment.step(contact.case)
    attempt = contact.attempt
    counts = is_phone_try(attempt) and is_evening(contact.occurred_at, terms)
    at = near_instant(contact.occurred_at, now=moment.now)
    text = f"{contact.case.name_for_lists} – {contact.get_result_display().lower()}, {at}."
    if counts:
        text += " Räknas som kvällsförsök."
    following = words.window(step, now=moment.now) or words.why(
        step, standing_of(contact.case), received_at=contact.case.received_at, now=moment.now
    )
    return Saved(contact=contact, text=text, following=f"{following.removesuffix('.')}.")


def call_page(user: User, moment: Moment, card: CallCard | None) -> CallPage:
    """The page: the card (when a call has begun), then today's list."""
    now = moment.now
    listed = listed_today(callable_cases(user, now=now), moment)
    if card is not None:
        listed = listed.exclude(pk=card.case.pk)
    ordered = in_call_order(listed, moment).only(*STEP_COLUMNS, *_NAME_COLUMNS)
    shown = rows(ordered[:ROWS_SHOWN], moment)
    holders = _holders([row.case.pk for row in shown], card, now)
    # An address is looked up once a page, not once a row.
    begin = reverse("contacts:begin", args=[_ANY_ID])
    lines = [
        list_row(
            row,
            moment,
            begin_url=begin.replace(_ANY_ID, str(row.case.public_id)),
            holder=holders.get(row.case.pk, ""),
        )
        for row in shown
    ]
    lines.sort(key=lambda line: not line.can_take)
    first = lines[0] if card is None and lines and lines[0].can_take else None
    shift = _shift_of_today(user, now)
    return CallPage(
        card=replace(card, taken_over_by=holders.get(card.case.pk, "")) if card else None,
        first=first,
        rows=lines[1:] if first else lines,
        saved=saved_notice(user, moment),
        drafts=_drafts(user, card),
        waiting=sum(line.can_take for line in lines),
        evening_only=sum(row.case.next_is_evening_only for row in shown),
        shift=shift,
        is_own_list=not user.is_coordinator
        and not (shift is not None and shift.starts_at <= now and user.pk in shift.people),
        next_deadline=_next_deadline(user, moment) if not lines else "",
    )


def called(full_name: str) -> str:
    """What colleagues are called on a page, from a name read without its person."""
    return User(full_name=full_name).short_name


def _holders(case_ids: list[int], card: CallCard | None, now: datetime) -> dict[int, str]:
    """Who rings each case now, by its id; for the card's own case only somebody else."""
    own = (card.case.pk, card.draft.user_id) if card else None
    asked = [*case_ids, own[0]] if own else case_ids
    live = Draft.objects.live(now).filter(case__in=asked)
    return {
        case_id: called(name)
        for case_id, user_id, name in live.values_list("case", "user", "user__full_name")
        if (case_id, user_id) != own
    }


def _drafts(user: User, card: CallCard | None) -> list[Draft]:
    """Begun and not saved, with something typed; at most five."""
    found = Draft.objects.unfinished_by(user).exclude(content="").select_related("case")
    if card is not None:
        found = found.exclude(pk=card.draft.pk)
    return list(found.only("started_at", *(f"case__{name}" for name in _CALLED_COLUMNS))[:5])


def _shift_of_today(user: User, now: datetime) -> Tonight | None:
    """The first that is not over, with its people, and whether this one is here (one query)."""
    today = local_date(now)
    found = (
        Shift.objects.not_closed()
        .filter(ends_at__gt=now, starts_at__lte=end_of_local_day(today))
        .filter(starts_at__gte=start_of_local_day(today) - timedelta(days=1))
        .annotate(
            is_here=Exists(EveningStay.objects.here().filter(shift=OuterRef("pk"), user=user))
        )
        .order_by("starts_at", "pk", "signups__pk")
        .values_list(
            *("pk", "starts_at", "ends_at", "office__is_own", "office__name", "is_here"),
            *("signups__user", "signups__user__full_name"),
        )
    )
    lines = list(found)
    if not lines:
        return None
    first, starts_at, ends_at, is_own, office, is_here, *_ = lines[0]
    people = {user: called(name) for pk, *_, user, name in lines if pk == first and user}
    may_come = user.pk in people and not is_here and now >= starts_at - COMES_BEFORE
    return Tonight(starts_at, ends_at, is_own, office, people, may_come, is_here)


def _next_deadline(user: User, moment: Moment) -> str:
    coming = (
        Case.objects.visible_to(user)
        .open()
        .filter(first_contact_at__isnull=True, deadline_at__gt=moment.now, contact_exemption="")
        .order_by("deadline_at")
        .values_list("deadline_at", flat=True)
        .first()
    )
    return near_instant(coming, now=moment.now) if coming else ""
