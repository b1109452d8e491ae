"""What the tables of people hold. Nothing here is a case's, so an erasure touches none of it."""

from jourcase.kernel.register import keep, table

_PERSON = "medarbetare, så länge uppdraget varar och därefter för spårbarhet"
_LINK = "pekar bara på raden"
_RIGHTS = "rättigheter; ingen person"

TABLES = (
    table(
        "volunteers.User",
        keep("id public_id", _LINK, personal=True),
        keep("email full_name gender engagement started_on", _PERSON, personal=True),
        keep("languages", "för valet av ansvarig; tas bort när uppdraget slutar", personal=True),
        keep("password", "avtryck av lösenfrasen (Argon2id)", personal=True),
        keep("last_login is_active is_superuser is_staff", _PERSON, personal=True),
        keep("groups user_permissions", "rollerna", personal=True),
        keep("has_shortcuts is_fictional", "inställning", personal=True),
    ),
    table("volunteers.User_groups", keep("id user group", "rollerna", personal=True)),
    table("volunteers.User_user_permissions", keep("id user permission", _RIGHTS, personal=True)),
    table(
        "volunteers.Approval",
        keep("id user since until decided_at decided_by", "styrelsens beslut", personal=True),
    ),
    table(
        "volunteers.Shift",
        keep("id public_id starts_at ends_at office needed", "kvällspass; ingen person"),
        keep("people", "vilka som är anmälda", personal=True),
    ),
    table(
        "volunteers.ShiftSignup",
        keep("id shift user signed_up_at", "vilka som är anmälda", personal=True),
    ),
    table(
        "volunteers.LoginSession",
        keep("id public_id user", _LINK, personal=True),
        keep("session_key", "raderas när inloggningen tar slut", personal=True),
        keep("started_at seen_at device", "grova ord om enheten, ingen adress", personal=True),
    ),
    table(
        "volunteers.TotpUse",
        keep("id user last_step", "så att en engångskod inte går två gånger", personal=True),
    ),
    table(
        "volunteers.Invitation",
        keep("id user made_at made_by expires_at used_at", "inbjudan", personal=True),
        keep("digest", "avtryck av länken, aldrig länken själv"),
    ),
    table(
        "volunteers.CalendarFeed",
        keep("id user made_at", "kalenderns adress, tills den tas bort", personal=True),
        keep("digest", "avtryck av adressen, aldrig adressen själv"),
    ),
    table(
        "volunteers.Absence",
        keep("id public_id user", _LINK, personal=True),
        keep("since until", "dagar utan skäl; tas bort när de är slut", personal=True),
    ),
    table(
        "volunteers.RoleProposal",
        keep("id public_id person role", "vem som föreslås till vad", personal=True),
        keep("asked_at asked_by decided_at decided_by outcome", "två personer", personal=True),
    ),
)
