"""The Swedish sentences about the way to approval."""

from jourcase.kernel.refusals import Refusal
from volunteers.domain.steps import DecisionRefusal, PauseRefusal, StepRefusal

REFUSALS: dict[Refusal, str] = {
    StepRefusal.IN_FUTURE: "Dagen ligger framåt i tiden. Notera steget när det är gjort.",
    StepRefusal.BEFORE_BEGINNING: (
        "Det är före dagen då personen började. Rätta den först om den är fel."
    ),
    StepRefusal.EARLIER_IS_MISSING: "Steget före är inte noterat. Fyll i det också.",
    StepRefusal.BEFORE_EARLIER: "Dagen stämmer inte med stegen omkring. De tas i ordning.",
    StepRefusal.APPROVAL_RESTS_ON_IT: (
        "Styrelsens godkännande bygger på det här steget. Dagen kan rättas men inte tas bort."
    ),
    StepRefusal.AFTER_APPROVAL: (
        "Det är efter dagen då personen godkändes. Styrelsen rättar godkännandet först."
    ),
    StepRefusal.BEGAN_TOO_LATE: (
        "Personen kan inte ha börjat efter i dag, efter sin utbildning eller efter godkännandet."
    ),
    DecisionRefusal.NOT_BOARD: "Bara styrelsen godkänner stödpersoner.",
    DecisionRefusal.MAY_NOT_END: "Bara styrelsen eller en samordnare kan avsluta godkännandet.",
    DecisionRefusal.OWN_APPROVAL: "Det gäller dig själv. En annan i styrelsen beslutar.",
    DecisionRefusal.NOTED_TRAINING: (
        "Du noterade att grundutbildningen är godkänd. En annan i styrelsen beslutar."
    ),
    DecisionRefusal.HAS_LEFT: "Personen har slutat.",
    DecisionRefusal.STEPS_MISSING: "Alla steg är inte noterade än.",
    DecisionRefusal.BEFORE_PASSED: "Det är före dagen då grundutbildningen blev godkänd.",
    DecisionRefusal.BEFORE_A_STEP: "Det är före ett av stegen. Godkännandet kommer sist.",
    DecisionRefusal.BEFORE_BEGINNING: "Det är före dagen då personen började.",
    DecisionRefusal.UNCHANGED: "Det är samma dag som redan står.",
    PauseRefusal.ENDS_BEFORE_START: "Sista dagen är före den första. Kontrollera datumen.",
    PauseRefusal.OVERLAPS: "Det finns redan en paus de dagarna. Välj andra dagar.",
    PauseRefusal.BEFORE_BEGINNING: "Det är före dagen då personen började.",
    PauseRefusal.TOO_FAR_AHEAD: "Det är mer än två år bort. Kontrollera årtalet.",
    PauseRefusal.HAS_LEFT: "Personen har slutat.",
    PauseRefusal.NOT_PAUSED: "Personen har ingen paus.",
    PauseRefusal.RETURN_IN_FUTURE: "Dagen ligger framåt i tiden. Notera återkomsten när den är.",
    PauseRefusal.RETURN_BEFORE_PAUSE: "Det är före dagen då pausen började.",
}
