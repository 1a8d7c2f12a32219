"""Write the audit trail. Call inside the transaction of the act itself, so that neither exists without the other."""

from __future__ import annotations

from typing import Any

from apps.audit.models import AuditEvent


def record(
    *, action: str, actor_id: Any, object_type: str, object_id: str, detail: dict[str, Any] | None = None
) -> None:
    """Add one act. `detail` must hold identifiers and codes only."""
    AuditEvent.objects.create(
        action=action, actor_id=actor_id, object_type=object_type, object_id=object_id, detail=detail or {}
    )
