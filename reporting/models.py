"""What the reporting keeps of its own: checked weeks of the audit log, and the activities."""

from typing import ClassVar

from django.db import models

from reporting.activities.models import Activity as Activity
from reporting.domain.log_week import CheckOutcome, Part, Section
from volunteers.models import User


class LogCheck(models.Model):
    """One section of one week, checked. Every change of it stands in the audit log too."""

    year = models.PositiveSmallIntegerField("år")
    week = models.PositiveSmallIntegerField("vecka")
    part = models.CharField("del", max_length=12, choices=Part.choices())
    section = models.CharField("avsnitt", max_length=12, choices=Section.choices())
    outcome = models.CharField("resultat", max_length=12, choices=CheckOutcome.choices())
    checked_by = models.ForeignKey(
        User, verbose_name="kontrollerat av", on_delete=models.PROTECT, related_name="+"
    )
    at = models.DateTimeField("kontrollerat")

    class Meta:
        verbose_name = "loggkontroll"
        verbose_name_plural = "loggkontroller"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["year", "week", "part", "section"], name="log_check_once_a_section"
            ),
            models.CheckConstraint(
                condition=models.Q(week__gte=1, week__lte=53), name="log_check_of_a_week"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.year}-W{self.week:02d} {self.get_section_display()}"
