from django.apps import AppConfig


class KernelConfig(AppConfig):
    name = "jourcase.kernel"
    label = "kernel"
    verbose_name = "Grund"
    default_auto_field = "django.db.models.BigAutoField"
