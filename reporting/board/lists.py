"""What the board's administration lists. Rows are read here; each says where it is changed."""

from datetime import date
from typing import Any

from django.contrib.admin import ModelAdmin, SimpleListFilter, display
from django.db.models import Model, Q, QuerySet
from django.http import HttpRequest
from django.urls import reverse

from jourcase.agreement.domain.money import BudgetTable
from jourcase.agreement.domain.period import ends_on
from jourcase.agreement.domain.terms import DayCount
from jourcase.agreement.domain.undertakings import Measure
from jourcase.agreement.models import Agreement, BudgetRow, TermsVersion, Undertaking
from jourcase.kernel import clock
from jourcase.kernel.local_time import local_date
from jourcase.kernel.swedish import kronor
from reporting.board.site import BoardList, BoardSite
from reporting.board.words import FROM_THE_FILE, HALVES, UNTIL_FURTHER, WEEKDAYS
from volunteers.development.words import in_words
from volunteers.domain.development import Requirements
from volunteers.models import Approval, DevelopmentRequirement, EveningPlan


def _days(since: date, until: date | None) -> str:
    return f"{since} – {until}" if until else f"{since} – {UNTIL_FURTHER}"


def _who(row: Any) -> str:
    """Why, who and when; of what an agreement file brought nothing is known."""
    if row.noted_at is None:
        return FROM_THE_FILE
    by = f", {row.noted_by.short_name}" if row.noted_by else ""
    told = f"{row.reason} ({local_date(row.noted_at)}{by})"
    ended = getattr(row, "end_reason", "")
    return f"{told}. Upphörde: {ended}" if ended else told


