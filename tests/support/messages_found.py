"""Find the texts of the source that people read: Python, Django templates, TypeScript.

In TypeScript a text is marked where it is written, with `t('…')` or, in tables whose words reach `t` later, with
`msg('…')`. `TABLES` names older tables, by file, with an expression that finds their words. `t` of anything but a text
is a fault unless `VARIABLES` knows the expression: whoever adds one looks that its words are marked where they stand.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path

from babel.messages.extract import extract
from django.utils import translation
from django.utils.translation.template import templatize

from tests.support.processes import ROOT

# The refusals that pages and rooms show, wherever they are raised; the sentence is the first or the second argument.
_REFUSALS = (
    "ArchiveError", "ArchiveNonsense", "ArchiveNotFound", "ArchiveRefused", "ArchiveSlow", "ArchiveUnreachable",
    "Busy", "CannotInvite", "CodeRefused", "HostStays", "Invalid", "MixedPatients", "NoSuchFrame", "NotAllowed",
    "NotFound", "NothingToShow", "SandboxBusy", "TooMany", "TooManyTries", "Undecodable",
)  # fmt: skip
KEYWORDS = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "pgettext": ((1, "c"), 2),
    "JobRefused": (2,),
    **dict.fromkeys(_REFUSALS, None),
}
# The import is a command line's, and those speak English.
ENGLISH = ("apps/archive/check.py", "apps/archive/jobs.py", "apps/archive/importer.py", "apps/common/sandbox/drills.py")
NOBODY_READS = {"migrations", "management", "demo"}
DEFAULTS = {
    "apps/common/errors.py": r'message: str = "([^"]+)"',
    "apps/imaging/errors.py": r'message: str = "([^"]+)"',
}

TABLES = {
    "api/*.ts": r"badMetadata\('([^']+)'\)",
    "**/Banner.tsx": r"\b[MFO]: '([^']+)'",
    "**/RoomScreen.tsx": r"\['\w+', '([^']+)', \w+\]",
    "**/StatusLine.tsx": r"^  '?[\w-]+'?: '([^']+\.)',$",
    "**/Toolbar.tsx": r"\['([^']+)', \w+, '[^']+'\]",
    "viewer/**/*.ts": r"new FrameError\('\w+', '([^']+)'\)",
    "viewer/volume/*.ts": r"^  \w+: '([^']+\.)',$",
    "viewer/presets.ts": r"\['([^']+)', \d+, -?\d+\]|name: '([^']+)'|index === 0 \? '([^']+)'",
}
# Not by file, for files move. Refusals and roles come from the server, the others from the tables above.
VARIABLES = {
    "EDITOR_NAMES[next]",
    "ENDED[connection.reason]",
    "MODES[cut.mode]",
    "OVERLAYS[props.overlay]",
    "PLANES[cut.plane]",
    "binding.name",
    "error",
    "error.message",
    "found.refused",
    "images.refused",
    "message",
    "message.message",
    "name",
    "one",
    "person.role",
    "plane",
    "preset.name",
    "sex",
    "tool",
    "toolName(mark.tool)",
    "toolName(tool)",
    "volume.refused",
}
_TEXT = r"""(?:'((?:[^'\\\n]|\\.)*)'|"((?:[^"\\\n]|\\.)*)")"""
_MARKED = re.compile(rf"(?<![\w.])(?:t|msg)\(\s*{_TEXT}\s*[,)]")
_CALL = re.compile(r"(?<![\w.])(?<!function )(?:t|msg)\(\s*((?:[^()]|\([^()]*\))*?)\s*(?:,|\))")


@dataclass
class Text:
    """A text; with a plural, `id` holds both forms."""

    id: str | tuple[str, str]
    context: str | None
    places: set[str] = field(default_factory=set)


@dataclass
class Found:
    """All texts of a domain, and what is wrong with how the source marks them."""

    faults: list[str] = field(default_factory=list)
    _texts: dict[tuple[str, str | None], Text] = field(default_factory=dict)

    @property
    def texts(self) -> Iterable[Text]:
        """Return each text once."""
        return self._texts.values()

    def add(self, text: str | tuple[str, ...], place: str, context: str | None = None) -> None:
        """Note a text where it stands."""
        forms = (text,) if isinstance(text, str) else text
        if not forms[0].strip():
            return
        entry = self._texts.setdefault((forms[0], context), Text(forms[0], context))
        if len(forms) > 1:
            entry.id = (forms[0], forms[1])
        entry.places.add(place)


def python_and_templates() -> Found:
    """Return the texts that the server says."""
    found = Found()
    for path in _files("apps", "*.py"):
        place = str(path.relative_to(ROOT))
        if place in ENGLISH or NOBODY_READS & set(Path(place).parts):
            continue
        _take(found, path.read_bytes(), place)
        if place in DEFAULTS:
            _take_table(found, path, place, DEFAULTS[place])
    for path in _files("apps", "*.html"):
        place = str(path.relative_to(ROOT))
        _take(found, templatize(path.read_text(encoding="utf-8"), origin=place).encode(), place)
    return found


def scripts() -> Found:
    """Return the texts that the room says, with roles and the refusals of operations, which it is sent in English."""
    from apps.accounts.models import ROLE_NAMES
    from apps.live.engine.errors import CODES

    found, source = Found(), ROOT / "frontend" / "src"
    for sentence in CODES.values():
        found.add(sentence, "apps/live/engine/errors.py")
    with translation.override(None):
        for role in ROLE_NAMES.values():
            found.add(str(role), "apps/accounts/models.py")
    for path in _files("frontend/src", "*.ts", "*.tsx"):
        if ".test." not in path.name and path.name != "i18n.ts":
            _take_script(found, path)
    for pattern, expression in TABLES.items():
        for path in sorted(source.glob(pattern)):
            _take_table(found, path, str(path.relative_to(ROOT)), expression)
    return found


def _files(folder: str, *patterns: str) -> Iterator[Path]:
    for pattern in patterns:
        yield from sorted((ROOT / folder).rglob(pattern))


def _take(found: Found, source: bytes, place: str) -> None:
    for _, text, _, context in extract("python", BytesIO(source), keywords=KEYWORDS, options={"encoding": "utf-8"}):
        found.add(text, place, context)


def _take_script(found: Found, path: Path) -> None:
    source, place = path.read_text(encoding="utf-8"), str(path.relative_to(ROOT))
    for match in _MARKED.finditer(source):
        single, double = match.groups()
        found.add(_unescaped(double if single is None else single), place)
    for match in _CALL.finditer(source):
        argument = match.group(1)
        if argument and argument[0] not in "'\"" and argument not in VARIABLES:
            found.faults.append(
                f"{place}: t({argument}) holds no text. Mark its texts with msg('…'), add it to VARIABLES."
            )


def _take_table(found: Found, path: Path, place: str, expression: str) -> None:
    for match in re.finditer(expression, path.read_text(encoding="utf-8"), re.MULTILINE):
        found.add(_unescaped(next(group for group in match.groups() if group is not None)), place)


def _unescaped(text: str) -> str:
    return str(json.loads('"' + text.replace("\\'", "'").replace('"', '\\"') + '"'))
