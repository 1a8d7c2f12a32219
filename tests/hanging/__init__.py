"""Hanging protocols."""
