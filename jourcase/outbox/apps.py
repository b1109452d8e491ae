from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class OutboxConfig(AppConfig):
    name = "jourcase.outbox"
    label = "outbox"
    verbose_name = "Utkorg"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        # Each app tells in `<app>/outbox_handlers.py` what it does with the rows that it has put.
        autodiscover_modules("outbox_handlers")
