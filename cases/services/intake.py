"""A case comes in."""

import secrets
import uuid
from collections.abc import Callable, Sequence
from datetime import date, datetime

from django.db import transaction
from django.db.models import F, Max

from cases.domain.age import age_facts
from cases.domain.duplicates import name_key
from cases.domain.enums import LIVE_CHANNELS, AgeBand, ReachBy, Source
from cases.domain.intake import IdentityInput, Intake, StatisticsInput
from cases.domain.protection import protected_intake_refusals
from cases.domain.rules import identity_refusals, received_refusals
from cases.domain.spoken_words import WORDS
from cases.models import (
    AnonymousCode,
    Case,
    CaseEvent,
    CaseNumber,
    EventKind,
    Identity,
    Note,
    Phone,
)
from cases.promise_port import refresh_promise
from jourcase.agreement.models import District, TermsVersion
from jourcase.kernel import audit
from jourcase.kernel.audit import Action
from jourcase.kernel.local_time import local_date
from jourcase.kernel.refusals import refuse_if_any
from jourcase.kernel.sealed import key_ring, learn_key, lookup_digest
from jourcase.keystore.store import mint
from volunteers.domain.languages import tidy_language
from volunteers.domain.roles import Role
from volunteers.models import User

# The numbers of protected cases are kept with those of the years, under a year that is none.
_PROTECTED_SERIES = 0
_IDENTITY_FIELDS = ["name", "phones", "email", "other_way", "k_number", "guardian", "safe_contact"]


def open_case(
    *,
    intake: Intake,
    by: User,
    now: datetime,
    choose: Callable[[Sequence[str]], str] = secrets.choice,
    is_fictional: bool = False,
    public_id: uuid.UUID | None = None,
) -> Case:
    """Take in a case: case, identity, number, first event and audit in one transaction.

    An anonymous case gets a spoken code and no identity row. `choose` draws the words of that
    code (the demonstration passes a seeded one). `public_id` may have been drawn beforehand;
    one that is taken raises `IntegrityError`. Raises `RefusedError`.
    """
    statistics, identity = intake.statistics, intake.identity
    readers = _first_readers(by) if intake.is_protected else []
    received_on = local_date(intake.received_at)
    terms = TermsVersion.objects.begun(received_on).first()
    refuse_if_any(
        received_refusals(
            intake.received_at,
            first_terms_on=terms.valid_from if terms else date.max,
            first_contact_at=None,
            now=now,
        )
        | identity_refusals(
            is_anonymous=intake.is_anonymous,
            has_identity=not identity.is_empty,
            reach_by=intake.reach_by,
            phone_count=len(identity.phones),
            born=statistics.born,
            today=local_date(now),
        )
        | protected_intake_refusals(is_protected=intake.is_protected, reader_count=len(readers))
    )
    assert terms is not None  # noqa: S101 - refused above
    with transaction.atomic(), key_ring():
        case = Case(
            public_id=public_id or uuid.uuid4(),
            reference=_next_reference(received_on.year),
            is_fictional=is_fictional,
            received_at=intake.received_at,
            terms=terms,
            source=intake.source,
            channel=intake.channel,
            opened_at=now,
            opened_by=by,
            is_anonymous=intake.is_anonymous,
            reach_by=ReachBy.CALLS_US if intake.is_anonymous else intake.reach_by,
            call_safety=intake.call_safety,
            has_working_phone=bool(identity.phones) and not intake.is_anonymous,
            person_was_there=intake.source == Source.OWN and intake.channel in LIVE_CHANNELS,
            is_protected=intake.is_protected,
        )
        apply_statistics(case, statistics, terms, received_on)
        if intake.is_protected:
            case.protected_number = next_protected_number()
            case.district = None
        case.save(force_insert=True)
        make_key(case, now=now)
        if intake.is_protected:
            case.protected_readers.set(readers)
        if intake.is_anonymous:
            _give_spoken_code(case, choose)
        else:
            write_identity(case, identity, statistics, is_new=True)
        if intake.first_note.strip():
            Note.objects.create(
                case=case, text=intake.first_note.strip(), written_at=now, written_by=by
            )
        CaseEvent.objects.create(
            case=case,
            at=now,
            by=by,
            kind=EventKind.RECEIVED,
            detail={"source": intake.source, "received_at": intake.received_at.isoformat()},
        )
        refresh_promise(case)
        audit.record(
            by_id=by.pk,
            action=Action.CASE_OPENED,
            now=now,
            case_ids=[case.pk],
            fields=[] if intake.is_anonymous else _IDENTITY_FIELDS,
        )
    return case


def make_key(case: Case, *, now: datetime) -> None:
    """The key that seals all text of a case that has just been inserted."""
    learn_key(case.key_scope, mint(case.key_scope, now=now))


