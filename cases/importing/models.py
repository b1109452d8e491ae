"""A list that is being taken in: its rows, sealed, from the upload until they are cases or thrown.

The rows are no cases yet, so they have a key of their own, destroyed when the list is over. What
has become a case leaves its row at once, and only a keyed digest stays, with the case: by it the
same row of the same list makes nothing twice.
"""

import uuid
from datetime import timedelta
from typing import ClassVar, Self

from django.db import models
from django.urls import reverse

from jourcase.kernel.sealed import SealedModel, SealedTextField
from volunteers.models import User

# A list that nobody goes on with is not kept for longer than it takes to put its rows right.
KEPT_FOR = timedelta(days=7)


class ListImportQuerySet(models.QuerySet["ListImport"]):
    def unfinished_by(self, user: User) -> Self:
        """What this person brought and has not thrown away, the latest first."""
        return self.filter(user=user, over_at__isnull=True).order_by("-touched_at", "id")


class ListImport(SealedModel):
    """One uploaded list. The file itself is never kept."""

    sealed_scope = ("import", "id")
    sealed_row = "id"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="list_imports")
    started_at = models.DateTimeField("inlämnad")
    touched_at = models.DateTimeField("senast ändrad")
    checked_at = models.DateTimeField("granskad", null=True)
    over_at = models.DateTimeField("avslutad", null=True)
    row_count = models.PositiveIntegerField("rader", default=0)
    # Headers, which column is what, and what holds for every row, as JSON.
    plan = SealedTextField("upplägg", blank=True)
    # The long work that takes rows in at the moment, or did so last.
    job_id = models.UUIDField("arbete", null=True)

    objects: ClassVar = ListImportQuerySet.as_manager()

    class Meta:
        verbose_name = "lista som tas in"
        verbose_name_plural = "listor som tas in"
        indexes: ClassVar = [models.Index(fields=["user", "touched_at"], name="list_import_user")]

    def __str__(self) -> str:
        return f"Lista {self.pk}"

    def get_absolute_url(self) -> str:
        return reverse("cases:list_import", args=[self.pk])

    @property
    def throw_url(self) -> str:
        return reverse("cases:throw_list", args=[self.pk])


class ListChunk(SealedModel):
    """Some rows of a list, as they stand in it, and what was found of each."""

    sealed_scope = ("import", "list_id")
    sealed_row = "id"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    list = models.ForeignKey(ListImport, on_delete=models.CASCADE, related_name="chunks")
    number = models.PositiveIntegerField("nummer")
    rows = SealedTextField("rader", blank=True)
    verdicts = SealedTextField("utfall", blank=True)

    class Meta:
        verbose_name = "rader i en lista"
        verbose_name_plural = "rader i listor"
        ordering: ClassVar = ["number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["list", "number"], name="list_chunk_once")
        ]

    def __str__(self) -> str:
        return f"Rader {self.number} i {self.list_id}"


class ListedRow(models.Model):
    """That a case came with a list, so that the same row makes no second one."""

    case = models.OneToOneField("cases.Case", on_delete=models.PROTECT, related_name="listed_row")
    row_lookup = models.CharField("avtryck", max_length=64, unique=True)

    class Meta:
        verbose_name = "intagen rad"
        verbose_name_plural = "intagna rader"

    def __str__(self) -> str:
        return f"Rad till {self.case_id}"
