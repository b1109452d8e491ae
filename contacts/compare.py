"""Two cases side by side, as the page shows them and as the merge judges them."""

import json
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Max

from cases.domain.duplicates import MergeFacts, Prints, are_two_injured_parties
from cases.erasing import ErasureRequest
from cases.marks import Recusal
from cases.merge_fields import Choice, choices, fields_of
from cases.models import Case, Identity, Phone
from cases.seen import answers_of, phone_prints
from cases.services.duplicates import identity_prints
from contacts.models import Contact, Draft
from jourcase.kernel.sealed import lookup_digest


@dataclass(frozen=True, slots=True)
class Compared:
    """`kept` is the case that stays; the other becomes its duplicate."""

    kept: Case
    other: Case
    kept_identity: Identity | None
    other_identity: Identity | None
    kept_phones: list[Phone]
    other_phones: list[Phone]
    latest_contacts: dict[int, int]

    @property
    def choices(self) -> list[Choice]:
        return choices(self.kept, self.kept_identity, self.other, self.other_identity)

    @property
    def stamp(self) -> str:
        """Says whether anything that the person compares has changed; tells nothing of it."""
        said = [
            [
                answers_of(fields_of(case), case, identity),
                phone_prints(phones),
                [case.received_at.isoformat(), str(case.closed_at), str(case.calls_paused_at)],
                self.latest_contacts.get(case.pk),
            ]
            for case, identity, phones in (
                (self.kept, self.kept_identity, self.kept_phones),
                (self.other, self.other_identity, self.other_phones),
            )
        ]
        return lookup_digest("merge", json.dumps(said))


def compare(kept: Case, other: Case) -> Compared:
    """Three queries beside the cases themselves."""
    ids = [kept.pk, other.pk]
    identities = {row.case_id: row for row in Identity.objects.filter(case__in=ids)}
    phones = list(Phone.objects.filter(case__in=ids))
    latest = Contact.objects.filter(case__in=ids).order_by().values("case_id")
    return Compared(
        kept=kept,
        other=other,
        kept_identity=identities.get(kept.pk),
        other_identity=identities.get(other.pk),
        kept_phones=[phone for phone in phones if phone.case_id == kept.pk],
        other_phones=[phone for phone in phones if phone.case_id == other.pk],
        latest_contacts={row["case_id"]: row["last"] for row in latest.annotate(last=Max("pk"))},
    )


def merge_facts(
    pair: Compared, *, responsible_id: int | None, seen: str, now: datetime
) -> MergeFacts:
    """What the rule judges by. `seen` is the stamp that the person saw."""
    kept, other = pair.kept, pair.other
    ids = [kept.pk, other.pk]
    return MergeFacts(
        is_same=kept.pk == other.pk,
        kept_is_closed=kept.closed_at is not None,
        is_erased=kept.erased_at is not None or other.erased_at is not None,
        is_merged=kept.duplicate_of_id is not None
        or other.duplicate_of_id not in {None, kept.pk}
        or (
            other.duplicate_of_id == kept.pk and kept.merges.standing().filter(other=other).exists()
        ),
        kept_is_protected=kept.is_protected,
        other_is_protected=other.is_protected,
        kept_is_anonymous=kept.is_anonymous,
        other_is_anonymous=other.is_anonymous,
        are_two_injured_parties=are_two_injured_parties(_kept_prints(pair), _other_prints(pair))
        or _first_names_differ(pair),
        other_has_duplicates=Case.objects.filter(duplicate_of=other).exists(),
        somebody_is_recused=Recusal.objects.standing().filter(case__in=ids).exists(),
        more_may_see_kept=_more_may_see(kept, other),
        call_goes_on=Draft.objects.live(now).filter(case__in=ids).exists(),
        erasure_is_pending=ErasureRequest.objects.pending().filter(case__in=ids).exists(),
        responsible_is_recused=responsible_id is not None
        and Recusal.objects.standing().filter(case__in=ids, user=responsible_id).exists(),
        is_changed=pair.stamp != seen,
    )


def _first_names_differ(pair: Compared) -> bool:
    """One K-nummer and two names without a word in common: a first name alone has no digest."""
    one, two = pair.kept_identity, pair.other_identity
    if one is None or two is None or not one.k_number_lookup:
        return False
    names = [set(identity.name.casefold().split()) for identity in (one, two)]
    return one.k_number_lookup == two.k_number_lookup and all(names) and not names[0] & names[1]


def _more_may_see(kept: Case, other: Case) -> bool:
    if not (kept.is_protected and other.is_protected):
        return False
    named = other.protected_readers.values("pk")
    return kept.protected_readers.exclude(pk__in=named).exists()


def _kept_prints(pair: Compared) -> Prints:
    return _prints(pair.kept_identity, pair.kept_phones)


def _other_prints(pair: Compared) -> Prints:
    return _prints(pair.other_identity, pair.other_phones)


def _prints(identity: Identity | None, phones: list[Phone]) -> Prints:
    return identity_prints(identity, (phone.number_lookup for phone in phones))
