"""People of the jour, their approvals and the evening shifts. Nothing here knows of cases."""

import uuid
from datetime import date, datetime
from typing import ClassVar, Self

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils.functional import cached_property

from volunteers.absence import Absence as Absence
from volunteers.calendar import CalendarFeed as CalendarFeed
from volunteers.development.models import DevelopmentAttendance as DevelopmentAttendance
from volunteers.development.models import DevelopmentEvent as DevelopmentEvent
from volunteers.development.models import DevelopmentRequirement as DevelopmentRequirement
from volunteers.development.models import ReportedTraining as ReportedTraining
from volunteers.development.models import StaffConversation as StaffConversation
from volunteers.domain.approval import Approved, was_approved
from volunteers.domain.role_rules import PROPOSAL_LENGTH, ProposalOutcome
from volunteers.domain.roles import Engagement, PersonGender, Role
from volunteers.evenings.models import EveningPlan as EveningPlan
from volunteers.evenings.models import Shift as Shift
from volunteers.evenings.models import ShiftSignup as ShiftSignup
from volunteers.steps.models import ApprovalChange as ApprovalChange
from volunteers.steps.models import Pause as Pause
from volunteers.steps.models import StepNote as StepNote


class UserQuerySet(models.QuerySet["User"]):
    def active(self) -> Self:
        return self.filter(is_active=True)

    def with_role(self, role: Role) -> Self:
        return self.filter(groups__name=role)

    def approved_on(self, on: date) -> Self:
        """Approved by the board on the local date `on`."""
        return self.filter(
            Q(approvals__until__isnull=True) | Q(approvals__until__gte=on),
            approvals__since__lte=on,
        ).distinct()

    def languages_spoken(self) -> frozenset[str]:
        """Codes of every language that somebody of these speaks besides Swedish."""
        held = self.exclude(languages=[]).values_list("languages", flat=True)
        return frozenset(code for codes in held for code in codes)


class UserManager(BaseUserManager["User"]):
    def get_queryset(self) -> UserQuerySet:
        return UserQuerySet(self.model, using=self._db)

    def active(self) -> UserQuerySet:
        return self.get_queryset().active()

    def with_role(self, role: Role) -> UserQuerySet:
        return self.get_queryset().with_role(role)

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email=(username or "").strip().lower())


class User(AbstractBaseUser, PermissionsMixin):
    """Somebody who logs in. Retired people are switched off, never deleted."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    email = models.EmailField("e-post", unique=True)
    full_name = models.CharField("namn", max_length=120)
    gender = models.CharField("kön", max_length=8, choices=PersonGender.choices(), blank=True)
    engagement = models.CharField(
        "engagemang",
        max_length=16,
        choices=Engagement.choices(),
        default=Engagement.SUPPORT_PERSON,
    )
    # Codes of `Language`, besides Swedish.
    languages = models.JSONField("språk", default=list, blank=True)
    started_on = models.DateField("började")
    ended_on = models.DateField("slutade", null=True, blank=True)
    is_active = models.BooleanField("aktiv", default=True)
    is_staff = models.BooleanField("får öppna administrationen", default=False)
    has_shortcuts = models.BooleanField("tangenter för snabbval", default=True)
    is_fictional = models.BooleanField("påhittad", default=False)

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["full_name"]

    class Meta:
        verbose_name = "medarbetare"
        verbose_name_plural = "medarbetare"
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(email=Lower("email")), name="user_email_is_lower_case"
            ),
            models.CheckConstraint(
                condition=Q(is_active=False) | Q(ended_on__isnull=True),
                name="user_who_works_here_has_not_ended",
            ),
        ]

    def __str__(self) -> str:
        return self.short_name

    @property
    def short_name(self) -> str:
        """Birgitta N.: enough for colleagues, little for a passer-by."""
        first, _, rest = self.full_name.strip().partition(" ")
        last = rest.rpartition(" ")[2]
        return f"{first} {last[0]}." if last else first

    @cached_property
    def roles(self) -> frozenset[Role]:
        """The roles, read once per request."""
        known = {role.value for role in Role}
        names = self.groups.values_list("name", flat=True)
        return frozenset(Role(name) for name in names if name in known)

    @property
    def is_coordinator(self) -> bool:
        return Role.COORDINATOR in self.roles

    @property
    def is_volunteer(self) -> bool:
        return Role.VOLUNTEER in self.roles

    @property
    def is_board(self) -> bool:
        return Role.BOARD in self.roles

    def was_approved_on(self, on: date) -> bool:
        """By the stored history; one query."""
        return was_approved(
            [Approved(a.since, a.until) for a in self.approvals.all()],
            on,
        )


class Approval(models.Model):
    """A period in which the board has approved a person as support person."""

    user = models.ForeignKey(
        User, verbose_name="medarbetare", on_delete=models.PROTECT, related_name="approvals"
    )
    since = models.DateField("från och med")
    until = models.DateField("till och med", null=True, blank=True)
    decided_at = models.DateTimeField("beslutat")
    decided_by = models.ForeignKey(
        User, verbose_name="beslutat av", on_delete=models.PROTECT, null=True, related_name="+"
    )

    class Meta:
        verbose_name = "godkännande"
        verbose_name_plural = "godkännanden"
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gte=F("since")),
                name="approval_ends_after_start",
            ),
            models.UniqueConstraint(
                fields=["user"], condition=Q(until__isnull=True), name="approval_one_open_each"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} {self.since}–{self.until or ''}"


class LoginSession(models.Model):
    """A log-in that lasts, as its owner sees it in a list. No address and no exact browser."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    user = models.ForeignKey(
        User, verbose_name="medarbetare", on_delete=models.PROTECT, related_name="login_sessions"
    )
    session_key = models.CharField("sessionsnyckel", max_length=40, unique=True)
    started_at = models.DateTimeField("började")
    seen_at = models.DateTimeField("senast sedd")
    device = models.CharField("enhet i grova ord", max_length=40)

    class Meta:
        verbose_name = "pågående inloggning"
        verbose_name_plural = "pågående inloggningar"

    def __str__(self) -> str:
        return f"{self.user} {self.device}"


