"""Run a command with DATABASE_URL naming a real PostgreSQL: `python -m tests.support.with_postgres pytest …`."""

from __future__ import annotations

import subprocess
import sys

from tests.support.postgres import Postgres
from tests.support.processes import environment

if __name__ == "__main__":
    with Postgres() as database:
        done = subprocess.run(sys.argv[1:], env=environment(DATABASE_URL=database.url), check=False)
    sys.exit(done.returncode)
