"""Who did what, with which case, and why: an append-only table, each row chained to the one before.

Field *names* are recorded, never values and never search terms. A row is written in the same
transaction as what it tells of, reads included. Source: patient-data practice of logging reads,
and the jour's own rule that every view of a case is logged.

Whoever writes holds the chain until the commit. So a transaction takes its row locks first and
records last; a service made of other services does all of it inside `written_last()`.
"""

import uuid
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime
from typing import NamedTuple, cast

from django.conf import settings
from django.db import connection, models, transaction
from django.utils.module_loading import import_string

from jourcase.kernel import chain
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
    CASE_PROTECTED = "case_protected", "Ärendet skyddades"
    CASE_UNPROTECTED = "case_unprotected", "Ärendets skydd togs bort"
    READERS_CHANGED = "readers_changed", "Läsare av skyddat ärende ändrades"
    CONCERN_RAISED = "concern_raised", "Oro för barn"
    CONCERN_HANDLED = "concern_handled", "Oro för barn togs om hand"
    CONCERN_WITHDRAWN = "concern_withdrawn", "Oro för barn togs tillbaka"
    NUMBER_ASKED = "number_asked", "Rätt nummer efterfrågades"
    NUMBER_ANSWERED = "number_answered", "Svar om nummer noterades"
    NOTE_WRITTEN = "note_written", "Anteckning skrevs"
    CASES_MERGED = "cases_merged", "Ärenden slogs samman"
    MERGE_UNDONE = "merge_undone", "Sammanslagning ångrades"
    CASES_PAIRED = "cases_paired", "Två ärenden märktes"
    CASES_UNPAIRED = "cases_unpaired", "Märkning av två ärenden togs bort"
    CALL_CLAIMED = "call_claimed", "Samtal påbörjades"
    CALL_RELEASED = "call_released", "Samtal lämnades"
    CONTACT_LOGGED = "contact_logged", "Kontakt loggades"
    CONTACT_CORRECTED = "contact_corrected", "Kontakt rättades"
    CONTACT_UNDONE = "contact_undone", "Kontakt ångrades"
    AGENDA_PLANNED = "agenda_planned", "Kommande händelse lades in"
    AGENDA_CHANGED = "agenda_changed", "Kommande händelse ändrades"
    REFERRAL_CHANGED = "referral_changed", "Hänvisning ändrades"
    REFERRAL_HANDED_OVER = "referral_handed_over", "Uppgifter lämnades vidare"
    REFERRAL_PRINTED = "referral_printed", "Hänvisningsbrev togs fram"
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
    CALENDAR_OPENED = "calendar_opened", "Kalenderadress gjordes"
    CALENDAR_CLOSED = "calendar_closed", "Kalenderadress togs bort"
    CALENDAR_FETCHED = "calendar_fetched", "Kalendern hämtades utan inloggning"
    CASES_SEARCHED = "cases_searched", "Sökning"
    LIST_VIEWED = "list_viewed", "Lista visades"
    REQUEST_REFUSED = "request_refused", "Begäran nekades"
    LIST_BROUGHT = "list_brought", "Lista lämnades in"
    LIST_TAKEN_IN = "list_taken_in", "Ärenden togs in från en lista"
    LIST_FETCHED = "list_fetched", "Rader som inte togs in hämtades"
    LIST_THROWN = "list_thrown", "Lista kastades"
    RECUSAL_SET = "recusal_set", "Jäv markerades"
    RECUSAL_LIFTED = "recusal_lifted", "Jäv hävdes"
    RECUSAL_DENIED = "recusal_denied", "Ansvarig svarade: inget jäv"
    GLASS_BROKEN = "glass_broken", "Nödöppning"
    GLASS_JUDGED = "glass_judged", "Nödöppning bedömdes"
    # People.
    PERSON_INVITED = "person_invited", "Inbjudan gjordes"
    PERSON_LEFT = "person_left", "Medarbetare avslutades"
    ROLE_ASKED = "role_asked", "Roll föreslogs"
    ROLE_REFUSED = "role_refused", "Roll avslogs"
    STEP_NOTED = "step_noted", "Steg mot godkännande noterades"
    STEP_CORRECTED = "step_corrected", "Steg mot godkännande rättades"
    PERSON_PAUSED = "person_paused", "Paus noterades"
    PERSON_RETURNED = "person_returned", "Medarbetare kom tillbaka"
    DEVELOPMENT_NOTED = "development_noted", "Utbildning eller samtal noterades"
    DEVELOPMENT_CHANGED = "development_changed", "Utbildning eller samtal rättades"
    # The joint evening.
    EVENINGS_PLANNED = "evenings_planned", "Jourkvällar planerades"
    EVENING_CONFIRMED = "evening_confirmed", "Jourkväll bekräftades"
    EVENING_STARTED = "evening_started", "Incheckning på jourkväll"
    EVENING_ENDED = "evening_ended", "Jourkväll avslutades"
    SILENT_LOOKED_AT = "silent_looked_at", "Tysta ärenden gicks igenom"
    # What the jour does beside the cases, and what it has decided.
    ACTIVITY_NOTED = "activity_noted", "Aktivitet noterades"
    ACTIVITY_CHANGED = "activity_changed", "Aktivitet rättades"
    SETTING_CHANGED = "setting_changed", "Inställning ändrades"
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
    """One act by one person (or by the system, when `by` is empty). Never changed, never deleted:
    the database refuses both.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    # Gapless, so that a missing row shows; with the digest of the row before and its own.
    seq = models.PositiveBigIntegerField("nummer", unique=True)
    previous = models.CharField("föregående kontrollsumma", max_length=64)
    digest = models.CharField("kontrollsumma", max_length=64)
    at = models.DateTimeField("tidpunkt", db_index=True)
    # No constraint in the database: it would lock the person's row after the chain, the wrong way
    # round. People are never deleted.
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="vem",
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        db_constraint=False,
        db_index=False,
    )
    action = models.CharField("händelse", max_length=32, choices=Action.choices())
    # A number, not a foreign key: the row must outlive what it tells of, and the kernel does
    # not know the apps above it.
    case_id = models.BigIntegerField("ärende", null=True)
    fields = models.JSONField("fält", default=list)
    reason = models.CharField("skäl", max_length=200, blank=True)
    role = models.CharField("roll", max_length=24, blank=True)
    outcome = models.CharField(
        "utfall", max_length=8, choices=Outcome.choices(), default=Outcome.DONE
    )

    class Meta:
        verbose_name = "logghändelse"
        verbose_name_plural = "logghändelser"
        indexes = [
            models.Index(fields=["by", "at"], name="audit_by_person"),
            models.Index(fields=["case_id", "at"], name="audit_by_case"),
        ]

    def __str__(self) -> str:
        return f"{self.get_action_display()} {self.at:%Y-%m-%d %H:%M}"

    @property
    def code(self) -> str:
        """What one calls the event when asking about it, without saying what it is of."""
        return f"L-{self.seq}"

    def link(self) -> chain.Link:
        """The event as the chain hashes it."""
        return chain.Link(
            seq=self.seq,
            previous=self.previous,
            id=self.id,
            at=self.at,
            by_id=self.by_id,
            role=self.role,
            action=str(self.action),
            case_id=self.case_id,
            fields=self.fields,
            reason=self.reason,
            outcome=str(self.outcome),
        )


# --- Who acts ------------------------------------------------------------------------------------

SYSTEM, NOBODY = "system", "nobody"


class Actor(NamedTuple):
    """The person of a request, and in which role; `by_id` is None when nobody is logged in."""

    by_id: int | None
    role: str


_actor: ContextVar[Callable[[], Actor] | None] = ContextVar("actor", default=None)


@contextmanager
def acting(who: Callable[[], Actor]) -> Iterator[None]:
    """Whoever acts until the block ends. `who` is asked only when something is recorded."""
    token = _actor.set(who)
    try:
        yield
    finally:
        _actor.reset(token)


def _role_of(by_id: int | None) -> str:
    who = _actor.get()
    actor = who() if who else None
    if actor is not None and actor.by_id == by_id:
        return actor.role if by_id is not None else NOBODY
    if by_id is None:
        return SYSTEM
    # Outside a request, or a person who has just logged in.
    role_of = cast("Callable[[int], str]", import_string(settings.AUDIT_ROLE_OF))
    return role_of(by_id)


# --- Writing -------------------------------------------------------------------------------------

# Any number will do, as long as nothing else takes it.
CHAIN_LOCK = 7_106_517_314
_AT_A_TIME = 500
_LONGEST_REASON = 200
# On SQLite a text is larger than every number: what an intruder wrote there is not the end.
_HEAD = (
    "SELECT seq, digest FROM kernel_auditevent WHERE seq <= 9223372036854775807"
    " ORDER BY seq DESC LIMIT 1"
)
# On PostgreSQL foreign keys are looked up at the commit, and the rows they point to locked: after
# the chain, and others hold those rows while they wait for it. So they are looked up before it.
# All in one go to the server; each statement sees what was committed when it began.
_LOCK_AND_HEAD = (
    "SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED;"
    f" SELECT pg_advisory_xact_lock({CHAIN_LOCK}); {_HEAD}"
)

# What is to be written when the block of `written_last` ends.
_waiting: ContextVar[list[AuditEvent] | None] = ContextVar("waiting", default=None)


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
    """Append one row per case (or one row without a case), in the transaction that is running or
    in one of its own. Row locks are taken before it.
    """
    targets: list[int | None] = list(case_ids) or [None]
    role = _role_of(by_id)
    events = [
        AuditEvent(
            at=now,
            by_id=by_id,
            action=action,
            case_id=case_id,
            fields=[_storable(name) for name in fields],
            reason=_storable(reason)[:_LONGEST_REASON],
            role=role,
            outcome=outcome,
        )
        for case_id in targets
    ]
    waiting = _waiting.get()
    if waiting is not None:
        waiting.extend(events)
        return
    _append(events)


@contextmanager
def written_last() -> Iterator[None]:
    """Keep what is recorded until the block ends, and write it then in one go.

    For a transaction in which several services act one after another: the chain is taken when
    they have all taken their rows. What was recorded in a block that raised is not written.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("the audit log can wait only inside a transaction")
    outer = _waiting.get()
    if outer is not None:
        before = len(outer)
        try:
            yield
        except BaseException:
            del outer[before:]
            raise
        return
    events: list[AuditEvent] = []
    token = _waiting.set(events)
    try:
        yield
    finally:
        _waiting.reset(token)
    if events:
        _append(events)


