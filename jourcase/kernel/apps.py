from importlib import import_module

from django.apps import AppConfig


class KernelConfig(AppConfig):
    name = "jourcase.kernel"
    label = "kernel"
    verbose_name = "Grund"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        import_module("jourcase.kernel.transport")  # registers its check
