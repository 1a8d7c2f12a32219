"""The contract of `apps.archive.interface.Archive`, run against every connector."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time
from io import BytesIO

import pytest
from pydicom import dcmread
from pydicom.uid import BasicTextSRStorage, EncapsulatedPDFStorage

from apps.archive.errors import ArchiveNotFound
from apps.archive.interface import Archive, StudyQuery
from tests.support.phantoms import as_file, changed, dicom_object, phantom_ct, uid


def names(archive: Archive, **query: object) -> list[str]:
    """Return the names of the patients found, in order."""
    return [study.patient_name for study in archive.search_studies(StudyQuery(**query)).studies]  # type: ignore[arg-type]


@pytest.fixture
def three_patients(archive: Archive) -> Archive:
    """An archive with one study each of Müller, Lindqvist and O'Brien, of different days."""
    people = [
        ("a", "Müller^Jürgen", "P-1", "20260301", "CT", "A1"),
        ("b", "LINDQVIST^Erik Jan", "P-2", "20260303", "CT", "A2"),
        ("c", "O'Brien^Mary", "p-3", "20260302", "CT", "A3"),
    ]
    for key, name, patient_id, day, modality, accession in people:
        results = archive.store(
            phantom_ct(
                1,
                8,
                8,
                name=key,
                PatientName=name,
                PatientID=patient_id,
                StudyDate=day,
                Modality=modality,
                AccessionNumber=accession,
            )
        )
        assert [result.code for result in results] == [""]
    return archive


def test_what_was_stored_is_found_with_its_attributes(archive: Archive) -> None:
    archive.store(phantom_ct(3, 8, 10, AccessionNumber="A77"))
    study = archive.find_study(uid("phantom/study"))
    assert (study.patient_name, study.patient_id, study.sex) == ("PHANTOM^Test", "P-1", "O")
    assert (study.study_date, study.study_time, study.birth_date) == (date(2026, 1, 2), time(10, 15), date(1970, 1, 2))
    assert (study.description, study.accession_number, study.modalities) == ("Phantom", "A77", ("CT",))
    assert (study.series_count, study.instance_count) == (1, 3)
    assert archive.search_studies(StudyQuery()).studies == (study,)


def test_a_name_matches_by_the_beginning_of_any_part_in_any_case(three_patients: Archive) -> None:
    for typed in ("lindqvist", "LIND", "Lindq", "erik", "jan", "erik lind", "Lindqvist^Erik", "lindqvist, e"):
        assert names(three_patients, patient_name=typed) == ["LINDQVIST^Erik Jan"], typed
    assert names(three_patients, patient_name="qvist") == []
    assert names(three_patients, patient_name="lindqvist mary") == []


def test_accents_and_apostrophes_in_a_name_are_found_as_typed(three_patients: Archive) -> None:
    assert names(three_patients, patient_name="müller") == ["Müller^Jürgen"]
    assert names(three_patients, patient_name="MÜLL") == ["Müller^Jürgen"]
    assert names(three_patients, patient_name="o'brien") == ["O'Brien^Mary"]


def test_wildcards_that_a_person_types_are_not_a_way_to_list_everybody(three_patients: Archive) -> None:
    assert names(three_patients, patient_id="*") == []
    assert names(three_patients, patient_id="P-%") == []
    assert names(three_patients, accession_number="A?") == []


def test_identifiers_match_whole_in_any_case(three_patients: Archive) -> None:
    assert names(three_patients, patient_id="P-2") == ["LINDQVIST^Erik Jan"]
    assert names(three_patients, patient_id="P") == []
    assert names(three_patients, accession_number="A3") == ["O'Brien^Mary"]


