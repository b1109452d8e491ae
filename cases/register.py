"""What the tables of a case hold, and what an erasure does to each field."""

from jourcase.kernel.register import erase, keep, scrub, table

_COUNTED = "räknas i uppföljningen"
_GONE = "raden raderas"
_LINK = "pekar bara på raden"

CASE = table(
    "cases.Case",
    scrub("id public_id", "nytt slumptal, så att raden inte kan kopplas till det gamla ärendet"),
    scrub("reference", "byts mot ”gallrat-” och slumpade bokstäver"),
    keep("is_fictional terms", "villkoren som gällde; säger inget om vem"),
    scrub("received_at", "kl. 12 samma dag: perioden räknas på dagen"),
    keep("source channel", _COUNTED, personal=True),
    scrub("opened_at", "samma som mottaget"),
    erase("opened_by assigned_to", "vem som hade ärendet räknas inte"),
    keep("relation gender age_group age_band district crime_type", _COUNTED, personal=True),
    keep(
        "in_close_relation honour_related hate_crime school_related police_report",
        "koder som kan begäras i uppföljningen",
        personal=True,
    ),
    erase("asked_band asked_on", "hör till hänvisningen; åldern när ärendet kom in räknas"),
    erase("language", "fri text, och sällsynta språk pekar ut"),
    keep("needs_interpreter", "kod som kan begäras i uppföljningen", personal=True),
    keep(
        "is_anonymous reach_by call_safety has_working_phone declines_phone person_was_there",
        "avgör om löftet gällde; säger inget om vem",
        personal=True,
    ),
    erase("calls_paused_at", "hör till det pågående arbetet"),
    keep("is_protected", "räknas för sig i uppföljningen", personal=True),
    erase("protected_number protected_readers", "ärendets namn och läsare behövs inte"),
    scrub("closed_at", "bara om det var före eller efter första kontakten"),
    keep("close_reason early_close", _COUNTED, personal=True),
    erase("duplicate_of", "pekar på samma person"),
    scrub("erased_at", "månaden"),
    scrub(
        "deadline_at follow_through_until first_contact_at reached_at",
        "kl. 12 samma dag, i samma ordning: löftet räknas på dagar",
    ),
    scrub("first_contact_wait reached_wait", "hela minuter: medianen räknas på dem"),
    keep(
        "reached_on_try phone_tries evening_tries has_tried_enough contact_exemption "
        "tries_exemption has_support meeting_offered",
        _COUNTED,
        personal=True,
    ),
    erase("next_due_at next_is_evening_only callback_at", "hör till det pågående arbetet"),
)

# What is counted goes over to the row of statistics; the rest is deleted with the row.
REFERRAL = table(
    "cases.Referral",
    scrub("id public_id", "nya slumptal", personal=False),
    scrub("case", "pekar på statistikraden", personal=False),
    keep("recipient state age_band why_not", _COUNTED, personal=True),
    scrub(
        "offered_at consent_at handed_over_at answered_at",
        "kl. 12 samma dag: hänvisningar räknas på dagen",
    ),
    erase("offered_by handed_over_by", "vem som gjorde vad räknas inte"),
    erase("to_whom reason event passed", _GONE, sealed=True),
    erase("consent_how way", "hör till det pågående arbetet"),
    erase(
        "may_pass_first_name may_pass_phone may_pass_event may_pass_safe_contact",
        "vad personen gick med på räknas inte",
    ),
)

# The same of a question for the right number.
NUMBER_QUERY = table(
    "cases.NumberQuery",
    scrub("id public_id", "nya slumptal", personal=False),
    scrub("case", "pekar på statistikraden", personal=False),
    keep("source outcome", "räknas per källa", personal=True),
    scrub("found_at asked_at reminded_at answered_at closed_at", "kl. 12 samma dag"),
    erase("asked_by", "vem som frågade räknas inte"),
)

