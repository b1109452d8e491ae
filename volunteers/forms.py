"""What is typed to log in, and to choose how."""

from typing import Any

from django import forms
from django.contrib.auth.password_validation import validate_password

from volunteers.domain.logins import LONGEST_PASSPHRASE, KeyName
from volunteers.models import User

WRONG = "E-posten eller lösenordet stämmer inte. Försök igen, eller ring samordnaren."
WRONG_CODE = "Koden stämmer inte, eller så är den redan använd. Vänta på nästa och försök igen."
WRONG_PROOF = "Det stämmer inte. Försök igen."
_TOO_LONG = "Det är för långt."


class _Text(forms.CharField):
    """One line. Not stripped where spaces may be part of a secret."""

    def __init__(self, label: str, missing: str, *, most: int, widget: Any, strip: bool) -> None:
        messages = {"required": missing, "max_length": _TOO_LONG}
        super().__init__(
            label=label, max_length=most, widget=widget, strip=strip, error_messages=messages
        )


def _passphrase(label: str, missing: str, autocomplete: str) -> _Text:
    widget = forms.PasswordInput(attrs={"autocomplete": autocomplete})
    return _Text(label, missing, most=LONGEST_PASSPHRASE, widget=widget, strip=False)


def _code() -> _Text:
    widget = forms.TextInput(
        attrs={"autocomplete": "one-time-code", "inputmode": "numeric", "spellcheck": "false"}
    )
    return _Text("Kod", "Skriv koden.", most=20, widget=widget, strip=True)


class LoginForm(forms.Form):
    """E-mail and passphrase. The answer never says which of the two was wrong."""

    username = _Text(
        "E-post",
        "Skriv din e-postadress.",
        most=254,
        widget=forms.EmailInput(attrs={"autocomplete": "username"}),
        strip=True,
    )
    password = _passphrase("Lösenord", "Skriv ditt lösenord.", "current-password")

    def clean_username(self) -> str:
        return str(self.cleaned_data["username"]).lower()


class CodeForm(forms.Form):
    """A code from the app, or a recovery code."""

    code = _code()


class NewPassphraseForm(forms.Form):
    """A passphrase of one's own, twice."""

    passphrase = _passphrase("Nytt lösenord", "Skriv ett lösenord.", "new-password")
    again = _passphrase("Samma lösenord igen", "Skriv lösenordet en gång till.", "new-password")

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        self.fields[
            "passphrase"
        ].help_text = "Minst 15 tecken. Fyra eller fem vanliga ord efter varandra blir bra."

    def clean_passphrase(self) -> str:
        passphrase = str(self.cleaned_data["passphrase"])
        validate_password(passphrase, self.user)
        return passphrase

    def clean(self) -> dict[str, Any]:
        typed = super().clean() or {}
        chosen, again = typed.get("passphrase"), typed.get("again")
        if chosen and again and chosen != again:
            self.add_error("again", "Lösenorden är inte lika.")
        return typed


class VerifyForm(forms.Form):
    """The passphrase or a code, to show again who one is."""

    passphrase = _passphrase("Lösenord", "", "current-password")
    code = _code()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.required = False
        self.fields["code"].help_text = "Från appen, eller en återställningskod."


class KeyNameForm(forms.Form):
    """One of the person's passkeys, and what to call it."""

    key = forms.IntegerField(min_value=1, max_value=2**53)
    name = forms.ChoiceField(label="Namn", choices=KeyName.choices(), required=False)
