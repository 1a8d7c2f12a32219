"""`archive_import`: files, folders and zip archives of strangers."""

from __future__ import annotations

import io
import os
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from pytest_django.fixtures import Settings

from apps.archive import importer
from apps.archive.folder import FolderArchive
from apps.archive.importer import import_paths, printable
from apps.archive.interface import StudyQuery
from apps.archive.registry import reset_archive
from tests.support.phantoms import changed, phantom_ct

FILES = phantom_ct(3, 8, 8)


@pytest.fixture
def configured(settings: Settings, tmp_path: Path) -> Iterator[FolderArchive]:
    """The archive of the settings, empty."""
    settings.ARCHIVE_URL = f"folder:{tmp_path / 'configured'}"
    reset_archive()
    yield FolderArchive(tmp_path / "configured")
    reset_archive()


def zipped(path: Path, members: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> Path:
    """Write a zip archive."""
    with zipfile.ZipFile(path, "w", method) as opened:
        for name, data in members.items():
            opened.writestr(name, data)
    return path


def run(archive: FolderArchive, *paths: Path) -> tuple[str, list[str]]:
    """Import `paths`; return the summary and the lines reported."""
    lines: list[str] = []
    return str(import_paths(archive, paths, lines.append)), lines


def test_files_folders_and_zips_are_taken(folder_archive: FolderArchive, tmp_path: Path) -> None:
    (tmp_path / "in" / "deep").mkdir(parents=True)
    (tmp_path / "in" / "deep" / "no-ending").write_bytes(FILES[0])
    (tmp_path / "one.dcm").write_bytes(FILES[1])
    archive = zipped(tmp_path / "all.zip", {"a/b.dcm": FILES[2]})
    summary, lines = run(folder_archive, tmp_path / "in", tmp_path / "one.dcm", archive)
    assert summary == "3 taken, 0 already there, 0 refused"
    assert lines == []


def test_each_refused_file_gets_one_line_with_its_code(folder_archive: FolderArchive, tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    for name, data in {"a.dcm": FILES[0], "b.txt": b"text", "c.dcm": FILES[1][:-9], "d": b""}.items():
        (tmp_path / "in" / name).write_bytes(data)
    summary, lines = run(folder_archive, tmp_path / "in", tmp_path / "absent")
    assert [line.replace(str(tmp_path), "") for line in lines] == [
        "refused /in/b.txt: not_dicom: It is not a DICOM file.",
        "refused /in/c.dcm: pixels_cut: It ends in the middle of its pixels.",
        "refused /in/d: not_dicom: It is empty.",
        "refused /absent: unreadable: No such file or directory.",
    ]
    assert summary == "1 taken, 0 already there, 4 refused (not_dicom 2, pixels_cut 1, unreadable 1)"


def test_links_and_pipes_in_a_folder_are_not_followed(folder_archive: FolderArchive, tmp_path: Path) -> None:
    (tmp_path / "outside.dcm").write_bytes(FILES[0])
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "link").symlink_to(tmp_path / "outside.dcm")
    os.mkfifo(tmp_path / "in" / "pipe")
    summary, _ = run(folder_archive, tmp_path / "in")
    assert summary == "0 taken, 0 already there, 2 refused (unreadable 2)"


def test_a_path_in_a_zip_is_shown_and_never_used(folder_archive: FolderArchive, tmp_path: Path) -> None:
    archive = zipped(tmp_path / "t.zip", {"../../escaped.dcm": FILES[0], "/root.dcm": FILES[1], "a\x1b[2Jb\n": b"x"})
    summary, lines = run(folder_archive, archive)
    assert summary.startswith("2 taken")
    assert not [path for path in tmp_path.rglob("*") if "escaped" in path.name or "root" in path.name]
    assert lines == [f"refused {archive}:a?[2Jb?: not_dicom: It is not a DICOM file."]


def test_a_zip_that_unpacks_without_measure_is_given_up(
    folder_archive: FolderArchive, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importer, "_MAX_UNPACKED", 2**20)
    members = {"good.dcm": FILES[0]} | {f"{n}.dcm": b"\0" * 2**20 for n in range(9)}
    summary, lines = run(folder_archive, zipped(tmp_path / "bomb.zip", members))
    assert summary.startswith("1 taken")
    assert "too_large 2" in summary
    assert lines[-1].endswith("bomb.zip: too_large: It unpacks to too much; the rest was left.")


def test_a_zip_that_lies_about_sizes_is_read_within_its_budget(folder_archive: FolderArchive, tmp_path: Path) -> None:
    """The declared size in the central directory is made small; the content is what counts."""
    path = zipped(tmp_path / "liar.zip", {"x.dcm": b"\0" * 2**20})
    data = path.read_bytes().replace((2**20).to_bytes(4, "little"), (10).to_bytes(4, "little"))
    path.write_bytes(data)
    summary, _ = run(folder_archive, path)
    assert summary == "0 taken, 0 already there, 1 refused (not_dicom 1)"


@pytest.mark.parametrize("cut", [10, 200, -30])
def test_a_damaged_zip_is_refused(folder_archive: FolderArchive, tmp_path: Path, cut: int) -> None:
    path = zipped(tmp_path / "cut.zip", {"a.dcm": FILES[0], "b.dcm": FILES[1]})
    path.write_bytes(path.read_bytes()[:cut])
    summary, _ = run(folder_archive, path)
    assert summary == "0 taken, 0 already there, 1 refused (not_dicom 1)"


def test_an_encrypted_member_is_refused(folder_archive: FolderArchive, tmp_path: Path) -> None:
    path = zipped(tmp_path / "locked.zip", {"a.dcm": FILES[0]})
    data = bytearray(path.read_bytes())
    for mark, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(mark) + place] |= 1  # the flag "encrypted" in both headers
    path.write_bytes(data)
    summary, lines = run(folder_archive, path)
    assert summary == "0 taken, 0 already there, 1 refused (not_dicom 1)"
    assert "encrypted" in lines[0]


