"""The Swedish words of referrals: refusals, states with their look, and what age says."""

from collections.abc import Iterable
from datetime import datetime

from cases.domain.enums import AgeBand
from cases.domain.referral import Advice, FiguresEffect
from cases.domain.referral_codes import ReferralRefusal, ReferralState
from cases.words import REFUSALS
from jourcase.kernel.refusals import Refusal
from jourcase.kernel.swedish import near_instant, sentence

REFERRAL_REFUSALS: dict[Refusal, str] = {
    **REFUSALS,
    ReferralRefusal.ALREADY_UNDER_WAY: (
        "Det finns redan en hänvisning dit som inte är klar. Fortsätt med den."
    ),
    ReferralRefusal.RECIPIENT_MISSING: "Skriv vilken jour eller kommun det gäller.",
    ReferralRefusal.AGE_TO_BE_ASKED: (
        "Fråga först hur gammal personen är. Svaret avgör vad som gäller."
    ),
    ReferralRefusal.AGE_CANNOT_BE: (
        "Det stämmer inte med födelseåret i ärendet. Ladda om sidan, eller rätta året i "
        "statistiken."
    ),
    ReferralRefusal.TOO_OLD: (
        "Personen är äldre än så. Då är det jouren som ger stödet. Stämmer inte åldern, rätta den "
        "i statistiken."
    ),
    ReferralRefusal.COORDINATOR_DECIDES: "I den åldern är det samordnaren som avgör.",
    ReferralRefusal.DECISION_WITHOUT_REASON: (
        "I den åldern fattas ett beslut först. Skriv kort varför du beslutar så."
    ),
    ReferralRefusal.WHY_NOT_MISSING: "Välj varför det inte är aktuellt.",
    ReferralRefusal.REASON_MISSING: "Skriv kort varför.",
    ReferralRefusal.CONSENT_IN_FUTURE: "Tiden ligger framåt. När sade personen ja?",
    ReferralRefusal.CONSENT_BEFORE_CASE: (
        "Tiden är före den dag ärendet kom in. När sade personen ja?"
    ),
    ReferralRefusal.NOTHING_MAY_BE_PASSED: (
        "Kryssa för vad vi får lämna. Får vi inte lämna något tar personen själv kontakt."
    ),
    ReferralRefusal.EVENT_MISSING: (
        "Skriv vad som får lämnas om det som har hänt, eller ta bort det krysset."
    ),
    ReferralRefusal.NUMBER_WITHOUT_SAFETY: (
        "Numret lämnas bara tillsammans med trygg kontakt: den som ringer måste veta hur. Fråga "
        "personen om båda."
    ),
    ReferralRefusal.CALLS_PAUSED: (
        "Samtalen är pausade: någon annan än personen svarade. Numret lämnas inte till någon "
        "förrän samordnaren har beslutat."
    ),
    ReferralRefusal.CONSENT_MISSING: (
        "Det finns inget samtycke. Utan det lämnas ingenting: ge personen numret i stället."
    ),
    ReferralRefusal.CONSENT_WITHDRAWN: (
        "Stopp: personen har tagit tillbaka sitt samtycke. Lämna ingenting. Har du redan skrivit "
        "ut brevet, strimla det."
    ),
    ReferralRefusal.EMPTY_HANDED: (
        "Det finns inget att lämna av det som personen har samtyckt till. Fyll i uppgifterna om "
        "personen först."
    ),
    ReferralRefusal.TEXT_CHANGED: (
        "Uppgifterna har ändrats sedan du läste dem. Läs igenom igen innan du lämnar över."
    ),
    ReferralRefusal.CHANGED_MEANWHILE: (
        "Någon annan har hunnit före: hänvisningen är ändrad. Så här är det nu."
    ),
    ReferralRefusal.NOTHING_TO_UNDO: "Det finns inget att ångra längre. Så här är det nu.",
    ReferralRefusal.NOT_YOURS_TO_UNDO: "Bara den som tryckte, eller en samordnare, kan ångra.",
    ReferralRefusal.TOO_LATE_TO_UNDO: "Det har gått mer än 24 timmar. Det går inte att ångra.",
}

# Why the number stays here: heading, and what to do. `{who}` decides on the calls; `{to}` has the
# number already.
NUMBER_STAYS: dict[ReferralRefusal, tuple[str, str]] = {
    ReferralRefusal.CALLS_PAUSED: (
        "Samtalen är pausade.",
        "Någon annan svarade. Numret lämnas inte till någon förrän {who} har beslutat.",
    ),
    ReferralRefusal.NUMBER_WITHOUT_SAFETY: (
        "Numret lämnas inte utan trygg kontakt.",
        "Det finns något att tänka på innan någon ringer. Fråga personen om det också får lämnas.",
    ),
}
NUMBER_IS_THERE: dict[ReferralRefusal, tuple[str, str]] = {
    ReferralRefusal.CALLS_PAUSED: (
        "Samtalen är pausade.",
        "Någon annan svarade, och {to} har numret. Be dem vänta med att ringa, och uppge {code}.",
    ),
    ReferralRefusal.NUMBER_WITHOUT_SAFETY: (
        "{to} har numret men inte trygg kontakt.",
        "Fråga personen vad de får veta innan de ringer. Ring dem sedan, och uppge {code}.",
    ),
}

