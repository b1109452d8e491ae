"""Log-in."""

from typing import Any

from django import forms
from django.contrib.auth.forms import AuthenticationForm

_WRONG = "E-posten eller lösenordet stämmer inte. Försök igen, eller ring samordnaren."


class LoginForm(AuthenticationForm):
    """E-mail and password. The answer never says which of the two was wrong."""

    error_messages = {"invalid_login": _WRONG, "inactive": _WRONG}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["username"].label = "E-post"
        self.fields["username"].widget = forms.EmailInput(attrs={"autocomplete": "username"})
        self.fields["username"].error_messages = {"required": "Skriv din e-post."}
        self.fields["password"].error_messages = {"required": "Skriv ditt lösenord."}

    def clean_username(self) -> str:
        return str(self.cleaned_data["username"]).strip().lower()
