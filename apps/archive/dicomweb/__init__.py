"""An archive behind DICOMweb (PS3.18: QIDO-RS, WADO-RS, STOW-RS)."""

from __future__ import annotations

from apps.archive.dicomweb.archive import DicomWebArchive

__all__ = ["DicomWebArchive"]
