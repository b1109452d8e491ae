"""Who a person is and how to make contact safely: apart from the case, so that it can be erased."""

import uuid
from typing import TYPE_CHECKING, ClassVar

from django.db import models

from cases.domain.enums import WishedGender
from cases.domain.safe_hours import SafeHours
from jourcase.kernel.sealed import SealedModel, SealedTextField

if TYPE_CHECKING:
    from cases.models import Case


class Identity(SealedModel):
    """Who the person is and how to make contact safely. An anonymous case has no such row."""

    sealed_row = "case_id"

    case: "models.ForeignKey[Case, Case]" = models.OneToOneField(
        "cases.Case", on_delete=models.PROTECT, related_name="identity"
    )
    name = SealedTextField("namn", blank=True)
    # Of `duplicates.name_key`; empty for one word, nothing until `fill_name_lookups` was there.
    name_lookup = models.CharField(max_length=64, null=True, db_index=True)  # noqa: DJ001
    email = SealedTextField("e-post", blank=True)
    other_way = SealedTextField("annan väg", blank=True)
    k_number = SealedTextField("K-nummer", blank=True)
    k_number_lookup = models.CharField(max_length=64, blank=True, db_index=True)
    born = SealedTextField("född", blank=True)  # an ISO date or a year
    guardian = SealedTextField("vem som får kontaktas", blank=True)

    # Safe contact. The default is always the careful answer.
    may_leave_message = models.BooleanField("meddelande får lämnas", default=False)
    may_send_sms = models.BooleanField("sms får skickas", default=False)
    say_nothing = models.BooleanField("säg inte varifrån du ringer", default=False)
    hidden_number = models.BooleanField("ring med dolt nummer", default=False)
    # As `SafeHours.code` writes it; empty for any time.
    safe_hours = models.CharField("trygga tider", max_length=80, blank=True)
    wished_gender = models.CharField(
        "vill tala med", max_length=8, choices=WishedGender.choices(), blank=True
    )
    safe_note = SealedTextField("trygg kontakt", blank=True)

    class Meta:
        verbose_name = "identitet"
        verbose_name_plural = "identiteter"

    def __str__(self) -> str:
        return f"Identitet till {self.case_id}"

    @property
    def hours(self) -> SafeHours:
        """When it is safe to ring."""
        return SafeHours.parse(self.safe_hours)

    @property
    def first_name(self) -> str:
        """What the call list may show."""
        return self.name.split(" ", 1)[0]


class Phone(SealedModel):
    """A number of the person, E.164."""

    identity = models.ForeignKey(Identity, on_delete=models.CASCADE, related_name="phones")
    # Whose key seals the number; the same as the identity's.
    case: "models.ForeignKey[Case, Case]" = models.ForeignKey(
        "cases.Case", on_delete=models.PROTECT, related_name="+"
    )
    row_key = models.UUIDField(default=uuid.uuid4, editable=False)
    number = SealedTextField("telefon")
    number_lookup = models.CharField(max_length=64, db_index=True)
    order = models.PositiveSmallIntegerField("ordning", default=0)
    found_wrong_at = models.DateTimeField("fel nummer", null=True, blank=True)

    class Meta:
        verbose_name = "telefonnummer"
        verbose_name_plural = "telefonnummer"
        ordering: ClassVar = ["order", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["identity", "number_lookup"], name="phone_once_a_person"
            )
        ]

    def __str__(self) -> str:
        return f"Telefon till {self.identity_id}"


class AnonymousCode(SealedModel):
    """Three plain words with which an anonymous caller can continue the same case."""

    sealed_row = "case_id"

    case: "models.ForeignKey[Case, Case]" = models.OneToOneField(
        "cases.Case", on_delete=models.PROTECT, related_name="anonymous_code"
    )
    words = SealedTextField("kod")
    words_lookup = models.CharField(max_length=64, unique=True)

    class Meta:
        verbose_name = "anonym kod"
        verbose_name_plural = "anonyma koder"

    def __str__(self) -> str:
        return f"Kod till {self.case_id}"
