"""The protocols of a new installation, and what "Reset to defaults" brings back. The first that matches wins."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_noop

_T2 = {"modality": "MR", "description_contains": "T2"}

DEFAULTS: tuple[dict[str, Any], ...] = (
    # Before the CT protocols: the CT of a PET/CT has a body part too.
    {
        "name": gettext_noop("PET/CT"),
        "modality": "PT",
        "rows": 2,
        "columns": 2,
        "linked": True,
        "viewports": [
            {"modality": "CT", "plane": "axial"},
            {"modality": "PT", "plane": "axial"},
            {"modality": "CT", "plane": "axial", "reformat": "coronal"},
            {"modality": "PT", "plane": "axial", "reformat": "coronal"},
        ],
    },
    # As one stands before the patient: her right breast on the left of the screen.
    {
        "name": gettext_noop("Mammography"),
        "modality": "MG",
        "rows": 2,
        "columns": 2,
        "viewports": [{"modality": "MG", "description_contains": view} for view in ("R CC", "L CC", "R MLO", "L MLO")],
    },
    {
        "name": gettext_noop("CT head"),
        "modality": "CT",
        "body_part": "HEAD",
        "rows": 1,
        "columns": 2,
        "linked": True,
        "viewports": [{"modality": "CT", "preset": "Brain"}, {"modality": "CT", "preset": "Bone"}],
    },
    {
        "name": gettext_noop("CT chest"),
        "modality": "CT",
        "body_part": "CHEST",
        "rows": 1,
        "columns": 2,
        "linked": True,
        "viewports": [
            {"modality": "CT", "preset": "Lung"},
            {"study": "prior", "modality": "CT", "preset": "Lung"},
        ],
    },
    {
        "name": gettext_noop("MR prostate"),
        "modality": "MR",
        "body_part": "PROSTATE",
        "rows": 2,
        "columns": 2,
        "viewports": [
            {**_T2, "plane": "axial"},
            {**_T2, "plane": "sagittal"},
            {**_T2, "plane": "coronal"},
            {"modality": "MR", "description_contains": "ADC"},
        ],
    },
    {"name": gettext_noop("Any study"), "rows": 1, "columns": 1, "viewports": [{}]},
)
