"""The policy table against one written independently, over every role, set of relations and act."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

import pytest

from apps.access.policy import Action, Relation, Role, allows
from tests.access_matrix.table import rows

HEADER, *LINES = rows("policy.txt")


def every_set_of_relations() -> Iterator[frozenset[Relation]]:
    """Return all 32 sets, also those that cannot occur."""
    for size in range(len(Relation) + 1):
        yield from map(frozenset, combinations(Relation, size))


def expected(needed: str, relations: frozenset[Relation]) -> bool:
    """Say what the hand-written word asks for."""
    names = {relation.value for relation in relations}
    return bool(names & set(needed.replace("any", "anyone").split("|")))


def test_every_role_and_every_act_has_its_place() -> None:
    assert HEADER[1:] == [role.value for role in Role]
    assert [line[0] for line in LINES] == [action.value for action in Action]


@pytest.mark.parametrize("line", LINES, ids=lambda line: line[0])
def test_the_policy_says_what_the_table_says(line: list[str]) -> None:
    for role, needed in zip(HEADER[1:], line[1:], strict=True):
        for relations in every_set_of_relations():
            assert allows(role, relations, Action(line[0])) is expected(needed, relations), (role, relations)


@pytest.mark.parametrize("role", ["", "admin", "RADIOLOGIST", "radiologist ", "host"])
def test_an_unknown_role_may_do_nothing(role: str) -> None:
    assert not any(allows(role, frozenset(Relation), action) for action in Action)


def test_an_unknown_act_is_for_nobody() -> None:
    assert not any(allows(role, frozenset(Relation), "archive.delete") for role in Role)  # type: ignore[arg-type]
