"""What the tables of people hold. Nothing here is a case's, so an erasure touches none of it."""

from jourcase.kernel.register import keep, table

_PERSON = "medarbetare, så länge uppdraget varar och därefter för spårbarhet"
_LINK = "pekar bara på raden"
_WHO = "vem som noterade och rättade"
_RIGHTS = "rättigheter; ingen person"

TABLES = (
    table(
        "volunteers.User",
        keep("id public_id", _LINK, personal=True),
        keep("email full_name gender engagement started_on ended_on", _PERSON, personal=True),
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
        "volunteers.ApprovalChange",
        keep("id approval since until", "vad ett godkännande sa innan det ändrades", personal=True),
        keep("changed_at changed_by", _WHO, personal=True),
    ),
    table(
        "volunteers.StepNote",
        keep("id user step on", "stegets dag; ingen fil och inget resultat", personal=True),
        keep("noted_at noted_by replaced_at replaced_by", _WHO, personal=True),
    ),
    table(
        "volunteers.Pause",
        keep("id public_id user", _LINK, personal=True),
        keep("since until", "dagar utan skäl; styr vad som krävs av utbildning", personal=True),
        keep("noted_at noted_by replaced_at replaced_by", _WHO, personal=True),
    ),
    table(
        "volunteers.DevelopmentEvent",
        keep("id public_id kind on title minutes", "utbildning; ingen person"),
        keep("people", "vilka som kom", personal=True),
        keep("noted_at noted_by replaced_at replaced_by", _WHO, personal=True),
    ),
    table("volunteers.DevelopmentAttendance", keep("id event user", "vem som kom", personal=True)),
    table(
        "volunteers.ReportedTraining",
        keep("id public_id user", _LINK, personal=True),
        keep("kind on title minutes state", "vad någon anmält om sig själv", personal=True),
        keep("reported_at answered_at answered_by", "när, och vem som svarade", personal=True),
    ),
    table(
        "volunteers.StaffConversation",
        keep("id public_id user", _LINK, personal=True),
        keep("on", "bara dagen, inget av vad som sades", personal=True),
        keep("noted_at noted_by replaced_at replaced_by", _WHO, personal=True),
    ),
    table(
        "volunteers.DevelopmentRequirement",
        keep("id valid_from trainings_a_year exchanges_a_year", "krav; ingen person"),
        keep("conversation_months free_months decided_on", "krav; ingen person"),
        keep("noted_at noted_by", _WHO, personal=True),
    ),
    table(
        "volunteers.Shift",
        keep("id public_id starts_at ends_at office needed", "kvällspass; ingen person"),
        keep("is_from_plan closing_proposed", "vad planen gjorde; ingen person"),
        keep("closed_at closed_because closed_note", "varför kvällen var stängd; ingen person"),
        keep("confirmed_at confirmed_through", "att en partner håller kvällen; ingen person"),
        keep("people closed_by confirmed_by", "vilka som är anmälda och avgjort", personal=True),
    ),
    table(
        "volunteers.ShiftSignup",
        keep("id shift user signed_up_at offered_at", "vilka som är anmälda", personal=True),
    ),
    table(
        "volunteers.EveningPlan",
        keep("id year half weekday opens closes needed offices", "mönstret; ingen person"),
        keep("planned_at planned_by", "vem som planerade", personal=True),
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
