"""The audit: every change of state in a chain of hashes, its heads signed and kept outside the database."""

from tongyuan.workspace.audit.chain import Audit, AuditEntry, Wanted
from tongyuan.workspace.audit.heads import Head
from tongyuan.workspace.audit.outside import Outside, read_outside
from tongyuan.workspace.audit.proof import AuditCheck

__all__ = ["Audit", "AuditCheck", "AuditEntry", "Head", "Outside", "Wanted", "read_outside"]
