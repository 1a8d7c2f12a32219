"""The check of generated files sees what it is there to see."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support import generated

pytestmark = pytest.mark.django_db


@pytest.fixture
def files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder that stands for the repository, with nothing in it; the TypeScript is made without Node."""
    monkeypatch.setattr(generated, "ROOT", tmp_path)
    monkeypatch.setattr(generated, "PROTOCOL", tmp_path)
    monkeypatch.setattr(generated, "OPENAPI", tmp_path / "openapi.yaml")
    monkeypatch.setattr(generated, "wire_types", lambda schema: f"// {len(schema)}")
    return tmp_path


def test_what_is_missing_or_stale_is_named_line_by_line_and_written_on_demand(files: Path) -> None:
    assert [line.split()[0] for line in generated.differences(write=False)] == [
        "schema.json",
        "generated.ts",
        "openapi.yaml",
    ]
    assert list(generated.differences(write=True)) == []
    assert list(generated.differences(write=False)) == []
    (files / "openapi.yaml").write_text("openapi: 3.0.3", encoding="utf-8")
    assert [line.split()[0] for line in generated.differences(write=False)] == ["openapi.yaml"]


def test_a_missing_migration_is_named(files: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    list(generated.differences(write=True))
    from apps.accounts.models import User

    monkeypatch.setattr(User._meta.get_field("name"), "max_length", 101)
    assert list(generated.differences(write=False)) == ["A migration is missing: manage.py makemigrations."]


def test_the_documents_in_the_repository_are_those_of_the_code() -> None:
    assert generated.OPENAPI.read_text(encoding="utf-8") == generated.openapi()
    assert (generated.PROTOCOL / "schema.json").read_text(encoding="utf-8") == generated.wire_schema()
    assert not generated.missing_migrations()
