"""Volumes in patient space, and where they come from."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

Vector = tuple[float, float, float]


@dataclass(frozen=True)
class Volume:
    """Slices in DICOM's patient space (LPS, millimetres).

    `voxels` has the shape (slices, rows, columns). `origin` is the centre of the first pixel of the first
    slice; `along_row`, `along_column` and `along_slices` are unit vectors; `spacing` is between slices, between
    rows, between columns. `thickness` is that of one slice.
    """

    voxels: NDArray[Any]
    origin: Vector
    along_row: Vector
    along_column: Vector
    along_slices: Vector
    spacing: Vector
    thickness: float

    def position(self, number: int) -> Vector:
        """Return Image Position (Patient) of slice `number`, from 0."""
        step = number * self.spacing[0]
        x, y, z = (o + step * d for o, d in zip(self.origin, self.along_slices, strict=True))
        return x, y, z


def read_ct(path: Path) -> Volume:
    """Read InVesalius' raw CT: int16 Hounsfield units, 108 axial slices from the teeth to the vertex."""
    # Rows are turned so that anterior is at the top; which side is left cannot be told from the file.
    voxels = np.fromfile(path, "<i2").reshape(108, 256, 256)[:, ::-1, :]
    half = 0.95703 * 255 / 2
    return Volume(voxels, (-half, -half, 0.0), (1, 0, 0), (0, 1, 0), (0, 0, 1), (1.5, 0.95703, 0.95703), 1.5)


def read_mr(path: Path) -> Volume:
    """Read a NIfTI volume as axial slices from feet to head, scaled to 12 bits."""
    import nibabel  # loaded here: it is slow to import, and nothing but the demonstration wants it

    image = nibabel.as_closest_canonical(nibabel.load(path))
    values, affine = np.asanyarray(image.dataobj).astype(np.float32), image.affine
    # NIfTI's axes point right, anterior and up; DICOM's left, posterior and up.
    voxels = values[::-1, ::-1, :].transpose(2, 1, 0)
    scaled = np.clip(voxels / values.max() * 4000, 0, 4095).astype("<u2")
    dx, dy, dz = (float(affine[axis, axis]) for axis in range(3))
    origin = (
        -float(affine[0, 3] + (values.shape[0] - 1) * dx),
        -float(affine[1, 3] + (values.shape[1] - 1) * dy),
        float(affine[2, 3]),
    )
    return Volume(scaled, origin, (1, 0, 0), (0, 1, 0), (0, 0, 1), (dz, dy, dx), dz)


def averaged(volume: Volume, count: int) -> Volume:
    """Return slices that are each the mean of `count` neighbours; a rest too small for one is left out."""
    slices = len(volume.voxels) // count
    groups = volume.voxels[: slices * count].reshape(slices, count, *volume.voxels.shape[1:])
    means = np.rint(groups.mean(axis=1)).astype(volume.voxels.dtype)
    step, row_step, column_step = volume.spacing
    middle = (count - 1) / 2 * step
    x, y, z = (o + middle * d for o, d in zip(volume.origin, volume.along_slices, strict=True))
    thick = step * count
    return replace(volume, voxels=means, origin=(x, y, z), spacing=(thick, row_step, column_step), thickness=thick)


def coronal(volume: Volume) -> Volume:
    """Return an axial volume cut into coronal slices, from anterior to posterior, the head up."""
    x, y, z = volume.origin
    step, row_step, column_step = volume.spacing
    top = z + (len(volume.voxels) - 1) * step
    return Volume(
        voxels=volume.voxels[::-1].transpose(1, 0, 2),
        origin=(x, y, top),
        along_row=(1, 0, 0),
        along_column=(0, 0, -1),
        along_slices=(0, 1, 0),
        spacing=(row_step, step, column_step),
        thickness=row_step,
    )
