"""The agreement (IOP) as rows that the board may change: parties, terms, districts, budget.

Public facts only; nothing here is about a person. Rules are in `domain/`; the rows turn into its
values (`to_domain`, `dates`). Source: the annex, and the domain rules "The agreement as data".
"""

from datetime import date

from django.db import models
from django.db.models import F, Q

from jourcase.agreement.decided import Decided
from jourcase.agreement.domain.districts import DistrictKind, Place
from jourcase.agreement.domain.money import BudgetLine, BudgetTable, PaidBasis
from jourcase.agreement.domain.period import AgreementDates
from jourcase.agreement.domain.terms import EARLIEST_EVENING, NUMBER_LIMITS, DayCount, Terms
from jourcase.agreement.domain.undertakings import Measure


def _known(field: str, choices: list[tuple[str, str]], name: str) -> models.CheckConstraint:
    codes = [code for code, _ in choices]
    return models.CheckConstraint(condition=Q(**{f"{field}__in": codes}), name=name)


def _within_limits(field: str) -> models.CheckConstraint:
    low, high = NUMBER_LIMITS[field]
    return models.CheckConstraint(
        condition=Q(**{f"{field}__gte": low, f"{field}__lte": high}),
        name=f"agreement_terms_{field}_in_range",
    )


def _ends_after_start(name: str) -> models.CheckConstraint:
    condition = Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from"))
    return models.CheckConstraint(condition=condition, name=name)


def _valid_on(on: date) -> Q:
    return Q(valid_from__lte=on) & (Q(valid_to__isnull=True) | Q(valid_to__gte=on))


class AgreementQuerySet(models.QuerySet["Agreement"]):
    def begun(self, on: date) -> "AgreementQuerySet":
        """Agreements that had begun on a local date, newest first; some may have ended."""
        return self.filter(starts_on__lte=on).order_by("-starts_on")


class Agreement(models.Model):
    """One agreement: who, from when, for how long, and how it ends."""

    code = models.CharField("kod", max_length=40, unique=True)
    name = models.CharField("namn", max_length=200)
    city_party = models.CharField("part, staden", max_length=200)
    jour_party = models.CharField("part, jouren", max_length=200)
    jour_orgnr = models.CharField("jourens organisationsnummer", max_length=11)
    starts_on = models.DateField("börjar")
    first_period_ends_on = models.DateField("första perioden slutar")
    last_end_on = models.DateField("slutar senast")
    notice_month = models.PositiveSmallIntegerField("sista uppsägning, månad")
    notice_day = models.PositiveSmallIntegerField("sista uppsägning, dag")
    paid_basis = models.CharField(
        "belopp som betalas för en kortare period", max_length=20, choices=PaidBasis.choices()
    )
    # Not in the annex: entered by the board the day that a party has given notice.
    notice_received_on = models.DateField("uppsägning mottagen", null=True, blank=True)

    objects = AgreementQuerySet.as_manager()

    class Meta:
        verbose_name = "överenskommelse"
        verbose_name_plural = "överenskommelser"
        constraints = (
            models.CheckConstraint(
                condition=Q(first_period_ends_on__gte=F("starts_on")),
                name="agreement_first_period_ends_after_start",
            ),
            models.CheckConstraint(
                condition=Q(last_end_on__gte=F("first_period_ends_on")),
                name="agreement_last_end_after_first_period",
            ),
            models.CheckConstraint(
                condition=Q(notice_month__range=(1, 12), notice_day__range=(1, 31)),
                name="agreement_notice_day_in_calendar",
            ),
            _known("paid_basis", PaidBasis.choices(), "agreement_paid_basis_known"),
        )

    def __str__(self) -> str:
        return self.name

    def dates(self) -> AgreementDates:
        """The dates as the rules of `domain.period` take them."""
        return AgreementDates(
            starts_on=self.starts_on,
            first_period_ends_on=self.first_period_ends_on,
            last_end_on=self.last_end_on,
            notice_month=self.notice_month,
            notice_day=self.notice_day,
        )


class UndertakingQuerySet(models.QuerySet["Undertaking"]):
    def valid_on(self, on: date) -> "UndertakingQuerySet":
        """Versions in force on a local date."""
        return self.filter(_valid_on(on))


