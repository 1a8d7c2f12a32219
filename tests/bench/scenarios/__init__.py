"""What is measured. Each scenario is a function from `Plan` to `Outcome`."""

from __future__ import annotations

from collections.abc import Callable

from tests.bench.goals import Outcome
from tests.bench.plan import Plan
from tests.bench.scenarios import (
    browser,
    crash,
    durable,
    fanout,
    processes,
    room_bytes,
    room_fps,
    room_marks,
    room_memory,
    room_soak,
    stalled,
)

SCENARIOS: dict[str, Callable[[Plan], Outcome]] = {
    "fanout-50": fanout.fifty,
    "fanout-100": fanout.hundred,
    "small-2": fanout.two,
    "small-10": fanout.ten,
    "processes": processes.scenario,
    "stalled": stalled.scenario,
    "durable": durable.scenario,
    "crash": crash.scenario,
    "browser": browser.scenario,
    "room-fps": room_fps.scenario,
    "room-bytes": room_bytes.scenario,
    "room-marks": room_marks.scenario,
    "room-memory": room_memory.scenario,
    "room-soak": room_soak.scenario,
}
