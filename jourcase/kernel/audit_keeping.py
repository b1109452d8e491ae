"""Proving the audit log against itself and its anchors, and anchoring it."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path

from django.conf import settings
from django.db import connection

from jourcase.kernel import anchors, audit, chain
from jourcase.kernel.anchors import Anchor
from jourcase.kernel.audit import Action, AuditEvent, Outcome
from jourcase.kernel.local_time import local_date
from jourcase.kernel.proof import Finding, Flaw, Walk

_AT_A_TIME = 2_000
_TOLD = 50
_TABLE = "kernel_auditevent"
_GUARDS = {
    "sqlite": {"audit_no_update", "audit_no_delete", "audit_no_replace"},
    "postgresql": {"audit_append_only"},
}
_LAST_SEQ = {
    "sqlite": "SELECT MAX(seq) FROM kernel_auditevent WHERE typeof(seq) = 'integer'",
    "postgresql": "SELECT MAX(seq) FROM kernel_auditevent",
}
_UNNUMBERED = {
    "sqlite": "SELECT COUNT(*) FROM kernel_auditevent WHERE typeof(seq) <> 'integer'",
    "postgresql": "SELECT 0",
}
_UNREADABLE = (ValueError, TypeError, AttributeError, OverflowError, RecursionError)


@dataclass(slots=True)
class Proof:
    """What a walk through the log found. The first findings are kept; all are counted."""

    events: int = 0
    last_seq: int = 0
    last_anchor_on: date | None = None
    findings: list[Finding] = field(default_factory=list)
    flaws: Counter[Flaw] = field(default_factory=Counter)

    @property
    def holds(self) -> bool:
        return not self.flaws

    def tell(self, findings: Iterator[Finding]) -> None:
        for finding in findings:
            self.flaws[finding.flaw] += 1
            if len(self.findings) < _TOLD:
                self.findings.append(finding)


def verify_log(*, now: datetime) -> Proof:
    """Walk the whole log, and leave a trace of having done so. Changes nothing else."""
    proof = Proof()
    said = anchors.read(_file(), key=_key())
    for line in said.broken_lines:
        proof.tell(iter([Finding(Flaw.ANCHOR_BROKEN, line, line)]))
    unnumbered = _unnumbered()
    if unnumbered:
        proof.tell(iter([Finding(Flaw.UNNUMBERED, 1, unnumbered)]))
    if not _is_guarded():
        proof.tell(iter([Finding(Flaw.UNGUARDED, 0, 0)]))
    if said.anchors:
        proof.last_anchor_on = said.anchors[-1].on
    walk = Walk({anchor.seq: anchor for anchor in said.anchors})
    for seq, stored_digest, link in _links():
        proof.events += 1
        if link is None:
            proof.tell(walk.unreadable(seq, stored_digest))
        else:
            proof.tell(walk.step(link, stored_digest))
    proof.tell(walk.end())
    proof.last_seq = walk.seq
    audit.record(
        by_id=None,
        action=Action.LOG_VERIFIED,
        now=now,
        fields=sorted(flaw.name.lower() for flaw in proof.flaws),
        outcome=Outcome.DONE if proof.holds else Outcome.FAILED,
    )
    return proof


def anchor_log(*, now: datetime) -> Anchor | None:
    """Write down where the chain ends. None when there is nothing to write, or the day is done.

    The event is read after its transaction has ended, and so are all before it.
    """
    last = AuditEvent.objects.order_by("-seq").values_list("seq", "digest").first()
    if last is None:
        return None
    anchor = Anchor(local_date(now), *last)
    return anchor if anchors.append(_file(), anchor, key=_key()) else None


def _links() -> Iterator[tuple[int, str, chain.Link | None]]:
    """Number, stored digest and content of every event there was when the walk began."""
    last, after = _last_seq(), -1
    while batch := _numbers(after, last):
        events: dict[int, AuditEvent] = {}
        try:
            events = {event.seq: event for event in AuditEvent.objects.filter(seq__in=batch)}
        except _UNREADABLE:
            for seq in batch:
                events |= _one(seq)
        for seq, digest in batch.items():
            yield seq, digest, _link(events.get(seq))
        after = max(batch)


def _last_seq() -> int:
    with connection.cursor() as cursor:
        cursor.execute(_LAST_SEQ[connection.vendor])
        return int(cursor.fetchone()[0] or 0)


def _unnumbered() -> int:
    """How many events have a number that is none; only SQLite lets it be so."""
    with connection.cursor() as cursor:
        cursor.execute(_UNNUMBERED[connection.vendor])
        return int(cursor.fetchone()[0])


def _numbers(after: int, last: int) -> dict[int, str]:
    found = AuditEvent.objects.filter(seq__gt=after, seq__lte=last).order_by("seq")
    return dict(found.values_list("seq", "digest")[:_AT_A_TIME])


def _one(seq: int) -> dict[int, AuditEvent]:
    """One event by itself: on SQLite a column can hold what is not of its kind."""
    try:
        return {seq: AuditEvent.objects.get(seq=seq)}
    except _UNREADABLE:
        return {}


def _link(event: AuditEvent | None) -> chain.Link | None:
    if event is None:
        return None
    try:
        link = event.link()
        chain.canonical(link)
    except _UNREADABLE:
        return None
    return link


def _is_guarded() -> bool:
    """Whether the database has the triggers that refuse changes, and on PostgreSQL enabled."""
    if connection.vendor == "postgresql":
        question = (
            "SELECT tgname FROM pg_trigger WHERE tgrelid = to_regclass(%s) AND NOT tgisinternal"
            " AND tgenabled IN ('O', 'A')"
        )
    else:
        question = "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = %s"
    with connection.cursor() as cursor:
        cursor.execute(question, [_TABLE])
        return {name for (name,) in cursor.fetchall()} >= _GUARDS[connection.vendor]


def _file() -> Path:
    return Path(settings.AUDIT_ANCHOR_FILE)


def _key() -> bytes:
    # The key that is never changed in use: old anchors must hold as long as the log.
    return anchors.derived_key(settings.LOOKUP_KEY)
