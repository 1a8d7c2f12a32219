"""One error envelope for the REST API."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext
from rest_framework import exceptions
from rest_framework.response import Response
from rest_framework.views import exception_handler

from apps.common.errors import TeleconsultError
from apps.common.words import said


def error_answer(error: Exception, context: dict[str, Any]) -> Response | None:
    """Answer `{"error": {"code", "message"}}` with the error's status."""
    if isinstance(error, TeleconsultError):
        return Response({"error": {"code": error.code, "message": said(error)}}, status=error.status)
    response = exception_handler(error, context)
    if response is None:
        return None
    code = str(error.default_code) if isinstance(error, exceptions.APIException) else "not_found"
    fields = response.data if isinstance(error, exceptions.ValidationError) else None
    message = gettext("The input is not valid.") if fields else str(getattr(error, "detail", "Not found."))
    response.data = {"error": {"code": code, "message": message, **({"fields": fields} if fields else {})}}
    return response
