"""Every page of Jourcase. Paths are Swedish, names are English."""

from django.urls import include, path

from jourcase.help import show as show_help
from jourcase.home import home

handler400 = "jourcase.errors.bad_request"
handler403 = "jourcase.errors.permission_denied"
handler404 = "jourcase.errors.not_found"
handler500 = "jourcase.errors.server_error"

urlpatterns = [
    path("", home, name="home"),
    path("hjalp/", show_help, name="help"),
    path("", include("volunteers.urls")),
    path("", include("cases.urls")),
    path("", include("contacts.urls")),
    path("", include("reporting.urls")),
]
