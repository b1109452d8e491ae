"""The Swedish words for everything the agreement's rules refuse. The only place for them."""

from collections.abc import Callable, Mapping
from datetime import date

from jourcase.agreement.domain.deciding import DecisionRefusal
from jourcase.agreement.domain.file_problems import FileFault, FileProblem, Path
from jourcase.agreement.domain.money import Basis, BudgetTable
from jourcase.agreement.domain.orgnr import OrgnrRefusal
from jourcase.agreement.domain.period import AgreementDates, DatesRefusal, NoticeStrip, ReminderKind
from jourcase.agreement.domain.terms import TermsRefusal
from jourcase.kernel.refusals import Refusal
from jourcase.kernel.swedish import kronor, long_date

_REFUSALS: dict[Refusal, str] = {
    OrgnrRefusal.WRONG_SHAPE: "Ett organisationsnummer skrivs med tio siffror: NNNNNN-NNNN.",
    OrgnrRefusal.THIRD_DIGIT_BELOW_TWO: (
        "Tredje siffran ska vara minst 2. Det här ser ut som ett personnummer."
    ),
    OrgnrRefusal.WRONG_CHECK_DIGIT: "Kontrollsiffran stämmer inte. Är någon siffra felskriven?",
    DatesRefusal.FIRST_PERIOD_ENDS_BEFORE_START: "Första perioden slutar innan den har börjat.",
    DatesRefusal.LAST_END_BEFORE_FIRST_PERIOD_END: (
        "Överenskommelsens sista dag ligger före första periodens slut."
    ),
    DatesRefusal.NOT_FIRST_OF_MONTH: (
        "Överenskommelsen ska börja den första i en månad, eftersom beloppen räknas i hela månader."
    ),
    DatesRefusal.FIRST_PERIOD_NOT_TO_YEAR_END: (
        "Första perioden ska sluta den 31 december, eftersom förlängningen sker per kalenderår."
    ),
    DatesRefusal.LAST_END_NOT_YEAR_END: (
        "Sista dagen ska vara en 31 december, eftersom förlängningen sker per kalenderår."
    ),
    DatesRefusal.NO_SUCH_NOTICE_DAY: "Sista dag för uppsägning finns inte varje år i kalendern.",
    TermsRefusal.EVENING_ENDS_BEFORE_IT_BEGINS: "Kvällen slutar innan den har börjat.",
    TermsRefusal.EVENING_BEGINS_BEFORE_NOON: "Kvällen kan börja tidigast klockan 12.",
    TermsRefusal.MORE_EVENING_TRIES_THAN_TRIES: (
        "Fler försök krävs på kvällstid än det krävs försök sammanlagt."
    ),
    DecisionRefusal.NOT_AHEAD: (
        "Välj en dag från i morgon och framåt. Det som redan gäller ändras inte i efterhand."
    ),
    DecisionRefusal.OVERLAPS: (
        "Ett senare beslut finns redan. Välj dess första dag, då ersätts det, eller en dag efter."
    ),
    DecisionRefusal.OUTSIDE_AGREEMENT: "Dagen ligger utanför överenskommelsens tid.",
    DecisionRefusal.NOTHING_NEW: "Inget skiljer sig från det som redan är beslutat.",
    DecisionRefusal.ENDED: "Åtagandet har redan upphört.",
    DecisionRefusal.NOT_PERIOD_START: (
        "Beloppen gäller en hel avtalsperiod. Välj periodens första dag."
    ),
    DecisionRefusal.CHANGED_MEANWHILE: (
        "Någon annan sparade ett beslut medan du skrev. Inget av ditt är sparat. Läs vad som "
        "gäller nu, och spara igen om det du skrev fortfarande stämmer."
    ),
    DecisionRefusal.NOTICE_IN_FUTURE: "Skriv dagen då uppsägningen kom in, senast i dag.",
    DecisionRefusal.NOTICE_BEFORE_START: "Dagen ligger före överenskommelsens början.",
}

_KINDS = {
    "text": "en text inom citattecken",
    "number": "ett heltal utan citattecken och mellanslag",
    "flag": "true eller false",
    "day": "ett datum, till exempel 2025-04-01",
    "clock": "ett klockslag, till exempel 17:00:00",
    "list": "en lista inom hakparenteser",
    "table": "en egen avdelning",
}

_PLAIN_FAULTS: dict[FileFault, str] = {
    FileFault.NOT_UTF8: (
        "Filen är inte sparad som UTF-8, så å, ä och ö går inte att läsa. Spara om den som UTF-8."
    ),
    FileFault.NOT_TOML: "Här går filen inte att läsa som TOML. Saknas ett citattecken?",
    FileFault.MISSING: "Uppgiften saknas.",
    FileFault.EMPTY: "Uppgiften är tom.",
    FileFault.ENDS_BEFORE_START: "Slutar gälla innan det har börjat gälla.",
    FileFault.EARMARKED_REIMBURSEMENT: "Bara rader i egenfinansieringen kan vara öronmärkta.",
    FileFault.OFFICE_OUTSIDE_CITY: "Bara ett stadsdelsområde i staden kan höra till en jour.",
}


def refusal_text(refusal: Refusal) -> str:
    """One sentence for a refusal of the rules of agreement dates, terms and org.nr."""
    return _REFUSALS[refusal]


