"""The guard that a GET never writes sees a GET that does."""

import pytest
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.models import Group
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import path

from jourcase.urls import urlpatterns as pages
from tests.infrastructure.reading_only import taken, written_table


@login_not_required
def write(request: HttpRequest) -> HttpResponse:
    Group.objects.create(name=f"by {request.method}")
    return HttpResponse()


urlpatterns = [path("", write), *pages]


@pytest.mark.parametrize(
    ("sql", "table"),
    [
        ('INSERT INTO "cases_case" ("id") VALUES (1)', "cases_case"),
        ("insert or replace into cases_case values (1)", "cases_case"),
        ('UPDATE "cases_case" SET "x" = 1', "cases_case"),
        ('\n  DELETE FROM "Cases_Note" WHERE 1', "cases_note"),
        ('SELECT * FROM "cases_case" WHERE "x" = \'UPDATE y\'', ""),
        ('SELECT 1 FROM "cases_case" FOR UPDATE', ""),
        ("SAVEPOINT x", ""),
    ],
)
def test_what_a_statement_writes_to(sql: str, table: str) -> None:
    assert written_table(sql) == table


@pytest.mark.django_db
@pytest.mark.urls(__name__)
@pytest.mark.parametrize(("method", "told"), [("get", ["GET / wrote to auth_group"]), ("post", [])])
def test_a_get_that_writes_is_seen_and_a_post_is_not(
    client: Client, method: str, told: list[str]
) -> None:
    getattr(client, method)("/")
    Group.objects.create(name="beside requests")
    assert taken() == told
