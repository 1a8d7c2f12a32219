"""Which files are taken and which are refused, with which code (`apps.archive.check`)."""

from __future__ import annotations

import zlib

import pytest
from pydicom import Dataset, Sequence
from pydicom.uid import (
    BasicTextSRStorage,
    CTImageStorage,
    DeflatedExplicitVRLittleEndian,
    EncapsulatedPDFStorage,
    GrayscaleSoftcopyPresentationStateStorage,
    ImplicitVRLittleEndian,
    JPEGBaseline8Bit,
    KeyObjectSelectionDocumentStorage,
    MediaStorageDirectoryStorage,
    MRSpectroscopyStorage,
    RTStructureSetStorage,
    SegmentationStorage,
    TwelveLeadECGWaveformStorage,
)

from apps.archive import check
from apps.archive.check import inspect
from apps.archive.errors import FileRefused
from tests.support.phantoms import as_file, changed, dicom_object, phantom_ct, uid

(CT,) = phantom_ct(1, 16, 16)


def why(data: bytes) -> str:
    """Return the code with which `data` is refused, or "" when it is taken."""
    try:
        inspect(data)
    except FileRefused as refusal:
        assert refusal.reason.endswith(".")
        return refusal.why
    return ""


def encapsulated(fragments: list[bytes], frames: int) -> bytes:
    """Return a CT whose compressed pixels have just these fragments."""
    dataset = dicom_object("jpeg", CTImageStorage, "CT", Rows=8, Columns=8, BitsAllocated=8, BitsStored=8, HighBit=7)
    dataset.SamplesPerPixel, dataset.PhotometricInterpretation, dataset.PixelRepresentation = 1, "MONOCHROME2", 0
    dataset.NumberOfFrames = frames
    items = [b"\xfe\xff\x00\xe0" + len(f).to_bytes(4, "little") + f for f in (b"", *fragments)]  # PS3.5 table A.4-1
    dataset.PixelData = b"".join(items) + b"\xfe\xff\xdd\xe0\0\0\0\0"
    dataset["PixelData"].VR = "OB"
    return as_file(dataset, JPEGBaseline8Bit)


def test_a_whole_image_is_taken_and_identified() -> None:
    found = inspect(CT)
    assert (found.sop_instance_uid, found.study_instance_uid) == (uid("phantom/0"), uid("phantom/study"))
    assert found.series_instance_uid == uid("phantom/series")
    assert found.has_pixels
    assert found.metadata["00280010"] == {"vr": "US", "Value": [16]}


@pytest.mark.parametrize("data", [b"", b"text", b"\x89PNG\r\n\x1a\n" + b"\0" * 500, b"\0" * 4000, CT[132:]])
def test_what_does_not_begin_as_dicom_is_not_dicom(data: bytes) -> None:
    assert why(data) == "not_dicom"


def test_a_preamble_alone_is_truncated() -> None:
    assert why(CT[:132]) == "truncated"


def test_noise_after_the_magic_word_is_refused() -> None:
    assert why(CT[:132] + bytes(range(256)) * 20) in ("not_dicom", "truncated", "no_uids")


def test_a_file_cut_anywhere_is_never_taken() -> None:
    """Whatever the place of the cut, the file is refused; inside the pixels as pixels_cut."""
    pixels_at = CT.index(b"\xe0\x7f\x10\x00")
    for end in range(132, len(CT), 7):
        refusal = why(CT[:end])
        assert refusal, end
        if end > pixels_at + 12:
            assert refusal == "pixels_cut", end


@pytest.mark.filterwarnings("ignore:.*VR UI")
@pytest.mark.parametrize("keyword", ["SOPInstanceUID", "SOPClassUID", "StudyInstanceUID", "SeriesInstanceUID"])
@pytest.mark.parametrize("value", [None, "", "../../x", "1.2." + "3" * 64])
def test_without_valid_uids_an_object_is_refused(keyword: str, value: str | None) -> None:
    assert why(changed(CT, **{keyword: value})) == "no_uids"


def test_a_dicomdir_is_no_object() -> None:
    directory = Dataset()
    directory.SOPClassUID, directory.FileSetID = MediaStorageDirectoryStorage, "X"
    assert why(as_file(directory)) == "no_uids"


def test_an_image_without_pixels_is_refused() -> None:
    assert why(changed(CT, PixelData=None)) == "pixels_missing"
    assert why(changed(CT, PixelData=b"")) == "pixels_missing"
    assert why(as_file(dicom_object("seg", SegmentationStorage, "SEG"))) == "pixels_missing"


@pytest.mark.parametrize("lie", [{"Rows": 60000}, {"NumberOfFrames": 2}, {"BitsAllocated": 32}, {"SamplesPerPixel": 3}])
def test_an_image_with_fewer_pixels_than_it_says_is_refused(lie: dict[str, int]) -> None:
    assert why(changed(CT, **lie)) == "pixels_cut"


