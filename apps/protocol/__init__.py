"""The wire between browser and server, defined once.

`messages` holds the JSON messages of the durable lane as Pydantic models; `frames` the binary frames of the
live lane; `generate` writes the JSON Schema from which TypeScript is made. Rules: docs/protocol.md.
"""
