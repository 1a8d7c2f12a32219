"""A DICOMweb server that is down, slow, wrong or hostile: typed errors, bounded memory, nothing believed."""

from __future__ import annotations

import json
import socket
from collections.abc import Callable, Iterator
from datetime import date
from http.server import BaseHTTPRequestHandler
from typing import Any

import pytest

from apps.archive.dicomweb import DicomWebArchive
from apps.archive.dicomweb.http import Limits
from apps.archive.errors import ArchiveNonsense, ArchiveNotFound, ArchiveRefused, ArchiveSlow, ArchiveUnreachable
from apps.archive.interface import StudyQuery
from tests.support.hostile_http import HostileServer, answer, endless, hostile_server
from tests.support.phantoms import phantom_ct, uid

STUDY, SERIES, INSTANCE = uid("phantom/study"), uid("phantom/series"), uid("phantom/0")
LIMITS = Limits(connect=2, read=5, json_bytes=200_000, file_bytes=200_000)


@pytest.fixture
def server() -> Iterator[HostileServer]:
    """A server that a test gives its behaviour."""
    with hostile_server() as running:
        yield running


def archive(server: HostileServer, limits: Limits = LIMITS) -> DicomWebArchive:
    """Return the connector to `server`."""
    return DicomWebArchive(server.base, "user", "pässword", limits=limits, today=lambda: date(2026, 11, 24))


def as_json(*items: dict[str, Any]) -> bytes:
    """Write data sets, given as tag to value, as DICOM JSON."""
    return json.dumps([{tag: {"vr": "LO", "Value": [value]} for tag, value in item.items()} for item in items]).encode()


def multipart(*parts: bytes) -> Callable[[BaseHTTPRequestHandler], None]:
    """Return a behaviour: answer with these parts."""
    body = b"".join(b"--xx\r\nContent-Type: application/dicom\r\n\r\n" + part + b"\r\n" for part in parts)
    return answer(200, body + b"--xx--\r\n", Content_Type='multipart/related; type="application/dicom"; boundary=xx')


def fetch(server: HostileServer) -> bytes:
    """Fetch the phantom's first instance."""
    return archive(server).fetch_instance(STUDY, SERIES, INSTANCE)


def test_no_server_is_unreachable() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # bound and not listening: nobody else can take the port
        base = f"http://127.0.0.1:{taken.getsockname()[1]}/dicom-web"
        with pytest.raises(ArchiveUnreachable):
            DicomWebArchive(base).health()


@pytest.mark.parametrize("status", [401, 403, 400, 500, 503])
def test_a_refusal_is_named_as_such(server: HostileServer, status: int) -> None:
    server.behave = answer(status, b"{}")
    with pytest.raises(ArchiveRefused) as caught:
        archive(server).search_studies(StudyQuery())
    assert caught.value.data == {"status": status}


def test_a_server_that_never_answers_is_slow(server: HostileServer) -> None:
    def behave(_handler: BaseHTTPRequestHandler) -> None:
        server.released.wait()

    server.behave = behave
    with pytest.raises(ArchiveSlow):
        archive(server, Limits(read=0.2)).health()


