"""What was asked for lately, within a number of bytes."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

Value = TypeVar("Value")


class BytesCache(Generic[Value]):
    """Least recently used values, at most `capacity` bytes of them as `size_of` counts. Safe between threads."""

    def __init__(self, capacity: int, size_of: Callable[[Value], int]) -> None:
        self._capacity, self._size_of = capacity, size_of
        self._lock = threading.Lock()
        self._values: OrderedDict[Hashable, Value] = OrderedDict()
        self._bytes = 0

    def get(self, key: Hashable) -> Value | None:
        """Return the value of `key`, or None."""
        with self._lock:
            if key not in self._values:
                return None
            self._values.move_to_end(key)
            return self._values[key]

    def put(self, key: Hashable, value: Value) -> None:
        """Keep `value`, and drop what was used least recently as far as room is needed."""
        size = self._size_of(value)
        with self._lock:
            if key in self._values:
                self._bytes -= self._size_of(self._values.pop(key))
            if size > self._capacity:
                return
            self._values[key] = value
            self._bytes += size
            while self._bytes > self._capacity:
                _, dropped = self._values.popitem(last=False)
                self._bytes -= self._size_of(dropped)

    def clear(self) -> None:
        """Drop everything."""
        with self._lock:
            self._values.clear()
            self._bytes = 0

    @property
    def held(self) -> int:
        """How many bytes are held now."""
        return self._bytes