# Tables whose rows are deleted as a whole when the case is erased.
_ERASED = (
    table(
        "cases.Identity",
        erase("case", _LINK, personal=False),
        erase("name email other_way k_number born guardian safe_note", _GONE, sealed=True),
        erase("k_number_lookup name_lookup", "nyckelberoende avtryck för sökning"),
        erase("id", _LINK, personal=False),
        erase("may_leave_message may_send_sms say_nothing hidden_number", _GONE),
        erase("safe_hours wished_gender", _GONE),
    ),
    table(
        "cases.Phone",
        erase("id identity case row_key", _LINK, personal=False),
        erase("number", _GONE, sealed=True),
        erase("number_lookup", "nyckelberoende avtryck för sökning"),
        erase("order found_wrong_at", _GONE),
    ),
    table(
        "cases.AnonymousCode",
        erase("id case", _LINK, personal=False),
        erase("words", _GONE, sealed=True),
        erase("words_lookup", "nyckelberoende avtryck för sökning"),
    ),
    table(
        "cases.Note",
        erase("id case row_key", _LINK, personal=False),
        erase("text", _GONE, sealed=True),
        erase("written_at written_by", _GONE),
    ),
    table(
        "cases.CaseEvent",
        erase("id case row_key", _LINK, personal=False),
        erase("reason", _GONE, sealed=True),
        erase("at by kind detail", "vem som gjorde vad och när; loggen finns kvar för sig"),
    ),
    table(
        "cases.Recusal",
        erase("id public_id case", _LINK, personal=False),
        erase("user reason set_at set_by lifted_at lifted_by", "säger vem som känner personen"),
    ),
    table(
        "cases.GlassBreak",
        erase("id public_id case", _LINK, personal=False),
        erase("reason_text comment", _GONE, sealed=True),
        erase(
            "user reason_code opened_at until judged_at judged_by verdict",
            "bedömd innan; att den gjordes och bedömdes står i loggen",
        ),
    ),
    table(
        "cases.ChildConcern",
        erase("id public_id case", _LINK, personal=False),
        erase(
            "raised_at raised_by taken_at taken_by settled_at settled_by withdrawn_at withdrawn_by",
            "vem som gjorde vad och när; loggen finns kvar för sig",
        ),
        erase("reported_on", "dagen för en orosanmälan räknas inte"),
    ),
    table(
        "cases.ErasureRequest",
        erase("id public_id case", _LINK, personal=False),
        erase("reason close_reason asked_at asked_by answered_at answered_by", "står i loggen"),
    ),
    table(
        "cases.Merge",
        erase("id public_id case other", _LINK, personal=False),
        erase("content", "det som behövs för att ångra; raderas efter ett dygn", sealed=True),
        erase("merged_at merged_by undone_at undone_by", "står i loggen"),
    ),
    table(
        "cases.CasePair",
        erase("id public_id case other", _LINK, personal=False),
        erase("kind made_at made_by", "säger vilka som hör ihop"),
    ),
    table(
        "cases.IntakeDraft",
        erase("id", "samma nummer som ärendet får", personal=False),
        erase("content", "raderas när ärendet sparas eller kastas", sealed=True),
        erase("user started_at saved_at over_at sequence", "raderas senast efter två veckor"),
    ),
    table(
        "cases.ListedRow",
        erase("id case", _LINK, personal=False),
        erase("row_lookup", "nyckelberoende avtryck: samma rad tas inte in två gånger"),
    ),
    table(
        "cases.ListImport",
        erase("id row_count job_id", "säger inget om vem", personal=False),
        erase("plan", "raderas när listan kastas, senast efter sju dagar", sealed=True),
        erase("user started_at touched_at checked_at over_at", "raderas senast efter sju dagar"),
    ),
    table(
        "cases.ListChunk",
        erase("id list number", _LINK, personal=False),
        erase("rows verdicts", "en rad raderas när den blir ett ärende", sealed=True),
    ),
    table("cases.Case_protected_readers", erase("id case user", "vilka som fick läsa behövs inte")),
)

TABLES = (
    CASE,
    REFERRAL,
    NUMBER_QUERY,
    *_ERASED,
    table("cases.CaseNumber", keep("year last", "numren ges aldrig två gånger; ingen person")),
)
