from django.urls import path

from cases import (
    views_acts,
    views_erasure,
    views_find,
    views_glass,
    views_import,
    views_intake,
    views_numbers,
    views_paste,
    views_referral,
    views_referral_lists,
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
    path("arenden/nytt/<uuid:key>/klistra-in/", views_paste.paste, name="paste"),
    path("arenden/nytt/<uuid:key>/forslag/", views_paste.fill, name="fill"),
    path("arenden/importera/", views_import.bring, name="import"),
    path("arenden/importera/<uuid:list_id>/", views_import.show, name="list_import"),
    path("arenden/importera/<uuid:list_id>/kolumner/", views_import.columns, name="list_columns"),
    path("arenden/importera/<uuid:list_id>/ta-in/", views_import.take, name="take_list"),
    path("arenden/importera/<uuid:list_id>/kasta/", views_import.throw, name="throw_list"),
    path("arenden/importera/<uuid:list_id>/kvar/<slug:kind>/", views_import.left, name="list_left"),
    path("arenden/sok/", views_find.search, name="search"),
    path("arenden/sok/nummer/", views_find.suggest, name="suggest"),
    path("arenden/<uuid:public_id>/sparat/", views_intake.saved, name="saved"),
    path("arenden/<uuid:public_id>/statistik/", views_acts.statistics, name="statistics"),
    path("arenden/<uuid:public_id>/personen/", views_acts.identity, name="identity"),
    path("arenden/<uuid:public_id>/mottaget/", views_acts.received, name="received"),
    path("arenden/<uuid:public_id>/avsluta/", views_acts.close, name="close"),
    path("arenden/<uuid:public_id>/angra-avslut/", views_acts.undo_closing, name="undo_closing"),
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
    path("arenden/<uuid:public_id>/hanvisa/", views_referral.refer, name="refer"),
    path("arenden/<uuid:public_id>/hanvisa/alder/", views_referral.say_age, name="refer_age"),
    path("arenden/<uuid:public_id>/hanvisa/beslut/", views_referral.decide, name="refer_decision"),
    path("hanvisningar/", views_referral_lists.referrals, name="referrals"),
    path("hanvisningar/<uuid:public_id>/", views_referral.show, name="referral"),
    path("hanvisningar/<uuid:public_id>/svar/", views_referral.answer, name="referral_answer"),
    path(
        "hanvisningar/<uuid:public_id>/samtycke/", views_referral.consent, name="referral_consent"
    ),
    path(
        "hanvisningar/<uuid:public_id>/angrat/", views_referral.withdraw, name="referral_withdraw"
    ),
    path("hanvisningar/<uuid:public_id>/angra/", views_referral.undo, name="referral_undo"),
    path(
        "hanvisningar/<uuid:public_id>/overlamna/",
        views_referral.hand_over,
        name="referral_hand_over",
    ),
    path(
        "hanvisningar/<uuid:public_id>/aterkoppling/",
        views_referral.feedback,
        name="referral_feedback",
    ),
    path(
        "hanvisningar/<uuid:public_id>/brev/", views_referral_lists.letter, name="referral_letter"
    ),
    path(
        "hanvisningar/<uuid:public_id>/brev/fil/",
        views_referral_lists.letter_file,
        name="referral_letter_file",
    ),
    path("samordning/fel-nummer/", views_numbers.queries, name="number_queries"),
    path("samordning/fel-nummer/<uuid:public_id>/", views_numbers.query, name="number_query"),
    path("samordning/fel-nummer/<uuid:public_id>/fragad/", views_numbers.ask, name="number_asked"),
    path(
        "samordning/fel-nummer/<uuid:public_id>/pamind/",
        views_numbers.remind,
        name="number_reminded",
    ),
    path(
        "samordning/fel-nummer/<uuid:public_id>/svar/",
        views_numbers.answer,
        name="number_answered",
    ),
    path("samordning/fel-nummer/<uuid:public_id>/angra/", views_numbers.undo, name="number_undone"),
    path("gallring/", views_erasure.erasures, name="erasures"),
    path("gallring/<uuid:public_id>/", views_erasure.answer, name="answer_erasure"),
    path("nodoppning/", views_glass.ask, name="break_glass"),
    path("nodoppningar/", views_glass.openings, name="glass_breaks"),
    path("nodoppningar/<uuid:public_id>/", views_glass.judge, name="judge_glass"),
]
