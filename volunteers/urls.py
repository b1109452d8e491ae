from django.urls import path

from volunteers import views_ceilings, views_presence
from volunteers.development import views as development
from volunteers.login import views_account as account
from volunteers.login import views_door as door
from volunteers.login import views_lock
from volunteers.steps import views as steps

app_name = "volunteers"
urlpatterns = [
    path("bekrafta/", views_ceilings.step_up, name="step_up"),
    path("avslutad/", views_ceilings.ended, name="ended"),
    path("logga-in/", door.log_in, name="login"),
    path("logga-in/kod/", door.second_step, name="second_step"),
    path("logga-in/nyckel/", door.log_in_by_passkey, name="login_by_passkey"),
    path("logga-in/nyckel/fraga/", door.passkey_question, name="passkey_question"),
    path("las/", views_lock.lock_screen, name="lock"),
    path("las-upp/", views_lock.unlock_screen, name="unlock"),
    path("kvar/", views_lock.still_here, name="still_here"),
    path("tillbaka/", views_lock.back_again, name="back_again"),
    path("konto/delad-dator/", views_lock.mark_shared, name="mark_shared"),
    path("logga-ut/", door.log_out, name="logout"),
    path("inbjudan/<uuid:token>/", door.invitation, name="invitation"),
    path("konto/", account.account, name="account"),
    path("konto/andra-steg/", account.enrol, name="enrol"),
    path("konto/bekrafta/", account.verify, name="verify"),
    path("konto/nyckel/", account.add_passkey, name="add_passkey"),
    path("konto/nyckel/fraga/", account.new_passkey_question, name="new_passkey_question"),
    path("konto/nyckel/namn/", account.rename_passkey, name="rename_passkey"),
    path("konto/nyckel/ta-bort/", account.remove_passkey, name="remove_passkey"),
    path("konto/app/", account.app, name="app"),
    path("konto/app/ta-bort/", account.remove_app, name="remove_app"),
    path("konto/koder/", account.codes, name="codes"),
    path("konto/losenfras/", account.passphrase, name="passphrase"),
    path("konto/inloggningar/avsluta/", account.end_session, name="end_session"),
    path("konto/sprak-och-franvaro/", views_presence.presence, name="presence"),
    path("franvaro/<uuid:public_id>/bort/", views_presence.end_absence, name="end_absence"),
    path(
        "medarbetare/<uuid:public_id>/sprak-och-franvaro/",
        views_presence.presence_of,
        name="presence_of",
    ),
    path("medarbetare/stodpersoner/", development.support_persons, name="support_persons"),
    path("medarbetare/stodpersoner/ny/", steps.add, name="add_person"),
    path("medarbetare/<uuid:public_id>/steg/", steps.steps, name="steps"),
    path("medarbetare/<uuid:public_id>/steg/andra/", steps.note, name="note_steps"),
    path("medarbetare/<uuid:public_id>/paus/", steps.pause, name="pause"),
    path("medarbetare/tillfallen/", development.occasions, name="occasions"),
    path("medarbetare/tillfallen/nytt/", development.register, name="register_occasion"),
    path("medarbetare/tillfallen/<uuid:public_id>/", development.occasion, name="occasion"),
    path(
        "medarbetare/tillfallen/<uuid:public_id>/bort/",
        development.drop_occasion,
        name="drop_occasion",
    ),
    path(
        "medarbetare/samtal/<uuid:public_id>/bort/",
        development.drop_conversation,
        name="drop_conversation",
    ),
    path("medarbetare/krav/", development.required, name="required"),
    path("min-utbildning/", development.my_training, name="my_training"),
]
