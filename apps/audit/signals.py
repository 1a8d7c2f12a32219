"""Signing in and out are acts too; `accounts` may not import this app, so it listens."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.dispatch import receiver

from apps.audit.services import record


@receiver(user_logged_in)
def _signed_in(sender: Any, user: Any, **kwargs: Any) -> None:
    record(action="sign_in", actor_id=user.pk, object_type="user", object_id=str(user.pk))


@receiver(user_logged_out)
def _signed_out(sender: Any, user: Any, **kwargs: Any) -> None:
    if user is not None:
        record(action="sign_out", actor_id=user.pk, object_type="user", object_id=str(user.pk))


@receiver(user_login_failed)
def _refused(sender: Any, user: Any = None, why: str = "password", **kwargs: Any) -> None:
    """`user` is known where the password was right and the code was not; what was typed is never kept."""
    pk = user.pk if user is not None else None
    record(action="sign_in.refused", actor_id=pk, object_type="user", object_id=str(pk or ""), detail={"why": why})
