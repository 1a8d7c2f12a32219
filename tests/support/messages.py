"""Check the translations, or bring them up to date: `python -m tests.support.messages [--write [more.po …]]`.

Every text of the source must stand in `locale/<language>/LC_MESSAGES/{django,djangojs}.po` with a translation that has
the same placeholders, and nothing else may stand there. `--write` adds what is new, without a translation, and takes
out what is gone; it then says what is left to translate. What has no translation yet is looked for in catalogues that
are named, as a translator sends them, in a folder with the language's code. No gettext tools are needed.
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterator, Sequence
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po, write_po

from tests.support.messages_found import Found, python_and_templates, scripts
from tests.support.processes import ROOT

LOCALE = ROOT / "locale"
DOMAINS = {"django": python_and_templates, "djangojs": scripts}
_PLACEHOLDER = re.compile(r"%\(\w+\)s|%[sd]|\{\w*\}")
_HEADER = """msgid ""
msgstr ""
"Language: {language}\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Plural-Forms: {plural}\\n"

"""


def languages() -> list[str]:
    """Return the languages that have catalogues."""
    return sorted(path.name for path in LOCALE.iterdir() if path.is_dir())


def template(found: Found, language: str) -> Catalog:
    """Return an empty catalogue of what was found in the source."""
    made = Catalog(locale=language)
    for text in found.texts:
        made.add(text.id, context=text.context, locations=[(place, 1) for place in sorted(text.places)])
    return made


def read(path: Path, language: str) -> Catalog:
    """Return a catalogue of the repository, or an empty one."""
    if not path.is_file():
        return Catalog(locale=language)
    with path.open("rb") as file:
        return read_po(file, locale=language)


def write(path: Path, language: str, made: Catalog, more: Sequence[Path] = ()) -> None:
    """Write what was found with its translations, in order and without dates, so that two people's changes merge."""
    known = [read(one, language) for one in (path, *more)]
    for message in made:
        for catalogue in known if message.id else ():
            before = catalogue.get(message.id, context=message.context)
            if before is not None and before.string and not all(message.string or [""]):
                message.string = before.string
    content = BytesIO()
    write_po(content, made, width=0, omit_header=True, sort_output=True, include_lineno=False)
    path.parent.mkdir(parents=True, exist_ok=True)
    header = _HEADER.format(language=language, plural=made.plural_forms)
    path.write_text(header + content.getvalue().decode("utf-8"), encoding="utf-8")


def faults(made: Catalog, kept: Catalog) -> Iterator[str]:
    """Yield a line for each text that is missing, not translated, wrongly translated or no longer there."""
    wanted = {(one.id if isinstance(one.id, str) else one.id[0], one.context) for one in made if one.id}
    for message in made:
        if message.id:
            entry = kept.get(message.id, context=message.context)
            yield from ([f"is missing: {message.id!r}"] if entry is None else _of(entry))
    for message in [*kept, *kept.obsolete.values()]:
        first = message.id if isinstance(message.id, str) else message.id[0]
        if message.id and ((first, message.context) not in wanted or (first, message.context) in kept.obsolete):
            yield f"is in the source no more: {message.id!r}"


def _of(message: Message) -> Iterator[str]:
    ids = [message.id] if isinstance(message.id, str) else list(message.id)
    strings = [message.string] if isinstance(message.string, str) else list(message.string or [""])
    if not all(strings):
        yield f"has no translation: {message.id!r}"
        return
    if message.fuzzy:
        yield f"is only guessed (fuzzy): {message.id!r}"
    wanted = {frozenset(_PLACEHOLDER.findall(text)) for text in ids}
    for string in strings:
        if frozenset(_PLACEHOLDER.findall(string)) not in wanted:
            yield f"has other placeholders: {message.id!r} and {string!r}"


def differences(writing: bool, more: Sequence[Path] = ()) -> Iterator[str]:
    """Yield a line for each fault of the source and of each catalogue, after writing them anew where asked to."""
    for domain, find in DOMAINS.items():
        found = find()
        yield from found.faults
        for language in languages():
            path = LOCALE / language / "LC_MESSAGES" / f"{domain}.po"
            if writing:
                write(path, language, template(found, language), [one for one in more if language in one.parts])
            kept = read(path, language)
            name = path.relative_to(LOCALE.parent)
            yield from (f"{name}: {fault}" for fault in faults(template(found, language), kept))


def main(arguments: list[str]) -> int:
    """Check or write."""
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "teleconsult.settings.test")
    django.setup()
    more = [Path(argument) for argument in arguments if argument.endswith(".po")]
    lines = list(differences("--write" in arguments, more))
    print("\n".join(lines) or "Everything is translated.")
    return 1 if lines else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
