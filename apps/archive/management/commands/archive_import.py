"""`manage.py archive_import PATH…`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from apps.archive.importer import import_paths
from apps.archive.registry import get_archive
from apps.common.errors import TeleconsultError


class Command(BaseCommand):
    """Import DICOM files into the backing archive."""

    help = (
        "Bring DICOM files into the backing archive: files, folders (with all below) and zip archives. Prints one "
        "line per refused file ('refused NAME: code: reason') and a summary. A file that is in the archive already "
        "counts as success, so that an import can be repeated; one whose SOP Instance UID is taken by other content "
        "is refused. The exit status is 1 when none of the files is in the archive afterwards."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        """Take one path or more."""
        parser.add_argument("paths", nargs="+", metavar="PATH", type=Path, help="a file, a folder or a zip archive")

    def handle(self, *args: Any, **options: Any) -> None:
        """Import and report."""
        try:
            summary = import_paths(get_archive(), options["paths"], self._say)
        except TeleconsultError as error:
            raise CommandError(f"{error.code}: {error.message}") from None
        self._say(str(summary))
        if not summary.anything_there:
            raise CommandError("Nothing was taken.")

    def _say(self, line: str) -> None:
        self.stdout.write(line)
        self.stdout.flush()
