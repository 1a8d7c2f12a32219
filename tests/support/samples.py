"""Published sample files beside the repository, and what their description says of each."""

from __future__ import annotations

from pathlib import Path

SAMPLES = Path(__file__).resolve().parents[3] / "shared" / "data"


def described_samples() -> list[tuple[str, str]]:
    """Return path below `breadth` and the column "pixels" of every file that the samples' README lists."""
    readme = SAMPLES / "README.md"
    if not readme.is_file():
        return []
    rows = [line.split("|") for line in readme.read_text(encoding="utf-8").splitlines() if line.startswith("| ")]
    return [(row[1].strip(), row[7].strip()) for row in rows if len(row) > 8 and row[1].strip().endswith(".dcm")]
