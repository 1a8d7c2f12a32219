"""Draws a small picture of one frame. Runs inside a sandbox worker and nowhere else."""

from __future__ import annotations

import contextlib
from io import BytesIO
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from pydicom import Dataset
from pydicom.pixels import apply_modality_lut

from apps.common.sandbox.contract import Reply
from apps.imaging.decode import frame_of, read


def thumbnail(body: bytes, values: dict[str, Any]) -> Reply:
    """Draw frame `values["frame"]` of `body` as a PNG of `values["size"]` pixels square, letterboxed in black."""
    frame, size = int(values["frame"]), int(values["size"])
    dataset = read(body)
    pixels, photometric = frame_of(dataset, frame)
    shown = pixels if photometric == "RGB" else _grey(pixels, photometric, dataset, frame)
    picture = _letterboxed(Image.fromarray(shown), _row_to_column_spacing(dataset, frame), size)
    out = BytesIO()
    picture.save(out, "PNG", optimize=True)
    return Reply({}, out.getvalue())


def _grey(pixels: NDArray[Any], photometric: str, dataset: Dataset, frame: int) -> NDArray[Any]:
    """Return 8-bit greys through the file's first window, or from the 1st to the 99th percentile."""
    transform = _group(dataset, frame, "PixelValueTransformationSequence")
    try:
        real = np.asarray(apply_modality_lut(pixels, transform), np.float32)
    except Exception:  # a broken Modality LUT; a thumbnail of the stored values serves better than none
        real = np.asarray(pixels, np.float32)
    low, high = _window(dataset, frame) or _percentiles(real, pixels, dataset)
    grey = np.clip((real - low) / max(high - low, 1e-6), 0, 1) * 255
    grey = 255 - grey if photometric == "MONOCHROME1" else grey
    return np.asarray(np.rint(np.nan_to_num(grey)), np.uint8)


def _window(dataset: Dataset, frame: int) -> tuple[float, float] | None:
    """Return the values shown as black and as white by the linear window (PS3.3 C.11.2.1.2.1), or None."""
    group = _group(dataset, frame, "FrameVOILUTSequence")
    centre, width = _first(group.get("WindowCenter")), _first(group.get("WindowWidth"))
    if centre is None or width is None or width < 1:
        return None
    return centre - 0.5 - (width - 1) / 2, centre - 0.5 + (width - 1) / 2


def _percentiles(real: NDArray[Any], pixels: NDArray[Any], dataset: Dataset) -> tuple[float, float]:
    padding = _first(dataset.get("PixelPaddingValue"))
    inside = real if padding is None else real[pixels != padding]
    inside = inside if inside.size else real
    low, high = np.percentile(inside, (1, 99))
    return float(low), float(high)


def _row_to_column_spacing(dataset: Dataset, frame: int) -> float:
    """Return how much taller than wide a pixel is (PS3.3 10.7.1.3: Pixel Spacing is row, then column)."""
    group = _group(dataset, frame, "PixelMeasuresSequence")
    for keyword in ("PixelSpacing", "ImagerPixelSpacing", "PixelAspectRatio"):
        with contextlib.suppress(TypeError, ValueError, IndexError, ArithmeticError):
            found = group.get(keyword) or dataset.get(keyword)
            ratio = float(found[0]) / float(found[1])
            if 0.05 < ratio < 20:
                return ratio
    return 1.0


def _letterboxed(image: Image.Image, pixel_ratio: float, size: int) -> Image.Image:
    width, height = image.width, image.height * pixel_ratio
    scale = size / max(width, height)
    small = image.resize(
        (max(1, round(width * scale)), max(1, round(height * scale))), Image.Resampling.BOX if scale < 1 else None
    )
    picture = Image.new(small.mode, (size, size))
    picture.paste(small, ((size - small.width) // 2, (size - small.height) // 2))
    return picture


def _group(dataset: Dataset, frame: int, sequence: str) -> Dataset:
    """Return the data set that has a functional group's attributes (PS3.3 C.7.6.16), or `dataset` itself."""
    per_frame, shared = dataset.get("PerFrameFunctionalGroupsSequence"), dataset.get("SharedFunctionalGroupsSequence")
    with contextlib.suppress(IndexError, TypeError, AttributeError):
        for groups in (per_frame[frame] if per_frame else None, shared[0] if shared else None):
            found = groups.get(sequence) if groups is not None else None
            if found:
                return found[0]
    return dataset


def _first(value: Any) -> float | None:
    with contextlib.suppress(TypeError, ValueError, IndexError):
        first = value[0] if isinstance(value, list | tuple) or hasattr(value, "append") else value
        number = float(first)
        return number if np.isfinite(number) else None
    return None
