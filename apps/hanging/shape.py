"""What a hanging protocol is: the shape that is stored, sent to rooms and asked for in the form."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

MODALITIES = ("CT", "MR", "PT", "CR", "DX", "MG", "US", "XA", "RF", "NM", "SM", "OT")
# The names in frontend/src/viewer/presets.ts. CT has its own; of the others every image has these three.
PRESETS = (
    "Abdomen", "Lung", "Mediastinum", "Bone", "Brain", "Subdural", "Stroke", "Liver",
    "Auto", "High contrast", "Full range",
)  # fmt: skip
MOST_ROWS = MOST_COLUMNS = 2


def _one_of(*words: str) -> AfterValidator:
    def check(value: str) -> str:
        if value and value not in words:
            raise ValueError(f"must be empty or one of: {', '.join(words)}")
        return value

    return AfterValidator(check)


def _printable(value: str) -> str:
    """Leave out what no description holds and PostgreSQL partly refuses."""
    return " ".join("".join(letter if letter.isprintable() else " " for letter in value).split())


Modality = Annotated[str, _one_of(*MODALITIES)]
Preset = Annotated[str, _one_of(*PRESETS)]
Plane = Literal["", "axial", "coronal", "sagittal"]


class Viewport(BaseModel):
    """What one viewport shows. Empty means: any.

    The first series fits whose study, modality, plane and description do; `reformat` then cuts it in another plane.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    study: Literal["current", "prior"] = "current"
    modality: Modality = ""
    description_contains: Annotated[str, AfterValidator(_printable), Field(max_length=64)] = ""
    plane: Plane = ""
    reformat: Plane = ""
    preset: Preset = ""


class Protocol(BaseModel):
    """One protocol: for which study, how many viewports, what is in them, in reading order."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: Annotated[str, AfterValidator(_printable), Field(min_length=1, max_length=80)]
    modality: Modality = ""
    body_part: Annotated[str, AfterValidator(_printable), AfterValidator(str.upper), Field(max_length=32)] = ""
    rows: int = Field(ge=1, le=MOST_ROWS)
    columns: int = Field(ge=1, le=MOST_COLUMNS)
    linked: bool = False
    viewports: tuple[Viewport, ...]

    @model_validator(mode="after")
    def _a_viewport_for_each_place(self) -> Protocol:
        if len(self.viewports) != self.rows * self.columns:
            raise ValueError("there must be rows times columns viewports")
        return self

    def columns_of_the_table(self) -> dict[str, Any]:
        """Return the fields as the model keeps them."""
        return self.model_dump(mode="json")
