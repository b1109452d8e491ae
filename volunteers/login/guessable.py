"""Django's validator for passphrases that are long and still easily guessed."""

from typing import Any

from django.contrib.auth.password_validation import CommonPasswordValidator
from django.core.exceptions import ValidationError

from volunteers.domain.guessable import is_guessable

REFUSED = (
    "Lösenordet är för lätt att gissa: ett eller två vanliga ord, jourens namn, en årstid eller "
    "något som upprepas. Ta fyra eller fem ord som inte hör ihop."
)


class GuessablePassphraseValidator(CommonPasswordValidator):
    """Uses the same list of common passwords as Django's own."""

    def validate(self, password: str, user: Any = None) -> None:
        if is_guessable(password, common=self.passwords):
            raise ValidationError(REFUSED, code="password_guessable")

    def get_help_text(self) -> str:
        return REFUSED
