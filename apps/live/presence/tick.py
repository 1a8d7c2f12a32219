"""How long a room waits between two sends: shorter feels better, longer costs less."""

from __future__ import annotations

# (members, seconds): at once in small rooms, then as much as nobody can see.
_BY_SIZE = ((12, 0.0), (50, 0.004), (100, 0.008), (200, 0.016))
_LARGEST = 0.033

DUTY = 0.25
"""A room's sends may take this share of a core; when they cost more, the tick grows."""

PLAIN_FACTOR = 3.0
"""Without the short cut each send costs several times as much, so it happens a third as often."""


def interval(members: int, send_cost: float, plain: bool) -> float:
    """Return seconds between two sends for a room of `members` whose last sends took `send_cost` seconds each."""
    base = next((seconds for most, seconds in _BY_SIZE if members <= most), _LARGEST)
    if plain:
        base *= PLAIN_FACTOR
    return max(base, send_cost / DUTY) if base else 0.0
