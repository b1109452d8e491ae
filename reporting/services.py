"""Making a follow-up. What is counted is declared in `reporting.measures`."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from jourcase.agreement.domain.period import ends_on, periods
from jourcase.agreement.domain.terms import Terms
from jourcase.agreement.domain.undertakings import Measure
from jourcase.agreement.models import Agreement, District, SupportForm, Undertaking
from jourcase.agreement.services import terms_history
from jourcase.kernel import audit
from jourcase.kernel.audit import Action
from jourcase.kernel.local_time import local_date
from jourcase.kernel.swedish import capitalised
from reporting import method
from reporting.counting import OUTCOME, counted
from reporting.domain.disclosure import Rules, for_city
from reporting.domain.figures import Audience, Count, FollowUp, Parties, Section, Table
from reporting.domain.periods import ReportPeriod, previous_period
from reporting.measures import breakdowns
from reporting.measures.registry import MEASURES
from reporting.measures.specs import Context, SectionSpec
from reporting.words import period_label
from volunteers.models import User


@dataclass(frozen=True, slots=True)
class AgreementSpan:
    """An agreement, the days that it runs, and its periods in order."""

    agreement: Agreement
    span: ReportPeriod
    agreed: tuple[ReportPeriod, ...]

    def previous_of(self, period: ReportPeriod) -> ReportPeriod | None:
        return previous_period(period, self.agreed, span=self.span)


@dataclass(frozen=True, slots=True)
class Declared:
    """All that a follow-up will count, before anything is counted."""

    context: Context
    sections: Mapping[str, SectionSpec]  # in the order of the report
    titles: Mapping[str, str]
    undertakings: Mapping[str, tuple[str, ...]]
    without_figures: tuple[Measure, ...]


def agreement_spans() -> list[AgreementSpan]:
    """Every agreement, the oldest first; one query."""
    spans = []
    for agreement in Agreement.objects.order_by("starts_on"):
        dates, notice_on = agreement.dates(), agreement.notice_received_on
        agreed = tuple(
            ReportPeriod(period.starts_on, period.ends_on) for period in periods(dates, notice_on)
        )
        span = ReportPeriod(agreement.starts_on, ends_on(dates, notice_on))
        spans.append(AgreementSpan(agreement, span, agreed))
    return spans


def span_of(period: ReportPeriod, spans: Iterable[AgreementSpan]) -> AgreementSpan | None:
    """The agreement inside which the whole period lies, or None."""
    return next(
        (s for s in spans if s.span.first <= period.first and period.last <= s.span.last), None
    )


def declare(period: ReportPeriod, within: AgreementSpan, *, now: datetime) -> Declared:
    """What the undertakings in force during the period call for (four queries)."""
    context = _context(period, within, now)
    undertakings: dict[Measure, list[str]] = {}
    in_force = Undertaking.objects.filter(
        agreement=within.agreement, valid_from__lte=period.last
    ).exclude(valid_to__lt=period.first)
    for undertaking in in_force.order_by("order", "valid_from"):
        undertakings.setdefault(Measure(undertaking.measure), []).append(undertaking.text)
    counted_here = [measure for measure in undertakings if measure in MEASURES]
    sections = {measure.value: MEASURES[measure](context) for measure in counted_here}
    titles = {measure.value: measure.label for measure in counted_here}
    # The measures stand in the order of the undertakings; whom the jour helped comes last.
    return Declared(
        context=context,
        sections={**sections, breakdowns.CODE: breakdowns.section(context)},
        titles={**titles, breakdowns.CODE: breakdowns.TITLE},
        undertakings={measure.value: tuple(texts) for measure, texts in undertakings.items()},
        without_figures=tuple(measure for measure in undertakings if measure not in MEASURES),
    )


def make_followup(
    *,
    period: ReportPeriod,
    within: AgreementSpan,
    audience: Audience,
    now: datetime,
    only: frozenset[Measure] = frozenset(),
) -> FollowUp:
    """Count the follow-up of a period that lies inside its agreement; of some measures with
    `only`. For the city it is the same count with disclosure control over it.
    """
    declared = declare(period, within, now=now)
    context = declared.context
    chosen = {
        code: section
        for code, section in declared.sections.items()
        if not only or code in {measure.value for measure in only}
    }
    tables = counted(
        [spec for section in chosen.values() for spec in section.tables],
        period,
        context.previous,
        previous_title=capitalised(period_label(context.previous)) if context.previous else "",
    )
    exact = FollowUp(
        period=period,
        previous=context.previous,
        made_at=now,
        audience=Audience.INTERNAL,
        parties=_parties(within.agreement),
        method=method.notes(context, declared.without_figures),
        sections=tuple(
            Section(
                code=code,
                title=declared.titles[code],
                undertakings=declared.undertakings.get(code, ()),
                definitions=section.definitions,
                tables=tuple(tables[spec.code] for spec in section.tables),
            )
            for code, section in chosen.items()
        ),
        is_empty=_no_case_came_in(tables),
    )
    if audience is Audience.INTERNAL:
        return exact
    return for_city(
        exact,
        Rules(context.terms.small_number_threshold),
        notes=method.city_notes(context.terms.small_number_threshold),
    )


def _no_case_came_in(tables: Mapping[str, Table]) -> bool:
    """By the whole-jour count when it is among the tables."""
    received = tables.get("received")
    return received is not None and received.cell("received", OUTCOME) == Count(0)


def record_export(*, by: User, followup: FollowUp, file_kind: str, now: datetime) -> None:
    """Leave the trace of a follow-up having been fetched as a file."""
    audit.record(
        by_id=by.pk,
        action=Action.FIGURES_EXPORTED,
        now=now,
        fields=[file_kind, followup.audience.value, followup.period.key],
    )


def _parties(agreement: Agreement) -> Parties:
    return Parties(
        agreement=agreement.name,
        jour=agreement.jour_party,
        jour_orgnr=agreement.jour_orgnr,
        city=agreement.city_party,
    )


def _context(period: ReportPeriod, within: AgreementSpan, now: datetime) -> Context:
    history = terms_history()
    today = local_date(now)
    as_of = min(period.last, max(today, period.first))
    terms = history.on(as_of)
    if terms is None:
        raise ValueError("an agreement has terms from its first day")
    return Context(
        period=period,
        previous=within.previous_of(period),
        now=now,
        agreement=within.agreement,
        terms=terms,
        all_terms=_terms_during(period.first, period.last, history.versions),
        districts=tuple(District.objects.select_related("office")),
        support_forms=tuple(SupportForm.objects.all()),
        today=today,
        as_of=as_of,
    )


def _terms_during(first: date, last: date, newest_first: Iterable[Terms]) -> tuple[Terms, ...]:
    """The versions in force on some day from `first` to `last`, the oldest first."""
    found: list[Terms] = []
    for terms in newest_first:
        if terms.valid_from <= last:
            found.append(terms)
        if terms.valid_from <= first:
            break
    return tuple(reversed(found))
