"""Which of the declared fields a person is given, under which words, and which not and why.

Every personal or sealed field of `cases.register` and `contacts.register` stands here once: a test
is red until a new one does.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class TablePlan:
    """`path` leads from a row to its case; empty for what is not a case's. `given`: field and
    label. `roles`: fields that point to staff, given as the role. `left_out`: field and reason.
    `not_rows`: kinds of `CaseEvent` and the like whose rows are not given, by field.
    """

    label: str
    title: str = ""
    purpose: str = ""
    path: str = ""
    order: str = "pk"
    given: Mapping[str, str] = field(default_factory=dict)
    roles: Mapping[str, str] = field(default_factory=dict)
    left_out: Mapping[str, str] = field(default_factory=dict)
    not_rows: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def is_given(self) -> bool:
        return bool(self.given)


def without(*rows: tuple[str, str]) -> dict[str, str]:
    """Names with blanks between, and the reason that they share."""
    return {name: why for names, why in rows for name in names.split()}


def none_of(label: str, names: str, why: str) -> TablePlan:
    """A table of which nothing is given."""
    return TablePlan(label, left_out=without((names, why)))


_NUMBER = "radens nummer i systemet; säger inget om dig"
_PRINT = "avtryck för sökning av det som står här i klartext; kan inte läsas"
_STAFF_VIEW = "handlar om personalen; vilka som har läst ditt ärende står i loggutdraget"

CASE = TablePlan(
    "cases.Case",
    "Ärendet",
    "För att ge stöd, hålla löftet om kontakt och räkna i uppföljningen till staden.",
    path="pk",
    given={
        "reference": "Ärendenummer",
        "protected_number": "Skyddat ärende, nummer",
        "received_at": "Kom in",
        "source": "Kom genom",
        "channel": "Väg in",
        "opened_at": "Registrerat",
        "relation": "Du är",
        "gender": "Kön",
        "age_group": "Åldersgrupp",
        "age_band": "Ålder mot 21 år",
        "asked_band": "Ålder när vi frågade",
        "asked_on": "Frågat om ålder",
        "district": "Stadsdelsområde",
        "crime_type": "Gäller",
        "in_close_relation": "I nära relation",
        "honour_related": "Hedersrelaterat",
        "hate_crime": "Hatbrott",
        "school_related": "Skolrelaterat",
        "police_report": "Polisanmält",
        "language": "Språk",
        "needs_interpreter": "Behöver tolk",
        "is_anonymous": "Anonym",
        "reach_by": "Nås genom",
        "call_safety": "Tryggt att ringa",
        "has_working_phone": "Fungerande telefonnummer",
        "declines_phone": "Vill inte bli uppringd",
        "person_was_there": "Du tog själv kontakt",
        "calls_paused_at": "Samtalen pausades",
        "is_protected": "Skyddade personuppgifter",
        "deadline_at": "Första kontakt senast",
        "follow_through_until": "Försök pågår till",
        "first_contact_at": "Första kontakt",
        "first_contact_wait": "Väntan på första kontakt",
        "reached_at": "Nådd",
        "reached_wait": "Väntan på att nås",
        "reached_on_try": "Nådd på försök nummer",
        "phone_tries": "Telefonförsök",
        "evening_tries": "Varav på kvällen",
        "has_tried_enough": "Alla försök gjorda",
        "contact_exemption": "Löftet om första kontakt gäller inte",
        "tries_exemption": "Löftet om tre försök gäller inte",
        "has_support": "Har fått stöd",
        "meeting_offered": "Personligt möte erbjudet",
        "next_due_at": "På ringlistan från",
        "next_is_evening_only": "Väntar på kvällen",
        "callback_at": "Utlovad uppringning",
        "closed_at": "Avslutat",
        "close_reason": "Varför det avslutades",
        "early_close": "Avslutat innan alla försök var gjorda",
        "erased_at": "Gallrat",
    },
    roles={"opened_by": "Registrerat av", "assigned_to": "Ansvarig"},
    left_out=without(
        ("id public_id", _NUMBER),
        ("protected_readers", _STAFF_VIEW),
        ("duplicate_of", "pekar på ett annat ärende, som lämnas ut för sig"),
    ),
)

GIVEN = (
    CASE,
    TablePlan(
        "cases.Identity",
        "Om dig",
        "För att veta vem du är och kunna ta kontakt på ett tryggt sätt.",
        path="case",
        given={
            "name": "Namn",
            "born": "Född",
            "email": "E-post",
            "other_way": "Annan väg",
            "k_number": "K-nummer",
            "guardian": "Vem som får kontaktas",
            "may_leave_message": "Meddelande får lämnas",
            "may_send_sms": "Sms får skickas",
            "say_nothing": "Säg inte varifrån vi ringer",
            "hidden_number": "Ring med dolt nummer",
            "safe_hours": "Trygga tider",
            "wished_gender": "Vill tala med",
            "safe_note": "Trygg kontakt",
        },
        left_out=without(("k_number_lookup name_lookup", _PRINT)),
    ),
    TablePlan(
        "cases.Phone",
        "Telefonnummer",
        "För att kunna ringa.",
        path="case",
        order="order",
        given={"number": "Nummer", "found_wrong_at": "Stämde inte"},
        left_out=without(
            ("number_lookup", _PRINT),
            ("order", "bara i vilken ordning numren visas"),
        ),
    ),
    TablePlan(
        "cases.AnonymousCode",
        "Din kod",
        "För att du ska kunna fortsätta utan att säga vem du är.",
        path="case",
        given={"words": "Tre ord"},
        left_out=without(("words_lookup", _PRINT)),
    ),
    TablePlan(
        "contacts.Contact",
        "Kontakter och försök",
        "För att ge stöd och hålla löftet om kontakt.",
        path="case",
        order="occurred_at",
        given={
            "occurred_at": "Började",
            "logged_at": "Skrevs in",
            "channel": "Sätt",
            "direction": "Vem som tog kontakt",
            "result": "Hur det gick",
            "minutes": "Minuter",
            "support_forms": "Stöd",
            "meeting_offer": "Personligt möte erbjöds",
            "what_next": "Nästa steg",
            "next_on": "Nästa kontakt",
            "note": "Anteckning",
            "undone_at": "Togs tillbaka",
            "replaced_by": "Har rättats",
        },
        roles={"made_by": "Av"},
        left_out=without(
            ("id public_id", _NUMBER),
            ("draft", "pekar på utkastet som kontakten skrevs i"),
            ("maker_was_approved", "säger något om den som ringde, inte om dig"),
        ),
    ),
    TablePlan(
        "contacts.Callback",
        "Utlovade uppringningar",
        "För att vi ska ringa när vi har lovat.",
        path="case",
        order="due_at",
        given={"due_at": "Utlovad tid", "settled_at": "Klar"},
    ),
    TablePlan(
        "contacts.AgendaItem",
        "Möten, rättegångar och andra tider",
        "För att vi ska vara på plats.",
        path="case",
        order="starts_at",
        given={
            "kind": "Vad",
            "starts_at": "Börjar",
            "ends_at": "Slutar",
            "place": "Plats",
            "about": "Att tänka på",
            "planned_at": "Lades in",
            "ended_at": "Ändrades",
            "end": "Hur",
        },
        roles={"responsible": "Ansvarig", "planned_by": "Inlagt av", "ended_by": "Ändrat av"},
    ),
    TablePlan(
        "cases.Note",
        "Anteckningar",
        "För att nästa person ska veta det som behövs.",
        path="case",
        order="written_at",
        given={"written_at": "Skriven", "text": "Text"},
        roles={"written_by": "Av"},
    ),
    TablePlan(
        "cases.Referral",
        "Hänvisningar till andra",
        "För att andra ska kunna hjälpa dig, när du har sagt ja.",
        path="case",
        order="offered_at",
        given={
            "recipient": "Till",
            "to_whom": "Mottagare",
            "state": "Läge",
            "age_band": "Ålder mot 21 år",
            "offered_at": "Erbjöds",
            "why_not": "Varför inte",
            "reason": "Skäl",
            "consent_at": "Du sade ja",
            "consent_how": "Hur du sade ja",
            "may_pass_first_name": "Förnamn får lämnas",
            "may_pass_phone": "Telefon får lämnas",
            "may_pass_event": "Vad som har hänt får lämnas",
            "may_pass_safe_contact": "Trygg kontakt får lämnas",
            "event": "Vad som har hänt",
            "handed_over_at": "Lämnades över",
            "way": "Sätt",
            "passed": "Det som lämnades",
            "answered_at": "Senaste svaret",
        },
        roles={"offered_by": "Erbjuden av", "handed_over_by": "Överlämnad av"},
        left_out=without(("id public_id case", _NUMBER)),
    ),
    TablePlan(
        "cases.NumberQuery",
        "Fel nummer",
        "För att hitta ett nummer som stämmer hos den som skickade ärendet till oss.",
        path="case",
        order="found_at",
        given={
            "source": "Källa",
            "found_at": "Visade sig fel",
            "asked_at": "Källan tillfrågades",
            "reminded_at": "Källan påmindes",
            "answered_at": "Källan svarade",
            "outcome": "Hur det gick",
            "closed_at": "Klar",
        },
        roles={"asked_by": "Tillfrågades av"},
        left_out=without(("id public_id case", _NUMBER)),
    ),
    TablePlan(
        "cases.CaseEvent",
        "Händelser",
        "För att det ska gå att se vad som har gjorts.",
        path="case",
        order="at",
        given={"at": "När", "kind": "Vad", "detail": "Uppgift", "reason": "Skäl"},
        roles={"by": "Av"},
        # Who of the staff knows the person, and that somebody else has a case.
        # A worry about a child is told by a coordinator, who judges what it may lead to.
        not_rows={
            "kind": (
                *("recused", "recusal_lifted", "linked", "unlinked"),
                *("concern_raised", "concern_taken", "concern_reported", "concern_withdrawn"),
            )
        },
    ),
    TablePlan(
        "cases.GlassBreak",
        "Nödöppningar",
        "För att det ska gå att se vem som läste när det inte kunde vänta.",
        path="case",
        order="opened_at",
        given={
            "opened_at": "Öppnades",
            "until": "Öppet till",
            "reason_code": "Skäl",
            "reason_text": "Varför",
        },
        roles={"user": "Av"},
        left_out=without(
            ("judged_at judged_by verdict comment", "bedömningen handlar om den som öppnade")
        ),
    ),
    TablePlan(
        "cases.ErasureRequest",
        "Begäran om radering",
        "För att två personer ska besluta.",
        path="case",
        order="asked_at",
        given={
            "reason": "Skäl",
            "close_reason": "Avslutas som",
            "asked_at": "Begärdes",
            "answered_at": "Besvarades",
        },
        roles={"asked_by": "Av", "answered_by": "Besvarades av"},
    ),
)

NOT_GIVEN = (
    none_of(
        "contacts.Contact_support_forms",
        "supportform",
        "är det stöd som står vid varje kontakt",
    ),
    none_of(
        "contacts.Draft",
        "content user started_at claimed_until dialled_at released_at discarded_at from_case "
        "sequence saved_at",
        "ett påbörjat utkast ser bara den som skriver; det sparas som en kontakt eller raderas",
    ),
    none_of(
        "contacts.EveningStay",
        "id shift user came_at left_at",
        "handlar om personalens kvällar och hör inte till något ärende",
    ),
    none_of(
        "contacts.SilenceLook",
        "looked_at looked_by",
        "handlar om personalens genomgång och hör inte till något ärende",
    ),
    none_of(
        "cases.Recusal",
        "user reason set_at set_by lifted_at lifted_by",
        "säger vem i personalen som känner någon i ärendet",
    ),
    none_of(
        "cases.ChildConcern",
        "raised_at raised_by taken_at taken_by settled_at settled_by reported_on withdrawn_at "
        "withdrawn_by",
        "rör ett barns säkerhet; en samordnare bedömer och berättar",
    ),
    none_of(
        "cases.Merge",
        "content merged_at merged_by undone_at undone_by",
        "kopia av det som redan står här; raderas efter ett dygn",
    ),
    none_of(
        "cases.CasePair",
        "kind made_at made_by",
        "handlar om vilka ärenden som liknar varandra, och kan röra någon annan",
    ),
    none_of("cases.Case_protected_readers", "id case user", _STAFF_VIEW),
    none_of(
        "cases.IntakeDraft",
        "content user started_at saved_at over_at sequence",
        "töms när ärendet sparas; det som skrevs står här",
    ),
    none_of("cases.ListedRow", "row_lookup", _PRINT),
    none_of(
        "cases.ListImport",
        "plan user started_at touched_at checked_at over_at",
        "hör inte till något ärende förrän raden har tagits in, och raderas då",
    ),
    none_of(
        "cases.ListChunk",
        "rows verdicts",
        "hör inte till något ärende förrän raden har tagits in, och raderas då",
    ),
)

PLANS = (*GIVEN, *NOT_GIVEN)

# What stands in the extract itself: not each field, but what a person would ask for.
LEFT_OUT = (
    ("Namn på personal", "De står som samordnare, stödperson eller medarbetare."),
    ("Vem som har läst ditt ärende, och när", "Lämnas som ett eget loggutdrag."),
    ("Om någon i personalen känner dig (jäv)", "Det handlar om den personen."),
    ("Om någon har känt oro för ett barn", "Det rör barnet. Fråga samordnaren."),
    ("Vilka andra ärenden som liknar ditt", "Det kan röra någon annan."),
    ("Bedömningen av en nödöppning", "Den handlar om den som öppnade."),
    ("Utkast som någon skriver på just nu", "De sparas som kontakter eller raderas."),
    ("Säkerhetskopior", "De innehåller detsamma och skrivs över efter hand."),
)
