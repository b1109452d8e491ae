"""Addresses: a page that says nothing, one that says two things, and one that is right."""

from django.http import HttpRequest, HttpResponse
from django.urls import include, path

from volunteers.access import for_everyone, roles
from volunteers.domain.roles import Role


def forgotten(request: HttpRequest) -> HttpResponse:
    return HttpResponse()


@for_everyone
@roles(Role.BOARD)
def doubled(request: HttpRequest) -> HttpResponse:
    return HttpResponse()


@roles(Role.BOARD)
def right(request: HttpRequest) -> HttpResponse:
    return HttpResponse()


_inner = [path("glomd/", forgotten, name="forgotten")]

urlpatterns = [
    path("ratt/", right, name="right"),
    path("dubbel/", doubled, name="doubled"),
    path("inne/", include((_inner, "inner"))),
]
