"""What every page knows of the person who reads it."""

from __future__ import annotations

from django.http import HttpRequest

from apps.access.policy import ANYONE, Action, allows


def may(request: HttpRequest) -> dict[str, dict[str, bool]]:
    """Say in `may` which acts that need no relation this person may do, so that pages link no further than that.

    `consult.list` is `may.consult_list`. What a link leads to asks the policy itself.
    """
    role = getattr(getattr(request, "user", None), "role", "")
    return {"may": {action.value.replace(".", "_"): allows(role, ANYONE, action) for action in Action}}
