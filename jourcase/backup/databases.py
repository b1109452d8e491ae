"""Which database is meant, one at another address, and one that stands in for it meanwhile."""

import copy
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import environ
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.utils import load_backend

from jourcase.backup.domain.receipt import What
from jourcase.keystore.router import ALIAS as KEYS_ALIAS

ALIASES = {What.DATA: "default", What.KEYS: KEYS_ALIAS}
SQLITE, POSTGRESQL = "sqlite", "postgresql"
_ADDRESS = ("ENGINE", "NAME", "USER", "PASSWORD", "HOST", "PORT")


def alias_of(what: What) -> str:
    return ALIASES[what]


def configured(alias: str) -> dict[str, Any]:
    """The settings of the database, to be changed freely."""
    return copy.deepcopy(connections[alias].settings_dict)


def at_url(alias: str, url: str) -> dict[str, Any]:
    """The settings of the database, but at another address. Raises `ValueError` for nonsense."""
    database = configured(alias)
    try:
        said = environ.Env.db_url_config(url)
        if said.get("ENGINE") != database["ENGINE"]:
            raise ValueError(url)
    except (KeyError, TypeError, AttributeError, environ.ImproperlyConfigured) as error:
        raise ValueError(url) from error
    return {**database, **{key: said.get(key, "") for key in _ADDRESS}}


def named(database: dict[str, Any], name: str) -> dict[str, Any]:
    return {**database, "NAME": name}


def engine_of(database: dict[str, Any]) -> str:
    return SQLITE if database["ENGINE"].endswith("sqlite3") else POSTGRESQL


def title_of(database: dict[str, Any]) -> str:
    """What the database is called by whoever runs it."""
    name = str(database["NAME"])
    return Path(name).name if engine_of(database) == SQLITE else name


def opened(database: dict[str, Any], alias: str) -> BaseDatabaseWrapper:
    """A connection of its own; whoever opens it closes it."""
    wrapper: BaseDatabaseWrapper = load_backend(database["ENGINE"]).DatabaseWrapper(database, alias)
    return wrapper


@contextmanager
def standing_in(alias: str, database: dict[str, Any]) -> Iterator[BaseDatabaseWrapper]:
    """Until the block ends, everything in this thread that uses `alias` uses `database`."""
    before = connections[alias]
    wrapper = opened(database, alias)
    connections[alias] = wrapper
    try:
        yield wrapper
    finally:
        connections[alias] = before
        wrapper.close()
