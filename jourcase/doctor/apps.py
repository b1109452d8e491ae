from django.apps import AppConfig


class DoctorConfig(AppConfig):
    name = "jourcase.doctor"
    label = "doctor"
    verbose_name = "hälsa"
