"""The world, made once per test."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.access_matrix.world import ALPHA, BRAVO, World, archive_of, make_world


@pytest.fixture
def world(db: None, tmp_path: Path, caplog: pytest.LogCaptureFixture) -> Iterator[World]:
    """Two consults and everybody. Thousands of refusals are expected, so they are not logged."""
    caplog.set_level(logging.CRITICAL, "django")
    with archive_of(tmp_path / "archive", [*ALPHA.files, *BRAVO.files]) as archive:
        yield make_world(archive)
