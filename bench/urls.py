"""The project's pages, and beside each measured one the same page written by hand."""

from django.urls import include, path

from bench.hand_case import case
from bench.hand_dashboard import dashboard
from bench.hand_queue import queue

urlpatterns = [
    path("hand/att-ringa/", queue),
    path("hand/arenden/<uuid:public_id>/", case),
    path("hand/samordning/", dashboard),
    path("", include("jourcase.urls")),
]
