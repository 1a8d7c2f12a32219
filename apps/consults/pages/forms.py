"""What the archive search and the start of a consult ask for."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from apps.archive.interface import StudyQuery

PAGE_SIZE = 25
MODALITIES = ("CT", "MR", "PT", "CR", "DX", "US", "XA", "NM", "MG", "SM", "OT")


class SearchForm(forms.Form):
    """Filters of the archive search. Posted, so that no patient's name stands in a URL or a log."""

    patient_name = forms.CharField(label=_("Patient name"), required=False, max_length=64)
    patient_id = forms.CharField(label=_("Patient ID"), required=False, max_length=64)
    accession_number = forms.CharField(label=_("Accession number"), required=False, max_length=16)
    date_from = forms.DateField(
        label=_("Study date from"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    date_to = forms.DateField(label=_("to"), required=False, widget=forms.DateInput(attrs={"type": "date"}))
    modality = forms.ChoiceField(
        label=_("Modality"), required=False, choices=[("", _("All")), *((code, code) for code in MODALITIES)]
    )
    page = forms.IntegerField(required=False, min_value=0, max_value=10_000, widget=forms.HiddenInput)

    def clean(self) -> dict[str, Any]:
        """Refuse a range that ends before it begins."""
        data = super().clean() or {}
        first, last = data.get("date_from"), data.get("date_to")
        if first and last and last < first:
            self.add_error("date_to", _("This day is before the first one."))
        return data

    def query(self) -> StudyQuery:
        """Return the archive's query for the chosen page."""
        data = self.cleaned_data
        return StudyQuery(
            patient_name=data["patient_name"],
            patient_id=data["patient_id"],
            accession_number=data["accession_number"],
            date_from=data["date_from"],
            date_to=data["date_to"],
            modality=data["modality"],
            offset=(data["page"] or 0) * PAGE_SIZE,
            limit=PAGE_SIZE,
        )
