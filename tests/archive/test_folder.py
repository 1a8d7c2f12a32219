"""What only the folder archive does: its files, its index, several processes at once."""

from __future__ import annotations

import hashlib
import threading
from pathlib import Path

import pytest

from apps.archive.errors import ArchiveNonsense, ArchiveUnreachable
from apps.archive.folder import FolderArchive
from apps.archive.interface import StoreResult, StudyQuery
from tests.support.phantoms import changed, phantom_ct, uid

(CT,) = phantom_ct(1, 8, 8)


def fetch(archive: FolderArchive) -> bytes:
    """Fetch the phantom's only instance."""
    return archive.fetch_instance(uid("phantom/study"), uid("phantom/series"), uid("phantom/0"))


def test_names_of_files_are_hashes_and_nothing_from_a_tag(folder_archive: FolderArchive, tmp_path: Path) -> None:
    file = changed(CT, PatientName="../../../etc/passwd", PatientID="..\\..\\x")
    folder_archive.store([file])
    digest = hashlib.sha256(file).hexdigest()
    written = {str(path.relative_to(tmp_path)) for path in tmp_path.rglob("*") if path.is_file()}
    assert written - {f"archive/index.sqlite3{end}" for end in ("", "-wal", "-shm")} == {
        f"archive/objects/{digest[:2]}/{digest}.dcm"
    }


def test_a_file_that_changed_on_the_disk_is_never_handed_out(folder_archive: FolderArchive, tmp_path: Path) -> None:
    folder_archive.store([CT])
    (path,) = tmp_path.rglob("*.dcm")
    path.write_bytes(changed(CT, PatientID="P-2"))
    with pytest.raises(ArchiveNonsense):
        fetch(folder_archive)
    path.unlink()
    with pytest.raises(ArchiveNonsense):
        fetch(folder_archive)


def test_a_lost_index_is_made_again_from_the_files(folder_archive: FolderArchive, tmp_path: Path) -> None:
    folder_archive.store(phantom_ct(3, 8, 8))
    before = folder_archive.search_studies(StudyQuery())
    for path in (tmp_path / "archive").glob("index.sqlite3*"):
        path.unlink()
    again = FolderArchive(tmp_path / "archive")
    assert again.search_studies(StudyQuery()) == before
    assert fetch(again) == phantom_ct(3, 8, 8)[0]


def test_two_connectors_see_what_each_other_stored(folder_archive: FolderArchive, tmp_path: Path) -> None:
    other = FolderArchive(tmp_path / "archive")
    other.store([CT])
    assert fetch(folder_archive) == CT


def test_of_many_at_once_one_content_wins_a_uid(folder_archive: FolderArchive) -> None:
    """Eight threads store four contents under one UID: one content is there, and only its storers hear so."""
    contents = [changed(CT, SeriesDescription=str(n % 4)) for n in range(8)]
    results: list[StoreResult] = [StoreResult("", False)] * 8
    start = threading.Barrier(8)

    def store(place: int) -> None:
        start.wait()
        (results[place],) = folder_archive.store([contents[place]])

    threads = [threading.Thread(target=store, args=(place,)) for place in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    kept = fetch(folder_archive)
    assert [result.present for result in results] == [content == kept for content in contents]
    assert {result.code for result in results if not result.present} == {"uid_conflict"}


@pytest.mark.parametrize("typed", ["%", "_", "\\", "PHANTO_", "' OR 1=1 --"])
def test_what_is_typed_is_no_pattern_and_no_sql(folder_archive: FolderArchive, typed: str) -> None:
    folder_archive.store([CT])
    found = folder_archive.search_studies(StudyQuery(patient_name=typed, patient_id=typed))
    assert found.studies == ()


def test_all_groups_of_a_name_are_searched(folder_archive: FolderArchive) -> None:
    folder_archive.store([changed(CT, PatientName="Yamada^Tarou=山田^太郎=やまだ^たろう")])
    for typed in ("yamada", "山田", "太", "たろう"):
        (study,) = folder_archive.search_studies(StudyQuery(patient_name=typed)).studies
        assert study.patient_name == "Yamada^Tarou"


def test_a_name_is_found_without_its_accents(folder_archive: FolderArchive) -> None:
    folder_archive.store([changed(CT, PatientName="Müller^José")])
    assert folder_archive.search_studies(StudyQuery(patient_name="jose muller")).total == 1


def test_a_folder_that_cannot_be_used_is_unreachable(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(ArchiveUnreachable):
        FolderArchive(tmp_path / "file")


def test_an_index_that_is_no_database_is_nonsense(tmp_path: Path) -> None:
    (tmp_path / "index.sqlite3").write_bytes(b"no database" * 100)
    with pytest.raises(ArchiveNonsense):
        FolderArchive(tmp_path)
