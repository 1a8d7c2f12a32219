"""A real Orthanc on the loopback interface with authentication on, for the contract suite."""

from __future__ import annotations

import contextlib
import json
import shutil
import socket
import subprocess
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import requests

USER, PASSWORD = "teleconsult", "only-for-tests"
_PLUGIN = Path("/usr/share/orthanc/plugins/libOrthancDicomWeb.so")


@dataclass(frozen=True)
class Orthanc:
    """A running server: `base` is its DICOMweb root."""

    base: str
    root: str
    user: str = USER
    password: str = PASSWORD

    def clear(self) -> None:
        """Delete every patient."""
        auth = (self.user, self.password)
        for patient in requests.get(f"{self.root}/patients", auth=auth, timeout=10).json():
            requests.delete(f"{self.root}/patients/{patient}", auth=auth, timeout=30)


def orthanc_missing() -> str:
    """Return why Orthanc cannot be started here, or an empty string."""
    if shutil.which("Orthanc") is None:
        return "Orthanc is not installed (Debian: orthanc, orthanc-dicomweb)"
    return "" if _PLUGIN.exists() else "Orthanc's DICOMweb plugin is not installed (Debian: orthanc-dicomweb)"


@contextlib.contextmanager
def running_orthanc(folder: Path) -> Iterator[Orthanc]:
    """Start Orthanc with its data in `folder`; on leaving, stop it and wait until its ports are free again."""
    http, dicom = _free_port(), _free_port()
    configuration = {
        "Name": "TEST",
        "StorageDirectory": str(folder / "data"),
        "IndexDirectory": str(folder / "data"),
        "HttpPort": http,
        "DicomPort": dicom,
        "DicomServerEnabled": False,
        "RemoteAccessAllowed": False,
        "AuthenticationEnabled": True,
        "RegisteredUsers": {USER: PASSWORD},
        "Plugins": [str(_PLUGIN)],  # only this one: the GDCM plugin of this version crashes while transcoding
        "DicomWeb": {"Enable": True, "Root": "/dicom-web/"},
    }
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "orthanc.json").write_text(json.dumps(configuration))
    process = subprocess.Popen(
        ["Orthanc", str(folder / "orthanc.json")], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True
    )
    try:
        _wait_until_started(process)
        yield Orthanc(f"http://127.0.0.1:{http}/dicom-web", f"http://127.0.0.1:{http}")
    finally:
        process.terminate()
        process.wait(timeout=60)


def _wait_until_started(process: subprocess.Popen[str]) -> None:
    assert process.stderr is not None
    log = []
    for line in process.stderr:
        log.append(line)
        if "Orthanc has started" in line:
            # Somebody has to go on reading, or the server stops at a full pipe.
            threading.Thread(target=lambda: [None for _ in process.stderr or ()], daemon=True).start()
            return
    raise RuntimeError("Orthanc did not start: " + "".join(log[-5:]))


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
