"""What is being typed about a case that does not exist yet."""

import uuid
from datetime import timedelta
from typing import ClassVar, Self

from django.db import models
from django.urls import reverse

from jourcase.kernel.sealed import SealedModel, SealedTextField
from volunteers.models import User

# Somebody who rang and was never taken in is not kept for longer than it takes to go on.
KEPT_FOR = timedelta(days=14)


class IntakeDraftQuerySet(models.QuerySet["IntakeDraft"]):
    def unfinished_by(self, user: User) -> Self:
        """What this person began and neither saved nor threw away, the latest first."""
        return self.filter(user=user, over_at__isnull=True).order_by("-saved_at", "id")


class IntakeDraft(SealedModel):
    """A page of "Nytt ärende" that somebody has typed in. Its id is that of the page, and becomes
    the public id of the case.

    It has a key of its own, destroyed when it is over. The empty row stays for a while, so that a
    late autosave does not bring it back.
    """

    sealed_scope = ("draft", "id")
    sealed_row = "id"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="intake_drafts")
    started_at = models.DateTimeField("påbörjat")
    saved_at = models.DateTimeField("senast sparat")
    over_at = models.DateTimeField("avslutat", null=True)
    content = SealedTextField("innehåll", blank=True)
    sequence = models.PositiveIntegerField("följdnummer", default=0)

    objects: ClassVar = IntakeDraftQuerySet.as_manager()

    class Meta:
        verbose_name = "påbörjat ärende"
        verbose_name_plural = "påbörjade ärenden"
        indexes: ClassVar = [models.Index(fields=["user", "saved_at"], name="intake_draft_user")]

    def __str__(self) -> str:
        return f"Påbörjat ärende {self.pk}"

    @property
    def throw_url(self) -> str:
        return reverse("cases:throw", args=[self.pk])