class Undertaking(Decided):
    """One version of one undertaking, in our own words, and the measure that follows it up."""

    agreement = models.ForeignKey(
        Agreement,
        verbose_name="överenskommelse",
        on_delete=models.PROTECT,
        related_name="undertakings",
    )
    code = models.CharField("kod", max_length=40)
    text = models.CharField("åtagande", max_length=600)
    measure = models.CharField("följs upp genom", max_length=30, choices=Measure.choices())
    valid_from = models.DateField("gäller från")
    valid_to = models.DateField("gäller till och med", null=True, blank=True)
    order = models.PositiveSmallIntegerField("ordning")
    end_reason = models.CharField("varför det upphörde", max_length=200, blank=True, default="")

    objects = UndertakingQuerySet.as_manager()

    class Meta:
        verbose_name = "åtagande"
        verbose_name_plural = "åtaganden"
        ordering = ("order", "valid_from")
        constraints = (
            models.UniqueConstraint(
                fields=("agreement", "code", "valid_from"), name="agreement_undertaking_version"
            ),
            models.UniqueConstraint(
                fields=("agreement", "code"),
                condition=Q(valid_to__isnull=True),
                name="agreement_undertaking_one_open_version",
            ),
            _ends_after_start("agreement_undertaking_ends_after_start"),
            _known("measure", Measure.choices(), "agreement_undertaking_measure_known"),
        )

    def __str__(self) -> str:
        return f"{self.code} ({self.valid_from})"


class TermsVersionQuerySet(models.QuerySet["TermsVersion"]):
    def begun(self, on: date) -> "TermsVersionQuerySet":
        """Versions that had begun on a local date, the one in force first."""
        return self.filter(valid_from__lte=on).order_by("-valid_from")


class TermsVersion(Decided):
    """The terms in force from a date until the next version. See `domain.terms.Terms`."""

    valid_from = models.DateField("gäller från", unique=True)
    first_contact_days = models.PositiveSmallIntegerField("dagar till första kontakt")
    first_contact_day_count = models.CharField(
        "dagarna räknas i", max_length=10, choices=DayCount.choices()
    )
    minimum_phone_attempts = models.PositiveSmallIntegerField("minsta antal telefonförsök")
    minimum_evening_attempts = models.PositiveSmallIntegerField("varav på kvällstid")
    evening_start = models.TimeField("kvällen börjar")
    evening_end = models.TimeField("kvällen slutar")
    follow_through_days = models.PositiveSmallIntegerField("dagar som försöken pågår")
    referral_age = models.PositiveSmallIntegerField("åldersgräns för Stödcentrum")
    reopen_within_days = models.PositiveSmallIntegerField("dagar då ärendet kan återöppnas")
    retention_days = models.PositiveSmallIntegerField("dagar till gallring")
    small_number_threshold = models.PositiveSmallIntegerField("gräns för små tal")

    objects = TermsVersionQuerySet.as_manager()

    class Meta:
        verbose_name = "villkor"
        verbose_name_plural = "villkor"
        ordering = ("-valid_from",)
        constraints = (
            *(_within_limits(field) for field in NUMBER_LIMITS),
            _known(
                "first_contact_day_count", DayCount.choices(), "agreement_terms_day_count_known"
            ),
            models.CheckConstraint(
                condition=Q(evening_end__gt=F("evening_start"))
                & Q(evening_start__gte=EARLIEST_EVENING),
                name="agreement_terms_evening_window",
            ),
            models.CheckConstraint(
                condition=Q(minimum_evening_attempts__lte=F("minimum_phone_attempts")),
                name="agreement_terms_evening_among_tries",
            ),
        )

    def __str__(self) -> str:
        return f"Villkor från {self.valid_from}"

    def to_domain(self) -> Terms:
        """The values as the rules take them."""
        return Terms(
            valid_from=self.valid_from,
            first_contact_days=self.first_contact_days,
            first_contact_day_count=next(
                member for member in DayCount if member == self.first_contact_day_count
            ),
            minimum_phone_attempts=self.minimum_phone_attempts,
            minimum_evening_attempts=self.minimum_evening_attempts,
            evening_start=self.evening_start,
            evening_end=self.evening_end,
            follow_through_days=self.follow_through_days,
            referral_age=self.referral_age,
            reopen_within_days=self.reopen_within_days,
            retention_days=self.retention_days,
            small_number_threshold=self.small_number_threshold,
        )


class Office(models.Model):
    """A jour of the partnership: our own, or a partner's."""

    code = models.CharField("kod", max_length=40, unique=True)
    name = models.CharField("namn", max_length=200)
    is_own = models.BooleanField("den egna jouren", default=False)
    order = models.PositiveSmallIntegerField("ordning")

    class Meta:
        verbose_name = "jour"
        verbose_name_plural = "jourer"
        ordering = ("order", "name")
        constraints = (
            models.UniqueConstraint(
                fields=("is_own",), condition=Q(is_own=True), name="agreement_office_one_own"
            ),
        )

    def __str__(self) -> str:
        return self.name


class DistrictQuerySet(models.QuerySet["District"]):
    def own(self) -> "DistrictQuerySet":
        """Districts that our own jour serves."""
        return self.filter(office__is_own=True)

    def in_city(self) -> "DistrictQuerySet":
        """The city's districts, without "annan kommun" and "okänt"."""
        return self.filter(kind=DistrictKind.CITY_DISTRICT.value)


