"""Which database a table lives in: keys apart from what they open."""

from typing import Any

from django.db.models import Model

ALIAS = "keys"
_APP = "keystore"


class KeystoreRouter:
    """The app `keystore` is in the database `keys`; nothing else is, and it is nowhere else."""

    def db_for_read(self, model: type[Model], **hints: Any) -> str | None:
        return ALIAS if model._meta.app_label == _APP else None

    db_for_write = db_for_read

    def allow_relation(self, one: Model, other: Model, **hints: Any) -> bool | None:
        labels = {one._meta.app_label, other._meta.app_label}
        return None if _APP not in labels else labels == {_APP}

    def allow_migrate(self, db: str, app_label: str, **hints: Any) -> bool:
        return (db == ALIAS) == (app_label == _APP)
