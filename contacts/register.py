"""What the tables of contacts hold, and what an erasure does to each field."""

from jourcase.kernel.register import erase, keep, scrub, table

_COUNTED = "räknas i uppföljningen"
_GONE = "raden raderas"
_LINK = "pekar bara på raden"

CONTACT = table(
    "contacts.Contact",
    scrub("id public_id", "nytt slumptal; ångrade och rättade kontakter raderas helt"),
    scrub("case", "pekar på den rad av statistik som är kvar", personal=False),
    erase("draft", "utkastet raderas"),
    scrub("occurred_at logged_at", "kl. 12 den dag då kontakten togs"),
    erase("made_by", "vem som ringde räknas inte"),
    keep("maker_was_approved", "löftet gäller godkända stödpersoner", personal=True),
    keep("channel direction result minutes meeting_offer", _COUNTED, personal=True),
    keep("support_forms", _COUNTED, personal=True),
    erase("what_next next_on", "hör till det pågående arbetet"),
    erase("note", "texten raderas", sealed=True),
    erase("undone_at replaced_by", "det som inte gäller raderas helt"),
)

TABLES = (
    CONTACT,
    table(
        "contacts.Contact_support_forms",
        scrub("id contact", "skrivs på nytt för raden som är kvar", personal=False),
        keep("supportform", _COUNTED, personal=True),
    ),
    table(
        "contacts.Draft",
        erase("id case seen_contact_id", _LINK, personal=False),
        erase("content", _GONE, sealed=True),
        erase(
            "user started_at claimed_until dialled_at released_at discarded_at from_case sequence "
            "saved_at",
            _GONE,
        ),
    ),
    table(
        "contacts.Callback",
        erase("id case promised_in settled_by", _LINK, personal=False),
        erase("due_at settled_at", _GONE),
    ),
    table(
        "contacts.AgendaItem",
        erase("id public_id case moved_to told_in", _LINK, personal=False),
        erase("place about", _GONE, sealed=True),
        erase(
            "kind starts_at ends_at responsible planned_at planned_by ended_at ended_by end", _GONE
        ),
    ),
    table(
        "contacts.EveningStay",
        keep("id shift user came_at left_at", "vem som var på plats en kväll", personal=True),
    ),
    table(
        "contacts.SilenceLook",
        keep("id year week silent", "antal, inga ärenden"),
        keep("looked_at looked_by", "vem som gick igenom listan", personal=True),
    ),
)
