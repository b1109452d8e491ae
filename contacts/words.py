"""The Swedish sentences for steps, hindrances, measures and refusals of this app."""

from datetime import datetime

from contacts.domain.agenda import AgendaRefusal
from contacts.domain.entry import ContactRefusal
from contacts.domain.enums import MeasureState
from contacts.domain.evening import EveningRefusal
from contacts.domain.next_step import Bucket, Hindrance, NextStep, NoCall, Step
from contacts.domain.promise import Standing, Verdict
from jourcase.kernel.local_time import local, local_date
from jourcase.kernel.refusals import Refusal
from jourcase.kernel.swedish import capitalised, near_date, near_instant

REFUSALS: dict[Refusal, str] = {
    ContactRefusal.IN_FUTURE: "Tiden ligger framåt. När började samtalet?",
    ContactRefusal.BEFORE_RECEIVED: (
        "Tiden är innan ärendet kom in. Kontrollera datumet, eller rätta när ärendet kom in."
    ),
    ContactRefusal.LONG_BEFORE_RECEIVED: (
        "Tiden är mer än ett år innan ärendet kom in. Kontrollera årtalet."
    ),
    ContactRefusal.RESULT_DOES_NOT_FIT: (
        "Välj hur det gick. Vi behöver veta det för att kunna räkna försöket."
    ),
    ContactRefusal.MESSAGE_NOT_ALLOWED: (
        "Lämna inget meddelande: personen har inte sagt ja till det."
    ),
    ContactRefusal.SMS_NOT_ALLOWED: "Skicka inte sms: personen har inte sagt ja till det.",
    ContactRefusal.CALLBACK_WITHOUT_TIME: "Välj när vi ska ringa igen.",
    ContactRefusal.CALLBACK_IN_PAST: "Tiden för att ringa igen har redan varit. Välj en ny.",
    ContactRefusal.CALLBACK_TOO_FAR: "Tiden ligger mer än tre månader fram. Kontrollera årtalet.",
    ContactRefusal.NEXT_DAY_IN_PAST: "Dagen för nästa kontakt har redan varit. Välj en ny.",
    ContactRefusal.MINUTES_OUT_OF_RANGE: "Skriv längden i hela minuter, högst 600.",
    ContactRefusal.SOMEBODY_LOGGED_MEANWHILE: (
        "Någon annan loggade en kontakt medan du skrev. Är din en till?"
    ),
    ContactRefusal.CLAIMED_BY_OTHER: "Någon annan ringer den personen just nu. Ta nästa i listan.",
    ContactRefusal.NOT_APPROVED: (
        "Du är inte godkänd som stödperson i dag och kan inte ringa. Fråga samordnaren."
    ),
    ContactRefusal.IS_RECUSED: "Du är jävig i ärendet. Ta nästa i listan.",
    ContactRefusal.CASE_IS_CLOSED: "Ärendet är avslutat. Öppna det igen först.",
    ContactRefusal.NOT_SEEN_ANY_MORE: "Samordnaren har tagit över ärendet. Ta nästa i listan.",
    ContactRefusal.TOO_LATE_TO_UNDO: (
        "Det har gått mer än tio minuter. Öppna ärendet och välj Rätta i stället."
    ),
    ContactRefusal.ALREADY_REPLACED: "Kontakten är redan ångrad eller rättad.",
    ContactRefusal.DRAFT_DISCARDED: "Utkastet är kastat. Börja om från ärendet.",
    ContactRefusal.CASE_WAS_MERGED: (
        "Ärendet slogs samman med ett annat just nu. Läs in sidan igen och gör om det."
    ),
    AgendaRefusal.IN_PAST: "Tiden har redan varit. Skriv en tid som kommer.",
    AgendaRefusal.TOO_FAR: "Tiden ligger mer än två år fram. Kontrollera årtalet.",
    AgendaRefusal.ENDS_BEFORE_START: "Sluttiden måste vara efter att det börjar.",
    AgendaRefusal.LASTS_TOO_LONG: "Längre än ett dygn. Lägg in en dag i taget.",
    AgendaRefusal.CASE_IS_CLOSED: "Ärendet är avslutat. Öppna det igen först.",
    AgendaRefusal.NOBODY_RESPONSIBLE: "Ärendet har ingen ansvarig. Välj vem som är det här.",
    AgendaRefusal.NOT_APPROVED_THAT_DAY: (
        "Personen är inte godkänd som stödperson den dagen. Välj någon annan."
    ),
    AgendaRefusal.CANNOT_SEE_CASE: "Personen får inte se ärendet. Välj någon annan.",
    AgendaRefusal.ALREADY_ENDED: "Någon annan har redan flyttat, ställt in eller avslutat det.",
    AgendaRefusal.NOTHING_CHANGED: "Du har inte ändrat något.",
    AgendaRefusal.NOT_BEGUN: "Det har inte börjat än.",
    AgendaRefusal.NOTHING_TO_UNDO: "Det går inte att ångra: något har hänt med det sedan dess.",
    AgendaRefusal.TOO_LATE_TO_UNDO: "Det har gått mer än tio minuter. Lägg in det på nytt.",
    EveningRefusal.NOT_ON_ROTA: "Du är inte anmäld till kvällen. Ta passet i kvällsschemat först.",
    EveningRefusal.NOT_APPROVED_TODAY: (
        "Du är inte godkänd som stödperson i dag. Fråga samordnaren om kvällen."
    ),
    EveningRefusal.TOO_EARLY: "Kvällen har inte börjat. Det går att checka in en timme innan.",
    EveningRefusal.IS_OVER: "Kvällen är slut.",
    EveningRefusal.NOT_CHECKED_IN: "Du är inte incheckad, eller redan klar.",
    EveningRefusal.CALL_GOES_ON: "Du har ett samtal på skärmen. Spara det eller lämna det först.",
}

