from django.urls import path

from contacts import views_calls, views_case, views_list, views_people, views_recusal

app_name = "contacts"
urlpatterns = [
    path("att-ringa/", views_calls.queue, name="queue"),
    path("att-ringa/nasta/", views_calls.begin_next, name="begin_next"),
    path("att-ringa/<uuid:draft_id>/", views_calls.call, name="call"),
    path("att-ringa/<uuid:draft_id>/spara/", views_calls.save, name="save"),
    path("att-ringa/<uuid:draft_id>/utkast/", views_calls.autosave, name="autosave"),
    path("att-ringa/<uuid:draft_id>/kvar/", views_calls.alive, name="alive"),
    path("att-ringa/<uuid:draft_id>/lamna/", views_calls.release, name="release"),
    path("att-ringa/<uuid:draft_id>/kasta/", views_calls.discard, name="discard"),
    path("att-ringa/<uuid:draft_id>/fortsatt/", views_calls.resume, name="resume"),
    path("arenden/", views_list.case_list, name="list"),
    path("arenden/<uuid:public_id>/", views_case.case, name="case"),
    path("arenden/<uuid:public_id>/ring/", views_calls.begin, name="begin"),
    path("arenden/<uuid:public_id>/jag-kanner/", views_recusal.i_know_them, name="i_know_them"),
    path("arenden/<uuid:public_id>/jav/", views_recusal.recusals, name="recusals"),
    path(
        "arenden/<uuid:public_id>/jav/<uuid:recusal_id>/hav/",
        views_recusal.lift,
        name="lift_recusal",
    ),
    path("kontakter/<uuid:public_id>/angra/", views_calls.undo, name="undo"),
    path("kontakter/<uuid:public_id>/ratta/", views_case.correct, name="correct"),
    path("medarbetare/", views_people.people, name="people"),
    path("medarbetare/<uuid:public_id>/", views_people.colleague, name="person"),
    path("medarbetare/<uuid:public_id>/lank/", views_people.new_link, name="new_link"),
    path("medarbetare/<uuid:public_id>/avsluta/", views_people.leave, name="leave"),
    path("medarbetare/<uuid:public_id>/samordnare/", views_people.propose, name="propose"),
    path("medarbetare/<uuid:public_id>/inte-samordnare/", views_people.drop, name="drop_role"),
    path("medarbetare/forslag/<uuid:public_id>/", views_people.answer, name="answer_proposal"),
]
