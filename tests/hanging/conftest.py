"""A coordinator at a browser, over the default protocols."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from apps.access.policy import Role
from apps.accounts.models import User
from apps.hanging import services
from tests.access_matrix.world import make_user
from tests.support.room_seed import session_of


@pytest.fixture
def coordinator(db: None) -> User:
    """Who looks after the protocols, which are those of a new installation."""
    user = make_user("Sofia Lund", Role.COORDINATOR)
    services.protocols_reset(actor=user)
    return user


@pytest.fixture
def browser(coordinator: User) -> Client:
    """The coordinator's browser."""
    client = Client()
    client.cookies["sessionid"] = session_of(coordinator)
    return client


def fields(**changes: Any) -> dict[str, Any]:
    """Return the form as a browser posts it: two viewports of a knee."""
    return {
        "name": "MR knee",
        "modality": "MR",
        "body_part": "knee",
        "layout": "1x2",
        "linked": "on",
        "viewport-1-study": "current",
        "viewport-1-description_contains": "PD fs",
        "viewport-1-plane": "sagittal",
        "viewport-2-study": "prior",
        "viewport-2-preset": "Auto",
        "viewport-3-study": "current",
        "viewport-4-study": "current",
        **changes,
    }
