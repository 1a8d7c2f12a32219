"""The phantoms are what they say: read back by the rules of DICOM alone, values are where the truth has them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
import pytest
from pydicom import Dataset

from apps.archive.check import inspect
from tests.support import known
from tests.support.known import Angle, Length, Phantom, Point, Region
from tests.support.known.ct import MIDDLE, read, turn

CT, OBLIQUE, FRAMES = known.ct_volume_phantom(), known.ct_oblique(), known.ct_multiframe()
REFUSED = known.refused_for_mpr()
PAIR = known.pet_ct()
HOSTILE = known.hostile_series()


class Volume:
    """Frames in the order of their positions, as PS3.3 C.7.6.2 describes them."""

    def __init__(self, frames: Iterable[tuple[Dataset, Dataset, Dataset, Dataset, Any]]) -> None:
        self.planes = [
            (_vector(place.ImagePositionPatient), _vector(turned.ImageOrientationPatient).reshape(2, 3),
             _vector(measures.PixelSpacing), values * float(scale.RescaleSlope) + float(scale.RescaleIntercept))
            for place, turned, measures, scale, values in frames
        ]  # fmt: skip

    def at(self, point: Point) -> float:
        """Return the value of the pixel whose centre is nearest."""
        best: tuple[float, float] | None = None
        for origin, (along, down), spacing, values in self.planes:
            off = np.asarray(point) - origin
            column, row = off @ along / spacing[1], off @ down / spacing[0]
            distance = float(abs(off @ np.cross(along, down)))
            if best is None or distance < best[0] - 1e-6:
                best = (distance, float(values[round(row), round(column)]))
        assert best is not None
        return best[1]


def _vector(values: Any) -> Any:
    return np.asarray([float(value) for value in values])


def volume(files: list[bytes]) -> Volume:
    """Read a series, also one multi-frame object."""
    datasets = [read(file) for file in files]
    if "PerFrameFunctionalGroupsSequence" not in datasets[0]:
        return Volume((each, each, each, each, each.pixel_array) for each in datasets)
    (whole,) = datasets
    shared = whole.SharedFunctionalGroupsSequence[0]
    return Volume(
        (
            frame.PlanePositionSequence[0],
            shared.PlaneOrientationSequence[0],
            shared.PixelMeasuresSequence[0],
            shared.PixelValueTransformationSequence[0],
            values,
        )
        for frame, values in zip(whole.PerFrameFunctionalGroupsSequence, whole.pixel_array, strict=True)
    )


@pytest.mark.parametrize("phantom", [CT, OBLIQUE, FRAMES], ids=["axial", "oblique", "multiframe"])
def test_bodies_are_where_the_truth_has_them(phantom: Phantom) -> None:
    made = volume(phantom.files)
    for ball in phantom.balls.values():
        assert made.at(ball.centre) == ball.value
    for rod in phantom.rods.values():
        assert made.at(rod.start) == made.at(rod.end) == rod.value
    for plate in phantom.plates.values():
        middle = tuple((np.asarray(plate.start) + plate.end) / 2)
        assert made.at(middle) == plate.value
    assert made.at(phantom.grid.at(50, 15, MIDDLE)) == 0
    assert made.at(phantom.grid.at(0, 0, MIDDLE)) == -1000


@pytest.mark.parametrize("phantom", [CT, OBLIQUE], ids=["axial", "oblique"])
def test_lengths_and_angles_are_those_of_their_points(phantom: Phantom) -> None:
    for length in phantom.lengths.values():
        assert _apart(length) == pytest.approx(length.mm, abs=1e-9)
    for angle in phantom.angles.values():
        assert _between(angle) == pytest.approx(angle.degrees, abs=1e-9)


def _apart(length: Length) -> float:
    return float(np.linalg.norm(np.asarray(length.end) - length.start))


def _between(angle: Angle) -> float:
    first, second = (np.asarray(end) - angle.vertex for end in angle.ends)
    return float(np.degrees(np.arccos(first @ second / np.linalg.norm(first) / np.linalg.norm(second))))


@pytest.mark.parametrize("name", CT.regions)
def test_regions_measure_what_the_truth_says(name: str) -> None:
    region = CT.regions[name]
    inside = _inside(region)
    assert inside.size == region.pixels
    assert (inside.mean(), inside.std(), inside.min(), inside.max()) == (
        region.mean,
        region.sd,
        region.low,
        region.high,
    )


def _inside(region: Region) -> Any:
    """Return Hounsfield units of all pixels whose centre lies between the corners."""
    dataset = read(CT.files[region.image])
    (left, top, _), (right, bottom, _) = region.corners(CT.grid)
    x0, y0, _ = _vector(dataset.ImagePositionPatient)
    down, across = _vector(dataset.PixelSpacing)
    columns = [column for column in range(dataset.Columns) if left < x0 + column * across < right]
    rows = [row for row in range(dataset.Rows) if top < y0 + row * down < bottom]
    return dataset.pixel_array[np.ix_(rows, columns)].astype(float) - 1024


def test_whoever_takes_pixels_for_millimetres_is_found_out() -> None:
    rows, columns = 48, 28
    assert CT.lengths["rods"].mm == pytest.approx(np.hypot(rows * 0.7, columns * 0.9))
    for wrong in (np.hypot(rows, columns) * 0.7, np.hypot(rows, columns) * 0.9, np.hypot(rows * 0.9, columns * 0.7)):
        assert abs(wrong - CT.lengths["rods"].mm) > 2
    assert abs(np.degrees(np.arctan2(36, 28)) - CT.angles["plates"].degrees) > 5


def test_the_oblique_volume_is_the_axial_one_turned() -> None:
    assert [read(file).PixelData for file in OBLIQUE.files] == [read(file).PixelData for file in CT.files]
    rotation = turn("z", 30) @ turn("x", 20)
    for straight, turned in zip(CT.files, OBLIQUE.files, strict=True):
        expected = rotation @ _vector(read(straight).ImagePositionPatient)
        assert _vector(read(turned).ImagePositionPatient) == pytest.approx(expected, abs=1e-9)


def test_each_series_without_other_planes_has_the_fault_it_is_named_for() -> None:
    places = {
        reason: [_vector(read(file).ImagePositionPatient) for file in each.files] for reason, each in REFUSED.items()
    }
    turned = {
        reason: {tuple(read(file).ImageOrientationPatient) for file in each.files} for reason, each in REFUSED.items()
    }
    assert [each.refusal for each in REFUSED.values()] == ["tilted", "gap", "orientations", "doubled"]
    along, down = _vector(next(iter(turned["tilted"]))).reshape(2, 3)
    step = places["tilted"][1] - places["tilted"][0]
    lean = np.degrees(np.arccos(step @ np.cross(along, down) / np.linalg.norm(step)))
    assert lean == pytest.approx(15)
    assert sorted(set(np.diff([z for _, _, z in places["gap"]]).round(6))) == [2.5, 5.0]
    assert len(turned["orientations"]) == 2
    assert len({tuple(place) for place in places["doubled"]}) * 2 == len(places["doubled"]) == 72


def test_activity_is_the_uptake_that_the_truth_says() -> None:
    made = volume(PAIR.pet.files)
    dataset = read(PAIR.pet.files[0])
    drug = dataset.RadiopharmaceuticalInformationSequence[0]
    waited = 1 * 3600 + 49 * 60 + 46.2
    left = float(drug.RadionuclideTotalDose) * 0.5 ** (waited / float(drug.RadionuclideHalfLife))
    factor = float(dataset.PatientWeight) * 1000 / left
    assert factor == pytest.approx(PAIR.suv_per_unit)
    assert made.at(PAIR.hot.centre) * factor == pytest.approx(PAIR.suv_hot)
    assert made.at((-40.0, 20.0, 0.0)) * factor == pytest.approx(PAIR.suv_body)
    assert volume(PAIR.ct.files).at(PAIR.hot.centre) == 60
    assert dataset.FrameOfReferenceUID == read(PAIR.ct.files[0]).FrameOfReferenceUID


def test_what_has_no_millimetres_says_none() -> None:
    detector = read(known.detector_radiograph().files[0])
    assert "PixelSpacing" not in detector
    assert _vector(detector.ImagerPixelSpacing) == pytest.approx([0.2, 0.25])
    for flat in (known.ultrasound_plain(), known.ultrasound_stretched()):
        dataset = read(flat.files[0])
        assert not {"PixelSpacing", "ImagerPixelSpacing", "SequenceOfUltrasoundRegions"} & set(dataset.dir())
        assert ("PixelAspectRatio" in dataset) == (flat.aspect != 1)
        left, top, right, bottom = flat.box
        assert (dataset.pixel_array > 0).sum() == (right - left + 1) * (bottom - top + 1)


def test_hostile_words_are_in_the_files_as_they_stand() -> None:
    for hostile in HOSTILE:
        assert read(hostile.files[0]).PatientID == hostile.words[:64].rstrip()


def test_the_archive_takes_all_of_them() -> None:
    for files in (
        CT.files[:1],
        OBLIQUE.files[:1],
        FRAMES.files,
        PAIR.pet.files[:1],
        PAIR.ct.files[:1],
        *[known.detector_radiograph().files, known.ultrasound_plain().files, known.ultrasound_stretched().files],
        *[phantom.files[:1] for phantom in REFUSED.values()],
        *[hostile.files[:1] for hostile in HOSTILE],
    ):
        for file in files:
            assert inspect(file).has_pixels
