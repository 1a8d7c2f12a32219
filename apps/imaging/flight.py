"""One thread makes a value, whoever else wants it meanwhile waits for it."""

from __future__ import annotations

import threading
from collections.abc import Callable, Hashable
from concurrent.futures import Future
from typing import Generic, TypeVar

from apps.imaging.cache import BytesCache

Value = TypeVar("Value")


class SharedCache(Generic[Value]):
    """A `BytesCache` whose values are made once, however many threads ask at the same time.

    They share the value or the error; an error is not kept, so the next one to ask tries again.
    """

    def __init__(self, capacity: int, size_of: Callable[[Value], int]) -> None:
        self._cache = BytesCache(capacity, size_of)
        self._lock = threading.Lock()
        self._flights: dict[Hashable, Future[Value]] = {}

    def get_or_make(self, key: Hashable, make: Callable[[], Value]) -> Value:
        """Return the value of `key`, made by this thread or by the one that is at it."""
        with self._lock:
            found = self._cache.get(key)
            if found is not None:
                return found
            flight = self._flights.get(key)
            mine = flight is None
            if flight is None:
                flight = self._flights[key] = Future()
        if mine:
            self._make(key, make, flight)
        return flight.result()

    def clear(self) -> None:
        """Drop everything, and what is being made now: those who wait for it get it, nobody after them."""
        with self._lock:
            self._flights.clear()
            self._cache.clear()

    def _make(self, key: Hashable, make: Callable[[], Value], flight: Future[Value]) -> None:
        try:
            made = make()
        except BaseException as error:
            self._land(key, flight)
            flight.set_exception(error)
        else:
            self._land(key, flight, made)
            flight.set_result(made)

    def _land(self, key: Hashable, flight: Future[Value], made: Value | None = None) -> None:
        """End the flight and keep what it brought, in one step: nobody finds neither."""
        with self._lock:
            if self._flights.get(key) is not flight:
                return
            del self._flights[key]
            if made is not None:
                self._cache.put(key, made)
