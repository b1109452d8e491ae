"""Logged contacts, the drafts that become them, and promised callbacks."""

import uuid
from datetime import datetime
from typing import ClassVar, Self

from django.db import models
from django.db.models import Q
from django.urls import reverse

from cases.marks import Recusal
from cases.models import Case
from contacts.agenda import AgendaItem as AgendaItem
from contacts.domain.counting import Attempt
from contacts.domain.enums import Channel, Direction, MeetingOffer, Result, WhatNext
from jourcase.agreement.models import SupportForm
from jourcase.kernel.sealed import SealedModel, SealedTextField
from volunteers.models import User


class DraftQuerySet(models.QuerySet["Draft"]):
    def shown_to(self, user: User) -> Self:
        """Their own and nobody else's, without those on cases of their own jäv."""
        return self.filter(user=user).exclude(case__in=Recusal.objects.hidden_from(user))

    def claiming(self) -> Self:
        """Holding their case: begun, neither saved nor given up. Some may have expired."""
        return self.filter(released_at__isnull=True)

    def live(self, now: datetime) -> Self:
        """Holding their case at `now`."""
        return self.claiming().filter(claimed_until__gt=now)

    def unfinished_by(self, user: User) -> Self:
        """What this person began and neither saved nor threw away, the latest first."""
        return (
            self.shown_to(user)
            .filter(contact__isnull=True, discarded_at__isnull=True)
            .order_by("-started_at", "-id")
        )


class Draft(SealedModel):
    """A call that has begun. Its id is the claim on the case, the autosave target and the
    idempotency key of the contact that it becomes, all in one.
    """

    sealed_row = "id"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="drafts")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="drafts")
    started_at = models.DateTimeField("påbörjat")
    claimed_until = models.DateTimeField("upptaget till")
    # When "Ring" was pressed: the start of the call decides whether it was an evening try.
    dialled_at = models.DateTimeField("uppringt", null=True)
    released_at = models.DateTimeField("släppt", null=True)
    discarded_at = models.DateTimeField("kastat", null=True)
    # Begun on the case's own page, so that saving leads back there and not to the next person.
    from_case = models.BooleanField("påbörjat från ärendet", default=False)
    # What was typed, as the form's own fields in JSON; the autosave with the highest number wins.
    content = SealedTextField("innehåll", blank=True)
    sequence = models.PositiveIntegerField("följdnummer", default=0)
    saved_at = models.DateTimeField("senast sparat", null=True)
    # The latest contact of the case when the draft began: tells whether somebody logged meanwhile.
    seen_contact_id = models.BigIntegerField(null=True)

    objects: ClassVar = DraftQuerySet.as_manager()

    class Meta:
        verbose_name = "utkast"
        verbose_name_plural = "utkast"
        constraints: ClassVar = [
            # What makes it impossible that two people ring the same person at once.
            models.UniqueConstraint(
                fields=["case"],
                condition=Q(released_at__isnull=True),
                name="draft_one_claim_a_case",
            )
        ]
        indexes: ClassVar = [models.Index(fields=["user", "started_at"], name="draft_user")]

    def __str__(self) -> str:
        return f"Utkast {self.pk}"

    @property
    def throw_url(self) -> str:
        return reverse("contacts:discard", args=[self.pk])

    @property
    def is_saved(self) -> bool:
        """It has become a contact; no query when `contact` was selected with it."""
        return hasattr(self, "contact")

    @property
    def is_over(self) -> bool:
        """Saved, thrown away, or left with nothing typed: there is nothing to go on with."""
        is_left = self.released_at is not None and not self.content
        return self.is_saved or self.discarded_at is not None or is_left


class ContactQuerySet(models.QuerySet["Contact"]):
    def effective(self) -> Self:
        """Neither undone nor replaced by a correction: what every count goes by."""
        return self.filter(undone_at__isnull=True, replaced_by__isnull=True)


class Contact(SealedModel):
    """One contact with the person, or one try. Never changed: a correction replaces it."""

    sealed_row = "public_id"

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="contacts")
    draft = models.OneToOneField(Draft, on_delete=models.PROTECT, null=True, related_name="contact")
    occurred_at = models.DateTimeField("började")
    logged_at = models.DateTimeField("loggat")
    # Empty only when the case is erased.
    made_by: "models.ForeignKey[User, User]" = models.ForeignKey(  # type: ignore[misc]
        User, verbose_name="vem", on_delete=models.PROTECT, null=True, related_name="contacts"
    )
    maker_was_approved = models.BooleanField("godkänd den dagen")
    channel = models.CharField("sätt", max_length=16, choices=Channel.choices())
    direction = models.CharField("riktning", max_length=4, choices=Direction.choices())
    result = models.CharField("resultat", max_length=16, choices=Result.choices())
    minutes = models.PositiveSmallIntegerField("minuter", null=True, blank=True)
    support_forms = models.ManyToManyField(SupportForm, verbose_name="stöd", blank=True)
    meeting_offer = models.CharField(
        "personligt möte", max_length=12, choices=MeetingOffer.choices(), blank=True
    )
    what_next = models.CharField("nästa steg", max_length=8, choices=WhatNext.choices(), blank=True)
    next_on = models.DateField("nästa kontakt", null=True, blank=True)
    note = SealedTextField("anteckning", blank=True)
    undone_at = models.DateTimeField("ångrat", null=True)
    replaced_by = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, related_name="replaces"
    )

    objects: ClassVar = ContactQuerySet.as_manager()

    class Meta:
        verbose_name = "kontakt"
        verbose_name_plural = "kontakter"
        indexes: ClassVar = [
            models.Index(fields=["case", "occurred_at"], name="contact_case_at"),
            models.Index(fields=["occurred_at"], name="contact_at"),
            # "Sparat" with its undo asks on every call page what this person logged last.
            models.Index(fields=["made_by", "logged_at"], name="contact_made_by_at"),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(undone_at__isnull=True) | Q(replaced_by__isnull=True),
                name="contact_undone_or_replaced",
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_result_display()} {self.occurred_at:%Y-%m-%d}"

    @property
    def attempt(self) -> Attempt:
        """As the rules see it."""
        return Attempt(
            occurred_at=self.occurred_at,
            channel=Channel(self.channel),
            direction=Direction(self.direction),
            result=Result(self.result),
        )


class CallbackQuerySet(models.QuerySet["Callback"]):
    def pending(self) -> Self:
        return self.filter(settled_at__isnull=True)


class Callback(models.Model):
    """A promise to ring at a certain time."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="callbacks")
    due_at = models.DateTimeField("utlovad tid")
    promised_in = models.OneToOneField(Contact, on_delete=models.PROTECT, related_name="callback")
    settled_at = models.DateTimeField("avslutad", null=True)
    settled_by = models.ForeignKey(
        Contact, on_delete=models.PROTECT, null=True, related_name="settled_callbacks"
    )

    objects: ClassVar = CallbackQuerySet.as_manager()

    class Meta:
        verbose_name = "utlovad uppringning"
        verbose_name_plural = "utlovade uppringningar"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["case"], condition=Q(settled_at__isnull=True), name="callback_one_a_case"
            )
        ]

    def __str__(self) -> str:
        return f"Uppringning {self.due_at:%Y-%m-%d %H:%M}"


# Here, so that Django finds them with the rest.
from contacts.evening.models import EveningStay as EveningStay  # noqa: E402
from contacts.evening.models import SilenceLook as SilenceLook  # noqa: E402
