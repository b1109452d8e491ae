from django.urls import path, register_converter

from reporting import views_dashboard, views_followup, views_inflow, views_log
from reporting.activities import views as views_activities
from reporting.domain.periods import ReportPeriod, period_of_key


class PeriodConverter:
    """2025-04-01--2025-12-31 in an address."""

    regex = r"\d{4}-\d{2}-\d{2}--\d{4}-\d{2}-\d{2}"

    def to_python(self, value: str) -> ReportPeriod:
        period = period_of_key(value)
        if period is None:
            raise ValueError(value)
        return period

    def to_url(self, value: ReportPeriod) -> str:
        return value.key


register_converter(PeriodConverter, "period")

_figure = "rapport/<period:period>/siffra/<slug:table>/<slug:row>/<slug:column>/"

app_name = "reporting"
urlpatterns = [
    path("samordning/", views_dashboard.show, name="dashboard"),
    path("samordning/inflode/", views_inflow.show, name="inflow"),
    path("rapport/", views_followup.followup, name="followup"),
    path(
        "rapport/<period:period>/<slug:audience>/fil/<slug:kind>/",
        views_followup.download,
        name="download",
    ),
    path(_figure, views_followup.figure, {"part": "antal"}, name="figure"),
    path(f"{_figure}av/", views_followup.figure, {"part": "av"}, name="figure_of"),
    path("budget/", views_followup.budget, name="budget"),
    path("loggkontroll/", views_log.check, name="log_check"),
    path("aktiviteter/", views_activities.activities, name="activities"),
    path("aktiviteter/ny-samverkan/", views_activities.new_cooperation, name="new_cooperation"),
    path(
        "aktiviteter/ny-informationsinsats/",
        views_activities.new_information,
        name="new_information",
    ),
    path("aktiviteter/<uuid:public_id>/", views_activities.activity, name="activity"),
    path("aktiviteter/<uuid:public_id>/kopiera/", views_activities.copy, name="copy_activity"),
    path("aktiviteter/<uuid:public_id>/ta-bort/", views_activities.remove, name="remove_activity"),
    path("aktiviteter/<uuid:public_id>/angra/", views_activities.undo, name="undo_activity"),
]
