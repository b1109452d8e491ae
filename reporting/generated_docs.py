"""The documents that code can write about itself: who may open what, what is stored, which words.

Each function returns one whole Markdown file. `manage.py generate_docs` writes them, and the
check compares them.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db.models import Field, Model

from cases.domain import enums as case_enums
from contacts.domain import enums as contact_enums
from jourcase.kernel.labelled import Labelled
from reporting.domain import activities as activity_enums
from reporting.register import REGISTER
from volunteers.domain import roles as role_enums
from volunteers.domain.roles import Role
from volunteers.routes import Declared, routes

_MADE = "<!-- Skapad av `manage.py generate_docs`. Ändra koden, inte filen. -->"
OWN_APPS = (
    "keystore",
    "kernel",
    "outbox",
    "agreement",
    "volunteers",
    "cases",
    "contacts",
    "reporting",
)


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
    """Every stored field: its Swedish name, its kind, whether it is sealed, and its fate."""
    lines = ["# Datakatalog", "", _MADE, ""]
    lines += [
        "Skyddad = krypterad med ärendets egen nyckel, och läses bara genom ärendet. Vid gallring "
        "= vad som händer med fältet när ärendet gallras; varför står i `dataregister.md`.",
        "",
    ]
    for label in OWN_APPS:
        for model in apps.get_app_config(label).get_models():
            declared = REGISTER[model._meta.label].fields if model._meta.label in REGISTER else {}
            lines += [
                f"## {model._meta.label} – {model._meta.verbose_name}",
                "",
                "| Fält | Namn | Slag | Skyddad | Vid gallring |",
                "|---|---|---|---|---|",
            ]
            for field in stored_fields(model):
                entry = declared.get(field.name)
                sealed = "ja" if entry and entry.is_sealed else ""
                fate = entry.fate.label if entry else "ej bestämt"
                name, kind = field.verbose_name, field.get_internal_type()
                lines.append(f"| `{field.name}` | {name} | {kind} | {sealed} | {fate} |")
            lines.append("")
    return "\n".join(lines).rstrip() + "\n"


def stored_fields(model: type[Model]) -> list["Field[Any, Any]"]:
    """The model's own fields in the order of its declaration, many-to-many included."""
    return [
        field
        for field in model._meta.get_fields()
        if isinstance(field, Field) and not (field.auto_created and not field.primary_key)
    ]


def data_register() -> str:
    """Every field of every table: personal or not, sealed or not, its fate, and why."""
    lines = ["# Register över alla fält", "", _MADE, ""]
    lines += [
        "Varje fält i varje tabell, också bibliotekens. Vad som händer när ett ärende gallras är "
        "inte bara skrivet här: gallringen läser samma förteckning, och ett prov visar att inget "
        "fält saknas. Hur länge allt sparas och vad ni svarar en person står i `dataskydd.md`.",
        "",
    ]
    for label, table in REGISTER.items():
        name = apps.get_model(label)._meta.verbose_name
        lines += [
            f"## {label} – {name}",
            "",
            "| Fält | Om en person | Skyddad | Vid gallring | Varför |",
            "|---|---|---|---|---|",
        ]
        for name, entry in table.fields.items():
            personal, sealed = (
                "ja" if said else "" for said in (entry.is_personal, entry.is_sealed)
            )
            lines.append(f"| `{name}` | {personal} | {sealed} | {entry.fate.label} | {entry.why} |")
        lines.append("")
    return "\n".join(lines).rstrip() + "\n"


def code_lists() -> str:
    """Every closed list: what is stored and what people read."""
    lines = ["# Kodlistor", "", _MADE, ""]
    for module in (role_enums, case_enums, contact_enums, activity_enums):
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
    "dataregister.md": data_register,
    "kodlistor.md": code_lists,
}


def folder() -> Path:
    """Where the generated documents stand."""
    return Path(settings.BASE_DIR) / "docs"
