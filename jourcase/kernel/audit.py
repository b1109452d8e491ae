"""Who did what, with which case, and why: an append-only table.

Field *names* are recorded, never values and never search terms. A row is written in the same
transaction as what it tells of, reads included. Source: patient-data practice of logging reads,
and the jour's own rule that every view of a case is logged.
"""

import uuid
from collections.abc import Iterable, Sequence
from datetime import datetime

from django.conf import settings
from django.db import models

from jourcase.kernel.labelled import Labelled


class Outcome(Labelled):
    """How it ended."""

    DONE = "done", "Gjort"
    REFUSED = "refused", "Nekat"
    FAILED = "failed", "Misslyckat"


class Action(Labelled):
    """Everything that leaves a trace. Closed on purpose: a new act gets a new member."""

    CASE_OPENED = "case_opened", "Ärendet togs emot"
    CASE_VIEWED = "case_viewed", "Ärendet visades"
    CASE_CHANGED = "case_changed", "Ärendet ändrades"
    CASE_ASSIGNED = "case_assigned", "Ansvarig ändrades"
    CASE_CLOSED = "case_closed", "Ärendet avslutades"
    CASE_REOPENED = "case_reopened", "Ärendet öppnades igen"
    RECEIVED_CORRECTED = "received_corrected", "Mottagningstiden rättades"
    CALLS_PAUSED = "calls_paused", "Samtalen pausades"
    CALLS_DECIDED = "calls_decided", "Beslut om fortsatta samtal"
    NOTE_WRITTEN = "note_written", "Anteckning skrevs"
    CALL_CLAIMED = "call_claimed", "Samtal påbörjades"
    CALL_RELEASED = "call_released", "Samtal lämnades"
    CONTACT_LOGGED = "contact_logged", "Kontakt loggades"
    CONTACT_CORRECTED = "contact_corrected", "Kontakt rättades"
    CONTACT_UNDONE = "contact_undone", "Kontakt ångrades"
    FIGURES_LISTED = "figures_listed", "Ärenden bakom en siffra visades"
    FIGURES_EXPORTED = "figures_exported", "Uppföljningen hämtades"
    PERSON_CHANGED = "person_changed", "Behörighet ändrades"
    SHIFT_CHANGED = "shift_changed", "Kvällspass ändrades"
    AGREEMENT_LOADED = "agreement_loaded", "Överenskommelsen lästes in"
    # Doors: log-in, what was asked for and refused, and what was opened outside the ordinary.
    LOGGED_IN = "logged_in", "Inloggning"
    LOGIN_FAILED = "login_failed", "Misslyckad inloggning"
    LOGGED_OUT = "logged_out", "Utloggning"
    FACTOR_ADDED = "factor_added", "Inloggningssätt lades till"
    FACTOR_REMOVED = "factor_removed", "Inloggningssätt togs bort"
    SESSION_ENDED = "session_ended", "Session avslutades"
    SCREEN_LOCKED = "screen_locked", "Skärmen låstes"
    SCREEN_UNLOCKED = "screen_unlocked", "Skärmen låstes upp"
    STEP_UP_ASKED = "step_up_asked", "Ny inloggning krävdes"
    STEP_UP_DONE = "step_up_done", "Ny inloggning gjordes"
    CASES_SEARCHED = "cases_searched", "Sökning"
    LIST_VIEWED = "list_viewed", "Lista visades"
    REQUEST_REFUSED = "request_refused", "Begäran nekades"
    RECUSAL_SET = "recusal_set", "Jäv markerades"
    RECUSAL_LIFTED = "recusal_lifted", "Jäv hävdes"
    GLASS_BROKEN = "glass_broken", "Nödöppning"
    GLASS_JUDGED = "glass_judged", "Nödöppning bedömdes"
    # People.
    PERSON_INVITED = "person_invited", "Inbjudan gjordes"
    PERSON_LEFT = "person_left", "Medarbetare avslutades"
    ROLE_ASKED = "role_asked", "Roll föreslogs"
    ROLE_REFUSED = "role_refused", "Roll avslogs"
    # The log itself, keys, erasure, backups.
    LOG_VIEWED = "log_viewed", "Loggen visades"
    LOG_CHECKED = "log_checked", "Loggkontroll gjordes"
    LOG_EXTRACTED = "log_extracted", "Loggutdrag lämnades ut"
    LOG_VERIFIED = "log_verified", "Loggen kontrollräknades"
    TEXT_UNREADABLE = "text_unreadable", "Text kunde inte visas"
    KEYS_ROTATED = "keys_rotated", "Nycklar byttes"
    CASE_ERASED = "case_erased", "Ärendet gallrades"
    ERASURE_ASKED = "erasure_asked", "Gallring begärdes"
    ERASURE_REFUSED = "erasure_refused", "Gallring avslogs"
    DATA_EXTRACTED = "data_extracted", "Registerutdrag gjordes"
    BACKUP_MADE = "backup_made", "Säkerhetskopia gjordes"
    BACKUP_RESTORED = "backup_restored", "Säkerhetskopia lästes in"


class AuditEvent(models.Model):
    """One act by one person (or by the system, when `by` is empty)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    at = models.DateTimeField("tidpunkt", db_index=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="vem",
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
    )
    action = models.CharField("händelse", max_length=32, choices=Action.choices())
    # A number, not a foreign key: the row must outlive what it tells of, and the kernel does
    # not know the apps above it.
    case_id = models.BigIntegerField("ärende", null=True, db_index=True)
    fields = models.JSONField("fält", default=list)
    reason = models.CharField("skäl", max_length=200, blank=True)
    role = models.CharField("roll", max_length=24, blank=True)
    outcome = models.CharField(
        "utfall", max_length=8, choices=Outcome.choices(), default=Outcome.DONE
    )

    class Meta:
        verbose_name = "logghändelse"
        verbose_name_plural = "logghändelser"

    def __str__(self) -> str:
        return f"{self.get_action_display()} {self.at:%Y-%m-%d %H:%M}"


def record(
    *,
    by_id: int | None,
    action: Action,
    now: datetime,
    case_ids: Iterable[int] = (),
    fields: Sequence[str] = (),
    reason: str = "",
    outcome: Outcome = Outcome.DONE,
) -> None:
    """Append one row per case (or one row without a case). Call it inside the transaction."""
    targets: list[int | None] = list(case_ids) or [None]
    AuditEvent.objects.bulk_create(
        AuditEvent(
            at=now,
            by_id=by_id,
            action=action,
            case_id=case_id,
            fields=list(fields),
            reason=reason,
            outcome=outcome,
        )
        for case_id in targets
    )
