"""The secret address at which a person's telephone fetches their calendar."""

from django.conf import settings
from django.db import models


class CalendarFeed(models.Model):
    """An address that shows one person's times to whoever has it. Only a digest of it is kept; a
    row that is gone is an address that works no more.
    """

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        verbose_name="medarbetare",
        on_delete=models.PROTECT,
        related_name="calendar_feed",
    )
    digest = models.CharField("avtryck av adressen", max_length=64, unique=True)
    made_at = models.DateTimeField("gjord")

    class Meta:
        verbose_name = "kalenderadress"
        verbose_name_plural = "kalenderadresser"

    def __str__(self) -> str:
        return f"{self.user} {self.made_at:%Y-%m-%d}"
