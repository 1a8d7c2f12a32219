"""What a page and a server hold in memory."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from tests.bench.browsers import Person

MB = 2**20


@dataclass(frozen=True)
class PageMemory:
    """After a garbage collection."""

    heap_mb: float
    """JavaScript's own heap."""
    buffers_mb: float
    """Array buffers: the pixels of images, which the heap does not count."""
    nodes: int
    listeners: int
    documents: int


async def page_memory(person: Person) -> PageMemory:
    """Collect garbage and measure."""
    cdp = person.cdp
    await cdp.send("HeapProfiler.enable")
    for _ in range(2):
        await cdp.send("HeapProfiler.collectGarbage")
    usage = await cdp.send("Runtime.getHeapUsage")
    counts = await cdp.send("Memory.getDOMCounters")
    await cdp.send("HeapProfiler.disable")
    return PageMemory(
        usage["usedSize"] / MB,
        usage.get("backingStorageSize", 0) / MB,
        counts["nodes"],
        counts["jsEventListeners"],
        counts["documents"],
    )


@dataclass(frozen=True)
class ServerMemory:
    """Of the serving process alone, and with its helpers. USS is what ending it would give back."""

    rss_mb: float
    uss_mb: float
    all_uss_mb: float
    threads: int
    sockets: int


def server_memory(pid: int) -> ServerMemory:
    """Measure a server and the processes it has started."""
    rss, uss = _sizes(pid)
    others = sum(_sizes(child)[1] for child in _children(pid))
    threads = len(list(Path(f"/proc/{pid}/task").iterdir()))
    return ServerMemory(rss, uss, uss + others, threads, _sockets(pid))


def _sizes(pid: int) -> tuple[float, float]:
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()[1:]
    except OSError:  # it has ended meanwhile
        return 0.0, 0.0
    kilobytes = {line.split(":")[0]: int(line.split()[1]) for line in lines}
    return kilobytes["Rss"] / 1024, (kilobytes["Private_Clean"] + kilobytes["Private_Dirty"]) / 1024


def _children(pid: int) -> list[int]:
    path = Path(f"/proc/{pid}/task")
    found = [int(word) for task in path.iterdir() for word in (task / "children").read_text().split()]
    return [*found, *(grandchild for child in found for grandchild in _children(child))]


def _sockets(pid: int) -> int:
    count = 0
    for entry in Path(f"/proc/{pid}/fd").iterdir():
        try:
            count += os.readlink(entry).startswith("socket:")
        except OSError:
            continue
    return count
