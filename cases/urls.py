from django.urls import path

from cases import (
    views_acts,
    views_erasure,
    views_find,
    views_glass,
    views_intake,
    views_trail,
)

app_name = "cases"
urlpatterns = [
    path("arenden/nytt/", views_intake.new, name="new"),
    path("arenden/nytt/<uuid:key>/", views_intake.typed, name="typed"),
    path("arenden/nytt/<uuid:key>/utkast/", views_intake.autosave, name="autosave"),
    path("arenden/nytt/<uuid:key>/kasta/", views_intake.throw, name="throw"),
    path("arenden/nytt/sista-dag/", views_intake.deadline, name="deadline"),
    path("arenden/nytt/liknande/", views_intake.similar, name="similar"),
    path("arenden/nytt/stadsdel/", views_intake.find_district, name="find_district"),
    path("arenden/sok/", views_find.search, name="search"),
    path("arenden/<uuid:public_id>/sparat/", views_intake.saved, name="saved"),
    path("arenden/<uuid:public_id>/statistik/", views_acts.statistics, name="statistics"),
    path("arenden/<uuid:public_id>/personen/", views_acts.identity, name="identity"),
    path("arenden/<uuid:public_id>/mottaget/", views_acts.received, name="received"),
    path("arenden/<uuid:public_id>/avsluta/", views_acts.close, name="close"),
    path("arenden/<uuid:public_id>/oppna-igen/", views_acts.reopen, name="reopen"),
    path("arenden/<uuid:public_id>/ansvarig/", views_acts.assign, name="assign"),
    path("arenden/<uuid:public_id>/samtalen/", views_acts.decide_calls, name="decide_calls"),
    path("arenden/<uuid:public_id>/anteckning/", views_acts.note, name="note"),
    path("arenden/<uuid:public_id>/gallra/", views_erasure.ask, name="ask_erasure"),
    path("arenden/<uuid:public_id>/oppnat/", views_trail.openings, name="trail"),
    path("arenden/<uuid:public_id>/loggutdrag/", views_trail.extract, name="trail_extract"),
    path(
        "arenden/<uuid:public_id>/loggutdrag/fil/",
        views_trail.extract_file,
        name="trail_extract_file",
    ),
    path("gallring/", views_erasure.erasures, name="erasures"),
    path("gallring/<uuid:public_id>/", views_erasure.answer, name="answer_erasure"),
    path("nodoppning/", views_glass.ask, name="break_glass"),
    path("nodoppningar/", views_glass.openings, name="glass_breaks"),
    path("nodoppningar/<uuid:public_id>/", views_glass.judge, name="judge_glass"),
]
