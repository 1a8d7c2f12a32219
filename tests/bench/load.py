"""Build and run the load generator of `generator/`."""

from __future__ import annotations

import json
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from tests.bench.pinning import GENERATOR_CORE
from tests.support.processes import ROOT

SOURCES = Path(__file__).parent / "generator"
WORK = ROOT / "var" / "bench"
SPARE_SECONDS = 60

Result = dict[str, float]


@dataclass(frozen=True)
class Place:
    """Where to send load: a running server, or several that share a room."""

    adapter: str
    ports: list[int]
    pids: list[int]
    room: str = "room"
    cookies: Path | None = None


@dataclass(frozen=True)
class Load:
    """How much of it, and for how long (seconds)."""

    people: int
    rate: int = 60
    warmup: float = 1.0
    window: float = 5.0
    stalled: bool = False


def build() -> Path:
    """Compile the generator when its sources are newer; return the program."""
    WORK.mkdir(parents=True, exist_ok=True)
    program = WORK / "load"
    sources = sorted(SOURCES.rglob("*.c"))
    newest = max(path.stat().st_mtime for path in [*sources, *SOURCES.rglob("*.h")])
    if program.exists() and program.stat().st_mtime > newest:
        return program
    compiler = shutil.which("cc") or shutil.which("gcc") or shutil.which("clang")
    if compiler is None:
        raise SystemExit("The load generator is written in C and no compiler is installed: apt-get install gcc")
    flags = ["-O2", "-std=gnu11", "-Wall", "-Wextra"]
    subprocess.run([compiler, *flags, *map(str, sources), "-o", str(program)], check=True)
    return program


def command(place: Place, load: Load) -> list[str]:
    """Return the command line of one run, on the generator's core."""
    arguments = {
        "adapter": place.adapter,
        "ports": ",".join(map(str, place.ports)),
        "pids": ",".join(map(str, place.pids)),
        "room": place.room,
        "clients": load.people,
        "rate": load.rate,
        "warmup": load.warmup,
        "window": load.window,
    }
    line = ["taskset", "-c", str(GENERATOR_CORE), str(build())]
    for name, value in arguments.items():
        line += [f"--{name}", str(value)]
    if place.cookies is not None:
        line += ["--cookies", str(place.cookies)]
    return [*line, *(["--stall"] if load.stalled else [])]


def run(place: Place, load: Load) -> Result:
    """Send load once and return what was measured, with the derived costs."""
    seconds = load.warmup + load.window + SPARE_SECONDS
    done = subprocess.run(command(place, load), capture_output=True, timeout=seconds, check=False)
    if done.returncode:
        raise RuntimeError(f"load generator: {done.stderr.decode().strip()}")
    return with_costs(json.loads(done.stdout))


def with_costs(result: Result) -> Result:
    """Add processor time per pair that became known in the window, in microseconds."""
    micro = result["server_cpu_seconds"] * 1e6
    result["cpu_covered"] = micro / max(result["known_within"], 1)
    result["cpu_carried"] = micro / max(result["carried_within"], 1)
    return result
