"""The people of the benchmark and the evenings of the coming week."""

from dataclasses import dataclass
from datetime import time, timedelta

from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import Group
from django.contrib.sessions.backends.db import SessionStore

from bench.moment import BEGINNING, FIRST_DAY, NOW
from jourcase.agreement.models import Office
from jourcase.kernel.local_time import at_local, local_date
from volunteers.domain.roles import Role
from volunteers.models import Approval, Shift, ShiftSignup, User

VOLUNTEERS = 24
DAYS_OF_SHIFTS = 10
BACKEND = "volunteers.backends.PeopleBackend"


@dataclass(frozen=True)
class People:
    coordinator: User
    volunteers: list[User]


def make_people() -> People:
    """A coordinator and volunteers, approved; the first two volunteers hold every evening."""
    users = User.objects.bulk_create(
        User(
            email=f"person{number}@example.se",
            full_name=f"Person{number} Påhittad",
            password=make_password(None),
            gender="woman" if number % 3 else "man",
            started_on=FIRST_DAY,
            is_fictional=True,
        )
        for number in range(VOLUNTEERS + 1)
    )
    Approval.objects.bulk_create(
        Approval(user=user, since=FIRST_DAY, decided_at=BEGINNING) for user in users
    )
    groups = {group.name: group for group in Group.objects.all()}
    for place, user in enumerate(users):
        user.groups.add(groups[Role.VOLUNTEER if place else Role.COORDINATOR])
    own = Office.objects.get(is_own=True)
    today = local_date(NOW)
    shifts = Shift.objects.bulk_create(
        Shift(
            office=own,
            starts_at=at_local(today + timedelta(days=ahead), time(17)),
            ends_at=at_local(today + timedelta(days=ahead), time(20)),
        )
        for ahead in range(DAYS_OF_SHIFTS)
    )
    ShiftSignup.objects.bulk_create(
        ShiftSignup(shift=shift, user=user, signed_up_at=BEGINNING)
        for shift in shifts
        for user in users[1:3]
    )
    return People(users[0], users[1:])


def session_of(user: User) -> str:
    """The key of a new session in which the person is logged in."""
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = BACKEND
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    # What a log-in by passkey says: begun now, with a second factor.
    session["login_started"] = session["login_seen"] = int(NOW.timestamp())
    session["account_authentication_methods"] = [{"method": "mfa", "type": "webauthn"}]
    session["account_authentication_methods_user"] = str(user.pk)
    session.create()
    assert session.session_key  # noqa: S101
    return session.session_key