def basis_text(basis: Basis) -> str:
    """What an amount is counted on: "9 av 12 månader"."""
    return f"{basis.months} av {basis.of} månader"


def problem_text(problem: FileProblem) -> str:
    """One line about a fault in an agreement file: where it is, and what to put right."""
    where = _place(problem.path, problem.line)
    return f"{where}: {_fault_text(problem)}" if where else _fault_text(problem)


def _fault_text(problem: FileProblem) -> str:
    if problem.why is not None:
        return refusal_text(problem.why)
    if problem.fault in _PLAIN_FAULTS:
        return _PLAIN_FAULTS[problem.fault]
    return _FAULTS_WITH_VALUES[problem.fault](problem.details)


def _place(path: Path, line: int | None) -> str:
    """Rad 45, undertakings nr 2, code"""
    parts = [] if line is None else [f"Rad {line}"]
    for step in path:
        if isinstance(step, int):
            parts[-1] += f" nr {step + 1}"
        else:
            parts.append(step)
    return ", ".join(parts)


def _shown(value: object) -> str:
    if isinstance(value, BudgetTable):
        return value.value
    if isinstance(value, date):
        return long_date(value)
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)


def _listed(values: object) -> str:
    return ", ".join(map(str, values)) if isinstance(values, list) else _shown(values)


def _amount(value: object) -> str:
    return kronor(value) if isinstance(value, int) else _shown(value)


def _sum_text(details: Mapping[str, object]) -> str:
    difference = details["difference"]
    too_much = isinstance(difference, int) and difference > 0
    amount = _amount(abs(difference)) if isinstance(difference, int) else _shown(difference)
    return (
        f"Summan {_amount(details['typed'])} stämmer inte: raderna ger {_amount(details['sum'])}. "
        f"Skillnaden är {amount} för {'mycket' if too_much else 'lite'}."
    )


_FAULTS_WITH_VALUES: dict[FileFault, Callable[[Mapping[str, object]], str]] = {
    FileFault.GARBLED_LETTERS: lambda d: (
        f"Bokstäverna har blivit fel ({d['value']}). Filen har öppnats eller sparats i fel "
        "teckenkodning; spara den som UTF-8."
    ),
    FileFault.UNKNOWN_KEY: lambda d: f"Namnet är okänt. Här kan stå: {_listed(d['known'])}.",
    FileFault.WRONG_TYPE: lambda d: f"Här ska stå {_KINDS[str(d['expected'])]}.",
    FileFault.TOO_LONG: lambda d: (
        f"Texten är {d['length']} tecken, men får vara högst {d['longest']}."
    ),
    FileFault.OUT_OF_RANGE: lambda d: (
        f"{_shown(d['value'])} är utanför det tillåtna: "
        f"{_shown(d['low'])} till {_shown(d['high'])}."
    ),
    FileFault.NOT_A_CHOICE: lambda d: (
        f"{_shown(d['value'])} är inget av valen: {_listed(d['options'])}."
    ),
    FileFault.BAD_CODE: lambda d: (
        f"{_shown(d['value'])} är ingen kod: bara a–z, siffror och bindestreck."
    ),
    FileFault.OUTSIDE_AGREEMENT: lambda d: (
        f"{_shown(d['value'])} ligger utanför överenskommelsens tid."
    ),
    FileFault.NO_TERMS_AT_START: lambda d: (
        f"De första villkoren gäller från {_shown(d['first'])}, men överenskommelsen börjar "
        f"{_shown(d['starts_on'])}."
    ),
    FileFault.OVERLAP: lambda d: f"Gäller samtidigt som nr {d['other']} i samma avdelning.",
    FileFault.DUPLICATE: lambda d: (
        f"{_shown(d['value'])} står två gånger"
        + (f" (också under {d['other']})." if "other" in d else ".")
    ),
    FileFault.SUM_DIFFERS: _sum_text,
    FileFault.BUDGET_TABLE_MISSING: lambda d: f"Tabellen {_shown(d['table'])} saknas.",
    FileFault.UNKNOWN_REFERENCE: lambda d: (
        f"{_shown(d['value'])} finns inte. Det som finns: {_listed(d['known'])}."
    ),
    FileFault.NOT_ONE_OWN_OFFICE: lambda d: (
        f"Precis en jour ska vara den egna (is_own = true), men här är det {d['count']}."
    ),
    FileFault.CONFLICTS_WITH_STORED: lambda d: (
        f"Filen går inte ihop med det som redan är sparat ({d['what']}). Inget har ändrats."
    ),
}


def strip_text(strip: NoticeStrip, dates: AgreementDates) -> str:
    """What the board is reminded of, with the day and how long it is to it."""
    day = long_date(strip.last_day)
    left = {0: "Det är i dag.", 1: "En dag kvar."}.get(strip.days_left)
    left = left or f"{strip.days_left} dagar kvar."
    if strip.kind is ReminderKind.NEW_AGREEMENT:
        return f"Överenskommelsen slutar {day} och förlängs inte av sig själv. En ny behövs. {left}"
    return (
        f"Uppsägning ska ha kommit in senast {day}, annars förlängs överenskommelsen ett "
        f"kalenderår (längst till {long_date(dates.last_end_on)}). {left}"
    )
