"""Decodes one frame of a hostile file. Runs inside a sandbox worker (`apps.common.sandbox`) and nowhere else."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pydicom import Dataset, dcmread
from pydicom.pixels import get_decoder
from pydicom.pixels.processing import apply_color_lut

from apps.common.sandbox.contract import JobRefused, Reply
from apps.imaging.errors import NO_SUCH_FRAME, UNDECODABLE

MAX_FRAME_BYTES = 256 * 1024 * 1024
_MONOCHROME = ("MONOCHROME1", "MONOCHROME2")


def decode(body: bytes, values: dict[str, Any]) -> Reply:
    """Decode frame `values["frame"]` (from 0) of the file `body`.

    The reply's body holds the pixels as `apps.imaging.services.Frame` describes them.
    """
    dataset = read(body)
    pixels, photometric = frame_of(dataset, int(values["frame"]))
    return Reply(
        {
            "rows": int(pixels.shape[0]),
            "columns": int(pixels.shape[1]),
            "samples": 3 if photometric == "RGB" else 1,
            "bits_allocated": pixels.dtype.itemsize * 8,
            "signed": pixels.dtype.kind == "i",
            "photometric": photometric,
        },
        np.ascontiguousarray(pixels, pixels.dtype.newbyteorder("<")).tobytes(),
    )


def read(body: bytes) -> Dataset:
    """Parse the file; refuse it when it is not DICOM or has no pixels."""
    try:
        dataset = dcmread(BytesIO(body))
    except (MemoryError, RecursionError):
        raise
    except Exception:
        raise JobRefused(UNDECODABLE, "The file cannot be read.") from None
    if "FloatPixelData" in dataset or "DoubleFloatPixelData" in dataset:
        raise JobRefused(UNDECODABLE, "Floating-point pixels are not supported.")
    if "PixelData" not in dataset:
        raise JobRefused(UNDECODABLE, "The object has no pixels.")
    return dataset


def frame_of(dataset: Dataset, frame: int) -> tuple[NDArray[Any], str]:
    """Return the pixels of one frame and their photometric interpretation.

    Shape (rows, columns) for MONOCHROME1/2 with the stored values, of the file's signedness and 8, 16 or 32
    bits; (rows, columns, 3) of 8 bits for everything else, as RGB.
    """
    try:
        _check_size(dataset, frame)
        syntax = dataset.file_meta.TransferSyntaxUID
        bits = _Bits(dataset)
        plain = not syntax.is_encapsulated and str(dataset.PhotometricInterpretation) in _MONOCHROME
        if plain:
            dataset.BitsStored = bits.allocated  # pydicom would mask by Bits Stored without a look at High Bit
        array, found = get_decoder(syntax).as_array(dataset, index=frame, as_rgb=True)
        photometric = str(found["photometric_interpretation"])
        if photometric in _MONOCHROME:
            return bits.stored_values(array) if plain else array, photometric
        return _eight_bit_rgb(array, photometric, dataset), "RGB"
    except (MemoryError, RecursionError, JobRefused):
        raise
    except NotImplementedError:
        raise JobRefused(UNDECODABLE, "There is no decoder for its transfer syntax.") from None
    except Exception:
        raise JobRefused(UNDECODABLE, "Its pixels are damaged or coded in a way that cannot be read.") from None


def _check_size(dataset: Dataset, frame: int) -> None:
    if not 0 <= frame < int(dataset.get("NumberOfFrames") or 1):
        raise JobRefused(NO_SUCH_FRAME, "The object has no such frame.")
    samples, bits = int(dataset.get("SamplesPerPixel", 1)), int(dataset.BitsAllocated)
    if int(dataset.Rows) * int(dataset.Columns) * samples * max(bits, 8) // 8 > MAX_FRAME_BYTES:
        raise JobRefused(UNDECODABLE, "The image is too large.")
    if bits > 32:
        raise JobRefused(UNDECODABLE, "Pixels of more than 32 bits are not supported.")


class _Bits:
    """Where in its word the value of a pixel is."""

    def __init__(self, dataset: Dataset) -> None:
        self.allocated = int(dataset.BitsAllocated)
        self.stored = int(dataset.get("BitsStored") or self.allocated)
        self.high = int(dataset.get("HighBit", self.stored - 1))

    def stored_values(self, array: NDArray[Any]) -> NDArray[Any]:
        """Return just the Bits Stored of each uncompressed pixel, with its sign (PS3.5 8.1.1).

        The bits above and below may hold anything, in old files an overlay.
        """
        if not 0 < self.stored < self.allocated or self.allocated != array.dtype.itemsize * 8:
            return array
        high = self.high if self.stored - 1 <= self.high < self.allocated else self.stored - 1
        # Left to drop what is above, right to drop what is below; the shift to the right extends the sign.
        values: NDArray[Any] = np.right_shift(
            np.left_shift(array, self.allocated - 1 - high), self.allocated - self.stored
        )
        return values


def _eight_bit_rgb(array: NDArray[Any], photometric: str, dataset: Dataset) -> NDArray[Any]:
    bits = int(dataset.get("BitsStored") or array.dtype.itemsize * 8)
    if photometric == "PALETTE COLOR":
        array = apply_color_lut(array, dataset)
        bits = array.dtype.itemsize * 8
        if bits == 16 and int(array.max(initial=0)) < 256:
            bits = 8  # eight-bit entries in sixteen-bit words, as PS3.3 C.7.6.3.1.5 lets older files have
    if array.ndim != 3 or array.shape[2] not in (3, 4):
        raise JobRefused(UNDECODABLE, "Its colours cannot be read.")
    if bits > 8:
        array = array >> (bits - 8)
    return array[:, :, :3].astype(np.uint8)
