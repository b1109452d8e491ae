"""One row a data key. It opens nothing without the key-encryption key, which is not here."""

from django.db import models


class DataKey(models.Model):
    """The key of one scope ("case:12"), wrapped by the key-encryption key `kek_id`."""

    scope = models.CharField(max_length=64, primary_key=True)
    wrapped = models.BinaryField()
    kek_id = models.CharField(max_length=32, db_index=True)
    made_at = models.DateTimeField()

    class Meta:
        verbose_name = "datanyckel"
        verbose_name_plural = "datanycklar"

    def __str__(self) -> str:
        return self.scope


class Erasure(models.Model):
    """One scope whose key is destroyed for good, and how far its erasure has come.

    Here and not beside the data: an older backup of the data that is read in brings erased cases
    back, and this ledger is what erases them again. It names nobody.
    """

    scope = models.CharField(max_length=64, primary_key=True)
    # The public id that the case had: the number in `scope` may come back in a restored database
    # for somebody else's case.
    subject = models.UUIDField(unique=True)
    reason = models.CharField(max_length=16)
    begun_at = models.DateTimeField()
    key_gone_at = models.DateTimeField(null=True)
    rows_gone_at = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = "gallring"
        verbose_name_plural = "gallringar"

    def __str__(self) -> str:
        return self.scope
