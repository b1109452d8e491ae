"""manage.py verify_audit_log: does every link of the audit log hold?"""

from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from jourcase.kernel import clock
from jourcase.kernel.audit_keeping import Proof, verify_log
from jourcase.kernel.local_time import local_date
from jourcase.kernel.proof import Finding, Flaw
from jourcase.kernel.swedish import long_date, number

_OLD_AFTER_DAYS = 2

_WORDS = {
    Flaw.ALTERED: "{where} har ändrats efter att den skrevs.",
    Flaw.UNREADABLE: "{where} går inte att läsa: något annat har skrivits i den.",
    Flaw.UNCHAINED: (
        "{where} hör inte ihop med raden före: en rad har skjutits in, bytts eller skrivits om."
    ),
    Flaw.MISSING: "{where} saknas.",
    Flaw.OUT_OF_LINE: "{where} har ett nummer som inte hör dit.",
    Flaw.UNNUMBERED: "{last} rader har fått något annat än ett nummer.",
    Flaw.CUT_OFF: "{where} är borta: loggens slut är avklippt, det visar ankaret.",
    Flaw.UNANCHORED: "{where} är inte den som ankrades: loggen har skrivits om fram till dit.",
    Flaw.ANCHOR_BROKEN: "Ankarfilens rad {first} är inte den som skrevs.",
    Flaw.UNGUARDED: "Databasens spärr mot ändring av loggen saknas. Kör manage.py migrate.",
}


def in_words(finding: Finding) -> str:
    """The finding as a Swedish sentence that says where."""
    is_one = finding.first == finding.last
    where = f"Rad {finding.first}" if is_one else f"Rad {finding.first}–{finding.last}"
    return _WORDS[finding.flaw].format(where=where, first=finding.first, last=finding.last)


class Command(BaseCommand):
    help = (
        "Räknar om hela loggens kedja och jämför med ankarfilen. Säger var något har ändrats, "
        "skjutits in, bytts eller tagits bort, och slutar då med kod 1."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        now = clock.now()
        proof = verify_log(now=now)
        self._tell_anchors(proof, local_date(now))
        if proof.holds:
            self.stdout.write(f"Loggen håller: {number(proof.events)} rader.")
            return
        for finding in proof.findings:
            self.stdout.write(in_words(finding))
        total = proof.flaws.total()
        if total > len(proof.findings):
            self.stdout.write(f"… och {number(total - len(proof.findings))} fel till.")
        raise CommandError(
            f"Loggen håller INTE: {number(total)} fel på {number(proof.events)} rader."
        )

    def _tell_anchors(self, proof: Proof, today: date) -> None:
        on = proof.last_anchor_on
        if on is None:
            self.stdout.write("Obs: inget ankare finns. Kör manage.py anchor_audit_log.")
        elif (today - on).days > _OLD_AFTER_DAYS:
            self.stdout.write(f"Obs: senaste ankaret är från {long_date(on)}.")
