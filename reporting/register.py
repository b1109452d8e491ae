"""The register of every stored field: each app's own, and here what belongs to no app above the
agreement and the tables of libraries. What becomes of a case's own rows stands in `cases.register`
and `contacts.register`, which the erasure itself reads.
"""

import cases.register
import contacts.register
import volunteers.register
from jourcase.kernel.register import joined, keep, table

_NOBODY = "säger inget om någon person"
_AGREEMENT = "överenskommelsen; ingen person"
_WHO = "vem i styrelsen som noterade beslutet"

_LOWER = (
    table(
        "keystore.DataKey",
        keep("scope kek_id made_at", "vilken nyckel; ingen person"),
        keep("wrapped", "omslagen nyckel; raderas i egen rad när ärendet gallras"),
    ),
    table(
        "keystore.Erasure",
        keep("scope subject", "så att en återläst kopia gallras igen; pekar på inget längre"),
        keep("reason begun_at key_gone_at rows_gone_at done_at", "hur långt gallringen har kommit"),
    ),
    table(
        "kernel.PracticeMark", keep("id made_at seed", "att databasen är för övning; ingen person")
    ),
    table(
        "kernel.AuditEvent",
        keep("id seq previous digest", "kedjan som visar att inget har ändrats"),
        keep("at by action role outcome", "vem som gjorde vad, och när", personal=True),
        keep("case_id", "ett nummer; efter gallring pekar det på inget", personal=True),
        keep("fields", "fältens namn, aldrig deras innehåll"),
        keep("reason", "koder; aldrig fri text om en person"),
    ),
    table(
        "outbox.OutboxRow",
        keep("id put_at due_at tries next_try_at done_at", "raderas efter en månad"),
        keep("kind key payload", "koder och id, aldrig vem; raderas efter en månad"),
        keep("last_error", "felets typ och plats, aldrig dess ord"),
    ),
    table(
        "outbox.Job",
        keep("id kind asked_at params cursor steps_done percent result", "koder, id och tal"),
        keep("done_at failed_at", _NOBODY),
        keep("asked_by", "vem som beställde", personal=True),
    ),
    table(
        "agreement.Agreement",
        keep("id code name city_party jour_party jour_orgnr", _AGREEMENT),
        keep("starts_on first_period_ends_on last_end_on notice_month notice_day", _AGREEMENT),
        keep("paid_basis notice_received_on", _AGREEMENT),
    ),
    table(
        "agreement.Undertaking",
        keep("id agreement code text measure valid_from valid_to order", _AGREEMENT),
        keep("reason end_reason", _AGREEMENT),
        keep("noted_at noted_by", _WHO, personal=True),
    ),
    table(
        "agreement.TermsVersion",
        keep("id valid_from first_contact_days first_contact_day_count", _AGREEMENT),
        keep("minimum_phone_attempts minimum_evening_attempts evening_start", _AGREEMENT),
        keep("evening_end follow_through_days referral_age reopen_within_days", _AGREEMENT),
        keep("retention_days small_number_threshold reason", _AGREEMENT),
        keep("noted_at noted_by", _WHO, personal=True),
    ),
    table("agreement.Office", keep("id code name is_own order", _AGREEMENT)),
    table("agreement.District", keep("id code name kind office order", _AGREEMENT)),
    table(
        "agreement.Neighbourhood",
        keep("id name key district is_postal_town", "stadens stadsdelar; ingen person"),
    ),
    table("agreement.SupportForm", keep("id code name order", _AGREEMENT)),
    table(
        "agreement.BudgetRow",
        keep("id agreement table name amount_kr earmarked valid_from valid_to order", _AGREEMENT),
        keep("reason", _AGREEMENT),
        keep("noted_at noted_by", _WHO, personal=True),
    ),
)

_LIBRARIES = (
    table("auth.Permission", keep("id name content_type codename", _NOBODY)),
    table("auth.Group", keep("id name permissions", "rollernas namn; ingen person")),
    table("auth.Group_permissions", keep("id group permission", _NOBODY)),
    table("contenttypes.ContentType", keep("id app_label model", _NOBODY)),
    table(
        "sessions.Session",
        keep("session_key expire_date", "raderas när inloggningen tar slut", personal=True),
        keep("session_data", "vem som är inloggad och korta kvitton, aldrig ärendets uppgifter"),
    ),
    table(
        "account.EmailAddress",
        keep("id user email verified primary", "används inte; bibliotekets tabell", personal=True),
    ),
    table(
        "account.EmailConfirmation",
        keep("id email_address created sent key", "används inte; bibliotekets tabell"),
    ),
    table(
        "mfa.Authenticator",
        keep("id user type created_at last_used_at", "inloggningssätt", personal=True),
        keep(
            "data",
            "offentlig nyckel eller ett frö som är krypterat med personens nyckel",
            personal=True,
        ),
    ),
)

_OWN = (
    table(
        "reporting.LogCheck",
        keep("id year week part section outcome", "vilken del av loggen som kontrollerats"),
        keep("checked_by at", "vem som kontrollerade, och när", personal=True),
    ),
    table(
        "reporting.Activity",
        keep(
            "id public_id kind held_on partner audience", "samverkan och information; ingen person"
        ),
        keep("subject", "några ord om ämnet; det som liknar ett namn eller nummer varnas för"),
        keep("reached named_others told_others", "antal och ja eller nej; ingen person"),
        keep("noted_at noted_by", "vem som noterade, och när", personal=True),
        keep("replaced_at removed_at removed_by", "rättelser, och vem som tog bort", personal=True),
    ),
)

REGISTER = joined(
    _LIBRARIES,
    _LOWER,
    volunteers.register.TABLES,
    cases.register.TABLES,
    contacts.register.TABLES,
    _OWN,
)