class District(models.Model):
    """A stadsdelsområde of the city, or what is chosen when it is none of them."""

    code = models.CharField("kod", max_length=40, unique=True)
    name = models.CharField("namn", max_length=200, unique=True)
    kind = models.CharField("slag", max_length=20, choices=DistrictKind.choices())
    office = models.ForeignKey(
        Office,
        verbose_name="jour",
        on_delete=models.PROTECT,
        related_name="districts",
        null=True,
        blank=True,
    )
    order = models.PositiveSmallIntegerField("ordning")

    objects = DistrictQuerySet.as_manager()

    class Meta:
        verbose_name = "stadsdelsområde"
        verbose_name_plural = "stadsdelsområden"
        ordering = ("order", "name")
        constraints = (
            _known("kind", DistrictKind.choices(), "agreement_district_kind_known"),
            models.CheckConstraint(
                condition=Q(office__isnull=True) | Q(kind=DistrictKind.CITY_DISTRICT.value),
                name="agreement_district_office_in_city",
            ),
        )

    def __str__(self) -> str:
        return self.name


class Neighbourhood(models.Model):
    """A name that people say (stadsdel or postal town), and a district that it lies in."""

    name = models.CharField("namn", max_length=200)
    # `domain.districts.normalised(name)`: what makes two spellings the same name.
    key = models.CharField("jämförelsenamn", max_length=200, editable=False)
    district = models.ForeignKey(
        District,
        verbose_name="stadsdelsområde",
        on_delete=models.PROTECT,
        related_name="neighbourhoods",
    )
    is_postal_town = models.BooleanField("postort", default=False)

    class Meta:
        verbose_name = "stadsdel"
        verbose_name_plural = "stadsdelar"
        ordering = ("name",)
        constraints = (
            # A postal town may reach into several districts, a part of the city may not.
            models.UniqueConstraint(
                fields=("key",),
                condition=Q(is_postal_town=False),
                name="agreement_neighbourhood_in_one_district",
            ),
            models.UniqueConstraint(
                fields=("key", "district"),
                condition=Q(is_postal_town=True),
                name="agreement_postal_town_once_a_district",
            ),
        )

    def __str__(self) -> str:
        return self.name

    def to_place(self) -> Place:
        """The value that the look-up takes. Needs `district` to have been selected."""
        return Place(self.name, self.district.code, self.is_postal_town)


class SupportForm(models.Model):
    """One of the annex's seven forms of support, in its order."""

    code = models.CharField("kod", max_length=40, unique=True)
    name = models.CharField("namn", max_length=200, unique=True)
    order = models.PositiveSmallIntegerField("ordning")

    class Meta:
        verbose_name = "stödform"
        verbose_name_plural = "stödformer"
        ordering = ("order",)

    def __str__(self) -> str:
        return self.name


class BudgetRowQuerySet(models.QuerySet["BudgetRow"]):
    def valid_on(self, on: date) -> "BudgetRowQuerySet":
        """Rows in force on a local date."""
        return self.filter(_valid_on(on))


class BudgetRow(Decided):
    """One row of the annex's two budget tables, with its amount for 12 months."""

    agreement = models.ForeignKey(
        Agreement,
        verbose_name="överenskommelse",
        on_delete=models.PROTECT,
        related_name="budget_rows",
    )
    table = models.CharField("tabell", max_length=20, choices=BudgetTable.choices())
    # Exactly the annex's row text, because the city compares row by row.
    name = models.CharField("rad", max_length=200)
    amount_kr = models.PositiveIntegerField("belopp för 12 månader, kr")
    earmarked = models.BooleanField("öronmärkt", default=False)
    valid_from = models.DateField("gäller från")
    valid_to = models.DateField("gäller till och med", null=True, blank=True)
    order = models.PositiveSmallIntegerField("ordning")

    objects = BudgetRowQuerySet.as_manager()

    class Meta:
        verbose_name = "budgetrad"
        verbose_name_plural = "budgetrader"
        ordering = ("-table", "valid_from", "order")
        constraints = (
            models.UniqueConstraint(
                fields=("agreement", "table", "name", "valid_from"),
                name="agreement_budget_row_version",
            ),
            models.UniqueConstraint(
                fields=("agreement", "table", "name"),
                condition=Q(valid_to__isnull=True),
                name="agreement_budget_row_one_open_version",
            ),
            _ends_after_start("agreement_budget_row_ends_after_start"),
            _known("table", BudgetTable.choices(), "agreement_budget_row_table_known"),
            models.CheckConstraint(
                condition=Q(earmarked=False) | Q(table=BudgetTable.OWN_FINANCING.value),
                name="agreement_budget_row_earmark_own_only",
            ),
        )

    def __str__(self) -> str:
        return f"{self.name} ({self.valid_from})"

    def to_line(self) -> BudgetLine:
        """The value that the arithmetic of `domain.money` takes."""
        return BudgetLine(self.name, self.amount_kr, self.earmarked)
