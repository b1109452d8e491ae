"""The Swedish sentences for this app's refusals."""

from jourcase.kernel.refusals import Refusal
from volunteers.development.words import REFUSALS as _OF_DEVELOPMENT
from volunteers.domain.absence import AbsenceRefusal
from volunteers.domain.approval import ApprovalRefusal
from volunteers.domain.logins import FactorRefusal
from volunteers.domain.role_rules import RoleRefusal
from volunteers.domain.roles import Role
from volunteers.domain.shifts import ShiftRefusal
from volunteers.evenings.words import EVENING_REFUSALS
from volunteers.steps.words import REFUSALS as _OF_STEPS

REFUSALS: dict[Refusal, str] = {
    **_OF_STEPS,
    **_OF_DEVELOPMENT,
    FactorRefusal.LAST_ONE: "Det är ditt enda sätt att logga in. Lägg till ett annat först.",
    FactorRefusal.TOO_MANY: "Du har redan tio nycklar. Ta bort en först.",
    FactorRefusal.NEEDS_THE_OTHER: "Du har redan ett andra steg. Logga in med det först.",
    FactorRefusal.ALREADY_THERE: "Du har redan en app. Ta bort den först.",
    ApprovalRefusal.ENDS_BEFORE_START: "Godkännandet kan inte sluta innan det började.",
    ApprovalRefusal.OVERLAPS: "Personen har redan ett godkännande som gäller då.",
    ApprovalRefusal.IN_FUTURE: "Datumet ligger framåt i tiden.",
    ApprovalRefusal.NOT_APPROVED: "Personen har inget godkännande som gäller.",
    AbsenceRefusal.ENDS_BEFORE_START: "Sista dagen är före den första. Kontrollera datumen.",
    AbsenceRefusal.ALREADY_OVER: "Frånvaron är redan slut. Bara i dag och framåt läggs in.",
    AbsenceRefusal.TOO_FAR_AHEAD: "Det är mer än två år bort. Kontrollera årtalet.",
    AbsenceRefusal.STARTED_LONG_AGO: "Det är mer än två år sedan. Kontrollera årtalet.",
    ShiftRefusal.NOT_APPROVED: "Bara den som är godkänd den dagen kan ta passet.",
    ShiftRefusal.ALREADY_OVER: "Passet är redan slut.",
    ShiftRefusal.NOT_OURS: "En annan jour bemannar den kvällen.",
    ShiftRefusal.ENDS_BEFORE_START: "Passet måste sluta efter att det börjat.",
    **EVENING_REFUSALS,
    RoleRefusal.NOT_COORDINATOR: "Bara en samordnare kan göra det.",
    RoleRefusal.HAS_LEFT: "Personen har slutat.",
    RoleRefusal.HAS_ROLE: "Personen är redan samordnare.",
    RoleRefusal.LACKS_ROLE: "Personen är inte samordnare.",
    RoleRefusal.ALREADY_ASKED: "Personen är redan föreslagen. Någon annan ska bekräfta.",
    RoleRefusal.NOT_PENDING: "Förslaget är redan besvarat.",
    RoleRefusal.EXPIRED: "Förslaget är äldre än sju dagar. Föreslå igen.",
    RoleRefusal.OWN_PROPOSAL: "Du föreslog personen. Någon annan ska bekräfta.",
    RoleRefusal.OWN_ROLE: "Förslaget gäller dig själv. Någon annan ska svara.",
    RoleRefusal.OTHERS_CAN: "En annan samordnare kan svara. Styrelsen svarar bara när ingen kan.",
    RoleRefusal.LINK_FROM_PROPOSER: (
        "Du fick nyligen en inloggningslänk av den som föreslår. Någon annan ska bekräfta."
    ),
    RoleRefusal.OWN_ACCOUNT: "Det gäller dig själv. Be en annan samordnare.",
    RoleRefusal.LAST_COORDINATOR: "Det är den enda samordnaren. Gör någon annan till det först.",
    RoleRefusal.ENOUGH_COORDINATORS: (
        "Det finns redan två samordnare. Lägg till personen utan rollen. En samordnare föreslår "
        "den sedan under Medarbetare, och en annan bekräftar."
    ),
}


def role_word(code: str) -> str:
    """The role that stands in the audit log, in Swedish."""
    known = {role.value: role.label for role in Role}
    return {**known, "system": "Systemet", "nobody": "Inte inloggad"}.get(code, "–")
