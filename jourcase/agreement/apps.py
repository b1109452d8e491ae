from django.apps import AppConfig


class AgreementConfig(AppConfig):
    name = "jourcase.agreement"
    label = "agreement"
    verbose_name = "Överenskommelsen"
    default_auto_field = "django.db.models.BigAutoField"
