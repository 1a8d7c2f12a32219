"""Frames are what the file stores: nothing lost, nothing rescaled, every colour as RGB."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import numpy as np
import pytest
from pydicom import Dataset, dcmread
from pydicom.encaps import encapsulate
from pydicom.uid import (
    BasicTextSRStorage,
    ExplicitVRBigEndian,
    JPEGBaseline8Bit,
    JPEGLosslessSV1,
    RLELossless,
    SecondaryCaptureImageStorage,
)

from apps.imaging.cache import BytesCache
from apps.imaging.errors import NoSuchFrame, Undecodable
from apps.imaging.services import Frame, cached_frame, decode_frame, forget_images, thumbnail
from tests.support.phantoms import INTERCEPT, as_file, changed, ct_volume, dicom_object, phantom_ct
from tests.support.samples import SAMPLES, described_samples

CT = phantom_ct(3, 16, 20)


def values(frame: Frame) -> np.ndarray[Any, Any]:
    """Return the pixels of a frame as an array, as its description says to read them."""
    kind = "i" if frame.signed else "u"
    array = np.frombuffer(frame.pixels, f"<{kind}{frame.bits_allocated // 8}")
    shape = (frame.rows, frame.columns, 3) if frame.samples == 3 else (frame.rows, frame.columns)
    return array.reshape(shape)


def colour(pixels: np.ndarray[Any, Any], photometric: str, planar: int = 0, **attributes: Any) -> bytes:
    """Return a one-frame colour object of these samples, shape (rows, columns, 3) or (3, rows, columns)."""
    dataset = dicom_object("colour", SecondaryCaptureImageStorage, "OT")
    dataset.Rows, dataset.Columns = pixels.shape[1:] if planar else pixels.shape[:2]
    dataset.SamplesPerPixel = 1 if photometric == "PALETTE COLOR" else 3
    dataset.PhotometricInterpretation, dataset.PixelRepresentation = photometric, 0
    dataset.BitsAllocated = dataset.BitsStored = pixels.dtype.itemsize * 8
    dataset.HighBit = dataset.BitsStored - 1
    if dataset.SamplesPerPixel == 3:
        dataset.PlanarConfiguration = planar
    for keyword, value in attributes.items():
        setattr(dataset, keyword, value)
    dataset.PixelData = pixels.tobytes()
    return as_file(dataset)


def test_monochrome_values_are_those_of_the_file_before_any_rescale() -> None:
    frame = decode_frame(CT[2])
    assert (frame.rows, frame.columns, frame.samples) == (16, 20, 1)
    assert (frame.bits_allocated, frame.signed, frame.photometric) == (16, False, "MONOCHROME2")
    assert np.array_equal(values(frame).astype(int) + INTERCEPT, ct_volume(3, 16, 20)[2])


def test_lossless_compression_gives_the_same_values() -> None:
    dataset = dcmread(BytesIO(CT[1]))
    dataset.compress(RLELossless)
    out = BytesIO()
    dataset.save_as(out)
    assert decode_frame(out.getvalue()) == decode_frame(CT[1])


def test_big_endian_files_give_little_endian_pixels() -> None:
    turned = Dataset()
    for element in dcmread(BytesIO(CT[1])):
        turned.add(element)
    turned.PixelData = np.frombuffer(turned.PixelData, "<u2").astype(">u2").tobytes()
    assert decode_frame(as_file(turned, ExplicitVRBigEndian)) == decode_frame(CT[1])


def test_only_the_bits_stored_count_with_their_sign() -> None:
    """PS3.5 8.1.1: bits above High Bit may hold an overlay and are no part of the value."""
    stored = np.array([[0x0FFF, 0x1001, 0xF7FF, 0x0800]], "<u2")
    base = changed(CT[0], Rows=1, Columns=4, PixelData=stored.tobytes())
    assert values(decode_frame(base)).tolist() == [[0x0FFF, 0x001, 0x7FF, 0x800]]
    signed = decode_frame(changed(base, PixelRepresentation=1))
    assert signed.signed
    assert values(signed).tolist() == [[-1, 1, 0x7FF, -0x800]]
    high = changed(base, HighBit=15, PixelData=(stored << 4).astype("<u2").tobytes())
    assert values(decode_frame(high)).tolist() == [[0x0FFF, 0x001, 0x7FF, 0x800]]


def test_frames_of_a_multi_frame_object_are_told_apart() -> None:
    pixels = np.arange(3 * 4 * 5, dtype="<u2").reshape(3, 4, 5)
    file = changed(CT[0], Rows=4, Columns=5, NumberOfFrames=3, PixelData=pixels.tobytes())
    for number in range(3):
        assert np.array_equal(values(decode_frame(file, number)), pixels[number])


@pytest.mark.parametrize("frame", [-1, 1, 10**9])
def test_a_frame_that_is_not_there_is_not_found(frame: int) -> None:
    with pytest.raises(NoSuchFrame):
        decode_frame(CT[0], frame)


def test_colours_of_every_arrangement_become_interleaved_rgb() -> None:
    rgb = np.random.default_rng(1).integers(0, 256, (4, 6, 3), np.uint8)
    for file in (colour(rgb, "RGB"), colour(np.ascontiguousarray(rgb.transpose(2, 0, 1)), "RGB", planar=1)):
        frame = decode_frame(file)
        assert (frame.samples, frame.bits_allocated, frame.photometric) == (3, 8, "RGB")
        assert np.array_equal(values(frame), rgb)
    deep = decode_frame(colour(rgb.astype("<u2") * 256 + 17, "RGB"))
    assert np.array_equal(values(deep), rgb)


def test_luminance_and_chrominance_become_rgb() -> None:
    """PS3.3 C.7.6.3.1.2: YBR_FULL red is (76, 85, 255)."""
    red = decode_frame(colour(np.full((2, 2, 3), (76, 85, 255), np.uint8), "YBR_FULL"))
    assert np.abs(values(red).astype(int) - (255, 0, 0)).max() <= 2


@pytest.mark.parametrize("bits", [8, 16])
def test_palettes_become_rgb(bits: int) -> None:
    """PS3.3 C.7.6.3.1.5 and C.7.6.3.1.6."""
    scale = 1 if bits == 8 else 257
    tables = {"Red": [0, 255, 10, 20], "Green": [0, 0, 200, 30], "Blue": [0, 5, 0, 40]}
    attributes: dict[str, Any] = {}
    for name, entries in tables.items():
        attributes[f"{name}PaletteColorLookupTableDescriptor"] = [4, 0, bits]
        data = (np.array(entries) * scale).astype("u1" if bits == 8 else "<u2").tobytes()
        attributes[f"{name}PaletteColorLookupTableData"] = data
    frame = decode_frame(colour(np.array([[0, 1], [2, 3]], np.uint8), "PALETTE COLOR", **attributes))
    assert frame.photometric == "RGB"
    assert values(frame).tolist() == [[[0, 0, 0], [255, 0, 5]], [[10, 200, 0], [20, 30, 40]]]


def compressed(fragment: bytes, syntax: str, **attributes: Any) -> bytes:
    """Return a CT with `fragment` as its only compressed frame."""
    dataset: Dataset = dcmread(BytesIO(CT[0]))
    dataset.PixelData = encapsulate([fragment])
    dataset["PixelData"].VR = "OB"
    for keyword, value in attributes.items():
        setattr(dataset, keyword, value)
    return as_file(dataset, syntax)


@pytest.mark.parametrize(
    "file",
    [
        b"",
        b"no dicom",
        CT[0][:-100],
        CT[0][:300],
        changed(CT[0], Rows=60000),
        changed(CT[0], Rows=65535, Columns=65535),
        changed(CT[0], BitsAllocated=64),
        changed(CT[0], PhotometricInterpretation="NONSENSE", SamplesPerPixel=3),
        changed(CT[0], PixelData=None),
        compressed(b"\xff\xd8 not really a JPEG", JPEGBaseline8Bit),
        compressed(b"\xff\xd8\xff\xc3" + b"\xff" * 100, JPEGLosslessSV1),
        compressed(b"\xff" * 100, RLELossless),
        compressed(b"1234", JPEGBaseline8Bit).replace(b"1.2.840.10008.1.2.4.50", b"1.2.840.10008.1.2.4.99"),
        as_file(dicom_object("sr", BasicTextSRStorage, "SR")),
    ],
)
def test_what_cannot_be_decoded_says_so_shortly(file: bytes) -> None:
    with pytest.raises(Undecodable) as caught:
        decode_frame(file)
    assert (caught.value.code, caught.value.status) == ("undecodable", 422)
    assert caught.value.message.endswith(".")
    assert len(caught.value.message) < 100


def test_floating_point_pixels_are_said_not_to_be_supported() -> None:
    file = changed(CT[0], PixelData=None, FloatPixelData=b"\0" * 16 * 20 * 4, BitsAllocated=32)
    with pytest.raises(Undecodable, match="Floating-point"):
        decode_frame(file)


def test_a_frame_is_decoded_once_and_its_file_read_once() -> None:
    forget_images()
    loads: list[int] = []

    def load() -> bytes:
        loads.append(1)
        return CT[0]

    first = cached_frame("1.2.3", 0, load)
    assert cached_frame("1.2.3", 0, load) is first
    assert len(loads) == 1
    forget_images()


def test_the_cache_drops_what_was_used_least_recently() -> None:
    cache: BytesCache[bytes] = BytesCache(100, len)
    cache.put("a", b"x" * 40)
    cache.put("b", b"x" * 40)
    assert cache.get("a")
    cache.put("c", b"x" * 40)
    assert (cache.get("b"), cache.held) == (None, 80)
    cache.put("d", b"x" * 101)
    assert (cache.get("d"), cache.held) == (None, 80)
    cache.put("a", b"x" * 60)
    assert (cache.held, cache.get("c") is not None) == (100, True)


@pytest.mark.parametrize(("path", "pixels"), described_samples())
def test_samples_decode_or_say_why(path: str, pixels: str) -> None:
    """Whatever their description says decodes, does; floating point is the one kind not supported."""
    file = (SAMPLES / "breadth" / path).read_bytes()
    if pixels.startswith("decodes") and path != "odd/parametric_map_float.dcm":
        frame = decode_frame(file)
        assert len(frame.pixels) == frame.rows * frame.columns * frame.samples * frame.bits_allocated // 8
        assert thumbnail(file).startswith(b"\x89PNG")
    else:
        with pytest.raises(Undecodable):
            decode_frame(file)