def _storable(text: str) -> str:
    """Without what a database refuses or a line of text cannot hold: an odd reason, which may have
    come from outside, must not stop the trace.
    """
    return "".join(sign if sign.isprintable() else " " for sign in str(text))


def _append(events: list[AuditEvent]) -> None:
    with transaction.atomic(savepoint=False):
        seq, previous = _take_head()
        for event in events:
            seq += 1
            event.seq, event.previous = seq, previous
            previous = event.digest = chain.digest(event.link())
        AuditEvent.objects.bulk_create(events, batch_size=_AT_A_TIME)


def _take_head() -> tuple[int, str]:
    """The end of the chain, which is ours alone until the transaction ends.

    On SQLite a transaction that writes is alone from its beginning (IMMEDIATE).
    """
    with connection.cursor() as cursor:
        # By hand: the ORM takes three times as long, and this is asked on every page.
        if connection.vendor == "postgresql":
            cursor.execute(_LOCK_AND_HEAD)
            while cursor.nextset():
                pass
        else:
            cursor.execute(_HEAD)
        row = cursor.fetchone()
    return (row[0], row[1]) if row else (0, chain.BEGINNING)


# --- Counting ------------------------------------------------------------------------------------

# What shows somebody's case: the page, the card of a call, a case opened outside the ordinary.
READS = frozenset({Action.CASE_VIEWED, Action.CALL_CLAIMED, Action.GLASS_BROKEN})


# What asks whether there is a case. An attempt at a nödöppning does so too.
SEARCHES = frozenset({Action.CASES_SEARCHED, Action.GLASS_BROKEN})


class ReadCounts(NamedTuple):
    """Searches, and different cases shown, each from a moment on."""

    searches: int
    cases: int
    all_cases: int


def read_counts(
    by_id: int, *, searches_from: datetime, cases_from: datetime, all_cases_from: datetime
) -> ReadCounts:
    """How much the person has searched and been shown (one indexed query)."""
    shown = models.Q(action__in=READS, outcome=Outcome.DONE)
    counted = AuditEvent.objects.filter(
        by_id=by_id,
        at__gte=min(searches_from, cases_from, all_cases_from),
        action__in=READS | SEARCHES,
    ).aggregate(
        searches=models.Count("pk", filter=models.Q(action__in=SEARCHES, at__gte=searches_from)),
        cases=models.Count("case_id", distinct=True, filter=shown & models.Q(at__gte=cases_from)),
        all_cases=models.Count(
            "case_id", distinct=True, filter=shown & models.Q(at__gte=all_cases_from)
        ),
    )
    return ReadCounts(**counted)
