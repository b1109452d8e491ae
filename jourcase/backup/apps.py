from django.apps import AppConfig


class BackupConfig(AppConfig):
    name = "jourcase.backup"
    label = "backup"
    verbose_name = "säkerhetskopior"