@pytest.mark.parametrize("keyword", ["Rows", "Columns", "BitsAllocated", "SamplesPerPixel"])
def test_an_image_that_does_not_describe_its_pixels_is_refused(keyword: str) -> None:
    assert why(changed(CT, **{keyword: None})) == "pixels_cut"


def test_compressed_pixels_need_a_fragment_with_content_for_every_frame() -> None:
    assert why(encapsulated([b"\xff\xd8 any \xff\xd9 "], 1)) == ""
    assert why(encapsulated([b"\xff\xd8 any \xff\xd9 "], 2)) == "pixels_cut"
    assert why(encapsulated([b"\xff\xd8 any \xff\xd9 ", b""], 2)) == "pixels_cut"


def test_compressed_pixels_cut_in_a_fragment_are_refused() -> None:
    whole = encapsulated([b"\xff\xd8" + b"x" * 200 + b"\xff\xd9"], 1)
    assert why(whole[:-60]) == "pixels_cut"


@pytest.mark.parametrize(
    ("sop_class", "modality"),
    [
        (BasicTextSRStorage, "SR"),
        (KeyObjectSelectionDocumentStorage, "KO"),
        (EncapsulatedPDFStorage, "DOC"),
        (GrayscaleSoftcopyPresentationStateStorage, "PR"),
        (RTStructureSetStorage, "RTSTRUCT"),
        (TwelveLeadECGWaveformStorage, "ECG"),
    ],
)
def test_objects_that_have_no_pixels_by_nature_are_taken(sop_class: str, modality: str) -> None:
    found = inspect(as_file(dicom_object(modality, sop_class, modality)))
    assert not found.has_pixels


def test_spectra_have_rows_and_no_pixels() -> None:
    spectrum = dicom_object("mrs", MRSpectroscopyStorage, "MR", Rows=1, Columns=1, BitsAllocated=32)
    assert not inspect(as_file(spectrum)).has_pixels


def test_a_small_file_that_unpacks_to_gigabytes_is_too_large() -> None:
    """PS3.5 A.5: a deflated data set; two megabytes here would be two gigabytes in memory."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    block = packer.compress(b"\0" * 2**24) + packer.flush(zlib.Z_FULL_FLUSH)  # stands alone, so it can be repeated
    bomb = block * 128 + packer.flush()
    head = as_file(dicom_object("bomb", BasicTextSRStorage, "SR"), DeflatedExplicitVRLittleEndian)
    meta_end = 144 + int.from_bytes(head[140:144], "little")
    assert len(bomb) < 3 * 2**20
    assert why(head[:meta_end] + bomb) == "too_large"


def test_sequences_without_end_are_too_large() -> None:
    """An item within an item, five thousand deep, each of undefined length (PS3.5 7.5)."""
    head = as_file(dicom_object("deep", BasicTextSRStorage, "SR"), ImplicitVRLittleEndian)
    opening = b"\x40\x00\x30\xa7\xff\xff\xff\xff" + b"\xfe\xff\x00\xe0\xff\xff\xff\xff"
    assert why(head + opening * 5000) == "too_large"


def test_a_file_above_the_limit_is_not_even_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(check, "MAX_FILE_BYTES", len(CT) - 1)
    assert why(CT) == "too_large"


def test_the_next_file_after_a_hostile_one_is_read_as_usual() -> None:
    assert why(b"\0" * 128 + b"DICM" + b"\xff" * 1000)
    assert why(CT) == ""


def test_metadata_hold_no_bulk_data_at_any_depth() -> None:
    item = Dataset()
    item.LUTDescriptor, item.LUTData, item.LUTExplanation = [4, 0, 16], b"\0" * 8, "kept"
    item["LUTData"].VR = "OW"
    found = inspect(changed(CT, VOILUTSequence=Sequence([item]), EncapsulatedDocument=b"%PDF"))
    assert "7FE00010" not in found.metadata
    assert "00420011" not in found.metadata
    nested = found.metadata["00283010"]["Value"][0]
    assert nested["00283003"]["Value"] == ["kept"]
    assert "00283006" not in nested


def test_metadata_are_json_even_when_a_number_is_none() -> None:
    found = inspect(changed(CT, RealWorldValueSlope=float("nan")))
    assert found.metadata["00409225"]["Value"] == [None]


def test_the_file_meta_information_is_no_part_of_the_content() -> None:
    """An archive may write its own name into the file meta information (PS3.10 7.1) of what it hands out."""
    start, size = 144, int.from_bytes(CT[140:144], "little")
    extra = b"\x02\x00\x16\x00AE\x04\x00ELSE"
    other = CT[:140] + (size + len(extra)).to_bytes(4, "little") + CT[start : start + size] + extra + CT[start + size :]
    assert inspect(other).content == inspect(CT).content
    assert inspect(changed(CT, PatientID="P-2")).content != inspect(CT).content
