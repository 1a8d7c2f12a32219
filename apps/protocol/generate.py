"""Write the JSON Schema of the wire, from which the front end's types are generated.

`python -m apps.protocol.generate FILE` writes; the check regenerates and compares.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter

from apps.protocol.messages import ClientMessage, Op, RoomState, ServerMessage

ALWAYS_WHOLE = ("RoomState", "Presence")
"""Made with defaults in Python, yet on the wire nothing is ever left out."""


def _tidy(node: Any) -> Any:
    """Make the schema friendly to draft-7 tools: tuples as `items`, no field titles."""
    if isinstance(node, list):
        return [_tidy(item) for item in node]
    if not isinstance(node, dict):
        return node
    out = {key: _tidy(value) for key, value in node.items() if key not in {"title", "discriminator"}}
    if "title" in node and not isinstance(node["title"], str):
        out["title"] = _tidy(node["title"])
    if "prefixItems" in out:
        out["items"] = out.pop("prefixItems")
    return out


def schema() -> dict[str, Any]:
    """Return one draft-7 schema with a definition for each message."""
    definitions: dict[str, Any] = {}
    for name, adapter in (
        ("ClientMessage", TypeAdapter(ClientMessage)),
        ("ServerMessage", TypeAdapter(ServerMessage)),
        ("RoomState", TypeAdapter(RoomState)),
        ("Op", TypeAdapter(Op)),
    ):
        made = adapter.json_schema(ref_template="#/definitions/{model}")
        definitions.update(made.pop("$defs", {}))
        definitions[name] = made
    for name in ALWAYS_WHOLE:
        definitions[name]["required"] = list(definitions[name]["properties"])
    return {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "type": "object",
        "additionalProperties": False,
        "properties": {
            "client": {"$ref": "#/definitions/ClientMessage"},
            "server": {"$ref": "#/definitions/ServerMessage"},
            "state": {"$ref": "#/definitions/RoomState"},
            "op": {"$ref": "#/definitions/Op"},
        },
        "definitions": _tidy(definitions),
    }


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(json.dumps(schema(), indent=2, ensure_ascii=True) + "\n", encoding="utf-8")
