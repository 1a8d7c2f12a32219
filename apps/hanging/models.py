"""Hanging protocols: what a room opens with, by modality and body part."""

from __future__ import annotations

import uuid
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from pydantic import TypeAdapter

from apps.hanging.shape import Viewport

_VIEWPORTS = TypeAdapter(tuple[Viewport, ...])


def valid_viewports(value: Any) -> None:
    """Refuse what is not a list of viewports."""
    try:
        _VIEWPORTS.validate_python(value)
    except ValueError as error:
        raise ValidationError(str(error)) from None


class HangingProtocol(models.Model):
    """One protocol. Rooms take the first in order of `position` whose modality and body part match the study."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(max_length=80)
    modality = models.CharField(max_length=16, blank=True)
    body_part = models.CharField(max_length=32, blank=True)
    rows = models.PositiveSmallIntegerField()
    columns = models.PositiveSmallIntegerField()
    linked = models.BooleanField(default=False)
    position = models.PositiveIntegerField()
    viewports = models.JSONField(validators=[valid_viewports])

    class Meta:
        ordering = ["position", "id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(rows__range=(1, 2), columns__range=(1, 2)), name="hanging_protocol_grid"
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def layout(self) -> str:
        """Return rows and columns as the form names them."""
        return f"{self.rows}x{self.columns}"
