"""A case and, apart from it, the identity of the person: two rows with two lives.

`Case` holds what statistics need and survives; `Identity` and its phones hold who it is and
how to make contact safely, and can be erased on their own. Every measure is computed from
`Case` and the contacts alone. Nothing about offenders has a place here.
"""

import uuid
from datetime import datetime
from typing import ClassVar, Self

from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from cases.concern import ChildConcern as ChildConcern
from cases.domain.enums import (
    AgeBand,
    AgeGroup,
    CallSafety,
    CloseReason,
    CrimeType,
    EarlyClose,
    Gender,
    IntakeChannel,
    PoliceReport,
    ReachBy,
    Relation,
    Source,
    Status,
)
from cases.domain.status import LifeFacts, status
from cases.drafts import IntakeDraft as IntakeDraft
from cases.erasing import ErasureRequest as ErasureRequest
from cases.history import CaseEvent as CaseEvent
from cases.history import EventKind as EventKind
from cases.history import Note as Note
from cases.identity import AnonymousCode as AnonymousCode
from cases.identity import Identity as Identity
from cases.identity import Phone as Phone
from cases.importing.models import ListChunk as ListChunk
from cases.importing.models import ListedRow as ListedRow
from cases.importing.models import ListImport as ListImport
from cases.marks import GlassBreak, Recusal
from cases.merging import CasePair as CasePair
from cases.merging import Merge as Merge
from cases.number_query import NumberQuery as NumberQuery
from cases.referring import Referral as Referral
from jourcase.agreement.models import District, TermsVersion
from volunteers.models import User


class CaseQuerySet(models.QuerySet["Case"]):
    def open(self) -> Self:
        return self.filter(closed_at__isnull=True)

    def closed(self) -> Self:
        return self.filter(closed_at__isnull=False)

    def erased(self) -> Self:
        return self.filter(erased_at__isnull=False)

    def kept(self) -> Self:
        """Not erased."""
        return self.filter(erased_at__isnull=True)

    def unassigned(self) -> Self:
        return self.filter(assigned_to__isnull=True)

    def assigned_to_person(self, user: User) -> Self:
        return self.filter(assigned_to=user)

    def free_of_recusal(self, user: User) -> Self:
        """Without the cases that this person has nothing to do with (jäv)."""
        return self.exclude(pk__in=Recusal.objects.hidden_from(user))

    def visible_to(self, user: User) -> Self:
        """What this person may know of: the one filter that every list and page goes through.

        A coordinator sees all but the protected cases of other coordinators; a volunteer sees
        what is assigned to them; everyone else sees nothing; nobody a case of their own jäv.
        """
        if user.is_coordinator:
            # A subquery and no join: the rows stay one a case for whatever is asked of them next.
            named = Case.protected_readers.through.objects.filter(user=user).values("case_id")
            seen = self.filter(Q(is_protected=False) | Q(pk__in=named))
        elif user.is_volunteer:
            seen = self.filter(assigned_to=user, is_protected=False)
        else:
            return self.none()
        return seen.free_of_recusal(user)

    def closed_by_protection(self, user: User) -> Self:
        """The protected cases that this person is not named in, whatever they did there before."""
        hidden = self.filter(is_protected=True)
        if not user.is_coordinator:
            return hidden
        named = Case.protected_readers.through.objects.filter(user=user).values("case_id")
        return hidden.exclude(pk__in=named)

    def opened_for(self, user: User, now: datetime) -> Self:
        """What a nödöppning lets this person read at `now`: never protected, never jäv."""
        opened = GlassBreak.objects.open_for(user, now).values("case")
        return self.filter(is_protected=False, pk__in=opened).free_of_recusal(user)

    def received_between(self, first: "datetime", last: "datetime") -> Self:
        """Received at or after `first` and at or before `last` (aware instants)."""
        return self.filter(received_at__gte=first, received_at__lte=last)


