"""The Swedish words of referrals: refusals, states with their look, and what age says."""

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
    ReferralRefusal.TOO_OLD: (
        "Personen är över 21 år. Då är det jouren som ger stödet. Stämmer inte åldern, rätta den i "
        "statistiken."
    ),
    ReferralRefusal.COORDINATOR_DECIDES: "Vid 21 år är det samordnaren som avgör.",
    ReferralRefusal.DECISION_WITHOUT_REASON: (
        "Vid 21 år fattas ett beslut först. Skriv kort varför du beslutar så."
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
        "Det är inte tryggt att ringa hur som helst. Numret får bara lämnas tillsammans med trygg "
        "kontakt."
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
}

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

ADVICE: dict[Advice, str] = {
    Advice.SUGGEST: (
        "Under 21 år: Stödcentrum tar emot unga. Erbjud det en gång. Personen får välja oss ändå."
    ),
    Advice.DECIDE: (
        "21 år: överenskommelsen säger inte vem som tar emot. Fråga vad personen själv vill; "
        "samordnaren avgör och skriver varför."
    ),
    Advice.ASK_SIDE: "Födelseåret ger två åldrar kring 21. Fråga vilken det är.",
    Advice.ASK_AGE: "Åldern är okänd. Mer än detta behöver ni inte fråga om.",
}

AGE_ANSWERS: dict[AgeBand, str] = {
    AgeBand.UNDER: "Under 21 år",
    AgeBand.EXACTLY: "21 år",
    AgeBand.OVER: "22 år eller äldre",
    AgeBand.UNKNOWN: "Vet inte",
}


def figures_words(effect: FiguresEffect, *, deadline_at: datetime | None, now: datetime) -> str:
    """What closing the case now means for the contact promise."""
    if effect == FiguresEffect.OUTSIDE:
        until = f" senast {near_instant(deadline_at, now=now)}" if deadline_at else " nu"
        return sentence(
            "Ingen kontakt är tagen än. Ett ärende som avslutas som vidareförmedlat"
            f"{until} räknas inte med i löftet om första kontakt"
        )
    if effect == FiguresEffect.AFTER_CONTACT:
        return "Första kontakten är tagen, så ärendet räknas med i löftet även om det avslutas nu."
    if effect == FiguresEffect.AFTER_DEADLINE:
        return (
            "Sista dagen för första kontakt har gått, så ärendet räknas med i löftet även om det "
            "avslutas nu."
        )
    return ""
