"""The closed lists that describe a case. Source: domain rule "Intake" and its breakdowns."""

from jourcase.kernel.labelled import Labelled


class Source(Labelled):
    """Who brought the case to the jour."""

    POLICE = "police", "Polisen"
    OWN = "own", "Personen själv"
    HELPLINE_116006 = "116006", "116 006"
    SOCIAL_SERVICES = "social_services", "Socialtjänsten"
    STODCENTRUM = "stodcentrum", "Stödcentrum"
    OTHER_JOUR = "other_jour", "Annan jour"
    HEALTH_CARE = "health_care", "Vården"
    SCHOOL = "school", "Skolan"
    OTHER = "other", "Annan"


class IntakeChannel(Labelled):
    """How the matter reached the jour. The first two are live: the person is there."""

    PHONE = "phone", "Telefon"
    WALK_IN = "walk_in", "Besök"
    EMAIL = "email", "E-post"
    WEB_FORM = "web_form", "Webbformulär"
    SOCIAL_MEDIA = "social_media", "Sociala medier"
    LETTER = "letter", "Brev"
    REFERRAL = "referral", "Förmedling"


class Relation(Labelled):
    VICTIM = "victim", "Brottsutsatt"
    RELATIVE = "relative", "Anhörig"
    WITNESS = "witness", "Vittne"
    RELATIVE_OF_OFFENDER = "relative_of_offender", "Anhörig till gärningsperson"


class Gender(Labelled):
    WOMAN = "woman", "Kvinna"
    MAN = "man", "Man"
    OTHER = "other", "Annat"
    UNKNOWN = "unknown", "Vet inte"


class AgeGroup(Labelled):
    """The report's groups. A date or year of birth stays with the identity; this stays."""

    A0_11 = "0-11", "0–11 år"
    A12_17 = "12-17", "12–17 år"
    A18_20 = "18-20", "18–20 år"
    A21 = "21", "21 år"
    A22_24 = "22-24", "22–24 år"
    A25_44 = "25-44", "25–44 år"
    A45_64 = "45-64", "45–64 år"
    A65_79 = "65-79", "65–79 år"
    A80 = "80+", "80 år eller äldre"
    UNKNOWN = "unknown", "Okänd"


class AgeBand(Labelled):
    """On which side of the referral age the person stands.

    ASK is a birth year whose two possible ages lie on different sides: 20 or 21, or 21 or 22.
    """

    UNDER = "under", "Under 21 år"
    EXACTLY = "exactly", "21 år"
    OVER = "over", "Över 21 år"
    ASK = "ask", "Fråga: kring 21 år"
    UNKNOWN = "unknown", "Vet inte"


class CrimeType(Labelled):
    ASSAULT = "assault", "Misshandel"
    GROSS_ASSAULT = "gross_assault", "Grov misshandel"
    UNLAWFUL_THREAT = "unlawful_threat", "Olaga hot"
    MOLESTATION = "molestation", "Ofredande"
    FRAUD = "fraud", "Bedrägeri"
    THEFT = "theft", "Stöld"
    BURGLARY = "burglary", "Inbrott"
    ROBBERY = "robbery", "Rån"
    RAPE = "rape", "Våldtäkt"
    OTHER_SEXUAL = "other_sexual", "Annat sexualbrott"
    VIOLATION_OF_INTEGRITY = "violation_of_integrity", "Fridskränkning"
    STALKING = "stalking", "Olaga förföljelse"
    DAMAGE = "damage", "Skadegörelse"
    EXTORTION = "extortion", "Utpressning"
    INTERFERENCE_IN_JUSTICE = "interference_in_justice", "Övergrepp i rättssak"
    HOMICIDE = "homicide", "Mord, dråp eller försök"
    TRAFFIC = "traffic", "Trafikbrott"
    OTHER = "other", "Annat brott"
    UNKNOWN = "unknown", "Vet inte"


class PoliceReport(Labelled):
    YES = "yes", "Ja"
    NO = "no", "Nej"
    UNKNOWN = "unknown", "Vet inte"


