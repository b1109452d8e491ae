"""What a row says of the decision that made it."""

from django.conf import settings
from django.db import models


class Decided(models.Model):
    """Why a version was made, by whom and when; empty for what an agreement file brought."""

    reason = models.CharField("skäl", max_length=200, blank=True, default="")
    noted_at = models.DateTimeField("noterat", null=True, blank=True)
    noted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="noterat av",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )

    class Meta:
        abstract = True
