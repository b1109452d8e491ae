from django.apps import AppConfig


class KeystoreConfig(AppConfig):
    name = "jourcase.keystore"
    label = "keystore"
    verbose_name = "Nyckelförråd"
