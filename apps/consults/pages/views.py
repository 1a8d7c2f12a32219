"""Worklist pages: search the archive, start a consult, my consults."""

from __future__ import annotations

from typing import cast
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from apps.access.policy import Action
from apps.accounts.models import User
from apps.archive.errors import ArchiveError
from apps.archive.interface import Study, StudyPage, StudyQuery
from apps.archive.registry import get_archive
from apps.audit.services import record
from apps.common.errors import Invalid
from apps.common.ids import is_dicom_uid
from apps.consults import doors, selectors, services
from apps.consults.pages.forms import PAGE_SIZE, SearchForm

MOST_STUDIES = 20


@login_required
@require_http_methods(["GET", "POST"])
def archive_search(request: HttpRequest) -> HttpResponse:
    """Search the archive; without filters, show its newest studies."""
    user = cast(User, request.user)
    doors.demand(user, Action.ARCHIVE_SEARCH)
    form = SearchForm(request.POST if request.method == "POST" else {})
    page, failure = None, None
    if form.is_valid():
        try:
            page = get_archive().search_studies(form.query())
        except ArchiveError as error:
            failure = error
        record(action="archive.search", actor_id=user.pk, object_type="archive", object_id="")
    context = {"form": form, "page": page, "failure": failure, **_paging(form, page)}
    return render(request, "consults/search.html", context, status=502 if failure else 200)


def _paging(form: SearchForm, page: StudyPage | None) -> dict[str, int | None]:
    number = (form.cleaned_data.get("page") or 0) if form.is_valid() else 0
    shown = len(page.studies) if page else 0
    return {
        "first": number * PAGE_SIZE + 1 if shown else 0,
        "last": number * PAGE_SIZE + shown,
        "previous_page": number - 1 if number else None,
        "next_page": number + 1 if page and page.more else None,
    }


@login_required(redirect_field_name=None)  # who signs in again must not land on a page that is only posted to
@require_POST
def consult_prepare(request: HttpRequest) -> HttpResponse:
    """Show what a consult over the chosen study would be: the patient's studies, a title, colleagues."""
    user = cast(User, request.user)
    doors.demand(user, Action.CONSULT_CREATE)
    chosen = _study(request.POST.get("study", ""))
    studies = _same_patient(chosen)
    record(
        action="study.view",
        actor_id=user.pk,
        object_type="study",
        object_id=chosen.study_instance_uid,
    )
    context = {
        "chosen": chosen,
        "studies": studies,
        "colleagues": selectors.colleagues_of(user, tuple(services.INVITABLE)),
        "title": chosen.description or _("Consult"),
    }
    return render(request, "consults/prepare.html", context)


@login_required(redirect_field_name=None)  # who signs in again must not land on a page that is only posted to
@require_POST
def consult_start(request: HttpRequest) -> HttpResponse:
    """Start the consult and go to its room."""
    user = cast(User, request.user)
    doors.demand(user, Action.CONSULT_CREATE)
    studies = [_study(uid) for uid in request.POST.getlist("studies")[:MOST_STUDIES]]
    invited = [UUID(value) for value in request.POST.getlist("people") if _is_uuid(value)]
    consult = services.consult_create(
        actor=user, archive=get_archive(), studies=studies, title=request.POST.get("title", ""), invite=invited
    )
    return redirect("room", room_id=consult.pk)


@login_required
@require_safe
def consult_list(request: HttpRequest) -> HttpResponse:
    """Show the consults one belongs to."""
    user = cast(User, request.user)
    doors.demand(user, Action.CONSULT_LIST)
    return render(request, "consults/list.html", {"consults": selectors.consults_of(user.pk)[:100]})


def _study(uid: str) -> Study:
    if not is_dicom_uid(uid):
        raise Invalid(_("This is not a Study Instance UID."))
    return get_archive().find_study(uid)


def _same_patient(chosen: Study) -> list[Study]:
    """Return the patient's studies, newest first, the chosen one in any case."""
    found: list[Study] = []
    if chosen.patient_id:
        query = StudyQuery(patient_id=chosen.patient_id, limit=MOST_STUDIES)
        found = [
            study for study in get_archive().search_studies(query).studies if study.patient_name == chosen.patient_name
        ]
    if all(study.study_instance_uid != chosen.study_instance_uid for study in found):
        found.insert(0, chosen)
    return found


def _is_uuid(value: str) -> bool:
    try:
        UUID(value)
    except ValueError:
        return False
    return True
