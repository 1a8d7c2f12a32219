"""Words all messages are made of."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

VERSION = 1
"""Version of the protocol. A client that speaks another is closed with 4409 [R3]."""

_PLAIN = "^[^\\u0000-\\u0008\\u000b-\\u001f\\u007f\\u202a-\\u202e\\u2066-\\u2069]*$"


class Message(BaseModel):
    """Base of everything on the wire: unknown fields are refused, values never change."""

    model_config = ConfigDict(extra="forbid", frozen=True)


Id = Annotated[str, Field(pattern=r"^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$")]
"""A UUID in lower case."""

Uid = Annotated[str, Field(pattern=r"^[0-9]+(\.[0-9]+)*$", max_length=64)]
"""A DICOM UID (PS3.5 section 9)."""

Coordinate = Annotated[float, Field(ge=-1e6, le=1e6, allow_inf_nan=False)]
"""Millimetres in the patient's LPS system (PS3.3 C.7.6.2.1.1), or pixels of a frame without geometry."""

Point = tuple[Coordinate, Coordinate, Coordinate]

Seq = Annotated[int, Field(ge=0, le=2**53 - 1)]
"""Position in the room's one order of operations; 0 is the empty room."""

Label = Annotated[str, Field(max_length=200, pattern=_PLAIN)]
"""One line of text for an image: no control characters and no bidirectional overrides."""

Words = Annotated[str, Field(min_length=1, max_length=4000, pattern=_PLAIN)]
"""A chat message."""
