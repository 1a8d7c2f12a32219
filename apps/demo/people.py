"""The demonstration's people, all invented: one of each role and a few more."""

from __future__ import annotations

from dataclasses import dataclass

from django_otp.plugins.otp_totp.models import TOTPDevice

from apps.access.policy import Role
from apps.accounts.models import User


@dataclass(frozen=True, slots=True)
class _Plan:
    name: str
    role: Role
    title: str = ""

    @property
    def email(self) -> str:
        return self.name.lower().replace(" ", ".") + "@city-hospital.example"


_PLANS = (
    _Plan("Ana Ruiz", Role.RADIOLOGIST),
    _Plan("Tom Okafor", Role.SPECIALIST, "Neurosurgeon"),
    _Plan("Leila Haddad", Role.SPECIALIST, "Intensive care"),
    _Plan("Jonas Meier", Role.SPECIALIST, "Neurologist"),
    _Plan("Mei Tanaka", Role.RADIOLOGIST, "Neuroradiologist"),
    _Plan("Peter Novak", Role.REFERRING, "Family doctor"),
    _Plan("Sofia Lund", Role.COORDINATOR),
    _Plan("Erik Lindqvist", Role.PATIENT),
)


def make_people() -> list[User]:
    """Make them, or find those of an earlier start. Nobody has a password; each has a second factor."""
    return [_make(plan) for plan in _PLANS]


def _make(plan: _Plan) -> User:
    user = User.objects.filter(email=plan.email).first()
    if user is None:
        user = User.objects.create_user(plan.email, None, name=plan.name, role=plan.role, title=plan.title)
    TOTPDevice.objects.get_or_create(user=user, name="demo", defaults={"confirmed": True})
    return user
