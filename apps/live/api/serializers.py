"""What a browser needs before it enters a room."""

from __future__ import annotations

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers


class SeriesOutput(serializers.Serializer):  # type: ignore[type-arg]
    """A series of the room."""

    series_uid = serializers.CharField()
    number = serializers.IntegerField(allow_null=True)
    modality = serializers.CharField()
    description = serializers.CharField(allow_blank=True)
    body_part = serializers.CharField(allow_blank=True)
    frame_of_reference_uid = serializers.CharField(allow_blank=True)
    image_count = serializers.IntegerField()


class StudyOutput(serializers.Serializer):  # type: ignore[type-arg]
    """A study of the room, with its series that have images."""

    study_uid = serializers.CharField()
    date = serializers.DateField(allow_null=True)
    description = serializers.CharField(allow_blank=True)
    prior = serializers.BooleanField()
    series = serializers.SerializerMethodField()

    @extend_schema_field(SeriesOutput(many=True))
    def get_series(self, study: object) -> list[dict[str, object]]:
        """Return the series that have images."""
        found = [one for one in study.series.all() if one.instances]  # type: ignore[attr-defined]
        return list(SeriesOutput(found, many=True).data)


class PatientOutput(serializers.Serializer):  # type: ignore[type-arg]
    """Whose images these are."""

    patient_id = serializers.CharField()
    name = serializers.CharField(source="patient_name")
    birth_date = serializers.DateField(allow_null=True)
    sex = serializers.CharField(allow_blank=True)


class HangingViewportOutput(serializers.Serializer):  # type: ignore[type-arg]
    """What a viewport shows: the first series that all words which are not empty fit, and how."""

    study = serializers.ChoiceField(choices=["current", "prior"])
    modality = serializers.CharField(allow_blank=True)
    description_contains = serializers.CharField(allow_blank=True)
    plane = serializers.ChoiceField(choices=["", "axial", "coronal", "sagittal"])
    reformat = serializers.ChoiceField(choices=["", "axial", "coronal", "sagittal"])
    preset = serializers.CharField(allow_blank=True)


class HangingProtocolOutput(serializers.Serializer):  # type: ignore[type-arg]
    """A way to hang a study. An empty `modality` or `body_part` means any; `viewports` go row by row."""

    id = serializers.UUIDField()
    name = serializers.CharField()
    modality = serializers.CharField(allow_blank=True)
    body_part = serializers.CharField(allow_blank=True)
    rows = serializers.IntegerField()
    columns = serializers.IntegerField()
    linked = serializers.BooleanField()
    viewports = HangingViewportOutput(many=True)


class RoomOutput(serializers.Serializer):  # type: ignore[type-arg]
    """A room as it stands: patient, title, studies newest first, hanging protocols of which the first match wins."""

    id = serializers.UUIDField()
    title = serializers.CharField()
    created_at = serializers.DateTimeField()
    patient = PatientOutput(source="case")
    studies = StudyOutput(many=True, source="ordered_studies")
    hanging_protocols = HangingProtocolOutput(many=True)


class PersonOutput(serializers.Serializer):  # type: ignore[type-arg]
    """Somebody who can be invited."""

    id = serializers.UUIDField()
    name = serializers.CharField()
    role = serializers.CharField(source="role_name")


class InviteInput(serializers.Serializer):  # type: ignore[type-arg]
    """Whom to invite."""

    user_id = serializers.UUIDField()
