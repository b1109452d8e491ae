"""Who is logged in, with their roles, in one query."""

from typing import Any

from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.models import Group
from django.db.models import Exists, OuterRef

from volunteers.domain.roles import Role
from volunteers.models import User


class PeopleBackend(ModelBackend):
    """Django's own, but the roles come along: every page asks for both."""

    def get_user(self, user_id: Any) -> User | None:
        through = Group.user_set.through.objects
        held = {
            f"holds_{role}": Exists(through.filter(user_id=OuterRef("pk"), group__name=role))
            for role in Role
        }
        user = User.objects.annotate(**held).filter(pk=user_id).first()
        if user is None or not self.user_can_authenticate(user):
            return None
        user.roles = frozenset(role for role in Role if getattr(user, f"holds_{role}"))
        return user
