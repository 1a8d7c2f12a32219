"""The first person of an installation comes from the command line."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from apps.accounts.models import User

GOOD = "correct horse battery"


def add(tmp_path: Path, password: str = GOOD, **options: Any) -> None:
    """Add Ana, with some options changed."""
    file = tmp_path / "password"
    file.write_text(password + "\n", encoding="utf-8")
    given = {"email": "Ana@Hospital.example", "name": "Ana Ruiz", "role": "radiologist", **options}
    call_command("person_add", given.pop("email"), password_file=str(file), **given)


@pytest.mark.django_db
def test_a_person_is_added_with_a_password_that_works(tmp_path: Path) -> None:
    add(tmp_path)
    user = User.objects.get(email="ana@hospital.example")
    assert user.check_password(GOOD)
    assert user.role == "radiologist"


@pytest.mark.django_db
@pytest.mark.parametrize(
    "wrong", [{"password": "short"}, {"password": "ana@hospital.example"}, {"email": "no address"}, {"role": "janitor"}]
)
def test_what_is_wrong_is_said_and_adds_nobody(tmp_path: Path, wrong: dict[str, str]) -> None:
    with pytest.raises(CommandError):
        add(tmp_path, **wrong)
    assert not User.objects.exists()


@pytest.mark.django_db
def test_the_same_address_twice_is_refused(tmp_path: Path) -> None:
    add(tmp_path)
    with pytest.raises(CommandError):
        add(tmp_path, email="ana@hospital.example")
    assert User.objects.count() == 1
