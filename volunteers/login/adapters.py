"""Where django-allauth asks us how things are here."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.authentication import get_authentication_records
from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from jourcase.kernel import audit, clock, sealed
from jourcase.kernel.audit import Action
from jourcase.keystore import store
from volunteers.login import sessions
from volunteers.models import User

# allauth does not say whose seed it wants sealed, so one key seals them all.
_SCOPE, _PLACE = "system:mfa", "login factor"


class AccountAdapter(DefaultAccountAdapter):
    """Nobody signs up, nothing is mailed, and a log-in leaves a trace."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def get_login_stages(self) -> list[str]:
        return ["volunteers.login.stages.SecondStep"]

    def respond_user_inactive(self, request: HttpRequest, user: AbstractBaseUser) -> HttpResponse:
        return redirect("volunteers:login")

    def login(self, request: HttpRequest, user: AbstractBaseUser) -> None:
        """Open the session: the last step, when everything asked for has been shown."""
        assert isinstance(user, User)  # noqa: S101
        now = clock.now()
        records = get_authentication_records(request, user)
        with transaction.atomic():
            super().login(request, user)
            sessions.begin(request, user, now=now)
            audit.record(
                by_id=user.pk,
                action=Action.LOGGED_IN,
                now=now,
                fields=[str(record.get("type") or record["method"]) for record in records],
            )

    def post_login(
        self, request: HttpRequest, user: AbstractBaseUser, **hooks: Any
    ) -> HttpResponse:
        return redirect(hooks["redirect_url"] or "home")

    def add_message(self, *args: Any, **kwargs: Any) -> None:
        """Our pages say what happened in their own words."""

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        raise RuntimeError("no mail is sent about log-ins")


class FactorAdapter(DefaultMFAAdapter):
    """Names that say nothing about the person, and seeds that are not stored openly."""

    def get_totp_issuer(self) -> str:
        return "Jourcase"

    def _get_site_name(self) -> str:
        return "Jourcase"

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        return {"id": context.request.get_host().partition(":")[0], "name": "Jourcase"}

    def encrypt(self, text: str) -> str:
        store.mint(_SCOPE, now=clock.now())  # one that exists is kept
        sealed.forget_keys([_SCOPE])
        return sealed.seal_text(scope=_SCOPE, place=_PLACE, text=text)

    def decrypt(self, encrypted_text: str) -> str:
        """Raises `sealed.UnreadableError`: then the factor opens nothing."""
        return sealed.open_text(scope=_SCOPE, place=_PLACE, token=encrypted_text)
