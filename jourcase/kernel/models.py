from jourcase.kernel.audit import AuditEvent

__all__ = ["AuditEvent"]
