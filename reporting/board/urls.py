"""The addresses of the board's administration."""

from reporting.board import views
from reporting.board.lists import register
from reporting.board.site import BoardSite

site = BoardSite(name="board")
site.pages = (
    ("", views.index, "index"),
    ("villkor/nya/", views.new_terms, "new-terms"),
    ("ataganden/<slug:code>/", views.undertaking, "undertaking"),
    ("budgetrader/nya/", views.new_budget, "new-budget"),
    ("overenskommelse/<slug:code>/uppsagning/", views.notice, "notice"),
)
register(site)
urlpatterns = site.get_urls()
app_name = "board"
