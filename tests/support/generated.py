"""Check what is generated from the code and kept in the repository: `python -m tests.support.generated [--write]`.

Prints a line for each difference and ends with 1; with `--write` it writes the files anew.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from io import StringIO
from pathlib import Path

from tests.support.processes import ROOT

PROTOCOL = ROOT / "frontend" / "src" / "protocol"
OPENAPI = ROOT / "docs" / "openapi.yaml"


def wire_schema() -> str:
    """Return the JSON Schema of the wire."""
    from apps.protocol.generate import schema

    return json.dumps(schema(), indent=2, ensure_ascii=True) + "\n"


def wire_types(schema: str) -> str:
    """Return the TypeScript types of a schema."""
    with tempfile.TemporaryDirectory() as folder:
        source, target = Path(folder) / "schema.json", Path(folder) / "generated.ts"
        source.write_text(schema, encoding="utf-8")
        subprocess.run(
            ["frontend/with-node", "node", "frontend/generate-protocol.mjs", str(source), str(target)],
            cwd=ROOT,
            check=True,
        )
        return target.read_text(encoding="utf-8")


def openapi() -> str:
    """Return the OpenAPI document of the REST API; a route that it cannot describe stops the check."""
    from django.core.management import call_command

    out = StringIO()
    call_command("spectacular", "--fail-on-warn", "--validate", stdout=out)
    return out.getvalue()


def missing_migrations() -> bool:
    """Say whether a model differs from what its migrations make."""
    from django.core.management import call_command

    try:
        call_command("makemigrations", "--check", "--dry-run", verbosity=0)
    except SystemExit:
        return True
    return False


def differences(write: bool) -> Iterator[str]:
    """Yield a line for each file that is not what the code gives; write it where asked to."""
    schema = wire_schema()
    made = {
        PROTOCOL / "schema.json": schema,
        PROTOCOL / "generated.ts": wire_types(schema),
        OPENAPI: openapi(),
    }
    for path, text in made.items():
        if path.is_file() and path.read_text(encoding="utf-8") == text:
            continue
        if write:
            path.write_text(text, encoding="utf-8")
        else:
            yield f"{path.relative_to(ROOT)} is not what the code gives: make generate."
    if missing_migrations():
        yield "A migration is missing: manage.py makemigrations."


def main(arguments: list[str]) -> int:
    """Check or write."""
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "teleconsult.settings.test")
    django.setup()
    found = list(differences(write="--write" in arguments))
    print("\n".join(found) or "What is generated is up to date.")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
