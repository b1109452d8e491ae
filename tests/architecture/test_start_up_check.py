"""Nothing starts with a page that has not said whom it is for."""

import importlib
import sys
from io import StringIO

import pytest
from django.core.management import call_command
from django.core.management.base import SystemCheckError
from django.test import override_settings

from volunteers.checks import CONTRADICTED, UNDECLARED, every_route_is_declared

FORGETFUL = override_settings(ROOT_URLCONF="tests.architecture.undeclared")


def test_the_project_declares_every_page() -> None:
    assert every_route_is_declared() == []


@FORGETFUL
def test_a_page_that_says_nothing_is_an_error_with_its_name() -> None:
    found = {error.id: error.msg for error in every_route_is_declared()}
    assert set(found) == {UNDECLARED, CONTRADICTED}
    assert found[UNDECLARED].startswith("inner:forgotten (/inne/glomd/)")
    assert found[CONTRADICTED].startswith("doubled (/dubbel/)")


@FORGETFUL
def test_the_check_command_fails() -> None:
    with pytest.raises(SystemCheckError, match="inner:forgotten"):
        call_command("check", stdout=StringIO(), stderr=StringIO())


def open_the_door() -> None:
    """As a web server does that has not been started before."""
    sys.modules.pop("jourcase.wsgi", None)
    importlib.import_module("jourcase.wsgi")


@FORGETFUL
def test_the_web_server_does_not_start(transactional_db: None) -> None:
    with pytest.raises(SystemCheckError, match="inner:forgotten"):
        open_the_door()


def test_the_web_server_starts_when_every_page_is_declared(transactional_db: None) -> None:
    open_the_door()