def test_a_server_that_stops_in_the_middle_is_slow(server: HostileServer) -> None:
    def behave(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.send_header("Content-Length", "1000")
        handler.end_headers()
        handler.wfile.write(b"[")
        handler.wfile.flush()
        server.released.wait()

    server.behave = behave
    with pytest.raises(ArchiveSlow):
        archive(server, Limits(read=0.2)).health()


def test_a_server_that_drips_for_ever_is_slow(server: HostileServer) -> None:
    server.behave = endless(b" " * 70_000)
    with pytest.raises(ArchiveSlow):
        archive(server, Limits(whole=-1, json_bytes=2**30)).health()


def test_a_connection_that_breaks_off_is_unreachable(server: HostileServer) -> None:
    def behave(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.send_header("Content-Type", "application/dicom+json")
        handler.send_header("Transfer-Encoding", "chunked")
        handler.end_headers()
        handler.wfile.write(b"5\r\n[")

    server.behave = behave
    with pytest.raises(ArchiveUnreachable):
        archive(server).health()


def test_an_answer_without_end_is_cut_off(server: HostileServer) -> None:
    server.behave = endless(b" " * 10_000)
    with pytest.raises(ArchiveNonsense):
        archive(server).health()
    with pytest.raises(ArchiveNonsense):
        fetch(server)


def test_a_redirect_is_not_followed(server: HostileServer) -> None:
    server.behave = answer(302, b"", Location=f"{server.base}/elsewhere")
    with pytest.raises(ArchiveNonsense):
        archive(server).health()
    assert len(server.asked) == 1


@pytest.mark.parametrize(
    "body",
    [b"", b"<html>", b"{}", b"null", b"[1]", b'["x"]', b'[{"no-tag": {}}]', b'[{"0020000D": 1}]', b"[" * 100_000],
)
def test_what_is_not_a_list_of_data_sets_is_nonsense(server: HostileServer, body: bytes) -> None:
    server.behave = answer(200, body)
    with pytest.raises(ArchiveNonsense):
        archive(server).search_studies(StudyQuery())


def test_another_content_type_than_json_is_nonsense(server: HostileServer) -> None:
    server.behave = answer(200, b"[]", Content_Type="text/html")
    with pytest.raises(ArchiveNonsense):
        archive(server).health()


def test_an_empty_answer_is_an_empty_list(server: HostileServer) -> None:
    server.behave = answer(204, b"")
    assert archive(server).search_studies(StudyQuery()).studies == ()
    with pytest.raises(ArchiveNotFound):
        archive(server).list_series(STUDY)


def test_a_server_that_ignores_the_question_leaks_nothing(server: HostileServer) -> None:
    """PS3.18 8.3.4 lets servers ignore keys they do not know: then everybody's studies come back."""
    wanted = {"0020000D": STUDY, "00100020": "P-1"}
    server.behave = answer(200, as_json({"0020000D": uid("other"), "00100020": "P-2"}, wanted))
    found = archive(server).search_studies(StudyQuery(patient_id="P-1"))
    assert [study.study_instance_uid for study in found.studies] == [STUDY]
    assert archive(server).find_study(STUDY).patient_id == "P-1"
    with pytest.raises(ArchiveNotFound):
        archive(server).find_study(uid("third"))


def test_a_server_that_ignores_paging_is_not_asked_for_ever(server: HostileServer) -> None:
    server.behave = answer(200, as_json(*({"0020000D": f"1.2.{n}"} for n in range(500))))
    page = archive(server).search_studies(StudyQuery(patient_id="none"))
    assert (page.studies, page.total) == ((), None)
    assert len(server.asked) == 2


def test_an_answer_about_another_study_is_nonsense(server: HostileServer) -> None:
    server.behave = answer(200, as_json({"0020000D": uid("other"), "0020000E": SERIES}))
    with pytest.raises(ArchiveNonsense):
        archive(server).list_series(STUDY)
    with pytest.raises(ArchiveNonsense):
        archive(server).series_metadata(STUDY, SERIES)


def test_values_of_any_shape_are_read_without_trust(server: HostileServer) -> None:
    odd = {"0020000D": {"vr": "UI", "Value": [STUDY]}, "00100010": {"vr": "PN", "Value": "x"}}
    odd |= {"00080020": {"Value": ["20269999"]}, "00201206": {"Value": [{"a": 1}]}, "00100020": {"Value": [["P"]]}}
    odd |= {"00081030": {"Value": ["a\x1b[2J\nb"]}, "00080061": {"Value": [{}, "CT", "<b>"]}}
    server.behave = answer(200, json.dumps([odd]).encode())
    study = archive(server).find_study(STUDY)
    assert (study.patient_name, study.study_date, study.series_count, study.patient_id) == ("", None, 0, "")
    assert (study.description, study.modalities) == ("a[2Jb", ("CT",))


def test_addresses_are_built_from_uids_and_our_base_alone(server: HostileServer) -> None:
    item = {"0020000D": STUDY, "0020000E": SERIES, "00081190": "http://169.254.0.1/elsewhere", "00200052": "1.2"}
    server.behave = answer(200, as_json(item))
    archive(server).list_series(STUDY)
    assert [path.split("?")[0] for path in server.asked] == [f"GET /dicom-web/studies/{STUDY}/series"]


def test_credentials_go_with_every_request(server: HostileServer) -> None:
    archive(server).health()
    assert server.headers[0]["Authorization"] == "Basic dXNlcjpww6Rzc3dvcmQ="


@pytest.mark.parametrize(
    "behave",
    [
        answer(200, b"x", Content_Type="application/dicom"),
        answer(200, b"x", Content_Type="multipart/related"),
        answer(200, b"--xx\r\n\r\nno end", Content_Type="multipart/related; boundary=xx"),
        multipart(),
        multipart(b"no dicom"),
        multipart(*phantom_ct(2, 8, 8)),
        multipart(*phantom_ct(1, 8, 8, name="other")),
    ],
    ids=["single part", "no boundary", "no end", "no part", "no dicom", "two files", "another object"],
)
def test_anything_but_the_one_file_asked_for_is_nonsense(server: HostileServer, behave: Any) -> None:
    server.behave = behave
    with pytest.raises(ArchiveNonsense):
        fetch(server)


def test_the_file_asked_for_is_returned_as_it_is(server: HostileServer) -> None:
    (file,) = phantom_ct(1, 8, 8)
    server.behave = multipart(file)
    assert fetch(server) == file


@pytest.mark.parametrize(("body", "code"), [(b"[]", "nonsense"), (b"{}", "archive_refused"), (b"x", "nonsense")])
def test_a_store_that_is_not_confirmed_is_not_believed(server: HostileServer, body: bytes, code: str) -> None:
    def behave(handler: BaseHTTPRequestHandler) -> None:
        answer(200, body if handler.command == "POST" else b"[]")(handler)

    server.behave = behave
    if code == "nonsense":
        with pytest.raises(ArchiveNonsense):
            archive(server).store(phantom_ct(1, 8, 8))
    else:
        assert [result.code for result in archive(server).store(phantom_ct(1, 8, 8))] == [code]


def test_a_wrong_address_is_said_to_be_one(server: HostileServer) -> None:
    server.behave = answer(404, b"")
    with pytest.raises(ArchiveNonsense):
        archive(server).health()


def test_errors_name_no_patient_and_no_address(server: HostileServer) -> None:
    server.behave = answer(500, b"LINDQVIST^Erik")
    with pytest.raises(ArchiveRefused) as caught:
        archive(server).search_studies(StudyQuery(patient_name="Lindqvist"))
    shown = f"{caught.value!r} {caught.value.message} {caught.value.data}"
    assert "LINDQVIST" not in shown.upper()
    assert "127.0.0.1" not in shown
