"""The project's pages, and beside each measured one the same page written by hand."""

from django.urls import include, path

from bench import handwritten

urlpatterns = [
    path("", include("jourcase.urls")),
    path("hand/att-ringa/", handwritten.queue),
    path("hand/arenden/<uuid:public_id>/", handwritten.case),
    path("hand/samordning/", handwritten.dashboard),
]
