"""People and how they sign in."""

from __future__ import annotations

import uuid
from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.utils.translation import gettext_lazy as _

from apps.access.policy import Role

ROLE_NAMES = {
    Role.RADIOLOGIST: _("Radiologist"),
    Role.SPECIALIST: _("Specialist"),
    Role.REFERRING: _("Referring physician"),
    Role.COORDINATOR: _("Coordinator"),
    Role.PATIENT: _("Patient"),
}


class UserManager(BaseUserManager["User"]):
    """Makes users from an e-mail address."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> User:
        """Create a person. Without a password nobody can sign in with one."""
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.full_clean(exclude=["password"])
        user.save(using=self._db)
        return user


class User(AbstractBaseUser):
    """A person. `role` is what they are in the hospital; relations to consults are kept with the consults.

    `language` is the one they chose, by its code; empty means that of their browser.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    email = models.EmailField(_("e-mail address"), unique=True)
    name = models.CharField(_("name"), max_length=100)
    title = models.CharField(_("specialty"), max_length=100, blank=True)
    role = models.CharField(_("role"), max_length=20, choices=[(role.value, ROLE_NAMES[role]) for role in Role])
    language = models.CharField(max_length=12, blank=True)
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField(auto_now_add=True)

    objects: ClassVar[UserManager] = UserManager()
    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name", "role"]

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    def is_verified(self) -> bool:
        """Say whether this request or socket gave the second factor; django-otp answers for it there."""
        return False

    @property
    def role_name(self) -> str:
        """Return the specialty, or else the role, in words."""
        return self.title or str(self.get_role_display())

    @property
    def initials(self) -> str:
        """Return up to two initials."""
        parts = self.name.split()
        return (parts[0][:1] + (parts[-1][:1] if len(parts) > 1 else "")).upper() if parts else "?"


class SignInAttempt(models.Model):
    """A password that was tried and was not right. What was typed as e-mail address is kept as a keyed digest only."""

    at = models.DateTimeField(db_index=True)
    email_digest = models.CharField(max_length=64)
    address = models.CharField(max_length=45)

    def __str__(self) -> str:
        return str(self.pk)
