"""Add a person from the command line: the first one of an installation cannot be invited by anybody."""

from __future__ import annotations

from argparse import ArgumentParser
from getpass import getpass
from pathlib import Path
from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from apps.access.policy import Role
from apps.accounts.models import User


class Command(BaseCommand):
    """`manage.py person_add ana@hospital.example --name "Ana Ruiz" --role radiologist`."""

    help = "Add a person. The second factor is set up at the first sign-in."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take who it is; the password is asked for or read from a file, never given as an argument."""
        parser.add_argument("email")
        parser.add_argument("--name", required=True)
        parser.add_argument("--role", required=True, choices=[role.value for role in Role])
        parser.add_argument("--title", default="", help="specialty, shown instead of the role")
        parser.add_argument("--password-file", help="a file that holds the password")

    def handle(self, *args: Any, **options: Any) -> None:
        """Check everything, then add the person."""
        file = options["password_file"]
        password = Path(file).read_text(encoding="utf-8").strip() if file else getpass("Password: ")
        user = User(email=options["email"], name=options["name"], role=options["role"], title=options["title"])
        try:
            validate_password(password, user)
            User.objects.create_user(user.email, password, name=user.name, role=user.role, title=user.title)
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from None
        self.stdout.write(f"{user.email} can sign in now and sets up the second factor then.")
