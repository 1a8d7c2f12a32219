"""The product as a process of its own, the way users run it."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from tests.support.processes import ROOT, environment, free_port, listening, stop, wait_until

KINDS = {
    "wire": ["manage.py", "serve"],
    "plain": ["manage.py", "serve", "--plain"],
    "uvicorn": ["-m", "uvicorn", "teleconsult.asgi:application", "--loop", "uvloop", "--ws", "websockets-sansio",
                "--ws-max-size", "65536", "--log-level", "warning"],
}  # fmt: skip


class Server:
    """One server process on loopback, with a folder and a database of its own unless given others."""

    def __init__(self, kind: str = "wire", *, var: Path | None = None, cores: str = "", **settings: str) -> None:
        self.kind = kind
        self.var = var or Path(tempfile.mkdtemp(prefix="teleconsult-"))
        self.port = free_port()
        self.cores = cores
        self.env = environment(
            DJANGO_SETTINGS_MODULE="teleconsult.settings.test", VAR_DIR=str(self.var), HTTPS="0", **settings
        )
        self.process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """Return the HTTP origin."""
        return f"http://127.0.0.1:{self.port}"

    def prepare(self, people: int) -> dict[str, Any]:
        """Migrate and seed a consult of `people`; return its id and their sessions."""
        self.manage("migrate", "--verbosity", "0")
        done = subprocess.run(
            [sys.executable, "-m", "tests.support.room_seed", str(people)],
            env=self.env, cwd=ROOT, check=True, capture_output=True,
        )  # fmt: skip
        seeded: dict[str, Any] = json.loads(done.stdout)
        return seeded

    def manage(self, *arguments: str) -> str:
        """Run a management command and return what it printed."""
        done = subprocess.run(
            [sys.executable, "manage.py", *arguments], env=self.env, cwd=ROOT, check=True, capture_output=True
        )
        return done.stdout.decode()

    def start(self) -> Server:
        """Start and wait until it accepts connections."""
        command = [sys.executable, *KINDS[self.kind], "--host", "127.0.0.1", "--port", str(self.port)]
        if self.cores:
            command = ["taskset", "-c", self.cores, *command]
        self.log = (self.var / f"server-{self.port}.log").open("ab")
        self.process = subprocess.Popen(command, env=self.env, cwd=ROOT, stdout=self.log, stderr=self.log)
        wait_until(lambda: listening(self.port), self.process, f"the {self.kind} server")
        return self

    def kill(self) -> None:
        """End it as a crash would: SIGKILL, no goodbye."""
        assert self.process is not None
        stop(self.process, signal.SIGKILL)

    def stop(self) -> None:
        """End it in order."""
        if self.process is not None:
            stop(self.process)
            self.log.close()

    def __enter__(self) -> Server:
        return self.start()

    def __exit__(self, *error: object) -> None:
        self.stop()
