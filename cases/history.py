"""What has happened in a case besides contacts: its events, and notes for the next person."""

import uuid
from typing import TYPE_CHECKING, ClassVar

from django.db import models

from jourcase.kernel.labelled import Labelled
from jourcase.kernel.sealed import SealedModel, SealedTextField
from volunteers.models import User

if TYPE_CHECKING:
    from cases.models import Case


class EventKind(Labelled):
    """What the timeline tells besides contacts and notes."""

    RECEIVED = "received", "Ärendet kom in"
    RECEIVED_CORRECTED = "received_corrected", "Mottagningstiden rättades"
    ASSIGNED = "assigned", "Ansvarig utsågs"
    UNASSIGNED = "unassigned", "Ärendet saknar ansvarig"
    FACTS_CHANGED = "facts_changed", "Uppgifter ändrades"
    CALLS_PAUSED = "calls_paused", "Samtalen pausades: någon annan svarade"
    CALLS_RESUMED = "calls_resumed", "Samordnaren beslutade: fortsätt ringa"
    CALLS_STOPPED = "calls_stopped", "Samordnaren beslutade: ring inte"
    NUMBER_WRONG = "number_wrong", "Numret stämde inte"
    NUMBER_FOUND = "number_found", "Nytt nummer"
    NUMBER_ASKED = "number_asked", "Källan tillfrågades om rätt nummer"
    NUMBER_ANSWERED = "number_answered", "Källan svarade om numret"
    PROTECTED = "protected", "Ärendet skyddades"
    UNPROTECTED = "unprotected", "Skyddet togs bort"
    READERS_CHANGED = "readers_changed", "Vilka som får se ärendet ändrades"
    RECUSED = "recused", "Jäv markerades"
    RECUSAL_LIFTED = "recusal_lifted", "Jäv hävdes"
    NO_RECUSAL = "no_recusal", "Ny ansvarig svarade: inget jäv"
    CONCERN_RAISED = "concern_raised", "Oro för barn"
    CONCERN_TAKEN = "concern_taken", "Oro för barn togs om hand"
    CONCERN_REPORTED = "concern_reported", "Orosanmälan gjordes"
    CONCERN_WITHDRAWN = "concern_withdrawn", "Oro för barn togs tillbaka"
    GLASS_BROKEN = "glass_broken", "Nödöppning"
    MERGED = "merged", "Ett annat ärende slogs samman med det här"
    MERGED_AWAY = "merged_away", "Ärendet slogs samman med ett annat"
    MERGE_UNDONE = "merge_undone", "Sammanslagningen ångrades"
    LINKED = "linked", "Ärendet länkades: hör ihop med ett annat"
    UNLINKED = "unlinked", "Länken till ett annat ärende togs bort"
    REFERRED = "referred", "Hänvisning"
    CLOSED = "closed", "Ärendet avslutades"
    CLOSING_UNDONE = "closing_undone", "Avslutet ångrades"
    REOPENED = "reopened", "Ärendet öppnades igen"


class CaseEvent(SealedModel):
    """One line of the case's history. Holds codes and instants, never who the person is."""

    case: "models.ForeignKey[Case, Case]" = models.ForeignKey(
        "cases.Case", on_delete=models.PROTECT, related_name="events"
    )
    row_key = models.UUIDField(default=uuid.uuid4, editable=False)
    at = models.DateTimeField("när")
    by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    kind = models.CharField("vad", max_length=20, choices=EventKind.choices())
    detail = models.JSONField("uppgifter", default=dict)
    reason = SealedTextField("skäl", blank=True)

    class Meta:
        verbose_name = "ärendehändelse"
        verbose_name_plural = "ärendehändelser"
        indexes: ClassVar = [models.Index(fields=["case", "at"], name="event_case_at")]

    def __str__(self) -> str:
        return self.get_kind_display()


class Note(SealedModel):
    """What the next person needs to know."""

    case: "models.ForeignKey[Case, Case]" = models.ForeignKey(
        "cases.Case", on_delete=models.PROTECT, related_name="notes"
    )
    row_key = models.UUIDField(default=uuid.uuid4, editable=False)
    text = SealedTextField("anteckning")
    written_at = models.DateTimeField("skriven")
    written_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "anteckning"
        verbose_name_plural = "anteckningar"
        indexes: ClassVar = [models.Index(fields=["case", "written_at"], name="note_case_at")]

    def __str__(self) -> str:
        return f"Anteckning i {self.case_id}"