class Case(models.Model):
    """One person's matter."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    reference = models.CharField("ärendenummer", max_length=20, unique=True)
    is_fictional = models.BooleanField("påhittat", default=False)

    # How it came.
    received_at = models.DateTimeField("mottaget", db_index=True)
    terms = models.ForeignKey(TermsVersion, verbose_name="villkor", on_delete=models.PROTECT)
    source = models.CharField("källa", max_length=20, choices=Source.choices())
    channel = models.CharField("väg in", max_length=16, choices=IntakeChannel.choices())
    opened_at = models.DateTimeField("registrerat")
    # Empty only when the case is erased.
    opened_by: "models.ForeignKey[User, User]" = models.ForeignKey(  # type: ignore[misc]
        User, verbose_name="registrerat av", on_delete=models.PROTECT, null=True, related_name="+"
    )

    # Statistics. An empty text means that nobody has answered yet; "vet inte" is an answer.
    relation = models.CharField(
        "den stödsökande är", max_length=24, choices=Relation.choices(), blank=True
    )
    gender = models.CharField("kön", max_length=8, choices=Gender.choices(), blank=True)
    age_group = models.CharField(
        "åldersgrupp", max_length=8, choices=AgeGroup.choices(), default=AgeGroup.UNKNOWN
    )
    age_band = models.CharField(
        "ålder mot 21 år", max_length=8, choices=AgeBand.choices(), blank=True
    )
    # What the person answered on a later day, for the referral: the statistics are of the day when
    # the case came in.
    asked_band = models.CharField(
        "ålder när vi frågade", max_length=8, choices=AgeBand.choices(), blank=True
    )
    asked_on = models.DateField("frågat om ålder", null=True)
    district = models.ForeignKey(
        District, verbose_name="stadsdelsområde", on_delete=models.PROTECT, null=True, blank=True
    )
    crime_type = models.CharField(
        "brottstyp", max_length=24, choices=CrimeType.choices(), blank=True
    )
    in_close_relation = models.BooleanField("nära relation", default=False)
    honour_related = models.BooleanField("hedersrelaterat", default=False)
    hate_crime = models.BooleanField("hatbrott", default=False)
    school_related = models.BooleanField("skolrelaterat", default=False)
    police_report = models.CharField(
        "polisanmält", max_length=8, choices=PoliceReport.choices(), blank=True
    )
    language = models.CharField("språk", max_length=40, blank=True)
    needs_interpreter = models.BooleanField("behöver tolk", default=False)

    # How contact can be made: codes that tell nothing about who it is, kept because the
    # promise is judged on them after the identity is gone.
    is_anonymous = models.BooleanField("anonym", default=False)
    reach_by = models.CharField("nås genom", max_length=12, choices=ReachBy.choices())
    call_safety = models.CharField("tryggt att ringa", max_length=12, choices=CallSafety.choices())
    has_working_phone = models.BooleanField("fungerande nummer", default=False)
    declines_phone = models.BooleanField("vill inte bli uppringd", default=False)
    person_was_there = models.BooleanField("personen tog själv kontakt direkt", default=False)
    calls_paused_at = models.DateTimeField("samtal pausade", null=True, blank=True)
    is_protected = models.BooleanField("skyddade personuppgifter", default=False)
    protected_number = models.PositiveIntegerField("skyddat nummer", null=True, unique=True)
    protected_readers = models.ManyToManyField(User, verbose_name="får se", related_name="+")

    # Its life.
    assigned_to = models.ForeignKey(
        User,
        verbose_name="ansvarig",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="cases",
    )
    closed_at = models.DateTimeField("avslutat", null=True, blank=True)
    close_reason = models.CharField(
        "avslutsorsak", max_length=20, choices=CloseReason.choices(), blank=True
    )
    early_close = models.CharField(
        "avslutat i förtid", max_length=16, choices=EarlyClose.choices(), blank=True
    )
    duplicate_of = models.ForeignKey(
        "self", verbose_name="dubblett av", on_delete=models.PROTECT, null=True, blank=True
    )
    # The month only: which day it was, together with the log, would tell which case it was.
    erased_at = models.DateTimeField("gallrat", null=True, blank=True)
    # Kept when the exact moments are gone, in whole minutes: what the median waits are made of.
    first_contact_wait = models.DurationField("väntan på första kontakt", null=True)
    reached_wait = models.DurationField("väntan på att nås", null=True)

    # Outcome columns: written only by the promise writer in `settings.CASE_PROMISE_WRITER`, in
    # the transaction that changes a fact; `manage.py check_promises` proves them. They hold
    # instants, counts and reasons and never a state that time alone could change.
    deadline_at = models.DateTimeField("första kontakt senast", null=True)
    follow_through_until = models.DateTimeField("försök pågår till", null=True)
    first_contact_at = models.DateTimeField("första kontakt tagen", null=True)
    reached_at = models.DateTimeField("nådd", null=True)
    reached_on_try = models.PositiveSmallIntegerField("nådd på försök", null=True)
    phone_tries = models.PositiveSmallIntegerField("telefonförsök", default=0)
    evening_tries = models.PositiveSmallIntegerField("kvällsförsök", default=0)
    has_tried_enough = models.BooleanField("försökt tillräckligt", default=False)
    contact_exemption = models.CharField("undantag första kontakt", max_length=20, blank=True)
    tries_exemption = models.CharField("undantag försök", max_length=20, blank=True)
    has_support = models.BooleanField("har fått stöd", default=False)
    meeting_offered = models.BooleanField("personligt möte erbjudet", default=False)
    next_due_at = models.DateTimeField("på ringlistan från", null=True)
    next_is_evening_only = models.BooleanField("väntar på kvällen", default=False)
    callback_at = models.DateTimeField("utlovad uppringning", null=True)

    objects: ClassVar = CaseQuerySet.as_manager()

    class Meta:
        verbose_name = "ärende"
        verbose_name_plural = "ärenden"
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True, close_reason="")
                | (Q(closed_at__isnull=False) & ~Q(close_reason="")),
                name="case_closed_with_reason",
            ),
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True) | Q(closed_at__gte=F("received_at")),
                name="case_closed_after_received",
            ),
            models.CheckConstraint(
                condition=Q(early_close="") | Q(closed_at__isnull=False),
                name="case_early_close_is_closed",
            ),
            models.CheckConstraint(
                condition=~Q(close_reason=CloseReason.DUPLICATE)
                | Q(duplicate_of__isnull=False)
                | Q(erased_at__isnull=False),
                name="case_duplicate_names_the_other",
            ),
            models.CheckConstraint(
                condition=Q(is_protected=False)
                | Q(protected_number__isnull=False, district__isnull=True)
                | Q(erased_at__isnull=False, district__isnull=True),
                name="case_protected_has_number_no_place",
            ),
            models.CheckConstraint(
                condition=Q(is_anonymous=False) | Q(has_working_phone=False),
                name="case_anonymous_has_no_phone",
            ),
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True) | Q(next_due_at__isnull=True),
                name="case_closed_is_not_due",
            ),
            models.CheckConstraint(
                condition=Q(erased_at__isnull=False) | Q(opened_by__isnull=False),
                name="case_opened_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(erased_at__isnull=True) | Q(closed_at__isnull=False),
                name="case_erased_is_closed",
            ),
        ]
        indexes: ClassVar = [
            # The call list: the partial index is what keeps it at a tenth of a millisecond.
            models.Index(
                fields=["next_due_at"],
                condition=Q(next_due_at__isnull=False),
                name="case_next_due",
            ),
            models.Index(
                fields=["deadline_at"],
                condition=Q(closed_at__isnull=True),
                name="case_open_deadline",
            ),
            models.Index(fields=["assigned_to", "closed_at"], name="case_assigned"),
        ]

    def __str__(self) -> str:
        return self.name_for_lists

    def get_absolute_url(self) -> str:
        return reverse("contacts:case", args=[self.public_id])

    @property
    def key_scope(self) -> str:
        """Whose key in the key store seals what is written about this case."""
        return f"case:{self.pk}"

    @property
    def name_for_lists(self) -> str:
        """The case number, or for a protected case its neutral name."""
        if self.is_protected and self.erased_at is None:
            return f"Skyddat ärende {self.protected_number}"
        return self.reference

    @property
    def status(self) -> Status:
        return status(
            LifeFacts(
                closed_at=self.closed_at,
                erased_at=self.erased_at,
                reached_at=self.reached_at,
                has_support=self.has_support,
                phone_tries=self.phone_tries,
                is_assigned=self.assigned_to_id is not None,
            )
        )


class CaseNumber(models.Model):
    """The last number given in a year. Kept so that numbers are never given twice."""

    year = models.PositiveSmallIntegerField(primary_key=True)
    last = models.PositiveIntegerField()

    class Meta:
        verbose_name = "ärendenummerserie"
        verbose_name_plural = "ärendenummerserier"

    def __str__(self) -> str:
        return str(self.year)
