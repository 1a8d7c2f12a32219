"""docs/protocol.md and the tests name the same rules."""

from __future__ import annotations

import re
from pathlib import Path

from apps.live.engine.errors import CODES

ROOT = Path(__file__).resolve().parents[2]
PROTOCOL = (ROOT / "docs" / "protocol.md").read_text(encoding="utf-8")


def _named_by_tests() -> set[str]:
    python = "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "tests").rglob("test_*.py"))
    front_end = "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "frontend/src").rglob("*.test.ts*"))
    return set(re.findall(r"def test_(R\d+)_", python)) | set(re.findall(r"\[(R\d+)\]", front_end))


def test_every_rule_has_a_test_and_every_tested_rule_is_written() -> None:
    assert set(re.findall(r"\*\*\[(R\d+)\]\*\*", PROTOCOL)) == _named_by_tests()


def test_every_code_of_the_engine_is_written() -> None:
    assert all(re.search(rf"\b{code}\b", PROTOCOL) for code in CODES)


def test_every_code_of_the_live_lane_is_written() -> None:
    source = "".join(
        (ROOT / name).read_text(encoding="utf-8") for name in ("apps/protocol/frames.py", "apps/live/presence/room.py")
    )
    codes = set(re.findall(r'FrameError\(\s*"(\w+)"', source))
    assert codes
    assert all(re.search(rf"\b{code}\b", PROTOCOL) for code in codes)
