"""What the outbox itself does with rows."""

from jourcase.outbox import jobs, periodic

__all__ = ["jobs", "periodic"]