class ReachBy(Labelled):
    """How the jour can reach the person: the first of the two answers that intake needs."""

    PHONE = "phone", "Telefon"
    OTHER_WAY = "other_way", "Annan väg"
    CALLS_US = "calls_us", "Personen hör av sig själv"


class CallSafety(Labelled):
    """Whether it is safe to ring: the second of the two answers. Nothing is preselected."""

    YES = "yes", "Ja"
    CONDITIONS = "conditions", "Ja, på vissa villkor"
    NO = "no", "Nej, ring inte"
    UNKNOWN = "unknown", "Vet inte än"


class CloseReason(Labelled):
    SUPPORT_ENDED = "support_ended", "Stödet är avslutat"
    DECLINED = "declined", "Tackade nej"
    NOT_REACHED = "not_reached", "Ej nådd"
    TO_STODCENTRUM = "to_stodcentrum", "Hänvisad till Stödcentrum"
    FORWARDED = "forwarded", "Vidareförmedlad till annan jour eller kommun"
    WITHDRAWN = "withdrawn", "Återtaget"
    DUPLICATE = "duplicate", "Dubblett"
    UNSAFE = "unsafe", "Kan inte kontaktas säkert"


class EarlyClose(Labelled):
    """Why a case ends as not reached before the tries that the agreement asks for are made. Closed
    and stored as a code, so that a missed goal can be reported with its reason.
    """

    EVENING_UNSAFE = "evening_unsafe", "Personen får inte ringas på kvällen"
    OTHER_WAY = "other_way", "Vi har sökt personen på annat sätt, utan svar"
    GETS_HELP = "gets_help", "Personen får hjälp av någon annan"
    SAID_NO = "said_no", "Personen har låtit hälsa att den inte vill"
    AWAY = "away", "Personen är bortrest, har flyttat eller har avlidit"
    NO_TIME = "no_time", "Jouren hann inte försöka fler gånger"
    ERASURE = "erasure", "Uppgifterna gallras på begäran"


class Status(Labelled):
    """The life of a case, computed from its facts."""

    RECEIVED = "received", "Mottaget"
    ASSIGNED = "assigned", "Tilldelat"
    TRYING = "trying", "Kontaktförsök pågår"
    REACHED = "reached", "Nådd"
    IN_SUPPORT = "in_support", "Stöd pågår"
    CLOSED = "closed", "Avslutat"
    ERASED = "erased", "Gallrat"


class WishedGender(Labelled):
    """Whom the person would rather talk to."""

    NONE = "", "Ingen önskan"
    WOMAN = "woman", "En kvinna"
    MAN = "man", "En man"


class RecusalReason(Labelled):
    """Why somebody has nothing to do with a case. Never free text: it would tell of people."""

    KNOWS_PERSON = "knows_person", "Känner personen"
    RELATED = "related", "Närstående till personen"
    KNOWS_OTHER = "knows_other", "Känner någon annan som ärendet handlar om"
    WORK = "work", "Möter personen i sitt arbete"
    OTHER = "other", "Annat skäl"


class GlassReason(Labelled):
    """Why a case was opened outside the ordinary."""

    DANGER = "danger", "Fara för någons liv eller hälsa"
    PERSON_CALLS = "person_calls", "Personen hör av sig och den ansvariga går inte att nå"
    COVERING = "covering", "Den ansvariga är borta och något kan inte vänta"
    FAULT = "fault", "Fel i systemet som inte går att rätta utan att se ärendet"
    OTHER = "other", "Annat"


class GlassVerdict(Labelled):
    """What the coordinator says of it afterwards."""

    JUSTIFIED = "justified", "Befogad"
    UNJUSTIFIED = "unjustified", "Inte befogad"
    NEEDS_TALK = "needs_talk", "Behöver samtal"


FORWARDED_REASONS = frozenset({CloseReason.TO_STODCENTRUM, CloseReason.FORWARDED})
LIVE_CHANNELS = frozenset({IntakeChannel.PHONE, IntakeChannel.WALK_IN})
