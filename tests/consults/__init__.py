"""Searching the archive and starting a consult."""