def test_dates_include_both_ends(three_patients: Archive) -> None:
    second, third = date(2026, 3, 2), date(2026, 3, 3)
    assert names(three_patients, date_from=second) == ["LINDQVIST^Erik Jan", "O'Brien^Mary"]
    assert names(three_patients, date_to=second) == ["O'Brien^Mary", "Müller^Jürgen"]
    assert names(three_patients, date_from=second, date_to=second) == ["O'Brien^Mary"]
    assert names(three_patients, date_from=third, date_to=third, patient_name="mary") == []


def test_a_modality_matches_when_it_occurs_in_the_study(three_patients: Archive) -> None:
    report = dicom_object("a-report", BasicTextSRStorage, "SR", StudyInstanceUID=uid("b/study"), PatientID="P-2")
    report.PatientName, report.StudyDate, report.CompletionFlag = "LINDQVIST^Erik Jan", "20260303", "COMPLETE"
    assert three_patients.store([as_file(report)])[0].stored
    assert names(three_patients, modality="SR") == ["LINDQVIST^Erik Jan"]
    assert three_patients.find_study(uid("b/study")).modalities == ("CT", "SR")
    assert names(three_patients, modality="MR") == []


def test_the_newest_study_comes_first_and_an_undated_one_last(three_patients: Archive) -> None:
    three_patients.store(phantom_ct(1, 8, 8, name="d", PatientName="Undated", PatientID="P-4", StudyDate=""))
    assert names(three_patients) == ["LINDQVIST^Erik Jan", "O'Brien^Mary", "Müller^Jürgen", "Undated"]


def test_pages_follow_each_other_without_gap_or_repetition(three_patients: Archive) -> None:
    query = StudyQuery(limit=2)
    first = three_patients.search_studies(query)
    second = three_patients.search_studies(replace(query, offset=2))
    assert [s.accession_number for s in first.studies + second.studies] == ["A2", "A3", "A1"]
    assert (first.more, second.more, second.offset) == (True, False, 2)
    assert second.total == 3


def test_series_come_by_number_with_their_frame_of_reference(archive: Archive) -> None:
    study = uid("one/study")
    for name, number in (("late", 9), ("early", 2)):
        archive.store(phantom_ct(2, 8, 8, name=name, StudyInstanceUID=study, SeriesNumber=number))
    early, late = archive.list_series(study)
    assert (early.number, late.number) == (2, 9)
    assert (early.modality, early.description, early.body_part) == ("CT", "Phantom series", "HEAD")
    assert early.frame_of_reference_uid == uid("early/frame")
    assert (early.study_instance_uid, early.instance_count) == (study, 2)


def test_instances_come_by_number_with_their_size(archive: Archive) -> None:
    archive.store(reversed(phantom_ct(3, 8, 10)))
    found = archive.list_instances(uid("phantom/study"), uid("phantom/series"))
    assert [instance.number for instance in found] == [1, 2, 3]
    assert {(i.rows, i.columns, i.frames, i.has_pixels) for i in found} == {(8, 10, 1, True)}


def test_a_document_is_listed_without_pixels(archive: Archive) -> None:
    pdf = dicom_object("pdf", EncapsulatedPDFStorage, "DOC", EncapsulatedDocument=b"%PDF-1.4 ", DocumentTitle="T")
    pdf.MIMETypeOfEncapsulatedDocument = "application/pdf"
    assert archive.store([as_file(pdf)])[0].stored
    (instance,) = archive.list_instances(uid("pdf/study"), uid("pdf/series"))
    assert (instance.rows, instance.columns, instance.frames, instance.has_pixels) == (0, 0, 0, False)


def test_metadata_are_in_the_order_of_position_whatever_the_numbers_say(archive: Archive) -> None:
    files = phantom_ct(4, 8, 8)
    archive.store(changed(file, InstanceNumber=9 - place) for place, file in enumerate(files))
    found = archive.series_metadata(uid("phantom/study"), uid("phantom/series"))
    assert [item["00080018"]["Value"][0] for item in found] == [uid(f"phantom/{n}") for n in range(4)]


