"""Made images whose truth is known: where things lie in millimetres, how long, how dense, how active they are.

`ct.py` volumes to measure in, also oblique, as one multi-frame object, and those that must not be reformatted;
`flat.py` images without a volume; `petct.py` activity; `hostile.py` words that nobody should trust.
"""

from tests.support.known.ct import ct_multiframe, ct_oblique, ct_volume_phantom, refused_for_mpr
from tests.support.known.flat import detector_radiograph, ultrasound_plain, ultrasound_stretched
from tests.support.known.hostile import hostile_series
from tests.support.known.petct import pet_ct
from tests.support.known.truth import Angle, Ball, Grid, Length, Phantom, Plate, Point, Region, Rod

__all__ = [
    "Angle", "Ball", "Grid", "Length", "Phantom", "Plate", "Point", "Region", "Rod", "ct_multiframe", "ct_oblique",
    "ct_volume_phantom", "detector_radiograph", "hostile_series", "pet_ct", "refused_for_mpr", "ultrasound_plain",
    "ultrasound_stretched",
]  # fmt: skip
