"""A real PostgreSQL cluster on loopback, thrown away afterwards."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
from pathlib import Path
from types import TracebackType

from tests.support.processes import free_port, listening, stop, wait_until


def binaries() -> Path:
    """Return the folder of the newest installed server."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/postgres"))
    if found:
        return found[-1].parent
    on_path = shutil.which("initdb")
    if on_path is None:
        raise RuntimeError("PostgreSQL's server is not installed: apt-get install postgresql")
    return Path(on_path).parent


class Postgres:
    """`with Postgres() as database: database.url`. The server refuses to run as root, so then it runs as `postgres`."""

    def __init__(self) -> None:
        self.port = free_port()
        self.url = f"postgres://teleconsult@127.0.0.1:{self.port}/postgres"
        self._as = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []

    def __enter__(self) -> Postgres:
        self.folder = Path(tempfile.mkdtemp(prefix="teleconsult-pg-"))
        if self._as:
            shutil.chown(self.folder, "postgres")
        data = str(self.folder / "data")
        initdb = [str(binaries() / "initdb"), "-D", data, "-U", "teleconsult", "-A", "trust", "-E", "UTF8"]
        subprocess.run([*self._as, *initdb, "--locale=C"], check=True, stdout=subprocess.DEVNULL, cwd=self.folder)
        self.process = subprocess.Popen(
            [
                *self._as,
                str(binaries() / "postgres"),
                *("-D", data, "-p", str(self.port), "-k", str(self.folder), "-h", "127.0.0.1"),
            ],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            cwd=self.folder,
        )
        wait_until(lambda: listening(self.port), self.process, "postgres")
        return self

    def database(self, name: str) -> str:
        """Make an empty database and return its URL."""
        createdb = [str(binaries() / "createdb"), "-h", "127.0.0.1", "-p", str(self.port), "-U", "teleconsult", name]
        subprocess.run(createdb, check=True, cwd=self.folder)
        return self.url.rsplit("/", 1)[0] + f"/{name}"

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None) -> None:
        stop(self.process, signal.SIGINT)
        shutil.rmtree(self.folder, ignore_errors=True)
