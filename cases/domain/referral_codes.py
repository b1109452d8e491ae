"""The closed lists of a referral."""

from jourcase.kernel.labelled import Labelled
from jourcase.kernel.refusals import Refusal


class Recipient(Labelled):
    """To whom. Which jour or kommun it is stands beside."""

    STODCENTRUM = "stodcentrum", "Stödcentrum"
    OTHER_JOUR = "other_jour", "Annan jour"
    MUNICIPALITY = "municipality", "Annan kommun"


class ReferralState(Labelled):
    OFFERED = "offered", "Erbjuden"
    DECLINED = "declined", "Tackade nej"
    ACCEPTED = "accepted", "Tackade ja"
    HANDED_OVER = "handed_over", "Överförd"
    CONFIRMED = "confirmed", "Bekräftad"
    NEVER_ARRIVED = "never_arrived", "Kom inte fram"
    NO_FEEDBACK = "no_feedback", "Återkoppling saknas"
    WITHDRAWN = "withdrawn", "Personen ångrade sig"
    NOT_RELEVANT = "not_relevant", "Ej aktuellt"


class NotRelevant(Labelled):
    """Why a referral was not relevant. `JOUR_AT_21` is the coordinator's decision, with its own
    reason beside it.
    """

    HAS_CONTACT = "has_contact", "Personen har redan kontakt där"
    WRONG_MATTER = "wrong_matter", "De tar inte emot den här sortens ärende"
    NOT_NOW = "not_now", "Inte rätt tillfälle att fråga"
    NOT_SAFE = "not_safe", "Inte tryggt för personen"
    JOUR_AT_21 = "jour_at_21", "21 år: jouren ger stödet"
    OTHER = "other", "Annat"


class ConsentHow(Labelled):
    PHONE = "phone", "Muntligt, i telefon"
    MEETING = "meeting", "Muntligt, vid ett möte"
    WRITTEN = "written", "Skriftligt"
    GUARDIAN = "guardian", "Av vårdnadshavare"


class Item(Labelled):
    """What may be passed on, each by itself, in the order of the letter: how to ring stands
    straight after the number.
    """

    FIRST_NAME = "first_name", "Förnamn"
    PHONE = "phone", "Telefon"
    SAFE_CONTACT = "safe_contact", "Trygg kontakt"
    EVENT = "event", "Vad som har hänt"


class HandOverWay(Labelled):
    """How it was handed over. Jourcase sends nothing by itself."""

    PHONE = "phone", "Telefon"
    SECURE_MAIL = "secure_mail", "Säker e-post"
    LETTER = "letter", "Brev"
    IN_PERSON = "in_person", "Vid ett möte"


class ReferralRefusal(Refusal):
    ALREADY_UNDER_WAY = "already_under_way"
    RECIPIENT_MISSING = "recipient_missing"
    AGE_CANNOT_BE = "age_cannot_be"
    AGE_TO_BE_ASKED = "age_to_be_asked"
    TOO_OLD = "too_old"
    COORDINATOR_DECIDES = "coordinator_decides"
    DECISION_WITHOUT_REASON = "decision_without_reason"
    WHY_NOT_MISSING = "why_not_missing"
    REASON_MISSING = "reason_missing"
    CONSENT_IN_FUTURE = "consent_in_future"
    CONSENT_BEFORE_CASE = "consent_before_case"
    NOTHING_MAY_BE_PASSED = "nothing_may_be_passed"
    EVENT_MISSING = "event_missing"
    NUMBER_WITHOUT_SAFETY = "number_without_safety"
    CALLS_PAUSED = "calls_paused"
    CONSENT_MISSING = "consent_missing"
    CONSENT_WITHDRAWN = "consent_withdrawn"
    EMPTY_HANDED = "empty_handed"
    TEXT_CHANGED = "text_changed"
    CHANGED_MEANWHILE = "changed_meanwhile"
    NOTHING_TO_UNDO = "nothing_to_undo"
    NOT_YOURS_TO_UNDO = "not_yours_to_undo"
    TOO_LATE_TO_UNDO = "too_late_to_undo"
