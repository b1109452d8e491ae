"""Medarbetare: the list, the link, and making a coordinator by two persons."""

import re
from collections.abc import Iterator
from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cases.services import life
from jourcase.kernel import clock
from jourcase.kernel.audit import Action, AuditEvent
from jourcase.kernel.refusals import RefusedError
from tests.factories import MONDAY, PASSWORD, board, coordinator, open_case, someone, volunteer
from volunteers.domain.role_rules import PROPOSAL_LENGTH, ProposalOutcome, RoleRefusal
from volunteers.domain.roles import Role
from volunteers.login.invitations import accept, invite
from volunteers.models import RoleProposal, User
from volunteers.role_services import confirm_proposal, propose_coordinator, refuse_proposal

pytestmark = pytest.mark.django_db
PAGE = "/medarbetare/"


@pytest.fixture(autouse=True)
def monday() -> Iterator[None]:
    with clock.fixed(MONDAY):
        yield


def as_(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def text(answer: Any) -> str:
    return " ".join(answer.content.decode().split())


def act(who: User, name: str, about: Any, **said: str) -> str:
    page = reverse(f"contacts:{name}", args=[about.public_id])
    return text(as_(who).post(page, said, follow=True))


def is_coordinator(person: User) -> bool:
    return User.objects.active().with_role(Role.COORDINATOR).filter(pk=person.pk).exists()


# --- The list ------------------------------------------------------------------------------------


def test_the_list_has_everybody_with_role_and_cases_and_no_address() -> None:
    karin, birgitta = coordinator(), volunteer()
    gone = volunteer("Anna Avslutad")
    User.objects.active().filter(pk=gone.pk).update(is_active=False)
    someone("Noor Ny", Role.VOLUNTEER)
    life.assign(case=open_case(by=karin), to=birgitta, by=karin, now=MONDAY)
    shown = text(as_(karin).get(PAGE))
    rows = re.findall(r"<tr> <th scope=\"row\">.*?</tr>", shown)
    names = [re.sub(r"<[^>]+>", " ", row).split() for row in rows]
    assert [row[0] for row in names] == ["Birgitta", "Karin", "Noor", "Anna"]
    assert names[0] == ["Birgitta", "Nilsson", "Stödperson", "Godkänd", "1"]
    assert names[2] == ["Noor", "Ny", "Stödperson", "Nej", "0"]
    assert names[3] == ["Anna", "Avslutad", "Stödperson", "Har", "slutat", "0"]
    assert "@example.se" not in shown


def test_a_protected_case_of_anothers_is_not_counted() -> None:
    karin, kerstin = coordinator(), coordinator("Kerstin Samordnare")
    case = open_case(by=kerstin, is_protected=True)
    life.assign(case=case, to=kerstin, by=kerstin, now=MONDAY)
    page = reverse("contacts:person", args=[kerstin.public_id])
    assert "<dt>Öppna ärenden</dt> <dd> 0 </dd>" in text(as_(karin).get(page))
    assert case.reference not in text(
        as_(karin).get(reverse("contacts:leave", args=[kerstin.public_id]))
    )


def test_alone_in_the_jour_the_page_says_how_to_add_more() -> None:
    assert "Bara du än så länge" in text(as_(coordinator()).get(PAGE))


def test_the_list_costs_the_same_with_one_person_and_with_a_hundred() -> None:
    karin = coordinator()
    client = as_(karin)

    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert client.get(PAGE).status_code == 200
        return len(captured)

    propose_coordinator(person=volunteer(), by=karin, now=MONDAY)
    few = queries()
    for index in range(100):
        person = someone(f"Person{index} Efternamn", Role.VOLUNTEER)
        if index % 20 == 0:
            propose_coordinator(person=person, by=karin, now=MONDAY)
    assert queries() == few <= 12


def test_it_stands_in_the_coordinators_menu_and_is_closed_to_volunteers() -> None:
    page = text(as_(coordinator()).get(reverse("contacts:list")))
    assert f'href="{PAGE}"' in page
    birgitta = volunteer()
    assert as_(birgitta).get(PAGE).status_code == 403
    for name in ("new_link", "leave", "propose", "drop_role"):
        page = reverse(f"contacts:{name}", args=[birgitta.public_id])
        assert as_(birgitta).post(page).status_code == 403
        assert as_(board()).post(page).status_code == 403
    assert not RoleProposal.objects.exists()


# --- The link ------------------------------------------------------------------------------------


def test_a_new_link_is_shown_once_and_opens_the_account() -> None:
    karin, birgitta = coordinator(), volunteer()
    shown = act(karin, "new_link", birgitta)
    link = re.search(r"https?://[^<]*(/inbjudan/[0-9a-f-]+/)", shown)
    assert link is not None
    assert "Välkommen" in text(Client().get(link[1]))
    page = reverse("contacts:person", args=[birgitta.public_id])
    assert "/inbjudan/" not in text(as_(karin).get(page))
    assert not User.objects.active().get(pk=birgitta.pk).has_usable_password()


def test_no_link_to_oneself_or_to_who_has_left() -> None:
    karin, gone = coordinator(), volunteer()
    User.objects.active().filter(pk=gone.pk).update(is_active=False)
    assert "Det gäller dig själv" in act(karin, "new_link", karin)
    assert "Personen har slutat" in act(karin, "new_link", gone)
    assert not AuditEvent.objects.filter(action=Action.PERSON_INVITED).exists()


# --- Two persons ---------------------------------------------------------------------------------


def test_one_proposes_and_another_confirms() -> None:
    karin, kerstin, birgitta = coordinator(), coordinator("Kerstin Samordnare"), volunteer()
    assert "En annan person ska bekräfta" in act(karin, "propose", birgitta)
    proposal = RoleProposal.objects.get()
    assert "redan föreslagen" in act(kerstin, "propose", birgitta)
    assert "Någon annan ska bekräfta" in act(karin, "answer_proposal", proposal, answer="yes")
    assert not is_coordinator(birgitta)
    assert "Birgitta N. är samordnare" in act(kerstin, "answer_proposal", proposal, answer="yes")
    assert is_coordinator(birgitta)
    proposal.refresh_from_db()
    assert (proposal.decided_by, proposal.outcome) == (kerstin, ProposalOutcome.CONFIRMED)
    assert AuditEvent.objects.filter(action=Action.ROLE_ASKED, by_id=karin.pk).count() == 1
    changed = AuditEvent.objects.filter(action=Action.PERSON_CHANGED, by_id=kerstin.pk)
    assert [event.fields for event in changed] == [["roles"]]


@pytest.mark.parametrize(
    ("answers", "outcome"),
    [("other", ProposalOutcome.REFUSED), ("proposer", ProposalOutcome.WITHDRAWN)],
)
def test_it_can_be_refused_or_taken_back(answers: str, outcome: ProposalOutcome) -> None:
    karin, kerstin, birgitta = coordinator(), coordinator("Kerstin Samordnare"), volunteer()
    act(karin, "propose", birgitta)
    proposal = RoleProposal.objects.get()
    who = karin if answers == "proposer" else kerstin
    assert "blir inte samordnare" in act(who, "answer_proposal", proposal, answer="no")
    proposal.refresh_from_db()
    assert proposal.outcome == outcome
    assert not is_coordinator(birgitta)
    refusals = AuditEvent.objects.filter(action=Action.ROLE_REFUSED, by_id=who.pk)
    assert [event.reason for event in refusals] == [outcome.value]
    with pytest.raises(RefusedError):
        confirm_proposal(proposal=proposal, by=kerstin, now=MONDAY)


def test_the_board_answers_only_when_no_other_coordinator_can() -> None:
    karin, styrbjorn, birgitta = coordinator(), board(), volunteer()
    act(karin, "propose", birgitta)
    proposal = RoleProposal.objects.get()
    kerstin = coordinator("Kerstin Samordnare")
    assert "Inget förslag väntar" in text(as_(styrbjorn).get(PAGE))
    page = reverse("contacts:answer_proposal", args=[proposal.public_id])
    assert as_(styrbjorn).post(page, {"answer": "yes"}).status_code == 404
    with pytest.raises(RefusedError) as raised:
        confirm_proposal(proposal=proposal, by=styrbjorn, now=MONDAY)
    assert raised.value.refusals == {RoleRefusal.OTHERS_CAN}
    User.objects.active().filter(pk=kerstin.pk).update(is_active=False)
    assert "Bekräfta" in text(as_(styrbjorn).get(PAGE))
    assert "är samordnare" in act(styrbjorn, "answer_proposal", proposal, answer="yes")
    assert is_coordinator(birgitta)


def test_a_board_member_does_not_confirm_themselves() -> None:
    karin, styrbjorn = coordinator(), board()
    proposal = propose_coordinator(person=styrbjorn, by=karin, now=MONDAY)
    assert "Inget förslag väntar" in text(as_(styrbjorn).get(PAGE))
    with pytest.raises(RefusedError) as raised:
        confirm_proposal(proposal=proposal, by=styrbjorn, now=MONDAY)
    assert raised.value.refusals == {RoleRefusal.OWN_ROLE}


def test_after_seven_days_it_is_gone_and_can_be_proposed_again() -> None:
    karin, kerstin, birgitta = coordinator(), coordinator("Kerstin Samordnare"), volunteer()
    old = propose_coordinator(person=birgitta, by=karin, now=MONDAY)
    later = MONDAY + PROPOSAL_LENGTH
    with clock.fixed(later):
        assert "Att bekräfta" not in text(as_(kerstin).get(PAGE))
    for answer in (confirm_proposal, refuse_proposal):
        with pytest.raises(RefusedError) as raised:
            answer(proposal=old, by=kerstin, now=later)
        assert raised.value.refusals == {RoleRefusal.EXPIRED}
    new = propose_coordinator(person=birgitta, by=karin, now=later)
    old.refresh_from_db()
    assert old.outcome == ProposalOutcome.LAPSED
    confirm_proposal(proposal=new, by=kerstin, now=later + timedelta(days=6))
    assert is_coordinator(birgitta)


def test_who_was_let_in_by_a_link_of_the_proposers_does_not_confirm() -> None:
    """Else one coordinator could take over another's account and be both."""
    karin, kerstin, birgitta = coordinator(), coordinator("Kerstin Samordnare"), volunteer()
    token = invite(person=kerstin, by=karin, now=MONDAY - timedelta(days=2))
    accept(token=token, passphrase=PASSWORD, now=MONDAY - timedelta(days=2))
    proposal = propose_coordinator(person=birgitta, by=karin, now=MONDAY)
    with pytest.raises(RefusedError) as raised:
        confirm_proposal(proposal=proposal, by=kerstin, now=MONDAY)
    assert raised.value.refusals == {RoleRefusal.LINK_FROM_PROPOSER}
    assert not is_coordinator(birgitta)


def test_the_database_holds_two_persons_too() -> None:
    karin, birgitta = coordinator(), volunteer()
    proposal = propose_coordinator(person=birgitta, by=karin, now=MONDAY)
    done = {"decided_at": MONDAY, "outcome": ProposalOutcome.CONFIRMED.value}
    for by in (karin, birgitta, None):
        with pytest.raises(IntegrityError), transaction.atomic():
            RoleProposal.objects.filter(pk=proposal.pk).update(decided_by=by, **done)


def test_the_role_is_taken_back_on_the_persons_page() -> None:
    karin, kerstin = coordinator(), coordinator("Kerstin Samordnare")
    assert "inte längre samordnare" in act(karin, "drop_role", kerstin)
    assert not is_coordinator(kerstin)
    assert "Det är den enda samordnaren" in act(karin, "drop_role", karin)
    assert is_coordinator(karin)


def test_the_command_makes_the_first_two_coordinators_and_no_more() -> None:
    def add(name: str, role: str) -> None:
        call_command("add_person", f"{name}@example.se", name, "--role", role, stdout=StringIO())

    someone("Bara Överenskommelsen")
    add("ett", "coordinator")
    add("tva", "coordinator")
    with pytest.raises(CommandError, match="En samordnare föreslår"):
        add("tre", "coordinator")
    assert not User.objects.active().filter(email="tre@example.se").exists()
    add("tre", "volunteer")
