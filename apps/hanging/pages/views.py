"""The pages on which coordinators look after hanging protocols."""

from __future__ import annotations

from typing import cast
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from apps.accounts.models import User
from apps.hanging import doors, selectors, services
from apps.hanging.pages.forms import BODY_PARTS, ProtocolForm


@login_required
@require_safe
def protocol_list(request: HttpRequest) -> HttpResponse:
    """Show the protocols in the order in which they are tried."""
    doors.demand(cast(User, request.user))
    return render(request, "hanging/list.html", {"protocols": selectors.protocols()})


@login_required
@require_http_methods(["GET", "POST"])
def protocol_new(request: HttpRequest) -> HttpResponse:
    """Ask for a protocol and add it."""
    user = cast(User, request.user)
    doors.demand(user)
    form = ProtocolForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        return _to_list(services.protocol_create(actor=user, protocol=form.protocol()).pk)
    return _form(request, form)


@login_required
@require_http_methods(["GET", "POST"])
def protocol_edit(request: HttpRequest, protocol_id: UUID) -> HttpResponse:
    """Show a protocol's fields and change them."""
    user = cast(User, request.user)
    found = doors.protocol_for(user, protocol_id)
    form = ProtocolForm(request.POST if request.method == "POST" else None, protocol=found)
    if form.is_valid():
        services.protocol_update(actor=user, protocol_id=protocol_id, protocol=form.protocol())
        return _to_list(protocol_id)
    return _form(request, form, name=found.name)


@login_required(redirect_field_name=None)  # who signs in again must not land on a page that is only posted to
@require_POST
def protocol_move(request: HttpRequest, protocol_id: UUID) -> HttpResponse:
    """Move a protocol up or down by one."""
    down = request.POST.get("to") == "down"
    services.protocol_move(actor=cast(User, request.user), protocol_id=protocol_id, down=down)
    return _to_list(protocol_id)


@login_required
@require_http_methods(["GET", "POST"])
def protocol_delete(request: HttpRequest, protocol_id: UUID) -> HttpResponse:
    """Ask first, then delete."""
    user = cast(User, request.user)
    found = doors.protocol_for(user, protocol_id)
    if request.method == "POST":
        services.protocol_delete(actor=user, protocol_id=protocol_id)
        return redirect("hanging-list")
    return render(request, "hanging/delete.html", {"protocol": found})


@login_required
@require_http_methods(["GET", "POST"])
def protocols_reset(request: HttpRequest) -> HttpResponse:
    """Ask first, then replace all protocols by the defaults."""
    user = cast(User, request.user)
    doors.demand(user)
    if request.method == "POST":
        services.protocols_reset(actor=user)
        return redirect("hanging-list")
    return render(request, "hanging/reset.html", {"count": selectors.protocols().count()})


def _form(request: HttpRequest, form: ProtocolForm, name: str = "") -> HttpResponse:
    context = {"form": form, "name": name, "body_parts": BODY_PARTS}
    return render(request, "hanging/form.html", context, status=422 if form.is_bound else 200)


def _to_list(protocol_id: UUID) -> HttpResponse:
    """Go back to the list, at the row in question, so that the keyboard goes on from there."""
    return redirect(f"{reverse('hanging-list')}#protocol-{protocol_id}")
