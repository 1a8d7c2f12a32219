"""A patient's case: whose it is, which studies belong to it, who may see it and why."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models


class Case(models.Model):
    """One patient as the archive names them (PS3.3 C.7.1.1)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    patient_id = models.CharField(max_length=64)
    patient_name = models.CharField(max_length=324)
    birth_date = models.DateField(null=True)
    sex = models.CharField(max_length=1, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["patient_id", "patient_name"], name="case_one_per_patient")]

    def __str__(self) -> str:
        return str(self.id)


class CaseStudy(models.Model):
    """A study of the case with its series and images as they were when a consult began.

    Never changed afterwards: when the archive tells otherwise later, that is the next `version`, for new consults.
    """

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="studies")
    study_uid = models.CharField(max_length=64)
    date = models.DateField(null=True)
    description = models.CharField(max_length=200, blank=True)
    accession_number = models.CharField(max_length=64, blank=True)
    modalities = models.JSONField(default=list)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["-date", "study_uid", "-version"]
        constraints = [models.UniqueConstraint(fields=["case", "study_uid", "version"], name="case_study_once")]

    def __str__(self) -> str:
        return self.study_uid


class CaseSeries(models.Model):
    """A series of one version of a study. Never changed.

    `instances` lists [SOP Instance UID, frames] in image order.
    """

    study = models.ForeignKey(CaseStudy, on_delete=models.CASCADE, related_name="series")
    series_uid = models.CharField(max_length=64)
    number = models.IntegerField(null=True)
    modality = models.CharField(max_length=16)
    description = models.CharField(max_length=200, blank=True)
    body_part = models.CharField(max_length=64, blank=True)
    frame_of_reference_uid = models.CharField(max_length=64, blank=True)
    instances = models.JSONField(default=list)

    class Meta:
        ordering = ["number", "series_uid"]
        constraints = [models.UniqueConstraint(fields=["study", "series_uid"], name="case_series_once")]

    def __str__(self) -> str:
        return self.series_uid

    @property
    def image_count(self) -> int:
        """Return the number of frames."""
        return sum(frames for _, frames in self.instances)


class StudyAccess(models.Model):
    """Why a person may see a study. `source` names the consult (later: board, link) that gave the right."""

    study = models.ForeignKey(CaseStudy, on_delete=models.CASCADE, related_name="access")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="study_access")
    source = models.UUIDField()
    granted_at = models.DateTimeField(auto_now_add=True)
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["study", "user", "source"], name="study_access_once")]

    def __str__(self) -> str:
        return f"{self.study_id} {self.user_id}"
