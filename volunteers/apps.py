from importlib import import_module

from django.apps import AppConfig


class VolunteersConfig(AppConfig):
    name = "volunteers"
    verbose_name = "Medarbetare"

    def ready(self) -> None:
        import_module("volunteers.checks")  # registers itself