class TotpUse(models.Model):
    """The last time step whose six-digit code a person has used: none works twice (RFC 6238 5.2).

    It outlives the app that made the code, so that removing and adding one opens nothing.
    """

    user = models.OneToOneField(
        User, verbose_name="medarbetare", on_delete=models.PROTECT, related_name="totp_use"
    )
    last_step = models.BigIntegerField("senast använda tidssteg")

    class Meta:
        verbose_name = "använd engångskod"
        verbose_name_plural = "använda engångskoder"

    def __str__(self) -> str:
        return f"{self.user} {self.last_step}"


class Invitation(models.Model):
    """A link that lets one person choose a passphrase, once. Only a digest of it is kept."""

    user = models.ForeignKey(
        User, verbose_name="medarbetare", on_delete=models.PROTECT, related_name="invitations"
    )
    digest = models.CharField("avtryck av länken", max_length=64, unique=True)
    made_at = models.DateTimeField("gjord")
    made_by = models.ForeignKey(
        User, verbose_name="gjord av", on_delete=models.PROTECT, null=True, related_name="+"
    )
    expires_at = models.DateTimeField("gäller till")
    used_at = models.DateTimeField("använd", null=True, blank=True)

    class Meta:
        verbose_name = "inbjudan"
        verbose_name_plural = "inbjudningar"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["user"], condition=Q(used_at__isnull=True), name="invitation_one_open_each"
            ),
            models.CheckConstraint(
                condition=Q(expires_at__gt=F("made_at")), name="invitation_has_length"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} {self.made_at:%Y-%m-%d}"


class RoleProposalQuerySet(models.QuerySet["RoleProposal"]):
    def unanswered(self) -> Self:
        """Expired ones included, which nobody can answer any more."""
        return self.filter(decided_at__isnull=True)

    def pending(self, now: datetime) -> Self:
        return self.unanswered().filter(asked_at__gt=now - PROPOSAL_LENGTH)


class RoleProposal(models.Model):
    """That somebody be given a role: one person asks, another decides."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    person = models.ForeignKey(
        User, verbose_name="medarbetare", on_delete=models.PROTECT, related_name="role_proposals"
    )
    role = models.CharField("roll", max_length=16, choices=Role.choices())
    asked_at = models.DateTimeField("föreslaget")
    asked_by = models.ForeignKey(
        User, verbose_name="föreslaget av", on_delete=models.PROTECT, related_name="+"
    )
    decided_at = models.DateTimeField("avgjort", null=True)
    decided_by = models.ForeignKey(
        User, verbose_name="avgjort av", on_delete=models.PROTECT, null=True, related_name="+"
    )
    outcome = models.CharField(
        "utfall", max_length=12, choices=ProposalOutcome.choices(), blank=True
    )

    objects: ClassVar = RoleProposalQuerySet.as_manager()

    class Meta:
        verbose_name = "förslag till roll"
        verbose_name_plural = "förslag till roll"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["person", "role"],
                condition=Q(decided_at__isnull=True),
                name="role_proposal_one_unanswered",
            ),
            models.CheckConstraint(
                condition=Q(decided_at__isnull=True, decided_by__isnull=True, outcome="")
                | Q(decided_at__gte=F("asked_at")) & ~Q(outcome=""),
                name="role_proposal_decided_whole",
            ),
            # Two persons, held by the database too.
            models.CheckConstraint(
                condition=~Q(outcome=ProposalOutcome.CONFIRMED.value)
                | Q(decided_by__isnull=False)
                & ~Q(decided_by=F("asked_by"))
                & ~Q(decided_by=F("person")),
                name="role_proposal_two_persons",
            ),
            models.CheckConstraint(
                condition=~Q(asked_by=F("person")), name="role_proposal_not_for_oneself"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} {self.role}"
