"""Whatever is held about a person is given to them, or left out with a reason that stands there."""

import pytest
from django.apps import apps

import cases.register
import contacts.register
from cases.models import Case
from contacts.rights.plan import GIVEN, PLANS, TablePlan
from jourcase.kernel.register import Table, erase, table

TABLES = (*cases.register.TABLES, *contacts.register.TABLES)
BY_LABEL = {plan.label: plan for plan in PLANS}


def spoken_of(plan: TablePlan) -> list[str]:
    return [*plan.given, *plan.roles, *plan.left_out]


def forgotten(one: Table) -> set[str]:
    """The fields about a person that the plan says nothing of."""
    plan = BY_LABEL.get(one.label)
    about = {name for name, entry in one.fields.items() if entry.is_personal or entry.is_sealed}
    return about - set(spoken_of(plan) if plan else ())


@pytest.mark.parametrize("one", TABLES, ids=lambda one: one.label)
def test_every_personal_or_sealed_field_is_given_or_left_out_with_a_reason(one: Table) -> None:
    assert forgotten(one) == set()


def test_a_new_field_and_a_new_table_would_be_seen() -> None:
    new = erase("nickname", "raden raderas", sealed=True)
    assert forgotten(table("cases.Note", new)) == {"nickname"}
    assert forgotten(table("cases.Unheard", new)) == {"nickname"}


@pytest.mark.parametrize("plan", PLANS, ids=lambda plan: plan.label)
def test_a_plan_speaks_of_each_field_once_and_of_none_that_is_not_there(plan: TablePlan) -> None:
    declared = next(one for one in TABLES if one.label == plan.label)
    names = spoken_of(plan)
    assert len(names) == len(set(names))
    assert set(names) <= set(declared.fields)
    assert all(len(why) > 10 for why in plan.left_out.values())


def test_no_table_has_two_plans() -> None:
    assert len(BY_LABEL) == len(PLANS)


@pytest.mark.parametrize("plan", GIVEN, ids=lambda plan: plan.label)
def test_a_given_table_leads_to_its_case_and_says_what_for(plan: TablePlan) -> None:
    model = apps.get_model(plan.label)
    assert plan.title
    assert plan.purpose.endswith(".")
    if plan.path != "pk":
        assert model._meta.get_field(plan.path).related_model is Case


@pytest.mark.parametrize("plan", GIVEN, ids=lambda plan: plan.label)
def test_whoever_is_pointed_to_is_staff_and_given_as_a_role(plan: TablePlan) -> None:
    """A person of the staff is never given by a field of their own."""
    model = apps.get_model(plan.label)
    people = {
        field.name
        for field in model._meta.get_fields()
        if field.related_model is not None and field.related_model._meta.label == "volunteers.User"
    }
    assert people & set(plan.given) == set()
    assert set(plan.roles) <= people
