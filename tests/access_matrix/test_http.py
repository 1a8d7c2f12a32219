"""Every route, every method, every kind of person, every object."""

from __future__ import annotations

import itertools
import os
import subprocess
import sys
from typing import Any

import pytest

from tests.access_matrix import routes
from tests.access_matrix.cells import ask, faults
from tests.access_matrix.table import http_rows
from tests.access_matrix.world import World, strangers

ROWS = http_rows()
LIST = "import django; django.setup(); import teleconsult.urls as u; from tests.access_matrix.routes import names"

pytestmark = pytest.mark.urls("tests.access_matrix.routes")


def test_every_route_and_method_has_exactly_one_row() -> None:
    cells = [(row.route, row.method) for row in ROWS]
    assert sorted(cells) == sorted(itertools.product(routes.names(routes.urlpatterns), routes.METHODS))


@pytest.mark.parametrize("demo", ["0", "1"])
def test_the_running_product_has_the_routes_of_the_table(demo: str) -> None:
    done = subprocess.run(
        [sys.executable, "-c", f"{LIST}; print(*names(u.urlpatterns))"],
        env={**os.environ, "TELECONSULT_DEMO": demo}, check=True, capture_output=True, text=True,
    )  # fmt: skip
    expected = {row.route for row in ROWS} - ({"demo-sign-in"} if demo == "0" else set())
    assert set(done.stdout.split()) == expected


@pytest.mark.parametrize("route", sorted({row.route for row in ROWS}))
def test_every_answer_is_what_the_table_says(world: World, route: str) -> None:
    rows = [row for row in ROWS if row.route == route]
    assert list(faults(world, rows, [*strangers(world), *world.actors])) == []


def test_no_unsafe_request_is_taken_without_a_csrf_token(world: World) -> None:
    host = world.person("radiologist", "host")
    unsafe = [row for row in ROWS if row.method not in ("GET", "HEAD", "OPTIONS")]
    taken = [
        f"{row.method} {row.route}: {answer.status_code}"
        for row in unsafe
        for actor in (host, *strangers(world))
        if (answer := ask(world, row, actor, "a", enforce_csrf_checks=True)).status_code not in (403, 405)
    ]
    assert taken == []


def test_an_unknown_address_says_nothing_to_anybody(world: World) -> None:
    for actor in [*strangers(world), *world.actors]:
        answer: Any = actor.client().get("/no/such/page", headers={"accept": "text/html"})
        assert answer.status_code == 404
        assert b"CANARY" not in answer.getvalue()
        assert "no-store" in answer["Cache-Control"]
