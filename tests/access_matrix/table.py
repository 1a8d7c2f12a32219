"""Read the hand-written tables."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from tests.access_matrix.routes import METHODS

HERE = Path(__file__).parent


def rows(name: str) -> list[list[str]]:
    """Return the words of each line of a table; `#` begins a remark."""
    lines = (HERE / name).read_text(encoding="utf-8").splitlines()
    return [words for line in lines if (words := line.partition("#")[0].split())]


@dataclass(frozen=True)
class Row:
    """What one route answers to one method: a status by column, whose data it shows, what the audit trail notes."""

    route: str
    method: str
    status: dict[str, int]
    shows: str
    audit: str


def http_rows() -> list[Row]:
    """Return the table of routes. A line may stand for several methods, a cell for clinicians and coordinators."""
    header, *lines = rows("http.txt")
    columns = header[2:-2]
    found = []
    for words in lines:
        status: dict[str, int] = {}
        for column, cell in zip(columns, words[2:-2], strict=True):
            clinicians, _, coordinators = cell.partition("/")
            status[column] = int(clinicians)
            status[f"coordinator-{column}"] = int(coordinators or clinicians)
        methods = METHODS if words[1] == "*" else words[1].split(",")
        found += [Row(words[0], method, status, words[-2], words[-1]) for method in methods]
    return found