def test_metadata_carry_values_and_no_bulk_data(archive: Archive) -> None:
    archive.store(phantom_ct(1, 8, 8))
    (item,) = archive.series_metadata(uid("phantom/study"), uid("phantom/series"))
    assert item["00280010"] == {"vr": "US", "Value": [8]}
    assert item["00100010"]["Value"] == [{"Alphabetic": "PHANTOM^Test"}]
    assert "7FE00010" not in item
    assert not any("BulkDataURI" in element or "InlineBinary" in element for element in item.values())


def test_an_instance_comes_back_as_the_file_that_was_stored(archive: Archive) -> None:
    (file,) = phantom_ct(1, 8, 8)
    archive.store([file])
    fetched = archive.fetch_instance(uid("phantom/study"), uid("phantom/series"), uid("phantom/0"))
    assert fetched[128:132] == b"DICM"
    assert dcmread(BytesIO(fetched)) == dcmread(BytesIO(file))


def test_the_same_object_again_is_a_duplicate_and_no_harm(archive: Archive) -> None:
    files = phantom_ct(2, 8, 8)
    assert [r.stored for r in archive.store(files)] == [True, True]
    again = archive.store(files)
    assert [(r.stored, r.code, r.present) for r in again] == [(False, "duplicate", True)] * 2
    assert archive.find_study(uid("phantom/study")).instance_count == 2


def test_other_content_under_a_taken_uid_is_refused_and_the_first_stays(archive: Archive) -> None:
    (first,) = phantom_ct(1, 8, 8)
    archive.store([first])
    (result,) = archive.store([changed(first, SeriesDescription="Other")])
    assert (result.stored, result.code, result.present) == (False, "uid_conflict", False)
    fetched = archive.fetch_instance(uid("phantom/study"), uid("phantom/series"), uid("phantom/0"))
    assert dcmread(BytesIO(fetched)).SeriesDescription == "Phantom series"


def test_duplicates_and_conflicts_are_seen_within_one_call(archive: Archive) -> None:
    (first,) = phantom_ct(1, 8, 8)
    results = archive.store([first, first, changed(first, SeriesDescription="Other")])
    assert [result.code for result in results] == ["", "duplicate", "uid_conflict"]


def test_a_refused_file_does_not_stop_the_others(archive: Archive) -> None:
    first, second = phantom_ct(2, 8, 8)
    results = archive.store([first, b"no dicom", second[:-20], second])
    assert [result.code for result in results] == ["", "not_dicom", "pixels_cut", ""]
    assert [result.stored for result in results] == [True, False, False, True]


@pytest.mark.parametrize("study", [uid("nowhere"), "../../etc/passwd", "", "1.2.3/series", "*"])
def test_what_is_not_there_is_not_found_whatever_the_uid_looks_like(archive: Archive, study: str) -> None:
    archive.store(phantom_ct(1, 8, 8))
    with pytest.raises(ArchiveNotFound):
        archive.find_study(study)
    with pytest.raises(ArchiveNotFound):
        archive.list_series(study)
    with pytest.raises(ArchiveNotFound):
        archive.list_instances(study, uid("phantom/series"))
    with pytest.raises(ArchiveNotFound):
        archive.series_metadata(study, uid("phantom/series"))
    with pytest.raises(ArchiveNotFound):
        archive.fetch_instance(study, uid("phantom/series"), uid("phantom/0"))


def test_a_series_is_found_only_in_its_own_study(archive: Archive) -> None:
    archive.store([*phantom_ct(1, 8, 8, name="x"), *phantom_ct(1, 8, 8, name="y")])
    with pytest.raises(ArchiveNotFound):
        archive.series_metadata(uid("x/study"), uid("y/series"))
    with pytest.raises(ArchiveNotFound):
        archive.fetch_instance(uid("x/study"), uid("x/series"), uid("y/0"))


def test_a_living_archive_is_healthy(archive: Archive) -> None:
    archive.health()