# The button for each state that can be taken back, and what stands beside it.
UNDO_BUTTONS: dict[ReferralState, str] = {
    ReferralState.DECLINED: "Svaret blev fel: ta bort det",
    ReferralState.NOT_RELEVANT: "Svaret blev fel: ta bort det",
    ReferralState.HANDED_OVER: "Ångra överlämningen",
    ReferralState.WITHDRAWN: "Ångra: personen har inte ångrat sig",
}
UNDO_NOTES: dict[ReferralState, str] = {
    ReferralState.HANDED_OVER: (
        "Ångra bara om inget är lämnat. Det som har gått i väg på papper eller sagts i telefon går "
        "inte att ta tillbaka: ring mottagaren i så fall."
    ),
    ReferralState.WITHDRAWN: (
        "Ångra bara om det blev fel. Säger personen ja på nytt är det ett nytt samtycke. Texten om "
        "det som har hänt är borttagen och kommer inte tillbaka."
    ),
}
CLOSED_WITH_IT = " Ärendet avslutades samtidigt: det ångras för sig, på ärendet."

# Kind of tag, as templates/components/_tagg.html has them.
LOOKS: dict[ReferralState, str] = {
    ReferralState.OFFERED: "neutral",
    ReferralState.DECLINED: "neutral",
    ReferralState.ACCEPTED: "today",
    ReferralState.HANDED_OVER: "neutral",
    ReferralState.CONFIRMED: "ok",
    ReferralState.NEVER_ARRIVED: "late",
    ReferralState.NO_FEEDBACK: "neutral",
    ReferralState.WITHDRAWN: "neutral",
    ReferralState.NOT_RELEVANT: "neutral",
}

# `{age}` is the referral age of the terms by which the case is judged.
_ADVICE: dict[Advice, str] = {
    Advice.SUGGEST: (
        "Under {age} år: Stödcentrum tar emot unga. Erbjud det en gång. Personen får välja oss "
        "ändå."
    ),
    Advice.DECIDE: (
        "{age} år: överenskommelsen säger inte vem som tar emot. Fråga vad personen själv vill; "
        "samordnaren avgör och skriver varför."
    ),
    Advice.ASK_SIDE: "Födelseåret ger två åldrar kring {age}. Fråga vilken det är.",
    Advice.ASK_AGE: "Åldern är okänd. Mer än detta behöver ni inte fråga om.",
}
_AGE_ANSWERS: dict[AgeBand, str] = {
    AgeBand.UNDER: "Under {age} år",
    AgeBand.EXACTLY: "{age} år",
    AgeBand.OVER: "{over} år eller äldre",
    AgeBand.UNKNOWN: "Vet inte",
}
DECIDES_LATER = (
    "Vid {age} år avgör samordnaren vem som ger stödet. Säg till samordnaren vad personen vill; "
    "tills dess är det jouren."
)


def advice_words(advice: Advice, *, referral_age: int) -> str:
    """What stands first on the page; empty when the age says nothing."""
    return _ADVICE.get(advice, "").format(age=referral_age)


def age_answers(possible: Iterable[AgeBand], *, referral_age: int) -> list[tuple[str, str]]:
    """The choices of the question about age."""
    return [
        (band.value, _AGE_ANSWERS[band].format(age=referral_age, over=referral_age + 1))
        for band in possible
    ]


def figures_words(effect: FiguresEffect, *, deadline_at: datetime | None, now: datetime) -> str:
    """What closing the case now means for the contact promise."""
    if effect == FiguresEffect.OUTSIDE:
        until = f" senast {near_instant(deadline_at, now=now)}" if deadline_at else " nu"
        return sentence(
            "Ingen kontakt är tagen än. Ett ärende som avslutas som vidareförmedlat"
            f"{until} räknas inte med i uppföljningen och löftet om första kontakt"
        )
    if effect == FiguresEffect.AFTER_CONTACT:
        return (
            "Första kontakten är tagen, så ärendet räknas med i uppföljningen även om det avslutas "
            "nu."
        )
    if effect == FiguresEffect.AFTER_DEADLINE:
        return (
            "Sista dagen för första kontakt har gått, så ärendet räknas med i uppföljningen även "
            "om det avslutas nu."
        )
    return ""
