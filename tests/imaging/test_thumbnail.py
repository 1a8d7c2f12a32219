"""Thumbnails: the right greys, the right shape, black around."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import numpy as np
import pytest
from PIL import Image

from apps.imaging.errors import NoSuchFrame, Undecodable
from apps.imaging.services import cached_thumbnail, forget_images, thumbnail
from tests.support.phantoms import changed, phantom_ct

(CT,) = phantom_ct(1, 32, 32)


def picture(file: bytes, **options: Any) -> np.ndarray[Any, Any]:
    """Draw a thumbnail and return its pixels."""
    image = Image.open(BytesIO(thumbnail(file, **options)))
    assert image.format == "PNG"
    return np.asarray(image)


def test_the_window_of_the_file_is_applied_to_rescaled_values() -> None:
    """PS3.3 C.11.2.1.2.1: with window 40/400, air is black, bone is white, water a little below the middle."""
    shown = picture(CT, size=32)
    assert shown.shape == (32, 32)
    assert (shown[2, 2], shown[16, 16]) == (0, 255)
    assert abs(int(shown[6, 6]) - round((0 - (40 - 0.5 - 199.5)) / 399 * 255)) <= 1


def test_the_first_of_several_windows_counts() -> None:
    assert np.array_equal(picture(changed(CT, WindowCenter=["40", "500"], WindowWidth=["400", "9"])), picture(CT))


@pytest.mark.parametrize("broken", [{"WindowWidth": "0"}, {"WindowWidth": None}, {"WindowCenter": ""}])
def test_without_a_usable_window_the_percentiles_make_one(broken: dict[str, Any]) -> None:
    shown = picture(changed(CT, **broken), size=32)
    assert (shown[2, 2], shown[16, 16]) == (0, 255)
    assert 100 < shown[6, 6] < 155


def test_monochrome1_is_shown_inverted_and_framed_in_black() -> None:
    shown = picture(changed(CT, PhotometricInterpretation="MONOCHROME1", PixelSpacing=["1", "2"]), size=32)
    assert (shown[0, 16], shown[31, 16]) == (0, 0)
    assert (shown[9, 1], shown[16, 16]) == (255, 0)


@pytest.mark.parametrize(
    ("spacing", "height", "width"), [(["1", "1"], 64, 64), (["1", "2"], 32, 64), (["3", "1"], 64, 21)]
)
def test_pixels_that_are_not_square_are_shown_in_their_shape(spacing: list[str], height: int, width: int) -> None:
    shown = picture(changed(CT, PixelSpacing=spacing, WindowCenter="-1500", WindowWidth="10"), size=64)
    filled = np.argwhere(shown > 0)
    extent = filled.max(axis=0) - filled.min(axis=0) + 1
    assert shown.shape == (64, 64)
    assert extent.tolist() == [height, width]


@pytest.mark.parametrize("spacing", [["0", "0"], ["1"], ["1", "1000000"], None])
def test_spacing_that_cannot_be_is_left_out(spacing: list[str] | None) -> None:
    assert picture(changed(CT, PixelSpacing=spacing)).shape == (160, 160)


def test_what_has_no_picture_says_so() -> None:
    with pytest.raises(Undecodable):
        thumbnail(b"no dicom")
    with pytest.raises(NoSuchFrame):
        thumbnail(CT, 1)


def test_a_thumbnail_is_drawn_once() -> None:
    forget_images()
    first = cached_thumbnail("1.2.3", 0, 32, lambda: CT)
    assert cached_thumbnail("1.2.3", 0, 32, lambda: b"never read") == first
    forget_images()