class InForce(SimpleListFilter):
    """Every version, or those that hold today or are to come."""

    title = "Visa"
    parameter_name = "visa"

    def lookups(
        self, request: HttpRequest, model_admin: "ModelAdmin[Any]"
    ) -> list[tuple[str, str]]:
        return [("nu", "Det som gäller i dag och framåt")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        if self.value() != "nu":
            return queryset
        today = local_date(clock.now())
        return queryset.filter(Q(valid_to__isnull=True) | Q(valid_to__gte=today))


class AgreementList(BoardList):
    address = "overenskommelse/"
    ordering = ("-starts_on",)
    list_display = ("name", "runs", "parties", "notice", "received")

    @display(description="Överenskommelse")
    def name(self, row: Agreement) -> str:
        return row.name

    @display(description="Gäller")
    def runs(self, row: Agreement) -> str:
        return _days(row.starts_on, ends_on(row.dates(), row.notice_received_on))

    @display(description="Parter")
    def parties(self, row: Agreement) -> str:
        return f"{row.city_party} och {row.jour_party}"

    @display(description="Sägs upp senast")
    def notice(self, row: Agreement) -> str:
        return f"{row.notice_day}/{row.notice_month} varje år"

    @display(description="Uppsägning mottagen")
    def received(self, row: Agreement) -> str:
        return str(row.notice_received_on or "Nej")

    def links(self, row: Model) -> list[tuple[str, str]]:
        code = getattr(row, "code", "")
        return [(reverse("board:notice", args=[code]), "Uppsägning")]


class TermsList(BoardList):
    address = "villkor/"
    intro = "Ett ärende bedöms efter villkoren den dag det kom in. Äldre villkor står kvar."
    above = (("board:new-terms", "Nya villkor"),)
    ordering = ("-valid_from",)
    list_select_related = ("noted_by",)
    list_display = ("since", "promise", "evening", "other", "why")

    @display(description="Gäller från")
    def since(self, row: TermsVersion) -> str:
        return str(row.valid_from)

    @display(description="Löftet")
    def promise(self, row: TermsVersion) -> str:
        days = DayCount(row.first_contact_day_count).label
        tries = f"{row.minimum_phone_attempts} försök, {row.minimum_evening_attempts} på kvällen"
        return f"{row.first_contact_days} {days}; {tries}; pågår {row.follow_through_days} dagar"

    @display(description="Kväll")
    def evening(self, row: TermsVersion) -> str:
        return f"{row.evening_start:%H:%M}–{row.evening_end:%H:%M}"

    @display(description="Gränser")
    def other(self, row: TermsVersion) -> str:
        days = f"återöppnas {row.reopen_within_days} dagar, gallras {row.retention_days} dagar"
        return f"Stödcentrum {row.referral_age} år; {days}; små tal {row.small_number_threshold}"

    @display(description="Skäl")
    def why(self, row: TermsVersion) -> str:
        return _who(row)


class UndertakingList(BoardList):
    address = "ataganden/"
    ordering = ("order", "-valid_from")
    list_select_related = ("noted_by",)
    list_filter = (InForce,)
    list_display = ("text", "measure", "days", "why")

    @display(description="Åtagande")
    def text(self, row: Undertaking) -> str:
        return row.text

    @display(description="Följs upp genom")
    def measure(self, row: Undertaking) -> str:
        return Measure(row.measure).label

    @display(description="Gäller")
    def days(self, row: Undertaking) -> str:
        return _days(row.valid_from, row.valid_to)

    @display(description="Skäl")
    def why(self, row: Undertaking) -> str:
        return _who(row)

    def links(self, row: Model) -> list[tuple[str, str]]:
        if not isinstance(row, Undertaking) or row.valid_to is not None:
            return []
        return [(reverse("board:undertaking", args=[row.code]), "Ändra")]


class BudgetList(BoardList):
    address = "budgetrader/"
    intro = "Belopp för 12 månader. Utfallet och beloppen för en kortare period står under Budget."
    above = (("board:new-budget", "Nya belopp"), ("reporting:budget", "Till Budget"))
    ordering = ("-table", "order", "-valid_from")
    list_select_related = ("noted_by",)
    list_filter = (InForce,)
    list_display = ("name", "table", "amount", "days", "why")

    @display(description="Rad")
    def name(self, row: BudgetRow) -> str:
        told = row.earmarked and "öronmärkt" not in row.name
        return f"{row.name} (öronmärkt)" if told else row.name

    @display(description="Tabell")
    def table(self, row: BudgetRow) -> str:
        return BudgetTable(row.table).label

    @display(description="Belopp")
    def amount(self, row: BudgetRow) -> str:
        return kronor(row.amount_kr)

    @display(description="Gäller")
    def days(self, row: BudgetRow) -> str:
        return _days(row.valid_from, row.valid_to)

    @display(description="Skäl")
    def why(self, row: BudgetRow) -> str:
        return _who(row)


class ApprovalList(BoardList):
    address = "godkannanden/"
    intro = "Vilka som har varit godkända, och när. Godkänner gör ni på personens egen sida."
    above = (("volunteers:support_persons", "Till stödpersonerna"),)
    ordering = ("-since", "-pk")
    list_select_related = ("user", "decided_by")
    list_display = ("person", "days", "decided")

    @display(description="Stödperson")
    def person(self, row: Approval) -> str:
        return row.user.full_name

    @display(description="Godkänd")
    def days(self, row: Approval) -> str:
        return _days(row.since, row.until)

    @display(description="Beslutat av")
    def decided(self, row: Approval) -> str:
        return row.decided_by.short_name if row.decided_by else "–"

    def links(self, row: Model) -> list[tuple[str, str]]:
        whom = getattr(row, "user").public_id  # noqa: B009
        return [(reverse("volunteers:steps", args=[whom]), "Steg")]


class RequirementList(BoardList):
    address = "utbildningskrav/"
    intro = (
        "Vad regelbunden utbildning betyder, med alla tidigare beslut. Fram till det första "
        f"beslutet: {in_words(Requirements())}"
    )
    above = (("volunteers:required", "Ändra kraven"),)
    list_select_related = ("noted_by",)
    list_display = ("since", "told", "decided", "by")

    @display(description="Gäller från")
    def since(self, row: DevelopmentRequirement) -> str:
        return str(row.valid_from)

    @display(description="Krav")
    def told(self, row: DevelopmentRequirement) -> str:
        return in_words(row.to_domain())

    @display(description="Beslutat")
    def decided(self, row: DevelopmentRequirement) -> str:
        return str(row.decided_on)

    @display(description="Noterat av")
    def by(self, row: DevelopmentRequirement) -> str:
        return row.noted_by.short_name if row.noted_by else "–"


class EveningPlanList(BoardList):
    address = "kvallsplaner/"
    intro = "Mönstret som varje halvår planerades efter. Samordnarna planerar."
    ordering = ("-year", "-half")
    list_select_related = ("planned_by",)
    list_display = ("half_year", "evening", "needed", "offices", "planned")

    @display(description="Halvår")
    def half_year(self, row: EveningPlan) -> str:
        return f"{HALVES[row.half].capitalize()} {row.year}"

    @display(description="Kväll")
    def evening(self, row: EveningPlan) -> str:
        return f"{WEEKDAYS[row.weekday].capitalize()} {row.opens:%H:%M}–{row.closes:%H:%M}"

    @display(description="Behövs")
    def needed(self, row: EveningPlan) -> str:
        return f"{row.needed}"

    @display(description="Jourer")
    def offices(self, row: EveningPlan) -> str:
        many = len(row.offices)
        return f"{many} jourer i tur och ordning" if many > 1 else "En jour"

    @display(description="Planerat")
    def planned(self, row: EveningPlan) -> str:
        by = f", {row.planned_by.short_name}" if row.planned_by else ""
        return f"{local_date(row.planned_at)}{by}"


def register(site: BoardSite) -> None:
    """All that the site lists, in the order of its first page."""
    site.register(Agreement, AgreementList)
    site.register(TermsVersion, TermsList)
    site.register(Undertaking, UndertakingList)
    site.register(BudgetRow, BudgetList)
    site.register(Approval, ApprovalList)
    site.register(DevelopmentRequirement, RequirementList)
    site.register(EveningPlan, EveningPlanList)
