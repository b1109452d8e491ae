from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import LoginView, LogoutView
from django.urls import path

from volunteers.forms import LoginForm

app_name = "volunteers"
urlpatterns = [
    path(
        "logga-in/",
        LoginView.as_view(authentication_form=LoginForm, redirect_authenticated_user=True),
        name="login",
    ),
    path("logga-ut/", login_not_required(LogoutView.as_view()), name="logout"),
]
