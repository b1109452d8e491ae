"""manage.py practice_data: fill an empty practice installation with invented people and cases."""

from typing import Any

from django.conf import settings
from django.core.management.base import CommandError
from django.db import transaction

from jourcase.kernel import clock
from jourcase.kernel.practice import PracticeMark
from reporting.demo.build import Built
from reporting.demo.events import Plan
from reporting.management.commands.demo_data import Command as DemoData

# Enough for a full call list and a year to look back on, and made in some seconds.
CASES = 400


class Command(DemoData):
    help = (
        "Fyller en tom databas med påhittade människor att öva på, och märker den som övning. Bara "
        "där JOURCASE_PRACTICE är 1."
    )

    def refuse(self) -> None:
        if not settings.PRACTICE:
            raise CommandError(
                "Övningsdata görs bara där JOURCASE_PRACTICE är 1. Inget har ändrats."
            )

    def handle(self, *args: Any, **options: Any) -> None:
        super().handle(*args, **{**options, "cases": options["cases"] or CASES})

    def make(self, plan: Plan) -> Built:
        with transaction.atomic():
            built = super().make(plan)
            PracticeMark.objects.create(made_at=clock.now(), seed=plan.seed)
        return built
