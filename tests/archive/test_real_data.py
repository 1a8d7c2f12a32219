"""The published samples kept beside the repository, where they are: all of them through both archives' door."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from apps.archive.folder import FolderArchive
from apps.archive.importer import import_paths
from apps.archive.interface import StudyQuery
from tests.support.samples import SAMPLES

pytestmark = pytest.mark.skipif(not SAMPLES.is_dir(), reason="the sample data are not beside the repository")


def test_every_sample_is_taken_or_refused_for_a_reason(folder_archive: FolderArchive) -> None:
    lines: list[str] = []
    summary = import_paths(folder_archive, [SAMPLES / "series", SAMPLES / "breadth"], lines.append)
    assert summary.taken > 800
    reasons = {Path(line.split(": ")[0]).name: line.split(": ")[1] for line in lines if line.startswith("refused")}
    expected = {
        "cut_in_header.dcm": "truncated",
        "cut_in_pixels.dcm": "pixels_cut",
        "empty.dcm": "not_dicom",
        "no_sop_instance_uid.dcm": "no_uids",
        "rows_lie.dcm": "pixels_cut",
        "text.dcm": "not_dicom",
        "dup_sop_b.dcm": "uid_conflict",
        "Issue22-NoPixelData.dcm": "pixels_missing",
        "MR_truncated.dcm": "pixels_cut",
        "rtplan_truncated.dcm": "truncated",
    }
    assert {name: reasons.get(name) for name in expected} == expected
    for taken in ("sr_tid1500.dcm", "gsps.dcm", "sample-pdf.dcm", "waveform_ecg.dcm", "rtplan.dcm", "us_cine_65f.dcm"):
        assert taken not in reasons


def test_a_study_of_five_series_is_listed_and_ordered(folder_archive: FolderArchive) -> None:
    import_paths(folder_archive, [SAMPLES / "series" / "petct-acrin-042"], lambda _line: None)
    (study,) = folder_archive.search_studies(StudyQuery(patient_name="acrin")).studies
    assert (study.modalities, study.series_count, study.instance_count) == (("CT", "PT", "RWV", "SEG"), 5, 273)
    series = folder_archive.list_series(study.study_instance_uid)
    assert Counter(one.instance_count for one in series) == {135: 2, 1: 3}
    for one in series[:2]:
        items = folder_archive.series_metadata(study.study_instance_uid, one.series_instance_uid)
        heights = [item["00200032"]["Value"][2] for item in items]
        assert heights == sorted(heights)
