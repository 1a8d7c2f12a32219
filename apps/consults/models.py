"""Virtual sessions: who meets over which case."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models

from apps.cases.models import Case, CaseStudy


class Consult(models.Model):
    """One session over one patient's case. Its room shows `studies` of the case and nothing else."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="consults")
    studies = models.ManyToManyField(CaseStudy, related_name="consults")
    title = models.CharField(max_length=120)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return str(self.id)


class Participant(models.Model):
    """A person of a consult. `colour` is their place in the palette, given at the first joining and kept."""

    consult = models.ForeignKey(Consult, on_delete=models.CASCADE, related_name="participants")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="participations")
    host = models.BooleanField(default=False)
    colour = models.PositiveSmallIntegerField(null=True)
    invited_at = models.DateTimeField(auto_now_add=True)
    removed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["invited_at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["consult", "user"], name="participant_once"),
            models.UniqueConstraint(fields=["consult", "colour"], name="participant_colour_once"),
        ]

    def __str__(self) -> str:
        return str(self.pk)
