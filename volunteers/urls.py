from django.urls import path

from volunteers import views_ceilings, views_presence
from volunteers.development import views as development
from volunteers.development import views_reported as reported
from volunteers.evenings import views as evenings
from volunteers.evenings import views_file, views_plan
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
    path("min-utbildning/anmal/", reported.report_training, name="report_training"),
    path(
        "min-utbildning/<uuid:public_id>/ta-tillbaka/",
        reported.withdraw_report,
        name="withdraw_report",
    ),
    path(
        "medarbetare/anmalda-tillfallen/<uuid:public_id>/",
        reported.answer_report,
        name="answer_report",
    ),
    path("kvallsschema/", evenings.rota, name="rota"),
    path("kvallsschema/jourkvallar.ics", evenings.rota_file, name="rota_file"),
    path("kvallsschema/planera/", views_plan.plan, name="plan_evenings"),
    path("kvallsschema/ny/", views_plan.new_evening, name="new_evening"),
    path("kvallsschema/kalenderfil/", views_file.bring, name="partner_file"),
    path("kvallsschema/kalenderfil/bekrafta/", views_file.confirm, name="confirm_file"),
    path("kvallsschema/<uuid:public_id>/", views_plan.evening, name="evening"),
    path("kvallsschema/<uuid:public_id>/ta/", evenings.take_shift, name="take_shift"),
    path("kvallsschema/<uuid:public_id>/lamna/", evenings.leave_shift, name="leave_shift"),
    path("kvallsschema/<uuid:public_id>/ersattare/", evenings.offer_shift, name="offer_shift"),
    path("kvallsschema/<uuid:public_id>/behall/", evenings.keep_shift, name="keep_shift"),
    path("kvallsschema/<uuid:public_id>/ta-over/<uuid:of>/", evenings.take_over, name="take_over"),
    path("kvallsschema/<uuid:public_id>/anmal/", views_plan.add_holder, name="add_holder"),
    path(
        "kvallsschema/<uuid:public_id>/anmal/<uuid:of>/bort/",
        views_plan.remove_holder,
        name="remove_holder",
    ),
    *(
        path(
            f"kvallsschema/<uuid:public_id>/{address}/",
            views_plan.decide,
            {"act": act},
            name=f"{act}_evening",
        )
        for act, address in (
            ("confirm", "bekrafta"),
            ("unconfirm", "ta-bort-bekraftelsen"),
            ("reopen", "oppna"),
            ("closed", "helgdagen-stangd"),
            ("held", "helgdagen-oppen"),
        )
    ),
]
