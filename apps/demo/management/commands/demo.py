"""Everything that `make demo` does after installing: migrate, images, people, a consult, serve."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.urls import reverse

from apps.archive.importer import import_paths
from apps.archive.interface import StudyQuery
from apps.archive.registry import get_archive
from apps.demo.consult import make_consult
from apps.demo.images import DemoImagesUnavailable, make_demo_studies
from apps.demo.people import make_people
from apps.demo.views import sign_in_token


class Command(BaseCommand):
    """`manage.py demo` prepares what is missing and serves."""

    help = "Prepare the demonstration and serve it."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the port, and the user's own images."""
        parser.add_argument("--port", type=int, default=8000)
        parser.add_argument("--data", default="", help="a file, folder or zip of DICOM to show instead")
        parser.add_argument("--no-serve", action="store_true", help="prepare only")

    def handle(self, *args: Any, **options: Any) -> None:
        """Prepare, say where it is, serve."""
        if not settings.DEMO:
            raise CommandError("The demonstration runs with TELECONSULT_DEMO=1 only.")
        self._say("Preparing the database …")
        call_command("migrate", verbosity=0)
        self._images(options["data"])
        people = make_people()
        consult = make_consult(get_archive(), people)
        origin = f"http://localhost:{options['port']}"
        users = [
            {
                "name": person.name,
                "role": person.role,
                "login_url": origin + reverse("demo-sign-in", args=[sign_in_token(person)]),
            }
            for person in people
        ]
        consult_url = origin + reverse("room", args=[consult.pk]) if consult else None
        facts = {"url": origin, "users": users, "consult_url": consult_url}
        (settings.VAR_DIR / "demo.json").write_text(json.dumps(facts, indent=2), encoding="utf-8")
        if options["no_serve"]:
            return
        call_command("serve", host="127.0.0.1", port=options["port"], on_ready=lambda: self._links(facts))

    def _images(self, data: str) -> None:
        archive = get_archive()
        if data:
            path = Path(data).expanduser()
            if not path.exists():
                raise CommandError(f"{data} does not exist.")
            self._say("Importing your images …")
            summary = import_paths(archive, [path], self._say)
            self._say(str(summary))
        elif not archive.search_studies(StudyQuery(limit=1)).studies:
            folder = settings.VAR_DIR / "demo-studies"
            try:
                made = make_demo_studies(folder, self._say)
            except DemoImagesUnavailable as error:
                raise CommandError(error.message) from None
            self._say("Putting the images into the archive …")
            import_paths(archive, made, lambda line: None)
        if not archive.search_studies(StudyQuery(limit=1)).studies:
            raise CommandError("No image could be imported. The lines above say why.")

    def _links(self, facts: dict[str, Any]) -> None:
        width = max(len(user["name"]) for user in facts["users"])
        self._say("")
        self._say(f"Ready: {facts['url']}")
        if facts["consult_url"]:
            self._say(f"Consult: {facts['consult_url']}")
        self._say("Sign in as (open two of them in two browser profiles):")
        for user in facts["users"]:
            self._say(f"  {user['name']:<{width}}  {user['role']:<12} {user['login_url']}")

    def _say(self, line: str) -> None:
        self.stdout.write(line)
        self.stdout.flush()
