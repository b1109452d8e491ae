"""The documents that code can write about itself: who may open what, what is stored, which words.

Each function returns one whole Markdown file. `manage.py generate_docs` writes them, and the
check compares them.
"""

from collections.abc import Callable
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.db.models import Field

from cases.domain import enums as case_enums
from contacts.domain import enums as contact_enums
from jourcase.kernel.labelled import Labelled
from jourcase.kernel.sealed import SealedTextField
from volunteers.domain import roles as role_enums
from volunteers.domain.roles import Role
from volunteers.routes import Declared, routes

_MADE = "<!-- Skapad av `manage.py generate_docs`. Ändra koden, inte filen. -->"
OWN_APPS = ("kernel", "agreement", "volunteers", "cases", "contacts", "reporting")


def permissions() -> str:
    """Every page and the roles that may open it."""
    head = " | ".join([*(role.label for role in Role), "Systemansvarig"])
    lines = [
        "# Behörigheter",
        "",
        _MADE,
        "",
        "Sidor per roll. Vad som finns bakom en öppen sida avgörs dessutom ärende för ärende: "
        "stödpersonen ser sina egna, samordnaren alla utom andras skyddade, och ingen ett ärende "
        "där hen är jävig. Systemansvarig har ingen roll och ser inget ärende utom i en "
        "nödöppning.",
        "",
        f"| Sida | Adress | {head} |",
        f"|---|---|{'---|' * (len(Role) + 1)}",
    ]
    for route in routes():
        marks = " | ".join(_marks(route.declared))
        lines.append(f"| `{route.name}` | `{route.path}` | {marks} |")
    return "\n".join(lines) + "\n"


def _marks(declared: Declared) -> list[str]:
    """One word a role, and one for whoever runs the system."""
    if declared.is_open:
        return ["öppen"] * (len(Role) + 1)
    may = [declared.is_for_everyone or role in declared.roles for role in Role]
    may.append(declared.is_for_everyone or declared.is_for_system)
    return ["ja" if one else "–" for one in may]


def data_catalogue() -> str:
    """Every stored field: its Swedish name, its kind, and whether it is sealed."""
    lines = ["# Datakatalog", "", _MADE, ""]
    lines += ["Skyddad = text som berättar vem eller vad, och som bara läses genom ärendet.", ""]
    for label in OWN_APPS:
        for model in apps.get_app_config(label).get_models():
            lines += [
                f"## {model._meta.label} – {model._meta.verbose_name}",
                "",
                "| Fält | Namn | Slag | Skyddad |",
                "|---|---|---|---|",
            ]
            for field in model._meta.get_fields():
                if not isinstance(field, Field) or (field.auto_created and not field.primary_key):
                    continue
                sealed = "ja" if isinstance(field, SealedTextField) else ""
                kind = field.get_internal_type()
                lines.append(f"| `{field.name}` | {field.verbose_name} | {kind} | {sealed} |")
            lines.append("")
    return "\n".join(lines).rstrip() + "\n"


def code_lists() -> str:
    """Every closed list: what is stored and what people read."""
    lines = ["# Kodlistor", "", _MADE, ""]
    for module in (role_enums, case_enums, contact_enums):
        for value in vars(module).values():
            if not (isinstance(value, type) and issubclass(value, Labelled)):
                continue
            if value is Labelled:
                continue
            lines += [f"## {value.__name__}", "", "| Kod | Svenska |", "|---|---|"]
            lines += [f"| `{member.value}` | {member.label} |" for member in value]
            lines.append("")
    return "\n".join(lines).rstrip() + "\n"


DOCUMENTS: dict[str, Callable[[], str]] = {
    "behorigheter.md": permissions,
    "datakatalog.md": data_catalogue,
    "kodlistor.md": code_lists,
}


def folder() -> Path:
    """Where the generated documents stand."""
    return Path(settings.BASE_DIR) / "docs"
