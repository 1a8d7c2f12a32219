"""Run a named pure function in a worker process that may neither grow nor hang nor write files.

Everything that parses or decodes bytes of others (DICOM files, compressed pixels) goes through here: a
decompression bomb or a crash in a decoder then ends a worker and one request, never the server.
"""

from __future__ import annotations

from apps.common.sandbox.contract import Job, JobRefused, Reply, SandboxBusy, SandboxFailed, SandboxTimeout
from apps.common.sandbox.pool import Sandbox

__all__ = ["Job", "JobRefused", "Reply", "Sandbox", "SandboxBusy", "SandboxFailed", "SandboxTimeout", "shared"]

shared = Sandbox()
"""The workers that the whole process shares; none is started before the first job."""
