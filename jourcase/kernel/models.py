from jourcase.kernel.audit import AuditEvent
from jourcase.kernel.practice import PracticeMark

__all__ = ["AuditEvent", "PracticeMark"]