def apply_statistics(
    case: Case, statistics: StatisticsInput, terms: TermsVersion, received_on: date
) -> None:
    """Set the statistics columns on an unsaved or locked case (does not save).

    Age is that of the received day; the birth date itself stays with the identity. When nothing
    about age is given, what is already on the case stays.
    """
    case.relation = statistics.relation
    case.gender = statistics.gender
    case.crime_type = statistics.crime_type
    case.in_close_relation = statistics.in_close_relation
    case.honour_related = statistics.honour_related
    case.hate_crime = statistics.hate_crime
    case.school_related = statistics.school_related
    case.police_report = statistics.police_report
    case.language = tidy_language(statistics.language)
    case.needs_interpreter = statistics.needs_interpreter
    case.district = (
        District.objects.get(code=statistics.district_code)
        if statistics.district_code and not case.is_protected
        else None
    )
    if statistics.says_age:
        facts = age_facts(
            on=received_on,
            referral_age=terms.referral_age,
            born=statistics.born,
            birth_year=statistics.birth_year,
            stated=statistics.age_band or AgeBand.UNKNOWN,
        )
        case.age_group, case.age_band = facts.group, facts.band


def write_identity(
    case: Case, identity: IdentityInput, statistics: StatisticsInput, *, is_new: bool = False
) -> Identity:
    """Create or replace the identity row and its phones; known wrong numbers stay marked. Of a case
    that `is_new` there is none to look for.
    """
    safe = identity.safe
    born = statistics.born.isoformat() if statistics.born else str(statistics.birth_year or "")
    values = {
        "name": identity.name.strip(),
        "name_lookup": lookup_digest("name", name_key(identity.name)),
        "email": identity.email.strip(),
        "other_way": identity.other_way.strip(),
        "k_number": identity.k_number,
        "k_number_lookup": lookup_digest("k-number", identity.k_number),
        "guardian": identity.guardian.strip(),
        "may_leave_message": safe.may_leave_message,
        "may_send_sms": safe.may_send_sms,
        "say_nothing": safe.say_nothing,
        "hidden_number": safe.hidden_number,
        "safe_hours": safe.hours.code,
        "wished_gender": safe.wished_gender,
        "safe_note": safe.safe_note.strip(),
    }
    row = None if is_new else Identity.objects.filter(case=case).first()
    if row is None:
        row = Identity.objects.create(case=case, born=born, **values)
        known: dict[str, Phone] = {}
    else:
        for name, value in values.items():
            setattr(row, name, value)
        row.born = born or row.born
        row.save()
        known = {phone.number_lookup: phone for phone in row.phones.all()}
    _write_phones(row, identity.phones, known)
    return row


def _write_phones(row: Identity, numbers: Sequence[str], known: dict[str, Phone]) -> None:
    digests = {number: lookup_digest("phone", number) for number in dict.fromkeys(numbers)}
    dropped = set(known) - set(digests.values())
    if dropped:
        row.phones.filter(number_lookup__in=dropped).delete()
    fresh = []
    for order, (number, digest) in enumerate(digests.items()):
        if digest in known:
            Phone.objects.filter(pk=known[digest].pk).update(order=order)
        else:
            fresh.append(
                Phone(
                    identity=row,
                    case_id=row.case_id,
                    number=number,
                    number_lookup=digest,
                    order=order,
                )
            )
    Phone.objects.bulk_create(fresh)


def _next_reference(year: int) -> str:
    """2026-0147: the next number of the year in which the case was received.

    Never given twice.
    """
    return f"{year}-{_next_in_series(year):04d}"


def next_protected_number() -> int:
    """The n of "Skyddat ärende n". A series of its own: two different cases are never called the
    same, not even after the first has been erased.
    """
    return _next_in_series(_PROTECTED_SERIES)


def _next_in_series(series: int) -> int:
    """The update takes the row's lock, so two at once cannot be given the same number."""
    last = CaseNumber.objects.filter(year=series)
    if not last.update(last=F("last") + 1):
        # Cases were protected before the series was kept.
        highest = Case.objects.aggregate(highest=Max("protected_number"))["highest"]
        begun = (highest or 0) if series == _PROTECTED_SERIES else 0
        CaseNumber.objects.get_or_create(year=series, defaults={"last": begun})
        last.update(last=F("last") + 1)
    return int(last.get().last)


def _first_readers(by: User) -> list[User]:
    """A coordinator protects a case for themselves, and may name others afterwards. What a
    volunteer takes in they will not see: every coordinator does until one of them narrows it.
    """
    if by.is_coordinator:
        return [by]
    return list(User.objects.active().with_role(Role.COORDINATOR))


def _give_spoken_code(case: Case, choose: Callable[[Sequence[str]], str]) -> None:
    while True:
        words = " ".join(choose(WORDS) for _ in range(3))
        digest = lookup_digest("anonymous-code", words)
        if not AnonymousCode.objects.filter(words_lookup=digest).exists():
            AnonymousCode.objects.create(case=case, words=words, words_lookup=digest)
            return


def find_by_spoken_code(text: str) -> Case | None:
    """The case that an anonymous caller's three words stand for, in any case and spacing."""
    digest = lookup_digest("anonymous-code", " ".join(text.lower().split()))
    code = AnonymousCode.objects.filter(words_lookup=digest).select_related("case").first()
    return code.case if code else None
