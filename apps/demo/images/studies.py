"""The studies of the demonstration: a patient with a current CT, an MR and a prior CT, and a second patient."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from apps.demo.images.convert import Patient, SeriesPlan, write_series
from apps.demo.images.fetch import Report, Volumes
from apps.demo.images.volume import Volume, averaged, coronal, read_ct, read_mr

LINDQVIST = Patient("LINDQVIST^Erik", "00482177", "19550314", "M")
OKAFOR = Patient("OKAFOR^Amara", "00519034", "19880702", "F")

_CT_SOURCE = (
    "Demonstration data, invented patient. CT head published with InVesalius (Cranium); left and right of the "
    "source are not documented."
)
_HEAD_SOURCE = (
    "Demonstration data, invented patient and acquisition values. Average of 27 MR scans of one head (Colin27), "
    "scaled to 12 bits."
)
_BRAIN_SOURCE = (
    "Demonstration data, invented patient and acquisition values. Average MR brain template (MNI152), "
    "scaled to 12 bits."
)


def write_studies(volumes: Volumes, target_dir: Path, report: Report) -> list[Path]:
    """Write every study that `volumes` allow below `target_dir`; return their folders."""
    mr = read_mr(volumes.mr)
    planned = [(_mr_current(volumes), mr), (_second_patient(volumes), averaged(coronal(mr), 3))]
    if volumes.ct:
        ct = read_ct(volumes.ct)
        # The prior comes from the same voxels, so it is in the same space; saying otherwise would be wrong.
        planned += [(_CT_CURRENT, ct), (_CT_PRIOR, averaged(ct, 2))]
    else:
        planned.append((_mr_prior(volumes), averaged(mr, 3)))
    return [_write(plan, volume, target_dir, report) for plan, volume in planned]


def _write(plan: SeriesPlan, volume: Volume, target_dir: Path, report: Report) -> Path:
    folder = target_dir / plan.key
    report(f"Writing {plan.study} of {plan.date}: {len(volume.voxels)} images …")
    write_series(plan, volume, folder)
    return folder


_CT_CURRENT = SeriesPlan(
    key="ct-head-current",
    patient=LINDQVIST,
    modality="CT",
    date="20261112",
    time="091500",
    accession="A1120261",
    study="CT head",
    series="Head 1.5 mm",
    frame="ct-head",
    derivation=_CT_SOURCE,
)
_CT_PRIOR = replace(
    _CT_CURRENT,
    key="ct-head-prior",
    date="20261031",
    time="142000",
    accession="A1031264",
    series="Head 3 mm",
    derivation=f"{_CT_SOURCE} Pairs of slices of the CT of 2026-11-12 averaged to 3 mm, shown as a prior study.",
)


def _mr_current(volumes: Volumes) -> SeriesPlan:
    return SeriesPlan(
        key="mr-brain-current" if volumes.mr_is_brain_only else "mr-head-current",
        patient=LINDQVIST,
        modality="MR",
        date="20261113",
        time="110500",
        accession="A1130318",
        study="MR head",
        series="T1 3D axial",
        frame=f"mr-{volumes.mr.name}",
        derivation=_mr_source(volumes),
    )


def _mr_prior(volumes: Volumes) -> SeriesPlan:
    return replace(
        _mr_current(volumes),
        key="mr-brain-prior",
        date="20261031",
        time="142000",
        accession="A1031265",
        series="T1 axial 3 mm",
        derivation=f"{_mr_source(volumes)} Triples of slices of the MR of 2026-11-13 averaged, shown as a prior study.",
    )


def _second_patient(volumes: Volumes) -> SeriesPlan:
    return replace(
        _mr_current(volumes),
        key="mr-brain-second" if volumes.mr_is_brain_only else "mr-head-second",
        patient=OKAFOR,
        date="20261110",
        time="154000",
        accession="A1110207",
        series="T1 coronal 3 mm",
        frame=f"mr-second-{volumes.mr.name}",
        derivation=f"{_mr_source(volumes)} Cut into coronal slices and averaged to 3 mm.",
    )


def _mr_source(volumes: Volumes) -> str:
    return _BRAIN_SOURCE if volumes.mr_is_brain_only else _HEAD_SOURCE
