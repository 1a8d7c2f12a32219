"""Make the compiled catalogues (.mo) that gettext reads from the .po files of the repository, without gettext's tools.

Done when a process starts, so that there is no step to forget; what is there already and newer is left alone.
"""

from __future__ import annotations

import os
import tempfile
from io import BytesIO
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po


def compiled(source: Path, target: Path) -> Path:
    """Compile `source/<language>/LC_MESSAGES/*.po` into the same places below `target`, and return that."""
    for po in sorted(source.glob("*/LC_MESSAGES/*.po")):
        mo = target / po.relative_to(source).with_suffix(".mo")
        if not mo.is_file() or mo.stat().st_mtime_ns < po.stat().st_mtime_ns:
            _compile(po, mo)
    return target


def _compile(po: Path, mo: Path) -> None:
    with po.open("rb") as file:
        catalogue = read_po(file, abort_invalid=True)
    content = BytesIO()
    write_mo(content, catalogue)
    mo.parent.mkdir(parents=True, exist_ok=True)
    # Several processes may start at once: each writes a file of its own and puts it in place whole.
    handle, path = tempfile.mkstemp(dir=mo.parent, suffix=".mo-new")
    with os.fdopen(handle, "wb") as file:
        file.write(content.getvalue())
    # Temporary files are readable for their maker only.
    Path(path).chmod(0o644)
    Path(path).replace(mo)
