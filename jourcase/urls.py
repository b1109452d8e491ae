"""Every page of Jourcase. Paths are Swedish, names are English."""

from django.urls import include, path

from jourcase.help import show as show_help
from jourcase.home import home
from jourcase.job_page import show as show_job

handler400 = "jourcase.errors.bad_request"
handler403 = "jourcase.errors.permission_denied"
handler404 = "jourcase.errors.not_found"
# allauth asks for this one by itself.
handler429 = "jourcase.errors.too_many"
handler500 = "jourcase.errors.server_error"

urlpatterns = [
    path("", home, name="home"),
    path("hjalp/", show_help, name="help"),
    path("jobb/<uuid:job_id>/", show_job, name="job"),
    path("", include("volunteers.urls")),
    path("", include("cases.urls")),
    path("", include("contacts.urls")),
    path("", include("reporting.urls")),
    path("administration/", include("reporting.board.urls")),
]
