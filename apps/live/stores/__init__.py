"""Stores of the room engine: in memory, and in the database."""
