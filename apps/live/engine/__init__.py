"""The room's durable state: ordered operations, pure Python behind a store.

`reduce` folds events into state, `rules` decides what may be taken, `room` commits. Imports neither Django nor
Channels nor redis.
"""

from apps.live.engine.errors import OpRefused
from apps.live.engine.reduce import apply, fold
from apps.live.engine.room import CatchUp, RoomEngine
from apps.live.engine.rules import Actor
from apps.live.engine.store import RoomStore, RoomTransaction

__all__ = ["Actor", "CatchUp", "OpRefused", "RoomEngine", "RoomStore", "RoomTransaction", "apply", "fold"]
