"""Every form, as people have it before them: with fields that it does not have, and with nonsense
in those that it has.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.db import models
from django.test import Client
from django.urls import resolve
from django.utils.http import urlencode

from cases.models import Case
from contacts.models import Contact, Draft
from tests.integration.attacks.conftest import lines
from tests.integration.attacks.crawl import Form, crawl
from tests.integration.attacks.test_walk import ECHO, FLOOD, NUL, RLO, Undone, problems
from tests.integration.attacks.world import Answer, World, all_routes, log_in, picture, writes
from volunteers.models import User

# What no form sets: who may do what, whose it is, what has been reached.
FORBIDDEN: dict[type[models.Model], list[str]] = {
    User: ["email", "is_superuser", "is_staff", "is_active", "password"],
    Case: [
        "public_id", "opened_by_id", "reference", "first_contact_at", "reached_at", "deadline_at",
        "terms_id", "is_protected", "assigned_to_id", "closed_at", "received_at", "phone_tries",
    ],
    Contact: ["public_id", "made_by_id", "case_id", "logged_at"],
    Draft: ["user_id", "case_id", "released_at"],
}  # fmt: skip
ODD_TEXTS = [
    f"{ECHO}{RLO}\u200b{NUL}\r\n{FLOOD}",
    f"</textarea><script>{ECHO}</script>",
    "9" * 5_000,
    "x" * 60_000,
    "9999-12-31T23:59",
    "0001-01-01",
    "-1",
]


@dataclass(frozen=True, slots=True)
class Filled:
    """A form with its address and something in every field."""

    path: str
    data: dict[str, list[str]]


def forms_of(client: Client, world: World) -> list[Filled]:
    """Each different form that is sent by POST, as first met."""
    found: dict[tuple[str, ...], Filled] = {}
    for seen in crawl(client, world, queries=1, search=False):
        for form in seen.page.forms:
            path = form.action or seen.asked.partition("?")[0]
            if form.method != "post" or not path.startswith("/") or "logga-ut" in path:
                continue
            kind = (*path.replace("-", "/").split("/")[:2], *sorted(form.fields), path[-12:])
            found.setdefault(kind, Filled(path, _filled(form)))
    return list(found.values())


def _filled(form: Form) -> dict[str, list[str]]:
    """The first value that is offered, and a word where anything can be typed and nothing is."""
    return {
        name: [next((value for value in values if value), "ord" if name in form.free else "")]
        for name, values in form.fields.items()
        if name and name != "csrfmiddlewaretoken"
    }


def extras(world: World) -> dict[str, str]:
    """Names of columns, of what people are, and of what a form could have."""
    other = str(world.lars.pk)
    names: dict[str, str] = {}
    for model in FORBIDDEN:
        for column in model._meta.get_fields():
            if isinstance(column, models.Field):
                kind = column.get_internal_type()
                value = "2020-01-01T12:00" if "Date" in kind else other
                names[column.name] = "on" if kind == "BooleanField" else value
                names[column.attname] = names[column.name]
    names |= {"role": "coordinator", "roles": "coordinator", "groups": "1", "by": other}
    return names | {"now": "2020-01-01", "_method": "DELETE", "__proto__": "x", "class": "x"}


def forbidden() -> dict[str, list[str]]:
    """What stands in the columns that no form sets. The order of the rows says nothing: some have
    ids made by chance.
    """
    return {
        f"{model.__name__}.{name}": sorted(
            map(_told, model._default_manager.values_list(name, flat=True))
        )
        for model, names in FORBIDDEN.items()
        for name in names
    }


def _told(value: object) -> str:
    """A passphrase that opens nothing is stored as a mark and some letters of chance."""
    unusable = isinstance(value, str) and value.startswith(UNUSABLE_PASSWORD_PREFIX)
    return "unusable" if unusable else repr(value)


def differs(one: dict[str, list[str]], two: dict[str, list[str]]) -> Iterator[str]:
    """The columns that do. A new row has an id of its own, made by chance."""
    for name, values in one.items():
        is_chance = name.endswith("public_id") and len(values) == len(two[name])
        if values != two[name] and not (is_chance and len(set(values) ^ set(two[name])) <= 2):
            yield name


@pytest.mark.parametrize("role", ["coordinator", "volunteer", "board"])
def test_fields_that_a_form_does_not_have_do_nothing(
    role: str, world: World, undone: Undone
) -> None:
    client, found = log_in(world.people()[role]), []
    forms = forms_of(client, world)
    assert len(forms) >= {"coordinator": 15, "volunteer": 10, "board": 1}[role]
    more = extras(world)
    for form in forms:
        with undone():
            plain = client.post(form.path, form.data)
            expected = forbidden()
        with undone():
            added = {name: value for name, value in more.items() if name not in form.data}
            answer = client.post(form.path, {**form.data, **added})
            found += [f"{form.path} set {name}" for name in differs(expected, forbidden())]
        found += [f"{form.path}: {told}" for told in problems(answer)]
        if answer.status_code != plain.status_code:
            found.append(f"{form.path}: {plain.status_code} became {answer.status_code}")
    assert not found, lines(found)


@pytest.mark.parametrize("role", ["coordinator", "volunteer"])
def test_nonsense_in_every_field_breaks_nothing(role: str, world: World, undone: Undone) -> None:
    """Each nonsense in all fields at once, twice; and each field alone with one of them."""
    client, found = log_in(world.people()[role]), []
    for form in forms_of(client, world):
        tries = [{name: [text, text] for name in form.data} for text in ODD_TEXTS]
        tries += [
            {**form.data, name: [ODD_TEXTS[n % len(ODD_TEXTS)]]} for n, name in enumerate(form.data)
        ]
        for data in tries:
            body = urlencode(data, doseq=True)
            if len(body) > 250_000:
                continue
            with undone():
                answer = _send(client, form.path, body)
                found += [f"{form.path} {set(data)}: {told}" for told in problems(answer)]
    assert not found, lines(found)


def _send(client: Client, path: str, body: str) -> Answer:
    kind = "application/x-www-form-urlencoded"
    return client.post(path, body, content_type=kind)


def test_a_form_that_is_sent_by_another_role_changes_nothing(world: World, undone: Undone) -> None:
    """What a coordinator can send, sent by everybody else."""
    forms, found = forms_of(log_in(world.karin), world), []
    doors = {route.name: route.declared for route in all_routes()}
    for who in (world.styrbjorn, world.superuser, None):
        client, before = log_in(who), picture()
        for form in forms:
            if who and doors[resolve(form.path).view_name].lets_in(who):
                continue
            with undone(), writes() as written:
                answer = client.post(form.path, form.data)
                if answer.status_code not in {302, 403} or (who and answer.status_code == 302):
                    found.append(f"{form.path}: {answer.status_code} for {who}")
                if written and picture() != before:
                    found.append(f"{form.path}: changed something for {who}")
    assert not found, lines(found)
