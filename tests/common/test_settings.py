"""Settings come from the environment only; a wrong value stops the start with one sentence."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.processes import ROOT

GOOD = {
    "DJANGO_SETTINGS_MODULE": "teleconsult.settings.base",
    "SECRET_KEY": "k3-J9x_Qv7Rw2Zt5Ly8Pn4Md6Bf1Hs0Gc-aEuTiOoKjVhXqWzYr",
    "ALLOWED_HOSTS": "teleconsult.hospital.example",
    "TRUSTED_ORIGINS": "https://teleconsult.hospital.example",
}
OURS = ("DATABASE_URL", "REDIS_URL", "ARCHIVE_URL", "TELECONSULT_DEMO", "HTTPS", "LOG_LEVEL", "TIME_ZONE", "LANGUAGES")
START = [sys.executable, "-c", "import teleconsult.asgi"]


def run(command: list[str], folder: Path, **changes: str | None) -> subprocess.CompletedProcess[str]:
    """Run a command with the good settings, changed; None takes one away."""
    inherited = {name: value for name, value in os.environ.items() if name.removesuffix("_FILE") not in (*OURS, *GOOD)}
    wanted: dict[str, str | None] = {**inherited, **GOOD, "VAR_DIR": str(folder / "var"), **changes}
    env = {name: value for name, value in wanted.items() if value is not None}
    return subprocess.run(command, env=env, cwd=ROOT, capture_output=True, text=True, check=False)


def test_the_good_settings_start(tmp_path: Path) -> None:
    done = run(START, tmp_path)
    assert (done.returncode, done.stdout) == (0, "")


BAD: dict[str, tuple[dict[str, str | None], str]] = {
    "no key": ({"SECRET_KEY": None}, "SECRET_KEY is not set."),
    "an empty key": ({"SECRET_KEY": "  "}, "SECRET_KEY is not set."),
    "a short key": ({"SECRET_KEY": "hunter2-and-a-bit-more"}, "SECRET_KEY must be at least 50 random characters."),
    "a monotonous key": ({"SECRET_KEY": "abab" * 20}, "SECRET_KEY must be at least 50 random characters."),
    "a key file that is not there": ({"SECRET_KEY_FILE": "no/such/file"}, "SECRET_KEY_FILE cannot be read"),
    "a key file that is a folder": ({"SECRET_KEY_FILE": "."}, "SECRET_KEY_FILE cannot be read"),
    "an empty key file": ({"SECRET_KEY_FILE": "/dev/null"}, "SECRET_KEY_FILE names an empty file."),
    "no hosts": ({"ALLOWED_HOSTS": None}, "ALLOWED_HOSTS is not set."),
    "only commas": ({"ALLOWED_HOSTS": " , ,"}, "ALLOWED_HOSTS must be host names"),
    "any host": ({"ALLOWED_HOSTS": "a.example,*"}, "ALLOWED_HOSTS must be host names"),
    "a host with a scheme": ({"ALLOWED_HOSTS": "https://a.example"}, "ALLOWED_HOSTS must be host names"),
    "an origin without scheme": ({"TRUSTED_ORIGINS": "a.example"}, "TRUSTED_ORIGINS must be origins"),
    "any origin": ({"TRUSTED_ORIGINS": "https://*"}, "TRUSTED_ORIGINS must be origins"),
    "an origin with a path": ({"TRUSTED_ORIGINS": "https://a.example/x"}, "TRUSTED_ORIGINS must be origins"),
    "a switch that is none": ({"HTTPS": "maybe"}, "HTTPS must be 1 or 0."),
    "another switch": ({"TELECONSULT_DEMO": "2"}, "TELECONSULT_DEMO must be 1 or 0."),
    "another database": ({"DATABASE_URL": "mysql://u:hunter2@h/db"}, "DATABASE_URL must begin with one of"),
    "a port that is none": ({"DATABASE_URL": "postgres://u:hunter2@h:port/db"}, "DATABASE_URL is not an address"),
    "no URL": ({"REDIS_URL": "localhost:6379"}, "REDIS_URL must begin with one of"),
    "another archive": ({"ARCHIVE_URL": "ftp://hunter2@h"}, "ARCHIVE_URL must begin with one of"),
    "an unknown log level": ({"LOG_LEVEL": "LOUD"}, "LOG_LEVEL must be one of: DEBUG, INFO, WARNING, ERROR."),
    "an unknown time zone": ({"TIME_ZONE": "Mars/Olympus"}, "TIME_ZONE is not a time zone"),
    "an unknown language": ({"LANGUAGES": "en,xx"}, "LANGUAGES must be language codes"),
    "languages without English": ({"LANGUAGES": "de"}, "LANGUAGES must be language codes"),
    "a folder that is a file": ({"VAR_DIR": "/dev/null"}, "VAR_DIR is not a folder that can be used"),
}


@pytest.mark.parametrize("what", BAD)
def test_a_wrong_value_stops_the_start_with_one_sentence(tmp_path: Path, what: str) -> None:
    changes, sentence = BAD[what]
    done = run(START, tmp_path, **changes)
    last = done.stderr.strip().splitlines()[-1]
    assert done.returncode == 1
    assert last.startswith(f"django.core.exceptions.ImproperlyConfigured: {sentence}")
    assert last.endswith(".")
    assert "hunter2" not in done.stdout + done.stderr


def test_any_value_may_come_from_a_file(tmp_path: Path) -> None:
    (tmp_path / "key").write_text(f"{GOOD['SECRET_KEY']}\n", encoding="utf-8")
    (tmp_path / "hosts").write_text("from-a-file.example\n", encoding="utf-8")
    show = "from django.conf import settings as s; print(s.SECRET_KEY, *s.ALLOWED_HOSTS)"
    done = run(
        [sys.executable, "-c", show],
        tmp_path,
        SECRET_KEY=None,
        SECRET_KEY_FILE=str(tmp_path / "key"),
        ALLOWED_HOSTS_FILE=str(tmp_path / "hosts"),
    )
    assert done.stdout.split() == [GOOD["SECRET_KEY"], "from-a-file.example"]


def test_a_file_that_is_not_text_is_refused(tmp_path: Path) -> None:
    (tmp_path / "key").write_bytes(b"\xff\xfe" * 40)
    done = run(START, tmp_path, SECRET_KEY_FILE=str(tmp_path / "key"))
    assert done.stderr.strip().endswith("SECRET_KEY_FILE names a file that is not text.")


def test_a_production_like_environment_passes_djangos_checks_without_a_warning(tmp_path: Path) -> None:
    done = run([sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"], tmp_path, HTTPS="1")
    assert done.returncode == 0, done.stderr
    assert "no issues" in done.stdout


def test_without_a_word_about_it_the_product_insists_on_https_and_is_no_demonstration(tmp_path: Path) -> None:
    show = (
        "from django.conf import settings as s; print(s.HTTPS, s.DEMO, s.DEBUG, s.SESSION_COOKIE_SECURE,"
        " s.CSRF_COOKIE_SECURE, s.SECURE_SSL_REDIRECT, s.SESSION_COOKIE_HTTPONLY, s.SECURE_HSTS_SECONDS > 0)"
    )
    done = run([sys.executable, "-c", show], tmp_path)
    assert done.stdout.split() == ["True", "False", "False", "True", "True", "True", "True", "True"]
