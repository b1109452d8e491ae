"""Suggestions by digest: what is found, what is told to whom, and how it is looked up."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.urls import reverse

from cases.domain.duplicates import Advice, Likeness, PairKind
from cases.domain.enums import CallSafety, CloseReason, ReachBy, RecusalReason
from cases.domain.intake import IdentityInput
from cases.domain.retention import ErasureReason
from cases.hints import similar_hints
from cases.marks import Recusal
from cases.merging import CasePair, Merge
from cases.models import Case, Identity
from cases.services import duplicates, life
from cases.services.asked_erasure import ask_erasure, grant_erasure
from cases.services.linking import forget_what_undoes, mark_pair
from cases.services.recusal import set_recusal
from contacts.compare import compare
from contacts.models import Contact
from contacts.services.merging import merge, undo_merge
from jourcase.kernel.refusals import RefusedError
from jourcase.keystore import store
from jourcase.keystore.models import DataKey
from tests import factories
from tests.factories import MONDAY, log_contact, open_case, seen_now
from tests.integration.cases.sending import text_of
from volunteers.models import User

pytestmark = pytest.mark.django_db
ONE, TWO = "+46701740612", "+46701740613"


def alike_to(case: Case, user: User) -> dict[int, tuple[set[Likeness], Advice]]:
    found = duplicates.around(Case.objects.select_related("identity").get(pk=case.pk), user)
    return {one.case.pk: (set(one.alike), one.advice) for one in found.suggestions}


def merged(kept: Case, other: Case, by: User) -> Merge:
    fresh = [Case.objects.select_related("terms").get(pk=one.pk) for one in (kept, other)]
    pair = compare(*fresh)
    sides = {line.name: line.side for line in pair.choices}
    return merge(kept=kept, other=other, sides=sides, seen=pair.stamp, by=by, now=MONDAY)


# --- What is found ------------------------------------------------------------------------------


def test_each_likeness_is_found_and_said(karin: User) -> None:
    case = open_case(by=karin, name="Anna Svensson", phones=(ONE,), k_number="5000-K1-26")
    phone = open_case(by=karin, name="Bo Annan", phones=(TWO, ONE))
    name = open_case(by=karin, name="SVENSSON, Anna-Maria")
    party = open_case(by=karin, name="Eva Svensson", k_number="5000-K1-26")
    open_case(by=karin, name="Nina Nilsson")
    assert alike_to(case, karin) == {
        phone.pk: ({Likeness.PHONE}, Advice.MERGE),
        name.pk: ({Likeness.NAME}, Advice.MERGE),
        party.pk: ({Likeness.K_NUMBER}, Advice.LINK),
    }


def test_the_most_telling_stands_first(karin: User) -> None:
    case = open_case(by=karin, name="Anna Svensson", phones=(ONE,))
    by_name = open_case(by=karin, name="Anna Svensson")
    by_both = open_case(by=karin, name="Anna Svensson", phones=(ONE,))
    assert list(alike_to(case, karin)) == [by_both.pk, by_name.pk]


def test_the_digest_follows_the_name(karin: User) -> None:
    case = open_case(by=karin, name="Anna Svensson")
    other = open_case(by=karin, name="Anna Fel")
    assert alike_to(case, karin) == {}
    identity = Identity.objects.get(case=other)
    life.change_identity(
        case=other,
        identity=IdentityInput(name="Anna Svensson", email="a@example.se"),
        reach_by=ReachBy.OTHER_WAY,
        call_safety=CallSafety.YES,
        declines_phone=False,
        seen=seen_now(other),
        by=karin,
        now=MONDAY,
    )
    assert identity.name_lookup != Identity.objects.get(case=other).name_lookup
    assert set(alike_to(case, karin)) == {other.pk}


def test_an_anonymous_case_is_like_nothing(karin: User) -> None:
    nobody = open_case(by=karin, is_anonymous=True)
    assert alike_to(nobody, karin) == {}


def test_what_is_erased_or_a_duplicate_already_is_no_suggestion(karin: User) -> None:
    case, double, gone = (open_case(by=karin, phones=(ONE,)) for _ in range(3))
    merged(case, double, karin)
    maj = factories.coordinator("Maj Annan")
    asked = ask_erasure(
        case=gone,
        reason=ErasureReason.PERSON_ASKS,
        close_reason=CloseReason.DECLINED,
        by=karin,
        now=MONDAY,
    )
    grant_erasure(asked=asked, by=maj, now=MONDAY)
    assert alike_to(case, karin) == {}
    assert duplicates.overview(karin).pairs == []


def test_jav_and_protection_hold(karin: User) -> None:
    maj = factories.coordinator("Maj Annan")
    case = open_case(by=karin, phones=(ONE,))
    known = open_case(by=karin, phones=(ONE,))
    safe = open_case(by=maj, phones=(ONE,), is_protected=True)
    set_recusal(case=known, user=karin, reason=RecusalReason.RELATED, by=maj, now=MONDAY)
    assert alike_to(case, karin) == {}
    assert set(alike_to(case, maj)) == {known.pk, safe.pk}
    assert duplicates.overview(karin).pairs == []
    assert len(duplicates.overview(maj).pairs) == 3


def test_the_overview_gives_each_pair_once_with_every_reason(karin: User) -> None:
    one = open_case(by=karin, name="Anna Svensson", phones=(ONE,))
    two = open_case(by=karin, name="Anna Svensson", phones=(ONE, TWO), received_at=MONDAY)
    (pair,) = duplicates.overview(karin).pairs
    assert {pair.one.pk, pair.two.pk} == {one.pk, two.pk}
    assert pair.why == "samma nummer och samma namn"
    mark_pair(one=two, two=one, kind=PairKind.APART, by=karin, now=MONDAY)
    assert duplicates.overview(karin).pairs == []


def closed_with(karin: User, times: int, name: str = "Bo Annan") -> None:
    for _ in range(times):
        case = open_case(by=karin, name=name, phones=(ONE,))
        life.close(case=case, reason=CloseReason.WITHDRAWN, by=karin, now=MONDAY)


def test_at_most_three_of_one_case_and_how_many_more(karin: User) -> None:
    closed_with(karin, 4)
    shared = open_case(by=karin, name="Eva Svensson", phones=(ONE,))
    found = duplicates.overview(karin)
    assert [(pair.one.pk, pair.more) for pair in found.pairs] == [
        *((shared.pk, more) for more in (0, 0, 1)),
    ]
    assert not found.is_cut
    assert len(alike_to(shared, karin)) == 4


def test_a_number_that_many_share_is_not_enough_by_itself(karin: User) -> None:
    closed_with(karin, 5)
    shared = open_case(by=karin, name="Eva Svensson", phones=(ONE,))
    assert duplicates.overview(karin).pairs == []
    assert len(alike_to(shared, karin)) == 5
    closed_with(karin, 1, name="Eva Svensson")
    (pair,) = duplicates.overview(karin).pairs
    assert pair.alike == {Likeness.PHONE, Likeness.NAME}


def test_the_name_alone_of_a_closed_case_is_on_the_cases_own_page_only(karin: User) -> None:
    earlier = open_case(by=karin, name="Anna Svensson")
    later = open_case(by=karin, name="Anna Svensson")
    (pair,) = duplicates.overview(karin).pairs
    assert pair.alike == {Likeness.NAME}
    life.close(case=earlier, reason=CloseReason.WITHDRAWN, by=karin, now=MONDAY)
    assert duplicates.overview(karin).pairs == []
    assert list(alike_to(later, karin)) == [earlier.pk]


# --- At intake ----------------------------------------------------------------------------------


def test_a_name_is_told_of_while_it_is_typed(desk: Client, karin: User) -> None:
    case = open_case(by=karin, name="Kim Påhittad", phones=(ONE,))
    answer = desk.post(reverse("cases:similar"), {"name": "påhittad, kim"})
    assert f"{case.reference} (öppnas i en ny flik) , mottaget, samma namn." in text_of(answer)
    both = desk.post(reverse("cases:similar"), {"name": "Kim Påhittad", "phone": "070-174 06 12"})
    assert "samma nummer och samma namn" in text_of(both)
    assert text_of(desk.post(reverse("cases:similar"), {"name": "Kim"})) == ""


def test_whoever_may_not_see_it_is_sent_to_the_coordinator(karin: User, birgitta: User) -> None:
    case = open_case(by=karin, name="Kim Påhittad", phones=(ONE,))
    (hint,) = similar_hints([ONE], "", birgitta, name="Kim Påhittad")
    assert (hint.case, hint.why) == (None, "samma nummer och samma namn")
    # A name is known to everybody: that its bearer has a case is told to nobody by it.
    assert similar_hints([], "", birgitta, name="Kim Påhittad") == []
    set_recusal(case=case, user=birgitta, reason=RecusalReason.RELATED, by=karin, now=MONDAY)
    assert similar_hints([ONE], "", birgitta, name="Kim Påhittad") == []


# --- By index -----------------------------------------------------------------------------------


def test_every_part_of_the_look_up_goes_by_its_index(karin: User) -> None:
    open_case(by=karin, phones=(ONE,), name="Anna Svensson", k_number="5000-K1-26")
    rows = duplicates.alike_rows(phones=["a", "b"], k_numbers=["c"], names=["d"])
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            # In a table of one row everything is read; here only what no index can answer would be.
            cursor.execute("SET LOCAL enable_seqscan = off")
        plan = rows[:200].explain()
        whole, by_index = "Seq Scan", "Index Cond: (({column})"
        plan = plan.replace("Recheck Cond", "Index Cond")
    else:
        plan = rows[:200].explain()
        whole, by_index = "SCAN cases", "({column}="
    assert whole not in plan, plan
    for column in ("number_lookup", "k_number_lookup", "name_lookup"):
        assert by_index.format(column=column) in plan, plan


# --- Names from before --------------------------------------------------------------------------


def test_old_names_are_given_their_digest_in_turns(karin: User) -> None:
    cases = [open_case(by=karin, name="Anna Svensson") for _ in range(3)]
    right = Identity.objects.get(case=cases[0]).name_lookup
    Identity.objects.update(name_lookup=None)
    assert alike_to(cases[0], karin) == {}
    assert duplicates.fill_name_lookups(at_most=2) == 2
    assert duplicates.fill_name_lookups(at_most=2) == 1
    assert duplicates.fill_name_lookups(at_most=2) == 0
    assert set(Identity.objects.values_list("name_lookup", flat=True)) == {right}


def test_the_command_fills_all_and_a_name_without_key_stops_nothing(
    karin: User, capsys: pytest.CaptureFixture[str]
) -> None:
    lost, kept = open_case(by=karin, name="Anna Svensson"), open_case(by=karin, name="Bo Ek")
    right = Identity.objects.get(case=kept).name_lookup
    Identity.objects.update(name_lookup=None)
    store.destroy([lost.key_scope])
    call_command("fill_name_lookups")
    assert capsys.readouterr().out == "Namn som fick avtryck: 2.\n"
    assert Identity.objects.get(case=lost).name_lookup == ""
    assert Identity.objects.get(case=kept).name_lookup == right


# --- What is left -------------------------------------------------------------------------------


def test_the_erasure_of_the_kept_case_takes_both(karin: User) -> None:
    maj = factories.coordinator("Maj Annan")
    kept, other = (open_case(by=karin, phones=(ONE,)) for _ in range(2))
    third = open_case(by=karin)
    log_contact(other, karin, note="Hemligt")
    mark_pair(one=kept, two=third, kind=PairKind.LINKED, by=karin, now=MONDAY)
    merged(kept, other, karin)
    asked = ask_erasure(
        case=kept,
        reason=ErasureReason.PERSON_ASKS,
        close_reason=CloseReason.DECLINED,
        by=karin,
        now=MONDAY,
    )
    grant_erasure(asked=asked, by=maj, now=MONDAY)
    assert not Merge.objects.exists()
    assert not CasePair.objects.exists()
    assert [row.case_id for row in Identity.objects.all()] == [third.pk]
    left = Case.objects.exclude(pk=third.pk)
    assert left.erased().count() == left.count() == 2
    # One contact is counted, of the case that counts.
    counted = Contact.objects.select_related("case").get()
    assert (counted.note, counted.case.close_reason) == ("", CloseReason.DECLINED)
    scopes = set(DataKey.objects.values_list("scope", flat=True))
    assert scopes & {kept.key_scope, other.key_scope} == set()


def test_the_retention_of_the_duplicate_takes_only_what_is_its_own(karin: User) -> None:
    kept, other = (open_case(by=karin, phones=(ONE,)) for _ in range(2))
    contact = log_contact(other, karin, note="Om samtalet")
    merged(kept, other, karin)
    from cases.services import retention

    later = MONDAY + timedelta(days=91)
    assert retention.gallra(now=later).erased == 1
    assert not Merge.objects.exists()
    contact.refresh_from_db()
    assert (contact.case, contact.note) == (kept, "Om samtalet")
    assert [row.case_id for row in Identity.objects.all()] == [kept.pk]


def test_what_undoes_is_thrown_away_after_a_day(karin: User) -> None:
    kept, other = (open_case(by=karin, phones=(ONE,)) for _ in range(2))
    made = merged(kept, other, karin)
    assert forget_what_undoes(now=MONDAY + timedelta(hours=24)) == 0
    assert forget_what_undoes(now=MONDAY + timedelta(hours=24, seconds=1)) == 1
    made.refresh_from_db()
    assert made.content == ""
    with pytest.raises(RefusedError):
        undo_merge(merge=made, by=karin, now=MONDAY)


def test_jav_after_the_merge_hides_the_duplicate_too(karin: User, birgitta: User) -> None:
    kept, other = (open_case(by=karin, phones=(ONE,)) for _ in range(2))
    merged(kept, other, karin)
    set_recusal(case=kept, user=birgitta, reason=RecusalReason.RELATED, by=karin, now=MONDAY)
    assert Recusal.objects.hides(other.pk, birgitta)