_NUMBERS = ("", "Första", "Andra", "Tredje", "Fjärde", "Femte", "Sjätte")
_COUNTS = ("Inget", "Ett", "Två", "Tre", "Fyra", "Fem", "Sex")


def _word(words: tuple[str, ...], number: int) -> str:
    return words[number] if number < len(words) else f"{number}"


def why(step: NextStep, standing: Standing, *, received_at: datetime, now: datetime) -> str:
    """Why this case, in one short sentence: the same on every screen."""
    today = local_date(now)
    match step.step:
        case Step.KEEP_CALLBACK:
            at = standing.callback_at or now
            return f"Vi lovade ringa {near_instant(at, now=now)}"
        case Step.FIRST_CALL_OVERDUE:
            on = near_date(local_date(standing.deadline_at), today=today)
            return f"Försenad: första kontakt skulle tagits {on}"
        case Step.FIRST_CALL_TODAY:
            return "Första kontakt – sista dagen i dag"
        case Step.FIRST_CALL_BEFORE_NEXT_SHIFT:
            return "Ring nu: nästa bemannade pass är efter sista dagen"
        case Step.FIRST_CALL:
            return "Ny i dag" if local_date(received_at) == today else "Första samtalet"
        case Step.NEXT_TRY:
            return f"{_word(_NUMBERS, step.try_number)} försöket"
        case Step.EVENING_TRY:
            tries = step.try_number - 1
            return f"{_word(_COUNTS, tries)} försök gjorda, inget på kvällen"
        case _:
            return _UNLISTED[step.step]


_UNLISTED = {
    Step.USE_OTHER_WAY: "Ta kontakt på annat sätt än telefon",
    Step.FIND_NUMBER: "Hitta rätt nummer",
    Step.DECIDE_AFTER_OTHER_PERSON: "Någon annan svarade: samordnaren beslutar",
    Step.DECIDE_AFTER_CALLBACK: "Svarar inte på utlovad uppringning: samordnaren beslutar",
    Step.HANDLE_BY_HAND: "Skyddade uppgifter: samordnaren sköter kontakten",
    Step.WAIT_FOR_PERSON: "Personen hör av sig själv",
    Step.DO_NOT_CALL: "Ring inte: det är inte tryggt",
    Step.OFFER_CLOSING: "Försöken är gjorda: avsluta som ej nådd eller behåll öppet",
    Step.SUPPORT: "Nådd: avsluta ärendet när ni är klara",
    Step.NOTHING: "Ärendet är avslutat",
}

HINDRANCES = {
    Hindrance.WAITS_FOR_EVENING: "Vänta till {day}kl. {opens}",
    Hindrance.OUTSIDE_CALLING_HOURS: "Ring mellan kl. 8 och 21",
    Hindrance.OUTSIDE_SAFE_HOURS: "Får bara ringas {day}{opens}–{closes}",
    Hindrance.TOO_SOON: "Vänta till {day}kl. {opens}",
}