def test_a_zip_within_a_zip_is_not_opened(folder_archive: FolderArchive, tmp_path: Path) -> None:
    inner = io.BytesIO()
    with zipfile.ZipFile(inner, "w") as opened:
        opened.writestr("a.dcm", FILES[0])
    summary, _ = run(folder_archive, zipped(tmp_path / "outer.zip", {"inner.zip": inner.getvalue()}))
    assert summary == "0 taken, 0 already there, 1 refused (not_dicom 1)"


def test_long_imports_tell_how_far_they_are(
    folder_archive: FolderArchive, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importer, "_PROGRESS_EVERY", 2)
    for number, file in enumerate(FILES):
        (tmp_path / f"{number}.dcm").write_bytes(file)
    _, lines = run(folder_archive, *sorted(tmp_path.glob("*.dcm")))
    assert lines == ["… 3 files looked at: 3 taken, 0 already there, 0 refused"]


def test_names_are_shown_on_one_short_line() -> None:
    assert printable("a\r\nb\x00\u202ec") == "a??b??c"
    assert len(printable("x" * 10_000)) < 200


def test_the_command_can_be_repeated(configured: FolderArchive, tmp_path: Path) -> None:
    """Contract of `archive_import`: what is there already counts as success."""
    zipped(tmp_path / "all.zip", {f"{n}.dcm": file for n, file in enumerate(FILES)})
    for expected in ("3 taken, 0 already there, 0 refused", "0 taken, 3 already there, 0 refused"):
        out = io.StringIO()
        call_command("archive_import", str(tmp_path / "all.zip"), stdout=out)
        assert out.getvalue().splitlines() == [expected]
    assert configured.search_studies(StudyQuery()).total == 1


def test_the_command_fails_when_nothing_is_in_the_archive_afterwards(configured: FolderArchive, tmp_path: Path) -> None:
    """Contract of `archive_import`: exit status 1 if nothing was taken; a conflict is not taken."""
    configured.store([FILES[0]])
    (tmp_path / "x.dcm").write_bytes(changed(FILES[0], PatientID="P-2"))
    out = io.StringIO()
    with pytest.raises(CommandError) as caught:
        call_command("archive_import", str(tmp_path / "x.dcm"), stdout=out)
    assert caught.value.returncode == 1
    assert out.getvalue().splitlines()[-1] == "0 taken, 0 already there, 1 refused (uid_conflict 1)"
