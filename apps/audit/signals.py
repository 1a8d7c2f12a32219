"""Signing in and out are acts too; `accounts` may not import this app, so it listens."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.dispatch import receiver

from apps.audit.services import record


@receiver(user_logged_in)
def _signed_in(sender: Any, user: Any, **kwargs: Any) -> None:
    record(action="sign_in.password", actor_id=user.pk, object_type="user", object_id=str(user.pk))


@receiver(user_logged_out)
def _signed_out(sender: Any, user: Any, **kwargs: Any) -> None:
    if user is not None:
        record(action="sign_out", actor_id=user.pk, object_type="user", object_id=str(user.pk))


@receiver(user_login_failed)
def _refused(sender: Any, **kwargs: Any) -> None:
    record(action="sign_in.refused", actor_id=None, object_type="user", object_id="")
