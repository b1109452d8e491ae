"""Changing one's passphrase."""

from datetime import datetime

from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.http import HttpRequest

from jourcase.kernel import audit
from jourcase.kernel.audit import Action
from volunteers.login import sessions
from volunteers.models import LoginSession, User


def change(request: HttpRequest, *, user: User, to: str, now: datetime) -> None:
    """Set the passphrase `to`, already found good. This session goes on under a new name; the
    person's others end.
    """
    hashed = make_password(to)
    with transaction.atomic(), audit.written_last():
        row = User.objects.get_queryset().select_for_update().get(pk=user.pk)
        user.password = row.password = hashed
        row.save(update_fields=["password"])
        before = request.session.session_key
        update_session_auth_hash(request, user)  # names the session anew
        kept = request.session.session_key
        LoginSession.objects.filter(session_key=before).update(session_key=kept)
        sessions.end_all(user=user, by=user, now=now, but=kept)
        audit.record(by_id=user.pk, action=Action.PERSON_CHANGED, now=now, fields=["password"])