NO_CALLS = {
    NoCall.PAUSED: "Samtalen är pausade. Ring inte förrän samordnaren har beslutat.",
    NoCall.UNSAFE: "Ring inte: det är inte tryggt.",
    NoCall.DECLINES: "Ring inte: personen vill inte bli uppringd.",
    NoCall.NO_NUMBER: "Det finns inget nummer att ringa.",
}
NO_SUCH_CODE = (
    "Koden leder inte vidare. Skriv de tre orden igen, eller be samordnaren hjälpa personen vidare."
)
NOT_YOURS_NOW = "Samtalet är inte ditt längre. Det du har skrivit kan du spara."
PROTECTED_NOW = (
    "Ärendet har fått skyddade personuppgifter. Avsluta samtalet lugnt. Det du har skrivit kan du "
    "spara; sedan ser bara samordnaren det."
)

_TONES = {
    Bucket.CALLBACK: "today",
    Bucket.OVERDUE: "late",
    Bucket.DUE_TODAY: "today",
    Bucket.EVENING_OWED: "evening",
    Bucket.BY_DEADLINE: "neutral",
    Bucket.NOT_LISTED: "neutral",
}


def tone(step: NextStep) -> str:
    """The tag's look: late, today, evening or neutral."""
    if step.step == Step.EVENING_TRY:
        return "evening"
    if step.step == Step.FIRST_CALL_BEFORE_NEXT_SHIFT:
        return "today"
    return _TONES[step.bucket]


# The picture that goes with a look: status is never told by colour alone.
ICONS = {"late": "varning", "today": "klocka", "evening": "mane", "neutral": "cirkel"}


def _hour(at: datetime | None) -> str:
    if at is None:
        return ""
    clock = local(at)
    return f"{clock.hour}" if clock.minute == 0 else f"{clock:%H.%M}"


def hindrance(step: NextStep, *, now: datetime) -> str:
    """Why it cannot be rung this minute, with the day when it is not today; empty when it can."""
    if step.hindrance is None:
        return ""
    today, on = local_date(now), local_date(step.opens_at or now)
    return HINDRANCES[step.hindrance].format(
        day="" if on == today else f"{near_date(on, today=today)} ",
        opens=_hour(step.opens_at),
        closes=_hour(step.closes_at),
    )


def window(step: NextStep, *, now: datetime) -> str:
    """ "Ring i kväll 17–22, senast sön 29 nov.": when to act, empty when nobody should ring."""
    if step.opens_at is None or step.closes_at is None:
        return ""
    today = local_date(now)
    on = local_date(step.opens_at)
    evening = step.step == Step.EVENING_TRY
    day = "i kväll" if evening and on == today else near_date(on, today=today)
    if step.opens_at <= now:
        text = f"Ring nu, före kl. {_hour(step.closes_at)}"
    else:
        text = f"Ring {day} {_hour(step.opens_at)}–{_hour(step.closes_at)}"
    if step.latest_at is not None and step.step != Step.KEEP_CALLBACK and step.latest_at > now:
        text += f", senast {near_date(local_date(step.latest_at), today=today)}"
    return text


def tries(standing: Standing, *, needed: int, evening_needed: int) -> str:
    """ "Försök 2 av 3 · kväll saknas": the try that comes next."""
    if standing.reached_at is not None:
        return "Redan nådd"
    evening = "kväll klar" if standing.evening_tries >= evening_needed else "kväll saknas"
    if standing.phone_tries >= needed:
        return f"{standing.phone_tries} försök gjorda · {evening}"
    return f"Försök {standing.phone_tries + 1} av {needed} · {evening}"


def verdict(found: Verdict) -> str:
    """The state in words, with the reason when it does not apply."""
    if found.reason is not None:
        return f"{found.state.label}: {found.reason.label.lower()}"
    return found.state.label


VERDICT_TONES = {
    MeasureState.MET: "ok",
    MeasureState.MISSED: "late",
    MeasureState.PENDING: "neutral",
    MeasureState.EXEMPT: "neutral",
}


def deadline(standing: Standing, *, now: datetime) -> str:
    """ "Senast i dag kl. 23.59"."""
    return capitalised(f"senast {near_instant(standing.deadline_at, now=now)}")
