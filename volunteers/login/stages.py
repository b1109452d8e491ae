"""The step after the passphrase, for those who have a second factor."""

from allauth.mfa.stages import AuthenticateStage
from django.http import HttpResponse
from django.shortcuts import redirect


class SecondStep(AuthenticateStage):
    """Asks for a code or a passkey. Who has neither yet goes on, and meets `SecondFactorGate`."""

    urlname = "volunteers:second_step"

    def handle(self) -> tuple[HttpResponse | None, bool]:
        if not self._should_handle(self.request):
            return None, True
        return redirect(self.urlname), True
