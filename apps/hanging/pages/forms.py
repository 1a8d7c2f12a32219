"""The form of one hanging protocol: its own fields, and those of each of its viewports."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from pydantic import ValidationError

from apps.hanging.models import HangingProtocol
from apps.hanging.shape import MODALITIES, MOST_COLUMNS, MOST_ROWS, PRESETS, Protocol

MOST_VIEWPORTS = MOST_ROWS * MOST_COLUMNS
LAYOUTS = {
    "1x1": _("One viewport"),
    "1x2": _("Two side by side"),
    "2x1": _("Two, one above the other"),
    "2x2": _("Four, two by two"),
}
STUDIES = {"current": _("Current study"), "prior": _("Prior study")}
PLANES = {"axial": _("Axial"), "coronal": _("Coronal"), "sagittal": _("Sagittal")}
PRESET_NAMES = {
    "Abdomen": _("Abdomen"),
    "Lung": _("Lung"),
    "Mediastinum": _("Mediastinum"),
    "Bone": _("Bone"),
    "Brain": _("Brain"),
    "Subdural": _("Subdural"),
    "Stroke": _("Stroke"),
    "Liver": _("Liver"),
    "Auto": _("Auto"),
    "High contrast": _("High contrast"),
    "Full range": _("Full range"),
}
BODY_PARTS = (
    "ABDOMEN", "ANKLE", "BREAST", "CHEST", "CSPINE", "ELBOW", "FOOT", "HAND", "HEAD", "HEART", "HIP", "KNEE",
    "LSPINE", "NECK", "PELVIS", "PROSTATE", "SHOULDER", "TSPINE", "WHOLEBODY", "WRIST",
)  # fmt: skip
_ANY_MODALITY = [("", _("Any")), *((code, code) for code in MODALITIES)]


class ViewportForm(forms.Form):
    """What one viewport shows."""

    study = forms.ChoiceField(label=_("Study"), choices=list(STUDIES.items()))
    modality = forms.ChoiceField(label=_("Modality"), required=False, choices=_ANY_MODALITY)
    description_contains = forms.CharField(label=_("Series description contains"), required=False, max_length=64)
    plane = forms.ChoiceField(label=_("Plane"), required=False, choices=[("", _("Any")), *PLANES.items()])
    reformat = forms.ChoiceField(label=_("Reformat to"), required=False, choices=[("", _("As taken")), *PLANES.items()])
    preset = forms.ChoiceField(
        label=_("Window preset"),
        required=False,
        choices=[("", _("As stored")), *((name, PRESET_NAMES[name]) for name in PRESETS)],
    )


class ProtocolForm(forms.Form):
    """The protocol's own fields. `viewports` are the forms of its places, also of those the layout leaves out."""

    name = forms.CharField(label=_("Name"), max_length=80)
    modality = forms.ChoiceField(label=_("Modality of the study"), required=False, choices=_ANY_MODALITY)
    body_part = forms.CharField(
        label=_("Body part"),
        required=False,
        max_length=32,
        widget=forms.TextInput(
            attrs={"list": "body-parts", "autocapitalize": "characters", "aria-describedby": "body-part-hint"}
        ),
    )
    layout = forms.ChoiceField(label=_("Layout"), choices=list(LAYOUTS.items()))
    linked = forms.BooleanField(label=_("Scroll all viewports together, by position in the body"), required=False)

    def __init__(self, data: Any = None, *, protocol: HangingProtocol | None = None) -> None:
        shown = [] if protocol is None else protocol.viewports
        fields = {} if protocol is None else {name: getattr(protocol, name) for name in self.base_fields}
        super().__init__(data, initial=fields)
        self.viewports = [
            ViewportForm(data, prefix=f"viewport-{at + 1}", initial=shown[at] if at < len(shown) else {})
            for at in range(MOST_VIEWPORTS)
        ]

    @property
    def grid(self) -> tuple[int, int]:
        """Return rows and columns of the chosen layout."""
        rows, columns = str(self.cleaned_data["layout"]).split("x")
        return int(rows), int(columns)

    def is_valid(self) -> bool:
        """Look at the fields, and at as many viewports as the layout has."""
        if not super().is_valid():
            return False
        rows, columns = self.grid
        wrong = [one for one in self.viewports[: rows * columns] if not one.is_valid()]
        return not wrong and self._can_be_kept()

    def _can_be_kept(self) -> bool:
        """Ask the shape itself, which knows more of letters than the fields do."""
        try:
            self.protocol()
        except ValidationError as error:
            for one in error.errors():
                field = str(one["loc"][0])
                self.add_error(field if field in self.fields else None, _("Use shorter and plain words."))
        return not self.errors

    def protocol(self) -> Protocol:
        """Return what was asked for."""
        rows, columns = self.grid
        return Protocol.model_validate(
            {
                **{name: self.cleaned_data[name] for name in ("name", "modality", "body_part", "linked")},
                "rows": rows,
                "columns": columns,
                "viewports": [one.cleaned_data for one in self.viewports[: rows * columns]],
            }
        )
